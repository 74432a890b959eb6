"""The Corpus view counts tokens and compares heads over all documents."""

import json
import re
import shutil
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

import attlas
from browser.acts import all_of, document_heading, open_page
from browser.corpus_acts import (
    HEAD,
    LAYER,
    N_HEADS,
    N_LAYERS,
    START,
    TEXTS,
    corpus_documents,
    corpus_export,
    fuji,
    head_means,
    jaccard,
    occurrences,
    opened,
    pairs,
    pearson,
    rows,
    tokens,
    values_of,
)
from browser.network_acts import SVG, number, saved

pytestmark = pytest.mark.browser

HEADS = f"{START}&part=heads"
PRECISION = 0.006
"""Means have 16 bits; spreads and peaks 8, after a root."""


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    return corpus_export(tmp_path_factory.mktemp("corpus") / "export")


@pytest.fixture(scope="module")
def address(export):
    return attlas.build(export, export.parent / "page.html").as_uri()


@pytest.fixture(scope="module")
def documents():
    return corpus_documents()


@pytest.fixture
def view(page, address):
    return opened(page, address)


def shown_tokens(view):
    """Give the lines of the table of top tokens."""
    table = view.get_by_role("region", name="Tokens by mean attention")
    return [row.locator("th, td").all_inner_texts() for row in all_of(table.locator("tbody tr"))]


def press(view, group, name):
    view.get_by_role("group", name=group).get_by_role("button", name=name, exact=True).click()


def put(view, label, value):
    field = view.get_by_role("spinbutton", name=label)
    field.fill(str(value))
    field.press("Tab")


def selected_head(page):
    selection = page.get_by_role("complementary", name="Selection")
    return selection.get_by_role("heading", level=2)


@pytest.mark.parametrize("quantity", ["received", "self"])
@pytest.mark.parametrize(
    ("scope", "heads"), [("head", np.s_[LAYER, HEAD]), ("layer", np.s_[LAYER]), ("all", np.s_[:])]
)
def test_top_tokens_have_the_largest_means(page, address, documents, quantity, scope, heads):
    opened(
        page, address, f"{START}&quantity={quantity}&over={scope}&top=8".replace("&quantity=received", "", 1)
    )
    values = values_of(occurrences(documents, quantity=quantity), heads=heads)
    n_heads = np.zeros((N_LAYERS, N_HEADS))[heads].size
    frequent = {token: each for token, each in values.items() if len(each) >= 2 * n_heads}
    ranked = sorted(frequent, key=lambda token: -frequent[token].mean())
    shown = tokens(page)
    assert list(shown) == ranked[:8]
    for token, line in shown.items():
        assert int(line["count"]) == len(frequent[token]) // n_heads
        assert float(line["mean"]) == pytest.approx(frequent[token].mean(), abs=1e-4)
        assert float(line["spread"]) == pytest.approx(frequent[token].std(), abs=PRECISION)
        assert float(line["peak"]) == pytest.approx(frequent[token].max(), abs=PRECISION)


def test_table_shows_what_is_saved(page, view):
    saved_rows = tokens(page)
    for line, (token, row) in zip(shown_tokens(view), saved_rows.items(), strict=True):
        assert line[0].split()[-1] == token
        names = ("count", "mean", "spread", "peak")
        assert [number(cell) for cell in line[1:]] == [
            pytest.approx(float(row[name]), abs=6e-4) for name in names
        ]


def test_filters_leave_tokens_out(page, view):
    every = set(tokens(page))
    assert {"[CLS]", ",", "cat"} <= every
    view.get_by_label("Special tokens").uncheck()
    assert set(tokens(page)) == every - {"[CLS]", "[SEP]"}
    view.get_by_label("Punctuation").uncheck()
    assert set(tokens(page)) == every - {"[CLS]", "[SEP]", ","}
    put(view, "that occur at least", 5)
    expect(page).to_have_url(re.compile("least=5"))
    assert set(tokens(page)) == {"the", "cat", "sat"}
    put(view, "Top", 2)
    assert len(tokens(page)) == 2
    for _ in range(2):
        put(view, "Top", 5000)
        expect(view.get_by_role("spinbutton", name="Top")).to_have_value("1000")


def test_no_token_gives_a_sentence(view):
    put(view, "that occur at least", 999)
    expect(view.get_by_text("No token occurs 999 times or more")).to_be_visible()


def test_group_has_its_own_documents(page, view, documents):
    view.get_by_label("Documents").select_option(label="label calm (2)")
    calm = values_of(occurrences([each for each in documents if each.label == "calm"]))
    for token, line in tokens(page).items():
        assert int(line["count"]) == len(calm[token])
        assert float(line["mean"]) == pytest.approx(calm[token].mean(), abs=1e-4)


def test_difference_of_two_groups_is_signed(page, view, documents):
    view.get_by_label("Documents").select_option(label="label calm (2)")
    view.get_by_label("Difference to").select_option(label="label loud")
    calm, loud = (
        values_of(occurrences([each for each in documents if each.label == label]))
        for label in ("calm", "loud")
    )
    shown = tokens(page)
    found = [float(line["difference"]) for line in shown.values()]
    assert found == [pytest.approx(calm[token].mean() - loud[token].mean(), abs=2e-4) for token in shown]
    assert [abs(each) for each in found] == sorted(map(abs, found), reverse=True)
    assert min(found) < 0 < max(found)
    expect(view.get_by_text("more in label calm")).to_be_visible()


def test_difference_of_two_models_is_over_the_same_documents(page, view, documents):
    view.get_by_label("Difference to").select_option(value="model:m1")
    expect(view.get_by_role("columnheader", name="There")).to_be_visible()
    first, second = (values_of(occurrences(documents, model=model)) for model in range(2))
    shown = tokens(page)
    assert [float(line["difference"]) for line in shown.values()] == [
        pytest.approx(first[token].mean() - second[token].mean(), abs=2e-4) for token in shown
    ]


def test_token_over_heads(page, view, documents):
    view.get_by_role("button", name="cat", exact=True).click()
    expect(page).to_have_url(re.compile("word=cat"))
    lines = rows(page, "the token over heads")
    values = values_of(occurrences(documents), heads=np.s_[:])["cat"].reshape(-1, N_LAYERS, N_HEADS)
    assert len(lines) == N_LAYERS * N_HEADS
    for line in lines:
        mean = values[:, int(line["layer"]), int(line["head"])].mean()
        assert float(line["mean"]) == pytest.approx(mean, abs=1e-4)


def test_map_of_heads_selects_the_head_everywhere(page, view):
    grid = view.get_by_role("application", name=re.compile("in every head"))
    expect(grid.locator("canvas")).to_have_attribute("data-drawn", str(N_LAYERS * N_HEADS))
    grid.focus()
    for key in ("End", "PageDown"):
        grid.press(key)
    expect(view.get_by_text(re.compile(r"^L2 · H3 · mean 0\.\d+"))).to_be_visible()
    grid.press("Enter")
    expect(selected_head(page)).to_have_text("L2 · H3")
    box = grid.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5 - 2 * 28)
    expect(selected_head(page)).to_have_text("L0 · H3")


def test_contexts_have_their_values_and_sentences(page, view, documents):
    view.get_by_role("button", name="cat", exact=True).click()
    found = {
        (each.document, each.place): each.values[LAYER, HEAD]
        for each in occurrences(documents)
        if each.token == "cat"
    }
    lines = rows(page, "the contexts")
    assert {(line["document"], int(line["token"])) for line in lines} == set(found)
    for line in lines:
        assert float(line["value"]) == pytest.approx(
            found[line["document"], int(line["token"])], abs=PRECISION
        )
        assert line["text"] in TEXTS[line["document"]][0]
    assert view.get_by_role("img", name="Values of the contexts along an axis").locator("circle").count() == 6


@pytest.mark.parametrize(("quantity", "side"), [("received", "key"), ("self", "query")])
def test_context_leads_to_its_token(page, address, quantity, side):
    """Attention received is the key's, attention of a token to itself the query's."""
    view = opened(page, address, START.replace("quantity=received", f"quantity={quantity}"))
    view.get_by_role("button", name="dog", exact=True).click()
    link = view.get_by_role("link", name="a cat sat here , and the dog ran to a cat")
    link_address = link.get_attribute("href")
    assert "doc=three" in link_address
    link.click()
    expect(document_heading(page, "Three")).to_be_visible()
    expect(page.get_by_role("region", name="Pinned tokens")).to_contain_text("dog")
    expect(page).to_have_url(re.compile(rf"[&#]{side}=\d+"))
    page.goto("about:blank")
    open_page(page, address, link_address)
    expect(document_heading(page, "Three")).to_be_visible()
    expect(page.get_by_role("region", name="Pinned tokens")).to_contain_text("dog")


def test_word_cloud_chooses_a_token(page, view):
    cloud = view.get_by_role("img", name=re.compile("Word cloud"))
    cloud.locator("text").filter(has_text=re.compile("dog$")).click()
    expect(page).to_have_url(re.compile("word=dog"))
    expect(view.get_by_role("heading", name="dog over heads")).to_be_visible()


@pytest.mark.parametrize(("measure", "compare"), [("fuji", fuji), ("jaccard", jaccard), ("pearson", pearson)])
@pytest.mark.parametrize("quantity", ["received", "self"])
def test_heads_are_compared(page, address, documents, measure, compare, quantity):
    fragment = f"{START}&part=heads&similarityorder=number&similarity={measure}"
    opened(page, address, fragment.replace("received", quantity))
    lines = rows(page, "the likeness of heads")
    expected = pairs(head_means(occurrences(documents, quantity=quantity)), compare)
    assert [float(line[measure]) for line in lines] == [pytest.approx(each, abs=2e-3) for each in expected]


def test_map_of_likeness_tells_numbers_and_selects(page, address):
    view = opened(page, address, HEADS)
    grid = view.get_by_role("application", name=re.compile("FUJI of the heads"))
    expect(grid.locator("canvas")).to_have_attribute("data-drawn", str((N_LAYERS * N_HEADS) ** 2))
    grid.focus()
    grid.press("ArrowRight")
    line = view.get_by_text(re.compile(r"^L\d · H\d and L\d · H\d · FUJI 0\.\d+"))
    expect(line).to_be_visible()
    name = line.inner_text().split(" and ")[0]
    grid.press("Enter")
    expect(selected_head(page)).to_have_text(name)


def test_order_of_the_heads_changes(page, address):
    view = opened(page, address, HEADS)
    alike = [(line["layer"], line["head"]) for line in rows(page, "the likeness of heads")]
    press(view, "Order of the heads", "number")
    expect(page).to_have_url(re.compile("similarityorder=number"))
    numbered = [(line["layer"], line["head"]) for line in rows(page, "the likeness of heads")]
    assert numbered == sorted(numbered)
    assert alike != numbered


def test_likeness_is_subtracted(page, address, documents):
    opened(page, address, f"{HEADS}&against=model:m1&similarityorder=number")
    lines = rows(page, "the likeness of heads")
    first, second = (pairs(head_means(occurrences(documents, model=model)), fuji) for model in range(2))
    assert [float(line["fuji"]) for line in lines] == [
        pytest.approx(a - b, abs=3e-3) for a, b in zip(first, second, strict=True)
    ]


@pytest.mark.parametrize(("kind", "part"), [("encoder", 0), ("decoder", 1), ("cross", 2)])
def test_translator_has_tokens_of_every_kind(page, address, documents, kind, part):
    opened(page, address, f"#doc=one&view=corpus&model=m2&kind={kind}&layer=1&head=1&quantity=received")
    values = values_of(occurrences(documents, model=2, part=part), heads=(1, 1))
    for token, line in tokens(page).items():
        assert float(line["mean"]) == pytest.approx(values[token].mean(), abs=1e-4)


def test_cross_attention_has_what_is_received_alone(page, address):
    view = opened(page, address, "#doc=one&view=corpus&model=m2&kind=cross")
    group = view.get_by_role("group", name="Attention of a token")
    expect(group.get_by_role("button")).to_have_text(["received"])


def test_parts_of_the_view_are_in_the_address(page, view):
    press(view, "Part of the corpus view", "Heads")
    expect(page).to_have_url(re.compile("part=heads"))
    expect(view.get_by_role("heading", name="How alike heads are: FUJI")).to_be_visible()
    page.reload()
    expect(view.get_by_role("heading", name="How alike heads are: FUJI")).to_be_visible()


def test_export_without_statistics_names_the_option(page, export, tmp_path):
    folder = shutil.copytree(export, tmp_path / "export")
    manifest = json.loads((export / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "statistics": []}))
    open_page(page, attlas.build(folder, tmp_path / "page.html").as_uri(), START)
    expect(page.get_by_text("--views corpus")).to_be_visible()


def test_missing_file_gives_one_line(page, watch, export, tmp_path):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    site = attlas.build(export, tmp_path / "site")
    (site / "shards" / f"{len(TEXTS)}.js").unlink()
    open_page(page, (site / "index.html").as_uri(), START)
    alert = page.get_by_role("region", name="Corpus").get_by_role("alert")
    expect(alert).to_contain_text("The statistics over all documents (statistics/m0.json) is missing")


PICTURES = {
    "the top tokens": START,
    "the token over heads": START,
    "the contexts": START,
    "the likeness of heads": HEADS,
}


@pytest.mark.parametrize("what", PICTURES)
def test_pictures_are_saved(page, address, what):
    opened(page, address, PICTURES[what])
    assert ElementTree.parse(saved(page, f"Save {what} as SVG")).getroot().tag == f"{SVG}svg"
    assert saved(page, f"Save {what} as PNG").read_bytes().startswith(b"\x89PNG")
