"""A corpus as one model reads it, a document at a time: its lengths, its batches, and what the model writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import torch

from attlas.precompute.contract import SequenceName, TokenSequence

from ..batches import Length, plan_batches
from ..documents import SourceDocument
from ..forward import Reading, room, tensors_of
from ..models import LoadedModel
from ..targets import Target, generated_targets, given_target
from ..tokens.reader import ModelInput


class Written(NamedTuple):
    """What a model wrote for a document: the tokens that its decoder read, and their text."""

    ids: tuple[int, ...]
    text: str


@dataclass
class LensCorpus:
    """The documents of a corpus, read by one model.

    Parameters
    ----------
    loaded : LoadedModel
        The model, on its device.
    documents : sequence of SourceDocument
        Prompts or pairs are read as they are; what the model would write after them is not part of the corpus.
    max_tokens : int, optional
        Longest sequence.
    batch_size : int, optional
        Documents per batch; by default as many as fit a fixed memory.
    """

    loaded: LoadedModel
    documents: Sequence[SourceDocument]
    max_tokens: int | None
    batch_size: int | None
    _written: dict[int, Written] = field(default_factory=dict)

    @property
    def sides(self) -> tuple[SequenceName, ...]:
        """The sides that the model reads."""
        return ("source", "target") if self.loaded.is_encoder_decoder else ("source",)

    @property
    def is_generated(self) -> bool:
        """Whether the model wrote any of it itself."""
        return bool(self._written)

    @cached_property
    def source_lengths(self) -> list[int]:
        """Tokens of every document.

        Raises
        ------
        AttlasError
            If a document gives no token.
        """
        return [len(self._source(number).tokens.tokens) for number in range(len(self.documents))]

    @cached_property
    def lengths(self) -> list[Length]:
        """Tokens of every document and its target; where it gives none, the model writes one.

        Raises
        ------
        AttlasError
            If a document or its target gives no token.
        """
        sources = self.source_lengths
        if not self.loaded.is_encoder_decoder:
            return [Length(length) for length in sources]
        self._write([number for number, each in enumerate(self.documents) if each.target is None], sources)
        return [Length(length, len(self._target_ids(number))) for number, length in enumerate(sources)]

    def n_tokens(self, side: SequenceName) -> list[int]:
        """Give the tokens of every document on one side."""
        return [length.source if side == "source" else length.target for length in self.lengths]

    def expected_tokens(self, side: SequenceName) -> int:
        """Estimate the tokens of one side before the model has written any: as many as it reads of the source."""
        if side == "source":
            return sum(self.source_lengths)
        targets = (
            self._target(number) for number, each in enumerate(self.documents) if each.target is not None
        )
        given = sum(len(target.ids) for target in targets if target)
        unwritten = (
            length
            for each, length in zip(self.documents, self.source_lengths, strict=True)
            if each.target is None
        )
        return given + sum(unwritten)

    def batches(self, wanted: Callable[[int], bool]) -> Iterator[list[int]]:
        """Divide the wanted documents into batches, as an export does."""
        for batch in self._batches(self.lengths):
            if numbers := [number for number in batch if wanted(number)]:
                yield numbers

    def reading(self, number: int) -> Reading:
        """Read a document again."""
        return Reading(self._source(number), self._target(number))

    def texts(self, number: int, side: SequenceName) -> list[str]:
        """Give the text of a document on one side, or the two of a pair."""
        document = self.documents[number]
        if side == "source":
            return [text for text in (document.text, document.text_b) if text is not None]
        return [self._written[number].text if document.target is None else document.target]

    def _source(self, number: int) -> ModelInput:
        document = self.documents[number]
        return self.loaded.reader.read(
            document.text, document.text_b, document=document.id, max_tokens=self.max_tokens
        )

    def _target(self, number: int) -> Target | None:
        if not self.loaded.is_encoder_decoder:
            return None
        document = self.documents[number]
        if document.target is None:
            ids, text = self._written[number]
            return Target(ids, self.loaded.reader.describe(ids, text), text)
        return given_target(self.loaded, document.target, document=document.id, max_tokens=self.max_tokens)

    def _target_ids(self, number: int) -> Sequence[int]:
        if number in self._written:
            return self._written[number].ids
        target = self._target(number)
        return target.ids if target else ()

    def _write(self, numbers: Sequence[int], sources: Sequence[int]) -> None:
        """Let the model write the targets of some documents, given the lengths of all."""
        for batch in self._batches([Length(sources[number]) for number in numbers]):
            own = [numbers[place] for place in batch]
            with torch.inference_mode(), room(self.loaded):
                inputs = tensors_of(self.loaded, [self._source(number) for number in own])
                targets = generated_targets(self.loaded, inputs, max_tokens=self.max_tokens)
            for number, target in zip(own, targets, strict=True):
                self._written[number] = Written(target.ids, target.generated or "")

    def _batches(self, lengths: Sequence[Length]) -> list[tuple[int, ...]]:
        return plan_batches(
            lengths,
            n_heads=max(shape.n_heads for shape in self.loaded.plan.shapes),
            vocabulary=0,
            batch_size=self.batch_size,
        )


def side_of(reading: Reading, side: SequenceName) -> TokenSequence:
    """Give the tokens of one side of a reading."""
    if side == "source" or reading.target is None:
        return reading.source.tokens
    return reading.target.tokens
