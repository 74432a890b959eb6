"""One model over all documents: what it reads, in which batches, and where the results go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

from attlas.precompute.contract import ModelRun, RunSummary
from attlas.precompute.errors import AttlasError
from attlas.precompute.patterns import PatternSums, merged, pattern_sums

from .batches import Length, estimate_bytes, plan_batches
from .documents import SourceDocument, document_file
from .forward import Recipe, run_batch
from .generation import check_causal, without_end
from .models import LoadedModel
from .progress import Progress
from .records import corpus_of, document_fields, run_summary
from .rotation import rotated_layers
from .selection import Selection
from .store import ExportStore
from .targets import Target, given_target
from .tokens import ModelInput


@dataclass(frozen=True)
class Job:
    """One model over all documents.

    Parameters
    ----------
    loaded : LoadedModel
        The model.
    documents : sequence of SourceDocument
        All documents, in reading order.
    selection : Selection
        What to keep.
    max_tokens : int, optional
        Longest sequence the author wants, prompt and continuation together; the model's own limit holds as well.
    batch_size : int, optional
        Documents per batch; by default as many as fit a fixed memory.
    n_generated : int, optional
        Tokens that the model is to write after each document; None for none.
    """

    loaded: LoadedModel
    documents: Sequence[SourceDocument]
    selection: Selection
    max_tokens: int | None = None
    batch_size: int | None = None
    n_generated: int | None = None

    @property
    def number(self) -> int:
        """Position of the model among the models."""
        return int(self.loaded.key.removeprefix("m"))

    @property
    def limit(self) -> int | None:
        """Longest document the model will read; what it is to write after it needs room too."""
        limits = (self.max_tokens, self.loaded.max_tokens)
        longest = min((limit for limit in limits if limit is not None), default=None)
        return None if longest is None else longest - (self.n_generated or 0)

    @cached_property
    def lengths(self) -> list[Length]:
        """Length of every document as the model reads it.

        Raises
        ------
        AttlasError
            If a document gives no token.
        """
        return [self._length(document) for document in self.documents]

    @property
    def n_bytes(self) -> int:
        """Estimated size of the model's share of the export."""
        shapes = self.loaded.plan.shapes
        return estimate_bytes(
            [self._kept_length(length) for length in self.lengths],
            shapes,
            kept=self.selection.share(shapes),
            vectors=self._has_vectors,
        )

    def check(self) -> None:
        """Refuse what the model cannot do with these documents.

        Raises
        ------
        AttlasError
            If it has not the layers or heads asked for, cannot write or has no room for it, or if a document is
            empty, outside the window, or a pair to be continued.
        """
        self.selection.check(self.loaded.plan.shapes, label=self.loaded.origin.label)
        if self.n_generated is not None:
            self._check_prompts()
        if self.selection.window:
            for document, length in zip(self.documents, self.lengths, strict=True):
                n_tokens = length.source - (self.n_generated or 0)  # what will be written is not known yet
                self.selection.window.check(n_tokens, document=document.id)

    def run(self, store: ExportStore, progress: Progress) -> list[RunSummary]:
        """Run the model over everything that is not stored yet, and store it and what it sums up to.

        Returns
        -------
        list of RunSummary
            One per document, stored earlier or now.
        """
        summaries: dict[int, RunSummary] = {}
        patterns = PatternSums()
        # The average document of one document is that document.
        wants_patterns = "network" in self.selection.views and len(self.documents) > 1
        for batch in self._batches():
            runs = self._stored_or_run(batch, store)
            summaries.update(zip(batch, map(run_summary, runs), strict=True))
            if wants_patterns:
                patterns = reduce(merged, map(pattern_sums, runs), patterns)
            progress.advance(len(batch))
        if patterns.n_documents:
            store.put_corpus(corpus_of(self.loaded.key, patterns))
        self._note_truncation(summaries.values(), progress)
        return [summaries[number] for number in range(len(self.documents))]

    def _source(self, document: SourceDocument) -> ModelInput:
        source = self.loaded.reader.read(
            document.text, document.text_b, document=document.id, max_tokens=self.limit
        )
        return source if self.n_generated is None else without_end(self.loaded, source)

    def _target(self, document: SourceDocument) -> Target | None:
        """Return the given target; None if the model reads none or is to write it."""
        if not self.loaded.is_encoder_decoder or document.target is None:
            return None
        return given_target(self.loaded, document.target, document=document.id, max_tokens=self.limit)

    def _length(self, document: SourceDocument) -> Length:
        target = self._target(document)
        return Length(
            source=len(self._source(document).tokens.tokens) + (self.n_generated or 0),
            target=len(target.ids) if target else 0,
        )

    def _kept_length(self, length: Length) -> Length:
        window = self.selection.window
        if window is None:
            return length
        place = window.place(length.source)
        return replace(length, source=place.stop - place.start)

    @property
    def _has_vectors(self) -> bool:
        return "neurons" in self.selection.views and self.loaded.plan.vectors

    @cached_property
    def _recipe(self) -> Recipe:
        loaded = self.loaded
        return Recipe(
            loaded=loaded,
            selection=self.selection,
            max_tokens=self.limit,
            n_generated=self.n_generated,
            rotated=rotated_layers(loaded.model, loaded.plan) if self._has_vectors else frozenset(),
        )

    def _check_prompts(self) -> None:
        check_causal(self.loaded)
        if self.limit is not None and self.limit < 1:
            raise AttlasError(
                f"{self.loaded.origin.label} reads {self.limit + (self.n_generated or 0)} tokens at most, "
                f"--generate {self.n_generated} leaves none of them for a prompt; generate fewer"
            )
        pair = next((document.id for document in self.documents if document.text_b is not None), None)
        if pair is not None:
            raise AttlasError(
                f"document {pair!r} is a pair, expected a single text to go on with; join its texts, or leave "
                "--generate out"
            )

    def _batches(self) -> Iterator[tuple[int, ...]]:
        loaded = self.loaded
        all_logits = loaded.task in ("masked_tokens", "generated") or (
            loaded.task == "next_token" and "logits_to_keep" not in loaded.forward_parameters
        )
        yield from plan_batches(
            self.lengths,
            n_heads=max(shape.n_heads for shape in loaded.plan.shapes),
            vocabulary=len(loaded.tokenizer) if all_logits else 0,
            batch_size=self.batch_size,
        )

    def _stored_or_run(self, batch: Sequence[int], store: ExportStore) -> list[ModelRun]:
        documents = [self.documents[number] for number in batch]
        files = [document_file(document.id) for document in documents]
        # A batch is done as a whole or again as a whole: its numbers depend, in the last bit, on its size.
        if all(store.has(self.number, file) for file in files):
            return [store.read_run(self.number, file) for file in files]
        runs = run_batch(
            self._recipe,
            [self._source(document) for document in documents],
            [self._target(document) for document in documents],
        )
        for document, file, run in zip(documents, files, runs, strict=True):
            self._store(document, file, run, store)
        return runs

    def _store(self, document: SourceDocument, file: str, run: ModelRun, store: ExportStore) -> None:
        if self.number == len(store.plan.models) - 1:
            store.put_document(file, document_fields(document), run)
        else:
            store.put_run(self.number, file, run)

    def _note_truncation(self, summaries: Iterable[RunSummary], progress: Progress) -> None:
        cut = [run.n_truncated for run in summaries if run.n_truncated]
        if cut:
            progress.note(
                f"{self.loaded.origin.label}: {len(cut)} of {len(self.documents)} documents were cut at "
                f"{self.limit} tokens ({sum(cut)} tokens in all); the page says which"
            )
