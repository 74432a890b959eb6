"""What a reader without a script sees of the first documents: figures, and the strongest of heads and vectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import isqrt

import numpy as np
import numpy.typing as npt

from attlas.precompute.axes import Weights
from attlas.precompute.codec import decode, decode_floats
from attlas.precompute.contract import (
    Attention,
    AttentionKind,
    AttentionLayer,
    Document,
    DocumentEntry,
    ModelRun,
    RunSummary,
    TokenSequence,
)
from attlas.precompute.errors import AttlasError

from .picture import grey_png, ink, max_pool
from .prediction import prediction_text

N_SAMPLES = 3
"""Documents shown in full without a script."""

_PIXELS = 40_000
_LARGEST_CELL = 32
_LINE = 2
_MOST_LINKS = 256
_MOST_PEAKS = 256


@dataclass(frozen=True)
class Link:
    """The strongest link of one head, from the query that asks to the key that answers."""

    layer: int
    head: int
    query: str
    key: str
    weight: float


@dataclass(frozen=True)
class Figure:
    """All layers and heads of one kind of attention, as a picture with its row and column numbers."""

    kind: AttentionKind
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    picture: str
    links: tuple[Link, ...]
    n_heads: int
    """Heads in the figure; more than there are `links` if only the strongest of those are listed."""


@dataclass(frozen=True)
class Peak:
    """The token of an imported vector with its largest value."""

    vector: str
    token: str
    value: float


@dataclass(frozen=True)
class Sample:
    """One document and what the first model that read it made of it, without the arrays, which are large."""

    document: Document
    run: ModelRun
    prediction: str | None
    figures: tuple[Figure, ...]
    peaks: tuple[Peak, ...]
    n_vectors: int
    """Imported vectors; more than there are `peaks` if only the first of those are listed."""


def sample(document: Document) -> Sample:
    """Reduce a document to what is shown without a script.

    Raises
    ------
    AttlasError
        If an array of the document is damaged.
    """
    run = document.runs[0]
    try:
        figures = tuple(_figure(run, attention) for attention in run.attention if attention.layers)
        peaks = tuple(islice(_peaks(run), _MOST_PEAKS))
    except AttlasError as error:
        raise AttlasError(f"document {document.id!r}: {error}") from error
    return Sample(
        document=document.model_copy(update={"runs": ()}),
        run=run.model_copy(update={"attention": (), "vectors": None}),
        prediction=prediction_text(run.prediction) if run.prediction else None,
        figures=figures,
        peaks=peaks,
        n_vectors=sum(len(block.vectors) for block in run.vectors.blocks) if run.vectors else 0,
    )


def summary(entry: DocumentEntry) -> RunSummary:
    """Pick what the first model that read a document made of it."""
    return next(run for run in entry.runs if run)


def _peaks(run: ModelRun) -> Iterator[Peak]:
    """Find the largest value of every imported vector, the first of equal ones."""
    for block in run.vectors.blocks if run.vectors else ():
        for number, vector in enumerate(block.vectors):
            values = decode_floats(vector.values)
            at = int(values.argmax())
            names = (block.name, str(number) if vector.name is None else vector.name)
            yield Peak(
                vector=" · ".join(filter(None, names)),
                token=run.source.labels[block.start + at],
                value=float(values[at]),
            )


def _figure(run: ModelRun, attention: Attention) -> Figure:
    """Draw and list one kind of attention, one layer in memory at a time."""
    heads = tuple(sorted({head for layer in attention.layers for head in layer.heads}))
    side = _cell_side(len(attention.layers) * len(heads))
    query, key = _sequence(run, attention.query), _sequence(run, attention.key)
    strips: list[npt.NDArray[np.uint8]] = []
    links: list[Link] = []
    for layer in attention.layers:
        weights = decode(layer.weights)
        strips.append(
            _strip(max_pool(weights, side), columns=[heads.index(head) for head in layer.heads], n=len(heads))
        )
        links.extend(_strongest(layer, weights, query, key))
    kept = sorted(links, key=lambda link: -link.weight)[:_MOST_LINKS]
    return Figure(
        kind=attention.kind,
        layers=tuple(layer.layer for layer in attention.layers),
        heads=heads,
        picture=grey_png(np.concatenate(strips)),
        links=tuple(sorted(kept, key=lambda link: (link.layer, link.head))),
        n_heads=len(links),
    )


def _cell_side(n_cells: int) -> int:
    """Pixels along a head's square, so that the whole picture has about `_PIXELS`."""
    return max(1, min(_LARGEST_CELL, isqrt(_PIXELS // n_cells) - 1))


def _strip(pooled: Weights, *, columns: list[int], n: int) -> npt.NDArray[np.uint8]:
    """Draw a layer as a row of `n` squares with lines between; that of a head that is not kept is white."""
    height, width = pooled.shape[1:]
    strip = np.full((height + 1, n, width + 1), _LINE, np.uint8)
    strip[:height, :, :width] = 0
    strip[:height, columns, :width] = ink(pooled).transpose(1, 0, 2)
    return strip.reshape(height + 1, n * (width + 1))


def _strongest(
    layer: AttentionLayer, weights: Weights, query: TokenSequence, key: TokenSequence
) -> Iterator[Link]:
    """Find every head's strongest link between tokens of the text, or all if there are only special ones."""
    rows, columns = _shown(query), _shown(key)
    for head, matrix in zip(layer.heads, weights[:, rows][:, :, columns], strict=True):
        row, column = divmod(int(matrix.argmax()), len(columns))
        yield Link(
            layer=layer.layer,
            head=head,
            query=query.labels[rows[row]],
            key=key.labels[columns[column]],
            weight=float(matrix[row, column]),
        )


def _shown(sequence: TokenSequence) -> list[int]:
    ordinary = [index for index, special in enumerate(sequence.special) if not special]
    return ordinary or list(range(len(sequence.special)))


def _sequence(run: ModelRun, name: str) -> TokenSequence:
    return run.target if name == "target" and run.target is not None else run.source
