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
    from scipy.cluster.hierarchy import leaves_list, linkage

    if len(rows) < 3:
        return np.arange(len(rows))
    return np.asarray(leaves_list(linkage(rows, "average", optimal_ordering=True)), np.int64)
