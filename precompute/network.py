"""What the network view sorts and piles heads by: where they look, how evenly, and which look alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .axes import Weights
from .contract import AttentionKind, LayerNetwork
from .piles import head_linkages

DECIMALS = 6


def layer_network(weights: Weights, *, kind: AttentionKind) -> LayerNetwork:
    """Compute orders and piles of the heads of one layer.

    Parameters
    ----------
    weights : float array of shape (n_heads, n_query, n_key)
        Attention probabilities at full precision.
    kind : {"encoder", "decoder", "cross"}
        Cross-attention reads another sequence, so its offsets are relative and its heads are compared by their
        weights alone, even if both sequences happen to be of one length.

    Returns
    -------
    LayerNetwork
        Numbers to six decimals, distances to five. Never NaN: a row that gives all its weight to a sink has an
        entropy of 0.

    References
    ----------
    Park et al. 2019, "SANVis: Visual Analytics for Understanding Self-Attention Networks".
    """
    same_sequence = kind != "cross"
    return LayerNetwork(
        position=_rounded(mean_offset(weights, relative=not same_sequence)),
        entropy=_rounded(entropy(weights.mean(axis=1, dtype=np.float64))),
        focus=_rounded(np.array([entropy(head).mean() for head in weights])),
        linkages=head_linkages(weights, same_sequence=same_sequence),
    )


def mean_offset(weights: Weights, *, relative: bool) -> npt.NDArray[np.float64]:
    """How far ahead a head looks: the mean over queries ``i`` of ``sum_j A[i, j] (x[j] - y[i])``.

    Parameters
    ----------
    weights : float array of shape (n_heads, n_query, n_key)
        Attention probabilities.
    relative : bool
        Whether positions run from 0 to 1 over their sequence instead of counting tokens. A sequence of one
        token has it in the middle, at 0.5, neither before nor after any other.

    Returns
    -------
    float64 array of shape (n_heads,)
        In tokens, or in lengths of a sequence; negative for heads that look back.

    Examples
    --------
    >>> previous = np.array([[[1, 0, 0], [1, 0, 0], [0, 1, 0]]], float)
    >>> mean_offset(previous, relative=False).round(3).tolist()
    [-0.667]
    """
    _, n_query, n_key = weights.shape
    received, given = weights.sum(axis=1, dtype=np.float64), weights.sum(axis=2, dtype=np.float64)
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
    total = weights.sum(axis=-1, dtype=np.float64)
    total = np.where(total > 0, total, 1)
    # The logarithm is taken in the precision of the weights: in float32 it is off by 1e-7, in a fifth of the time.
    logarithms = np.log(np.maximum(weights, np.finfo(weights.dtype).tiny))
    surprise = (weights * logarithms).sum(axis=-1, dtype=np.float64)
    return np.asarray(np.log(total) - surprise / total)


def _places(n_tokens: int, relative: bool) -> npt.NDArray[np.float64]:
    if not relative:
        return np.arange(n_tokens, dtype=np.float64)
    return np.linspace(0, 1, n_tokens) if n_tokens > 1 else np.array([0.5])


def _rounded(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple((values.round(DECIMALS) + 0.0).tolist())  # adding 0 turns -0 into 0
