"""Means, deviations and peaks of what tokens have from heads, over the documents of a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .tokens import Places
from .values import Values

BLOCK_VALUES = 2**18
"""Values that are added up together, 2 MB in float64."""


@dataclass(frozen=True, eq=False)
class Moments:
    """What the tokens of some documents have from heads; 0 for types that they have not.

    Attributes
    ----------
    counts : int array of shape (type,)
        Occurrences.
    means, deviations, peaks : float32 array of shape (quantity, head, type)
        Over the occurrences; deviations are divided by their number.
    """

    counts: npt.NDArray[np.int64]
    means: npt.NDArray[np.float32]
    deviations: npt.NDArray[np.float32]
    peaks: npt.NDArray[np.float32]


def moments(documents: Iterable[tuple[Places, Values]], *, n_types: int, shape: tuple[int, int]) -> Moments:
    """Add up documents, in the order in which they are given.

    Parameters
    ----------
    documents : iterable of (int array, float32 array)
        Types of the tokens, -1 for those that are left out, and their values (quantity, head, token).
    n_types : int
        Types that are listed.
    shape : (int, int)
        Quantities and heads.

    Examples
    --------
    >>> values = np.array([[[0.25, 0.75, 0.5]]], np.float32)
    >>> found = moments([(np.array([0, 0, 1]), values)], n_types=2, shape=(1, 1))
    >>> found.means.tolist(), found.deviations.tolist(), found.peaks.tolist()
    ([[[0.5, 0.5]]], [[[0.25, 0.0]]], [[[0.75, 0.5]]])
    """
    counts = np.zeros(n_types, np.int64)
    sums, squares, peaks = np.zeros((3, *shape, n_types))
    for types, values in _blocks(documents, BLOCK_VALUES // (shape[0] * shape[1])):
        order = np.argsort(types, kind="stable")[np.count_nonzero(types < 0) :]
        if not len(order):
            continue
        met, starts, times = np.unique(types[order], return_index=True, return_counts=True)
        of_type = values[..., order].astype(np.float64)
        counts[met] += times
        sums[..., met] += np.add.reduceat(of_type, starts, axis=-1)
        peaks[..., met] = np.maximum(peaks[..., met], np.maximum.reduceat(of_type, starts, axis=-1))
        squares[..., met] += np.add.reduceat(np.square(of_type, out=of_type), starts, axis=-1)
    divisors = np.maximum(counts, 1)
    means = sums / divisors
    variances = np.maximum(squares / divisors - np.square(means), 0)
    return Moments(counts, *(each.astype(np.float32) for each in (means, np.sqrt(variances), peaks)))


def _blocks(documents: Iterable[tuple[Places, Values]], n_tokens: int) -> Iterator[tuple[Places, Values]]:
    """Join documents to blocks of so many tokens, or a little more."""
    waiting: list[tuple[Places, Values]] = []
    n_waiting = 0
    for document in documents:
        waiting.append(document)
        n_waiting += len(document[0])
        if n_waiting >= n_tokens:
            yield _joined(waiting)
            waiting, n_waiting = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(documents: Sequence[tuple[Places, Values]]) -> tuple[Places, Values]:
    types, values = zip(*documents, strict=True)
    return np.concatenate(types), np.concatenate(values, axis=-1)
