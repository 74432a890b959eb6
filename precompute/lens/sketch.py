"""Heads in a few words: the pair of clusters that meet with the largest inner product."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..contract import ClusterSketch, HeadSketch
from .head import HeadClusters
from .layer import LayerHeads, similarity
from .lists import SideLists
from .tokens import LensTokens, Numbers
from .words import RankedWords

SMALLEST_SHARE = 0.01
"""Share of the vectors below which a cluster does not stand for its head."""

N_SHOWN = 3


def head_sketches(
    layer: LayerHeads,
    *,
    asking: tuple[LensTokens, SideLists],
    answering: tuple[LensTokens, SideLists],
) -> list[HeadSketch]:
    """Describe every head of a layer.

    Parameters
    ----------
    asking, answering : pair of LensTokens and SideLists
        The side that queries are from, and the one that keys are from.
    """
    place, sketches = layer.place, []
    for number, (query, key) in zip(place.heads, layer.pairs(), strict=True):
        products = similarity(query, key)
        row, column = _strongest(products, _eligible(query, asking[0]), _eligible(key, answering[0]))
        sketches.append(
            HeadSketch(
                kind=place.kind,
                layer=place.layer,
                head=number,
                query=_cluster_sketch(query, row, *asking),
                key=_cluster_sketch(key, column, *answering),
                similarity=_rounded(products[row, column]),
                scaled=_rounded(products[row, column] * place.scaling),
                spread=_rounded(_spread(products * place.scaling, query.sizes, key.sizes)),
            )
        )
    return sketches


def _eligible(head: HeadClusters, tokens: LensTokens) -> Numbers:
    """Find the clusters that may stand for a head: large ones, and not of special tokens; all if there is none."""
    is_special = np.array([each.role == "special" for each in tokens.classes])
    mostly_special = 2 * head.classes[:, is_special].sum(axis=1) > head.sizes
    is_large = head.sizes >= SMALLEST_SHARE * head.sizes.sum()
    found = np.flatnonzero(is_large & ~mostly_special)
    return found if found.size else np.arange(len(head.sizes))


def _strongest(products: npt.NDArray[np.float64], rows: Numbers, columns: Numbers) -> tuple[int, int]:
    place = int(products[np.ix_(rows, columns)].argmax())
    return int(rows[place // len(columns)]), int(columns[place % len(columns)])


def _spread(scaled: npt.NDArray[np.float64], query_sizes: Numbers, key_sizes: Numbers) -> float:
    weights = np.outer(query_sizes, key_sizes)
    mean = np.average(scaled, weights=weights)
    return float(np.sqrt(np.average((scaled - mean) ** 2, weights=weights)))


def _cluster_sketch(head: HeadClusters, number: int, tokens: LensTokens, lists: SideLists) -> ClusterSketch:
    counts, size = head.classes[number], int(head.sizes[number])
    largest = np.argsort(-counts, kind="stable")[:N_SHOWN]
    return ClusterSketch(
        cluster=number,
        size=size,
        classes=tuple((int(place), round(counts[place] / size, 4)) for place in largest if counts[place]),
        words=tuple(lists.words.of(_first_words(head.frequent[number], tokens)).tolist()),
    )


def _first_words(ranked: RankedWords, tokens: LensTokens) -> list[int]:
    """Find the foremost words that read differently: a word of two classes is listed twice."""
    first: dict[str, int] = {}
    for word in ranked.words.tolist():
        first.setdefault(tokens.words[word], word)
    return [*first.values()][:N_SHOWN]


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
