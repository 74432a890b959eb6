"""What a head does on the average document: attention brought to one length, summed over documents, clustered.

Documents are mapped to sums (`pattern_sums`), sums merge in any grouping (`merged`), and the end of the merging is
the payload (`corpus_patterns`). All of it is computed from what the export holds, so an export that was interrupted
ends with the bytes it would have had, and a reader can compute it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import numpy.typing as npt

from .axes import Codes, Patterns, Weights
from .codec import ROUNDING, decode, dequantise, encode
from .contract import AttentionKind, CorpusPatterns, LayerPatterns, ModelRun
from .piles import head_linkages

N_BANDS = 24
"""Bands per axis: enough to tell neighbours apart in a short sentence, and 8 kB for the 12 heads of a layer."""

STEP = 2.0**-32
"""Patterns are added in whole steps: sums of fewer than 2²¹ documents are exact, in whatever order they come."""

Part = tuple[AttentionKind, int]
"""Kind of attention and number of the layer."""


@dataclass(frozen=True)
class PatternSums:
    """Patterns added up over documents; without arguments, the sum over none.

    Parameters
    ----------
    n_documents : int
        Documents that were added.
    heads : mapping of Part to tuple of int
        Head numbers of each layer, in the order of its array.
    totals : mapping of Part to float64 array of shape (n_heads, n_query_bands, n_key_bands)
        Their patterns' sum.
    """

    n_documents: int = 0
    heads: Mapping[Part, tuple[int, ...]] = field(default_factory=dict)
    totals: Mapping[Part, Patterns] = field(default_factory=dict)


def pattern_sums(run: ModelRun) -> PatternSums:
    """Bring all attention of one document to one length, from the 8 bits that are kept of it."""
    # What a batch that has just run gives, `summed_patterns` of its codes, has the same bits.
    layers = {(part.kind, layer.layer): layer for part in run.attention for layer in part.layers}
    return PatternSums(
        n_documents=1,
        heads={part: layer.heads for part, layer in layers.items()},
        totals={part: _summed(decode(layer.weights)[np.newaxis]) for part, layer in layers.items()},
    )


def summed_patterns(codes: Codes) -> Patterns:
    """Bring one layer of documents of equal length to one length, and add them up.

    Parameters
    ----------
    codes : uint8 array of shape (n_documents, n_heads, n_query, n_key)
        Attention as it is kept; see `codec.quantise`.

    Returns
    -------
    float64 array of shape (n_heads, n_bands, n_bands)
        To the last bit the sum of what `pattern_sums` gives of each document.
    """
    return _summed(dequantise(codes))


def _summed(weights: Weights) -> Patterns:
    steps = resampled(weights, rounding=ROUNDING)
    steps /= STEP
    np.rint(steps, out=steps)
    return np.asarray(steps.sum(axis=0) * STEP)


def merged(one: PatternSums, other: PatternSums) -> PatternSums:
    """Add two sums over different documents of one model."""
    if not one.n_documents or not other.n_documents:
        return one if one.n_documents else other
    return PatternSums(
        n_documents=one.n_documents + other.n_documents,
        heads=one.heads,
        totals={part: total + other.totals[part] for part, total in one.totals.items()},
    )


def corpus_patterns(sums: PatternSums) -> tuple[CorpusPatterns, ...]:
    """Turn sums into means and cluster the heads by them, layer by layer and all together.

    The feature of a head is that of `head_distances`, of its mean pattern in place of one document's weights.

    Raises
    ------
    AttlasError
        If a pattern is not finite.
    """
    means = {part: total / sums.n_documents for part, total in sums.totals.items()}
    return tuple(
        CorpusPatterns(
            kind=kind,
            layers=tuple(_layer(part, sums.heads[part], means[part]) for part in parts),
            linkages=head_linkages(
                np.concatenate([means[part] for part in parts]), same_sequence=kind != "cross"
            ),
        )
        for kind, parts in _by_kind(means)
    )


def resampled(weights: Weights, *, n_bands: int = N_BANDS, rounding: float = 0.0) -> Patterns:
    """Bring attention to one length by area averaging.

    Queries and keys are divided into `n_bands` bands each: band ``b`` covers the stretch from ``b / n_bands`` to
    ``(b + 1) / n_bands`` of its sequence, in which every token takes up the same length; a token on a boundary
    belongs to both sides by its share. The value of a cell is the mean over the queries of its row of the sum over
    the keys of its column. So a band of queries keeps the weight that they give: rows that sum to 1 still do.

    Parameters
    ----------
    weights : float array of shape (..., n_query, n_key)
        Attention probabilities.
    n_bands : int
        Length of both axes of a pattern.
    rounding : float
        Largest error of the square roots of `weights`. Rows that it alone can have kept from a sum of 1 are scaled
        to 1; those that lack more, as beside a sink, stay as they are.

    Returns
    -------
    float64 array of shape (..., n_bands, n_bands)

    Examples
    --------
    >>> weights = np.array([[[0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.0, 0.5, 0.5]]])
    >>> resampled(weights, n_bands=1).tolist()
    [[[1.0]]]
    >>> resampled(weights, n_bands=2).round(3).tolist()
    [[[0.667, 0.333], [0.333, 0.667]]]
    """
    n_query, n_key = weights.shape[-2:]
    queries, keys = _shares(n_query, n_bands), _shares(n_key, n_bands)
    queries = queries / queries.sum(axis=1, keepdims=True)
    by_key = (weights @ keys.T.astype(weights.dtype)).astype(np.float64)
    return np.asarray(queries @ _whole_rows(by_key, n_key=n_key, rounding=rounding))


def _shares(n_tokens: int, n_bands: int) -> npt.NDArray[np.float64]:
    """Share of each token that lies in each band, (band, token); exact, as both are counted in whole steps."""
    starts, edges = np.arange(n_tokens) * n_bands, np.arange(n_bands)[:, None] * n_tokens
    overlap = np.minimum(starts + n_bands, edges + n_tokens) - np.maximum(starts, edges)
    return np.asarray(np.maximum(overlap, 0) / n_bands)


def _whole_rows(rows: Patterns, *, n_key: int, rounding: float) -> Patterns:
    """Scale rows to 1 that rounding alone can have kept from it.

    A rounding by ``h`` of its root moves a weight ``p`` by at most ``2 h sqrt(p) + h²``, and so a row of ``n``
    weights with sum ``s`` by at most ``2 h sqrt(n s) + n h²``.
    """
    total = rows.sum(axis=-1, keepdims=True)
    bound = 2 * rounding * np.sqrt(n_key * total) + n_key * rounding**2
    return np.asarray(np.where(np.abs(total - 1) <= bound, rows / np.where(total > 0, total, 1), rows))


def _by_kind(means: Mapping[Part, Patterns]) -> list[tuple[AttentionKind, list[Part]]]:
    return [(kind, list(parts)) for kind, parts in groupby(means, key=lambda part: part[0])]


def _layer(part: Part, heads: tuple[int, ...], means: Patterns) -> LayerPatterns:
    kind, layer = part
    return LayerPatterns(
        layer=layer,
        heads=heads,
        patterns=encode(means),
        linkages=head_linkages(means, same_sequence=kind != "cross"),
    )
