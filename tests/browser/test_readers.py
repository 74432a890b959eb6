"""Every view can be read by everyone: by a screen reader, without a mouse, on a telephone, at rest, on paper."""

from __future__ import annotations

import pytest

from browser.checks import needs_axe, violations, width_of_content
from browser.states import STATES, open_everything, shown

pytestmark = pytest.mark.browser

TELEPHONE = {"width": 360, "height": 800}
SCREEN = {"width": 1280, "height": 800}


@needs_axe
@pytest.mark.parametrize("size", [TELEPHONE, SCREEN], ids=["telephone", "screen"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_light_and_dark(page, whole_address, state, size):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    open_everything(shown(page, whole_address, state))
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, ["color-contrast"]) == []


@pytest.mark.parametrize("state", STATES)
def test_a_telephone_does_not_scroll_sideways(page, whole_address, state):
    page.set_viewport_size(TELEPHONE)
    open_everything(shown(page, whole_address, state))
    assert width_of_content(page) <= TELEPHONE["width"]
