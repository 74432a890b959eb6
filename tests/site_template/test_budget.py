"""Pages within a size: they keep to it, give up no more than they must, in the documented order, and say so."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import attlas
from attlas.cli import main
from attlas.precompute.codec import decode
from attlas.precompute.contract import PackedArray
from attlas.precompute.errors import AttlasError
from attlas.site_template.bundle import build
from attlas.site_template.sizes import describe_sizes
from sites import STUB, shard_texts, unpack
from tiny import save_tiny

TEXTS = [{"id": f"d{number}", "text": "the cat saw a dog and " * (4 + number)} for number in range(4)]


NOTHING: dict[str, Any] = {"lens": [], "corpus": [], "statistics": [], "comparisons": []}
EVERYTHING = {**NOTHING, "lens": ["m0"], "corpus": ["m0"], "statistics": ["m0"]}


@pytest.fixture(scope="module")
def export(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("budget")
    model = save_tiny(folder / "tiny", "bert")
    return attlas.export([str(model)], TEXTS, folder / "x.export", views=["all"], lens=TEXTS, clusters=2)


def built(
    export: Path, page: Path, max_size: int | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Build a page; give its configuration and its documents."""
    build(export, page, max_size=max_size, assets=STUB)
    text = page.read_text("utf-8")
    site = json.loads(re.search(r'id="attlas-site">(.*?)</script>', text, re.S)[1])
    shards = shard_texts(text)
    return site, [unpack(shards[str(number)]) for number in range(len(site["manifest"]["documents"]))]


def layers(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [layer for part in document["runs"][0]["attention"] for layer in part["layers"]]


@pytest.fixture(scope="module")
def whole(export, tmp_path_factory) -> tuple[int, list[dict[str, Any]]]:
    page = tmp_path_factory.mktemp("whole") / "page.html"
    _, documents = built(export, page)
    return page.stat().st_size, documents


def test_a_page_that_fits_is_left_alone(export, whole, tmp_path):
    size, documents = whole
    page = tmp_path / "page.html"
    _, kept = built(export, page, size + 1000)
    assert kept == documents
    exact = page.stat().st_size  # with what is said of the limit
    site, kept = built(export, page, exact)
    assert (page.stat().st_size, site["limit"]["reductions"]) == (exact, [])
    assert site["limit"]["left_out"] == {**NOTHING, "n_documents": 0}
    assert kept == documents


@pytest.mark.parametrize("share", [0.98, 0.9, 0.7, 0.5, 0.4])
def test_a_page_keeps_to_its_size(export, whole, tmp_path, share):
    size, _ = whole
    page = tmp_path / "page.html"
    site, _ = built(export, page, round(share * size))
    assert 0.5 * share * size < page.stat().st_size <= share * size, (
        "small enough, and no smaller than it must"
    )
    assert site["limit"]["reductions"]


def test_coarser_attention_stays_within_the_error_that_is_named(export, whole, tmp_path):
    size, exact = whole
    _, coarse = built(export, tmp_path / "page.html", round(0.7 * size))
    errors = set()
    for layer, other in zip(map(layers, exact), map(layers, coarse), strict=True):
        for one, two in zip(layer, other, strict=True):
            moved = np.abs(
                decode(PackedArray(**one["weights"])) - decode(PackedArray(**two["weights"]))
            ).max()
            assert moved <= two["weights"]["max_error"] - one["weights"]["max_error"] + 1e-6
            errors.add(two["weights"]["max_error"])
    assert max(errors) <= 0.032


def test_the_last_documents_lose_first(export, whole, tmp_path):
    size, exact = whole
    _, coarse = built(export, tmp_path / "page.html", round(0.98 * size))
    assert [one == two for one, two in zip(exact, coarse, strict=True)] == [True, True, True, False]


def test_steps_come_in_their_order(export, whole, tmp_path):
    size, _ = whole
    told = [
        " ".join(built(export, tmp_path / "page.html", round(share * size))[0]["limit"]["reductions"])
        for share in (0.98, 0.6, 0.3)
    ]
    assert "up to 0.008" in told[0]
    assert "Queries" not in told[0]
    assert re.search(r"Queries, keys and values of [1-3] of 4 documents are left out\.", told[1])
    assert "HeadLens is left out." in told[2]


def test_what_is_left_out_is_in_no_list(export, whole, tmp_path):
    size, _ = whole
    site, documents = built(export, tmp_path / "page.html", round(0.3 * size))
    assert site["manifest"]["lens"] == []
    assert all(layer["lens"] is None for document in documents for layer in layers(document))
    assert site["limit"]["left_out"] == {**EVERYTHING, "n_documents": 0}
    reason = (
        f"left out of this page to keep it within {round(0.3 * size) / 1e6:g} MB; the author’s export has"
    )
    assert reason in layers(documents[-1])[0]["vectors_note"]
    assert len(shard_texts((tmp_path / "page.html").read_text("utf-8"))) == len(documents) + len(
        site["manifest"]["corpus"]
    )


def test_documents_are_left_out_last_and_counted(export, whole, tmp_path):
    smallest = 0.0
    for share in (0.3, 0.25, 0.22, 0.2, 0.18):
        site, documents = built(export, tmp_path / "page.html", round(share * whole[0]))
        if len(documents) < len(TEXTS):
            smallest = share
            break
    assert smallest, "some size has no room for all documents"
    n_out = len(TEXTS) - len(documents)
    assert f"{n_out} of 4 documents are left out, the last ones." in site["limit"]["reductions"]
    assert site["limit"]["left_out"] == {**EVERYTHING, "n_documents": n_out}
    assert site["exports"][0]["n_documents"] == len(documents)


def test_a_document_that_is_left_out_is_nowhere_in_the_page(export, whole, tmp_path):
    page = tmp_path / "page.html"
    site, documents = built(export, page, round(0.18 * whole[0]))
    assert len(documents) < len(TEXTS)
    assert [entry["id"] for entry in site["manifest"]["documents"]] == [each["id"] for each in documents]
    kept = page.read_text("utf-8")
    assert re.search(rf"{len(TEXTS) - len(documents)} more (was|were) left out of this page", kept)
    assert not any(
        f'id="{entry["id"]}"' in kept or entry["text"] in kept for entry in TEXTS[len(documents) :]
    )


def test_as_many_documents_stay_as_there_is_room_for(tmp_path):
    """The last documents' lines in the page go with them, else too many would have to."""
    model = save_tiny(tmp_path / "tiny", "bert")
    texts = [{"id": f"d{number}", "text": "the cat saw a dog"} for number in range(300)]
    export = attlas.export([str(model)], texts, tmp_path / "x.export", views=["heads"])
    page = tmp_path / "page.html"
    size = build(export, page, assets=STUB).stat().st_size
    for share in (0.7, 0.35):
        _, documents = built(export, page, round(share * size))
        assert len(documents) < len(texts)
        one_more = 1.1 * size / len(texts)
        assert share * size - 4 * one_more < page.stat().st_size <= share * size, "no smaller than it must"


def test_a_size_without_room_for_one_document_is_refused(export, tmp_path):
    with pytest.raises(AttlasError, match=r"with one document, coarsened, expected at most 0.01 MB"):
        build(export, tmp_path / "page.html", max_size=5000, assets=STUB)
    assert not (tmp_path / "page.html").exists()


def test_a_size_that_no_page_has_is_refused(export, tmp_path):
    with pytest.raises(AttlasError, match="expected 1 or more"):
        build(export, tmp_path / "page.html", max_size=0, assets=STUB)
    assert not (tmp_path / "page.html").exists()


def test_a_folder_keeps_to_its_size_too(export, tmp_path):
    build(export, tmp_path / "whole", assets=STUB)
    size = sum(file.stat().st_size for file in (tmp_path / "whole").rglob("*") if file.is_file())
    build(export, tmp_path / "site", max_size=round(0.6 * size), assets=STUB)
    files = [file for file in (tmp_path / "site").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 0.6 * size


def test_the_command_prints_what_each_part_costs(export, tmp_path):
    result = CliRunner().invoke(
        main, ["build", str(export), "-o", str(tmp_path / "page.html"), "--max-size", "600kB"]
    )
    assert result.exit_code == 0, result.output
    assert re.search(r"^attention +\d+\.\d\d MB +\d+\.\d\d MB$", result.output, re.M)
    assert (tmp_path / "page.html").stat().st_size <= 600_000


def test_sizes_are_told_by_part_and_document(export):
    told = describe_sizes(export)
    assert re.search(r"attention: \d+\.\d\d MB \(\d+%\)", told)
    assert "queries, keys, values: " in told
    assert "documents/d3.json: " in told
