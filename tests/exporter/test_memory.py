"""Models that are in memory: exported as they are, and left as they were."""

import numpy as np
import pytest
import torch

from attlas.exporter.memory import export_model
from attlas.precompute.codec import MAX_RELATIVE_ERROR, decode
from attlas.precompute.contract import Document, Manifest
from attlas.precompute.errors import AttlasError
from tiny import tiny_model
from tiny_tokenizers import tiny_tokenizer

TEXT = "The dog did not see the cat."


def read(export) -> Document:
    return Document.model_validate_json((export / "documents" / "1.json").read_bytes())


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
def test_the_export_holds_the_models_own_attention(tmp_path, attention):
    model, tokenizer = tiny_model("bert", attention=attention), tiny_tokenizer("wordpiece")
    run = read(export_model(model, tokenizer, [TEXT], tmp_path / "x")).runs[0]
    with torch.no_grad():
        inputs = tokenizer(TEXT, return_tensors="pt")
        own = tiny_model("bert")(**inputs, output_attentions=True).attentions
    for layer in run.attention[0].layers:
        assert np.abs(decode(layer.weights) - own[layer.layer][0].numpy()).max() <= MAX_RELATIVE_ERROR + 1e-5


def test_a_model_in_training_goes_on_training(tmp_path):
    model = tiny_model("bert", hidden_dropout_prob=0.5, attention_probs_dropout_prob=0.5).train()
    model.embeddings.eval()
    run = read(export_model(model, tiny_tokenizer("wordpiece"), [TEXT], tmp_path / "x")).runs[0]
    assert np.abs(decode(run.attention[0].layers[0].weights).sum(-1) - 1).max() < 0.1
    assert model.training
    assert not model.embeddings.training
    assert model.config._attn_implementation == "eager"


@pytest.mark.parametrize(
    ("family", "task", "expected"),
    [("bert", "classes", "classes"), ("gpt2", "next_token", "next_token"), ("bert", None, None)],
)
def test_the_class_of_the_model_tells_what_it_predicts(tmp_path, family, task, expected):
    kind = {"bert": "wordpiece", "gpt2": "bare bytes"}[family]
    run = read(export_model(tiny_model(family, task), tiny_tokenizer(kind), [TEXT], tmp_path / "x")).runs[0]
    assert (run.prediction and run.prediction.task) == expected


def test_the_manifest_names_the_model(tmp_path):
    model, tokenizer = tiny_model("bert"), tiny_tokenizer("wordpiece")
    for label, shown in ((None, "BertModel"), ("mine", "mine")):
        export = export_model(model, tokenizer, [TEXT], tmp_path / shown, label=label)
        info = Manifest.model_validate_json((export / "manifest.json").read_bytes()).models[0]
        assert (info.label, info.name, info.architecture) == (shown, "BertModel", "BertModel")


def test_options_are_those_of_an_export(tmp_path):
    model, tokenizer = tiny_model("gpt2", "next_token"), tiny_tokenizer("bare bytes")
    options = {"layers": (-1,), "heads": (0, 2), "views": ["all"], "generate": 3, "window": (None, -1)}
    run = read(export_model(model, tokenizer, [TEXT], tmp_path / "x", **options)).runs[0]
    (layer,) = run.attention[0].layers
    assert (layer.layer, layer.heads, layer.vectors.query.shape[0]) == (1, (0, 2), 2)
    assert run.source.n_after == 1
    assert run.continuation is not None


def test_an_earlier_export_is_not_gone_on_with(tmp_path):
    """Regression: the documents of a model whose weights had changed since were kept."""
    model, tokenizer = tiny_model("bert"), tiny_tokenizer("wordpiece")
    export_model(model, tokenizer, [TEXT], tmp_path / "x")
    with pytest.raises(AttlasError, match="is not an empty folder"):
        export_model(model, tokenizer, [TEXT], tmp_path / "x")


def test_a_model_that_is_spread_over_devices_stays_where_it_is(tmp_path):
    accelerate = pytest.importorskip("accelerate", reason="pip install 'attlas[accelerate]'")
    tokenizer = tiny_tokenizer("wordpiece")
    whole = export_model(tiny_model("bert", "classes"), tokenizer, [TEXT], tmp_path / "whole", label="tiny")
    model = tiny_model("bert", "classes")
    places = {"bert.encoder.layer.1": "disk", "bert.encoder.layer.0": "cpu", "bert.embeddings": "cpu"}
    spread = accelerate.dispatch_model(
        model,
        places | {"bert.pooler": "cpu", "dropout": "cpu", "classifier": "cpu"},
        main_device="cpu",
        offload_dir=tmp_path / "offload",
    )
    export = export_model(spread, tokenizer, [TEXT], tmp_path / "spread", label="tiny")
    assert read(export) == read(whole)
    assert spread.bert.encoder.layer[1].output.dense.weight.device.type == "meta"
