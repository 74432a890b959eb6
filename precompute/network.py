"""What the network view sorts and piles heads by: where they look, how evenly, and which look alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .axes import Weights
from .contract import AttentionKind, LayerNetwork
from .piles import head_distances, linkages, row_blocks

DECIMALS = 6

BLOCK_CELLS = 2**18
"""Cells in float64 at a time, 2 MB; sums need no second copy of the layer."""


def layer_networks(weights: Weights, *, kind: AttentionKind) -> tuple[LayerNetwork, ...]:
    """Compute orders and piles of the heads of one layer, for documents of equal length.

    Short documents cost less together: most of what one takes are calls of NumPy.

    Parameters
    ----------
    weights : float array of shape (n_documents, n_heads, n_query, n_key)
        Attention probabilities at full precision.
    kind : {"encoder", "decoder", "cross"}
        Cross-attention reads another sequence, so its offsets are relative and its heads are compared by their
        weights alone, even if both sequences happen to be of one length.

    Returns
    -------
    tuple of LayerNetwork
        One per document. Numbers to six decimals, distances to five. Never NaN: a row that gives all its weight
        to a sink has an entropy of 0.

    References
    ----------
    Park et al. 2019, "SANVis: Visual Analytics for Understanding Self-Attention Networks".
    """
    same_sequence = kind != "cross"
    received, given, focus = _sums(weights)
    orders = (
        mean_offset(received, given, relative=not same_sequence),
        entropy(received),
        focus / given.shape[-1],
    )
    trees = linkages(head_distances(weights, same_sequence=same_sequence))
    return tuple(
        LayerNetwork(
            position=tuple(position),
            entropy=tuple(evenness),
            focus=tuple(sharpness),
            linkages=own,
        )
        for position, evenness, sharpness, own in zip(*map(_rounded, orders), trees, strict=True)
    )


def mean_offset(
    received: npt.NDArray[np.float64], given: npt.NDArray[np.float64], *, relative: bool
) -> npt.NDArray[np.float64]:
    """How far ahead a head looks: the mean over queries ``i`` of ``sum_j A[i, j] (x[j] - y[i])``.

    Parameters
    ----------
    received : float64 array of shape (..., n_key)
        Attention summed over queries.
    given : float64 array of shape (..., n_query)
        Attention summed over keys.
    relative : bool
        Whether positions run from 0 to 1 over their sequence instead of counting tokens. A sequence of one
        token has it in the middle, at 0.5, neither before nor after any other.

    Returns
    -------
    float64 array of shape (...)
        In tokens, or in lengths of a sequence; negative for heads that look back.

    Examples
    --------
    >>> previous = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]], float)
    >>> round(float(mean_offset(previous.sum(axis=0), previous.sum(axis=1), relative=False)), 3)
    -0.667
    """
    n_query, n_key = given.shape[-1], received.shape[-1]
    offsets = received @ _places(n_key, relative) - given @ _places(n_query, relative)
    return np.asarray(offsets / n_query)


def entropy(weights: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Shannon entropy of non-negative weights over their last axis, as shares of their sum.

    Parameters
    ----------
    weights : float array of shape (..., n_key)
        They need not sum to 1, as beside a sink they do not; if all are 0, so is their entropy.

    Returns
    -------
    float64 array of shape (...)
        In nats, from 0 to ``ln(n_key)``.

    Examples
    --------
    >>> np.exp(entropy(np.array([[0.25, 0.25, 0.25, 0.25], [0.25, 0.0, 0.0, 0.25]]))).round(6).tolist()
    [4.0, 2.0]
    """
    return _entropy(weights, weights.sum(axis=-1, dtype=np.float64))


def _sums(weights: Weights) -> tuple[npt.NDArray[np.float64], ...]:
    """Sum over queries, over keys, and the entropy of each row over queries; float64, without a copy of the whole."""
    received = np.zeros((*weights.shape[:-2], weights.shape[-1]))
    given, focus = np.zeros(weights.shape[:-1]), np.zeros(weights.shape[:-2])
    for start, rows in row_blocks(weights, BLOCK_CELLS):
        cells = rows.astype(np.float64)
        received += cells.sum(axis=-2)
        given[..., start : start + rows.shape[-2]] = total = cells.sum(axis=-1)
        focus += _entropy(rows, total).sum(axis=-1)
    return received, given, focus


def _entropy(weights: npt.NDArray[np.floating], total: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    total = np.where(total > 0, total, 1)
    # The logarithm is taken in the precision of the weights: in float32 it is off by 1e-7, in a fifth of the time.
    logarithms = np.log(np.maximum(weights, np.finfo(weights.dtype).tiny))
    logarithms *= weights
    surprise = logarithms.sum(axis=-1, dtype=np.float64)
    return np.asarray(np.log(total) - surprise / total)


def _places(n_tokens: int, relative: bool) -> npt.NDArray[np.float64]:
    if not relative:
        return np.arange(n_tokens, dtype=np.float64)
    return np.linspace(0, 1, n_tokens) if n_tokens > 1 else np.array([0.5])


def _rounded(values: npt.NDArray[np.float64]) -> list[list[float]]:
    rounded: list[list[float]] = (values.round(DECIMALS) + 0.0).tolist()  # adding 0 turns -0 into 0
    return rounded
