"""The Heads and Model views show how two models differ: signed, and in numbers that numpy works out from the JSON."""

import csv
import re

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from attlas.precompute.codec import decode
from browser.acts import open_page
from browser.flow_acts import documents_of
from flow_payloads import N_HEADS, N_LAYERS, flow_exports

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    return flow_exports(tmp_path_factory.mktemp("differences"))


@pytest.fixture(scope="module")
def address(exports):
    return attlas.build(exports["two"], exports["two"].parent / "two.html").as_uri()


@pytest.fixture(scope="module")
def difference(exports):
    """Give the first model's attention minus the second's, axes (layer, head, query, key)."""
    first, second = documents_of(exports["two"])["pair"].runs
    stacked = [
        np.stack([decode(layer.weights) for layer in run.attention[0].layers]) for run in (first, second)
    ]
    return stacked[0] - stacked[1]


def opened(page, address, fragment):
    open_page(page, address, f"#{fragment}")
    view = page.get_by_role("region", name="Difference of heads")
    view.locator("[data-drawn]").first.wait_for(state="attached")
    return view


def saved(page):
    with page.expect_download() as caught:
        page.get_by_role("button", name="Save the differences as CSV").click()
    rows = csv.DictReader(caught.value.path().read_text("utf-8").splitlines())
    places = ("layer", "head", "query", "key")
    return {tuple(int(row[name]) for name in places): float(row["difference"]) for row in rows}


@pytest.mark.parametrize(("name", "layers"), [("heads", [1]), ("model", range(N_LAYERS))])
def test_differences_are_signed_and_of_every_head(page, address, difference, name, layers):
    opened(page, address, f"doc=pair&view={name}&layer=1&other=m1&difference=yes")
    found = saved(page)
    assert {layer for layer, *_ in found} == set(layers)
    assert {head for _, head, *_ in found} == set(range(N_HEADS))
    for place, value in found.items():
        assert value == pytest.approx(difference[place], abs=1e-4)
    assert any(value > 0 for value in found.values())
    assert any(value < 0 for value in found.values())


def test_the_switch_turns_it_on_and_off(page, address):
    open_page(page, address, "#doc=pair&view=model")
    switch = page.get_by_role("combobox", name="Difference to")
    switch.select_option("Second model")
    expect(page).to_have_url(re.compile("other=m1&difference=yes"))
    expect(page.get_by_role("region", name="Difference of heads")).to_contain_text(
        "First model minus Second model"
    )
    switch.select_option("no model")
    expect(page.get_by_role("region", name="Heads of the model")).to_be_visible()


def test_the_scale_says_its_domain(page, address, difference):
    view = opened(page, address, "doc=pair&view=model&other=m1&difference=yes")
    largest = f"{np.abs(difference).max():.3f}"
    expect(view).to_contain_text(f"−{largest}, Second model more")
    expect(view).to_contain_text(f"{largest}, First model more")


def test_keyboard_chooses_a_head_and_reads_a_cell(page, address, difference):
    view = opened(page, address, "doc=pair&view=model&other=m1&difference=yes")
    view.get_by_role("application", name=re.compile("Differences of all heads")).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile("layer=1.*head=2"))
    moved = 100 * np.abs(difference[1, 2]).sum(axis=1).mean() / 2
    expect(view.get_by_role("status")).to_contain_text(f"L1 · H2 · {moved:.0f} % of its attention moved")
    view.get_by_role("application", name=re.compile("Difference of L1 · H2")).focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    said = view.get_by_role("status").inner_text()
    number = float(re.search(r"[−+]?0\.\d+|0$", said)[0].replace("−", "-"))
    assert number == pytest.approx(difference[1, 2, 1, 1], abs=6e-4)


def test_the_same_model_twice_differs_nowhere(page, address):
    view = opened(page, address, "doc=alike&view=model&other=m1&difference=yes")
    expect(view.get_by_role("status")).to_contain_text("There is no difference at all")
    assert saved(page) == {}


@pytest.mark.parametrize("document", ["tokens"])
def test_models_with_other_tokens_are_not_offered(page, address, document):
    open_page(page, address, f"#doc={document}&view=model&other=m1&difference=yes")
    expect(page.get_by_role("region", name="Heads of the model")).to_be_visible()
    expect(page.get_by_role("combobox", name="Difference to")).to_have_count(0)


def test_the_table_names_every_head(page, address):
    view = opened(page, address, "doc=pair&view=model&other=m1&difference=yes")
    view.get_by_text("Show as table").click()
    rows = view.get_by_role("region", name="Difference of each head").get_by_role("row")
    expect(rows).to_have_count(1 + N_LAYERS * N_HEADS)
