"""An order of clusters in which like ones are neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def like_neighbours(rows: npt.NDArray[np.floating]) -> npt.NDArray[np.int64]:
    """Order rows by average-linkage clustering with the leaves as near their likes as the tree allows.

    Parameters
    ----------
    rows : float array of shape (n, feature)
        At least one.

    References
    ----------
    Bar-Joseph, Gifford & Jaakkola 2001, "Fast optimal leaf ordering for hierarchical clustering".

    Examples
    --------
    >>> like_neighbours(np.array([[0.0], [9.0], [1.0], [8.0]])).tolist()
    [0, 2, 3, 1]
    """
    from scipy.spatial.distance import pdist

    return leaf_order(pdist(rows), len(rows))


def leaf_order(distances: npt.NDArray[np.floating], n: int) -> npt.NDArray[np.int64]:
    """Order items, as `like_neighbours` does, by what is between each two of them.

    Parameters
    ----------
    distances : float array of shape (n * (n - 1) / 2,)
        Of the pairs in the order of `numpy.triu_indices`.
    n : int
        Number of items, at least one.

    Examples
    --------
    >>> leaf_order(np.array([9.0, 1.0, 8.0]), 3).tolist()
    [1, 2, 0]
    """
    from scipy.cluster.hierarchy import leaves_list, linkage

    if n < 3:
        return np.arange(n)
    return np.asarray(leaves_list(linkage(distances, "average", optimal_ordering=True)), np.int64)
