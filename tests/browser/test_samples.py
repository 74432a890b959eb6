"""The samples of the Corpus view: confusions, what moved, who gained and lost, and documents alike, with numbers."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import attlas
from attlas.precompute.codec import decode_counts
from attlas.precompute.contract import Comparison, Statistics
from browser.acts import all_of, open_page
from browser.network_acts import saved
from payloads import document, encoder_run, write_export
from sample_payloads import LABELS, N_DOCUMENTS, N_HEADS, moved, samples, samples_export

pytestmark = pytest.mark.browser

SAMPLES = "#view=corpus&part=samples"
NUMBER = re.compile(r"[−+]?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give the export of samples."""
    return samples_export(tmp_path_factory.mktemp("samples") / "export")


@pytest.fixture(scope="module")
def address(folder):
    """Give its page."""
    return attlas.build(folder, folder.parent / "page.html").as_uri()


@pytest.fixture(scope="module")
def documents():
    """Give its documents."""
    return samples()


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def best(run) -> str:
    return max(run.prediction.classes, key=lambda scored: scored.probability).label


def list_count(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Documents").get_by_role("status")


def cell(page: Page, rows: str, row: str, columns: str, column: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{rows} {row}, {columns} {column}: "))


def sides(each) -> dict[str, str]:
    return {"gold label": each.label, "Plain": best(each.runs[0]), "Tuned": best(each.runs[1])}


MATRICES = [("gold label", "Plain"), ("gold label", "Tuned"), ("Plain", "Tuned")]


@pytest.mark.parametrize(("rows", "columns"), MATRICES)
def test_confusions_count_documents(page, address, documents, rows, columns):
    open_page(page, address, SAMPLES)
    for row in LABELS:
        for column in LABELS:
            n_documents = sum(
                sides(each)[rows] == row and sides(each)[columns] == column for each in documents
            )
            expect(cell(page, rows, row, columns, column)).to_have_text(str(n_documents))


@pytest.mark.parametrize(("rows", "columns"), MATRICES)
def test_a_cell_picks_its_documents(page, address, documents, rows, columns):
    open_page(page, address, SAMPLES)
    picked = cell(page, rows, "odd", columns, "odd")
    n_documents = int(picked.inner_text())
    picked.click()
    expect(picked).to_have_attribute("aria-pressed", "true")
    expect(list_count(page)).to_have_text(f"{n_documents} of {N_DOCUMENTS} documents")
    chips = page.get_by_role("tabpanel").get_by_role("list", name="Filters").get_by_role("button")
    expect(chips).to_have_count(2)
    chips.first.click()
    chips.first.click()
    expect(list_count(page)).to_have_text(f"{N_DOCUMENTS} documents")
    picked.click()
    picked.click()
    expect(list_count(page)).to_have_text(f"{N_DOCUMENTS} documents")


def test_the_keyboard_moves_through_a_confusion(page, address):
    open_page(page, address, SAMPLES)
    cell(page, "gold label", "calm", "Plain", "calm").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "gold label", "odd", "Plain", "odd")).to_be_focused()
    expect(part(page, "Labels and predictions").get_by_role("status")).to_contain_text(
        "gold label odd, Plain odd"
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("gold=odd&predicted=m0:odd"))


def heads_of(view: Locator) -> dict[str, float]:
    """Read what moved from the table of the map, as shares."""
    if view.get_by_role("region").count() == 0:
        view.get_by_text("Show as table").click()
    rows = all_of(view.get_by_role("region").locator("tbody tr"))
    return {
        row.locator("th").inner_text(): float(NUMBER.search(row.locator("td").inner_text())[0]) / 100
        for row in rows
    }


@pytest.mark.parametrize("fragment", ["", "&gold=wild&predicted=m0:wild"])
def test_what_moved_agrees_with_numpy(page, address, documents, fragment):
    open_page(page, address, SAMPLES + fragment)
    chosen = [each for each in documents if not fragment or (each.label == best(each.runs[0]) == "wild")]
    expected = np.mean([moved(each) for each in chosen], axis=0)
    found = heads_of(part(page, "Attention moved in each head"))
    for layer, row in enumerate(expected):
        for head, value in enumerate(row):
            assert found[f"L{layer} · H{head}"] == pytest.approx(value, abs=0.006)


def test_the_root_has_a_row_of_its_own(page, address, documents):
    open_page(page, address, SAMPLES)
    view = part(page, "Attention moved in each head")
    all_rows = heads_of(view)
    view.get_by_role("button", name="Root’s row").click()
    expect(page).to_have_url(re.compile("moved=root"))
    assert heads_of(view) != all_rows


def test_the_map_selects_a_head(page, address):
    open_page(page, address, SAMPLES)
    view = part(page, "Attention moved in each head")
    view.get_by_role("application").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(view).to_contain_text(re.compile(r"L1 · H1.*attention moved"))
    expect(page).to_have_url(re.compile("layer=1&head=1"))


def test_documents_are_ranked_by_what_moved(page, address, documents):
    open_page(page, address, SAMPLES)
    view = part(page, "Attention moved in each document")
    ranked = sorted(documents, key=lambda each: -moved(each).sum())
    first = view.get_by_role("listitem").first
    expect(first.get_by_role("link")).to_have_text(ranked[0].title)
    assert float(NUMBER.search(first.locator(".number").inner_text())[0]) == pytest.approx(
        moved(ranked[0]).sum(), abs=0.05
    )
    view.get_by_role("button", name="Sort the document list by it").click()
    expect(page).to_have_url(re.compile("by=moved&falling=yes"))
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=2, name=ranked[0].title, exact=True)).to_be_visible()
    expect(part(page, "Attention moved in each document")).to_be_visible()


def test_heads_gain_and_lose_edges(page, address, folder):
    open_page(page, address, SAMPLES)
    counts = []
    for model in ("m0", "m1"):
        statistics = Statistics.model_validate_json((folder / f"statistics/{model}.json").read_bytes())
        head, _, _, edges = decode_counts(statistics.flows.edges)
        counts.append(np.bincount(head, weights=edges, minlength=len(statistics.flows.heads)) / N_DOCUMENTS)
    difference = counts[1] - counts[0]
    place = int(np.abs(difference).argmax())
    view = part(page, "What gained and lost")
    first = view.get_by_role("list", name="Heads that gained and lost edges").get_by_role("listitem").first
    expect(first).to_contain_text(f"L{place // N_HEADS} · H{place % N_HEADS}")
    shown = float(NUMBER.search(first.locator(".number").first.inner_text())[0].replace("−", "-"))
    assert shown == pytest.approx(difference[place], abs=0.001)
    first.get_by_role("button").click()
    expect(page).to_have_url(re.compile(f"head={place % N_HEADS}"))


def test_classes_gain_and_lose_attention(page, address, folder):
    open_page(page, address, SAMPLES + "&over=all")
    compared = Comparison.model_validate_json((folder / "comparisons/m0-m1.json").read_bytes())
    view = part(page, "What gained and lost")
    lines = view.get_by_role("list", name="Classes that gained and lost attention").get_by_role("listitem")
    expect(lines).to_have_count(len(compared.classes))
    sums = [
        float(NUMBER.search(text)[0].replace("−", "-"))
        for text in lines.locator(".number >> nth=0").all_inner_texts()
    ]
    # What one class gains others lose, but for rows that do not sum to 1 in 8 bits.
    assert sum(sums) == pytest.approx(0, abs=0.01)


def alike_by_formula(folder, document: int, *, heads=None, asker=None) -> dict[int, float]:
    """Give the weighted Jaccard similarity to every other document, slowly."""
    flows = Statistics.model_validate_json((folder / "statistics/m0.json").read_bytes()).flows
    starts = [*decode_counts(flows.starts), None]
    edges = decode_counts(flows.edges)
    names = [each.name for each in flows.classes]
    shares = []
    for start, end in pairwise(starts):
        rows = [
            row
            for row in edges[:, start:end].T
            if (heads is None or row[0] in heads) and (asker is None or names[row[1]] == asker)
        ]
        total = sum(row[3] for row in rows)
        shares.append({tuple(row[:3]): row[3] / total for row in rows})
    own = shares[document]
    return {
        other: sum(min(own.get(key, 0), theirs.get(key, 0)) for key in own | theirs)
        / sum(max(own.get(key, 0), theirs.get(key, 0)) for key in own | theirs)
        for other, theirs in enumerate(shares)
        if other != document
    }


def test_documents_alike_agree_with_the_formula(page, address, folder, documents):
    open_page(page, address, SAMPLES + "&doc=d3")
    view = part(page, "Documents alike")
    expect(view).to_contain_text("Similarity = Σ min(a, b) / Σ max(a, b)")
    check_alike(view, alike_by_formula(folder, 3))
    view.get_by_role("button", name="NOUN").click()
    expect(page).to_have_url(re.compile("askers=NOUN"))
    check_alike(view, alike_by_formula(folder, 3, asker="NOUN"))


def check_alike(view: Locator, expected: dict[int, float]) -> None:
    values = sorted(expected.values(), reverse=True)
    lines = view.get_by_role("listitem")
    for at in (0, 1, 7):
        # Waits until the list is of what was chosen last.
        expect(lines.nth(at).locator(".number")).to_have_text(either_way_rounded(values[at]))


def either_way_rounded(value: float) -> re.Pattern[str]:
    return re.compile("|".join({f"^{value + nudge:.3f}$" for nudge in (-1e-6, 1e-6)}))


def test_documents_are_alike_by_the_chosen_heads(page, address, folder):
    open_page(page, address, SAMPLES + "&doc=d3&layer=1&through=encoder1.0.2")
    view = part(page, "Documents alike")
    expect(view).to_contain_text("10 of 12 heads")
    check_alike(view, alike_by_formula(folder, 3, heads={0, 1, 2, 3, 4, 6, 8, 9, 10, 11}))
    view.get_by_role("button", name="Layer 1").click()
    expect(view).to_contain_text("4 of 12 heads")
    check_alike(view, alike_by_formula(folder, 3, heads={4, 5, 6, 7}))
    view.get_by_role("button", name="Selected head").click()
    expect(view).to_contain_text("Select a head first.")


def test_classes_of_selected_tokens(page, address):
    open_page(page, address, SAMPLES + "&doc=d3&query=0")
    view = part(page, "Documents alike")
    view.get_by_role("button", name="the selected tokens’ classes").click()
    expect(page).to_have_url(re.compile(r"askers=(%5B|\[)CLS(%5D|\])"))


def test_filters_leave_fewer_documents_alike(page, address, documents):
    open_page(page, address, SAMPLES + "&doc=d3&gold=wild")
    titles = {each.title or " ".join(each.text.split())[:160] for each in documents if each.label == "wild"}
    links = part(page, "Documents alike").get_by_role("link")
    expect(links).to_have_count(len([each for each in documents if each.label == "wild"]))
    assert set(links.all_inner_texts()) <= titles


@pytest.mark.parametrize("fragment", ["", "&doc=d1"])
@pytest.mark.parametrize(
    "what",
    [
        "labels and predictions",
        "the attention moved in each head",
        "the documents by attention moved",
        "what gained and lost",
        "the documents alike",
    ],
)
def test_every_part_can_be_saved(page, address, what, fragment):
    open_page(page, address, SAMPLES + fragment)
    ElementTree.parse(saved(page, f"Save {what} as SVG"))
    assert saved(page, f"Save {what} as PNG").read_bytes().startswith(b"\x89PNG")
    assert len(saved(page, f"Save {what} as CSV").read_text("utf-8").splitlines()) > 1


def test_two_models_can_change_places(page, address):
    open_page(page, address, SAMPLES)
    page.get_by_role("combobox", name="Model", exact=True).select_option("Tuned")
    expect(page.get_by_role("heading", name="Tuned × Plain")).to_be_visible()
    expect(part(page, "Attention moved in each head").get_by_role("application")).to_be_visible()


def test_what_is_not_there_is_said(page, sites, tmp_path):
    open_page(page, (sites / "page.html").as_uri(), SAMPLES)
    expect(page.get_by_role("tabpanel")).to_contain_text("was not compared over the documents")
    alone = document("alone", [encoder_run("a cat")], "a cat")
    built = attlas.build(write_export(tmp_path / "export", [alone]), tmp_path / "page.html")
    open_page(page, built.as_uri(), SAMPLES)
    view = page.get_by_role("tabpanel")
    expect(view).to_contain_text("No document has a class from both sides.")
    expect(view).to_contain_text("No other model read these documents.")
    expect(view).to_contain_text("This export holds no statistics of Tiny encoder")
