"""How the attention of two models differs over documents that they read as the same tokens.

Documents are added one at a time, in reading order (`ComparisonSums`), and the end of the adding is the payload
(`comparison`). All of it is computed from the 8 bits that are kept, so a reader can compute it again.

References
----------
DeRose, Wang & Berger 2020, "Attention Flows: Analyzing and Comparing Attention Mechanisms in Language Models".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from .axes import Weights
from .codec import decode, decode_counts, encode, encode_counts, encode_floats
from .contract import (
    SCHEMA_VERSION,
    Attention,
    AttentionKind,
    AttentionLayer,
    Comparison,
    FlowProfiles,
    ModelRun,
    PackedArray,
    PartComparison,
    SequenceName,
    TokenClass,
)
from .flows import class_order, has_root, usual_root

LayerHead = tuple[int, int]
Sums = npt.NDArray[np.float64]
SEQUENCES: tuple[SequenceName, ...] = ("source", "target")


def same_tokens(first: ModelRun, second: ModelRun) -> bool:
    """Whether two models read a document as the same tokens, so that rows and columns of their attention agree."""
    own, other = (
        (run.source.tokens, run.target.tokens if run.target else None, run.source.n_before)
        for run in (first, second)
    )
    return own == other


def shared_heads(first: Attention, second: Attention) -> tuple[LayerHead, ...]:
    """List layer and head of those that both have, in ascending order."""
    own, other = (
        {(layer.layer, head) for layer in part.layers for head in layer.heads} for part in (first, second)
    )
    return tuple(sorted(own & other))


@dataclass
class PartSums:
    """What was added up of one kind of attention.

    Parameters
    ----------
    heads : tuple of (int, int)
        Layer and head of those that both models have.
    has_root : bool
        Whether the root of flows is one of its queries in every document so far.
    moved, root_moved : list of float array of shape (n_heads,)
        One entry per document.
    received : float64 array of shape (2, n_heads, n_classes)
        Shares that classes receive from each model, summed over documents.
    """

    heads: tuple[LayerHead, ...]
    has_root: bool
    moved: list[Sums] = field(default_factory=list)
    root_moved: list[Sums] = field(default_factory=list)
    received: Sums = field(init=False)

    def __post_init__(self) -> None:
        self.received = np.zeros((2, len(self.heads), 0))

    def add(
        self, layers: Iterable[tuple[Weights, Weights]], *, root: int, classes: npt.NDArray[np.int64]
    ) -> None:
        """Take a document.

        Parameters
        ----------
        layers : iterable of (float array, float array)
            Attention of the two models, of one layer's heads after the other: (n_heads, n_query, n_key) each.
        root : int
            The query that is the root, if there is one.
        classes : int array of shape (n_key,)
            Class of each key.
        """
        n_classes = max(self.received.shape[2], int(classes.max()) + 1)
        members = np.eye(n_classes)[classes]
        moved: list[Sums] = []
        root_moved: list[Sums] = []
        shares: list[Sums] = []
        for pair in layers:
            distances = total_variation(*pair)
            moved.append(distances.mean(axis=1))
            if self.has_root:
                root_moved.append(distances[:, root])
            shares.append(np.stack([each.mean(axis=1, dtype=np.float64) @ members for each in pair]))
        self.moved.append(np.concatenate(moved))
        if self.has_root:
            self.root_moved.append(np.concatenate(root_moved))
        received = np.concatenate(shares, axis=1)
        received[..., : self.received.shape[2]] += self.received
        self.received = received


def total_variation(first: Weights, second: Weights) -> Sums:
    """Give the total variation distance of rows, half the sum of absolute differences: the attention that moved.

    Parameters
    ----------
    first, second : float array of shape (..., n_query, n_key)

    Returns
    -------
    float64 array of shape (..., n_query)
        0 for equal rows, 1 for rows that share no key.

    Examples
    --------
    >>> total_variation(np.array([[0.5, 0.5, 0.0]]), np.array([[0.5, 0.0, 0.5]])).tolist()
    [0.5]
    """
    # Rows of 8-bit values may sum to a little more than 1.
    return np.asarray(np.minimum(0.5 * np.abs(first - second).sum(axis=-1, dtype=np.float64), 1))


@dataclass
class ComparisonSums:
    """Two models over the documents that were added; without arguments, over none.

    Parameters
    ----------
    documents : list of int
        Numbers of the documents in the manifest, ascending.
    parts : dict of AttentionKind to PartSums
        Kinds of attention that both models have.
    sizes : int array of shape (2, n_classes)
        Tokens of each class in sources and in targets.
    """

    documents: list[int] = field(default_factory=list)
    parts: dict[AttentionKind, PartSums] = field(default_factory=dict)
    sizes: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, 0), np.int64))

    def add(
        self,
        document: int,
        first: ModelRun,
        second: ModelRun,
        classes: Mapping[SequenceName, npt.NDArray[np.int64]],
    ) -> None:
        """Take a document, given the class of each of its tokens; one without heads in common is left out."""
        others = {part.kind: part for part in second.attention}
        pairs = [(part, others[part.kind]) for part in first.attention if part.kind in others]
        shared = [(own, other, heads) for own, other in pairs if (heads := shared_heads(own, other))]
        if not shared:
            return
        root, side = usual_root(first), "target" if first.target else "source"
        for own, other, heads in shared:
            sums = self.parts.setdefault(own.kind, PartSums(heads, has_root=own.query == side))
            sums.has_root &= has_root(first)
            sums.add(_layers(own, other, heads), root=root, classes=classes[own.key])
        self.documents.append(document)
        self._count(classes)

    def _count(self, classes: Mapping[SequenceName, npt.NDArray[np.int64]]) -> None:
        n_classes = max([self.sizes.shape[1], *(int(each.max()) + 1 for each in classes.values())])
        sizes = np.zeros((2, n_classes), np.int64)
        sizes[:, : self.sizes.shape[1]] = self.sizes
        for row, side in enumerate(SEQUENCES):
            if side in classes:
                sizes[row] += np.bincount(classes[side], minlength=n_classes)
        self.sizes = sizes


def _layers(
    first: Attention, second: Attention, heads: Sequence[LayerHead]
) -> Iterator[tuple[Weights, Weights]]:
    """Decode the attention of some heads, ascending, one layer at a time."""
    own, other = ({layer.layer: layer for layer in part.layers} for part in (first, second))
    for number, group in groupby(heads, key=itemgetter(0)):
        chosen = [head for _, head in group]
        yield _weights(own[number], chosen), _weights(other[number], chosen)


def _weights(layer: AttentionLayer, heads: Sequence[int]) -> Weights:
    weights = decode(layer.weights)
    return weights if list(layer.heads) == heads else weights[[layer.heads.index(head) for head in heads]]


def comparison(
    models: tuple[str, str],
    sums: ComparisonSums,
    flows: tuple[FlowProfiles, FlowProfiles],
    classes: Sequence[TokenClass],
    *,
    note: str | None = None,
) -> Comparison:
    """Turn sums over one document or more into the payload.

    Parameters
    ----------
    models : (str, str)
        Keys of the models in the manifest.
    flows : (FlowProfiles, FlowProfiles)
        Their flows over all documents, at the same threshold.
    classes : sequence of TokenClass
        Classes in the order of the numbers that the sums were made with; unused ones are left out.
    note : str, optional
        What a reader must know.
    """
    met = np.flatnonzero(sums.sizes.sum(axis=0))
    used = met[class_order([classes[number] for number in met.tolist()])]
    return Comparison(
        schema_version=SCHEMA_VERSION,
        models=models,
        documents=encode_counts(np.array(sums.documents)),
        threshold=flows[0].threshold,
        classes=tuple(classes[number] for number in used.tolist()),
        note=note,
        class_sizes=encode_counts(sums.sizes[:, used]),
        parts=tuple(_part(kind, part, sums, flows, used) for kind, part in sums.parts.items()),
    )


def _part(
    kind: AttentionKind,
    part: PartSums,
    sums: ComparisonSums,
    flows: tuple[FlowProfiles, FlowProfiles],
    used: npt.NDArray[np.int64],
) -> PartComparison:
    n_missing = int(used.max()) + 1 - part.received.shape[2]
    received = np.pad(part.received, ((0, 0), (0, 0), (0, max(0, n_missing))))[..., used]
    first, second = received / len(sums.documents)
    own, other = (_edges_by_head(each, kind, part.heads, sums.documents) for each in flows)
    return PartComparison(
        kind=kind,
        heads=part.heads,
        moved=_packed(part.moved),
        root_moved=_packed(part.root_moved) if part.has_root else None,
        received=(encode_floats(first), encode_floats(second)),
        edges=(encode_floats(own), encode_floats(other)),
    )


def _packed(rows: Sequence[Sums]) -> PackedArray:
    return encode(np.stack(rows))


def _edges_by_head(
    flows: FlowProfiles, kind: AttentionKind, heads: Sequence[LayerHead], documents: Sequence[int]
) -> Sums:
    """Give the mean number of edges by each head in the graphs of some documents."""
    numbers, starts, (head, _, _, edges) = map(decode_counts, (flows.documents, flows.starts, flows.edges))
    lengths = np.diff([*starts, len(head)])
    compared = np.isin(numbers, documents)
    counted = np.repeat(compared, lengths)
    totals = np.bincount(head[counted], weights=edges[counted], minlength=len(flows.heads))
    places = {each: place for place, each in enumerate(flows.heads)}
    sums = np.array([totals[places[kind, layer, own]] for layer, own in heads])
    return np.asarray(sums / max(1, np.count_nonzero(compared)))
