"""What the vectors of one head in one role stand for: its clusters, and what is counted in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..axes import Centroids, Vectors
from .clusters import Clustering, cluster
from .tokens import N_DECILES, N_PLACES, LensTokens, Numbers, crosstab
from .words import N_LISTED, RankedWords, distinctive_words, frequent_words


@dataclass(frozen=True, eq=False)
class HeadClusters:
    """Clusters of one head in one role; words and examples are places in `LensTokens`.

    Attributes
    ----------
    centroids : float32 array of shape (n_clusters, dim)
    inertia : float
        Mean squared distance of the vectors to their centroid.
    is_short : bool
        Whether too few vectors differ for all clusters asked for.
    sizes : int array of shape (n_clusters,)
    classes, deciles, positions : int array of shape (n_clusters, count)
        Vectors per class of token, tenth of their sequence, and place in it.
    relations : int array of shape (n_clusters, n_relations), optional
        Vectors per relation of the token's word; None without a parser.
    frequent, distinctive : list of RankedWords, one per cluster
    examples : list of int array, one per cluster
        Tokens, each from another text, 20 at most.
    """

    centroids: Centroids
    inertia: float
    is_short: bool
    sizes: Numbers
    classes: Numbers
    deciles: Numbers
    positions: Numbers
    relations: Numbers | None
    frequent: list[RankedWords]
    distinctive: list[RankedWords]
    examples: list[Numbers]


@dataclass(frozen=True, eq=False)
class KeyHead:
    """Clusters of the keys and of the values of one key head, and how often they meet in a token.

    Attributes
    ----------
    written : int array of shape (n_key_clusters, n_value_clusters)
        Tokens per cluster of their key and cluster of their value.
    """

    key: HeadClusters
    value: HeadClusters
    written: Numbers


def query_head(queries: Vectors, tokens: LensTokens, n_clusters: int | None) -> HeadClusters:
    """Cluster the queries of a head, float32 of shape (n_tokens, dim), and count what is in the clusters."""
    return described(cluster(queries, n_clusters), tokens)


def key_head(keys: Vectors, values: Vectors, tokens: LensTokens, n_clusters: int | None) -> KeyHead:
    """Cluster keys and values of the same tokens, float32 of shape (n_tokens, dim), each by themselves."""
    key, value = cluster(keys, n_clusters), cluster(values, n_clusters)
    return KeyHead(
        described(key, tokens),
        described(value, tokens),
        crosstab(key.labels, value.labels, key.n_clusters, value.n_clusters),
    )


def described(found: Clustering, tokens: LensTokens) -> HeadClusters:
    """Count what is in the clusters of a head."""

    def counted(what: Numbers, n_different: int) -> Numbers:
        return crosstab(found.labels, what, found.n_clusters, n_different)

    words = counted(tokens.word_of, len(tokens.words))
    relations = tokens.relations
    return HeadClusters(
        centroids=found.centroids,
        inertia=found.inertia,
        is_short=found.is_short,
        sizes=np.bincount(found.labels, minlength=found.n_clusters),
        classes=counted(tokens.class_of, len(tokens.classes)),
        deciles=counted(tokens.decile, N_DECILES),
        positions=counted(tokens.early_place, N_PLACES + 1),
        relations=None if relations is None else counted(relations.of, len(relations.classes)),
        frequent=frequent_words(words),
        distinctive=distinctive_words(words),
        examples=_examples(found, tokens),
    )


def _examples(found: Clustering, tokens: LensTokens) -> list[Numbers]:
    """List a token of each text that a cluster has one in, as far as there is room."""
    labels, texts = found.labels[tokens.by_text], tokens.text_of[tokens.by_text]
    members = [np.flatnonzero(labels == number) for number in range(found.n_clusters)]
    return [
        tokens.by_text[places[np.unique(texts[places], return_index=True)[1][:N_LISTED]]]
        for places in members
    ]
