"""Tokens of a sample with their words and classes, gathered document by document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from attlas.precompute.contract import LensText, TokenClass, TokenSequence
from attlas.precompute.lens.tokens import LensTokens, Numbers, TokenRelations
from attlas.precompute.words import Span

from ..speech.classes import Class, Role, members_of, token_class, token_relation
from ..speech.tags import TaggedWord
from .sample import Sample

BYTE_MARKS = str.maketrans("", "", "ĠĊ")
"""How byte-level vocabularies write a space and a line break: capital letters, but none of the text."""

ROLES: tuple[Role, ...] = ("pos", "relation", "special", "untagged")


class SampledToken(NamedTuple):
    """One token of a sample: its class, that by the relation of its word, its word and where that is in its text."""

    own_class: Class
    relation: Class
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
    sampled: dict[int, list[SampledToken]] = field(default_factory=dict)
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
        members = members_of(sequence, words)
        self.sampled[document] = [
            _sampled_token(sequence, place, members[place], [text.text for text in texts]) for place in places
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
        sampled = self._in_order()
        classes, class_of = _numbered([token.own_class for token in sampled])
        relations = _numbered([token.relation for token in sampled])
        # A word is one of its class: "run" as a noun and "run" as a verb are two.
        shown = [(self._shown(token), own) for token, own in zip(sampled, class_of.tolist(), strict=True)]
        words = sorted(set(shown))
        word_place = {word: place for place, word in enumerate(words)}
        text_place = {key: place for place, key in enumerate(self._text_order())}
        keys = [
            (document, segment) for document in sorted(self.segments) for segment in self.segments[document]
        ]
        return LensTokens(
            classes=classes,
            class_of=class_of,
            words=tuple(text for text, _ in words),
            word_class=np.array([own for _, own in words]),
            word_of=np.array([word_place[word] for word in shown]),
            place=self.sample.place,
            n_in_sequence=np.asarray(self.lengths)[self.sample.document],
            text_of=np.array([text_place[key] for key in keys]),
            rank=np.argsort(np.argsort(self.sample.hashes, kind="stable"), kind="stable"),
            relations=TokenRelations(*relations) if _has_relations(relations[0]) else None,
        )

    def ordered_texts(self) -> list[LensText]:
        """Give the texts in the order in which examples are taken from them."""
        return [self.texts[key] for key in self._text_order()]

    def ordered_documents(self) -> list[int]:
        """Give the number of the document of each of these texts."""
        return [document for document, _ in self._text_order()]

    def spans(self) -> list[Span]:
        """Give the place of each token's word in its text."""
        return [token.span for token in self._in_order()]

    def _text_order(self) -> list[tuple[int, int]]:
        return sorted(self.texts, key=lambda key: (self.ranks[key[0]], key[1]))

    def _in_order(self) -> list[SampledToken]:
        return [token for document in sorted(self.sampled) for token in self.sampled[document]]

    def _shown(self, token: SampledToken) -> str:
        is_lower = token.own_class.role != "special" and not self.has_capital_tokens
        return token.word.lower() if is_lower else token.word


def _numbered(of_tokens: Sequence[Class]) -> tuple[tuple[TokenClass, ...], Numbers]:
    """List the classes of some tokens, and the place of each token's among them."""
    classes = sorted(set(of_tokens), key=lambda each: (ROLES.index(each.role), each.name))
    place_of = {each: place for place, each in enumerate(classes)}
    numbers = np.array([place_of[each] for each in of_tokens])
    return tuple(TokenClass(name=each.name, role=each.role) for each in classes), numbers


def _has_relations(classes: Sequence[TokenClass]) -> bool:
    return any(each.role == "relation" for each in classes)


def _sampled_token(
    sequence: TokenSequence, place: int, member: TaggedWord | None, texts: Sequence[str]
) -> SampledToken:
    own, relation = token_class(sequence, place, member), token_relation(sequence, place, member)
    if member is not None and own.role != "special":
        word = texts[sequence.segments[place]][slice(*member.span)]
        return SampledToken(own, relation, word, member.span)
    start, end = sequence.starts[place], sequence.ends[place]
    here = _end_before(sequence, place)
    is_text = own.role != "special" and start >= 0
    shown = sequence.tokens[place] if own.role == "special" else sequence.labels[place]
    return SampledToken(own, relation, shown, (start, end) if is_text else (here, here))


def _end_before(sequence: TokenSequence, place: int) -> int:
    """Find where the text before a token ends that stands for none itself."""
    before = range(place - 1, -1, -1)
    own: Iterable[int] = (each for each in before if sequence.segments[each] == sequence.segments[place])
    return next((sequence.ends[each] for each in own if sequence.ends[each] >= 0), 0)


def _has_capital(text: str) -> bool:
    return any(character.isupper() for character in text)
