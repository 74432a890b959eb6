"""The two views draw what the payload holds, say it in numbers, and give it away as files.

The golden export's patterns are known: head 1 looks at itself, head 2 at the next token, head 0 at the one before.
"""

import csv
import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from browser.acts import open_page

pytestmark = pytest.mark.browser

DOCUMENT = "#doc=one"
FROM_CAT_TO_SAT = 0.772


@pytest.fixture
def heads(page, sites):
    open_page(page, (sites / "page.html").as_uri(), DOCUMENT)
    return page.get_by_role("region", name="Heads of layer 0")


@pytest.fixture
def model(page, sites):
    open_page(page, (sites / "page.html").as_uri(), f"{DOCUMENT}&view=model")
    return page.get_by_role("region", name="Heads of the model")


def tokens(heads, side):
    return heads.get_by_role("listbox", name=side).get_by_role("option")


def ink(canvas):
    """Count the colours of a canvas that was drawn."""
    return canvas.evaluate(
        "c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"
    )


def saved(page, name):
    """Press a button that saves, and give the file."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).click()
    return caught.value.path()


def test_columns_show_the_tokens(heads):
    for side in ("Query", "Key"):
        expect(tokens(heads, side)).to_have_text(
            [re.compile(word) for word in ("CLS", "The", "cat", "sat", "SEP")]
        )


def test_links_are_drawn(heads):
    assert ink(heads.locator("canvas").first) > 5


def test_pointing_at_a_token_says_its_numbers(heads):
    tokens(heads, "Query").nth(2).hover()
    expect(tokens(heads, "Key").nth(3)).to_contain_text(re.compile(r"sat\s*0?\.\d+"))


def test_pinning_is_part_of_the_address(page, heads):
    tokens(heads, "Query").nth(2).click()
    tokens(heads, "Key").nth(3).click()
    expect(page).to_have_url(re.compile("query=2&key=3"))
    expect(tokens(heads, "Query").nth(2)).to_have_attribute("aria-selected", "true")


def test_keyboard_pins_and_lets_go(page, heads):
    heads.get_by_role("listbox", name="Query").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("query=1"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("query="))


def test_one_head_can_be_left_alone(page, heads):
    heads.get_by_role("toolbar").get_by_role("button").nth(2).dblclick()
    expect(page).to_have_url(re.compile("heads=2"))
    expect(heads.get_by_role("toolbar").get_by_role("button", pressed=True)).to_have_count(1)


def test_special_tokens_can_be_hidden(page, heads):
    page.get_by_role("checkbox", name="Special tokens").uncheck()
    expect(tokens(heads, "Query")).to_have_count(3)


def test_pieces_are_joined_to_words(page, sites):
    open_page(page, (sites / "page.html").as_uri(), "#doc=pair")
    heads = page.get_by_role("region", name="Heads of layer 0")
    expect(tokens(heads, "Query")).to_have_count(10)
    page.get_by_role("button", name="Words").click()
    expect(tokens(heads, "Query")).to_have_count(9)
    expect(tokens(heads, "Query").nth(5)).to_contain_text("immeasurably")


def test_csv_holds_the_weights_that_are_shown(page, heads):
    page.get_by_role("checkbox", name="Special tokens").uncheck()
    heads.get_by_role("toolbar").get_by_role("button").nth(2).dblclick()
    rows = list(csv.DictReader(saved(page, re.compile("CSV")).read_text("utf-8-sig").splitlines()))
    weights = [float(row["weight"]) for row in rows if "cat" in row.values() and "sat" in row.values()]
    assert max(weights) == pytest.approx(FROM_CAT_TO_SAT, abs=0.004)


def test_svg_is_well_formed_and_holds_the_tokens(page, heads):
    figure = ElementTree.parse(saved(page, re.compile("SVG"))).getroot()
    assert figure.tag == "{http://www.w3.org/2000/svg}svg"
    assert {"The", "cat", "sat"} <= {text.strip() for text in figure.itertext()}


def test_png_is_a_picture(page, heads):
    assert saved(page, re.compile("PNG")).read_bytes().startswith(b"\x89PNG\r\n")


def test_grid_of_heads_is_drawn(model):
    assert ink(model.locator("canvas").first) > 5


def test_keyboard_selects_a_head(page, model):
    model.get_by_role("application", name=re.compile("Heads of 2 layers")).focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("layer=1&head="))


def test_selected_head_is_enlarged(page, sites):
    open_page(page, (sites / "page.html").as_uri(), f"{DOCUMENT}&view=model&layer=1&head=2")
    expect(page.get_by_role("region", name="Head L1 · H2")).to_be_visible()


def test_model_view_can_be_saved(page, model):
    assert ElementTree.parse(saved(page, re.compile("SVG"))).getroot().tag.endswith("svg")
