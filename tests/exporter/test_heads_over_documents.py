"""What the export says of heads: their orders and piles in each document, and their patterns over all of them."""

import json
from functools import reduce

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from attlas.exporter.run import export
from attlas.exporter.store import ExportStore
from attlas.precompute.contract import Corpus, Document, Manifest
from attlas.precompute.network import layer_networks
from attlas.precompute.patterns import corpus_patterns, merged, pattern_sums
from tiny import save_tiny

TEXT = "The dog did not see the cat."
DOCUMENTS = [{"text": TEXT}, {"text": "Who fed the cat?", "target": "Le chat dort."}, {"text": "мир 猫 🦊"}]
EXPORT = {"bert": None, "gpt2": "next_token", "marian": "generated"}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    return {family: save_tiny(root / family, family, task) for family, task in EXPORT.items()}


def exported(models, families, output):
    export([str(models[family]) for family in families], DOCUMENTS, output, max_tokens=30)
    manifest = Manifest.model_validate_json((output / "manifest.json").read_bytes())
    documents = [
        Document.model_validate_json((output / entry.file).read_bytes()) for entry in manifest.documents
    ]
    corpora = [Corpus.model_validate_json((output / entry.file).read_bytes()) for entry in manifest.corpus]
    return documents, corpora


def stop(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(("family", "kind"), [("bert", "encoder"), ("gpt2", "decoder")])
def test_orders_and_piles_are_those_of_the_models_own_attention(models, tmp_path, family, kind):
    documents, _ = exported(models, [family], tmp_path / "x")
    model = AutoModel.from_pretrained(models[family], attn_implementation="eager").eval()
    inputs = AutoTokenizer.from_pretrained(models[family])(TEXT, return_tensors="pt")
    with torch.no_grad():
        attentions = model(**inputs, output_attentions=True).attentions
    for layer, own in zip(documents[0].runs[0].attention[0].layers, attentions, strict=True):
        (expected,) = layer_networks(own.numpy(), kind=kind)
        for order in ("position", "entropy", "focus"):
            np.testing.assert_allclose(getattr(layer.network, order), getattr(expected, order), atol=1e-5)
        assert [tree.method for tree in layer.network.linkages] == ["ward", "average", "complete"]
        for tree, same in zip(layer.network.linkages, expected.linkages, strict=True):
            np.testing.assert_allclose(tree.merges, same.merges, atol=1e-4)


def test_every_kind_has_orders_and_patterns(models, tmp_path):
    documents, (corpus,) = exported(models, ["marian"], tmp_path / "x")
    attention = documents[0].runs[0].attention
    assert [part.kind for part in attention] == [part.kind for part in corpus.patterns]
    for part, patterns in zip(attention, corpus.patterns, strict=True):
        assert [len(layer.network.position) for layer in part.layers] == [4, 4]
        assert [layer.patterns.shape for layer in patterns.layers] == [(4, 24, 24)] * 2
        assert [len(tree.merges) for tree in patterns.linkages] == [7, 7, 7]


def test_an_export_without_the_network_view_has_neither(models, tmp_path):
    export([str(models["bert"])], DOCUMENTS, tmp_path / "x", views=("heads",))
    content = json.loads((tmp_path / "x" / "documents" / "1.json").read_bytes())
    assert [layer["network"] for layer in content["runs"][0]["attention"][0]["layers"]] == [None, None]
    assert json.loads((tmp_path / "x" / "manifest.json").read_bytes())["corpus"] == []
    assert not (tmp_path / "x" / "corpus").exists()


def test_corpus_follows_from_the_documents_of_the_export_alone(models, tmp_path):
    documents, corpora = exported(models, ["bert", "gpt2"], tmp_path / "x")
    for number, corpus in enumerate(corpora):
        sums = reduce(merged, [pattern_sums(document.runs[number]) for document in documents])
        assert (corpus.model, corpus.n_documents) == (f"m{number}", 3)
        assert corpus.patterns == corpus_patterns(sums)


@pytest.mark.parametrize("missing", ["corpus/m0.json", "corpus/m1.json"])
def test_a_lost_corpus_file_is_made_again(models, tmp_path, missing):
    exported(models, ["bert", "gpt2"], tmp_path / "x")
    before = (tmp_path / "x" / missing).read_bytes()
    (tmp_path / "x" / missing).unlink()
    exported(models, ["bert", "gpt2"], tmp_path / "x")
    assert (tmp_path / "x" / missing).read_bytes() == before


def test_a_stop_before_the_corpus_changes_no_byte(models, tmp_path, monkeypatch):
    exported(models, ["bert"], tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(ExportStore, "put_corpus", stop)
        with pytest.raises(KeyboardInterrupt):
            exported(models, ["bert"], tmp_path / "resumed")
    exported(models, ["bert"], tmp_path / "resumed")
    for name in ("manifest.json", "corpus/m0.json"):
        assert (tmp_path / "resumed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_overwriting_leaves_no_corpus_of_models_that_are_gone(models, tmp_path):
    exported(models, ["bert", "gpt2"], tmp_path / "x")
    export([str(models["bert"])], DOCUMENTS, tmp_path / "x", overwrite=True)
    assert [path.name for path in (tmp_path / "x" / "corpus").iterdir()] == ["m0.json"]
