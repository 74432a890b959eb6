"""Clusters of the lens that the tokens of a document fall in: those with the nearest centroids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..axes import Centroids, Vectors
from ..codec import decode_vectors, encode_counts
from ..contract import LayerClusters, LensLayer
from .clusters import nearest
from .tokens import Numbers


@dataclass(frozen=True, eq=False)
class RoleCentroids:
    """Centroids of the heads of a layer in one role, of shape (n_heads, n_clusters, dim), and how many each has."""

    centroids: Centroids
    n_clusters: tuple[int, ...]

    def clusters(self, vectors: Vectors) -> Numbers:
        """Find the cluster of each vector of shape (..., n_heads, n_tokens, dim)."""
        return nearest(vectors, self.centroids, self.n_clusters)


@dataclass(frozen=True, eq=False)
class LayerCentroids:
    """Centroids of a layer as its file has them, so that a resumed export assigns as the first one did.

    Attributes
    ----------
    heads : tuple of int
        Numbers of the heads that queries are clustered of.
    """

    heads: tuple[int, ...]
    query: RoleCentroids
    key: RoleCentroids
    value: RoleCentroids


def layer_centroids(layer: LensLayer) -> LayerCentroids:
    """Read the centroids of a layer."""
    roles = (
        RoleCentroids(decode_vectors(found.centroids), found.n_clusters)
        for found in (layer.query, layer.key, layer.value)
    )
    return LayerCentroids(layer.heads, *roles)


def key_heads_of(
    heads: Sequence[int], *, n_heads: int, n_key_heads: int
) -> tuple[list[int], tuple[int, ...]]:
    """Find the key heads that some heads read: with grouped queries neighbours share one.

    Returns
    -------
    list of int
        Numbers of the key heads, in ascending order.
    tuple of int
        For each head, the place of its own among them.

    Examples
    --------
    >>> key_heads_of([0, 2, 3], n_heads=4, n_key_heads=2)
    ([0, 1], (0, 1, 1))
    """
    own = [head * n_key_heads // n_heads for head in heads]
    used = sorted(set(own))
    return used, tuple(used.index(head) for head in own)


def layer_clusters(
    vectors: tuple[Vectors, Vectors, Vectors],
    centroids: LayerCentroids,
    *,
    queries: slice = slice(None),
    keys: slice = slice(None),
) -> list[LayerClusters]:
    """Assign the tokens of documents of equal length.

    Parameters
    ----------
    vectors : three float arrays
        Queries of shape (document, n_heads, n_query, dim), keys and values of shape (document, n_key_heads, n_key,
        dim): all heads and tokens of the layer, as the lens had them.
    centroids : LayerCentroids
        Of the heads that are kept.
    queries, keys : slice
        Tokens to keep.

    Returns
    -------
    list of LayerClusters
        One per document.
    """
    query, key, value = vectors
    used, _ = key_heads_of(centroids.heads, n_heads=query.shape[1], n_key_heads=key.shape[1])
    found = (
        centroids.query.clusters(query[:, list(centroids.heads), queries]),
        centroids.key.clusters(key[:, used, keys]),
        centroids.value.clusters(value[:, used, keys]),
    )
    return [
        LayerClusters(query=encode_counts(own), key=encode_counts(keys_own), value=encode_counts(values_own))
        for own, keys_own, values_own in zip(*found, strict=True)
    ]
