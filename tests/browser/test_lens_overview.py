"""The overview of HeadLens names the strongest pair of clusters of every head."""

import csv
import json
import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from browser.acts import all_of, open_page
from browser.lens_acts import START, number
from browser.network_acts import SVG, saved

pytestmark = pytest.mark.browser

ALL = "#doc=one&view=lens"
NAMES = {
    "ADJ": "adjectives",
    "DET": "determiners",
    "NOUN": "nouns",
    "PRON": "pronouns",
    "VERB": "verbs",
    "word": "words",
}


@pytest.fixture(scope="module")
def index(lens_folder):
    return json.loads((lens_folder / "lens/m0/index.json").read_bytes())


@pytest.fixture
def overview(page, lens_page):
    open_page(page, lens_page, ALL)
    view = page.get_by_role("region", name="HeadLens of all heads")
    expect(view.get_by_role("table")).to_be_visible()
    return view


def lines(overview):
    """Give the texts of the table's rows."""
    return [row.locator("th, td").all_inner_texts() for row in all_of(overview.locator("tbody tr"))]


def heads(overview):
    """Give layer and head of every row."""
    return [tuple(map(int, re.findall(r"\d+", line[0]))) for line in lines(overview)]


def sort(overview, name):
    overview.get_by_role("columnheader", name=name).get_by_role("button").click()


def test_every_head_is_listed_with_its_pair_in_words(overview, index):
    shown = dict(zip(heads(overview), lines(overview), strict=True))
    assert len(shown) == len(index["heads"])
    sequence = index["sequences"][0]
    for sketch in index["heads"]:
        line = shown[sketch["layer"], sketch["head"]]
        for side, cell in (("query", line[1]), ("key", line[2])):
            name = sequence["classes"][sketch[side]["classes"][0][0]]["name"]
            assert NAMES.get(name, name) in cell
            for word in sketch[side]["words"]:
                assert sequence["words"][word]["text"] in cell
        numbers = [number(cell) for cell in line[3:]]
        assert numbers == [
            pytest.approx(sketch["spread"], abs=0.006),
            pytest.approx(sketch["similarity"], abs=0.06),
            pytest.approx(sketch["scaled"], abs=0.06),
            sketch["query"]["size"],
            sketch["key"]["size"],
        ]


COLUMNS = {
    "Spread": ("spread",),
    "inner product of the two centroids": ("similarity",),
    "Scaled": ("scaled",),
    "Asking": ("query", "size"),
    "Answering": ("key", "size"),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_sorts_by_every_number_and_back(overview, index, column):
    values = {}
    for sketch in index["heads"]:
        value = sketch
        for part in COLUMNS[column]:
            value = value[part]
        values[sketch["layer"], sketch["head"]] = value
    if column != "Spread":
        sort(overview, column)
    expect(overview.get_by_role("columnheader", name=column)).to_have_attribute("aria-sort", "descending")
    shown = [values[head] for head in heads(overview)]
    assert shown == sorted(shown, reverse=True)
    sort(overview, column)
    expect(overview.get_by_role("columnheader", name=column)).to_have_attribute("aria-sort", "ascending")
    shown = [values[head] for head in heads(overview)]
    assert shown == sorted(shown)


def test_sorts_by_head_and_by_name(page, overview):
    sort(overview, "layer and head")
    assert heads(overview) == sorted(heads(overview))
    expect(page).to_have_url(re.compile("sort=head"))
    sort(overview, "name of the key cluster")
    names = [line[2].split()[0] for line in lines(overview)]
    assert names == sorted(names)


def test_click_on_a_line_opens_the_head(page, overview):
    line = overview.locator("tbody tr").nth(2)
    name = line.get_by_role("button").inner_text()
    line.locator("td").first.click()
    expect(page.get_by_role("region", name=f"HeadLens of {name}")).to_be_visible()


def test_keyboard_opens_a_head(page, overview):
    button = overview.locator("tbody tr").nth(1).get_by_role("button")
    name = button.inner_text()
    button.press("Enter")
    expect(page.get_by_role("region", name=f"HeadLens of {name}")).to_be_visible()


def test_click_on_the_map_opens_the_head(page, overview):
    grid = overview.get_by_role("img", name=re.compile("spread of 6 heads"))
    expect(grid).to_have_attribute("data-drawn", "6")
    box = grid.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 24)
    expect(overview.locator(".tooltip")).to_contain_text("→")
    page.mouse.click(box["x"] + 30, box["y"] + 24)
    expect(page.get_by_role("region", name="HeadLens of L0 · H0")).to_be_visible()


def test_map_shows_the_number_that_the_table_is_sorted_by(overview):
    expect(overview.get_by_role("img", name=re.compile("^spread"))).to_be_visible()
    sort(overview, "Scaled")
    expect(overview.get_by_role("img", name=re.compile("^scaled inner product"))).to_be_visible()


def test_is_reached_from_a_head_and_back(page, lens_page):
    open_page(page, lens_page, START)
    button = page.get_by_role("button", name="All heads")
    button.click()
    expect(page.get_by_role("region", name="HeadLens of all heads")).to_be_visible()
    expect(page).to_have_url(re.compile("overview=yes"))
    expect(page.locator("tr.selected")).to_have_count(1)
    button.click()
    expect(page.get_by_role("region", name="HeadLens of L1 · H2")).to_be_visible()


def test_kinds_of_a_translator_are_listed_together(page, lens_page):
    open_page(page, lens_page, f"{ALL}&model=m1")
    view = page.get_by_role("region", name="HeadLens of all heads")
    expect(view.get_by_role("table")).to_be_visible()
    kinds = {line[0].split()[0] for line in lines(view)}
    assert kinds == {"encoder", "decoder", "cross"}
    expect(view.get_by_role("img")).to_have_count(3)
    view.get_by_role("button", name="cross L1 · H0").click()
    expect(page.get_by_role("region", name="HeadLens of L1 · H0")).to_be_visible()
    expect(page).to_have_url(re.compile("kind=cross"))


def test_files_hold_all_heads(page, overview, index):
    rows = list(csv.DictReader(saved(page, "Save the overview as CSV").read_text("utf-8").splitlines()))
    assert {(int(row["layer"]), int(row["head"])) for row in rows} == set(heads(overview))
    root = ElementTree.parse(saved(page, "Save the overview as SVG")).getroot()
    assert len(root.findall(f".//{SVG}g/{SVG}rect")) == len(index["heads"])
