"""Which documents run together, and what the export will weigh.

A batch holds documents of exactly equal lengths, so nothing is ever padded: no padding can reach the payload, and
models without a padding token need no special case. The division depends on lengths and settings only, never on
what is left to do or on free memory, so that an interrupted export ends with the bytes it would have had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from attlas.precompute.contract import AttentionKind, AttentionShape
from attlas.precompute.statistics.values import quantities_of

MAX_DOCUMENTS = 32
MAX_TOKENS = 4096
MAX_LAYER_CELLS = 16 * 2**20
"""Attention cells of one layer of one batch: 64 MB in float32."""
MAX_LOGITS = 128 * 2**20
"""Output cells of one batch, tokens by vocabulary: 512 MB in float32."""

BYTES_PER_CELL = ((32, 1.05), (128, 0.82), (512, 0.63))
"""Base64 characters per attention cell, measured on MiniLM, by number of tokens."""
BYTES_PER_TOKEN = 60
BYTES_PER_DIMENSION = 2.67
"""Of a query, key or value: 16 bits that do not compress, in base64."""
BYTES_PER_VALUE = 4
"""Of what a token has from a head, set aside in float32."""
BYTES_PER_DOCUMENT = 1500


@dataclass(frozen=True, order=True)
class Length:
    """Tokens of a document as one model reads it.

    Parameters
    ----------
    source : int
        Source tokens.
    target : int
        Target tokens; 0 for models without a decoder side, and for targets that are yet to be generated.
    """

    source: int
    target: int = 0


def plan_batches(
    lengths: Sequence[Length], *, n_heads: int, vocabulary: int, batch_size: int | None
) -> list[tuple[int, ...]]:
    """Group documents of equal length.

    Parameters
    ----------
    lengths : sequence of Length
        One per document, in reading order.
    n_heads : int
        Heads of the widest layer.
    vocabulary : int
        Output classes per token; 0 where the model's output does not grow with the tokens.
    batch_size : int, optional
        Documents per batch; by default as many as keep a batch within a fixed memory.

    Returns
    -------
    list of tuple of int
        Document numbers; the batches in order of their first document.

    Examples
    --------
    >>> plan_batches([Length(5), Length(7), Length(5)], n_heads=2, vocabulary=0, batch_size=None)
    [(0, 2), (1,)]
    """
    groups: dict[Length, list[int]] = defaultdict(list)
    for number, length in enumerate(lengths):
        groups[length].append(number)
    batches = []
    for length, numbers in groups.items():
        size = batch_size or _automatic_size(length, n_heads=n_heads, vocabulary=vocabulary)
        batches += [tuple(numbers[start : start + size]) for start in range(0, len(numbers), size)]
    return sorted(batches)


def _automatic_size(length: Length, *, n_heads: int, vocabulary: int) -> int:
    tokens = max(length.source, length.target, 1)
    limits = (
        MAX_DOCUMENTS,
        MAX_TOKENS // tokens,
        MAX_LAYER_CELLS // (n_heads * tokens**2),
        MAX_LOGITS // (tokens * vocabulary) if vocabulary else MAX_DOCUMENTS,
    )
    return max(1, min(limits))


def estimate_bytes(
    lengths: Sequence[Length], shapes: Sequence[AttentionShape], *, kept: float = 1.0, vectors: bool = False
) -> int:
    """Estimate the size of an export's documents for one model.

    Parameters
    ----------
    lengths : sequence of Length
        One per document; a target that is yet to be generated counts as long as its source.
    shapes : sequence of AttentionShape
        What attention the model has.
    kept : float
        Share of layers and heads that is kept.
    vectors : bool
        Whether queries, keys and values are kept too.

    Returns
    -------
    int
        Bytes, usually within a third of the truth.
    """
    return round(
        sum(
            _document_bytes(length, shapes, kept) + (_vector_bytes(length, shapes, kept) if vectors else 0)
            for length in lengths
        )
    )


def estimate_value_bytes(
    lengths: Sequence[Length], shapes: Sequence[AttentionShape], *, kept: float = 1.0
) -> int:
    """Give the size of what is set aside of every token for the statistics; parameters as for `estimate_bytes`.

    Returns
    -------
    int
        Bytes, on the disk only while the model runs.
    """
    n_values = sum(
        shape.n_layers
        * shape.n_heads
        * len(quantities_of(shape.kind))
        * _sides(length, shapes)[shape.kind][1]
        for length in lengths
        for shape in shapes
    )
    return round(kept * BYTES_PER_VALUE * n_values)


def _sides(length: Length, shapes: Sequence[AttentionShape]) -> dict[AttentionKind, tuple[int, int]]:
    target = length.target or length.source
    return {
        "encoder": (length.source, length.source),
        "decoder": (target, target) if len(shapes) > 1 else (length.source, length.source),
        "cross": (target, length.source),
    }


def _document_bytes(length: Length, shapes: Sequence[AttentionShape], kept: float) -> float:
    sides = _sides(length, shapes)
    size = float(BYTES_PER_DOCUMENT + BYTES_PER_TOKEN * (length.source + length.target))
    for shape in shapes:
        n_query, n_key = sides[shape.kind]
        causal = 0.55 if shape.kind == "decoder" else 1.0  # half of the cells are 0 and cost next to nothing
        cells = kept * shape.n_layers * shape.n_heads * n_query * n_key
        size += cells * _bytes_per_cell(n_key) * causal
    return size


def _vector_bytes(length: Length, shapes: Sequence[AttentionShape], kept: float) -> float:
    sides = _sides(length, shapes)
    n_vectors = sum(
        shape.n_layers
        * (shape.n_heads * sides[shape.kind][0] + 2 * (shape.n_key_heads or 0) * sides[shape.kind][1])
        * (shape.head_dim or 0)
        for shape in shapes
    )
    return kept * BYTES_PER_DIMENSION * n_vectors


def _bytes_per_cell(n_tokens: int) -> float:
    return next((size for limit, size in BYTES_PER_CELL if n_tokens <= limit), BYTES_PER_CELL[-1][1])
