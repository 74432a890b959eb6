"""Tokens of the Heads view can stand in rows, for scripts that are written without spaces."""

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from browser.acts import open_page

pytestmark = pytest.mark.browser

FROM_CAT_TO_SAT = "0.77"


@pytest.fixture
def heads(page, sites):
    open_page(page, (sites / "page.html").as_uri(), "#doc=one&layout=rows&heads=2")
    return page.get_by_role("region", name="Heads of layer 0")


def tokens(heads, side):
    return heads.get_by_role("listbox", name=side).get_by_role("option")


def middle(option):
    box = option.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_layout_is_a_choice_and_part_of_the_address(page, sites):
    open_page(page, (sites / "page.html").as_uri(), "#doc=one")
    page.get_by_role("combobox", name="Tokens in").select_option("rows")
    expect(page).to_have_url(re.compile("layout=rows"))
    expect(page.get_by_role("listbox", name="Query")).to_have_attribute("aria-orientation", "horizontal")


def test_tokens_run_from_left_to_right_queries_above_keys(heads):
    queries, keys = ([middle(option) for option in tokens(heads, side).all()] for side in ("Query", "Key"))
    assert [x for x, _ in queries] == sorted(x for x, _ in queries) == [x for x, _ in keys]
    assert {y for _, y in queries}.pop() < {y for _, y in keys}.pop()


def test_pointing_at_a_token_says_its_numbers(heads):
    tokens(heads, "Query").nth(2).hover()
    expect(tokens(heads, "Key").nth(3)).to_contain_text(re.compile(rf"sat\s*{FROM_CAT_TO_SAT}"))


def test_pointing_at_a_line_says_its_weight(page, heads):
    (x0, y0), (x1, y1) = middle(tokens(heads, "Query").nth(2)), middle(tokens(heads, "Key").nth(3))
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2)
    expect(heads.get_by_role("status")).to_contain_text(f"cat → sat · L0 · H2 {FROM_CAT_TO_SAT}")


def test_keyboard_moves_along_the_rows_and_between_them(page, heads):
    heads.get_by_role("listbox", name="Query").focus()
    for press in ("ArrowRight", "ArrowRight", "Enter", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(press)
    expect(page).to_have_url(re.compile("query=2&key=3"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("query="))


def test_figure_has_the_layout_of_the_page(page, heads):
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save the links as SVG").click()
    figure = ElementTree.parse(caught.value.path()).getroot()
    places = {text.text: text.get("y") for text in figure.iter("{http://www.w3.org/2000/svg}text")}
    assert places["The"] == places["cat"] == places["sat"]
