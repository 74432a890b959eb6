"""Classes of tokens: parts of speech or relations of words, special tokens by name, and what nobody tagged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from attlas.precompute.contract import TokenSequence
from attlas.precompute.words import assign_words

from .tags import TaggedWord

Role = Literal["pos", "relation", "special", "untagged"]
WORD, OTHER = "word", "other"
"""Classes of words that nobody tagged, and of what is no word."""


class Class(NamedTuple):
    """What a token is; a `TokenClass` that can be made for every token."""

    role: Role
    name: str


def members_of(sequence: TokenSequence, words: Sequence[Sequence[TaggedWord]]) -> list[TaggedWord | None]:
    """Find the word of each token: the one that holds its first character; None for tokens outside of words.

    Parameters
    ----------
    words : sequence of sequence of TaggedWord
        Words of each segment's text.
    """
    found: list[TaggedWord | None] = [None] * len(sequence.tokens)
    for segment, own_words in enumerate(words):
        own = [place for place, number in enumerate(sequence.segments) if number == segment]
        numbers = assign_words(
            [sequence.starts[place] for place in own],
            [sequence.ends[place] for place in own],
            [word.span for word in own_words],
        )
        for place, number in zip(own, numbers, strict=True):
            found[place] = own_words[number] if number >= 0 else None
    return found


def token_class(sequence: TokenSequence, place: int, member: TaggedWord | None) -> Class:
    """Give the class of a token, given its word."""
    if sequence.special[place]:
        return Class("special", sequence.tokens[place])
    if member is None:
        return Class("untagged", OTHER)
    return Class("untagged", WORD) if member.tag is None else Class("pos", member.tag)


def token_relation(sequence: TokenSequence, place: int, member: TaggedWord | None) -> Class:
    """Give the class of a token by the relation of its word to another."""
    found = token_class(sequence, place, member)
    if found.role != "pos" or member is None:
        return found
    return Class("untagged", WORD) if member.relation is None else Class("relation", member.relation)


def text_as_read(text: str, sequence: TokenSequence, segment: int) -> str:
    """Cut a text after the last word of which the model read a token that is kept."""
    if not sequence.n_truncated and not sequence.n_after:
        return text
    ends = (end for end, own in zip(sequence.ends, sequence.segments, strict=True) if own == segment)
    end = max(max(ends, default=0), 0)
    return text[: next((place for place in range(end, len(text)) if text[place].isspace()), len(text))]
