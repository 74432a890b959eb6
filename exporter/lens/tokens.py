"""Tokens of a sample with their words and classes, gathered document by document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from attlas.precompute.contract import LensText, TokenClass, TokenSequence
from attlas.precompute.lens.tokens import LensTokens
from attlas.precompute.words import Span, assign_words

from .sample import Sample
from .tags import TaggedWord

Role = Literal["pos", "special", "untagged"]
WORD, OTHER = "word", "other"
"""Classes of words that nobody tagged, and of what is no word."""

BYTE_MARKS = str.maketrans("", "", "ĠĊ")
"""How byte-level vocabularies write a space and a line break: capital letters, but none of the text."""

ROLES: tuple[Role, ...] = ("pos", "special", "untagged")


class Reading(NamedTuple):
    """One token of a sample: its class, its word and where that stands in its text."""

    class_name: str
    role: Role
    word: str
    span: Span


@dataclass
class TokenTable:
    """What is known of the tokens of a sample, filled in any order of the documents.

    Parameters
    ----------
    sample : Sample
        The tokens.
    lengths : sequence of int
        Tokens of each document's sequence.
    ranks : sequence of int
        Order in which examples are taken from the documents.
    """

    sample: Sample
    lengths: Sequence[int]
    ranks: Sequence[int]
    readings: dict[int, list[Reading]] = field(default_factory=dict)
    texts: dict[tuple[int, int], LensText] = field(default_factory=dict)
    segments: dict[int, list[int]] = field(default_factory=dict)
    has_capital_tokens: bool = False

    def places(self, document: int) -> list[int]:
        """Give the places of a document's tokens that are in the sample."""
        first, last = np.searchsorted(self.sample.document, [document, document + 1])
        return [int(place) for place in self.sample.place[first:last]]

    def add(
        self,
        document: int,
        sequence: TokenSequence,
        texts: Sequence[LensText],
        words: Sequence[Sequence[TaggedWord]],
    ) -> None:
        """Take what is wanted of a document.

        Parameters
        ----------
        document : int
            Its number.
        sequence : TokenSequence
            Its tokens.
        texts : sequence of LensText
            The text, or the two of a pair.
        words : sequence of sequence of TaggedWord
            Words of each text.
        """
        places = self.places(document)
        members = _members(sequence, words)
        self.readings[document] = [
            _reading(sequence, place, members[place], [text.text for text in texts]) for place in places
        ]
        self.segments[document] = [sequence.segments[place] for place in places]
        for segment in set(self.segments[document]):
            self.texts[document, segment] = texts[segment]
        self.has_capital_tokens |= any(
            _has_capital(sequence.tokens[place].translate(BYTE_MARKS))
            for place in places
            if not sequence.special[place]
        )

    def tokens(self) -> LensTokens:
        """Give what was gathered, numbered, in the order of the sample."""
        readings = self._readings()
        classes = sorted(
            {(reading.role, reading.class_name) for reading in readings},
            key=lambda each: (ROLES.index(each[0]), each[1]),
        )
        shown = [self._shown(reading) for reading in readings]
        words = sorted(set(shown))
        class_place = {each: place for place, each in enumerate(classes)}
        word_place = {word: place for place, word in enumerate(words)}
        text_place = {key: place for place, key in enumerate(self._text_order())}
        keys = [
            (document, segment) for document in sorted(self.segments) for segment in self.segments[document]
        ]
        return LensTokens(
            classes=tuple(TokenClass(name=name, role=role) for role, name in classes),
            class_of=np.array([class_place[reading.role, reading.class_name] for reading in readings]),
            words=tuple(words),
            word_of=np.array([word_place[word] for word in shown]),
            place=self.sample.place,
            n_in_sequence=np.asarray(self.lengths)[self.sample.document],
            text_of=np.array([text_place[key] for key in keys]),
            rank=np.argsort(np.argsort(self.sample.hashes, kind="stable"), kind="stable"),
        )

    def ordered_texts(self) -> list[LensText]:
        """Give the texts in the order in which examples are taken from them."""
        return [self.texts[key] for key in self._text_order()]

    def spans(self) -> list[Span]:
        """Give the place of each token's word in its text."""
        return [reading.span for reading in self._readings()]

    def _text_order(self) -> list[tuple[int, int]]:
        return sorted(self.texts, key=lambda key: (self.ranks[key[0]], key[1]))

    def _readings(self) -> list[Reading]:
        return [reading for document in sorted(self.readings) for reading in self.readings[document]]

    def _shown(self, reading: Reading) -> str:
        is_lower = reading.role != "special" and not self.has_capital_tokens
        return reading.word.lower() if is_lower else reading.word


def _members(sequence: TokenSequence, words: Sequence[Sequence[TaggedWord]]) -> list[TaggedWord | None]:
    """Find the word of each token: the one that holds its first character."""
    members: list[TaggedWord | None] = [None] * len(sequence.tokens)
    for segment, found in enumerate(words):
        own = [place for place, number in enumerate(sequence.segments) if number == segment]
        numbers = assign_words(
            [sequence.starts[place] for place in own],
            [sequence.ends[place] for place in own],
            [word.span for word in found],
        )
        for place, number in zip(own, numbers, strict=True):
            members[place] = found[number] if number >= 0 else None
    return members


def _reading(sequence: TokenSequence, place: int, member: TaggedWord | None, texts: Sequence[str]) -> Reading:
    if sequence.special[place]:
        here = _end_before(sequence, place)
        return Reading(sequence.tokens[place], "special", sequence.tokens[place], (here, here))
    if member is None:
        start, end = sequence.starts[place], sequence.ends[place]
        here = _end_before(sequence, place)
        span = (start, end) if start >= 0 else (here, here)
        return Reading(OTHER, "untagged", sequence.labels[place], span)
    word = texts[sequence.segments[place]][slice(*member.span)]
    if member.tag is None:
        return Reading(WORD, "untagged", word, member.span)
    return Reading(member.tag, "pos", word, member.span)


def _end_before(sequence: TokenSequence, place: int) -> int:
    """Find where the text before a token ends that stands for none itself."""
    before = range(place - 1, -1, -1)
    own: Iterable[int] = (each for each in before if sequence.segments[each] == sequence.segments[place])
    return next((sequence.ends[each] for each in own if sequence.ends[each] >= 0), 0)


def _has_capital(text: str) -> bool:
    return any(character.isupper() for character in text)
