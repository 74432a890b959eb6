"""Every family against its own eager attentions."""

import pytest
import torch
from transformers import PreTrainedModel

from attlas.exporter.capture.capturing import LayerCapture, capturing, plan_capture
from tiny import DECODERS, ENCODER_DECODERS, ENCODERS, FAMILIES, HEAD_DIM, tiny_inputs, tiny_model

TOLERANCE = 1e-5
SOFTMAX_FAMILIES = {
    "deberta-v2",
    "mpnet",
    "xlnet",
    "bloom",
    "gptj",
    "falcon-multi-query",
    "falcon-grouped",
    "falcon-alibi",
}
POSITION_FAMILIES = {"deberta-v2", "mpnet", "xlnet", "bloom", "falcon-alibi", "t5"}
BIAS_FAMILIES = ("mpnet", "bloom", "falcon-alibi", "t5")
KEY_HEADS = {
    **dict.fromkeys(FAMILIES, 4),
    **dict.fromkeys(("llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3"), 2),
    "falcon-multi-query": 1,
}

PROJECTIONS = {
    "bert": "encoder.layer.{}.attention.output.dense",
    "deberta-v2": "encoder.layer.{}.attention.output.dense",
    "mpnet": "encoder.layer.{}.attention.attn.o",
    "gpt2": "h.{}.attn.c_proj",
    "bloom": "h.{}.self_attention.dense",
    "gptj": "h.{}.attn.out_proj",
    "falcon-multi-query": "h.{}.self_attention.dense",
    "falcon-grouped": "h.{}.self_attention.dense",
    "llama": "layers.{}.self_attn.o_proj",
    "gemma2": "layers.{}.self_attn.o_proj",
}


def captured(model: PreTrainedModel, inputs: dict[str, torch.Tensor], **options: bool) -> list[LayerCapture]:
    layers: list[LayerCapture] = []
    with torch.no_grad(), capturing(model, plan_capture(model), layers.append, **options):
        model(**inputs)
    return layers


def own_attentions(
    model: PreTrainedModel, inputs: dict[str, torch.Tensor]
) -> dict[tuple[str, int], torch.Tensor]:
    with torch.no_grad():
        outputs = model(**inputs, output_attentions=True)
    fields = {
        "encoder": outputs.get("encoder_attentions"),
        "decoder": outputs.get("decoder_attentions"),
        "cross": outputs.get("cross_attentions"),
    }
    if outputs.get("attentions") is not None:
        fields = {plan_capture(model).shapes[0].kind: outputs.attentions}
    return {(kind, layer): own for kind, layers in fields.items() for layer, own in enumerate(layers or ())}


def products(layer: LayerCapture) -> torch.Tensor:
    groups = layer.query.shape[1] // layer.key.shape[1]
    return layer.scaling * layer.query @ layer.key.repeat_interleave(groups, 1).transpose(-1, -2)


@pytest.mark.parametrize("n_padding", [0, 3])
@pytest.mark.parametrize("family", FAMILIES)
def test_weights_are_the_models_own(family: str, n_padding: int) -> None:
    model, inputs = tiny_model(family), tiny_inputs(family, n_padding=n_padding)
    own = own_attentions(model, inputs)
    layers = captured(model, inputs)
    assert {(layer.kind, layer.layer) for layer in layers} == set(own)
    assert len(layers) == len(own)
    worst = max((layer.weights - own[layer.kind, layer.layer]).abs().max().item() for layer in layers)
    assert worst <= TOLERANCE


@pytest.mark.parametrize("family", FAMILIES)
def test_attention_is_sharp_enough_to_show_errors(family: str) -> None:
    peaks = [
        layer.weights.amax(-1).mean().item() for layer in captured(tiny_model(family), tiny_inputs(family))
    ]
    assert min(peaks) > 0.3


@pytest.mark.parametrize("family", FAMILIES)
def test_output_of_an_eager_model_does_not_change(family: str) -> None:
    model, inputs = tiny_model(family), tiny_inputs(family, n_padding=3)
    with torch.no_grad():
        before = model(**inputs)[0]
        with capturing(model, plan_capture(model), lambda _: None):
            during = model(**inputs)[0]
        after = model(**inputs)[0]
    assert (during - before).abs().max() <= TOLERANCE
    assert torch.equal(after, before)


@pytest.mark.parametrize("family", [*ENCODERS, *DECODERS])
def test_layers_come_in_order(family: str) -> None:
    kind = "encoder" if family in ENCODERS else "decoder"
    layers = captured(tiny_model(family), tiny_inputs(family))
    assert [(layer.kind, layer.layer) for layer in layers] == [(kind, 0), (kind, 1)]


@pytest.mark.parametrize("family", ENCODER_DECODERS)
def test_layers_of_both_stacks_come_in_order(family: str) -> None:
    layers = captured(tiny_model(family, "generated"), tiny_inputs(family))
    assert [(layer.kind, layer.layer, *layer.weights.shape[2:]) for layer in layers] == [
        ("encoder", 0, 12, 12),
        ("encoder", 1, 12, 12),
        ("decoder", 0, 7, 7),
        ("cross", 0, 7, 12),
        ("decoder", 1, 7, 7),
        ("cross", 1, 7, 12),
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_vectors_are_captured(family: str) -> None:
    plan = plan_capture(tiny_model(family))
    assert plan.captured_by == ("softmax" if family in SOFTMAX_FAMILIES else "interface")
    assert (plan.vectors, plan.vectors_note) == (True, None)
    for layer in captured(tiny_model(family), tiny_inputs(family)):
        n_queries, n_keys = layer.weights.shape[2:]
        assert layer.query.shape[:3] == (2, 4, n_queries)
        assert layer.key.shape == (2, KEY_HEADS[family], n_keys, layer.query.shape[-1])
        assert layer.value.shape[:3] == (2, KEY_HEADS[family], n_keys)


@pytest.mark.parametrize("family", FAMILIES)
def test_shapes_of_the_plan(family: str) -> None:
    for shape in plan_capture(tiny_model(family)).shapes:
        dim = 16 if family in {"qwen3", "gemma2", "gemma3"} else HEAD_DIM
        assert (shape.n_layers, shape.n_heads, shape.n_key_heads, shape.head_dim) == (
            2,
            4,
            KEY_HEADS[family],
            dim,
        )


@pytest.mark.parametrize("family", FAMILIES)
def test_softmax_of_scores_gives_weights(family: str) -> None:
    for layer in captured(tiny_model(family), tiny_inputs(family, n_padding=3), scores=True):
        assert (layer.scores.softmax(-1) - layer.weights).abs().max() <= TOLERANCE


@pytest.mark.parametrize("family", DECODERS)
def test_scores_of_later_tokens_are_masked(family: str) -> None:
    for layer in captured(tiny_model(family), tiny_inputs(family), scores=True):
        later = torch.ones(12, 12, dtype=torch.bool).triu(1)
        assert (layer.scores[..., later] == float("-inf")).all()
        assert (layer.weights[..., later] == 0).all()


@pytest.mark.parametrize("family", sorted(FAMILIES.keys() - POSITION_FAMILIES - {"gemma2"}))
def test_scores_are_scaled_products(family: str) -> None:
    for layer in captured(tiny_model(family), tiny_inputs(family), scores=True):
        visible = layer.scores.isfinite()
        assert (layer.scores - products(layer))[visible].abs().max() <= TOLERANCE


@pytest.mark.parametrize("family", BIAS_FAMILIES)
def test_scores_add_positions_to_the_products(family: str) -> None:
    for layer in captured(tiny_model(family), tiny_inputs(family), scores=True):
        positions = layer.scores - products(layer)
        visible = positions.isfinite().all(0)
        assert positions[:, visible].abs().max() > 0.1 or layer.kind == "cross"
        # The same for every text, because they hang on positions alone.
        assert (positions[0] - positions[1])[visible].abs().max() <= TOLERANCE


def test_scores_of_gemma2_are_capped() -> None:
    for layer in captured(tiny_model("gemma2"), tiny_inputs("gemma2"), scores=True):
        capped = 2 * torch.tanh(products(layer) / 2)
        assert (layer.scores - capped)[layer.scores.isfinite()].abs().max() <= TOLERANCE


@pytest.mark.parametrize("family", PROJECTIONS)
def test_weights_times_values_reach_the_output_projection(family: str) -> None:
    model, mixed = tiny_model(family), []
    for number in range(2):
        projection = model.get_submodule(PROJECTIONS[family].format(number))
        projection.register_forward_pre_hook(lambda _, inputs: mixed.append(inputs[0]))
    plan = plan_capture(model)
    mixed.clear()
    layers: list[LayerCapture] = []
    with torch.no_grad(), capturing(model, plan, layers.append):
        model(**tiny_inputs(family))
    for layer, expected in zip(layers, mixed, strict=True):
        values = layer.value.repeat_interleave(4 // layer.value.shape[1], 1)
        context = (layer.weights @ values).transpose(1, 2).flatten(2)
        assert (context - expected.view_as(context)).abs().max() <= TOLERANCE
