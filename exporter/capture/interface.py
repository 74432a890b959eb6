"""Capture through the attention interface of transformers: exact, with query, key and value vectors.

transformers lets an attention function be registered under a name and calls it after position encoding. Ours
calls the eager function that the model's own file defines, so the arithmetic stays the model's, and hands on
what passed through.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

from attlas.precompute.errors import AttlasError

from .call import AttentionCall, Deliver, ModuleNames, full_precision
from .implementation import attention_implementation, implementations
from .interface_documents import Eager, attend_documents

IMPLEMENTATION = "attlas"


@dataclass(frozen=True, eq=False)
class _Listener:
    """Who wants to hear of the attention of which modules."""

    names: ModuleNames
    deliver: Deliver
    scores: bool


_listeners: ContextVar[tuple[_Listener, ...]] = ContextVar("attlas_listeners", default=())


@contextmanager
def capturing_interface(
    model: nn.Module, names: ModuleNames, deliver: Deliver, *, scores: bool
) -> Iterator[None]:
    """Hand every call of the attention interface in a forward of `model` to `deliver`.

    Raises
    ------
    AttlasError
        If `model` is being captured already: its implementation is a setting of the model, so the capture
        that leaves first would silence the other.
    """
    if IMPLEMENTATION in implementations(model):
        raise AttlasError(
            f"{type(model).__name__} is being captured already, expected one capture at a time; "
            "load the model once per thread"
        )
    token = _listeners.set((_Listener(names, deliver, scores), *_listeners.get()))
    try:
        with attention_implementation(model, IMPLEMENTATION):
            yield
    finally:
        _listeners.reset(token)


def attend(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **options: Any,  # transformers passes other keywords for every family
) -> tuple[torch.Tensor, None]:
    """Attention function in the form that `transformers.AttentionInterface` calls.

    Parameters
    ----------
    query : float tensor of shape (batch, head, query, dim)
    key, value : float tensor of shape (batch, key_head, key, dim)
    attention_mask : float tensor that broadcasts to (batch, head, query, key), or None
        Added to the scores.

    Returns
    -------
    output : float tensor of shape (batch, query, head, dim)
        Mixed values.
    weights : None
        They go to the listener; a model that kept them would hold every layer at once.
    """
    eager = eager_attention(type(module))
    listener = next((one for one in _listeners.get() if module in one.names), None)
    tensors = {"query": query, "key": key, "value": value, "attention_mask": attention_mask, **options}
    if listener is None:
        return eager(module, **tensors)[0], None
    output, weights, scores = attend_documents(eager, module, tensors, scores=listener.scores)
    listener.deliver(
        AttentionCall(
            name=listener.names[module],
            weights=weights.detach(),
            query=full_precision(query.detach()),
            key=full_precision(key.detach()),
            value=full_precision(value.detach()),
            scaling=options.get("scaling"),
            scores=None if scores is None else scores.detach(),
            soft_cap=options.get("softcap"),
        )
    )
    return output, None


def eager_attention(attention_class: type) -> Eager:
    """Find the eager attention function beside a class, or beside the class it derives from.

    Raises
    ------
    AttlasError
        If there is none.
    """
    for base in attention_class.__mro__:
        eager = getattr(sys.modules.get(base.__module__), "eager_attention_forward", None)
        if eager is not None:
            found: Eager = eager
            return found
    raise AttlasError(
        f"{attention_class.__name__} has no eager_attention_forward beside it, expected one as in the models of "
        'transformers; load the model with attn_implementation="eager"'
    )


# transformers finds attention functions by name in two registries of its own, so these entries are module
# state that cannot be avoided. Without the second one the model would build no mask, and be silently wrong.
AttentionInterface.register(IMPLEMENTATION, attend)
AttentionMaskInterface.register(IMPLEMENTATION, eager_mask)
