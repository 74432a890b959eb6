"""What a reader does in the Heads and Model views, and that one choice holds in all views.

Numbers are compared with those that are worked out from the JSON of the golden export.
"""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

import attlas
from attlas.precompute.codec import decode, encode
from attlas.precompute.contract import Document
from browser.acts import open_page
from browser.network_acts import SVG, number, saved
from payloads import document, encoder_run, write_export

pytestmark = pytest.mark.browser

DOCUMENTS = Path(__file__).parents[1] / "golden" / "export" / "documents"
LEAST_SEEN = 1 / 255


@pytest.fixture(scope="module")
def golden():
    """Give the golden documents by their ids."""
    documents = [Document.model_validate_json(file.read_bytes()) for file in DOCUMENTS.iterdir()]
    return {each.id: each for each in documents}


@pytest.fixture
def heads(page, sites):
    open_page(page, (sites / "page.html").as_uri(), "#doc=one")
    return page.get_by_role("region", name="Heads of layer 0")


@pytest.fixture
def model(page, sites):
    open_page(page, (sites / "page.html").as_uri(), "#doc=one&view=model")
    return page.get_by_role("region", name="Heads of the model")


@pytest.fixture(scope="module")
def chosen_address(tmp_path_factory):
    """Give the page of an export of two layers, two heads and a window of a text, as an author may ask for."""
    run = encoder_run("the old cat sat", n_layers=2, n_heads=4)
    (part,) = run.attention
    layers = tuple(
        layer.model_copy(update={"layer": number, "heads": (1, 3), "weights": keep(layer.weights)})
        for layer, number in zip(part.layers, (0, 5), strict=True)
    )
    source = run.source.model_copy(update={"n_before": 3, "n_after": 40})
    kept = run.model_copy(
        update={"attention": (part.model_copy(update={"layers": layers}),), "source": source}
    )
    folder = tmp_path_factory.mktemp("chosen")
    export = write_export(folder / "export", [document("part", [kept], "the old cat sat")])
    return attlas.build(export, folder / "page.html").as_uri()


def keep(weights):
    """Leave heads 1 and 3 of four."""
    return encode(decode(weights)[[1, 3]])


def weights_of(document, layer=0):
    return decode(document.runs[0].attention[0].layers[layer].weights)


def rows_of(page, name):
    """Save a table and parse it."""
    return list(csv.DictReader(saved(page, name).read_text("utf-8-sig").splitlines()))


def patches(heads):
    return heads.get_by_role("toolbar").get_by_role("button")


# METHODS 4.1: lines between two columns.


def test_colour_is_the_head_and_opacity_the_weight(page, heads, golden):
    root = ElementTree.parse(saved(page, "Save the links as SVG")).getroot()
    most = number(heads.get_by_text(re.compile("links in sight are drawn")).inner_text().split("full at")[1])
    hues = patches(heads).evaluate_all("all => all.map(each => each.style.getPropertyValue('--fill'))")
    weights = weights_of(golden["one"])
    for head, hue in enumerate(hues):
        drawn = [line for line in root.iter(f"{SVG}line") if line.get("stroke") == hue]
        seen = weights[head][weights[head] >= LEAST_SEEN]
        opacities = sorted(float(line.get("stroke-opacity")) for line in drawn)
        assert opacities == pytest.approx(sorted((seen / most).clip(max=1)), abs=0.006)


def test_a_layer_can_be_chosen(page, heads):
    page.get_by_role("group", name="Layer").get_by_role("combobox").select_option("1")
    expect(page.get_by_role("region", name="Heads of layer 1")).to_be_visible()
    expect(page).to_have_url(re.compile("layer=1"))


def test_a_click_on_a_patch_switches_its_head(page, heads):
    patches(heads).nth(1).click()
    expect(patches(heads).nth(1)).to_have_attribute("aria-pressed", "false")
    assert {row["head"] for row in rows_of(page, "Save the links as CSV")} == {"0", "2"}
    patches(heads).nth(1).click()
    expect(patches(heads).nth(1)).to_have_attribute("aria-pressed", "true")
    assert {row["head"] for row in rows_of(page, "Save the links as CSV")} == {"0", "1", "2"}


def test_pointing_at_a_token_leaves_its_lines_and_shades_the_other_column(heads, golden):
    weights = weights_of(golden["one"])
    shown = heads.get_by_text(re.compile("links in sight are drawn"))
    expect(shown).to_contain_text(f"{(weights >= LEAST_SEEN).sum()} of")
    edge = """all => all.reduce((sum, c) => {
        const { data } = c.getContext('2d').getImageData(c.width - 6, 0, 6, c.height);
        return sum + data.filter((value, at) => at % 4 === 3 && value > 0).length;
    }, 0)"""
    before = heads.locator("canvas").evaluate_all(edge)
    heads.get_by_role("listbox", name="Query").get_by_role("option").nth(2).hover()
    expect(shown).to_contain_text(f"{(weights[:, 2] >= LEAST_SEEN).sum()} of")
    heads.page.wait_for_timeout(100)
    assert heads.locator("canvas").evaluate_all(edge) > 2 * before
    for key in range(weights.shape[2]):
        option = heads.get_by_role("listbox", name="Key").get_by_role("option").nth(key)
        said = option.inner_text().split("\n")[-1]
        assert number(said) == pytest.approx(weights[:, 2, key].mean(), abs=0.006)


@pytest.mark.parametrize(("view", "name"), [("heads", "the links"), ("model", "the grid")])
@pytest.mark.parametrize(
    ("option", "query", "key"), [("A → A", 0, 0), ("A → B", 0, 1), ("B → A", 1, 0), ("B → B", 1, 1)]
)
def test_sentences_can_be_looked_at_one_by_one(page, sites, golden, view, name, option, query, key):
    open_page(page, (sites / "page.html").as_uri(), f"#doc=pair&view={view}")
    page.get_by_label("Links of").select_option(option)
    segments = golden["pair"].runs[0].source.segments
    rows = rows_of(page, f"Save {name} as CSV")
    assert rows
    assert {segments[int(row["query"])] for row in rows} == {query}
    assert {segments[int(row["key"])] for row in rows} == {key}


def test_both_sentences_are_what_is_seen_first(page, sites, golden):
    open_page(page, (sites / "page.html").as_uri(), "#doc=pair")
    expect(page.get_by_label("Links of")).to_have_value("all")
    assert len(rows_of(page, "Save the links as CSV")) >= weights_of(golden["pair"])[0].size


# METHODS 4.2: thumbnails of all heads.


def test_clicking_a_thumbnail_enlarges_its_head(page, model):
    grid = model.get_by_role("application", name=re.compile("Heads of 2 layers"))
    box = grid.bounding_box()
    grid.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    enlarged = page.get_by_role("region", name="Head L1 · H2")
    expect(enlarged.get_by_role("img", name="Attention of L1 · H2")).to_have_attribute("data-drawn", "0")
    expect(page).to_have_url(re.compile("layer=1&head=2"))


def test_thumbnails_can_be_lines(page, model):
    model.get_by_role("button", name="Lines").click()
    expect(model.get_by_role("button", name="Lines")).to_have_attribute("aria-pressed", "true")
    expect(model.get_by_role("button", name="Heat maps")).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("thumbnails=lines"))


# METHODS 4.4: one interface.


def test_a_head_that_is_selected_is_selected_in_every_view(page, model):
    grid = model.get_by_role("application", name=re.compile("Heads of 2 layers"))
    grid.click(position={"x": grid.bounding_box()["width"] - 8, "y": grid.bounding_box()["height"] - 8})
    page.get_by_role("tab", name="Heads").click()
    layer = page.get_by_role("region", name="Heads of layer 1")
    expect(patches(layer).nth(2)).to_have_class(re.compile("selected"))
    page.get_by_role("tab", name="Neurons").click()
    expect(page.get_by_role("region", name="Neurons of L1 · H2")).to_be_visible()
    page.get_by_role("tab", name="Network").click()
    selection = page.get_by_role("complementary", name="Selection")
    expect(selection.get_by_role("heading", name="L1 · H2")).to_be_visible()


def test_a_token_that_is_pinned_is_pinned_in_every_view(page, heads):
    heads.get_by_role("listbox", name="Query").get_by_role("option").nth(2).click()
    for view in ("Model", "Network", "Neurons", "Heads"):
        page.get_by_role("tab", name=view).click()
        selection = page.get_by_role("complementary", name="Selection")
        expect(selection.get_by_role("button", name="Unpin cat, token 2")).to_be_visible()
        expect(page).to_have_url(re.compile("query=2"))


# A part of a model, and of a text.


def test_layers_and_heads_that_were_left_out_keep_their_numbers(page, chosen_address):
    open_page(page, chosen_address, "#layer=5")
    layers = page.get_by_role("group", name="Layer").get_by_role("option")
    assert layers.all_inner_texts() == ["0", "5"]
    toolbar = page.get_by_role("toolbar", name="Heads of layer 5")
    expect(toolbar.get_by_role("button")).to_have_text(["1", "3"])
    assert {(row["layer"], row["head"]) for row in rows_of(page, "Save the links as CSV")} == {
        ("5", "1"),
        ("5", "3"),
    }


def test_a_window_of_a_text_says_what_it_leaves_out(page, chosen_address):
    open_page(page, chosen_address)
    said = page.get_by_role("article").get_by_text(re.compile("window of the text"))
    expect(said).to_contain_text(re.compile(r"3 tokens before it and\s+40 after it are left out"))
