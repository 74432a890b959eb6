"""What a plan leaves of a page's payloads: documents coarsened, parts left out, and the lists that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attlas.precompute.coarse import coarsened
from attlas.precompute.contract import (
    Attention,
    AttentionLayer,
    Contents,
    Document,
    LeftOut,
    ModelRun,
    SiteExport,
)
from attlas.precompute.errors import AttlasError


@dataclass(frozen=True)
class Level:
    """How much of a document's arrays is kept.

    Parameters
    ----------
    max_error : float
        Largest error of the attention; 0 for that of the export.
    vectors : bool
        Whether queries, keys and values are kept.
    """

    max_error: float = 0.0
    vectors: bool = True


LEVELS = (
    Level(),
    Level(0.008),
    Level(0.008, vectors=False),
    Level(0.016, vectors=False),
    Level(0.032, vectors=False),
)


@dataclass(frozen=True)
class Plan:
    """What is kept of a page's payloads.

    Parameters
    ----------
    levels : tuple of int
        For each document that is kept, its place in `LEVELS`; those after the last of them are left out.
    lens, over_all : bool
        Whether HeadLens is kept, and what was computed over all documents.
    """

    levels: tuple[int, ...]
    lens: bool = True
    over_all: bool = True


def reduced(document: Document, level: Level, reason: str, *, lens: bool) -> Document:
    """Keep of a document what a level allows.

    Parameters
    ----------
    reason : str
        Why vectors are not there, for the reader: "they were left out …".
    lens : bool
        Whether to keep the clusters of its tokens.

    Raises
    ------
    AttlasError
        If an array of the document is damaged.
    """
    if level == LEVELS[0] and lens:
        return document
    try:
        runs = tuple(_reduced_run(run, level, reason, lens=lens) for run in document.runs)
    except AttlasError as error:
        raise AttlasError(f"document {document.id!r}: {error}") from error
    return document.model_copy(update={"runs": runs})


def _reduced_run(run: ModelRun, level: Level, reason: str, *, lens: bool) -> ModelRun:
    def reduced_part(attention: Attention) -> Attention:
        layers = tuple(_reduced_layer(layer, level, reason, lens=lens) for layer in attention.layers)
        return attention.model_copy(update={"layers": layers})

    return run.model_copy(update={"attention": tuple(map(reduced_part, run.attention))})


def _reduced_layer(layer: AttentionLayer, level: Level, reason: str, *, lens: bool) -> AttentionLayer:
    update: dict[str, object] = {"weights": coarsened(layer.weights, level.max_error)}
    if layer.vectors is not None and not level.vectors:
        update |= {"vectors": None, "vectors_note": reason}
    if not lens:
        update["lens"] = None
    return layer.model_copy(update=update)


def keeps(plan: Plan, file: str) -> bool:
    """Whether a payload other than a document is kept, by the name that its file has in the export."""
    return plan.lens if file.startswith("lens/") else plan.over_all


def trimmed(contents: Contents, plan: Plan) -> Contents:
    """List what is kept."""
    over_all = {} if plan.over_all else {"corpus": (), "statistics": (), "comparisons": ()}
    lens = {} if plan.lens else {"lens": ()}
    return contents.model_copy(
        update={"documents": contents.documents[: len(plan.levels)], **over_all, **lens}
    )


def left_out(contents: Contents, plan: Plan) -> LeftOut:
    """List what is not kept of it."""
    lens = () if plan.lens else contents.lens
    corpus, statistics, comparisons = (
        ((), (), ()) if plan.over_all else (contents.corpus, contents.statistics, contents.comparisons)
    )
    return LeftOut(
        n_documents=len(contents.documents) - len(plan.levels),
        lens=tuple(entry.model for entry in lens),
        corpus=tuple(entry.model for entry in corpus),
        statistics=tuple(entry.model for entry in statistics),
        comparisons=tuple(entry.models for entry in comparisons),
    )


def cut(exports: Sequence[SiteExport], n_documents: int) -> tuple[SiteExport, ...]:
    """Count the documents of each export when only the first `n_documents` of all are kept."""
    return tuple(_cut(exports, n_documents))


def _cut(exports: Sequence[SiteExport], n_left: int) -> Iterator[SiteExport]:
    for export in exports:
        n_own = min(export.n_documents, n_left)
        yield export.model_copy(update={"n_documents": n_own})
        n_left -= n_own
