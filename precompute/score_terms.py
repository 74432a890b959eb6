"""What a model adds to the products of queries and keys, told apart by what it depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .visibility import Visible

Scores: TypeAlias = npt.NDArray[np.floating]
"""Scores of one layer, float, shape (n_heads, n_query, n_key)."""


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms of a score beside the product; at most one of them is there.

    Attributes
    ----------
    offset_bias : float array of shape (n_heads, n_query + n_key - 1), or None
        Depends on the distance alone, as in T5 and MPNet; index ``key - query + n_query - 1``.
    key_bias : float array of shape (n_heads, n_key), or None
        Depends on the key's place alone, as the linear biases (ALiBi) of BLOOM and Falcon do.
    pair_terms : float array of shape (n_heads, n_query, n_key), or None
        Depends on more, as in DeBERTa and XLNet; 0 where masked.
    shift : float array of shape (n_heads, n_query, 1), or None
        The same for all keys of a query; a softmax does not see it. Some models subtract their row's maximum.
    """

    offset_bias: Scores | None = None
    key_bias: Scores | None = None
    pair_terms: Scores | None = None
    shift: Scores | None = None


def added_terms(residual: Scores, visible: Visible, *, tolerance: float, same_sequence: bool) -> Terms:
    """Find the simplest form of what was added to the products.

    A linear bias could also be written as one of distance, since a softmax does not see what a whole row has in
    common. It is kept as the model adds it, so that a row of scores is the model's own.

    Parameters
    ----------
    residual : float array of shape (n_heads, n_query, n_key)
        Scores less (capped) products; only visible cells are read.
    visible : bool array of shape (n_heads, n_query, n_key)
        Cells that take part in the softmax.
    tolerance : float
        Largest rounding error of a cell.
    same_sequence : bool
        Whether queries and keys are the same tokens, so that distance means something.

    Returns
    -------
    Terms
        All None if nothing was added.
    """

    def explains(terms: Scores | float) -> bool:
        return bool((np.abs(residual - terms) <= tolerance).all(where=visible))

    if explains(0.0):
        return Terms()
    if same_sequence:
        if explains(along_offsets(bias := _bias_by_offset(residual, visible))):
            return Terms(offset_bias=bias)
        if explains(bias := np.diagonal(residual, axis1=1, axis2=2)[:, np.newaxis]):
            return Terms(key_bias=bias[:, 0])
    if explains(shift := _middle_of_rows(residual, visible)):
        return Terms(shift=shift)
    return Terms(pair_terms=np.where(visible, residual, 0))


def along_offsets(bias: Scores) -> Scores:
    """Lay a bias by distance out over all pairs of tokens of one sequence.

    Parameters
    ----------
    bias : float array of shape (n_heads, 2 * n_tokens - 1)
        Index ``key - query + n_tokens - 1``.

    Returns
    -------
    float array of shape (n_heads, n_tokens, n_tokens)

    Examples
    --------
    >>> along_offsets(np.array([[-1.0, 0.0, 1.0]])).tolist()
    [[[0.0, 1.0], [-1.0, 0.0]]]
    """
    n_tokens = (bias.shape[-1] + 1) // 2
    places = np.arange(n_tokens)
    return np.asarray(bias[:, places - places[:, np.newaxis] + n_tokens - 1])


def _bias_by_offset(residual: Scores, visible: Visible) -> Scores:
    """Read a bias off the last query, which has every distance back, and the first, which has every one ahead."""
    known = np.where(visible, residual, 0)
    return np.asarray(np.concatenate([known[:, -1, :-1], known[:, 0, :]], axis=-1))


def _middle_of_rows(residual: Scores, visible: Visible) -> Scores:
    low = residual.min(axis=-1, keepdims=True, where=visible, initial=np.inf)
    high = residual.max(axis=-1, keepdims=True, where=visible, initial=-np.inf)
    return np.asarray((low + high) / 2)
