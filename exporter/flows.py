"""Flows of all documents of a model, counted by classes of words batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from attlas.precompute.contract import FlowProfiles, ModelRun
from attlas.precompute.flows import Edges, HeadKey, flow_profiles, flow_rows, has_root, head_keys

from .documents import SourceDocument
from .speech.documents import DocumentClasses
from .value_file import ValueFile

ROWS = "flows"
"""Name of what is counted of a document among its values."""


@dataclass
class FlowCounts:
    """Edges of every document's graph, in whatever order the documents come.

    Parameters
    ----------
    classes : DocumentClasses
        Classifies their tokens.
    values : ValueFile
        Holds what is counted.
    """

    classes: DocumentClasses
    values: ValueFile
    _heads: tuple[HeadKey, ...] = field(default=(), init=False)
    _n_cut: int = field(default=0, init=False)
    """Documents of which a window left out the root."""

    def add(
        self,
        numbers: Sequence[int],
        documents: Sequence[SourceDocument],
        runs: Sequence[ModelRun],
        edges: Sequence[Edges],
    ) -> None:
        """Take documents; all arguments have one entry per document. One whose root is left out gives nothing.

        Parameters
        ----------
        numbers : sequence of int
            Their numbers in reading order.
        edges : sequence of Edges
            Those of their graphs.
        """
        kept = [place for place, run in enumerate(runs) if has_root(run)]
        self._n_cut += len(runs) - len(kept)
        self._heads = self._heads or head_keys(runs[0].attention)
        found = self.classes.of([documents[place] for place in kept], [runs[place] for place in kept])
        for place, classes in zip(kept, found, strict=True):
            rows = flow_rows(edges[place], runs[place].attention, classes)
            self.values.put(numbers[place], {ROWS: rows})

    def profiles(self) -> FlowProfiles:
        """Put everything together, once all documents have been taken."""
        notes = filter(None, (self.classes.note, self._cut_note))
        return flow_profiles(
            self.values.of(ROWS), self._heads, self.classes.classes, note="; ".join(notes) or None
        )

    @property
    def _cut_note(self) -> str | None:
        if not self._n_cut:
            return None
        return (
            f"of {self._n_cut} documents nothing is counted: the window leaves out the token that the prediction is "
            "read from"
        )
