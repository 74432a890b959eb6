"""How attention flows to the root of a model's decision: the graph of Attention Flows, over many documents at once.

Only attention above a threshold matters, at most ``1 / threshold`` keys of a row. So it is taken as a list from the
codes that are kept (`strong_layer`), followed from the root outwards (`reached_edges`), counted by classes of words
(`flow_rows`), and put together for all documents (`flow_profiles`). The page draws the same graph from the same
codes.

References
----------
DeRose, Wang & Berger 2020, "Attention Flows: Analyzing and Comparing Attention Mechanisms in Language Models".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .axes import Codes
from .codec import LEVELS, decode_codes, dequantise, encode_counts
from .contract import (
    Attention,
    AttentionKind,
    FlowProfiles,
    ModelRun,
    SequenceName,
    TokenClass,
    TokenSequence,
)

THRESHOLD = 0.15
"""What the page starts with: a reader who has not moved the slider sees the graph that is counted here."""

CLASSIFIER = re.compile("cls", re.IGNORECASE)
"""How vocabularies name the token that a classifier reads."""

Numbers = npt.NDArray[np.int64]
Edges = npt.NDArray[np.int32]
"""Edges of one document, int32, axes (field, edge); the fields are the head's number, the query and the key."""
Rows = npt.NDArray[np.int32]
"""Edges of one document counted, int32, axes (field, row); the fields are those of `FlowProfiles.edges`."""

HeadKey = tuple[AttentionKind, int, int]
"""Kind of attention, layer and head."""


@dataclass(frozen=True, eq=False)
class StrongLayer:
    """Attention above the threshold in one layer of documents of equal lengths.

    Parameters
    ----------
    kind : AttentionKind
        Kind of attention.
    layer : int
        Number of the layer.
    n_heads : int
        Heads that are kept.
    shape : (int, int)
        Tokens of the query's sequence and of the key's.
    n_documents : int
        Documents.
    document, head, query, key : int array of shape (n_edges,)
        Where it is; heads are counted through those that are kept.
    """

    kind: AttentionKind
    layer: int
    n_heads: int
    shape: tuple[int, int]
    n_documents: int
    document: Numbers
    head: Numbers
    query: Numbers
    key: Numbers


def strong_layer(
    codes: Codes, *, kind: AttentionKind, layer: int, threshold: float = THRESHOLD
) -> StrongLayer:
    """List the attention of a layer that is above the threshold.

    Parameters
    ----------
    codes : uint8 array of shape (n_documents, n_heads, n_query, n_key)
        Attention as it is kept; see `codec.quantise`.
    """
    n_documents, n_heads, n_query, n_key = codes.shape
    values = dequantise(np.arange(LEVELS + 1, dtype=np.uint8))
    least = int(np.searchsorted(values, threshold, side="right"))
    document, head, query, key = np.unravel_index(np.flatnonzero(codes >= least), codes.shape)
    return StrongLayer(kind, layer, n_heads, (n_query, n_key), n_documents, document, head, query, key)


def merged_layers(blocks: Sequence[StrongLayer]) -> StrongLayer:
    """Put one layer of documents together that came in blocks."""
    first, *others = blocks
    if not others:
        return first
    starts = np.cumsum([0, *(each.n_documents for each in blocks)])
    return StrongLayer(
        first.kind,
        first.layer,
        first.n_heads,
        first.shape,
        int(starts[-1]),
        np.concatenate([each.document + start for each, start in zip(blocks, starts[:-1], strict=True)]),
        *(np.concatenate([getattr(each, field) for each in blocks]) for field in ("head", "query", "key")),
    )


class Hop(NamedTuple):
    """Attention between two rings of tokens; queries are in the inner one."""

    kind: AttentionKind
    layer: int
    inner: int
    outer: int


def hops_of(layers: Mapping[AttentionKind, Sequence[int]]) -> list[Hop]:
    """Place the layers of a model between rings, counted from the root outwards.

    A decoder comes first. Cross-attention of layer ``l`` is asked by what self-attention of layer ``l`` made, the
    ring that this leads from, and leads to the last states of the encoder, whose layers follow.

    Parameters
    ----------
    layers : mapping of AttentionKind to sequence of int
        Layers that are kept, ascending.

    Returns
    -------
    list of Hop
        Those of inner rings first, so that a ring is complete before it is left.

    Examples
    --------
    >>> [(hop.kind, hop.inner, hop.outer) for hop in hops_of({"decoder": [0, 1], "cross": [0, 1]})]
    [('decoder', 0, 1), ('cross', 0, 3), ('decoder', 1, 2), ('cross', 1, 3)]
    """
    hops: list[Hop] = []
    ring = 0
    for layer in reversed(layers.get("decoder", ())):
        hops.append(Hop("decoder", layer, ring, ring + 1))
        ring += 1
    if "cross" in layers:
        asking = tuple(hops)
        for layer in layers["cross"]:
            inner = next((hop.inner for hop in asking if hop.layer <= layer), ring)
            hops.append(Hop("cross", layer, inner, ring + 1))
        ring += 1
    if "cross" in layers or "decoder" not in layers:
        for layer in reversed(layers.get("encoder", ())):
            hops.append(Hop("encoder", layer, ring, ring + 1))
            ring += 1
    return sorted(hops, key=lambda hop: (hop.inner, hop.outer))


def head_keys(attention: Iterable[Attention]) -> tuple[HeadKey, ...]:
    """List the heads of a run in the order of their numbers."""
    return tuple(
        (part.kind, layer.layer, head) for part in attention for layer in part.layers for head in layer.heads
    )


def usual_root(run: ModelRun) -> int:
    """Find the token that a flow starts from: what a classifier reads; of models that write, the last token.

    Where no token is named after its use, the first special one is what classifiers read.
    """
    top = next((part for part in run.attention if part.kind in ("decoder", "cross")), None)
    if top is not None:
        return len(_sequence(run, top.query).tokens) - 1
    source = run.source
    special = [place for place, each in enumerate(source.special) if each]
    named = (place for place in special if CLASSIFIER.search(source.tokens[place]))
    return next(named, special[0] if special else 0)


def has_root(run: ModelRun) -> bool:
    """Say whether the token that a prediction is read from is there; the author's window may leave it out.

    If it does, `usual_root` gives what stands in its place, and what flows to that says nothing of the prediction.
    """
    top = next((part for part in run.attention if part.kind in ("decoder", "cross")), None)
    if top is not None:
        return _sequence(run, top.query).n_after == 0
    source = run.source
    special = [token for token, is_special in zip(source.tokens, source.special, strict=True) if is_special]
    if any(map(CLASSIFIER.search, special)):
        return True
    # What a classifier reads may end a text as well as begin it; the one at hand may be the first special token.
    return source.n_before == 0 and (bool(special) or source.n_after == 0)


def _sequence(run: ModelRun, name: SequenceName) -> TokenSequence:
    return run.target if name == "target" and run.target else run.source


def reached_edges(layers: Sequence[StrongLayer], roots: Sequence[int]) -> list[Edges]:
    """Follow attention from the root of each document.

    A token ``b`` of the next ring is joined to a token ``a`` that is in the graph already through every head with
    ``A[l, head, a, b]`` above the threshold (Section 4.1).

    Parameters
    ----------
    layers : sequence of StrongLayer
        In the order of the heads' numbers; see `head_keys`.
    roots : sequence of int
        A token of the innermost sequence per document.

    Returns
    -------
    list of Edges
        One array per document, its edges in the order of `layers` and, within one, as `strong_layer` lists them.
    """
    by_place = {(each.kind, each.layer): number for number, each in enumerate(layers)}
    kinds = {
        kind: [each.layer for each in layers if each.kind == kind]
        for kind in dict.fromkeys(each.kind for each in layers)
    }
    starts = np.cumsum([0, *(each.n_heads for each in layers)])
    hops = hops_of(kinds)
    if not hops:
        return [np.zeros((3, 0), np.int32)] * len(roots)
    members = [np.zeros((len(roots), 0), bool)] * (1 + max(hop.outer for hop in hops))
    for hop in hops:
        n_query, n_key = layers[by_place[hop.kind, hop.layer]].shape
        for ring, n_tokens in ((hop.inner, n_query), (hop.outer, n_key)):
            members[ring] = np.zeros((len(roots), n_tokens), bool)
    members[0][np.arange(len(roots)), list(roots)] = True
    found: dict[int, tuple[Numbers, Numbers, Numbers, Numbers]] = {}
    for hop in hops:
        number = by_place[hop.kind, hop.layer]
        layer = layers[number]
        kept = np.flatnonzero(members[hop.inner][layer.document, layer.query])
        document, key = layer.document[kept], layer.key[kept]
        members[hop.outer][document, key] = True
        found[number] = (document, starts[number] + layer.head[kept], layer.query[kept], key)
    return _by_document([found[number] for number in sorted(found)], len(roots))


def _by_document(found: list[tuple[Numbers, ...]], n_documents: int) -> list[Edges]:
    document, *fields = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(document, kind="stable")
    ends = np.cumsum(np.bincount(document, minlength=n_documents))
    return np.split(np.stack(fields)[:, order].astype(np.int32), ends[:-1], axis=1)


def run_edges(run: ModelRun, *, threshold: float = THRESHOLD) -> Edges:
    """Give the edges of one document's graph, from the 8 bits that are kept of its attention."""
    layers = [
        strong_layer(
            decode_codes(layer.weights)[np.newaxis], kind=part.kind, layer=layer.layer, threshold=threshold
        )
        for part in run.attention
        for layer in part.layers
    ]
    (edges,) = reached_edges(layers, [usual_root(run)])
    return edges


def flow_rows(
    edges: Edges, attention: Sequence[Attention], classes: Mapping[SequenceName, npt.NDArray[np.integer]]
) -> Rows:
    """Count the edges of a document by head, class that asks and class that answers.

    Parameters
    ----------
    edges : Edges
        Those of its graph.
    attention : sequence of Attention
        The run's, whose heads `edges` number.
    classes : mapping of SequenceName to int array of shape (n_tokens,)
        Number of each token's class.

    Returns
    -------
    Rows
        Ascending by the first three fields.
    """
    if not edges.size:
        return np.zeros((4, 0), np.int32)
    head, query, key = edges
    sizes = [sum(len(layer.heads) for layer in part.layers) for part in attention]
    # Edges are in the order of heads, and so of kinds.
    ends = np.searchsorted(head, np.cumsum(sizes)[:-1])
    asks, answers = (
        np.concatenate(
            [
                classes[getattr(part, side)][tokens]
                for part, tokens in zip(attention, np.split(tokens_of_side, ends), strict=True)
            ]
        )
        for side, tokens_of_side in (("query", query), ("key", key))
    )
    shape = (int(head.max()) + 1, int(asks.max()) + 1, int(answers.max()) + 1)
    codes, counts = np.unique(np.ravel_multi_index((head, asks, answers), shape), return_counts=True)
    return np.stack([*np.unravel_index(codes, shape), counts]).astype(np.int32)


def flow_profiles(
    rows: Mapping[int, Rows],
    heads: tuple[HeadKey, ...],
    classes: Sequence[TokenClass],
    *,
    note: str | None = None,
    threshold: float = THRESHOLD,
) -> FlowProfiles:
    """Put together what was counted of all documents.

    Parameters
    ----------
    rows : mapping of int to Rows
        What was counted of each document, by its number in the manifest.
    heads : tuple of HeadKey
        Heads in the order of their numbers.
    classes : sequence of TokenClass
        Classes in the order of the numbers in `rows`, in whatever order they were met; unused ones are left out.
    note : str, optional
        What a reader must know.
    """
    documents = sorted(rows)
    met = np.zeros(len(classes), bool)
    lengths = []
    for document in documents:
        own = rows[document]
        met[own[1:3]] = True
        lengths.append(own.shape[1])
    used: Numbers = np.flatnonzero(met)
    starts = np.cumsum([0, *lengths])
    ordered = class_order([classes[number] for number in used.tolist()])
    numbers = np.zeros(len(classes), np.int32)
    numbers[used[ordered]] = np.arange(len(used))
    edges = np.empty((4, starts[-1]), np.int32)
    for document, start, length in zip(documents, starts, lengths, strict=False):
        edges[:, start : start + length] = _renumbered(rows[document], numbers)
    return FlowProfiles(
        threshold=threshold,
        classes=tuple(classes[number] for number in used[ordered].tolist()),
        heads=heads,
        documents=encode_counts(np.array(documents, np.int64)),
        starts=encode_counts(starts[:-1]),
        edges=encode_counts(edges),
        note=note,
    )


def class_order(classes: Sequence[TokenClass]) -> Numbers:
    """Order classes: parts of speech, special tokens, the untagged; each by name."""
    roles = ("pos", "special", "untagged")
    return np.array(
        sorted(
            range(len(classes)),
            key=lambda number: (roles.index(classes[number].role), classes[number].name),
        ),
        np.int64,
    )


def _renumbered(rows: Rows, numbers: npt.NDArray[np.integer]) -> Rows:
    head, asks, answers, edges = rows
    moved = np.stack([head, numbers[asks], numbers[answers], edges])
    return moved[:, np.lexsort(moved[2::-1])]
