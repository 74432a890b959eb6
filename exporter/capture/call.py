"""One attention call as a method of capture saw it, before its place in the model is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import nn

HALF_TYPES = (torch.float16, torch.bfloat16)

MASKED_BELOW = -5000.0
"""Families mask with -10000, -65504, -1e30 or the smallest float; no trained model scores a pair this low."""


@dataclass(frozen=True, eq=False)
class AttentionCall:
    """Tensors of one attention call of one batch, detached; a tensor that cannot be had is None.

    Attributes
    ----------
    name : str
        Qualified name of the module that attended, or field and number of the model's output.
    weights : float32 tensor of shape (batch, head, query, key)
        Probabilities.
    query, key, value : float tensor of shape (batch, head, token, dim)
        As the score used them; `key` and `value` have fewer heads with grouped queries.
    scaling : float
        Factor on the products of `query` and `key`.
    scores : float32 tensor of shape (batch, head, query, key)
        What the softmax saw; masked cells are ``-inf``.
    soft_cap : float
        Bound that the scaled products are bent to stay within; None also where there is none.
    """

    name: str
    weights: torch.Tensor
    query: torch.Tensor | None = None
    key: torch.Tensor | None = None
    value: torch.Tensor | None = None
    scaling: float | None = None
    scores: torch.Tensor | None = None
    soft_cap: float | None = None


Deliver: TypeAlias = Callable[[AttentionCall], None]
ModuleNames: TypeAlias = Mapping[nn.Module, str]


def full_precision(tensor: torch.Tensor) -> torch.Tensor:
    """Widen half precision to float32, which is exact; a tensor of another type stays as it is."""
    return tensor.float() if tensor.dtype in HALF_TYPES else tensor


def mark_masked(scores: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Set masked scores to ``-inf``.

    Models mask by a large negative number of their own choice. A row that is masked throughout (a padded
    query) keeps its numbers, because its weights are not 0 and its softmax must stay what it was.
    """
    masked = (weights == 0) & (scores < MASKED_BELOW)
    return scores.float().masked_fill(masked, float("-inf"))
