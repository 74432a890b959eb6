"""What is wrong inside payloads that have the right form: damaged arrays, rows and errors beyond their bounds.

Faults are sentences that begin with a place in the payload, as ``runs.0.attention.0.layers.3.weights``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .axes import Codes
from .codec import (
    FLOAT_ERROR,
    LEVELS,
    MAX_RELATIVE_ERROR,
    TOP_CODES,
    Bits,
    decode,
    decode_codes,
    decode_counts,
    decode_floats,
    decode_vectors,
    dequantise,
)
from .contract import (
    Attention,
    AttentionLayer,
    Corpus,
    CountArray,
    Document,
    FloatArray,
    HeadVectors,
    ModelRun,
    PackedArray,
    Payload,
    VectorArray,
)
from .errors import AttlasError
from .vectors import recomputed_attention

AnyArray: TypeAlias = PackedArray | FloatArray | VectorArray | CountArray
Shape: TypeAlias = tuple[int, ...]

ROUNDING = 0.01
"""How far half precision, in which some models give their attention, moves the sum of a row."""


def array_faults(payload: Payload, place: str = "", *, skip: Collection[str] = ()) -> Iterator[str]:
    """Find arrays that cannot be read, or hold what is not finite, in any payload but its fields in `skip`."""
    for name, value in payload:
        if name in skip:
            continue
        items = value if isinstance(value, tuple) else (value,)
        for number, item in enumerate(items):
            here = f"{place}{name}.{number}" if isinstance(value, tuple) else f"{place}{name}"
            if isinstance(item, AnyArray):
                yield from _array_faults(item, here)
            elif isinstance(item, Payload):
                yield from array_faults(item, f"{here}.")
            else:
                break  # the items of a tuple are of one sort, as everywhere in the contract


def document_faults(document: Document) -> Iterator[str]:
    """Find what is damaged or beyond its bounds in a document.

    A row of attention sums to 1; or to less, where a sink takes its share of every row of the head, or where the
    author's window keeps a part of the keys. Attention that is recomputed from queries and keys is within the error
    that stands beside them.
    """
    for number, run in enumerate(document.runs):
        place = f"runs.{number}."
        yield from array_faults(run, place, skip=["attention"])
        for at, attention in enumerate(run.attention):
            for layer_at, layer in enumerate(attention.layers):
                yield from _layer_faults(layer, attention, run, f"{place}attention.{at}.layers.{layer_at}.")


def corpus_faults(corpus: Corpus, *, is_part: bool) -> Iterator[str]:
    """Find what is damaged in the mean patterns of heads, whose rows sum to what those of their documents do.

    Parameters
    ----------
    is_part : bool
        Whether a window of the documents was kept, so that rows may lack some.
    """
    for at, patterns in enumerate(corpus.patterns):
        for layer_at, layer in enumerate(patterns.layers):
            place = f"patterns.{at}.layers.{layer_at}.patterns"
            yield from _probability_faults(layer.patterns, layer.heads, place, is_part=is_part)


def _array_faults(array: AnyArray, place: str) -> Iterator[str]:
    try:
        values = _decoded(array)
    except AttlasError as error:
        yield f"{place}: {error}"
        return
    if not np.isfinite(values).all():
        yield f"{place}: a value is not finite, expected numbers; export again"
    if isinstance(array, PackedArray):
        yield from _bound_faults(array, array.scale * MAX_RELATIVE_ERROR, place)
    if isinstance(array, VectorArray):
        bits: Bits = 16 if array.encoding == "row-int16-deflate" else 24
        yield from _bound_faults(array, float(np.abs(values).max(initial=0)) * 0.5 / TOP_CODES[bits], place)


def _bound_faults(array: PackedArray | VectorArray, rounding: float, place: str) -> Iterator[str]:
    """Find a stated error that is smaller than what the rounding of the codes alone may make."""
    if array.max_error < rounding * (1 - FLOAT_ERROR):
        yield f"{place}: states an error of {array.max_error:g}, its codes make {rounding:g}; export again"


def _decoded(array: AnyArray) -> npt.NDArray[np.number]:
    match array:
        case PackedArray():
            return decode(array)
        case FloatArray():
            return decode_floats(array)
        case VectorArray():
            return decode_vectors(array)
        case CountArray():
            return decode_counts(array)


def _layer_faults(layer: AttentionLayer, attention: Attention, run: ModelRun, place: str) -> Iterator[str]:
    yield from array_faults(layer, place, skip=["weights", "vectors"])
    keys = run.target if attention.key == "target" and run.target else run.source
    is_part = keys.n_before + keys.n_after > 0
    faults = [*_probability_faults(layer.weights, layer.heads, f"{place}weights", is_part=is_part)]
    yield from faults
    if layer.vectors is not None and not faults:
        bound = layer.vectors.max_error + layer.weights.max_error
        yield from _vector_faults(layer.vectors, decode(layer.weights), bound, f"{place}vectors.")


def _probability_faults(
    packed: PackedArray, heads: Sequence[int], place: str, *, is_part: bool
) -> Iterator[str]:
    """Find out whether an array, axes (head, query, key), can be read and its rows sum to what they should."""
    try:
        codes = decode_codes(packed)
    except AttlasError as error:
        yield f"{place}: {error}"
        return
    yield from _bound_faults(packed, packed.scale * MAX_RELATIVE_ERROR, place)
    yield from _row_faults(packed, codes, heads, place, is_part=is_part)


def _row_faults(
    packed: PackedArray, codes: Codes, heads: Sequence[int], place: str, *, is_part: bool
) -> Iterator[str]:
    """Find the row of each head whose sum is furthest beyond what the rounding of its codes explains."""
    sums = dequantise(codes, scale=packed.scale).sum(axis=-1, dtype=np.float64)
    rounding = _rounding(packed, codes)
    bounds = ROUNDING + rounding
    # A sink takes something of most rows of its head, damage of few.
    may_lack = is_part | (np.median(1 - sums - rounding / 2, axis=-1, keepdims=True) > 0)
    excess = np.where(sums > 1, sums - 1, np.where(may_lack, 0, 1 - sums)) - bounds
    for head, row in enumerate(excess.argmax(axis=-1)):
        if excess[head, row] > 0:
            yield (
                f"{place}: row {row} of head {heads[head]} sums to {sums[head, row]:.3f}, "
                f"expected 1 within {bounds[head, row]:.3f}; export again"
            )


def _rounding(packed: PackedArray, codes: Codes) -> npt.NDArray[np.float64]:
    """Bound the error of the sum of each row: every code is at most half a step, or as told, from its root."""
    step = packed.scale * (codes.sum(axis=-1, dtype=np.float64) + codes.shape[-1] / 4) / LEVELS**2
    return np.asarray(step * max(1.0, packed.max_error / (packed.scale * MAX_RELATIVE_ERROR)))


def _vector_faults(
    vectors: HeadVectors, weights: npt.NDArray[np.float32], bound: float, place: str
) -> Iterator[str]:
    """Find arrays that do not fit, else attention that the vectors do not give."""
    misfits = [
        f"{place}{name} has shape {shape}, expected {expected}; export again"
        for name, shape, expected in _shapes(vectors, weights.shape)
        if shape != expected
    ]
    damaged = [*array_faults(vectors, place)]
    yield from misfits + damaged
    if misfits or damaged:
        return
    error = np.abs(recomputed_attention(vectors) - weights).max(initial=0)
    if not error <= bound:
        yield f"{place}query: gives attention that is off by {error:.4f}, expected {bound:.4f} at most; export again"


def _shapes(vectors: HeadVectors, weights: Shape) -> Iterator[tuple[str, Shape, Shape]]:
    """Give every array's shape beside the one that it should have."""
    n_heads, n_query, n_key = weights
    n_key_heads = max(vectors.key_heads, default=-1) + 1
    dim = vectors.query.shape[-1:]
    yield "key_heads", (len(vectors.key_heads),), (n_heads,)
    yield "query", vectors.query.shape, (n_heads, n_query, *dim)
    yield "key", vectors.key.shape, (n_key_heads, n_key, *dim)
    yield "value", vectors.value.shape[:-1], (n_key_heads, n_key)
    optional = {
        "offset_bias": (n_heads, n_query + n_key - 1),
        "key_bias": (n_heads, n_key),
        "pair_terms": (n_heads, n_query, n_key),
        "outside": (n_heads, n_query),
    }
    for name, expected in optional.items():
        if (array := getattr(vectors, name)) is not None:
            yield name, array.shape, expected
