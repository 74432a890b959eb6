"""The heads of a layer as heat maps, in any order, and in piles.

Orders and piles are compared with those that loops, numpy and scipy work out from the JSON of the export.
"""

import csv
import re
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.cluster.hierarchy import fcluster, linkage

from attlas.precompute.codec import decode
from attlas.precompute.contract import Corpus
from browser.network_acts import (
    CROSS,
    START,
    STARTS,
    SVG,
    clusters,
    features,
    figure,
    heads_of,
    labels_of,
    number,
    opened,
    order_numbers,
    piles,
    press,
    saved,
    texts,
    tiles,
)
from network_payloads import N_HEADS

pytestmark = pytest.mark.browser


# 1.4 Heat maps.


def darkness(tile, column, row, count):
    """Tell how far the middle of a cell of a heat map is from white."""
    return tile.locator("canvas").evaluate(
        """(canvas, [column, row, count]) => {
            const at = (place) => Math.floor(((place + 0.3) * canvas.width) / count);
            const [r, g, b, a] = canvas.getContext('2d').getImageData(at(column), at(row), 1, 1).data;
            return a === 0 ? 0 : 765 - r - g - b;
        }""",
        [column, row, count],
    )


def test_queries_run_down_and_keys_run_right(page, network_address, network_documents):
    network = opened(page, network_address, f"{START}&multiples=0")
    n_tokens = len(labels_of(network_documents[0]))
    ahead = tiles(network, 0).nth(2)
    expect(ahead.locator("canvas")).to_have_attribute("data-drawn", "2")
    assert darkness(ahead, 3, 2, n_tokens) > 300 > darkness(ahead, 2, 4, n_tokens)


@pytest.mark.parametrize(("fragment", "has_diagonal"), [(START, "true"), (CROSS, "false")])
def test_a_diagonal_marks_self_where_there_is_one(page, network_address, fragment, has_diagonal):
    network = opened(page, network_address, f"{fragment}&multiples=0")
    for canvas in tiles(network, 0).locator("canvas").all():
        expect(canvas).to_have_attribute("data-diagonal", has_diagonal)


def test_the_diagonal_is_grey(page, network_address, network_documents):
    network = opened(page, network_address, f"{START}&multiples=0")
    canvas = tiles(network, 0).nth(2).locator("canvas")
    expect(canvas).to_have_attribute("data-drawn", "2")
    on, off, grey = canvas.evaluate(
        """(canvas, count) => {
            const at = (place) => Math.floor(((3 + place) * canvas.width) / count);
            const pixel = (x, y) => [...canvas.getContext('2d').getImageData(at(x), at(y), 1, 1).data].slice(0, 3);
            const soft = getComputedStyle(canvas).getPropertyValue('--ink-soft').slice(1);
            return [pixel(0.5, 0.5), pixel(0.8, 0.2), soft.match(/../g).map((each) => parseInt(each, 16))];
        }""",
        len(labels_of(network_documents[0])),
    )
    shares = np.subtract(on, off) / np.subtract(grey, off)
    assert np.ptp(grey) < 20
    assert shares.min() > 0.15
    assert np.ptp(shares) < 0.05


def test_the_words_upper_and_lower_are_nowhere(page, network_address):
    network = opened(page, network_address, f"{START}&multiples=0&piles=1&order=position")
    network.get_by_text("What am I looking at?").click()
    network.get_by_role("button", name=re.compile("Pile 1.*mean heat map")).hover()
    assert not re.search(r"\b(upper|lower)\b", page.locator("body").inner_text(), re.IGNORECASE)


def test_the_page_says_previous_itself_and_next(page, network_address, network_layers):
    network = opened(page, network_address, f"{START}&multiples=0")
    tiles(network, 0).nth(2).focus()
    said = network.get_by_role("status").inner_text()
    shares = [number(said.split(name)[1]) for name in ("previous words", "itself", "next words")]
    head = network_layers["encoder"][0, 2]
    expected = [np.tril(head, -1).sum(), np.trace(head), np.triu(head, 1).sum()]
    assert shares == pytest.approx(100 * np.array(expected) / len(head), abs=0.6)
    assert not re.search("upper|lower", network.inner_text(), re.IGNORECASE)


@pytest.mark.parametrize(
    ("form", "name"),
    [("multiples=0", "L0 · H3"), ("piles=0&cuts=0:0", re.compile("Pile 4.*mean heat map"))],
)
def test_clicking_a_heat_map_selects_its_head_everywhere(page, network_address, form, name):
    network = opened(page, network_address, f"{START}&layer=2&{form}")
    network.get_by_role("region", name=re.compile("of layer 0")).get_by_role("button", name=name).click()
    expect(page).to_have_url(re.compile(r"head=\d"))
    expect(page.get_by_role("complementary", name="Selection").get_by_role("heading")).to_have_text(
        re.compile(r"L0 · H\d")
    )
    expect(page).not_to_have_url(re.compile("layer=2"))


# 1.5 and 1.6 Orders.


@pytest.mark.parametrize("order", ["position", "entropy", "focus"])
@pytest.mark.parametrize("kind", ["encoder", "cross"])
def test_heads_are_ordered_by_what_loops_give(page, network_address, network_layers, kind, order):
    network = opened(page, network_address, f"{STARTS[kind]}&multiples=1")
    network.get_by_label("Order heads by").select_option(order)
    expected = order_numbers(network_layers[kind][1], order, same=kind == "encoder")
    shown = heads_of(tiles(network, 1))
    assert all(expected[a] <= expected[b] + 1e-4 for a, b in pairwise(shown))
    under = [number(text.split()[-1]) for text in tiles(network, 1).all_inner_texts()]
    assert under == pytest.approx(expected[shown], abs=0.06)


def test_heads_are_usually_in_the_order_of_their_numbers(page, network_address):
    network = opened(page, network_address, f"{START}&multiples=1")
    expect(network.get_by_label("Order heads by")).to_have_value("number")
    assert heads_of(tiles(network, 1)) == list(range(N_HEADS))


def test_arrows_say_which_end_looks_back_and_which_ahead(page, network_address):
    network = opened(page, network_address, f"{START}&multiples=0&order=position")
    region = network.get_by_role("region", name="Heat maps of layer 0")
    assert region.inner_text().index("↖ looks back") < region.inner_text().index("looks ahead ↘")
    assert heads_of(tiles(network, 0))[0] == 0
    assert heads_of(tiles(network, 0))[-1] == N_HEADS - 1


def test_heads_are_ordered_by_their_distance_from_the_selected_one(page, network_address, network_layers):
    network = opened(page, network_address, f"{START}&multiples=1&layer=0&head=1&order=similarity")
    layers = network_layers["encoder"]
    distances = np.linalg.norm(features(layers[1], same=True) - features(layers[0], same=True)[1], axis=1)
    assert heads_of(tiles(network, 1)) == np.argsort(distances, kind="stable").tolist()


def test_bars_above_a_layer_show_what_heads_are_ordered_by_and_switch_them(
    page, network_address, network_layers
):
    network = opened(page, network_address, f"{START}&order=entropy")
    bars = network.get_by_role("toolbar", name="Heads of layer 1 as bars").get_by_role("button")
    expected = order_numbers(network_layers["encoder"][1], "entropy", same=True)
    names = bars.evaluate_all("all => all.map(each => each.ariaLabel)")
    assert [number(name.split("entropy")[1]) for name in names] == pytest.approx(sorted(expected), abs=0.006)
    bars.first.click()
    expect(bars.first).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("heads="))


# 1.7 Piles.


@pytest.mark.parametrize("method", ["ward", "average", "complete"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
def test_piles_are_those_of_an_independent_clustering(page, network_address, network_layers, method, share):
    network = opened(page, network_address, f"{START}&piles=1&linkage={method}&cuts=1:{share}")
    tree = linkage(features(network_layers["encoder"][1], same=True), method)
    expected = clusters(fcluster(tree, share * tree[-1, 2], "distance"))
    assert set(map(frozenset, piles(network, 1))) == expected
    expect(network.get_by_text(re.compile(f"^{len(expected)} piles? of {N_HEADS} heads"))).to_be_visible()


def test_piles_of_cross_attention_leave_the_sums_out(page, network_address, network_layers):
    network = opened(page, network_address, f"{CROSS}&piles=0&cuts=0:0.5")
    tree = linkage(features(network_layers["cross"][0], same=False), "ward")
    expected = clusters(fcluster(tree, 0.5 * tree[-1, 2], "distance"))
    assert set(map(frozenset, piles(network, 0))) == expected


def test_linkage_can_be_chosen(page, network_address):
    network = opened(page, network_address, f"{START}&piles=1")
    network.get_by_label("Linkage").select_option("complete")
    expect(page).to_have_url(re.compile("linkage=complete"))


def test_keyboard_cuts_the_tree(page, network_address):
    network = opened(page, network_address, f"{START}&piles=1")
    cut = network.get_by_role("slider", name="Cut of layer 1")
    cut.focus()
    press(page, "End")
    expect(cut).to_have_attribute("aria-valuetext", re.compile("1 pile,"))
    press(page, "PageDown")
    expect(cut).to_have_attribute("aria-valuetext", re.compile("2 piles"))
    press(page, "Home")
    assert len(piles(network, 1)) == N_HEADS


def test_the_line_that_cuts_the_tree_can_be_dragged(page, network_address):
    network = opened(page, network_address, f"{START}&piles=1")
    cut = network.get_by_role("slider", name="Cut of layer 1")
    box = cut.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 200, steps=3)
    page.mouse.up()
    expect(cut).to_have_attribute("aria-valuenow", "1")
    assert piles(network, 1) == [set(range(N_HEADS))]


def test_a_pile_shows_its_spread_on_pointing(page, network_address, network_layers):
    network = opened(page, network_address, f"{START}&piles=1&cuts=1:1")
    network.get_by_role("button", name=re.compile("Pile 1.*mean heat map")).hover()
    peek = network.locator(".peek")
    expect(peek).to_contain_text("standard deviation")
    expect(peek.locator("canvas")).to_have_count(2)
    widest = number(peek.inner_text().split("widest range of a cell")[1])
    assert widest == pytest.approx(np.ptp(network_layers["encoder"][1], axis=0).max(), abs=0.002)


def test_a_pile_shows_the_mean_of_its_heads(page, network_address, network_layers):
    network = opened(page, network_address, f"{START}&piles=1&cuts=1:1")
    pile = network.get_by_role("button", name=re.compile("Pile 1.*mean heat map"))
    mean = network_layers["encoder"][1].mean(axis=0)
    cells = [(row, column) for row in range(0, len(mean), 2) for column in range(len(mean)) if row != column]
    shown = np.array([darkness(pile, column, row, len(mean)) for row, column in cells])
    expected = np.array([mean[cell] for cell in cells])
    clear = np.subtract.outer(expected, expected) > 0.02
    assert clear.sum() > 100
    assert (np.subtract.outer(shown, shown)[clear] > 0).all()


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_unfolding_moves_unless_the_reader_wants_no_motion(page, network_address, motion, moves):
    page.emulate_media(reduced_motion=motion)
    network = opened(page, network_address, f"{START}&piles=1&cuts=1:1")
    region = network.get_by_role("region", name="Pile 1,")
    for name in ("Unfold pile 1", "Fold pile 1"):
        running = region.get_by_role("button", name=name).evaluate(
            """async (button) => {
                await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
                button.click();
                await new Promise(requestAnimationFrame);
                return document.getAnimations().length;
            }"""
        )
        assert (running > 0) == moves


def test_a_pile_unfolds_into_its_heads_and_folds_again(page, network_address):
    network = opened(page, network_address, f"{START}&piles=1&cuts=1:1")
    region = network.get_by_role("region", name="Pile 1,")
    region.get_by_role("button", name="Unfold pile 1").click()
    expect(region.get_by_role("button", name=re.compile(r"L1 · H\d"))).to_have_count(N_HEADS)
    region.get_by_role("button", name="Fold pile 1").click()
    expect(region.get_by_role("button", name=re.compile("mean heat map"))).to_be_visible()


def test_heads_of_all_layers_are_piled_over_all_documents(page, network_address, network_export_folder):
    network = opened(page, network_address, f"{START}&piles=1&cuts=-1:0.5")
    network.get_by_role("combobox", name="Piles of").select_option("corpus")
    region = network.get_by_role("region", name="Heads of all layers over 2 documents")
    corpus = Corpus.model_validate_json((network_export_folder / "corpus" / "m0.json").read_bytes())
    patterns = np.concatenate([decode(layer.patterns) for layer in corpus.patterns[0].layers])
    tree = linkage(features(patterns, same=True), "ward")
    count = len(set(fcluster(tree, 0.5 * tree[-1, 2], "distance")))
    expect(region.get_by_role("list", name=re.compile("Heads of pile"))).to_have_count(count)
    expect(network.get_by_text("Mean patterns of 2 documents")).to_be_visible()


def test_figure_of_piles_opens_elsewhere_with_its_text_as_text(page, network_address):
    opened(page, network_address, f"{START}&piles=1&cuts=1:0.4")
    root = figure(page, "Save layer 1 as SVG")
    found = texts(root)
    assert "Piles of heads of layer 1: One" in found
    assert sum(text.endswith(("head", "heads")) and "·" in text for text in found) > 1
    assert {str(head) for head in range(N_HEADS)} <= set(found)
    assert all(image.get("href").startswith("data:image/png") for image in root.iter(f"{SVG}image"))


def test_csv_of_piles_says_where_every_head_is(page, network_address, network_documents):
    network = opened(page, network_address, f"{START}&piles=1&cuts=1:0.4")
    rows = list(csv.DictReader(saved(page, "Save layer 1 as CSV").read_text("utf-8").splitlines()))
    shown = piles(network, 1)
    assert all(int(row["head"]) in shown[int(row["pile"]) - 1] for row in rows)
    focus = network_documents[0].runs[0].attention[0].layers[1].network.focus
    assert [float(row["focus"]) for row in rows] == pytest.approx(focus)
