"""Statistics and comparisons travel in the page as shards of their own, and name what the page has."""

import re

import numpy as np
import orjson
import pytest

from attlas import AttlasError, build
from attlas.precompute.codec import decode_counts, encode_counts, encode_floats
from attlas.precompute.codec import encode as encode_packed
from attlas.precompute.contract import Comparison, CountArray, PartComparison, Statistics
from attlas.site_template.container import base64_text, pack
from attlas.site_template.inspect import describe
from attlas.site_template.renaming import renamed_comparison, renamed_statistics
from payloads import document, encoder_run, translator_run, write_export
from sites import STUB, shard_texts, unpack
from statistics_payload import put, statistics_of, write_statistics

TEXTS = ("The cat sat", "A cat", "Who sat on the mat?")


def made(prefix, texts=TEXTS):
    return [
        document(
            f"{prefix}{number}", [encoder_run(text), translator_run(text, "un chat")], text, label="calm"
        )
        for number, text in enumerate(texts)
    ]


def comparison_of(n_documents):
    rng = np.random.default_rng(0)
    rows = encode_packed(rng.random((n_documents, 4)))
    shares = encode_floats(rng.random((4, 2)))
    part = PartComparison(
        kind="encoder",
        heads=((0, 0), (0, 1), (1, 0), (1, 1)),
        moved=rows,
        root_moved=rows,
        received=(shares, shares),
        edges=(encode_floats(rng.random(4)), encode_floats(rng.random(4))),
    )
    flows = statistics_of(made("d")).flows
    return Comparison(
        schema_version=1,
        models=("m0", "m1"),
        documents=encode_counts(np.arange(n_documents)),
        threshold=0.15,
        classes=flows.classes,
        class_sizes=encode_counts(np.ones((2, 2), int)),
        parts=(part,),
    )


def write_comparison(folder, comparison):
    put(folder / "comparisons" / "m0-m1.json", comparison)
    content = orjson.loads((folder / "manifest.json").read_bytes())
    content["comparisons"] = [{"models": ["m0", "m1"], "file": "comparisons/m0-m1.json"}]
    (folder / "manifest.json").write_bytes(orjson.dumps(content))


@pytest.fixture
def export(tmp_path):
    documents = made("d")
    return write_statistics(write_export(tmp_path / "export", documents), documents)


@pytest.fixture
def other(tmp_path):
    documents = made("e", TEXTS[:2])
    folder = write_statistics(write_export(tmp_path / "other", documents), documents)
    write_comparison(folder, comparison_of(2))
    return folder


def of_file(folder, name):
    return orjson.loads((folder / name).read_bytes())


def test_statistics_come_back_with_their_arrays():
    statistics = statistics_of(made("d"))
    assert unpack(base64_text(pack(statistics)), "statistics") == statistics.model_dump(mode="json")


def test_shards_follow_the_documents_statistics_before_comparisons(export, tmp_path):
    write_comparison(export, comparison_of(3))
    page = build(export, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    texts = shard_texts(page)
    assert list(texts) == ["0", "3", "4", "5", "1", "2"]
    assert unpack(texts["3"], "statistics") == of_file(export, "statistics/m0.json")
    assert unpack(texts["4"], "statistics") == of_file(export, "statistics/m1.json")
    assert unpack(texts["5"], "comparison") == of_file(export, "comparisons/m0-m1.json")


def test_documents_of_a_second_export_have_the_numbers_of_the_page(export, other, tmp_path):
    page = build([export, other], tmp_path / "page.html", assets=STUB).read_text("utf-8")
    texts = shard_texts(page)
    own = Statistics.model_validate(of_file(other, "statistics/m1.json"))
    there = Statistics.model_validate(unpack(texts["8"], "statistics"))
    assert (own.model, there.model) == ("m1", "m3")
    for mine, shown in zip(own.parts, there.parts, strict=True):
        shift = decode_counts(shown.contexts) - decode_counts(mine.contexts)
        assert (shift == [0, 3, 0]).all()
        assert (mine.scores, mine.counts) == (shown.scores, shown.counts)
    assert decode_counts(there.flows.documents).tolist() == [3, 4]
    assert there.flows.edges == own.flows.edges
    compared = Comparison.model_validate(unpack(texts["9"], "comparison"))
    assert (compared.models, decode_counts(compared.documents).tolist()) == (("m2", "m3"), [3, 4])


def test_the_first_export_keeps_its_numbers_and_its_bytes(export):
    statistics, comparison = statistics_of(made("d")), comparison_of(3)
    keys = {"m0": "m0", "m1": "m1"}
    assert renamed_statistics(statistics, keys, 0) == statistics
    assert renamed_comparison(comparison, keys, 0) == comparison


@pytest.mark.parametrize("kind", ["statistics", "comparisons"])
def test_a_file_of_a_model_that_is_not_there_is_named(export, tmp_path, kind):
    write_comparison(export, comparison_of(3))
    content = of_file(export, "manifest.json")
    content[kind][0].update({"model": "m9"} if kind == "statistics" else {"models": ["m0", "m9"]})
    (export / "manifest.json").write_bytes(orjson.dumps(content))
    with pytest.raises(AttlasError, match="'m9' that it has not; export again"):
        build(export, tmp_path / "page.html", assets=STUB)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("statistics/m0.json", {"model": "m1"}, "is about model 'm1', the manifest expects 'm0'"),
        ("comparisons/m0-m1.json", {"models": ["m1", "m0"]}, "is about model 'm1' and 'm0', the manifest"),
        ("statistics/m0.json", {"groups": []}, "encoder counts has shape"),
        ("comparisons/m0-m1.json", {"classes": []}, "class_sizes has shape (2, 2), expected (2, 0)"),
    ],
)
def test_a_file_that_is_not_what_the_manifest_says_is_one_line(export, tmp_path, name, change, message):
    write_comparison(export, comparison_of(3))
    (export / name).write_bytes(orjson.dumps({**of_file(export, name), **change}))
    assert message in refused(export, tmp_path, name)


@pytest.mark.parametrize(
    ("field", "array"),
    [("means", "self means"), ("fuji", "self fuji"), ("order", "self order"), ("contexts", "self contexts")],
)
@pytest.mark.parametrize("damage", [{"data": "no base64!"}, {"shape": [1, 2, 3, 4]}])
def test_a_damaged_array_is_one_line_with_its_name(export, tmp_path, field, array, damage):
    content = of_file(export, "statistics/m0.json")
    content["parts"][0]["scores"][0][field].update(damage)
    (export / "statistics" / "m0.json").write_bytes(orjson.dumps(content))
    assert array in refused(export, tmp_path, "statistics/m0.json")


def test_a_context_of_a_document_that_is_not_there_is_one_line(export, tmp_path):
    content = of_file(export, "statistics/m0.json")
    contexts = decode_counts(CountArray.model_validate(content["parts"][0]["contexts"]))
    contexts[0, 1] = 3
    content["parts"][0]["contexts"] = encode_counts(contexts).model_dump(mode="json")
    (export / "statistics" / "m0.json").write_bytes(orjson.dumps(content))
    message = refused(export, tmp_path, "statistics/m0.json")
    assert "the document of a context of encoder attention is 3, expected less than 3" in message


def refused(export, tmp_path, name):
    with pytest.raises(AttlasError) as caught:
        build(export, tmp_path / "page.html", assets=STUB)
    message = str(caught.value)
    assert message.startswith(str(export / name))
    assert "\n" not in message
    return message


def test_inspection_tells_of_statistics(export):
    shown = describe(export)
    assert re.search(r"statistics: 0\.\d MB, of all documents, and of 2 groups of them \(label calm, ", shown)
    assert "statistics cross: 10 of 10 different tokens of the source, 4 heads" in shown
