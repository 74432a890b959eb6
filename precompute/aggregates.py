"""Aggregates of several numbers per token: what all heads together say of it (METHODS 3.2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

BIN = 0.01
"""Width of the bins of the entropy."""


def aggregates(vectors: npt.NDArray[np.floating]) -> dict[str, Numbers]:
    """Aggregate vectors token by token.

    Parameters
    ----------
    vectors : float array of shape (n_vectors, n_tokens)
        Source vectors, never earlier aggregates; at least one.

    Returns
    -------
    dict of str to float64 array of shape (n_tokens,)
        - mean;
        - deviation: the standard deviation, divided by ``n_vectors - 1`` as in the paper; NaN for a single vector;
        - max, min, and range, which is their difference;
        - entropy: values fall in the nearest of bins of 0.01; ``-Σ P ln P`` over the bins, in nats, divided by the
          number of bins that are not empty.

    References
    ----------
    Škrlj et al. 2020, "AttViz", Table 2.

    Examples
    --------
    >>> found = aggregates(np.array([[0.1, 0.5], [0.3, 0.5]]))
    >>> found["mean"].tolist(), found["range"].round(6).tolist(), found["entropy"].round(4).tolist()
    ([0.2, 0.5], [0.2, 0.0], [0.3466, 0.0])
    """
    values = vectors.astype(np.float64)
    n_vectors = len(values)
    largest, smallest = values.max(axis=0), values.min(axis=0)
    deviation = values.std(axis=0, ddof=1) if n_vectors > 1 else np.full(values.shape[1], np.nan)
    return {
        "mean": values.mean(axis=0),
        "deviation": deviation,
        "max": largest,
        "min": smallest,
        "range": largest - smallest,
        "entropy": np.array([_entropy(each) for each in values.T]),
    }


def _entropy(values: Numbers) -> float:
    _, counts = np.unique(np.floor(values / BIN + 0.5), return_counts=True)
    shares = counts / len(values)
    return abs(float((shares * np.log(shares)).sum())) / len(counts)
