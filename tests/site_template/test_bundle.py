"""Building as a whole: sizes, order, memory, and what the page says of itself."""

import json
import re
import shutil
import subprocess
import sys
import tracemalloc
from html import unescape
from pathlib import Path

import numpy as np
import pytest

import attlas
from attlas import AttlasError, build
from attlas.precompute.codec import decode
from attlas.site_template import bundle
from attlas.site_template.policy import hash_source
from payloads import document, encoder_run, sequence, write_export
from sites import STUB, shard_texts

GOLDEN = Path(__file__).parents[1] / "golden" / "export"
HOSTILE_TITLE = '</title><script>alert(1)</script>"\x00\ud800'


def export_of(folder, n_documents, **shape):
    run = encoder_run("The cat sat on the mat again.", **shape)
    return write_export(
        folder, [document(f"d{number}", [run], "The cat sat") for number in range(n_documents)]
    )


def build_page(folder, export=GOLDEN, **options):
    return build(export, folder / "page.html", assets=STUB, **options).read_text("utf-8")


def test_first_document_comes_before_the_script_and_the_others_after(tmp_path):
    page = build_page(tmp_path)
    order = [
        'id="attlas"',
        "<noscript>",
        'id="method"',
        'id="attlas-site"',
        'id="shard-0"',
        'id="attlas-style"',
        'id="attlas-client"',
        STUB.start,
        'id="shard-1"',
    ]
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)


def test_policy_admits_the_script_and_style_by_their_hashes(tmp_path):
    page = build_page(tmp_path)
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert script == STUB.start
    assert f"script-src {hash_source(script)} {hash_source(STUB.script)};" in policy
    assert style == STUB.fallback
    assert f"style-src {hash_source(style)} {hash_source(STUB.style)};" in policy
    assert policy.startswith("default-src 'none'; ")


def test_page_holds_no_address_outside_itself(tmp_path):
    page = build_page(tmp_path).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|(src|href)=\"/", page)


def test_title_is_text(tmp_path):
    page = build_page(tmp_path, title=HOSTILE_TITLE)
    assert page.count("<script>") == 1
    assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#34;\ufffd\ufffd</title>" in page


def test_title_names_the_models_by_default(tmp_path):
    assert "<title>Attention of Tiny encoder and Tiny translator</title>" in build_page(tmp_path)


def test_the_method_says_how_the_page_was_made_and_how_to_cite_it(tmp_path):
    text = unescape(build_page(tmp_path))
    made = json.loads((GOLDEN / "manifest.json").read_bytes())
    told = text[text.index("How this page was made") : text.index("Reading the numbers elsewhere")]
    assert all(f"{each['name']} {each['version']}" in told for each in made["libraries"])
    assert made["settings"]["documents_sha256"] in told
    assert all(file["sha256"] in text for model in made["models"] for file in model["files"])
    citation = re.search(r'<pre id="citation"><code>(.*?)</code>', text, re.DOTALL)[1]
    assert citation.startswith("cff-version: 1.2.0\n")
    assert f"\nversion: {attlas.__version__}\n" in citation


def test_export_without_documents_gives_a_page(tmp_path):
    page = build_page(tmp_path, write_export(tmp_path / "x", []))
    assert "This export holds no document." in page
    assert shard_texts(page) == {}


def test_long_document_is_spread_over_tags(tmp_path, monkeypatch):
    whole = shard_texts(build_page(tmp_path))
    monkeypatch.setattr(bundle, "LARGEST_PIECE", 400)
    page = build_page(tmp_path)
    texts = shard_texts(page)
    n_pieces = int(re.search(r'id="shard-1" data-pieces="(\d+)"', page)[1])
    pieces = [texts["1"], *(texts[f"1.{piece}"] for piece in range(1, n_pieces))]
    assert "".join(pieces) == whole["1"]
    assert max(map(len, pieces)) == 400


def test_of_the_first_document_only_the_beginning_is_before_the_script(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "LARGEST_PIECE", 400)
    page = build_page(tmp_path)
    places = [page.index(f'id="{name}"') for name in ("shard-0", "attlas-client", "shard-0.1", "shard-1")]
    assert places == sorted(places)


def test_a_folder_has_a_file_for_every_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "LARGEST_PIECE", 400)
    whole = shard_texts(build_page(tmp_path))
    site = build(GOLDEN, tmp_path / "site", assets=STUB)
    assert {path.stem for path in (site / "shards").iterdir()} == whole.keys()
    for name, text in whole.items():
        script = (site / "shards" / f"{name}.js").read_text("ascii")
        assert re.fullmatch(rf'__attlas_shard\("{re.escape(name)}","{re.escape(text)}",\d+\);\n', script)


def test_large_page_is_built_with_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "COMFORTABLE_FILE", 1000)
    with pytest.warns(UserWarning, match="consider a folder"):
        build_page(tmp_path)


def test_page_that_nobody_could_open_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "LARGEST_FILE", 1000)
    with pytest.raises(AttlasError, match=f"build a folder instead: {tmp_path}/page/"):
        build_page(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_damaged_document_leaves_the_old_page(tmp_path):
    before = build_page(tmp_path)
    damaged = Path(shutil.copytree(GOLDEN, tmp_path / "damaged"))
    (damaged / "documents" / "2.json").write_bytes(b"{")
    with pytest.raises(AttlasError, match="damaged"):
        build_page(tmp_path, damaged)
    assert (tmp_path / "page.html").read_text("utf-8") == before


@pytest.mark.parametrize("name", ["page.html", "site"])
def test_memory_does_not_grow_with_the_documents(tmp_path, name):
    peaks, sizes = [], []
    for n_documents in (50, 300):
        export = export_of(tmp_path / f"{n_documents}.export", n_documents, n_layers=24, n_heads=16)
        sizes.append(sum(path.stat().st_size for path in (export / "documents").iterdir()))
        tracemalloc.start()
        build(export, tmp_path / name, assets=STUB)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    grown, added = peaks[1] - peaks[0], sizes[1] - sizes[0]
    assert grown < added / 5, "the manifest may be in memory, the documents may not"


@pytest.mark.parametrize(
    ("name", "recipe"),
    [("page.html", "recipe-export"), ("page.html", "recipe-page"), ("folder", "recipe-page")],
)
def test_recipes_of_the_method_page_read_the_numbers(tmp_path, name, recipe):
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    site = build(GOLDEN, tmp_path / name, assets=STUB)
    root, index = (tmp_path, site) if site.is_file() else (tmp_path / name, site / "index.html")
    code = re.search(rf'<pre id="{recipe}"><code>(.*?)</code>', index.read_text("utf-8"), re.DOTALL)[1]
    print_weights = "\nprint(weights.shape, float(weights[0, 1, 0]))"
    result = subprocess.run(
        [sys.executable, "-c", unescape(code) + print_weights],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    expected = decode(encoder_run("The cat sat").attention[0].layers[0].weights)
    shape, value = result.stdout.rsplit(" ", 1)
    assert shape == str(expected.shape)
    assert np.isclose(float(value), expected[0, 1, 0], atol=1e-6)


def test_tokens_cut_off_are_counted(tmp_path):
    assert "3 of 3 documents were longer" in build_page(tmp_path)
    assert sequence("a b", n_truncated=2).n_truncated == 2
