"""Queries, keys and values of a layer as a payload from which the page recomputes its attention, term by term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .axes import Weights
from .codec import Bits, decode_floats, decode_vectors, encode_floats, encode_vectors
from .contract import FloatArray, HeadVectors
from .score_terms import Scores, Terms, added_terms, along_offsets
from .visibility import Band, UnexplainedScoreError, visible_band, within

Vectors: TypeAlias = npt.NDArray[np.floating]
"""Vectors of one layer, float, shape (n_heads, n_tokens, dim)."""

ROUNDING = 4e-6
"""Largest rounding error of a float32 score, for vectors of length 1."""

CLOSE = 1e-4
"""Error of the attention up to which 16 bits will do for queries and keys."""

WRONG = 0.01
"""Difference from the model's attention that no loss of precision explains."""

WITHOUT_SINK = 1e-4
"""How far below 1 rounding may leave the sum of a row."""

NOTHING = -80.0
"""A logarithm so far below that of the whole row that it adds nothing in float32."""


@dataclass(frozen=True, eq=False)
class ScoredLayer:
    """All that one attention layer computed for one document.

    Attributes
    ----------
    query : float array of shape (n_heads, n_query, dim)
    key, value : float array of shape (n_key_heads, n_key, dim)
        With grouped queries each key head serves as many neighbouring heads.
    scores : float array of shape (n_heads, n_query, n_key)
        What the softmax saw; masked cells are ``-inf``.
    weights : float array of shape (n_heads, n_query, n_key)
        What came out of it, less the share of a sink.
    scaling : float
        Factor on the products.
    soft_cap : float, optional
        Bound that the scaled products are bent to stay within.
    rotated : bool
        Whether queries and keys were rotated by their positions.
    same_sequence : bool
        Whether queries and keys are the same tokens.
    """

    query: Vectors
    key: Vectors
    value: Vectors
    scores: Scores
    weights: Weights
    scaling: float
    soft_cap: float | None
    rotated: bool
    same_sequence: bool


def head_vectors(
    layer: ScoredLayer, *, heads: Sequence[int], queries: slice = slice(None), keys: slice = slice(None)
) -> HeadVectors:
    """Pack the vectors of some heads with the terms that lead from their products to their attention.

    Parameters
    ----------
    layer : ScoredLayer
        All heads and tokens.
    heads : sequence of int
        Heads to keep.
    queries, keys : slice
        Tokens to keep.

    Returns
    -------
    HeadVectors
        Its ``max_error`` is measured against the layer's weights.

    Raises
    ------
    UnexplainedScoreError
        If the mask is no band, or the terms do not give the layer's weights.
    """
    parts = _parts(layer, list(heads), queries, keys)
    vectors = _packed(layer, parts, bits=16)
    if not vectors.max_error <= CLOSE:
        vectors = _packed(layer, parts, bits=24)
    if not vectors.max_error <= WRONG:
        raise UnexplainedScoreError(
            "products of queries and keys, with the terms added, give attention that is off by "
            f"{vectors.max_error:.2g}"
        )
    return vectors


def recomputed_attention(vectors: HeadVectors) -> Weights:
    """Compute the attention of a layer from its payload alone, as the page does.

    Returns
    -------
    float32 array of shape (n_heads, n_query, n_key)
        Within ``vectors.max_error`` of what the model computed.
    """
    scores = recomputed_scores(vectors)
    total = _log_sum(scores)
    if vectors.outside is not None:
        total = np.logaddexp(total, decode_floats(vectors.outside))
    return np.exp(scores - total[..., np.newaxis]).astype(np.float32)


def recomputed_scores(vectors: HeadVectors) -> Scores:
    """Compute the scores of a layer from its payload alone, as the page does.

    Returns
    -------
    float array of shape (n_heads, n_query, n_key)
        What the softmax saw, up to a constant per row; masked cells are ``-inf``.
    """
    query, key = decode_vectors(vectors.query), decode_vectors(vectors.key)[list(vectors.key_heads)]
    scores = _capped(vectors.scaling * (query @ key.swapaxes(1, 2)), vectors.soft_cap)
    if vectors.offset_bias is not None:
        scores = scores + along_offsets(decode_floats(vectors.offset_bias))
    if vectors.key_bias is not None:
        scores = scores + decode_floats(vectors.key_bias)[:, np.newaxis]
    if vectors.pair_terms is not None:
        scores = scores + decode_vectors(vectors.pair_terms)
    band = Band(vectors.visible_back, vectors.visible_ahead)
    return np.where(within(band, *scores.shape[1:]), scores, -np.inf)


@dataclass(frozen=True, eq=False)
class _Parts:
    """What is kept of a layer: chosen heads with their key heads, chosen tokens."""

    query: Vectors
    key: Vectors
    value: Vectors
    key_heads: tuple[int, ...]
    weights: Weights
    terms: Terms
    outside: Scores | None
    band: Band


def _parts(layer: ScoredLayer, heads: list[int], queries: slice, keys: slice) -> _Parts:
    key_heads = [head * len(layer.key) // len(layer.query) for head in heads]
    used = sorted(set(key_heads))
    own = [used.index(head) for head in key_heads]
    query, key = layer.query[heads][:, queries], layer.key[used][:, keys]
    rows, row_weights = layer.scores[heads][:, queries], layer.weights[heads][:, queries]
    scores = rows[..., keys]
    terms = _terms(layer, query, key[own], scores)
    return _Parts(
        query=query,
        key=key,
        value=layer.value[used][:, keys],
        key_heads=tuple(own),
        weights=row_weights[..., keys],
        terms=terms,
        outside=_outside(rows, row_weights, scores, terms),
        band=visible_band(np.isfinite(scores)),
    )


def _packed(layer: ScoredLayer, parts: _Parts, *, bits: Bits) -> HeadVectors:
    """Encode queries, keys and pair terms in so many bits, and measure what comes of it."""
    pair_terms = parts.terms.pair_terms
    vectors = HeadVectors(
        query=encode_vectors(parts.query, bits=bits),
        key=encode_vectors(parts.key, bits=bits),
        value=encode_vectors(parts.value),
        key_heads=parts.key_heads,
        rotated=layer.rotated,
        scaling=layer.scaling,
        soft_cap=layer.soft_cap,
        offset_bias=_floats(parts.terms.offset_bias),
        key_bias=_floats(parts.terms.key_bias),
        pair_terms=None if pair_terms is None else encode_vectors(pair_terms, bits=bits),
        outside=_floats(parts.outside),
        visible_back=parts.band.back,
        visible_ahead=parts.band.ahead,
        max_error=0,
    )
    error = np.abs(recomputed_attention(vectors) - parts.weights).max(initial=0)
    # Three digits, and never below what was measured.
    return vectors.model_copy(update={"max_error": float(f"{error * 1.01:.2e}")})


def _terms(layer: ScoredLayer, query: Vectors, key: Vectors, scores: Scores) -> Terms:
    products = _capped(layer.scaling * (query @ key.swapaxes(1, 2)), layer.soft_cap)
    longest = [float(np.linalg.norm(vectors, axis=-1).max()) for vectors in (query, key)]
    return added_terms(
        scores - products,
        np.isfinite(scores),
        tolerance=ROUNDING * max(1.0, abs(layer.scaling) * longest[0] * longest[1]),
        same_sequence=layer.same_sequence,
    )


def _outside(rows: Scores, weights: Weights, scores: Scores, terms: Terms) -> Scores | None:
    """Weigh what took part in the softmax and is not kept: a sink, and keys that were cut off.

    Parameters
    ----------
    rows, weights : float array of shape (n_heads, n_query, n_key)
        Scores and attention over all keys.
    scores : float array of shape (n_heads, n_query, n_kept_key)
        The part of `rows` that is kept.

    Returns
    -------
    float array of shape (n_heads, n_query), or None
        Logarithm of the summed exponentials; None if nothing did.
    """
    shares = weights.sum(axis=-1, dtype=np.float64)
    has_sink = bool((shares < 1 - WITHOUT_SINK).any())
    if not has_sink and scores.shape == rows.shape:
        return None
    total = _log_sum(rows)
    if has_sink:
        total = total - np.log(np.maximum(shares, np.exp(NOTHING)))
    rest = -np.expm1(np.minimum(_log_sum(scores) - total, 0))
    shift = 0 if terms.shift is None else terms.shift[..., 0]
    return np.asarray(total + np.log(np.maximum(rest, np.exp(NOTHING))) - shift)


def _log_sum(scores: Scores) -> npt.NDArray[np.float64]:
    """Logarithm of the sum of the exponentials over keys, of which each row has one that is visible."""
    highest = scores.max(axis=-1, keepdims=True)
    total = np.exp(scores - highest).sum(axis=-1, dtype=np.float64)
    return np.asarray(highest[..., 0] + np.log(total))


def _capped(products: Scores, soft_cap: float | None) -> Scores:
    return products if soft_cap is None else soft_cap * np.tanh(products / soft_cap)


def _floats(values: Scores | None) -> FloatArray | None:
    return None if values is None else encode_floats(values)
