"""Flows of all documents of a model, counted by classes of words batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from attlas.precompute.contract import FlowProfiles, ModelRun
from attlas.precompute.flows import Edges, HeadKey, Rows, flow_profiles, flow_rows, head_keys

from .documents import SourceDocument
from .speech.documents import DocumentClasses


@dataclass
class FlowCounts:
    """Edges of every document's graph, in whatever order the documents come.

    Parameters
    ----------
    classes : DocumentClasses
        Classifies their tokens.
    """

    classes: DocumentClasses
    _rows: dict[int, Rows] = field(default_factory=dict, init=False)
    _heads: tuple[HeadKey, ...] = field(default=(), init=False)

    def add(
        self,
        numbers: Sequence[int],
        documents: Sequence[SourceDocument],
        runs: Sequence[ModelRun],
        edges: Sequence[Edges],
    ) -> None:
        """Take documents; all arguments have one entry per document.

        Parameters
        ----------
        numbers : sequence of int
            Their numbers in reading order.
        edges : sequence of Edges
            Those of their graphs.
        """
        for number, run, own, classes in zip(
            numbers, runs, edges, self.classes.of(documents, runs), strict=True
        ):
            self._rows[number] = flow_rows(own, run.attention, classes)
            self._heads = self._heads or head_keys(run.attention)

    def profiles(self) -> FlowProfiles:
        """Put everything together, once all documents have been taken."""
        return flow_profiles(self._rows, self._heads, self.classes.classes, note=self.classes.note)
