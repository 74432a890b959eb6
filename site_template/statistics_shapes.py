"""Whether the parts of statistics and of comparisons fit together, and name documents that there are."""

from __future__ import annotations

from pathlib import Path

from attlas.precompute.codec import decode_counts
from attlas.precompute.contract import Comparison, FlowProfiles, PartStatistics, Statistics
from attlas.precompute.errors import AttlasError
from attlas.precompute.statistics.similarity import n_compared

from .array_shapes import check_array, check_places

N_CONTEXT_FIELDS, N_EDGE_FIELDS = 3, 4


def check_statistics(statistics: Statistics, n_documents: int, path: Path) -> None:
    """See that every array is as long as what is named beside it.

    Parameters
    ----------
    n_documents : int
        Documents of the export.

    Raises
    ------
    AttlasError
        Naming the first array where this is not so.
    """
    for part in statistics.parts:
        _check_part(part, len(statistics.groups), n_documents, path)
    _check_flows(statistics.flows, n_documents, path)


def check_comparison(comparison: Comparison, n_documents: int, path: Path) -> None:
    """See that every array is as long as what is named beside it.

    Parameters
    ----------
    n_documents : int
        Documents of the export.

    Raises
    ------
    AttlasError
        Naming the first array where this is not so.
    """
    n_shared, n_classes = _length(comparison.documents.shape), len(comparison.classes)
    check_array(comparison.documents, (n_shared,), "documents", path)
    check_places(decode_counts(comparison.documents), n_documents, "a document that is compared", path)
    check_array(comparison.class_sizes, (2, n_classes), "class_sizes", path)
    for part in comparison.parts:
        n_heads = len(part.heads)
        check_array(part.moved, (n_shared, n_heads), f"{part.kind} moved", path)
        if part.root_moved is not None:
            check_array(part.root_moved, (n_shared, n_heads), f"{part.kind} root_moved", path)
        for model, received, edges in zip(comparison.models, part.received, part.edges, strict=True):
            check_array(received, (n_heads, n_classes), f"{part.kind} received of {model}", path)
            check_array(edges, (n_heads,), f"{part.kind} edges of {model}", path)


def _check_part(part: PartStatistics, n_groups: int, n_documents: int, path: Path) -> None:
    n_heads, n_types, n_contexts = len(part.heads), len(part.types), _length(part.contexts.shape)
    if n_types > part.n_types:
        raise AttlasError(
            f"{path}: {part.kind} lists {n_types} tokens of {part.n_types}, expected no more than there are; "
            "export again"
        )
    check_array(part.counts, (n_groups, n_types), f"{part.kind} counts", path)
    check_array(part.contexts, (n_contexts, N_CONTEXT_FIELDS), f"{part.kind} contexts", path)
    types, documents, _ = decode_counts(part.contexts).T
    check_places(types, n_types, f"the token of a context of {part.kind} attention", path)
    check_places(documents, n_documents, f"the document of a context of {part.kind} attention", path)
    n_alike = n_compared(n_groups, n_documents=n_documents, n_heads=n_heads)
    for scores in part.scores:
        place = f"{part.kind} {scores.quantity}"
        for name in ("means", "deviations", "peaks"):
            check_array(getattr(scores, name), (n_groups, n_heads, n_types), f"{place} {name}", path)
        for name in ("fuji", "jaccard", "pearson"):
            check_array(getattr(scores, name), (n_alike, n_heads, n_heads), f"{place} {name}", path)
        check_array(scores.order, (n_alike, n_heads), f"{place} order", path)
        check_places(decode_counts(scores.order), n_heads, f"a head in the order of {place}", path)
        check_array(scores.contexts, (n_heads, n_contexts), f"{place} contexts", path)


def _check_flows(flows: FlowProfiles, n_documents: int, path: Path) -> None:
    n_profiled, n_rows = _length(flows.documents.shape), flows.edges.shape[-1] if flows.edges.shape else 0
    check_array(flows.documents, (n_profiled,), "documents of flows", path)
    check_array(flows.starts, (n_profiled,), "starts of flows", path)
    check_array(flows.edges, (N_EDGE_FIELDS, n_rows), "edges of flows", path)
    check_places(decode_counts(flows.documents), n_documents, "a document of flows", path)
    check_places(decode_counts(flows.starts), n_rows + 1, "a start of flows", path)
    heads, asks, answers, _ = decode_counts(flows.edges)
    check_places(heads, len(flows.heads), "a head of flows", path)
    for classes in (asks, answers):
        check_places(classes, len(flows.classes), "a class of flows", path)


def _length(shape: tuple[int, ...]) -> int:
    return shape[0] if shape else 0
