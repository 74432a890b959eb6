"""Two models over all documents: compared where they read the same tokens, and said so where they do not."""

import numpy as np
import pytest

from attlas.exporter.run import export
from attlas.precompute.codec import decode, decode_counts, decode_floats
from attlas.precompute.contract import Comparison, Document, Manifest, Statistics
from attlas.precompute.errors import AttlasError
from attlas.site_template.bundle import build
from tiny import save_tiny

DOCUMENTS = [
    {"id": "a", "text": "The dog did not see the cat."},
    {"id": "b", "text": "Who fed the cat?", "text_b": "Maria fed the cat."},
    {"id": "c", "text": "The cat slept."},
]
TASKS = {"bert": None, "classifier": "classes", "gpt2": "next_token", "masked": "masked_tokens"}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    families = {"classifier": "bert", "masked": "bert"}
    return {name: str(save_tiny(root / name, families.get(name, name), task)) for name, task in TASKS.items()}


@pytest.fixture(scope="module")
def pair(models, tmp_path_factory):
    """Give a model beside another one of the same tokenizer."""
    folder = tmp_path_factory.mktemp("exports") / "pair"
    return export([models["bert"], models["classifier"]], DOCUMENTS, folder, views=("corpus",))


def manifest_of(folder):
    return Manifest.model_validate_json((folder / "manifest.json").read_bytes())


def comparison_of(folder, name="m0-m1"):
    return Comparison.model_validate_json((folder / "comparisons" / f"{name}.json").read_bytes())


def flows_of(folder, model="m0"):
    return Statistics.model_validate_json((folder / "statistics" / f"{model}.json").read_bytes()).flows


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("window", [(2, None), (-12, None), (0, 4)])
def test_a_document_whose_root_is_cut_off_is_left_out_and_that_is_said(models, tmp_path, window):
    folder = export(
        [models["bert"], models["classifier"]], DOCUMENTS, tmp_path / "x", views=("corpus",), window=window
    )
    has_roots = [
        Document.model_validate_json((folder / entry.file).read_bytes()).runs[0].source.tokens[0] == "[CLS]"
        for entry in manifest_of(folder).documents
    ]
    kept = [number for number, has_root in enumerate(has_roots) if has_root]
    flows, found = flows_of(folder), comparison_of(folder)
    assert decode_counts(flows.documents).tolist() == kept
    assert decode_counts(found.documents).tolist() == [0, 1, 2]
    assert (found.parts[0].root_moved is None) == (len(kept) < len(DOCUMENTS))
    assert (f"of {len(DOCUMENTS) - len(kept)} documents nothing is counted" in (flows.note or "")) == (
        len(kept) < len(DOCUMENTS)
    )
    build(folder, tmp_path / "page.html")


def test_moved_attention_is_that_of_the_stored_documents(pair):
    found = comparison_of(pair)
    (part,) = found.parts
    assert decode_counts(found.documents).tolist() == [0, 1, 2]
    for number, entry in enumerate(manifest_of(pair).documents):
        document = Document.model_validate_json((pair / entry.file).read_bytes())
        first, second = (
            np.concatenate([decode(layer.weights) for layer in run.attention[0].layers])
            for run in document.runs
        )
        expected = np.abs(first - second).sum(axis=2) / 2
        np.testing.assert_allclose(
            decode(part.moved)[number], expected.mean(axis=1), atol=part.moved.max_error
        )
        np.testing.assert_allclose(
            decode(part.root_moved)[number], expected[:, 0], atol=part.root_moved.max_error
        )


def test_words_of_models_that_are_compared_have_parts_of_speech(pair):
    found = comparison_of(pair)
    assert {"DET", "NOUN", "VERB"} <= {each.name for each in found.classes if each.role == "pos"}
    assert {each.name for each in found.classes if each.role == "special"} == {"[CLS]", "[SEP]"}
    assert found.note is None
    sums = [decode_floats(each).sum(axis=1) for each in found.parts[0].received]
    np.testing.assert_allclose(sums, 1, atol=0.01)
    assert manifest_of(pair).settings.words.language == "en"


def test_edges_are_those_of_the_flows(pair):
    (part,) = comparison_of(pair).parts
    for model, edges in zip(("m0", "m1"), part.edges, strict=True):
        flows = flows_of(pair, model)
        head, _, _, counts = decode_counts(flows.edges)
        totals = np.bincount(head, weights=counts, minlength=len(flows.heads))
        np.testing.assert_allclose(decode_floats(edges), totals / len(DOCUMENTS), rtol=1e-6)


def test_the_same_model_twice_differs_in_nothing(models, tmp_path):
    folder = export([models["bert"], models["bert"]], DOCUMENTS, tmp_path / "x", views=("corpus",))
    (part,) = comparison_of(folder).parts
    assert decode(part.moved).max() == decode(part.root_moved).max() == 0
    assert part.received[0] == part.received[1]
    assert part.edges[0] == part.edges[1]


def test_every_two_models_are_compared_if_they_can_be(models, tmp_path):
    names = [models[name] for name in ("bert", "gpt2", "masked")]
    folder = export(names, DOCUMENTS, tmp_path / "x", views=("corpus",))
    manifest = manifest_of(folder)
    assert [entry.models for entry in manifest.comparisons] == [("m0", "m2")]
    assert [entry.models for entry in manifest.uncompared] == [("m0", "m1"), ("m1", "m2")]
    assert {entry.reason for entry in manifest.uncompared} == {
        "their tokenizers differ, and no document is the same tokens to both"
    }
    assert comparison_of(folder, "m0-m2").models == ("m0", "m2")


def test_a_comparison_that_is_asked_for_needs_one_tokenizer(models, tmp_path):
    with pytest.raises(AttlasError, match=r"tokenizers of .* and .* differ, --compare needs one"):
        export([models["bert"], models["gpt2"]], DOCUMENTS, tmp_path / "x", compare=True)
    assert not (tmp_path / "x").exists()


def test_a_lost_comparison_is_made_again_with_the_same_bytes(models, pair, tmp_path):
    folder = export([models["bert"], models["classifier"]], DOCUMENTS, tmp_path / "x", views=("corpus",))
    (folder / "comparisons" / "m0-m1.json").unlink()
    export([models["bert"], models["classifier"]], DOCUMENTS, folder, views=("corpus",))
    assert files(folder) == files(pair)


def test_overwriting_leaves_none_of_models_that_are_gone(models, tmp_path):
    folder = export([models["bert"], models["bert"]], DOCUMENTS, tmp_path / "x", views=("corpus",))
    export([models["bert"]], DOCUMENTS, folder, views=("corpus",), overwrite=True)
    assert not (folder / "comparisons").exists()


def test_without_the_view_there_is_none(models, tmp_path):
    folder = export([models["bert"], models["classifier"]], DOCUMENTS, tmp_path / "x", views=("heads",))
    assert not manifest_of(folder).comparisons
    assert not manifest_of(folder).uncompared


def test_flows_of_one_model_have_parts_of_speech_only_if_a_language_is_named(models, tmp_path):
    plain = export([models["bert"]], DOCUMENTS, tmp_path / "plain", views=("corpus",))
    tagged = export([models["bert"]], DOCUMENTS, tmp_path / "tagged", views=("corpus",), language="en")
    assert {each.role for each in flows_of(plain).classes} == {"special", "untagged"}
    assert flows_of(plain).note == "words of the source are without parts of speech: no language was named"
    assert "NOUN" in {each.name for each in flows_of(tagged).classes}
    assert flows_of(tagged).note is None
    totals = [decode_counts(flows_of(folder).edges)[3].sum() for folder in (plain, tagged)]
    assert totals[0] == totals[1]


def test_an_export_goes_on_only_with_the_same_words(models, tmp_path):
    export([models["bert"]], DOCUMENTS, tmp_path / "x", views=("corpus",))
    with pytest.raises(AttlasError, match=r"words\.language: default there, en asked"):
        export([models["bert"]], DOCUMENTS, tmp_path / "x", views=("corpus",), language="en")
