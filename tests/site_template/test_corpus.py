"""What was computed over all documents travels in the page as a shard of its own."""

import re
from functools import reduce

import orjson
import pytest

from attlas import AttlasError, build
from attlas.precompute.contract import Corpus, CorpusEntry
from attlas.precompute.patterns import N_BANDS, corpus_patterns, merged, pattern_sums
from attlas.site_template.container import base64_text, pack
from attlas.site_template.inspect import describe
from payloads import document, encoder_run, manifest, write_export
from sites import STUB, shard_texts, unpack

RUNS = [encoder_run(text) for text in ("The cat sat", "A cat", "Who sat on the mat?")]
CORPUS = Corpus(
    schema_version=1,
    model="m0",
    n_documents=3,
    patterns=corpus_patterns(reduce(merged, map(pattern_sums, RUNS))),
)


@pytest.fixture
def export(tmp_path):
    documents = [document(f"d{number}", [run], "The cat") for number, run in enumerate(RUNS)]
    folder = write_export(tmp_path / "export", documents)
    (folder / "corpus").mkdir()
    write(folder, CORPUS, CorpusEntry(model="m0", file="corpus/m0.json"))
    return folder


def write(folder, corpus, entry):
    (folder / "corpus" / "m0.json").write_bytes(orjson.dumps(corpus.model_dump(mode="json")))
    content = orjson.loads((folder / "manifest.json").read_bytes())
    content["corpus"] = [entry.model_dump(mode="json")]
    (folder / "manifest.json").write_bytes(orjson.dumps(content))


def test_corpus_comes_back_with_its_arrays():
    assert unpack(base64_text(pack(CORPUS)), "corpus") == CORPUS.model_dump(mode="json")


def test_corpus_follows_the_documents_in_number_and_precedes_all_but_the_first_in_place(export, tmp_path):
    page = build(export, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    assert list(shard_texts(page)) == ["0", "3", "1", "2"]
    assert unpack(shard_texts(page)["3"], "corpus") == CORPUS.model_dump(mode="json")


def test_folder_holds_the_corpus_as_a_shard(export, tmp_path):
    site = build(export, tmp_path / "site", assets=STUB)
    assert sorted(path.name for path in (site / "shards").iterdir()) == ["0.js", "1.js", "2.js", "3.js"]
    text = re.search(r'__attlas_shard\("3","(.*)",1\)', (site / "shards" / "3.js").read_text("ascii"))[1]
    assert unpack(text, "corpus") == CORPUS.model_dump(mode="json")


def test_manifest_without_corpus_is_read():
    assert manifest([document("d", RUNS[:1], "The cat")]).corpus == ()


@pytest.mark.parametrize(
    ("corpus", "entry", "message"),
    [
        (CORPUS, CorpusEntry(model="m0", file="corpus/m1.json"), "is missing"),
        (CORPUS, CorpusEntry(model="m0", file="../m0.json"), "outside the export"),
        (CORPUS.model_copy(update={"model": "m1"}), CorpusEntry(model="m0", file="corpus/m0.json"), "'m1'"),
    ],
)
def test_corpus_that_is_not_what_the_manifest_says_is_named(export, tmp_path, corpus, entry, message):
    write(export, corpus, entry)
    with pytest.raises(AttlasError, match=message):
        build(export, tmp_path / "page.html", assets=STUB)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ({"data": "no base64!"}, "is damaged (layer 1: array data is damaged"),
        ({"data": "AAAA"}, "is damaged (layer 1: array data is damaged"),
        ({"shape": (3, 24, 23)}, "is damaged (layer 1: array holds more values"),
        ({"shape": (1, 72, 24)}, "layer 1 has patterns of shape (1, 72, 24), expected those of 3 heads"),
    ],
)
def test_a_damaged_array_is_one_line_with_the_file(export, tmp_path, damage, message):
    content = CORPUS.model_dump(mode="json")
    content["patterns"][0]["layers"][1]["patterns"].update(damage)
    write(export, Corpus.model_validate(content), CorpusEntry(model="m0", file="corpus/m0.json"))
    with pytest.raises(AttlasError, match=re.escape(message)) as caught:
        build(export, tmp_path / "page.html", assets=STUB)
    assert str(caught.value).startswith(str(export / "corpus" / "m0.json"))
    assert "\n" not in str(caught.value)


def test_inspection_tells_of_the_corpus(export):
    assert re.search(r"corpus +0\.0 MB, averages over all documents", describe(export))


def test_the_method_page_says_how_patterns_are_made(export, tmp_path):
    page = build(export, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    assert f"divided into {N_BANDS} bands of equal length" in page


def test_the_method_page_is_silent_on_patterns_where_there_are_none(tmp_path):
    bare = write_export(tmp_path / "export", [document("d", RUNS[:1], "The cat")])
    page = build(bare, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    assert "bands of equal length" not in page
