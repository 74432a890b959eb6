"""Classes of the tokens of whole documents, in numbers that analyses can count by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from attlas.precompute.contract import (
    Document,
    GeneratedPrediction,
    ModelRun,
    SequenceName,
    TokenClass,
    TokenSequence,
)

from ..documents import SourceDocument
from .classes import OTHER, WORD, Class, members_of, text_as_read, token_class
from .tags import TaggedWord, WordReader

Classes = dict[SequenceName, npt.NDArray[np.int64]]
"""Number of the class of each token, for each sequence of a run."""


class DocumentClasses:
    """Numbers the classes of tokens in the order in which they are met.

    Parameters
    ----------
    readers : (WordReader, WordReader)
        What reads the words of texts and of targets.
    """

    def __init__(self, readers: tuple[WordReader, WordReader]) -> None:
        self._readers: Mapping[SequenceName, WordReader] = {"source": readers[0], "target": readers[1]}
        self._numbers: dict[Class, int] = {}
        self._tagged: dict[SequenceName, bool] = {}
        """Sides that were met, and whether any word of theirs has a part of speech."""

    @property
    def classes(self) -> list[TokenClass]:
        """Classes that were met, in the order of their numbers."""
        return [TokenClass(name=name, role=role) for role, name in self._numbers]

    @property
    def note(self) -> str | None:
        """Why words of a side are without parts of speech; None if all sides have them."""
        notes = [
            f"words of the {side} are without parts of speech: {reason}"
            for side, is_tagged in self._tagged.items()
            if (reason := self._readers[side].why_untagged(is_tagged=is_tagged))
        ]
        return "; ".join(notes) or None

    def of(self, documents: Sequence[SourceDocument | Document], runs: Sequence[ModelRun]) -> list[Classes]:
        """Classify the tokens of documents as a model read them.

        Parameters
        ----------
        documents, runs
            One run per document.
        """
        found: list[Classes] = [{} for _ in runs]
        pairs = list(zip(documents, runs, strict=True))
        for side in ("source", "target"):
            own = [
                (place, sequence, _texts(document, run, side))
                for place, (document, run) in enumerate(pairs)
                if (sequence := run.source if side == "source" else run.target)
            ]
            sequences = [(sequence, texts) for _, sequence, texts in own]
            for (place, *_), classes in zip(own, self._of_side(side, sequences), strict=True):
                found[place][side] = classes
        return found

    def _of_side(
        self, side: SequenceName, sequences: Sequence[tuple[TokenSequence, list[str]]]
    ) -> Iterator[npt.NDArray[np.int64]]:
        reader = self._readers[side]
        if reader.tagger is None:
            for sequence, _ in sequences:
                yield self._numbered(side, _untagged(sequence))
            return
        words = reader.words(
            [
                text_as_read(text, sequence, segment)
                for sequence, texts in sequences
                for segment, text in enumerate(texts)
            ]
        )
        for sequence, texts in sequences:
            yield self._numbered(side, _tagged(sequence, [next(words) for _ in texts]))

    def _numbered(self, side: SequenceName, classes: Sequence[Class]) -> npt.NDArray[np.int64]:
        numbers = self._numbers
        self._tagged[side] = self._tagged.get(side, False) or any(each.role == "pos" for each in classes)
        return np.array([numbers.setdefault(each, len(numbers)) for each in classes], np.int64)


def _tagged(sequence: TokenSequence, words: Sequence[Sequence[TaggedWord]]) -> list[Class]:
    members = members_of(sequence, words)
    return [token_class(sequence, place, member) for place, member in enumerate(members)]


def _untagged(sequence: TokenSequence) -> list[Class]:
    """Tell words from what is none by the rule that the tokens were read by."""
    return [
        Class("special", token) if special else Class("untagged", WORD if word >= 0 else OTHER)
        for token, special, word in zip(sequence.tokens, sequence.special, sequence.words, strict=True)
    ]


def _texts(document: SourceDocument | Document, run: ModelRun, side: SequenceName) -> list[str]:
    """Give the texts that the segments of a sequence are from."""
    if side == "source":
        second = run.continuation.text if run.continuation else document.text_b
        return [document.text] if second is None else [document.text, second]
    if document.target is not None:
        return [document.target]
    return [run.prediction.text] if isinstance(run.prediction, GeneratedPrediction) else []
