"""Statistics over all documents: those of the models' own attention, whatever way the export came about."""

import json

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoModelForSeq2SeqLM, AutoTokenizer

from attlas import from_tensors, verify
from attlas.exporter.run import export
from attlas.exporter.store import ExportStore
from attlas.precompute.codec import decode, decode_counts, decode_vectors
from attlas.precompute.contract import Document, Manifest, Statistics
from attlas.precompute.statistics import similarity
from attlas.precompute.statistics.values import run_values
from tiny import LABELS, save_tiny

DOCUMENTS = [
    {"id": "a", "text": "The dog did not see the cat.", "target": "Le chat dort.", "label": "calm"},
    {"id": "b", "text": "Who fed the cat?", "target": "Le chat dort.", "label": "calm"},
    {"id": "c", "text": "The cat, the cat!", "target": "Un chien.", "label": "wild"},
    {"id": "d", "text": "мир 猫 🦊 the", "target": "Le chien dort.", "label": None},
]
TASKS = {"bert": "classes", "gpt2": "next_token", "marian": "generated"}
KINDS = {
    "bert": {"encoder": "attentions"},
    "gpt2": {"decoder": "attentions"},
    "marian": {
        "encoder": "encoder_attentions",
        "decoder": "decoder_attentions",
        "cross": "cross_attentions",
    },
}
WEIGHT_ERROR = 0.004


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    return {family: save_tiny(root / family, family, task) for family, task in TASKS.items()}


@pytest.fixture(scope="module")
def exports(models, tmp_path_factory):
    root = tmp_path_factory.mktemp("exports")
    return {
        family: export([str(folder)], DOCUMENTS, root / family, views=("corpus",))
        for family, folder in models.items()
    }


def read(folder, model="m0"):
    return Statistics.model_validate_json((folder / "statistics" / f"{model}.json").read_bytes())


def documents_of(folder):
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    return [Document.model_validate_json((folder / entry.file).read_bytes()) for entry in manifest.documents]


def own_attention(folder, family):
    """Run the model itself, document by document; arrays (head, query, key) by kind."""
    loader = AutoModelForSeq2SeqLM if family == "marian" else AutoModel
    model = loader.from_pretrained(folder, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for document in DOCUMENTS:
        inputs = tokenizer(document["text"], return_tensors="pt")
        if family == "marian":
            target = tokenizer(text_target=document["target"], return_tensors="pt")["input_ids"]
            start = torch.full((1, 1), model.config.decoder_start_token_id)
            inputs["decoder_input_ids"] = torch.cat([start, target[:, :-1]], dim=1)
        with torch.no_grad():
            outputs = model(**inputs, output_attentions=True)
        yield {
            kind: np.concatenate([layer[0].numpy() for layer in outputs[name]])
            for kind, name in KINDS[family].items()
        }


def test_many_heads_are_compared_over_all_documents_only(models, tmp_path, monkeypatch):
    monkeypatch.setattr(similarity, "MANY_HEADS", 1)
    made = export([str(models["bert"])], DOCUMENTS, tmp_path / "x", views=("corpus",))
    found = read(made)
    assert len(found.groups) > 1
    assert {scores.fuji.shape[0] for part in found.parts for scores in part.scores} == {1}
    assert verify(made) == []


@pytest.mark.parametrize("family", TASKS)
def test_means_deviations_and_peaks_are_those_of_the_models_own_attention(models, exports, family):
    statistics, documents = read(exports[family]), documents_of(exports[family])
    attention = list(own_attention(models[family], family))
    for part in statistics.parts:
        sequences = [
            document.runs[0].target if part.sequence == "target" else document.runs[0].source
            for document in documents
        ]
        tokens = [token for sequence in sequences for token in sequence.tokens]
        assert part.n_types == len(part.types) == len(set(tokens))
        counts = decode_counts(part.counts)
        for scores in part.scores:
            values = np.concatenate(
                [of_tokens(each[part.kind], scores.quantity) for each in attention], axis=1
            )
            means, deviations, peaks = (
                decode_vectors(scores.means)[0],
                decode(scores.deviations)[0],
                decode(scores.peaks)[0],
            )
            for place, each in enumerate(part.types):
                own = values[:, [token == each.token for token in tokens]]
                assert counts[0, place] == own.shape[1]
                np.testing.assert_allclose(means[:, place], own.mean(axis=1), atol=WEIGHT_ERROR)
                np.testing.assert_allclose(deviations[:, place], own.std(axis=1), atol=2 * WEIGHT_ERROR)
                np.testing.assert_allclose(peaks[:, place], own.max(axis=1), atol=2 * WEIGHT_ERROR)


def of_tokens(weights, quantity):
    return weights.mean(axis=1) if quantity == "received" else np.diagonal(weights, axis1=1, axis2=2)


def test_kinds_quantities_and_sequences(exports):
    parts = {
        (part.kind, part.sequence): [scores.quantity for scores in part.scores]
        for part in read(exports["marian"]).parts
    }
    assert parts == {
        ("encoder", "source"): ["self", "received"],
        ("decoder", "target"): ["self", "received"],
        ("cross", "source"): ["received"],
    }


def test_groups_are_of_labels_and_of_what_the_classifier_says(exports):
    statistics, documents = read(exports["bert"]), documents_of(exports["bert"])
    best = [
        max(document.runs[0].prediction.classes, key=lambda scored: scored.probability).label
        for document in documents
    ]
    assert [(each.by, each.name, each.n_documents) for each in statistics.groups] == [
        ("all", None, 4),
        ("label", "calm", 2),
        ("label", "wild", 1),
        *(("prediction", name, best.count(name)) for name in sorted(LABELS) if name in best),
    ]
    counts = decode_counts(statistics.parts[0].counts)
    lengths = [len(document.runs[0].source.tokens) for document in documents]
    assert counts.sum(axis=1)[:3].tolist() == [sum(lengths), sum(lengths[:2]), lengths[2]]


def test_a_group_has_the_means_of_its_documents_alone(models, exports, tmp_path):
    alone = export([str(models["gpt2"])], DOCUMENTS[:2], tmp_path / "x", views=("corpus",))
    (part,), (other,) = read(exports["gpt2"]).parts, read(alone).parts
    places = [part.types.index(each) for each in other.types]
    for scores, same in zip(part.scores, other.scores, strict=True):
        of_label = decode_vectors(scores.means)[1][:, places]
        np.testing.assert_allclose(of_label, decode_vectors(same.means)[0], atol=1e-4)
        np.testing.assert_allclose(decode_vectors(scores.fuji)[1], decode_vectors(same.fuji)[0], atol=1e-4)


def test_contexts_are_occurrences_with_their_values(exports):
    statistics, documents = read(exports["marian"]), documents_of(exports["marian"])
    for part in statistics.parts:
        contexts = decode_counts(part.contexts)
        values = [decode(scores.contexts) for scores in part.scores]
        for row, (kind, number, place) in enumerate(contexts):
            run = documents[number].runs[0]
            sequence = run.target if part.sequence == "target" else run.source
            assert sequence.tokens[place] == part.types[kind].token
            expected = run_values(run)[part.kind][:, :, place]
            np.testing.assert_allclose([each[:, row] for each in values], expected, atol=WEIGHT_ERROR)


def test_layers_heads_and_window_keep_their_statistics(models, exports, tmp_path):
    cut = export(
        [str(models["bert"])],
        DOCUMENTS,
        tmp_path / "x",
        views=("corpus",),
        layers=(1,),
        heads=(0, -1),
        window=(0, 4),
    )
    (part,) = read(cut).parts
    assert part.heads == ((1, 0), (1, 3))
    assert decode_counts(part.counts)[0].sum() == 4 * len(DOCUMENTS)
    own = [run_values(document.runs[0])["encoder"] for document in documents_of(cut)]
    assert decode_vectors(part.scores[0].means)[0, :, 0] == pytest.approx(
        np.mean([each[0, :, 0] for each in own], axis=0), abs=1e-4
    )


def test_of_one_document_there_are_none(models, tmp_path):
    single = export([str(models["bert"])], DOCUMENTS[:1], tmp_path / "x")
    assert json.loads((single / "manifest.json").read_bytes())["statistics"] == []


def test_without_the_view_there_are_none(models, tmp_path):
    bare = export([str(models["bert"])], DOCUMENTS, tmp_path / "x", views=("heads",))
    assert not (bare / "statistics").exists()
    assert json.loads((bare / "manifest.json").read_bytes())["statistics"] == []


def stop(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("family", ["bert", "marian"])
def test_an_interrupted_export_ends_with_the_same_bytes(
    models, exports, tmp_path, monkeypatch, family, after
):
    put, calls = ExportStore.put_document, []

    def put_some(self, *arguments):
        if len(calls) == after:
            raise KeyboardInterrupt
        calls.append(arguments)
        put(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(ExportStore, "put_document", put_some)
        with pytest.raises(KeyboardInterrupt):
            export([str(models[family])], DOCUMENTS, tmp_path / "x", views=("corpus",))
    again = export([str(models[family])], DOCUMENTS, tmp_path / "x", views=("corpus",))
    for name in ("statistics/m0.json", "manifest.json"):
        assert (again / name).read_bytes() == (exports[family] / name).read_bytes()
    assert sorted(path.name for path in again.iterdir()) == [
        "SHA256SUMS",
        "documents",
        "manifest.json",
        "statistics",
    ]


def test_a_lost_file_is_made_again(models, exports, tmp_path):
    made = export([str(models["gpt2"])], DOCUMENTS, tmp_path / "x", views=("corpus",))
    (made / "statistics" / "m0.json").unlink()
    export([str(models["gpt2"])], DOCUMENTS, made, views=("corpus",))
    expected = (exports["gpt2"] / "statistics" / "m0.json").read_bytes()
    assert (made / "statistics" / "m0.json").read_bytes() == expected


def test_values_that_do_not_fit_into_memory_change_no_byte(models, exports, tmp_path, monkeypatch):
    monkeypatch.setattr("attlas.exporter.statistics.IN_MEMORY", 1)
    made = export([str(models["marian"])], DOCUMENTS, tmp_path / "x", views=("corpus",))
    expected = (exports["marian"] / "statistics" / "m0.json").read_bytes()
    assert (made / "statistics" / "m0.json").read_bytes() == expected


def test_overwriting_leaves_none_of_models_that_are_gone(models, tmp_path):
    both = export([str(models["bert"]), f"{models['bert']}=again"], DOCUMENTS, tmp_path / "x")
    assert len(list((both / "statistics").iterdir())) == 2
    export([str(models["bert"])], DOCUMENTS, both, overwrite=True)
    assert [path.name for path in (both / "statistics").iterdir()] == ["m0.json"]


def test_attention_that_was_given_has_statistics_too(tmp_path):
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(3), size=(2, 2, 4, 3))  # layer, document, head, query, key
    made = from_tensors([["a", "b", "a"], ["b", "c", "c"]], list(weights), output=tmp_path / "x")
    (part,) = read(made).parts
    assert [each.token for each in part.types] == ["a", "b", "c"]
    own = weights[1, 0, 3][[0, 2], [0, 2]]
    assert decode_vectors(part.scores[0].means)[0, 7, 0] == pytest.approx(own.mean(), abs=WEIGHT_ERROR)
