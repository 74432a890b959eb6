"""HeadLens: what queries, keys and values of a layer stand for over a corpus, from the clusters of its heads.

References
----------
Park et al. 2019, "SANVis: Visual Analytics for Understanding Self-Attention Networks", Section 4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ..codec import encode_counts, encode_vectors
from ..contract import SCHEMA_VERSION, AttentionKind, ClusterSet, CountArray, LensLayer, SequenceName
from .head import HeadClusters, KeyHead
from .lists import SideLists
from .order import like_neighbours
from .tokens import Numbers
from .words import N_LISTED, RankedWords

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True)
class LensPlace:
    """Which layer of which model, and how it scores.

    Attributes
    ----------
    model : str
        Key of the model in the manifest.
    kind : {"encoder", "decoder", "cross"}
    layer : int
        Number of the layer.
    query_sequence, key_sequence : {"source", "target"}
        Sides that queries and keys are from.
    heads : tuple of int
        Numbers of the heads.
    key_heads : tuple of int
        For each of them, the place of its key head.
    rotated : bool
        Whether queries and keys are those after a rotation by position.
    scaling : float
        Factor on the inner products in the model's scores.
    """

    model: str
    kind: AttentionKind
    layer: int
    query_sequence: SequenceName
    key_sequence: SequenceName
    heads: tuple[int, ...]
    key_heads: tuple[int, ...]
    rotated: bool
    scaling: float


@dataclass(frozen=True, eq=False)
class LayerHeads:
    """A layer's heads with their clusters.

    Attributes
    ----------
    place : LensPlace
    queries : sequence of HeadClusters
        One per head.
    keys : sequence of KeyHead
        One per key head.
    """

    place: LensPlace
    queries: Sequence[HeadClusters]
    keys: Sequence[KeyHead]

    def pairs(self) -> list[tuple[HeadClusters, HeadClusters]]:
        """Give the clusters of the queries of each head and those of the keys they meet."""
        return [
            (query, self.keys[key].key) for query, key in zip(self.queries, self.place.key_heads, strict=True)
        ]


def lens_layer(layer: LayerHeads, *, asking: SideLists, answering: SideLists) -> LensLayer:
    """Put the clusters of a layer's heads together.

    Parameters
    ----------
    asking, answering : SideLists
        Lists of the side that queries are from and of the one that keys are from, which may be the same; what
        the clusters list is added to them.

    Returns
    -------
    LensLayer
    """
    place = layer.place
    products = [similarity(query, key) for query, key in layer.pairs()]
    return LensLayer(
        schema_version=SCHEMA_VERSION,
        model=place.model,
        kind=place.kind,
        layer=place.layer,
        query_sequence=place.query_sequence,
        key_sequence=place.key_sequence,
        heads=place.heads,
        key_heads=place.key_heads,
        rotated=place.rotated,
        scaling=place.scaling,
        query=cluster_set(layer.queries, asking),
        key=cluster_set([head.key for head in layer.keys], answering),
        value=cluster_set([head.value for head in layer.keys], answering),
        similarity=encode_vectors(_stacked(products)),
        query_order=encode_counts(_stacked([like_neighbours(rows) for rows in products])),
        key_order=encode_counts(_stacked([like_neighbours(rows.T) for rows in products])),
        written=encode_counts(_stacked([head.written for head in layer.keys])),
    )


def similarity(query: HeadClusters, key: HeadClusters) -> npt.NDArray[np.float64]:
    """Inner products of centroids, of shape (n_query_clusters, n_key_clusters)."""
    return np.asarray(query.centroids.astype(np.float64) @ key.centroids.astype(np.float64).T)


def cluster_set(heads: Sequence[HeadClusters], lists: SideLists) -> ClusterSet:
    """Pack the clusters of the heads of a layer in one role; what they list is added to `lists`."""

    def packed(counts: Callable[[HeadClusters], Numbers]) -> CountArray:
        return encode_counts(_stacked([counts(head) for head in heads]))

    def words(ranked: Callable[[HeadClusters], list[RankedWords]]) -> CountArray:
        return packed(lambda head: np.stack([_word_rows(each, lists) for each in ranked(head)]))

    relations = [head.relations for head in heads if head.relations is not None]
    return ClusterSet(
        n_clusters=tuple(len(head.centroids) for head in heads),
        inertia=tuple(float(f"{head.inertia:.6g}") for head in heads),
        sizes=packed(lambda head: head.sizes),
        centroids=encode_vectors(_stacked([head.centroids for head in heads])),
        classes=packed(lambda head: head.classes),
        relations=encode_counts(_stacked(relations)) if relations else None,
        deciles=packed(lambda head: head.deciles),
        positions=packed(lambda head: head.positions),
        frequent=words(lambda head: head.frequent),
        distinctive=words(lambda head: head.distinctive),
        z_scores=encode_vectors(
            _stacked([np.stack([_filled(each.scores) for each in head.distinctive]) for head in heads])
        ),
        examples=packed(
            lambda head: np.stack([_filled(lists.examples.of(each) + 1) for each in head.examples])
        ),
    )


def _word_rows(ranked: RankedWords, lists: SideLists) -> Numbers:
    return np.stack([_filled(lists.words.of(ranked.words)), _filled(ranked.counts)], axis=1)


def _filled(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """Add zeros up to the number that is listed at most."""
    return np.pad(values, (0, N_LISTED - len(values)))


def _stacked(arrays: Sequence[npt.NDArray[Kind]]) -> npt.NDArray[Kind]:
    """Stack the arrays of the heads, zeros added where another head has more clusters."""
    shape = np.max([array.shape for array in arrays], axis=0)
    whole = np.zeros((len(arrays), *shape), arrays[0].dtype)
    for head, array in zip(whole, arrays, strict=True):
        head[tuple(map(slice, array.shape))] = array
    return whole
