"""Several exports in one page: each document with the models that read it, and nothing of either lost."""

import re
import shutil
import tracemalloc
from functools import reduce
from html import unescape

import orjson
import pytest

from attlas import AttlasError, build
from attlas.precompute.contract import Corpus, CorpusEntry, Site
from attlas.precompute.patterns import corpus_patterns, merged, pattern_sums
from payloads import document, encoder_run, translator_run, write_export
from sites import STUB, shard_texts, unpack

READ = [document(f"read-{n}", [encoder_run("The cat sat", n_truncated=n)], "The cat sat") for n in range(2)]
TRANSLATED = [document("translated", [translator_run("The cat", "Le chat")], "The cat", title="A cat")]
COMPARED = [document("compared", [encoder_run("A dog"), translator_run("A dog", "Un chien")], "A dog")]


@pytest.fixture
def exports(tmp_path):
    """Write three exports, of one model, of another, and of both."""
    made = {"read": READ, "translated": TRANSLATED, "compared": COMPARED}
    return [write_export(tmp_path / f"{name}.export", documents) for name, documents in made.items()]


@pytest.fixture
def page(exports, tmp_path):
    return build(exports, tmp_path / "page.html", assets=STUB).read_text("utf-8")


def site_of(page):
    config = re.search(r'id="attlas-site">(.*?)</script>', page, re.DOTALL)[1]
    return Site.model_validate_json(config)


def change(folder, **fields):
    path = folder / "manifest.json"
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | fields))


def with_corpus(folder, run):
    """Add to an export what its only model does over its documents, here over one run."""
    corpus = Corpus(
        schema_version=1,
        model=run.model,
        n_documents=1,
        patterns=corpus_patterns(reduce(merged, [pattern_sums(run)])),
    )
    (folder / "corpus").mkdir()
    (folder / "corpus" / "x.json").write_bytes(orjson.dumps(corpus.model_dump(mode="json")))
    change(folder, corpus=[CorpusEntry(model=run.model, file="corpus/x.json").model_dump(mode="json")])
    return corpus


def test_documents_follow_one_another_in_the_order_given(page):
    ids = [entry.id for entry in site_of(page).manifest.documents]
    assert ids == ["read-0", "read-1", "translated", "compared"]
    assert [unpack(text)["id"] for _, text in sorted(shard_texts(page).items())] == ids


def test_models_get_keys_of_their_own(page):
    models = site_of(page).manifest.models
    assert [model.key for model in models] == ["m0", "m1", "m2", "m3"]
    assert [model.architecture for model in models] == ["BertModel", "T5Model", "BertModel", "T5Model"]


def test_a_document_has_runs_of_the_models_that_read_it(page):
    runs = {
        entry.id: [run and run.n_tokens for run in entry.runs] for entry in site_of(page).manifest.documents
    }
    assert runs["read-1"] == [5, None, None, None]
    assert runs["translated"] == [None, 4, None, None]
    assert runs["compared"] == [None, None, 4, 4]


def test_payloads_name_the_models_as_the_page_does(page):
    shards = {n: unpack(text) for n, text in shard_texts(page).items()}
    assert [run["model"] for n in ("0", "1", "2", "3") for run in shards[n]["runs"]] == [
        "m0",
        "m0",
        "m1",
        "m2",
        "m3",
    ]


def test_payloads_are_otherwise_those_of_the_exports(page):
    shards = [unpack(text) for _, text in sorted(shard_texts(page).items())]
    for shard, source in zip(shards, [*READ, *TRANSLATED, *COMPARED], strict=True):
        expected = source.model_dump(mode="json")
        for run, other in zip(shard["runs"], expected["runs"], strict=True):
            other["model"] = run["model"]
        assert shard == expected


def test_corpora_follow_all_documents_and_keep_to_their_models(exports, tmp_path):
    made = [
        with_corpus(exports[0], READ[0].runs[0]),
        with_corpus(exports[1], TRANSLATED[0].runs[0]),
    ]
    page = build(exports[:2], tmp_path / "page.html", assets=STUB).read_text("utf-8")
    assert list(shard_texts(page)) == ["0", "3", "4", "1", "2"]
    assert [entry.model for entry in site_of(page).manifest.corpus] == ["m0", "m1"]
    for number, corpus in (("3", made[0]), ("4", made[1])):
        expected = corpus.model_copy(update={"model": f"m{int(number) - 3}"})
        assert unpack(shard_texts(page)[number], "corpus") == expected.model_dump(mode="json")


def test_a_folder_holds_what_the_page_holds(exports, page, tmp_path):
    folder = build(exports, tmp_path / "site", assets=STUB)
    scripts = {path.stem: path.read_text("ascii") for path in (folder / "shards").iterdir()}
    assert scripts == {n: f'__attlas_shard("{n}","{text}",1);\n' for n, text in shard_texts(page).items()}


def test_one_export_is_a_page_whether_in_a_list_or_not(exports, tmp_path):
    one = build(exports[0], tmp_path / "a.html", assets=STUB).read_bytes()
    assert build([exports[0]], tmp_path / "b.html", assets=STUB).read_bytes() == one


def test_building_twice_gives_the_same_bytes(exports, page, tmp_path):
    assert build(exports, tmp_path / "again.html", assets=STUB).read_text("utf-8") == page


def test_title_names_every_model_once(page):
    assert "<title>Attention of Tiny encoder and Tiny translator</title>" in page


def test_the_settings_of_every_export_stay_to_be_read(exports, tmp_path):
    settings = orjson.loads((exports[1] / "manifest.json").read_bytes())["settings"]
    change(exports[1], attlas="0.0.9", settings=settings | {"max_tokens": 4321})
    page = build(exports, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    origins = site_of(page).exports
    assert [(origin.models, origin.n_documents) for origin in origins] == [
        (("m0",), 2),
        (("m1",), 1),
        (("m2", "m3"), 1),
    ]
    method = page[page.index('<section id="method"') : page.index("</section>", page.index('id="method"'))]
    assert "Export 2: Tiny translator, 1 document<" in method
    assert "attlas 0.0.9, numpy" in method
    assert method.count("<code>max_tokens</code></dt><dd>16<") == 2
    assert method.count("<code>max_tokens</code></dt><dd>4321<") == 1


def test_every_model_is_said_to_have_read_its_own_documents(page):
    assert page.count("2 of the 4 documents") == 1
    assert page.count("1 of the 4 documents") == 3
    assert "1 of 2 documents were longer" in page
    assert page.count("the model read each of them whole") == 3


def test_readers_without_a_script_are_told_which_model_they_see(exports, tmp_path):
    page = build(exports[::-1], tmp_path / "page.html", assets=STUB).read_text("utf-8")
    shown = unescape(page[: page.index("</noscript>")])
    read_by = re.findall(r"<dt>Model</dt><dd[^>]*>([^<]*)<", shown)
    assert read_by == ["Tiny encoder", "Tiny translator", "Tiny encoder"]
    assert re.findall(r'<th scope="row" dir="auto">A cat<.*?</td><td>(\d+)</td></tr>', shown, re.DOTALL) == [
        "4"
    ]


def test_readers_without_a_script_see_something_of_every_export(exports, tmp_path):
    page = build(exports[:2], tmp_path / "page.html", assets=STUB).read_text("utf-8")
    shown = page[page.index("<noscript>") : page.index("</noscript>")]
    assert re.findall(r"<article>\n<h2[^>]*>([^<]*)<", shown) == ["read-0", "A cat", "read-1"]


def fault(*arguments):
    with pytest.raises(AttlasError) as caught:
        build(*arguments, assets=STUB)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_same_export_twice_is_refused(exports, tmp_path):
    again = exports[0].parent / "." / "translated.export" / ".." / "read.export"
    assert "is given twice" in fault([*exports, again], tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_the_same_id_twice_is_refused(exports, tmp_path):
    copy = shutil.copytree(exports[1], tmp_path / "copy.export")
    message = fault([*exports, copy], tmp_path / "page.html")
    assert message.startswith(f"document 'translated' is in {exports[1]} and in {copy}")


def test_an_export_of_another_schema_version_is_refused(exports, tmp_path):
    change(exports[2], schema_version=7)
    assert f"{exports[2]}/manifest.json has schema version 7" in fault(exports, tmp_path / "page.html")


def test_no_export_at_all_is_refused(tmp_path):
    assert "there is no export" in fault([], tmp_path / "page.html")


def test_a_corpus_of_an_unknown_model_is_refused(exports, tmp_path):
    change(exports[0], corpus=[{"model": "m9", "file": "corpus/m9.json"}])
    assert "of a model 'm9' that it has not" in fault(exports, tmp_path / "page.html")


def test_memory_does_not_grow_with_the_exports(tmp_path):
    text = " ".join("abcdefghij" * 4)
    run = encoder_run(text, n_layers=6, n_heads=12)
    exports = [
        write_export(tmp_path / f"{n}.export", [document(f"{n}-{i}", [run], text) for i in range(8)])
        for n in range(6)
    ]
    peaks = []
    for some in (exports[:1], exports):
        tracemalloc.start()
        build(some, tmp_path / "page.html", assets=STUB)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    added = sum(path.stat().st_size for export in exports[1:] for path in (export / "documents").iterdir())
    assert peaks[1] - peaks[0] < added / 5, "the manifests may be in memory, the documents may not"
