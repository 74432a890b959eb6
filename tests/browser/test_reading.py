"""The page can be read by everyone: without a script, by a screen reader, on a telephone."""

import pytest
from playwright.sync_api import expect

from browser.acts import open_page
from browser.checks import needs_axe, violations

pytestmark = pytest.mark.browser


@needs_axe
@pytest.mark.parametrize("name", ["Method", "Keyboard help"])
def test_axe_finds_nothing_in_dialogs(page, sites, name):
    page.emulate_media(reduced_motion="reduce")
    open_page(page, (sites / "page.html").as_uri())
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("options", [{"java_script_enabled": False}], ids=["no script"])
@pytest.mark.parametrize("width", [360, 1280])
def test_page_reads_without_a_script(page, some_address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(some_address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Golden <site>")
    expect(page.get_by_role("img", name="Encoder self-attention")).to_have_count(3)
    expect(page.get_by_role("row", name="L0 · H2 cat sat 0.772")).to_be_visible()
    expect(page.get_by_text("</script> <!--<script> مرحبا 😀", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Method")).to_be_visible()
