"""A document that is too long to be shown at once: a part of its tokens, or all of them in blocks."""

import re

import pytest
from playwright.sync_api import expect

import attlas
from attlas.precompute.codec import decode
from browser.acts import open_page
from browser.checks import violations, width_of_content
from payloads import document, encoder_run, write_export

pytestmark = pytest.mark.browser

TEXT = " ".join(f"w{number}" for number in range(600))


@pytest.fixture(scope="module")
def run():
    return encoder_run(TEXT, n_layers=2, n_heads=2)


@pytest.fixture(scope="module")
def long_address(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    export = write_export(folder / "export", [document("long", [run], TEXT)])
    return attlas.build(export, folder / "page.html").as_uri()


@pytest.fixture
def part(page):
    return page.get_by_role("group", name="Part of the document")


def test_the_first_tokens_are_shown_and_later_ones_are_a_click_away(page, part, long_address):
    open_page(page, long_address, "#view=heads")
    expect(part.get_by_role("status")).to_have_text("tokens 0 to 255")
    part.get_by_role("button", name="Later tokens").click()
    expect(part.get_by_role("status")).to_have_text("tokens 256 to 511")
    expect(page).to_have_url(re.compile("from=256"))


def test_a_pin_stays_on_its_token_in_every_part(page, part, long_address, run):
    open_page(page, long_address, "#view=heads&query=300&key=302&head=1&from=256")
    weight = decode(run.attention[0].layers[0].weights)[1, 300, 302]
    pinned = page.get_by_role("complementary", name="Selection")
    expect(pinned).to_contain_text(run.source.labels[300])
    expect(pinned).to_contain_text(f"{weight:.3f}"[:4])
    part.get_by_role("button", name="All, in blocks of 3").click()
    expect(pinned).to_contain_text(f"300 {run.source.labels[300]}…")
    part.get_by_role("button", name="Read the pinned block").click()
    expect(part.get_by_role("status")).to_have_text("tokens 172 to 427")
    expect(page).to_have_url(re.compile("query=300&key=302"))


@pytest.mark.parametrize("view", ["network", "heads", "model", "flows", "tokens", "neurons"])
@pytest.mark.parametrize("start", ["300", "whole"])
def test_every_view_shows_a_part(page, part, long_address, view, start):
    open_page(page, long_address, f"#view={view}&from={start}")
    expect(part).to_be_visible()
    expect(page.get_by_role("tabpanel").get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("start", ["0", "whole"])
def test_the_choice_fits_a_narrow_screen_and_is_accessible(page, part, long_address, start):
    page.set_viewport_size({"width": 360, "height": 740})
    open_page(page, long_address, f"#view=heads&from={start}")
    expect(part).to_be_visible()
    assert width_of_content(page) <= 360
    assert violations(page) == []
