"""Statistics of the tokens that one kind of attention reads, put together for the payload."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..codec import encode, encode_counts, encode_vectors
from ..contract import (
    AttentionKind,
    CountArray,
    PackedArray,
    PartStatistics,
    SequenceName,
    TokenScores,
    VectorArray,
)
from ..lens.order import leaf_order
from .contexts import chosen_contexts
from .groups import Group
from .scores import Moments, moments
from .similarity import Scores, fuji, jaccard, n_compared, pearson
from .tokens import ListedTypes, Places
from .values import Quantity, Values, quantities_of


@dataclass(frozen=True)
class PartReading:
    """What has been read of one kind of attention, of all documents.

    Parameters
    ----------
    kind : AttentionKind
        Kind of attention.
    sequence : SequenceName
        The sequence of the keys.
    heads : tuple of (int, int)
        Layer and head, in the order of the values.
    listed : ListedTypes
        The types of its tokens.
    values : callable
        Gives the values of a document, by its number.
    """

    kind: AttentionKind
    sequence: SequenceName
    heads: tuple[tuple[int, int], ...]
    listed: ListedTypes
    values: Callable[[int], Values]

    def documents(self, numbers: Sequence[int]) -> Iterator[tuple[Places, Values]]:
        """Give the types and the values of some documents, one after the other."""
        return ((self.listed.documents[number], self.values(number)) for number in numbers)


def part_statistics(part: PartReading, groups: Sequence[Group], ids: Sequence[str]) -> PartStatistics:
    """Reduce what was read to what is shown, one group at a time.

    Parameters
    ----------
    groups : sequence of Group
        All documents first.
    ids : sequence of str
        Of all documents.
    """
    names = quantities_of(part.kind)
    shape = (len(names), len(part.heads))
    found = [
        moments(part.documents(group.documents), n_types=len(part.listed.types), shape=shape)
        for group in groups
    ]
    contexts = chosen_contexts(ids, part.listed.documents)
    values = _values_at(part, contexts, len(names))
    return PartStatistics(
        kind=part.kind,
        sequence=part.sequence,
        heads=part.heads,
        n_types=part.listed.n_types,
        types=part.listed.types,
        counts=encode_counts(np.stack([each.counts for each in found])),
        contexts=encode_counts(contexts),
        scores=tuple(
            _token_scores(name, number, found, values[number], n_documents=len(ids))
            for number, name in enumerate(names)
        ),
    )


def _token_scores(
    name: Quantity, number: int, groups: Sequence[Moments], contexts: Values, *, n_documents: int
) -> TokenScores:
    n_groups = n_compared(len(groups), n_documents=n_documents, n_heads=len(contexts))
    compared = [_own_scores(group, number) for group in groups[:n_groups]]
    return TokenScores(
        quantity=name,
        means=encode_vectors(np.stack([group.means[number] for group in groups])),
        deviations=_packed(np.stack([group.deviations[number] for group in groups])),
        peaks=_packed(np.stack([group.peaks[number] for group in groups])),
        contexts=_packed(contexts),
        **_similarities(compared, n_heads=len(contexts)),
    )


def _values_at(part: PartReading, contexts: npt.NDArray[np.int64], n_quantities: int) -> Values:
    """Find the values of chosen occurrences, axes (quantity, head, occurrence)."""
    found = np.zeros((n_quantities, len(part.heads), len(contexts)), np.float32)
    order = np.argsort(contexts[:, 1], kind="stable")
    numbers, starts = np.unique(contexts[order, 1], return_index=True)
    for number, rows in zip(numbers, np.split(order, starts[1:]), strict=True):
        found[..., rows] = part.values(int(number))[..., contexts[rows, 2]]
    return found


def _similarities(scores: Sequence[Scores], n_heads: int) -> dict[str, VectorArray | CountArray]:
    """Compare the heads in every group."""
    alike = {
        name: np.array([compare(each) for each in scores]).reshape(-1, n_heads, n_heads)
        for name, compare in (("fuji", fuji), ("jaccard", jaccard), ("pearson", pearson))
    }
    pairs = np.triu_indices(n_heads, 1)
    order = np.array([leaf_order(1 - each[pairs], n_heads) for each in alike["fuji"]], np.int64)
    packed = {name: encode_vectors(each) for name, each in alike.items()}
    return {**packed, "order": encode_counts(order.reshape(-1, n_heads))}


def _own_scores(group: Moments, quantity: int) -> Scores:
    """Give the means of the tokens that a group has; one that all heads pass over, if none of its own is listed."""
    own = group.means[quantity][:, group.counts > 0].astype(np.float64)
    return own if own.shape[1] else np.zeros((len(own), 1))


def _packed(values: npt.NDArray[np.floating]) -> PackedArray:
    return encode(values, scale=float(values.max(initial=0)) or 1.0)
