"""Capture of what a model itself returns as its attentions: the last resort, without query, key and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import nn

from attlas.precompute.errors import AttlasError

from .call import AttentionCall, Deliver, ModuleNames
from .implementation import attention_implementation

FIELDS = ("encoder_attentions", "attentions", "decoder_attentions", "cross_attentions")


@contextmanager
def capturing_outputs(
    model: nn.Module, names: ModuleNames, deliver: Deliver, *, scores: bool
) -> Iterator[None]:
    """Make `model`, run eagerly, return its attentions, and hand them to `deliver` at the end of a forward.

    All layers of a batch are in memory at once. Weights have the precision of the model.

    Raises
    ------
    AttlasError
        If `scores` are asked for, which no model returns.
    """
    if scores:
        raise AttlasError(
            f"{type(model).__name__} returns weights only, expected scores; capture without them"
        )

    def ask(module: nn.Module, args: Any, kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        return args, {**kwargs, "output_attentions": True, "return_dict": True}

    def read(module: nn.Module, args: tuple[object, ...], output: Mapping[str, object]) -> None:
        for field in FIELDS:
            layers = output.get(field)
            for layer, weights in enumerate(layers if isinstance(layers, tuple) else ()):
                if isinstance(weights, torch.Tensor):
                    deliver(AttentionCall(name=f"{field}.{layer}", weights=weights.detach().float()))

    with ExitStack() as stack:
        stack.enter_context(attention_implementation(model, "eager"))
        stack.callback(model.register_forward_pre_hook(ask, with_kwargs=True).remove)
        stack.callback(model.register_forward_hook(read).remove)
        yield
