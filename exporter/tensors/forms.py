"""The forms in which attention is handed about, brought to one: an array per layer.

Models return a sequence of layers. Their `generate` returns a sequence of steps, each a sequence of layers: the first
step has the rows of the prompt, the others one row each. Either may hold arrays of torch or numpy or nested lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from attlas.precompute.errors import AttlasError

Batch: TypeAlias = npt.NDArray[np.float32]
"""Attention of one layer, shape (batch, head, query, key)."""

Nested: TypeAlias = Any
"""What an author has in hand: nested sequences, arrays of numpy or torch, at any depth."""

EXACT, HALF = 1e-3, 1e-2
"""How far the sum of a row may be from 1 in float32, in half precision."""


@dataclass(frozen=True, eq=False)
class Layers:
    """Attention of one kind.

    Parameters
    ----------
    arrays : mapping of int to float32 array of shape (batch, head, query, key)
        By the number of the layer. Layers that are None, as those of a hybrid model without attention, are not there.
    n_layers : int
        Layers, those without attention included.
    tolerance : float
        How far the sum of a row may be from 1 by the precision of the input.
    n_prompt : int, optional
        Tokens of the prompt, where the steps of a generation were given.
    """

    arrays: Mapping[int, Batch]
    n_layers: int
    tolerance: float
    n_prompt: int | None = None


def read_layers(attention: Nested, *, name: str) -> Layers:
    """Read attention in any of its forms.

    Parameters
    ----------
    attention : nested sequence
        Layers of shape (batch, head, query, key) or (head, query, key); or steps of layers of the former shape.
    name : str
        What the author calls it, for errors; what is called cross attention has a fixed set of keys.

    Raises
    ------
    AttlasError
        If it has none of these forms, or holds no layer.
    """
    depth = _depth(attention)
    if depth not in (4, 5, 6):
        raise AttlasError(
            f"{name} is nested {depth} deep, expected a list per layer of arrays (1, heads, queries, keys), or the "
            'steps that generate() returns; load the model with attn_implementation="eager" and ask it for '
            "output_attentions=True"
        )
    steps = attention if depth == 6 else [attention]
    there = [number for number, layer in enumerate(steps[0]) if layer is not None]
    arrays = {number: [_array(step[number], f"{name}, layer {number}") for step in steps] for number in there}
    is_half = "float16" in str(getattr(steps[0][there[0]], "dtype", ""))  # bfloat16 too
    return Layers(
        arrays={
            number: _joined(parts, f"{name}, layer {number}", is_cross="cross" in name)
            for number, parts in arrays.items()
        },
        n_layers=len(steps[0]),
        tolerance=HALF if is_half else EXACT,
        n_prompt=arrays[there[0]][0].shape[2] if depth == 6 else None,
    )


def _depth(value: Nested) -> int:
    """Count axes, those of sequences and of the arrays in them; 0 for what is neither."""
    if hasattr(value, "ndim"):
        return int(value.ndim)
    if not isinstance(value, list | tuple):
        return 0
    inner = [item for item in value if item is not None]
    return 1 + _depth(inner[0]) if inner else 0


def _array(layer: Nested, place: str) -> Batch:
    if hasattr(layer, "detach"):
        layer = layer.detach().float().cpu().numpy()
    try:
        array = np.asarray(layer, np.float32)
    except (TypeError, ValueError) as error:
        raise AttlasError(
            f"{place} is no array ({error}), expected axes (batch, head, query, key) of equal lengths; "
            "make it a rectangular list or an array"
        ) from error
    if array.ndim not in (3, 4) or not array.size:
        raise AttlasError(
            f"{place} has shape {array.shape}, expected (batch, head, query, key); give the weights as the model "
            "returns them"
        )
    return array if array.ndim == 4 else array[np.newaxis]


def _joined(steps: Sequence[Batch], place: str, *, is_cross: bool) -> Batch:
    """Put the steps of a generation together; what was given as one array stays as it is."""
    last = steps[-1]
    _check_steps(steps, place)
    if len(steps) == 1 or (last.shape[2] > 1 and (is_cross or last.shape[2] == last.shape[3])):
        return last  # without a cache, each step has all rows over again
    if is_cross:
        return np.concatenate(steps, axis=2)
    n_tokens = sum(step.shape[2] for step in steps)
    whole = np.zeros((*last.shape[:2], n_tokens, n_tokens), np.float32)
    n_read = 0
    for step in steps:
        first, n_read = n_read, n_read + step.shape[2]
        # A cache of fixed size has places for tokens to come; one that slides has forgotten the earliest.
        keys = step[..., :n_read]
        if step[..., n_read:].any():
            raise AttlasError(
                f"{place} has weights for {step.shape[3]} keys at a step that had read {n_read} tokens; "
                "give the steps from the first on, in their order"
            )
        whole[:, :, first:n_read, n_read - keys.shape[3] : n_read] = keys
    return whole


def _check_steps(steps: Sequence[Batch], place: str) -> None:
    for number, step in enumerate(steps):
        if step.shape[:2] != steps[0].shape[:2]:
            raise AttlasError(
                f"{place} has {step.shape[:2]} documents and heads at step {number}, {steps[0].shape[:2]} at the "
                "first; generate without beams"
            )
