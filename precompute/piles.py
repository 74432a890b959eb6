"""Heads that look alike: distances between the heads of a layer, and the trees that piles are cut from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from fastcluster import linkage

from .axes import Weights
from .contract import Linkage, LinkageMethod

METHODS: tuple[LinkageMethod, ...] = ("ward", "average", "complete")

DISTANCE_DECIMALS = 5
"""Squared distances come from a difference of sums of squares, so equal heads may be some 1e-6 apart, not 0."""

BLOCK_CELLS = 2**16
"""Cells in float64 at a time, 512 kB: the pass stays in the cache and needs no second copy of the layer."""


def head_linkages(weights: Weights, *, same_sequence: bool) -> tuple[Linkage, ...]:
    """Cluster the heads of a layer bottom up, once for each way to measure the distance of two clusters.

    Parameters
    ----------
    weights : float array of shape (n_heads, n_query, n_key)
        Attention probabilities.
    same_sequence : bool
        Whether queries and keys are the same tokens; passed on to `head_distances`.

    Returns
    -------
    tuple of Linkage
        Ward, average and complete, with heights to five decimals; none for fewer than two heads. Distances are
        rounded before they are clustered, so no tree hangs on the last bit of a float.

    References
    ----------
    Park et al. 2019, "SANVis", which piles the heads of a layer; Ward 1963 for the first of the methods.
    """
    return linkages(head_distances(weights, same_sequence=same_sequence)[np.newaxis])[0]


def linkages(distances: npt.NDArray[np.float64]) -> list[tuple[Linkage, ...]]:
    """Cluster bottom up as `head_linkages` does.

    Parameters
    ----------
    distances : float64 array of shape (n_documents, n_heads * (n_heads - 1) / 2)
        Of one layer's heads in each document; see `head_distances`.

    Returns
    -------
    list of tuple of Linkage
        One tuple per document.
    """
    if not distances.size:
        return [() for _ in distances]
    by_method = [_linkages(distances, method) for method in METHODS]
    return list(zip(*by_method, strict=True))


def head_distances(weights: Weights, *, same_sequence: bool) -> npt.NDArray[np.float64]:
    """Euclidean distances between heads, of all their weights and three sums over them.

    The sums are over what looks back (``key < query``), at itself, and ahead (``key > query``). They weigh more
    than any one cell, which keeps heads together that look the same way over different distances. Between two
    sequences they mean nothing, even if the two happen to be of one length, and are left out.

    Parameters
    ----------
    weights : float array of shape (..., n_heads, n_query, n_key)
        Attention probabilities.
    same_sequence : bool
        Whether queries and keys are the same tokens.

    Returns
    -------
    float64 array of shape (..., n_heads * (n_heads - 1) / 2)
        To five decimals, in the condensed order of `scipy.spatial.distance.pdist`.

    Examples
    --------
    Two heads that look at the token before and at the first one differ in one row of three:

    >>> back = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]], float)
    >>> first = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0]], float)
    >>> head_distances(np.stack([back, first]), same_sequence=True).tolist()
    [1.41421]
    """
    n_heads = weights.shape[-3]
    products = np.zeros((*weights.shape[:-2], n_heads + 3))
    for start, rows in row_blocks(weights, BLOCK_CELLS):
        cells = _cells(rows, start)
        products += cells[..., :n_heads, :] @ cells.swapaxes(-1, -2)
    left, right = np.triu_indices(n_heads, k=1)
    norms, sums = products.diagonal(axis1=-2, axis2=-1), products[..., n_heads:]
    squares = norms[..., left] + norms[..., right] - 2 * products[..., left, right]
    if same_sequence:
        squares += ((sums[..., left, :] - sums[..., right, :]) ** 2).sum(axis=-1)
    return np.asarray(np.sqrt(np.maximum(squares, 0)).round(DISTANCE_DECIMALS))


def _cells(rows: Weights, start: int) -> npt.NDArray[np.float64]:
    """Lay out the cells of some queries, (..., head, cell), and below the heads 1 where each is back, self, ahead.

    Products with those three rows are the sums: one product of matrices gives all that distances are made of.
    """
    *documents, n_heads, n_query, n_key = rows.shape
    offset = np.arange(n_key) - np.arange(start, start + n_query)[:, np.newaxis]
    cells = np.empty((*documents, n_heads + 3, n_query, n_key))
    cells[..., :n_heads, :, :] = rows
    cells[..., n_heads:, :, :] = offset < 0, offset == 0, offset > 0
    return cells.reshape(*documents, n_heads + 3, n_query * n_key)


def row_blocks(weights: Weights, n_cells: int) -> Iterator[tuple[int, Weights]]:
    """Give some queries of all heads at a time, of `n_cells` in all, each time after the number of the first."""
    n_query = weights.shape[-2]
    n_rows = max(1, n_cells * n_query // max(1, weights.size))
    for start in range(0, n_query, n_rows):
        yield start, weights[..., start : start + n_rows, :]


def _linkages(distances: npt.NDArray[np.float64], method: LinkageMethod) -> list[Linkage]:
    # scipy gives the same merges, up to ties, and checks its arguments for longer than it clusters a dozen heads.
    trees = np.stack([linkage(own, method) for own in distances]).round(DISTANCE_DECIMALS)
    return [Linkage(method=method, merges=merges) for merges in trees.tolist()]
