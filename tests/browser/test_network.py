"""The Network view shows the words of every layer, what each head gives them, and the links between them.

Numbers are compared with those that numpy works out from the JSON of the export.
"""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from browser.checks import width_of_content
from browser.network_acts import (
    CROSS,
    START,
    SVG,
    above,
    figure,
    labels_of,
    left_of,
    links,
    number,
    opened,
    places,
    press,
    saved,
    texts,
    words,
)
from network_payloads import N_HEADS, N_LAYERS, TARGET, TEXT

pytestmark = pytest.mark.browser

# Where the page puts things: bands of weight 1, the bars, and a word's box with what lies above its bars.
FULL, BAR, ROW, TEXT_HEIGHT = 32, 13, 36, 18
BOX, STEP = 60, 300
"""Width of a box, and from one column to the next, in a saved figure."""


@pytest.fixture
def network(page, network_address):
    return opened(page, network_address)


# 1.1 Columns of words, and links between them.


def test_words_stand_at_every_boundary_between_layers(page, network, network_documents):
    found = texts(figure(page))
    assert [name for name in found if name == "embedding" or name.startswith("after")] == [
        "embedding",
        *(f"after L{layer}" for layer in range(N_LAYERS)),
    ]
    labels = labels_of(network_documents[0])
    assert all(found.count(word) == (N_LAYERS + 1) * labels.count(word) for word in labels)
    for name in ("embedding", "after L0", "after L2"):
        expect(network.get_by_text(name, exact=True)).to_be_visible()


def test_a_link_weighs_the_mean_over_heads(page, network, network_layers):
    mean = network_layers["encoder"].mean(axis=1)
    for (layer, query, key), weight in links(page).items():
        assert weight == pytest.approx(mean[layer, int(query), int(key)], rel=1e-3)


@pytest.mark.parametrize("threshold", [0.1, 0.25])
def test_links_under_the_threshold_are_hidden(page, network, network_layers, threshold):
    network.get_by_label("Least mean weight of a link").fill(str(threshold))
    network.get_by_label("Least mean weight of a link").press("Enter")
    mean = network_layers["encoder"].mean(axis=1)
    assert places(links(page)) == above(mean, threshold)


def test_the_threshold_is_usually_a_tenth(network):
    expect(network.get_by_label("Least mean weight of a link")).to_have_value("0.1")


def test_the_slider_moves_the_threshold(page, network):
    slider = network.get_by_role("slider", name="Link")
    slider.focus()
    press(page, "End")
    expect(network.get_by_text(re.compile("0 of 0 links in sight"))).to_be_visible()
    expect(page).to_have_url(re.compile("link=1"))


def test_weight_is_width_and_opacity(page, network, network_layers):
    bands = [path for path in figure(page).iter(f"{SVG}path") if "C" in path.get("d")]
    opacities = sorted(float(band.get("fill-opacity")) for band in bands)
    mean = network_layers["encoder"].mean(axis=1)
    assert opacities == pytest.approx(sorted(mean[mean >= 0.1]), abs=0.006)
    for band in bands:
        top, bottom = re.search(r"([\d.]+)V([\d.]+)C", band.get("d")).groups()
        assert float(bottom) - float(top) == pytest.approx(FULL * float(band.get("fill-opacity")), abs=0.2)


def test_a_link_runs_from_the_key_before_to_the_query_after(page, network, network_layers):
    root = figure(page)
    drawn = set()
    for band in root.iter(f"{SVG}path"):
        ends = re.match(r"M([\d.]+) ([\d.]+)C.* [\d.]+ ([\d.]+)V", band.get("d"))
        if ends:
            left, before, after = map(float, ends.groups())
            drawn.add((round((left - BOX) / STEP), int(after // ROW), int(before // ROW)))
    assert drawn == above(network_layers["encoder"].mean(axis=1), 0.1)


def test_only_heads_that_are_switched_on_are_averaged(page, network_address, network_layers):
    opened(page, network_address, f"{START}&heads=0,2")
    mean = network_layers["encoder"][:, [0, 2]].mean(axis=1)
    assert sum(links(page).values()) == pytest.approx(mean[mean >= 0.1].sum(), rel=1e-3)


# 1.2 Word bars.


def test_bars_are_as_high_as_what_a_word_receives(page, network, network_layers):
    root = figure(page)
    scale = number(next(text for text in texts(root) if text.startswith("full word bar")))
    bars = [
        rect
        for rect in root.iter(f"{SVG}rect")
        if rect.get("fill", "").startswith("#") and rect.get("rx") is None
    ]
    first = [float(bar.get("height")) for bar in bars if float(bar.get("height")) <= BAR][:N_HEADS]
    expected = np.minimum(1, network_layers["encoder"][0].sum(axis=1)[:, 0] / scale) * BAR
    assert first == pytest.approx(expected, abs=0.06)


def test_bars_have_the_hues_of_their_heads(page, network):
    patches = network.get_by_role("toolbar", name="Heads of layer 0", exact=True).get_by_role("button")
    hues = patches.evaluate_all("all => all.map(each => each.style.getPropertyValue('--fill'))")
    fills = {rect.get("fill") for rect in figure(page).iter(f"{SVG}rect")}
    assert len(set(hues)) == N_HEADS
    assert set(hues) <= fills


def test_keyboard_reaches_every_bar_and_says_what_the_word_receives(page, network, network_layers):
    words(network).focus()
    press(page, "ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    expect(network.get_by_role("status")).to_contain_text("L1 · H1")
    said = number(network.get_by_role("status").inner_text().split("receives")[1])
    assert said == pytest.approx(network_layers["encoder"][1, 1, :, 2].sum(), abs=0.06)


def test_pointing_at_a_bar_opens_the_heat_map_with_the_words_column_boxed(network):
    words(network).hover(position={"x": 10, "y": 2 * ROW + TEXT_HEIGHT + 8})
    peek = network.locator(".peek")
    expect(peek).to_contain_text("L0 · H0")
    expect(peek.locator("[data-key]")).to_have_attribute("data-key", "2")
    expect(peek.locator("canvas")).to_have_attribute("data-drawn", "0")


def test_clicking_a_bar_selects_its_head(page, network):
    words(network).click(position={"x": 10, "y": 2 * ROW + TEXT_HEIGHT + 8})
    expect(page).to_have_url(re.compile("head=0"))


# 1.3 The forms of layers, and the kinds of attention.


def test_every_layer_has_a_form_of_its_own(page, network):
    for layer, form in ((1, "Heat maps"), (2, "Piles")):
        network.get_by_role("group", name=f"Layer {layer} as").get_by_role("button", name=form).click()
        expect(network.get_by_role("region", name=f"{form} of layer {layer}")).to_be_visible()
    expect(page).to_have_url(re.compile("multiples=1&piles=2"))
    assert {layer for layer, _, _ in links(page)} == {0, 1, 2}
    assert words(network).is_visible()


@pytest.mark.parametrize("form", ["Heat maps", "Piles"])
def test_all_layers_can_be_shown_alike(network, form):
    network.get_by_role("group", name="All layers as").get_by_role("button", name=form).click()
    expect(network.get_by_role("region", name=re.compile(f"{form} of layer"))).to_have_count(N_LAYERS)


def test_a_layer_can_be_narrowed_and_keeps_its_links(page, network):
    toggle = network.get_by_role("button", name="Layer 1 at full width")
    before = words(network).bounding_box()["width"]
    shown = network.get_by_text(re.compile("links in sight are drawn"))
    count = shown.inner_text().split(" links")[0]
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(page).to_have_url(re.compile("collapsed=1"))
    expect(shown).to_contain_text(f"{count} links")
    assert network.get_by_role("group", name="Layer 1", exact=True).bounding_box()["width"] < before / 10


@pytest.mark.parametrize(
    ("kind", "first"), [("Encoder", "embedding"), ("Decoder", "embedding"), ("Cross", "source")]
)
def test_every_kind_of_attention_is_reachable(page, network_address, kind, first):
    network = opened(page, network_address, f"{START}&model=m1")
    page.get_by_role("group", name="Kind of attention").get_by_role("button", name=kind).click()
    expect(network.get_by_text(first, exact=True).first).to_be_visible()


def test_source_words_lead_to_target_words_in_every_layer(page, network_address, network_layers):
    network = opened(page, network_address, CROSS)
    expect(network.get_by_text("source", exact=True)).to_have_count(2)
    expect(network.get_by_text("target, L1", exact=True)).to_be_visible()
    mean = network_layers["cross"].mean(axis=1)
    assert places(links(page)) == above(mean, 0.1)


def test_source_and_target_stand_above(page, network_address):
    opened(page, network_address, CROSS)
    article = page.get_by_role("article", name="One")
    expect(article).to_contain_text(TEXT)
    expect(article).to_contain_text(TARGET)


# Words: following and pinning them.


def test_pointing_at_a_word_says_what_it_looks_at_and_what_looks_at_it(
    network, network_documents, network_layers
):
    words(network).hover(position={"x": left_of(network, "after L0") + 20, "y": 2 * ROW + 8})
    said = network.get_by_role("status").inner_text()
    labels, mean = labels_of(network_documents[0]), network_layers["encoder"].mean(axis=1)
    assert said.startswith(f"{labels[2]} · token 2")
    assert f"looks at {labels[int(mean[0, 2].argmax())]} {mean[0, 2].max():.3f}" in said
    assert f"seen by {labels[int(mean[1, :, 2].argmax())]} {mean[1, :, 2].max():.3f}" in said


def test_the_words_on_the_paths_of_a_word_stand_out(network):
    below, middle, top = words(network).locator("canvas").all()
    ink = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(x => x > 0)"
    assert not top.evaluate(ink)
    words(network).hover(position={"x": 20, "y": 2 * ROW + 8})
    expect(below).to_have_class(re.compile("faded"))
    expect(middle).to_have_class(re.compile("faded"))
    assert top.evaluate(f"async c => {{ await new Promise(requestAnimationFrame); return ({ink})(c) }}")


def test_a_word_is_followed_through_all_layers(network):
    lit = """async canvas => {
        await new Promise(requestAnimationFrame);
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
        const step = width / 3;
        return [0, 1, 2].map((layer) => {
            const x = Math.round((layer + 0.6) * step);
            return Array.from({ length: height }, (_, y) => data[4 * (y * width + x) + 3]).some((a) => a > 0);
        });
    }"""
    top = words(network).locator("canvas").last
    assert top.evaluate(lit) == [False] * N_LAYERS
    for column in ("embedding", "after L1"):
        words(network).hover(position={"x": left_of(network, column) + 20, "y": 2 * ROW + 8})
        expect(network.get_by_role("status")).to_contain_text("token 2")
        assert top.evaluate(lit) == [True] * N_LAYERS


def test_columns_of_a_long_text_scroll_together(page, network):
    page.set_viewport_size({"width": 1280, "height": 400})
    network.locator(".scroller").first.evaluate(f"e => {{ e.scrollTop = {2 * ROW} }}")
    page.wait_for_timeout(300)
    for column in ("embedding", "after L0", "after L2"):
        words(network).hover(position={"x": left_of(network, column) + 20, "y": 8})
        expect(network.get_by_role("status")).to_contain_text("token 2")
        expect(network.get_by_text(column, exact=True)).to_be_in_viewport()


def test_clicking_a_word_pins_it_in_every_view(page, network):
    words(network).click(position={"x": left_of(network, "after L1") + 20, "y": 3 * ROW + 8})
    expect(page).to_have_url(re.compile("layer=1.*query=3"))
    page.get_by_role("tab", name="Heads").click()
    tokens = page.get_by_role("listbox", name="Query").get_by_role("option")
    expect(tokens.nth(3)).to_have_attribute("aria-selected", "true")


def test_keyboard_pins_words_and_lets_go(page, network):
    words(network).focus()
    press(page, "ArrowDown", "ArrowRight", "Enter")
    expect(page).to_have_url(re.compile("query=1"))
    press(page, "Escape")
    expect(page).not_to_have_url(re.compile("query="))


def test_pointing_at_a_link_says_its_mean_and_its_heads(page, network, network_layers):
    end = left_of(network, "after L0") - 2
    words(network).hover(position={"x": end, "y": 2.5 * ROW})
    said = network.get_by_role("status").inner_text()
    assert re.match(r"cat → \w+ · mean of 5 0\.\d+ · L0 · H\d 0\.\d+ ± ", said)
    assert round(number(said.split("mean of 5")[1]), 3) in network_layers["encoder"].mean(axis=1)[0, 2].round(
        3
    )


def test_words_are_joined_and_special_ones_hidden(page, network, network_documents, network_layers):
    page.get_by_role("button", name="Words", exact=True).click()
    page.get_by_role("checkbox", name="Special tokens").uncheck()
    numbers = np.array(network_documents[0].runs[0].source.words)
    n_words = numbers.max() + 1
    merge = np.stack([(numbers == word) for word in range(n_words)]).astype(float)
    joined = (merge / merge.sum(axis=1, keepdims=True)) @ network_layers["encoder"].mean(axis=1) @ merge.T
    shown = links(page)
    assert sum(shown.values()) == pytest.approx(joined[joined >= 0.1].sum(), rel=2e-3)
    assert len(shown) == (joined >= 0.1).sum()


def test_a_filter_for_pairs_hides_links_and_no_words(page, network_address, network_documents):
    opened(page, network_address, "#doc=pair&view=network&link=0.01&pair=ba")
    segments = network_documents[1].runs[0].source.segments
    shown = links(page)
    assert shown
    assert all(segments[int(query)] == 1 and segments[int(key)] == 0 for _, query, key in shown)
    assert set(labels_of(network_documents[1])) <= set(texts(figure(page)))


def test_table_lists_what_the_picture_shows(page, network):
    network.get_by_text("Show as table").click()
    rows = network.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + len(links(page)))


def test_an_export_without_piles_says_so(page, sites):
    network = opened(page, (sites / "page.html").as_uri(), f"{START}&piles=0")
    expect(network.get_by_text(re.compile("holds no piles"))).to_be_visible()


# The page around.


def test_png_is_a_picture(page, network):
    assert saved(page, "Save the network as PNG").read_bytes().startswith(b"\x89PNG\r\n")


def test_svg_holds_mixed_forms(page, network_address):
    opened(page, network_address, f"{START}&multiples=0&piles=1&order=position")
    root = figure(page)
    found = texts(root)
    assert {"↖ looks back", "looks ahead ↘", "after L1", "after L2"} <= set(found)
    assert len(list(root.iter(f"{SVG}image"))) > N_HEADS


def test_the_note_cites_the_paper(network):
    network.get_by_text("What am I looking at?").click()
    expect(network.get_by_text("Park et al. 2019")).to_be_visible()


def test_a_state_is_a_link(page, network_address):
    fragment = (
        f"{START}&link=0.2&multiples=0&piles=1&collapsed=2&bars=no&order=focus&linkage=average&cuts=1:0.4"
    )
    network = opened(page, network_address, fragment)
    expect(network.get_by_role("region", name="Heat maps of layer 0")).to_be_visible()
    expect(network.get_by_role("slider", name="Cut of layer 1")).to_have_attribute("aria-valuenow", "0.4")
    assert page.url.endswith(fragment.replace("doc=one&", ""))


def test_a_narrow_page_scrolls_only_inside(page, network):
    page.set_viewport_size({"width": 360, "height": 740})
    assert width_of_content(page) <= 360
    assert network.locator(".scroller").first.evaluate("e => e.scrollWidth > e.clientWidth")
