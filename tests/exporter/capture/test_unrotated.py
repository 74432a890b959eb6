"""Queries and keys before rotation are what the projections gave, and the norms after them where there are some."""

import contextlib
import sys

import pytest
import torch

from attlas.exporter.capture.capturing import capturing, plan_capture
from attlas.exporter.capture.unrotated import ROTATION, watching_rotations
from tiny import HEAD_DIM, N_HEADS, tiny_inputs, tiny_model

MODULES = {
    "llama": ("q_proj", "k_proj"),
    "qwen3": ("q_norm", "k_norm"),
    "gemma2": ("q_proj", "k_proj"),
    "gemma3": ("q_norm", "k_norm"),
    "gpt-neox": ("query_key_value", None),
    "phi3": ("qkv_proj", None),
    "modernbert": ("Wqkv", None),
}
"""The last module that queries and keys pass before they are rotated; one for both where they are one projection."""


def captured(family):
    """Run a model; give what was captured of each layer, and the outputs of its last modules before the rotation."""
    model = tiny_model(family)
    outputs = {name: [] for name in MODULES.get(family, ()) if name}
    handles = [
        module.register_forward_hook(lambda module, args, output, name=name: outputs[name].append(output))
        for path, module in model.named_modules()
        for name in outputs
        if path.endswith(f".{name}")
    ]
    layers = []
    plan = plan_capture(model)
    for each in outputs.values():
        each.clear()
    with (
        torch.inference_mode(),
        watching_rotations(model) as rotations,
        capturing(model, plan, lambda layer: layers.append((layer, rotations.undone(layer)))),
    ):
        model(**tiny_inputs(family))
    for handle in handles:
        handle.remove()
    return layers, outputs


def heads_first(vectors: torch.Tensor, n_heads: int) -> torch.Tensor:
    return vectors.reshape(*vectors.shape[:2], n_heads, -1).transpose(1, 2)


def projected(family, outputs, layer):
    """Take queries and keys from the outputs of the modules, in the layout of each family."""
    first, second = MODULES[family]
    whole = outputs[first][layer]
    if family == "gpt-neox":
        query, key, _ = heads_first(whole, N_HEADS).chunk(3, dim=-1)
        return query, key
    if family == "modernbert":
        query, key, _ = whole.reshape(*whole.shape[:2], 3, N_HEADS, HEAD_DIM).permute(2, 0, 3, 1, 4)
        return query, key
    if family == "phi3":
        width, key_width = N_HEADS * HEAD_DIM, 2 * HEAD_DIM
        return heads_first(whole[..., :width], N_HEADS), heads_first(whole[..., width : width + key_width], 2)
    if "norm" in first:
        parts = (whole, outputs[second][layer])
        return tuple(part if part.shape[2] == 12 else part.transpose(1, 2) for part in parts)
    return heads_first(whole, N_HEADS), heads_first(outputs[second][layer], 2)


@pytest.mark.parametrize("family", MODULES)
def test_vectors_before_rotation_are_those_of_the_projections(family):
    layers, outputs = captured(family)
    assert len(layers) == 2
    for number, (layer, found) in enumerate(layers):
        query, key = projected(family, outputs, number)
        assert found.is_found
        torch.testing.assert_close(found.query, query, rtol=0, atol=0)
        torch.testing.assert_close(found.key, key, rtol=0, atol=0)
        assert not torch.allclose(found.query, layer.query), "it was not rotated"


@pytest.mark.parametrize("family", ["bert", "gpt2", "falcon-alibi", "gptj"])
def test_what_is_not_seen_to_be_rotated_stays_as_it_is(family):
    layers, _ = captured(family)
    for layer, found in layers:
        assert not found.is_found
        assert found.query is layer.query


def test_half_precision_is_recognised_too():
    model = tiny_model("llama", dtype=torch.bfloat16)
    found = []
    with (
        torch.inference_mode(),
        watching_rotations(model) as rotations,
        capturing(model, plan_capture(model), lambda layer: found.append(rotations.undone(layer))),
    ):
        model(**tiny_inputs("llama"))
    assert [each.is_found for each in found] == [True, True]


def test_functions_are_put_back_also_after_an_error():
    model = tiny_model("llama")
    module = sys.modules[type(model).__module__]
    own = getattr(module, ROTATION)
    inside = []
    with contextlib.suppress(KeyError), watching_rotations(model):
        inside.append(getattr(module, ROTATION))
        raise KeyError
    assert inside[0] is not own
    assert getattr(module, ROTATION) is own
