"""The words that the tokens of a sequence make up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from attlas.precompute.words import Span, assign_words, words_of

from .encoding import Token
from .labels import visible
from .spelling import METASPACE

NO_WORD = -1


def number_words(tokens: Sequence[Token], texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """Count the words that have tokens, over both texts of a pair, and give each token its number.

    A space that is a token of its own begins the word after it, since vocabularies write the space together with
    the word wherever they have both as one token. A token that reaches into the words after it, as "[MASK]" or
    ").", makes one word of them.

    Returns
    -------
    list of int, one per token
        Number of its word; -1 for added tokens, other white space, and tokens not found in the text.
    list of str, one per word
        The words, as labels.
    """
    numbers, labels = [NO_WORD] * len(tokens), list[str]()
    for segment, text in enumerate(texts):
        own = [index for index, token in enumerate(tokens) if token.segment == segment]
        members, found = _members([tokens[index] for index in own], text)
        number_of = {word: len(labels) + rank for rank, word in enumerate(found)}
        for index, word in zip(own, members, strict=True):
            numbers[index] = number_of.get(word, NO_WORD)
        labels += [visible(text[slice(*span)]) for span in found.values()]
    return numbers, labels


def _members(tokens: Sequence[Token], text: str) -> tuple[list[int], dict[int, Span]]:
    """Give the word of each token of a text, and what each of these words covers, in the order of the text."""
    words = words_of(text)
    members = assign_words([token.span[0] for token in tokens], [token.span[1] for token in tokens], words)
    ends: dict[int, int] = defaultdict(int)
    for token, word in zip(tokens, members, strict=True):
        ends[word] = max(ends[word], token.span[1])
    used = sorted(ends.keys() - {NO_WORD})
    limits = {word: words[following][0] for word, following in pairwise(used)}
    found = {
        word: (words[word][0], min(max(words[word][1], ends[word]), limits.get(word, len(text))))
        for word in used
    }
    return _with_spaces(tokens, members, text), found


def _with_spaces(tokens: Sequence[Token], members: Sequence[int], text: str) -> list[int]:
    joined = list(members)
    for index, (word, following) in enumerate(pairwise(members)):
        if word == NO_WORD and _is_space(tokens[index], text):
            joined[index] = following
    return joined


def _is_space(token: Token, text: str) -> bool:
    return token.spelling == METASPACE or text[slice(*token.span)] == " "
