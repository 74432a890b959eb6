"""Clusters of the vectors of one head in one role: k-means, the same for the same vectors on every run.

References
----------
Arthur & Vassilvitskii 2007, "k-means++: The Advantages of Careful Seeding".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..axes import Centroids, Vectors

SEED = 0
MINIBATCH_ABOVE = 100_000
"""Vectors from which on k-means looks at them in small batches, so that time grows no further with them."""

FEWEST, MOST = 4, 24
"""Numbers of clusters among which the bend of the inertia is looked for."""

N_FOR_BEND = 5_000
"""Vectors by which it is found."""

SAME = 1e-4
"""Distance of vectors that count as one, as a share of their typical length: what another batch may change."""

N_TRIED_FIRST = 512
"""Vectors among which enough different ones are looked for before all are searched."""


@dataclass(frozen=True, eq=False)
class Clustering:
    """Vectors in clusters, the largest first.

    Attributes
    ----------
    labels : int array of shape (n_tokens,)
        Cluster of each vector.
    centroids : float32 array of shape (n_clusters, dim)
        Mean vectors; nearly so where k-means stopped at its tolerance or went by small batches.
    inertia : float
        Mean squared distance of the vectors to their centroid.
    is_short : bool
        Whether too few vectors differ for the clusters asked for, or for all numbers among which the bend is looked
        for.
    """

    labels: npt.NDArray[np.int64]
    centroids: Centroids
    inertia: float
    is_short: bool = False

    @property
    def n_clusters(self) -> int:
        """Number of clusters, none of them empty."""
        return len(self.centroids)


def cluster(vectors: Vectors, n_clusters: int | None) -> Clustering:
    """Cluster vectors by k-means with k-means++ seeds, from one start.

    One start, since the greedy k-means++ of scikit-learn draws several candidates for each seed: on MiniLM ten
    starts lower the inertia by 0.9 % on average and 2.4 % at most, and take ten times as long; small batches are
    within 4 % of all vectors together. One thread, since the order in which several add up their sums is not fixed.

    Parameters
    ----------
    vectors : float32 array of shape (n_tokens, dim)
        At least one.
    n_clusters : int, optional
        Clusters to find; None for the bend of the inertia. Vectors that differ less than that give fewer.

    Examples
    --------
    >>> vectors = np.repeat(np.eye(3, dtype=np.float32), (1, 3, 2), axis=0)
    >>> cluster(vectors, 5).labels.tolist()
    [2, 0, 0, 0, 1, 1]
    """
    asked = n_clusters or MOST
    most = n_distinct(vectors, asked)
    wanted = most if n_clusters is not None else bend(vectors, most)
    found = _largest_first(vectors, *_k_means(vectors, wanted))
    return replace(found, is_short=most < asked or found.n_clusters < wanted)


def n_distinct(vectors: Vectors, limit: int) -> int:
    """Count vectors that differ, by going to the farthest one again and again.

    Parameters
    ----------
    vectors : float array of shape (n_tokens, dim)
        At least one.
    limit : int
        Number from which on counting stops.

    Examples
    --------
    >>> n_distinct(np.array([[1.0, 0.0], [1.0, 1e-7], [0.0, 1.0]], np.float32), 16)
    2
    """
    typical = float(np.sqrt(np.mean(np.square(vectors, dtype=np.float64)) * vectors.shape[1]))
    found = _n_apart(vectors[:N_TRIED_FIRST], limit, SAME * typical)
    return found if found == limit else _n_apart(vectors, limit, SAME * typical)


def _n_apart(vectors: Vectors, limit: int, distance: float) -> int:
    nearest_found = np.full(len(vectors), np.inf)
    place = 0
    for count in range(1, limit):
        gap = np.square(vectors - vectors[place]).sum(axis=1)
        np.minimum(nearest_found, gap, out=nearest_found)
        place = int(nearest_found.argmax())
        if nearest_found[place] <= distance**2:
            return count
    return limit


def bend(vectors: Vectors, most: int) -> int:
    """Choose a number of clusters where the inertia bends, on at most 5,000 of the vectors.

    That is the number farthest below the line from the first inertia to the last, both axes brought to 0…1
    (Satopää et al. 2011, "Finding a Kneedle in a Haystack", Section III).

    Parameters
    ----------
    most : int
        Largest number to try.
    """
    if most <= FEWEST:
        return most
    chosen = np.random.default_rng(SEED).permutation(len(vectors))[:N_FOR_BEND]
    some = vectors[np.sort(chosen)]
    numbers = range(FEWEST, min(most, len(some)) + 1)
    return numbers[_below_the_line([_inertia(some, *_k_means(some, number)) for number in numbers])]


def _below_the_line(inertias: Sequence[float]) -> int:
    """Find the place that is farthest below the line from the first to the last.

    >>> _below_the_line([10, 4, 3, 2, 1, 0])
    1
    """
    drop = inertias[0] - inertias[-1]
    if drop <= 0:
        return 0
    steps = np.linspace(0, 1, len(inertias))
    heights = (np.asarray(inertias) - inertias[-1]) / drop
    return int(np.argmax(1 - steps - heights))


def _k_means(vectors: Vectors, n_clusters: int) -> tuple[npt.NDArray[np.int64], Centroids]:
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from threadpoolctl import threadpool_limits

    method = KMeans if len(vectors) <= MINIBATCH_ABOVE else MiniBatchKMeans
    with threadpool_limits(
        1, user_api="openmp"
    ):  # of this thread alone: others go on with heads of their own
        found = method(n_clusters, init="k-means++", n_init=1, random_state=SEED).fit(vectors)
    return found.labels_.astype(np.int64), found.cluster_centers_.astype(np.float32)


def _largest_first(vectors: Vectors, labels: npt.NDArray[np.int64], centroids: Centroids) -> Clustering:
    """Put clusters in order of size, equal ones in that of their centroids; empty ones are left out."""
    sizes = np.bincount(labels, minlength=len(centroids))
    order = [place for place in np.lexsort((*centroids.T[::-1], -sizes)) if sizes[place]]
    rank = np.empty(len(centroids), np.int64)
    rank[order] = np.arange(len(order))
    return Clustering(rank[labels], centroids[order], _inertia(vectors, labels, centroids))


def _inertia(vectors: Vectors, labels: npt.NDArray[np.int64], centroids: Centroids) -> float:
    return float(np.square(vectors - centroids[labels], dtype=np.float64).sum() / len(vectors))


def nearest(vectors: Vectors, centroids: Centroids, n_clusters: Sequence[int]) -> npt.NDArray[np.int64]:
    """Find the nearest centroid of each vector; of two as near, the first.

    Parameters
    ----------
    vectors : float array of shape (..., n_heads, n_tokens, dim)
    centroids : float array of shape (n_heads, cluster, dim)
    n_clusters : sequence of int, one per head
        How many of the centroids there are; the rest is padding.

    Returns
    -------
    int array of shape (..., n_heads, n_tokens)

    Examples
    --------
    >>> nearest(np.array([[[0.1, 0.9]]]), np.array([[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]]), [2]).tolist()
    [[1]]
    """
    lengths = np.square(centroids).sum(axis=-1)[:, np.newaxis]
    gaps = lengths - 2 * (vectors @ centroids.swapaxes(1, 2))
    padding = np.arange(centroids.shape[1]) >= np.asarray(n_clusters)[:, np.newaxis]
    return np.asarray(np.where(padding[:, np.newaxis], np.inf, gaps).argmin(axis=-1))
