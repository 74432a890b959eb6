"""What a picture shows is there as a table, for those who do not see it; and paper says what it leaves out."""

import re

import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import open_page
from browser.checks import width_of_content
from browser.network_acts import press, saved
from neuron_payloads import DIM, TEXT, neuron_export
from payloads import document, encoder_run, write_export

pytestmark = pytest.mark.browser

NOTE = "Only the part in sight is printed"
LONG = " ".join(["the cat sat on the mat"] * 8)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory, network_address, sites):
    """Give a page for each view."""
    folder = tmp_path_factory.mktemp("tables")
    neurons = attlas.build(neuron_export(folder / "neurons"), folder / "neurons.html").as_uri()
    golden = (sites / "page.html").as_uri()
    return {
        "heads": f"{golden}#doc=one",
        "model": f"{golden}#doc=one&view=model",
        "network": f"{network_address}#doc=one&view=network",
        "neurons": f"{neurons}#doc=whole&view=neurons&head=1",
    }


@pytest.fixture(scope="module")
def long_page(tmp_path_factory):
    """Give the page of a text that does not fit on a screen."""
    folder = tmp_path_factory.mktemp("long")
    long = document("long", [encoder_run(LONG, n_layers=2, n_heads=6)], LONG)
    return attlas.build(write_export(folder / "export", [long]), folder / "page.html").as_uri()


REGIONS = {
    "heads": {"Strongest links": 57},
    "model": {"Strongest link of each head": 6},
    "network": {"Strongest links of all layers": None},
    "neurons": {"Keys": len(TEXT.split()) + 2, "Neurons": DIM},
}


@pytest.mark.parametrize("view", REGIONS)
def test_tables_are_made_when_they_are_opened(page, addresses, view):
    open_page(page, addresses[view])
    shown = page.get_by_role("tabpanel")
    expect(shown.get_by_role("region", name=next(iter(REGIONS[view])))).to_have_count(0)
    shown.get_by_text("Show as table").click()
    for name, n_rows in REGIONS[view].items():
        region = shown.get_by_role("region", name=name, exact=True)
        expect(region.get_by_role("columnheader").first).to_be_visible()
        if n_rows is not None:
            expect(region.get_by_role("row")).to_have_count(1 + n_rows)


@pytest.mark.parametrize("view", REGIONS)
def test_keyboard_opens_tables_and_scrolls_them_below_their_heads(page, addresses, view):
    open_page(page, addresses[view])
    page.get_by_role("tabpanel").get_by_text("Show as table").focus()
    press(page, "Enter")
    region = page.get_by_role("region", name=next(iter(REGIONS[view])), exact=True)
    expect(region).to_be_visible()
    press(page, "Tab")
    expect(region).to_be_focused()
    if region.evaluate("e => e.scrollHeight > e.clientHeight"):
        press(page, "End")
        expect(region.get_by_role("row").last).to_be_in_viewport()
        expect(region.get_by_role("columnheader").first).to_be_in_viewport()


@pytest.mark.parametrize("view", REGIONS)
def test_a_narrow_page_keeps_words_whole_and_scrolls_inside(page, addresses, view):
    page.set_viewport_size({"width": 360, "height": 740})
    open_page(page, addresses[view])
    page.get_by_role("tabpanel").get_by_text("Show as table").click()
    region = page.get_by_role("region", name=next(iter(REGIONS[view])), exact=True)
    expect(region.get_by_role("row").nth(1)).to_be_visible()
    assert width_of_content(page) <= 360
    assert region.locator("bdi").first.evaluate("e => e.getClientRects().length") == 1


def test_a_long_table_says_how_much_of_it_is_shown_and_shows_more(page, long_page):
    open_page(page, long_page, "#doc=long")
    shown = page.get_by_role("tabpanel")
    shown.get_by_text("Show as table").click()
    region = shown.get_by_role("region", name="Strongest links")
    expect(region.get_by_role("row")).to_have_count(201)
    total = int(re.search(r"strongest of ([\d,]+)", region.inner_text())[1].replace(",", ""))
    expect(shown.get_by_text(f"200 of {total:,} rows are shown.")).to_be_visible()
    shown.get_by_role("button", name="Show 200 more").click()
    expect(region.get_by_role("row")).to_have_count(401)
    expect(region.get_by_text(f"The 400 strongest of {total:,} links")).to_be_visible()
    rows = region.get_by_role("row").all_inner_texts()[1:]
    weights = [float(row.split("\t")[-1].split("±")[0]) for row in rows]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    "fragment", ["view=heads", "view=heads&layout=rows", "view=network", "view=model&head=1&labels=yes"]
)
def test_paper_says_that_a_part_is_left_out(page, long_page, fragment):
    open_page(page, long_page, f"#doc=long&{fragment}")
    note = page.get_by_text(NOTE)
    expect(note).to_be_hidden()
    page.emulate_media(media="print")
    expect(note).to_be_visible()


@pytest.mark.parametrize("view", ["heads", "model", "neurons"])
def test_paper_is_silent_where_all_is_in_sight(page, addresses, view):
    page.set_viewport_size({"width": 1400, "height": 1200})
    open_page(page, addresses[view])
    page.emulate_media(media="print")
    expect(page.get_by_role("tabpanel").locator("canvas").first).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)


def test_paper_holds_every_row_of_an_open_table(page, long_page):
    open_page(page, long_page, "#doc=long")
    page.get_by_role("tabpanel").get_by_text("Show as table").click()
    region = page.get_by_role("region", name="Strongest links")
    assert region.evaluate("e => e.scrollHeight > e.clientHeight")
    page.emulate_media(media="print")
    assert region.evaluate("e => e.scrollHeight <= e.clientHeight")
    expect(page.get_by_role("button", name="Show 200 more")).to_be_hidden()
    expect(page.get_by_text(re.compile("200 of [0-9,]+ rows are shown"))).to_be_visible()


def test_the_method_explains_piles_and_patterns(page, network_address):
    open_page(page, network_address)
    page.get_by_role("button", name="Method").click()
    method = page.get_by_role("dialog", name="Method")
    expect(method.get_by_role("heading", name="Heads and piles of the Network view")).to_be_visible()
    for sentence in ("(Park et al. 2019)", "Ward (1963)", "divided into 24 bands", "Hierarchical Grouping"):
        expect(method).to_contain_text(sentence)


def test_csv_goes_on_where_the_table_ends(page, long_page):
    open_page(page, long_page, "#doc=long")
    lines = saved(page, "Save the links as CSV").read_text("utf-8").splitlines()
    assert len(lines) > 400
