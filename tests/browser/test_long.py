"""A document that is too long to be shown at once: a part of its tokens, or all of them in blocks."""

import csv
import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from attlas.precompute.codec import decode
from browser.acts import all_of, open_page
from browser.checks import violations, width_of_content
from browser.corpus_acts import occurrences, tokens, values_of
from browser.lens_acts import Head
from browser.network_acts import saved
from lens_payload import write_lens
from neuron_payloads import SCALING, vector_run
from payloads import document, encoder_run, write_export
from statistics_payload import write_statistics
from vector_payload import attention_of, vector_rows

pytestmark = pytest.mark.browser

TEXT = " ".join(f"w{number}" for number in range(600))


@pytest.fixture(scope="module")
def run():
    return encoder_run(TEXT, n_layers=2, n_heads=2)


@pytest.fixture(scope="module")
def long_address(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    export = write_export(folder / "export", [document("long", [run], TEXT)])
    return attlas.build(export, folder / "page.html").as_uri()


WORDS = " ".join(["cat", "sat", "the", "a"][number % 4] + str(number % 7) for number in range(600))
DOCUMENTS = [
    document("long", [vector_run(WORDS)], WORDS),
    document("short", [vector_run(TEXT[:20])], TEXT[:20]),
]


@pytest.fixture(scope="module")
def full_export(tmp_path_factory):
    """Write a long document and a short one, with vectors, statistics and a lens."""
    export = write_export(tmp_path_factory.mktemp("full") / "export", DOCUMENTS)
    return write_lens(write_statistics(export, DOCUMENTS), DOCUMENTS)


@pytest.fixture(scope="module")
def full_address(full_export):
    return attlas.build(full_export, full_export.parent / "page.html").as_uri()


@pytest.fixture(scope="module")
def vectors(full_export):
    """Give the vectors of the long document's layers, as the JSON they are in."""
    run = json.loads((full_export / "documents" / "0.json").read_bytes())["runs"][0]
    return [layer["vectors"] for layer in run["attention"][0]["layers"]]


@pytest.fixture
def part(page):
    return page.get_by_role("group", name="Part of the document")


def test_the_first_tokens_are_shown_and_later_ones_are_a_click_away(page, part, long_address):
    open_page(page, long_address, "#view=heads")
    expect(part.get_by_role("status")).to_have_text("tokens 0 to 255")
    part.get_by_role("button", name="Later tokens").click()
    expect(part.get_by_role("status")).to_have_text("tokens 256 to 511")
    expect(page).to_have_url(re.compile("from=256"))


def test_a_pin_stays_on_its_token_in_every_part(page, part, long_address, run):
    open_page(page, long_address, "#view=heads&query=300&key=302&head=1&from=256")
    weight = decode(run.attention[0].layers[0].weights)[1, 300, 302]
    pinned = page.get_by_role("complementary", name="Selection")
    expect(pinned).to_contain_text(run.source.labels[300])
    expect(pinned).to_contain_text(f"{weight:.3f}"[:4])
    part.get_by_role("button", name="All, in blocks of 3").click()
    expect(pinned).to_contain_text(f"300 {run.source.labels[300]}…")
    part.get_by_role("button", name="Read the pinned block").click()
    expect(part.get_by_role("status")).to_have_text("tokens 172 to 427")
    expect(page).to_have_url(re.compile("query=300&key=302"))


def test_a_token_has_one_number_wherever_it_is_shown(page, part, long_address):
    open_page(page, long_address, "#view=tokens&query=302&key=301&from=300")
    view = page.get_by_role("region", name="Tokens and their vectors")
    view.get_by_role("listbox", name="Text").get_by_role("option").nth(2).hover()
    expect(view.locator(".readout")).to_contain_text("token 302 of 602")
    expect(view.get_by_label("First of the series")).to_have_value("300")
    expect(view.get_by_label("Last of the series")).to_have_value("555")
    expect(page.get_by_role("complementary", name="Selection").get_by_role("table").first).to_contain_text(
        re.compile("w301302 → w300301")
    )
    view.get_by_label("First of the series").fill("302")
    view.get_by_label("First of the series").press("Tab")
    expect(view.get_by_role("application", name="of tokens 302 to 555")).to_be_visible()
    expect(page).to_have_url(re.compile("span=2,255"))
    rows = list(csv.DictReader(saved(page, "Save the series as CSV").read_text("utf-8").splitlines()))
    assert [(row["token"], row["label"]) for row in rows[:2]] == [("302", "w301"), ("303", "w302")]
    part.get_by_role("button", name="All, in blocks of 3").click()
    expect(view.get_by_label("Last of the series")).to_have_value("601")


@pytest.mark.parametrize("view", ["network", "heads", "model", "flows", "tokens", "neurons"])
@pytest.mark.parametrize("start", ["300", "whole"])
def test_every_view_shows_a_part(page, part, long_address, view, start):
    open_page(page, long_address, f"#view={view}&from={start}")
    expect(part).to_be_visible()
    expect(page.get_by_role("tabpanel").get_by_role("alert")).to_have_count(0)


FROM, TO, QUERY, HEAD = 300, 556, 350, 1


def keys_of(page):
    """Unfold the tables of the Neurons view, and give the rows of that of keys: the token's number, then numbers."""
    neurons = page.get_by_role("region", name="Neurons of L")
    neurons.get_by_text("Show as table").click()
    rows = all_of(neurons.get_by_role("table").first.locator("tbody tr"))
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    return [[cell.replace("−", "-") for cell in row[1:]] for row in cells]


@pytest.mark.parametrize("layer", [0, 1])
def test_neurons_of_a_part_have_the_softmax_of_the_whole_row(page, full_address, vectors, layer):
    open_page(
        page, full_address, f"#doc=long&view=neurons&from={FROM}&query={QUERY}&head={HEAD}&layer={layer}"
    )
    rows = keys_of(page)
    assert len(rows) == TO - FROM
    query = vector_rows(vectors[layer]["query"])[HEAD, QUERY]
    key = vector_rows(vectors[layer]["key"])[vectors[layer]["key_heads"][HEAD], FROM:TO]
    attention = attention_of(vectors[layer])[HEAD, QUERY, FROM:TO]
    seen = [at for at, row in enumerate(rows) if row[0] != "masked"]
    assert seen == list(range((TO if layer == 0 else QUERY + 1) - FROM))
    numbers = np.array([[float(cell) for cell in rows[at][:-1]] for at in seen])
    assert numbers[:, 0] == pytest.approx(key[seen] @ query, rel=0.006, abs=0.006)
    assert numbers[:, 1] == pytest.approx(SCALING * key[seen] @ query, rel=0.006, abs=0.006)
    assert numbers[:, -1] == pytest.approx(attention[seen], abs=6e-4)
    exported = np.array([float(rows[at][-1].split(" ±")[0]) for at in seen])
    assert exported == pytest.approx(attention[seen], abs=0.006)
    outside = 100 * (1 - attention.sum())
    said = re.escape(f"{outside:.1f}" if outside < 10 else f"{outside:.0f}")
    expect(page.get_by_text(re.compile(rf"over all 602 keys: {said} % of this row went"))).to_be_visible()


def test_the_output_of_a_part_is_mixed_of_all_values(page, full_address, vectors):
    address = f"#doc=long&view=neurons&from={FROM}&query={QUERY}&head={HEAD}&layer=1&values=mix"
    open_page(page, full_address, address)
    page.get_by_role("application", name="Neurons of L1").focus()
    for press in ("ArrowDown", "End"):
        page.keyboard.press(press)
    status = page.get_by_role("region", name="Neurons of L").get_by_role("status").first
    expect(status).to_contain_text("output, all keys")
    value = vector_rows(vectors[1]["value"])[vectors[1]["key_heads"][HEAD], :, -1]
    shown = float(status.inner_text().rsplit(" ", 1)[1].replace("−", "-"))
    assert shown == pytest.approx(attention_of(vectors[1])[HEAD, QUERY] @ value, abs=0.001)


def test_neurons_follow_the_part(page, part, full_address, vectors):
    open_page(page, full_address, f"#doc=long&view=neurons&head={HEAD}&query=3")
    values = np.array([float(row[0]) for row in keys_of(page)])
    query, key = vector_rows(vectors[0]["query"])[HEAD], vector_rows(vectors[0]["key"])[0]
    assert values == pytest.approx(key[:256] @ query[3], rel=0.006, abs=0.006)
    part.get_by_role("button", name="Later tokens").click()
    expect(part.get_by_role("status")).to_have_text("tokens 256 to 511")
    expect(page.get_by_role("region", name="Neurons of L").get_by_role("row")).to_have_count(0)
    values = np.array([float(row[0]) for row in keys_of(page)])
    assert values == pytest.approx(key[256:512] @ query[256], rel=0.006, abs=0.006)


def test_blocks_have_no_neurons_and_tokens_are_a_click_away(page, part, full_address):
    open_page(page, full_address, f"#doc=long&view=neurons&head={HEAD}&query={QUERY}&from=whole")
    expect(
        page.get_by_text("cannot be shown for this layer: a block of several tokens has none")
    ).to_be_visible()
    page.get_by_role("button", name="Show 256 tokens one by one").click()
    expect(part.get_by_role("status")).to_have_text("tokens 220 to 475")
    expect(page.get_by_text("over all 602 keys")).to_be_visible()


def test_lens_shows_the_clusters_of_tokens_of_a_part(page, full_address, full_export):
    open_page(
        page, full_address, f"#doc=long&view=lens&layer=1&head={HEAD}&query={QUERY}&key=301&from={FROM}"
    )
    fallen = Head(full_export, head=HEAD).fallen(full_export, 0)
    table = page.get_by_role("tabpanel").get_by_role("table", name="Clusters of the pinned tokens")
    rows = [row.locator("td").all_inner_texts() for row in all_of(table.locator("tbody tr"))]
    shown = [[int(re.match(r"\d+", cell.strip())[0]) for cell in row] for row in rows]
    roles = ("query", "key", "value")
    assert shown == [[fallen[role][token] for role in roles] for token in (QUERY, 301)]


def test_blocks_fall_in_no_cluster(page, full_address):
    open_page(page, full_address, f"#doc=long&view=lens&layer=1&head={HEAD}&from=whole")
    expect(page.get_by_text("A block of several tokens falls in no cluster")).to_be_visible()


def test_the_corpus_counts_all_tokens_of_a_long_document(page, full_address):
    address = f"#doc=long&view=corpus&layer=1&head={HEAD}&quantity=received&top=8&from={FROM}"
    open_page(page, full_address, address)
    values = values_of(occurrences(DOCUMENTS), heads=np.s_[1, HEAD])
    shown = tokens(page)
    assert len(shown) == 8
    for token, line in shown.items():
        assert int(line["count"]) == len(values[token])
        assert float(line["mean"]) == pytest.approx(values[token].mean(), abs=1e-4)


@pytest.mark.parametrize("start", ["0", "whole"])
def test_the_choice_fits_a_narrow_screen_and_is_accessible(page, part, long_address, start):
    page.set_viewport_size({"width": 360, "height": 740})
    open_page(page, long_address, f"#view=heads&from={start}")
    expect(part).to_be_visible()
    assert width_of_content(page) <= 360
    assert violations(page) == []
