"""Which method is chosen, by what evidence, and which models are refused."""

import peft
import pytest
import torch
from torch import nn
from transformers import AttentionMaskInterface, BertLMHeadModel, EncoderDecoderModel, PreTrainedModel

from attlas.exporter.capture.capturing import capturing, plan_capture
from attlas.precompute.errors import AttlasError
from tiny import tiny_config, tiny_inputs, tiny_model


def sites_of(model: PreTrainedModel) -> list[tuple[str, int]]:
    return [(site.kind, site.layer) for site in plan_capture(model).sites.values()]


def run(model: PreTrainedModel, inputs: dict[str, torch.Tensor]) -> list[torch.Tensor]:
    weights: list[torch.Tensor] = []
    with torch.no_grad(), capturing(model, plan_capture(model), lambda layer: weights.append(layer.weights)):
        model(**inputs)
    return weights


@pytest.mark.parametrize(
    ("family", "message"),
    [
        ("mamba", "MambaModel gives no attention, expected a softmax .*; choose a transformer model"),
        (
            "longformer",
            r"LongformerModel .* all pairs of tokens: .* \(2, 4, 6, 5\) .*; choose a model with full",
        ),
        ("led", r"LEDModel does not attend to all pairs of tokens: weights of encoder_attentions.0 .*"),
        ("vit", "ViTModel does not run on token ids .*, expected a model of text; choose another"),
    ],
)
def test_models_without_readable_attention_are_refused(family: str, message: str) -> None:
    with pytest.raises(AttlasError, match=message) as caught:
        plan_capture(tiny_model(family))
    assert "\n" not in str(caught.value)


def test_training_mode_is_refused() -> None:
    with pytest.raises(AttlasError, match=r"BertModel is in training mode.*call model.eval\(\)"):
        plan_capture(tiny_model("bert").train())


def test_module_of_another_library_is_refused() -> None:
    with pytest.raises(AttlasError, match="Linear is no PreTrainedModel"):
        plan_capture(nn.Linear(2, 2))


def test_hybrid_model_keeps_its_layer_numbers() -> None:
    model = tiny_model("jamba", num_hidden_layers=4)
    assert sites_of(model) == [("decoder", 1), ("decoder", 3)]


def test_layers_without_attention_count() -> None:
    plan = plan_capture(tiny_model("jamba", num_hidden_layers=3))
    assert [(shape.n_layers, shape.n_heads) for shape in plan.shapes] == [(3, 4)]


def test_shared_layers_are_counted() -> None:
    plan = plan_capture(tiny_model("albert"))
    assert len({name for name, _ in plan.sites}) == 1
    assert [site.layer for site in plan.sites.values()] == [0, 1]


def test_causal_attention_is_told_by_its_weights() -> None:
    assert sites_of(tiny_model("bert", is_decoder=True)) == [("decoder", 0), ("decoder", 1)]


@pytest.mark.parametrize(("encoder", "method"), [("bert", "interface"), ("mpnet", "softmax")])
def test_method_must_reach_every_part_of_a_model(encoder: str, method: str) -> None:
    decoder = BertLMHeadModel(tiny_config("bert", is_decoder=True, add_cross_attention=True))
    model = EncoderDecoderModel(encoder=tiny_model(encoder), decoder=decoder).eval()
    plan = plan_capture(model)
    assert plan.captured_by == method
    assert {shape.kind: shape.n_layers for shape in plan.shapes} == {"encoder": 2, "decoder": 2, "cross": 2}


def test_interface_that_gives_other_weights_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regression: without a mask function of the same name, causal models attended to the future in silence."""
    monkeypatch.setitem(AttentionMaskInterface._global_mapping, "attlas", lambda *_, **__: None)
    model = tiny_model("llama")
    assert plan_capture(model).captured_by == "softmax"
    assert sites_of(model) == [("decoder", 0), ("decoder", 1)]


def test_outputs_are_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    def normalised(scores: torch.Tensor, dim: int) -> torch.Tensor:
        return scores.exp() / scores.exp().sum(dim, keepdim=True)

    monkeypatch.setattr(nn.functional, "softmax", normalised)
    model, inputs = tiny_model("mpnet"), tiny_inputs("mpnet")
    plan = plan_capture(model)
    assert (plan.captured_by, plan.vectors) == ("outputs", False)
    assert "outputs of the model" in (plan.vectors_note or "")
    expected = model(**inputs, output_attentions=True).attentions
    for weights, own in zip(run(model, inputs), expected, strict=True):
        assert torch.equal(weights, own)
    with (
        pytest.raises(AttlasError, match="MPNetModel returns weights only"),
        capturing(model, plan, lambda _: None, scores=True),
    ):
        pass


def test_rows_of_a_model_with_sinks_sum_to_less_than_one() -> None:
    model, inputs = tiny_model("gpt-oss"), tiny_inputs("gpt-oss")
    assert plan_capture(model).captured_by == "interface"
    expected = model(**inputs, output_attentions=True).attentions
    for weights, own in zip(run(model, inputs), expected, strict=True):
        assert (weights - own).abs().max() <= 1e-5
        assert weights.sum(-1).min() < 0.9
        assert weights.sum(-1).max() <= 1 + 1e-6


def test_heads_folded_into_the_batch_are_unfolded() -> None:
    model, inputs = tiny_model("xglm"), tiny_inputs("xglm")
    assert plan_capture(model).captured_by == "softmax"
    expected = model(**inputs, output_attentions=True).attentions
    for weights, own in zip(run(model, inputs), expected, strict=True):
        assert (weights - own).abs().max() <= 1e-5


@pytest.mark.parametrize(
    ("family", "task"),
    [
        ("opt", "next_token"),  # its head reaches past the module below it
        ("gpt2", "classes"),  # its head wants a padding token
        ("bart", "classes"),  # its head wants an end token
        ("mpnet", "masked_tokens"),
        ("bloom", "next_token"),
    ],
)
def test_models_with_heads(family: str, task: str) -> None:
    model = tiny_model(family, task)
    inputs = {name: tensor[:1] for name, tensor in tiny_inputs(family, n_target=12).items()}
    inputs["input_ids"][:, -1] = model.config.eos_token_id or 2
    assert len(run(model, inputs)) == len(plan_capture(model).sites)


@pytest.mark.parametrize(("family", "target"), [("bert", "query"), ("deberta-v2", "query_proj")])
def test_adapters_are_captured_through_their_wrapper(family: str, target: str) -> None:
    config = peft.LoraConfig(task_type="SEQ_CLS", target_modules=[target], init_lora_weights=False)
    model = peft.get_peft_model(tiny_model(family, "classes"), config).eval()
    inputs = tiny_inputs(family)
    expected = model(**inputs, output_attentions=True).attentions
    for weights, own in zip(run(model, inputs), expected, strict=True):
        assert (weights - own).abs().max() <= 1e-5
