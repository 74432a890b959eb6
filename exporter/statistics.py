"""What documents give to the statistics of a model: taken as they are read, put together once all of them are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from attlas.precompute.contract import (
    SCHEMA_VERSION,
    Attention,
    AttentionKind,
    SequenceName,
    Statistics,
)
from attlas.precompute.statistics.groups import document_groups, predicted_class
from attlas.precompute.statistics.part import PartReading, part_statistics
from attlas.precompute.statistics.tokens import TypeCounter

from .documents import SourceDocument
from .flows import FlowCounts
from .forward import Batch
from .speech.documents import DocumentClasses
from .speech.tags import WordReader
from .value_file import ValueFile

IN_MEMORY = 2**22
"""Bytes of values that are kept in memory; if there are more, all go to the disk."""


class Part(NamedTuple):
    """A kind of attention, the sequence of its keys, and its layers' heads."""

    kind: AttentionKind
    sequence: SequenceName
    heads: tuple[tuple[int, int], ...]


class StatisticsTally:
    """Takes documents in whatever order they come.

    Of each it keeps the numbers of its tokens' types in memory; its flows and what its tokens have from the heads go
    to the disk. Which tokens are frequent and which groups are large is known only in the end.

    Parameters
    ----------
    readers : (WordReader, WordReader)
        What reads the words of texts and of targets.
    values : ValueFile
        Holds the tokens' values, and their flows.
    """

    def __init__(self, readers: tuple[WordReader, WordReader], values: ValueFile) -> None:
        self._flows = FlowCounts(DocumentClasses(readers), values)
        self._values = values
        self._types: Mapping[SequenceName, TypeCounter] = defaultdict(TypeCounter)
        self._documents: dict[int, SourceDocument] = {}
        self._classes: dict[int, str | None] = {}
        self._parts: tuple[Part, ...] = ()

    def add(self, numbers: Sequence[int], documents: Sequence[SourceDocument], batch: Batch) -> None:
        """Take documents; all arguments have one entry per document.

        Parameters
        ----------
        numbers : sequence of int
            Their numbers in reading order.
        batch : Batch
            What came of them, with edges and values.
        """
        self._flows.add(numbers, documents, batch.runs, batch.edges)
        self._parts = self._parts or tuple(map(_part_of, batch.runs[0].attention))
        for number, document, run, values in zip(numbers, documents, batch.runs, batch.values, strict=True):
            self._documents[number] = document
            self._classes[number] = predicted_class(run.prediction)
            self._types["source"].add(number, run.source)
            if run.target:
                self._types["target"].add(number, run.target)
            self._values.put(number, values)

    def statistics(self, model: str) -> Statistics:
        """Put everything together, once all documents have been taken.

        Parameters
        ----------
        model : str
            Key of the model in the manifest.
        """
        documents = [self._documents[number] for number in sorted(self._documents)]
        groups = document_groups(
            [document.label for document in documents],
            [self._classes[number] for number in range(len(documents))],
        )
        ids = [document.id for document in documents]
        listed = {name: counter.listed() for name, counter in self._types.items()}
        readings = [
            PartReading(
                kind=part.kind,
                sequence=part.sequence,
                heads=part.heads,
                listed=listed[part.sequence],
                values=partial(self._values.get, name=part.kind),
            )
            for part in self._parts
        ]
        return Statistics(
            schema_version=SCHEMA_VERSION,
            model=model,
            groups=tuple(group.payload for group in groups),
            parts=tuple(part_statistics(reading, groups, ids) for reading in readings),
            flows=self._flows.profiles(),
        )


def _part_of(attention: Attention) -> Part:
    heads = tuple((layer.layer, head) for layer in attention.layers for head in layer.heads)
    return Part(attention.kind, attention.key, heads)


@contextmanager
def statistics_tally(readers: tuple[WordReader, WordReader], folder: Path) -> Iterator[StatisticsTally]:
    """Open a tally whose values lie in a folder if they are many, and are gone in the end, however that comes.

    Parameters
    ----------
    readers : (WordReader, WordReader)
        What reads the words of texts and of targets.
    """
    with SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder)) as file:
        yield StatisticsTally(readers, ValueFile(file, folder))
