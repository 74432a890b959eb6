"""Vectors of every family: the payload alone gives the attention that the model computes by itself."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from attlas.exporter.capture.capturing import LayerCapture, plan_capture
from attlas.exporter.capture.rotation import rotated_layers
from attlas.exporter.layers import Kept, kept_layer
from attlas.exporter.run import export
from tiny import DECODERS, ENCODER_DECODERS, FAMILIES, save_tiny, tiny_model
from vector_payload import attention_of, vector_rows

TEXT = "The quick dog did not see the cat that the man fed in the garden."
TARGET = "Le chien ne voit pas le chat."
ROTATED = {
    *("modernbert", "gpt-neox", "falcon-multi-query", "falcon-grouped", "gptj", "llama", "mistral"),
    *("qwen2", "qwen3", "gemma2", "gemma3", "phi3"),
}
BIASES = {
    **dict.fromkeys(("t5", "mpnet"), "offset_bias"),
    **dict.fromkeys(("bloom", "falcon-alibi"), "key_bias"),
    **dict.fromkeys(("deberta-v2", "xlnet"), "pair_terms"),
}
FORMS = ("offset_bias", "key_bias", "pair_terms")


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Save the models that a test asks for, once each."""
    root = tmp_path_factory.mktemp("models")

    class Folders(dict):
        def __missing__(self, family: str) -> Path:
            self[family] = save_tiny(root / family, family)
            return self[family]

    return Folders()


def layers_of(folder: Path, output: Path, **options) -> dict[tuple[str, int], dict]:
    """Export one document and read its layers as plain JSON."""
    document = {"text": TEXT, "target": TARGET, "id": "a"}
    export([str(folder)], [document], output, **{"views": ["neurons"], **options})
    run = json.loads((output / "documents" / "a.json").read_bytes())["runs"][0]
    return {(part["kind"], layer["layer"]): layer for part in run["attention"] for layer in part["layers"]}


def own_attention(folder: Path, family: str) -> dict[tuple[str, int], np.ndarray]:
    """The attentions that the model returns when it runs eagerly, without attlas."""
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = tokenizer(TEXT, return_tensors="pt")
    if family in ENCODER_DECODERS:
        labels = tokenizer(text_target=TARGET, return_tensors="pt")["input_ids"]
        start = torch.tensor([[model.config.decoder_start_token_id]])
        inputs["decoder_input_ids"] = torch.cat([start, labels[:, :-1]], 1)
        if hasattr(model, "prepare_decoder_input_ids_from_labels"):
            inputs["decoder_input_ids"] = model.prepare_decoder_input_ids_from_labels(labels)
    with torch.no_grad():
        outputs = model(**inputs, output_attentions=True)
    self_kind = "decoder" if family in DECODERS else "encoder"
    fields = {"encoder_attentions": "encoder", "decoder_attentions": "decoder", "cross_attentions": "cross"}
    return {
        (kind, layer): weights[0].numpy()
        for field, kind in {"attentions": self_kind, **fields}.items()
        for layer, weights in enumerate(outputs.get(field) or ())
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_the_payload_alone_gives_the_models_attention(folders, tmp_path, family):
    layers, own = layers_of(folders[family], tmp_path / "x"), own_attention(folders[family], family)
    assert layers.keys() == own.keys()
    for key, layer in layers.items():
        assert np.abs(attention_of(layer["vectors"]) - own[key]).max() <= 1e-4
        assert layer["vectors"]["max_error"] <= 1e-4


@pytest.mark.parametrize("family", ["gpt2", "mistral", "t5", "bloom", "gemma2", "deberta-v2"])
def test_a_window_and_some_heads_give_their_part_of_it(folders, tmp_path, family):
    layers = layers_of(folders[family], tmp_path / "x", window=(3, 11), heads=(0, 3))
    for (kind, number), own in own_attention(folders[family], family).items():
        rows = slice(3, 11) if kind == "encoder" or family in DECODERS else slice(None)
        columns = slice(None) if kind == "decoder" and family == "t5" else slice(3, 11)
        recomputed = attention_of(layers[kind, number]["vectors"])
        assert np.abs(recomputed - own[[0, 3], rows, columns]).max() <= 1e-4


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_added_has_the_form_that_the_family_gives_it(folders, tmp_path, family):
    for (kind, _), layer in layers_of(folders[family], tmp_path / "x").items():
        expected = {BIASES[family]} if family in BIASES and kind != "cross" else set()
        assert {form for form in FORMS if layer["vectors"][form] is not None} == expected
        assert layer["vectors"]["soft_cap"] == (2.0 if family == "gemma2" else None)
        assert layer["vectors"]["rotated"] == (family in ROTATED)


@pytest.mark.parametrize(
    ("family", "reach"),
    [("bert", [(None, None)] * 2), ("llama", [(None, 0)] * 2), ("gemma2", [(3, 0), (None, 0)])],
)
def test_masks_are_told_by_their_reach(folders, tmp_path, family, reach):
    layers = layers_of(folders[family], tmp_path / "x").values()
    met = [(layer["vectors"]["visible_back"], layer["vectors"]["visible_ahead"]) for layer in layers]
    assert met == reach


def test_grouped_heads_share_their_keys_and_values(folders, tmp_path):
    for layer in layers_of(folders["llama"], tmp_path / "x").values():
        assert layer["vectors"]["key_heads"] == [0, 0, 1, 1]
        assert layer["vectors"]["key"]["shape"][0] == layer["vectors"]["value"]["shape"][0] == 2


def test_values_are_what_the_attention_mixes(folders, tmp_path):
    model = AutoModel.from_pretrained(folders["bert"], attn_implementation="eager").eval()
    mixed = []
    dense = model.get_submodule("encoder.layer.1.attention.output.dense")
    dense.register_forward_pre_hook(lambda _, inputs: mixed.append(inputs[0][0].numpy()))
    with torch.no_grad():
        model(**AutoTokenizer.from_pretrained(folders["bert"])(TEXT, return_tensors="pt"))
    vectors = layers_of(folders["bert"], tmp_path / "x")["encoder", 1]["vectors"]
    output = attention_of(vectors) @ vector_rows(vectors["value"])
    assert np.abs(np.concatenate([*output], axis=1) - mixed[0]).max() <= 1e-3


def test_sinks_take_their_share(tmp_path):
    layers = layers_of(save_tiny(tmp_path / "model", "gpt-oss"), tmp_path / "x")
    for layer in layers.values():
        attention = attention_of(layer["vectors"])
        assert layer["vectors"]["outside"] is not None
        assert (attention.sum(-1) < 0.99).any()
        assert layer["vectors"]["max_error"] <= 1e-4


def test_vectors_are_left_out_unless_asked_for(folders, tmp_path):
    layers = layers_of(folders["bert"], tmp_path / "x", views=["heads"])
    assert [(layer["vectors"], layer["network"]) for layer in layers.values()] == [(None, None)] * 2


def test_a_layer_that_reads_in_chunks_says_why_it_has_no_vectors():
    chunks = torch.block_diag(torch.ones(3, 3), torch.ones(3, 3))
    scores = torch.zeros(1, 2, 6, 6).masked_fill(chunks == 0, float("-inf"))
    vectors = torch.zeros(1, 2, 6, 4)
    capture = LayerCapture("encoder", 0, scores.softmax(-1), vectors, vectors, vectors, 1.0, scores)
    kept = Kept((0, 1), slice(0, 6), slice(0, 6), ("neurons",), rotated=False)
    (layer,) = kept_layer(capture, kept).documents
    assert layer.vectors is None
    assert layer.vectors_note == (
        "the mask of the layer is no band around the diagonal, as full, causal and sliding attention are"
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("family", [*FAMILIES, "gpt-oss", "xglm", "jamba"])
def test_rotation_is_found_by_running_the_model(family, dtype):
    model = tiny_model(family, dtype=dtype)
    plan = plan_capture(model)
    rotated = family in ROTATED | {"gpt-oss"}
    sites = {(site.kind, site.layer) for site in plan.sites.values()}
    assert rotated_layers(model, plan) == (sites if rotated else set())
