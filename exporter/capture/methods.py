"""The ways of reading a model's attention, under one signature."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal, TypeAlias

from torch import nn

from .call import Deliver
from .interface import capturing_interface
from .outputs import capturing_outputs
from .tap import capturing_softmax

Method: TypeAlias = Literal["interface", "softmax", "outputs"]

METHODS: dict[Method, Callable[..., AbstractContextManager[None]]] = {
    "interface": capturing_interface,
    "softmax": capturing_softmax,
    "outputs": capturing_outputs,
}


def without_head(model: nn.Module) -> nn.Module:
    """Give the part of a model that attends: without head, and without a PEFT wrapper.

    A head may refuse what the layers below it take: some want a padding token for more than one text.
    """
    inner = getattr(model, "base_model", model)
    return model if inner is model else without_head(inner)


def reading(
    model: nn.Module, method: Method, deliver: Deliver, *, scores: bool = False
) -> AbstractContextManager[None]:
    """Hand the attention calls of every forward of `model` to `deliver` while open.

    Parameters
    ----------
    model : nn.Module
        What is called, with a head or without: a head may reach past the module below it, as OPT's does.
    method : {"interface", "softmax", "outputs"}
        How to read them.
    deliver : callable taking an AttentionCall
        Called as each attention ends. Modules are named as they are below the head.
    scores : bool
        Ask for the scores too.
    """
    names = {module: name for name, module in without_head(model).named_modules()}
    return METHODS[method](model, names, deliver, scores=scores)
