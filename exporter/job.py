"""One model over all documents: what it reads, in which batches, and where the results go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from attlas.precompute.contract import ModelRun, RunSummary
from attlas.precompute.errors import AttlasError
from attlas.precompute.lens.assign import LayerCentroids
from attlas.precompute.patterns import PatternSums, merged

from .batches import Length, estimate_bytes, estimate_value_bytes, plan_batches
from .capture.rotation import LayerKey, rotated_layers
from .collector import sides_of
from .documents import SourceDocument, document_file
from .forward import Batch, Recipe, run_batch
from .generation import check_causal, without_end
from .heap import give_back
from .lens.corpus import LensCorpus
from .lens.run import centroids_of, make_lens
from .lens.side import LensRequest
from .lens.vectors import estimate_vector_bytes
from .models import LoadedModel
from .progress import Progress
from .records import corpus_of, document_fields, run_summary
from .selection import Selection, has_statistics
from .speech.tags import WordReader
from .statistics import statistics_tally
from .store import ExportStore
from .targets import Target, given_target
from .tokens.reader import ModelInput

BATCHES_PER_RELEASE = 4
"""Batches after which free memory is given back: what they leave meanwhile is some 15 MB."""

READ_AHEAD = 2**14
"""Tokens that are kept as they were read to plan the batches, some 5 MB and a document; the rest is read again."""


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
    lens : LensRequest, optional
        What the lens is to be over; None for no lens. A model without vectors has none either.
    readers : (WordReader, WordReader)
        What reads the words of texts and of targets for statistics; by default words without parts of speech.
    """

    loaded: LoadedModel
    documents: Sequence[SourceDocument]
    selection: Selection
    max_tokens: int | None = None
    batch_size: int | None = None
    n_generated: int | None = None
    lens: LensRequest | None = None
    readers: tuple[WordReader, WordReader] = (WordReader(), WordReader())
    _ahead: dict[int, ModelInput] = field(default_factory=dict, init=False, repr=False, compare=False)

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
        lengths, n_ahead = [], 0
        for number, document in enumerate(self.documents):
            if n_ahead < READ_AHEAD:
                source = self._ahead[number] = self._read(document)
                n_tokens = len(source.tokens.tokens)
            else:
                n_tokens = self._length(document)
            n_ahead += n_tokens
            target = self._target(document)
            lengths.append(
                Length(source=n_tokens + (self.n_generated or 0), target=len(target.ids) if target else 0)
            )
        return lengths

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

    @property
    def n_temporary_bytes(self) -> int:
        """Estimated size of what is on the disk only while the model runs: the lens's vectors, the tokens' values."""
        shapes = self.loaded.plan.shapes
        lengths = map(self._kept_length, self.lengths if self._has_statistics else ())
        n_bytes = estimate_value_bytes([*lengths], shapes, kept=self.selection.share(shapes))
        if self._corpus is None or self.lens is None:
            return n_bytes
        counts = {
            side: min(self.lens.n_tokens, self._corpus.expected_tokens(side)) for side in self._corpus.sides
        }
        sides = {shape.kind: sides_of(self.loaded, shape.kind) for shape in shapes}
        n_tokens = {kind: (counts[asking], counts[answering]) for kind, (asking, answering) in sides.items()}
        return n_bytes + round(estimate_vector_bytes(n_tokens, shapes) * self.selection.share(shapes))

    @property
    def n_runs(self) -> int:
        """Documents that the model reads, those of the lens included."""
        return len(self.documents) + (len(self._corpus.documents) if self._corpus else 0)

    def check(self) -> None:
        """Refuse what the model cannot do with these documents.

        Raises
        ------
        AttlasError
            If it has not the layers or heads asked for, cannot write or has no room for it, or if a document is
            empty, outside the window, or a pair to be continued.
        """
        if self._corpus is not None:
            self._corpus.source_lengths  # noqa: B018 (reads every text of the lens, and refuses empty ones)
        plan = self.loaded.plan
        self.selection.check(plan.shapes, plan.n_heads, label=self.loaded.origin.label)
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
        recipe = replace(self._recipe, centroids=self._centroids(store, progress))
        with statistics_tally(self.readers, store.root) as tally:
            for place, numbers in enumerate(self._batches()):
                if place % BATCHES_PER_RELEASE == 0:
                    give_back()
                batch = self._stored_or_run(numbers, store, recipe)
                summaries.update(zip(numbers, map(run_summary, batch.runs), strict=True))
                patterns = merged(patterns, batch.patterns)
                if self._has_statistics:
                    tally.add(numbers, [self.documents[number] for number in numbers], batch)
                progress.advance(len(numbers))
            if self._has_statistics:
                store.put_statistics(tally.statistics(self.loaded.key))
        if patterns.n_documents:
            store.put_corpus(corpus_of(self.loaded.key, patterns))
        self._note_truncation(summaries.values(), progress)
        return [summaries[number] for number in range(len(self.documents))]

    def _source(self, number: int) -> ModelInput:
        ahead = self._ahead.pop(number, None)
        return ahead or self._read(self.documents[number])

    def _read(self, document: SourceDocument) -> ModelInput:
        source = self.loaded.reader.read(
            document.text, document.text_b, document=document.id, max_tokens=self.limit
        )
        return source if self.n_generated is None else without_end(self.loaded, source)

    def _length(self, document: SourceDocument) -> int:
        """Count the tokens that `_read` gives."""
        if self.n_generated is not None:
            return len(self._read(document).tokens.tokens)
        return self.loaded.reader.length(
            document.text, document.text_b, document=document.id, max_tokens=self.limit
        )

    def _target(self, document: SourceDocument) -> Target | None:
        """Return the given target; None if the model reads none or is to write it."""
        if not self.loaded.is_encoder_decoder or document.target is None:
            return None
        return given_target(self.loaded, document.target, document=document.id, max_tokens=self.limit)

    def _kept_length(self, length: Length) -> Length:
        window = self.selection.window
        if window is None:
            return length
        place = window.place(length.source)
        return replace(length, source=place.stop - place.start)

    @cached_property
    def _corpus(self) -> LensCorpus | None:
        """The texts of the lens as the model reads them; None if it is to have no lens, or can have none."""
        if self.lens is None or not self.loaded.plan.vectors:
            return None
        return LensCorpus(self.loaded, self.lens.corpus, self.limit, self.batch_size)

    def _centroids(self, store: ExportStore, progress: Progress) -> Mapping[LayerKey, LayerCentroids]:
        """Make the lens, if it is not stored yet, and give the centroids of its clusters."""
        if self._corpus is None or self.lens is None:
            return {}
        if store.lens(self.loaded.key) is None:
            make_lens(self.lens, self._corpus, self.selection, store, progress)
        else:
            progress.advance(len(self._corpus.documents))
        return centroids_of(store.read_lens(self.loaded.key))

    @property
    def _has_vectors(self) -> bool:
        return "neurons" in self.selection.views and self.loaded.plan.vectors

    @property
    def _has_patterns(self) -> bool:
        # The average document of one document is that document.
        return "network" in self.selection.views and len(self.documents) > 1

    @property
    def _has_statistics(self) -> bool:
        return has_statistics(self.selection.views, len(self.documents))

    @cached_property
    def _recipe(self) -> Recipe:
        loaded = self.loaded
        return Recipe(
            loaded=loaded,
            selection=self.selection,
            max_tokens=self.limit,
            n_generated=self.n_generated,
            rotated=rotated_layers(loaded.model, loaded.plan) if self._has_vectors else frozenset(),
            patterns=self._has_patterns,
            flows=self._has_statistics,
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

    def _stored_or_run(self, numbers: Sequence[int], store: ExportStore, recipe: Recipe) -> Batch:
        documents = [self.documents[number] for number in numbers]
        files = [document_file(document.id) for document in documents]
        # A batch is done as a whole or again as a whole: its numbers depend, in the last bit, on its size.
        if all(store.has(self.number, file) for file in files):
            stored = [store.read_run(self.number, file) for file in files]
            return Batch.of(stored, patterns=self._has_patterns, statistics=self._has_statistics)
        batch = run_batch(
            recipe,
            [self._source(number) for number in numbers],
            [self._target(document) for document in documents],
        )
        for document, file, run in zip(documents, files, batch.runs, strict=True):
            self._store(document, file, run, store)
        return batch

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
