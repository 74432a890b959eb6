"""What a capture does to a model and to memory, and what it refuses."""

import threading
import weakref
from collections.abc import Callable

import pytest
import torch
from transformers import PreTrainedModel

from attlas.exporter.capture.capturing import LayerCapture, capturing, plan_capture
from attlas.exporter.capture.implementation import implementations
from attlas.precompute.errors import AttlasError
from tiny import tiny_inputs, tiny_model

BOTH_METHODS = ("bert", "mpnet")


def captured(model: PreTrainedModel, inputs: dict[str, torch.Tensor], **options: bool) -> list[LayerCapture]:
    layers: list[LayerCapture] = []
    with torch.no_grad(), capturing(model, plan_capture(model), layers.append, **options):
        model(**inputs)
    return layers


def n_hooks(model: PreTrainedModel) -> int:
    return sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules())


def refuse(*_: object) -> None:
    raise RuntimeError("refused")


@pytest.mark.parametrize("family", ["bert", "gpt2", "llama", "modernbert", "bart", "gptj", "falcon-grouped"])
def test_model_loaded_with_sdpa_gives_the_same(family: str) -> None:
    inputs = tiny_inputs(family, n_padding=3)
    eager, sdpa = tiny_model(family), tiny_model(family, attention="eager" if family == "gptj" else "sdpa")
    with torch.no_grad():
        before = sdpa(**inputs)[0]
    layers = captured(sdpa, inputs)
    with torch.no_grad():
        assert torch.equal(sdpa(**inputs)[0], before)
    for layer, expected in zip(layers, captured(eager, inputs), strict=True):
        assert (layer.weights - expected.weights).abs().max() <= 1e-5


@pytest.mark.parametrize("family", [*BOTH_METHODS, "t5"])
def test_failure_in_a_forward_leaves_the_model_as_it_was(family: str) -> None:
    model = tiny_model(family, attention="sdpa" if family == "bert" else "eager")
    plan, before, own_hooks = plan_capture(model), implementations(model), n_hooks(model)
    layer = next(module for name, module in model.named_modules() if name.endswith(("layer.1", "block.1")))
    breaking = layer.register_forward_pre_hook(refuse)
    with pytest.raises(RuntimeError, match="refused"), capturing(model, plan, lambda _: None):
        model(**tiny_inputs(family))
    breaking.remove()
    assert implementations(model) == before
    assert n_hooks(model) == own_hooks
    assert len(captured(model, tiny_inputs(family))) == len(plan.sites)


@pytest.mark.parametrize("family", BOTH_METHODS)
def test_failing_receiver_leaves_the_model_as_it_was(family: str) -> None:
    model = tiny_model(family)
    with pytest.raises(RuntimeError, match="refused"), capturing(model, plan_capture(model), refuse):
        model(**tiny_inputs(family))
    assert implementations(model) == {"eager"}
    assert n_hooks(model) == 0


@pytest.mark.parametrize("family", BOTH_METHODS)
def test_forward_after_a_failed_one_is_whole(family: str) -> None:
    model, layers, inputs = tiny_model(family), [], tiny_inputs(family)
    with torch.no_grad(), capturing(model, plan_capture(model), layers.append):
        breaking = model.get_submodule("encoder.layer.1").register_forward_pre_hook(refuse)
        with pytest.raises(RuntimeError, match="refused"):
            model(**inputs)
        breaking.remove()
        layers.clear()
        model(**inputs)
    assert [layer.layer for layer in layers] == [0, 1]


def test_parts_loaded_with_different_implementations_get_their_own_back() -> None:
    model = tiny_model("bart", attention="sdpa")
    model.encoder.config = type(model.config)(**model.config.to_dict(), attn_implementation="eager")
    assert implementations(model) == {"sdpa", "eager"}
    captured(model, tiny_inputs("bart"))
    assert model.encoder.config._attn_implementation == "eager"
    assert model.config._attn_implementation == "sdpa"


@pytest.mark.parametrize("scores", [False, True])
@pytest.mark.parametrize("family", ["bert", "gpt2", "t5", *("mpnet", "deberta-v2", "xlnet", "bloom", "gptj")])
def test_nothing_is_retained(family: str, scores: bool) -> None:
    model, seen = tiny_model(family), []

    def collect(layer: LayerCapture) -> None:
        assert [reference() for reference in seen] == [None] * len(seen)
        tensors = (layer.weights, layer.query, layer.key, layer.value, layer.scores)
        seen.extend(weakref.ref(tensor) for tensor in tensors if tensor is not None)

    with torch.inference_mode(), capturing(model, plan_capture(model), collect, scores=scores):
        model(**tiny_inputs(family))
    assert len(seen) >= 8
    assert all(reference() is None for reference in seen)


@pytest.mark.parametrize(
    "family", ["bert", "llama", "bloom", "deberta-v2", "falcon-multi-query", "gptj", "t5"]
)
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_weights_are_a_float32_softmax(family: str, dtype: torch.dtype) -> None:
    model, inputs = tiny_model(family, dtype=dtype), tiny_inputs(family)
    for layer in captured(model, inputs, scores=True):
        assert layer.weights.dtype == layer.query.dtype == layer.scores.dtype == torch.float32
        assert (layer.weights.sum(-1) - 1).abs().max() <= 1e-6
        assert (layer.scores.softmax(-1) - layer.weights).abs().max() <= 1e-6


@pytest.mark.parametrize("family", ["bert", "llama", "gpt2", "gptj", "falcon-multi-query", "xglm"])
def test_half_precision_scores_are_float32_products(family: str) -> None:
    for layer in captured(tiny_model(family, dtype=torch.bfloat16), tiny_inputs(family), scores=True):
        keys = layer.key.repeat_interleave(4 // layer.key.shape[1], 1)
        scores = layer.scaling * layer.query @ keys.transpose(-1, -2)
        assert (scores - layer.scores)[layer.scores.isfinite()].abs().max() <= 1e-5


@pytest.mark.parametrize("family", ["bert", "deberta-v2"])
def test_half_precision_model_goes_on_with_its_own_arithmetic(family: str) -> None:
    model, inputs = tiny_model(family, dtype=torch.bfloat16), tiny_inputs(family)
    with torch.no_grad():
        expected = model(**inputs)[0]
        with capturing(model, plan_capture(model), lambda _: None):
            assert torch.equal(model(**inputs)[0], expected)


def test_half_precision_weights_of_the_model_itself_are_worse() -> None:
    """Regression: bfloat16 weights went into the export, off by up to 0.01."""
    model, inputs = tiny_model("bert", dtype=torch.bfloat16), tiny_inputs("bert")
    own = model(**inputs, output_attentions=True).attentions[0].float()
    assert (captured(model, inputs)[0].weights - own).abs().max() > 1e-3


@pytest.mark.parametrize("family", ["bert", "llama", "t5", "mpnet", "xlnet", "bloom", "xglm"])
def test_documents_of_a_batch_do_not_mix(family: str) -> None:
    model, inputs = tiny_model(family), tiny_inputs(family, n_documents=3)
    batch = captured(model, inputs)
    for row in range(3):
        alone = captured(model, {name: tensor[row : row + 1] for name, tensor in inputs.items()})
        for whole, single in zip(batch, alone, strict=True):
            assert (whole.weights[row] - single.weights[0]).abs().max() <= 1e-5
            assert (whole.value[row] - single.value[0]).abs().max() <= 1e-4


@pytest.mark.parametrize("family", ["bert", "gpt2", "bloom"])
def test_text_of_one_token(family: str) -> None:
    layers = captured(tiny_model(family), tiny_inputs(family, n_tokens=1))
    assert [layer.weights.tolist() for layer in layers] == [[[[[1.0]]] * 4] * 2] * 2


@pytest.mark.parametrize("family", BOTH_METHODS)
def test_each_thread_gets_the_attention_of_its_own_model(family: str) -> None:
    results: dict[int, bool] = {}

    def work(seed: int) -> None:
        model, inputs = tiny_model(family, seed=seed), tiny_inputs(family, seed=seed)
        expected = model(**inputs, output_attentions=True).attentions
        results[seed] = all(
            torch.equal(layer.weights, expected[layer.layer])
            for _ in range(5)
            for layer in captured(model, inputs)
        )

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    run_all(thread.start for thread in threads)
    run_all(thread.join for thread in threads)
    assert results == {0: True, 1: True, 2: True}


def run_all(actions: object) -> None:
    for action in actions:
        action()


@pytest.mark.parametrize("inner", BOTH_METHODS)
@pytest.mark.parametrize("outer", BOTH_METHODS)
def test_two_models_are_captured_side_by_side(outer: str, inner: str) -> None:
    first, second = tiny_model(outer), tiny_model(inner, seed=1)
    plans, seen = (plan_capture(first), plan_capture(second)), ([], [])
    with (
        torch.no_grad(),
        capturing(first, plans[0], seen[0].append),
        capturing(second, plans[1], seen[1].append),
    ):
        first(**tiny_inputs(outer))
        second(**tiny_inputs(inner, n_tokens=9))
    assert [layer.weights.shape[-1] for layer in seen[0]] == [12, 12]
    assert [layer.weights.shape[-1] for layer in seen[1]] == [9, 9]


def test_receiver_may_compute_a_softmax_of_its_own() -> None:
    layers = []

    def collect(layer: LayerCapture) -> None:
        layers.append(torch.softmax(layer.query @ layer.key.transpose(-1, -2), -1))

    model = tiny_model("mpnet")
    with torch.no_grad(), capturing(model, plan_capture(model), collect, scores=True):
        model(**tiny_inputs("mpnet"))
    assert len(layers) == 2


def test_model_cannot_be_captured_twice_at_once() -> None:
    model = tiny_model("bert")
    plan = plan_capture(model)
    with (
        capturing(model, plan, lambda _: None),
        pytest.raises(AttlasError, match="BertModel is being captured already"),
        capturing(model, plan, lambda _: None),
    ):
        pass


def test_model_left_switched_runs_without_a_listener() -> None:
    model, inputs = tiny_model("gpt2"), tiny_inputs("gpt2")
    expected = model(**inputs)[0]
    model.config._attn_implementation = "attlas"
    assert torch.equal(model(**inputs)[0], expected)


@pytest.mark.parametrize(
    ("family", "misuse", "message"),
    [
        ("t5", lambda model, inputs: model.encoder(inputs["input_ids"]), "parts of it attended"),
        (
            "t5",
            lambda model, inputs: model(
                encoder_outputs=model.encoder(inputs["input_ids"]),
                decoder_input_ids=inputs["decoder_input_ids"],
            ),
            "2 of 6 layers did not attend, encoder.block.0.layer.0.SelfAttention first",
        ),
        (
            "bert",
            lambda model, inputs: [
                model.encoder(torch.zeros(1, 3, 32)),
                model.encoder(torch.zeros(1, 3, 32)),
            ],
            "encoder.layer.0.attention.self attended 2 times",
        ),
    ],
)
def test_partial_runs_are_errors(family: str, misuse: Callable[..., object], message: str) -> None:
    model, inputs = tiny_model(family), tiny_inputs(family)
    with (
        torch.no_grad(),
        pytest.raises(AttlasError, match=message),
        capturing(model, plan_capture(model), lambda _: None),
    ):
        misuse(model, inputs)


def test_tokens_before_a_cache_are_an_error() -> None:
    model, inputs = tiny_model("gpt2"), tiny_inputs("gpt2")
    cache = model(**inputs, use_cache=True).past_key_values
    with (
        pytest.raises(
            AttlasError, match=r"decoder layer 0 has weights of shape \(2, 4, 12, 24\), .* without a cache"
        ),
        capturing(model, plan_capture(model), lambda _: None),
    ):
        model(inputs["input_ids"], past_key_values=cache)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no accelerator here; needs CUDA")
@pytest.mark.parametrize("family", ["bert", "llama", "t5", "deberta-v2", "bloom"])
def test_processor_and_accelerator_agree(family: str) -> None:
    inputs = tiny_inputs(family)
    there = captured(tiny_model(family).cuda(), {name: tensor.cuda() for name, tensor in inputs.items()})
    for layer, expected in zip(there, captured(tiny_model(family), inputs), strict=True):
        assert (layer.weights.cpu() - expected.weights).abs().max() <= 1e-4
