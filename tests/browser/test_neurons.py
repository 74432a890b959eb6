"""The Neurons view shows the vectors of the payload, and how they come to the attention.

Numbers are compared with those that `vector_payload` and numpy work out from the JSON of the export.
"""

import csv
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import open_page
from neuron_payloads import DIM, FALLING, RISING, SCALING, WHY_NOT, neuron_export
from vector_payload import attention_of, floats, scores_of, vector_rows

pytestmark = pytest.mark.browser

QUERY, HEAD = 3, 1
START = f"#doc=whole&view=neurons&head={HEAD}&query={QUERY}"
NUMBER = re.compile(r"−?\d+\.?\d*(?:e-\d+)?")


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    return neuron_export(tmp_path_factory.mktemp("neurons") / "export")


@pytest.fixture(scope="module")
def neuron_page(export):
    return attlas.build(export, export.parent / "page.html").as_uri()


@pytest.fixture(scope="module")
def layers(export):
    """Give the vectors of the document that has all, as the JSON they are in."""
    run = json.loads((export / "documents" / "0.json").read_bytes())["runs"][0]
    return [layer["vectors"] for layer in run["attention"][0]["layers"]]


@pytest.fixture
def neurons(page, neuron_page):
    open_page(page, neuron_page, START)
    return page.get_by_role("region", name=f"Neurons of L0 · H{HEAD}")


def open_table(neurons):
    """Unfold the tables, and give their rows as lists of texts: of keys, and of neurons."""
    neurons.get_by_text("Show as table").click()
    expect(neurons.get_by_role("table")).to_have_count(2)
    return [
        [row.get_by_role("cell").all_inner_texts() for row in table.get_by_role("row").all()[1:]]
        for table in neurons.get_by_role("table").all()
    ]


def figure_of(page, neurons):
    """Save the figure and parse it."""
    with page.expect_download() as caught:
        neurons.get_by_role("button", name=re.compile("SVG")).click()
    return ElementTree.parse(caught.value.path()).getroot()


def what_is_said(neurons, beginning):
    """Wait for the line that is read aloud, and give it."""
    expect(neurons.get_by_role("status")).to_contain_text(beginning)
    return neurons.get_by_role("status").inner_text()


def number(text):
    return float(NUMBER.search(text).group().replace("−", "-"))


def column(rows, at):
    return [number(row[at]) for row in rows]


def head_of(vectors, head=HEAD):
    """Give a head's queries, and the keys and values that it reads."""
    key_head = vectors["key_heads"][head]
    return (
        vector_rows(vectors["query"])[head],
        vector_rows(vectors["key"])[key_head],
        vector_rows(vectors["value"])[key_head],
    )


def ranks(values):
    return np.argsort(np.argsort(values))


def test_numbers_of_every_key_are_those_of_the_export(neurons, layers):
    keys, _ = open_table(neurons)
    query, key, _ = head_of(layers[0])
    dots = key @ query[QUERY]
    assert column(keys, 0) == pytest.approx(dots, abs=0.006)
    assert column(keys, 1) == pytest.approx(SCALING * dots, abs=0.006)
    assert column(keys, 2) == pytest.approx(attention_of(layers[0])[HEAD, QUERY], abs=6e-4)


def test_terms_that_are_added_have_columns_and_add_up(page, neuron_page, layers):
    open_page(page, neuron_page, f"{START}&layer=1")
    rows, _ = open_table(page.get_by_role("region", name="Neurons of L1"))
    seen = rows[: QUERY + 1]
    n_tokens = len(rows)
    bias = floats(layers[1]["offset_bias"])[HEAD, np.arange(QUERY + 1) - QUERY + n_tokens - 1]
    assert column(seen, 2) == pytest.approx(bias, abs=0.006)
    assert column(seen, 3) == pytest.approx(scores_of(layers[1])[HEAD, QUERY, : QUERY + 1], abs=0.006)
    assert column(seen, 4) == pytest.approx(attention_of(layers[1])[HEAD, QUERY, : QUERY + 1], abs=6e-4)
    assert {row[0] for row in rows[QUERY + 1 :]} == {"masked"}


def test_blue_is_positive_orange_negative_and_saturation_the_size(page, neurons, layers):
    root = figure_of(page, neurons)
    *_, cells = (image.get("href") for image in root.iter("{http://www.w3.org/2000/svg}image"))
    query, key, _ = head_of(layers[0])
    products = key * query[QUERY]
    pixels = page.evaluate(
        """async ([href, rows, columns]) => {
            const image = Object.assign(new Image(), { src: href });
            await image.decode();
            const context = Object.assign(document.createElement('canvas'), image).getContext('2d');
            [context.canvas.width, context.canvas.height] = [image.naturalWidth, image.naturalHeight];
            context.drawImage(image, 0, 0);
            const at = (place, count, side) => Math.floor(((place + 0.5) * side) / count);
            return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => [
                ...context.getImageData(at(column, columns, image.naturalWidth),
                    at(row, rows, image.naturalHeight), 1, 1).data]));
        }""",
        [cells, *products.shape],
    )
    colours = np.array(pixels, float)[..., :3]
    excess = colours[..., 2] - colours[..., 0]
    sizes = np.abs(products)
    assert (np.sign(excess) == np.sign(products))[sizes > 0.1 * sizes.max()].all()
    assert np.corrcoef(ranks((np.ptp(colours, axis=-1)).ravel()), ranks(sizes.ravel()))[0, 1] > 0.9


def test_lines_lead_to_the_keys_by_their_attention(page, neurons, layers):
    lines = [
        line
        for line in figure_of(page, neurons).iter("{http://www.w3.org/2000/svg}line")
        if line.get("stroke-width") == "1.5"
    ]
    attention = attention_of(layers[0])[HEAD, QUERY]
    seen = attention / attention.max() >= 0.004
    drawn = [float(line.get("stroke-opacity")) for line in lines]
    assert drawn == pytest.approx((attention / attention.max())[seen], abs=0.006)


def test_recomputed_and_exported_attention_agree(neurons):
    sentence = neurons.get_by_text(re.compile("differs from the exported one by at most"))
    difference, rounding = map(float, re.findall(r"0\.\d+", sentence.inner_text()))
    assert difference <= rounding


def test_keyboard_reaches_every_neuron_and_says_its_product(page, neurons, layers):
    query, key, _ = head_of(layers[0])
    neurons.get_by_role("application").focus()
    for press in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(press)
    said = what_is_said(neurons, "neuron 2 · sat → a")
    q, k = query[QUERY, 2], key[1, 2]
    expected = {"q": q, "k": k, "q × k": q * k}
    shown = dict(part.rsplit(" ", 1) for part in said.split(" · ")[2:5])
    assert {name: number(text) for name, text in shown.items()} == pytest.approx(expected, abs=0.006)


def test_pointing_says_what_lies_there(neurons):
    box = neurons.get_by_role("application").bounding_box()
    neurons.page.mouse.move(box["x"] + 18, box["y"] + 70)
    expect(neurons.get_by_role("status")).to_contain_text(re.compile(r"neuron \d · sat → \[CLS\] · q"))
    expect(neurons.locator(".tooltip")).to_contain_text("q × k")
    neurons.page.mouse.move(0, 0)
    expect(neurons.locator(".tooltip")).to_have_count(0)


def test_pointing_at_another_query_shows_it_for_as_long(neurons):
    neurons.get_by_role("listbox", name="Query").get_by_role("option").nth(5).hover()
    expect(neurons.locator("canvas")).to_have_attribute("data-drawn", "5")
    neurons.page.mouse.move(0, 0)
    expect(neurons.locator("canvas")).to_have_attribute("data-drawn", str(QUERY))


def test_click_pins_another_query(page, neurons):
    options = neurons.get_by_role("listbox", name="Query").get_by_role("option")
    options.nth(5).click()
    expect(page).to_have_url(re.compile("query=5"))
    options.nth(5).click()
    expect(page).not_to_have_url(re.compile("query="))


def test_keyboard_pins_a_query_and_a_key(page, neurons):
    neurons.get_by_role("listbox", name="Query").focus()
    for press in ("Home", "ArrowDown", "Enter", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(press)
    expect(page).to_have_url(re.compile("query=1&key=1"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("query="))


def test_pinned_neuron_stays_and_is_in_the_address(page, neurons):
    neurons.get_by_role("application").focus()
    for press in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(press)
    expect(page).to_have_url(re.compile("key=1&neuron=1"))
    neurons.get_by_role("listbox", name="Key").focus()
    page.mouse.move(0, 0)
    page.get_by_role("tab", name="Neurons").focus()
    expect(neurons.get_by_role("status")).to_contain_text("neuron 1 · sat → a")
    expect(neurons.get_by_text("Neuron 1: q × k by distance")).to_be_visible()


def test_neurons_are_sorted_by_their_share(neurons, layers):
    query, key, _ = head_of(layers[0])
    sizes = np.abs(key * query[QUERY]).mean(axis=0)
    neurons.get_by_role("combobox", name="Neurons").select_option("share")
    _, rows = open_table(neurons)
    names = neurons.get_by_role("table").nth(1).get_by_role("rowheader").all_inner_texts()
    assert [int(name) for name in names] == np.argsort(-sizes).tolist()
    assert column(rows, 1) == pytest.approx(sorted(100 * sizes / sizes.sum(), reverse=True), abs=0.6)


def test_neurons_are_sorted_by_the_product_with_the_pinned_key(page, neuron_page, layers):
    open_page(page, neuron_page, f"{START}&key=7&neurons=product")
    neurons = page.get_by_role("region", name="Neurons of L0")
    open_table(neurons)
    names = neurons.get_by_role("table").nth(1).get_by_role("rowheader").all_inner_texts()
    query, key, _ = head_of(layers[0])
    assert [int(name) for name in names] == np.argsort(-(key[7] * query[QUERY])).tolist()


def test_neurons_that_go_with_distance_are_marked(page, neuron_page, layers):
    open_page(page, neuron_page, "#doc=whole&view=neurons&head=0&query=0&marked=yes")
    neurons = page.get_by_role("region", name="Neurons of L0")
    _, rows = open_table(neurons)
    query, key, _ = head_of(layers[0], head=0)
    trends = [np.corrcoef(ranks(each), np.arange(len(key)))[0, 1] for each in (key * query[0]).T]
    bound = max(0.5, 3.29 / np.sqrt(len(key) - 1))
    marked = [neuron for neuron in range(DIM) if abs(trends[neuron]) >= bound]
    names = neurons.get_by_role("table").nth(1).get_by_role("rowheader").all_inner_texts()
    assert [int(name) for name in names] == marked
    assert {FALLING, RISING} <= set(marked)
    assert column(rows, 3) == pytest.approx([trends[neuron] for neuron in marked], abs=0.002)
    expect(neurons.get_by_text(f"{len(marked)} of {DIM} neurons fall")).to_contain_text(f"{bound:.2f}")


def test_values_are_mixed_to_the_output(page, neurons, layers):
    _, _, value = head_of(layers[0])
    attention = attention_of(layers[0])[HEAD, QUERY]
    neurons.get_by_role("combobox", name="Values").select_option("mix")
    neurons.get_by_role("application").focus()
    for press in ("ArrowDown", "End"):
        page.keyboard.press(press)
    said = what_is_said(neurons, f"value neuron {DIM - 1} · sat → [CLS]")
    shown = {name: number(text) for name, text in (part.rsplit(" ", 1) for part in said.split(" · ")[2:])}
    last = value[:, -1]
    assert shown["v"] == pytest.approx(last[0], abs=0.006)
    assert shown["softmax × v"] == pytest.approx(attention[0] * last[0], abs=0.001)
    assert shown["output, all keys"] == pytest.approx(attention @ last, abs=0.006)


def test_folding_leaves_lines_and_attention(page, neurons):
    neurons.get_by_role("button", name="Collapse").click()
    expect(page).to_have_url(re.compile("expanded=no"))
    expect(neurons.locator(".pane").get_by_text("softmax")).to_be_visible()
    expect(neurons.locator(".pane").get_by_text("q × k")).to_have_count(0)
    neurons.get_by_role("button", name="Expand").click()
    expect(neurons.locator(".pane").get_by_text("q × k")).to_be_visible()


def test_shared_key_heads_and_rotation_are_said(page, neuron_page, neurons):
    expect(neurons.get_by_text("H1 shares its key and value head 0 with H0.")).to_be_visible()
    expect(neurons.get_by_text("after their rotation")).to_have_count(0)
    open_page(page, neuron_page, f"{START}&layer=1")
    beside = page.get_by_role("region", name="Neurons of L1")
    expect(beside.get_by_text("q and k are shown after their rotation by position.")).to_be_visible()
    expect(beside.get_by_text("of the softmax went to what is not shown")).to_be_visible()


def test_csv_holds_the_vectors_and_the_scores(page, neurons, layers):
    query, key, _ = head_of(layers[0])
    with page.expect_download() as caught:
        neurons.get_by_role("button", name=re.compile("CSV")).click()
    rows = list(csv.DictReader(caught.value.path().read_text("utf-8").splitlines()))
    assert [float(row["attention"]) for row in rows] == pytest.approx(
        attention_of(layers[0])[HEAD, QUERY], abs=1e-4
    )
    products = [[float(row[f"q_x_k_{neuron}"]) for neuron in range(DIM)] for row in rows]
    assert np.abs(np.array(products) - key * query[QUERY]).max() < 1e-3


def test_svg_is_well_formed_and_holds_the_tokens(page, neurons):
    figure = figure_of(page, neurons)
    assert {"[CLS]", "cat", "q × k", "softmax"} <= {text.strip() for text in figure.itertext()}


def test_export_without_vectors_says_how_to_get_them(page, neuron_page):
    open_page(page, neuron_page, "#doc=bare&view=neurons")
    expect(page.get_by_text("attlas export --views neurons")).to_be_visible()


def test_layer_without_vectors_says_why(page, neuron_page):
    open_page(page, neuron_page, "#doc=refused&view=neurons")
    expect(page.get_by_text(WHY_NOT)).to_be_visible()


def test_written_text_is_told_from_the_prompt(page, neuron_page):
    open_page(page, neuron_page, "#doc=written&view=neurons&query=5")
    article = page.get_by_role("article")
    expect(article.get_by_role("heading", name="Prompt")).to_be_visible()
    expect(article.get_by_role("heading", name="Written by the model, to its end")).to_be_visible()
    expect(article.locator("mark")).to_have_text("on")


def test_written_token_lists_what_else_was_probable(page, neuron_page):
    open_page(page, neuron_page, "#doc=written&view=heads&query=6")
    table = page.get_by_role("table", name="Probability of each token at position 6")
    expect(table.get_by_role("row")).to_have_text([re.compile("perhaps.*50"), re.compile("the.*written.*25")])
    page.get_by_role("listbox", name="Query").get_by_role("option").nth(7).hover()
    expect(page.locator("#view").get_by_role("status")).to_contain_text(
        "written, from perhaps 50 %, mat 25 %"
    )
