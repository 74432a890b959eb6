"""Documents that statistics are over: all of them, those of a gold label, and those of a predicted class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..contract import DocumentGroup, Prediction

N_GROUPS = 12
"""Most labels, and most classes, that have statistics of their own."""


@dataclass(frozen=True)
class Group:
    """A group and its documents, ascending by their numbers in reading order."""

    payload: DocumentGroup
    documents: Sequence[int]


def predicted_class(prediction: Prediction | None) -> str | None:
    """Name the most probable class of a classifier; None for what is no classifier's output."""
    if prediction is None or prediction.task != "classes" or not prediction.classes:
        return None
    return max(prediction.classes, key=lambda scored: scored.probability).label


def document_groups(labels: Sequence[str | None], classes: Sequence[str | None]) -> list[Group]:
    """Group documents.

    Parameters
    ----------
    labels, classes : sequence of str or None
        Gold label and predicted class of each document; None for none.

    Returns
    -------
    list of Group
        All documents, then the labels and then the classes that most documents have, each by name.

    Examples
    --------
    >>> for group in document_groups(["b", "a", "b"], ["a", "a", None]):
    ...     print(group.payload.by, group.payload.name, list(group.documents))
    all None [0, 1, 2]
    label a [1]
    label b [0, 2]
    prediction a [0, 1]
    """
    everything = _group("all", None, range(len(labels)))
    return [everything, *_by_name("label", labels), *_by_name("prediction", classes)]


def _by_name(by: Literal["label", "prediction"], names: Sequence[str | None]) -> list[Group]:
    members: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        if name is not None:
            members[name].append(number)
    largest = sorted(members, key=lambda name: (-len(members[name]), name))[:N_GROUPS]
    return [_group(by, name, members[name]) for name in sorted(largest)]


def _group(by: Literal["all", "label", "prediction"], name: str | None, documents: Sequence[int]) -> Group:
    return Group(DocumentGroup(by=by, name=name, n_documents=len(documents)), documents)
