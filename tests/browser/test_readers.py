"""Every view can be read by everyone: by a screen reader, without a mouse, on a telephone, at rest, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser.checks import needs_axe, violations, width_of_content
from browser.states import STATES, open_everything, shown

pytestmark = pytest.mark.browser

TELEPHONE = {"width": 360, "height": 800}
SCREEN = {"width": 1280, "height": 800}

CONTROLS = "input, select, fieldset, details:not([open]) > summary, [aria-expanded]"
"""What paper has no use for; a summary that is open is a heading."""

NAMELESS = """view => [...view.querySelectorAll('canvas, svg')].filter((each) =>
    each.checkVisibility() && !each.closest('[aria-hidden=true], [aria-label], [aria-labelledby], figure, button'))
  .map((each) => each.outerHTML.slice(0, 120))"""
"""Pictures that neither have a name, nor stand within what has one."""


@needs_axe
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_light_and_dark(page, whole_address, state):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    view = shown(page, whole_address, state)
    open_everything(view)
    assert violations(page) == []
    assert view.evaluate(NAMELESS) == [], "every picture has a name"
    page.emulate_media(color_scheme="dark")
    assert violations(page, ["color-contrast"]) == []


@needs_axe
@pytest.mark.parametrize("state", STATES)
def test_a_telephone_does_not_scroll_sideways(page, whole_address, state):
    page.set_viewport_size(TELEPHONE)
    page.emulate_media(reduced_motion="reduce")
    open_everything(shown(page, whole_address, state))
    assert width_of_content(page) <= TELEPHONE["width"]
    assert violations(page) == []


@pytest.mark.parametrize("state", STATES)
def test_paper_has_no_controls(page, whole_address, state):
    view = shown(page, whole_address, state)
    page.emulate_media(media="print")
    expect(view.locator(f":is({CONTROLS}):visible")).to_have_count(0)
    assert width_of_content(page) <= SCREEN["width"]


def test_nothing_moves_for_who_wants_no_motion(page, whole_address):
    page.emulate_media(reduced_motion="reduce")
    view = shown(page, whole_address, "network multiples and piles")
    view.get_by_role("button", name=re.compile("^Unfold pile")).first.click()
    view.get_by_role("button", name="Narrow").click()
    assert page.evaluate("document.getAnimations().length") == 0


PRESSED_COLOURS = """view => [...view.ownerDocument.querySelectorAll('[role=tab]')].map(
  (tab) => [tab.ariaSelected, getComputedStyle(tab).backgroundColor])"""


def test_colours_of_the_readers_choice_tell_what_is_on(page, whole_address):
    page.emulate_media(forced_colors="active")
    view = shown(page, whole_address, "heads")
    on = {colour for selected, colour in view.evaluate(PRESSED_COLOURS) if selected == "true"}
    off = {colour for selected, colour in view.evaluate(PRESSED_COLOURS) if selected == "false"}
    assert len(on) == len(off) == 1
    assert on != off
    patches = view.get_by_role("button", name=re.compile(r"^Head \d of layer"))
    fills = patches.evaluate_all("all => all.map((each) => getComputedStyle(each).backgroundColor)")
    assert len(set(fills)) == len(fills)


def test_a_page_that_narrows_is_not_hidden_by_the_list_of_documents(page, whole_address):
    view = shown(page, whole_address, "heads")
    documents = page.get_by_role("complementary", name="Documents")
    expect(documents).to_be_visible()
    page.set_viewport_size(TELEPHONE)
    expect(page.get_by_role("dialog", name="Documents")).to_have_count(0)
    view.get_by_role("button", name="Words").click()
    page.set_viewport_size(SCREEN)
    expect(documents).to_be_visible()
