"""Tokens that come without a text and without a tokenizer: the text that they spell, and their places in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from attlas.precompute.contract import TokenSequence

from ..tokens.alignment import NOWHERE, spelled_out, tight
from ..tokens.encoding import Token
from ..tokens.reader import token_sequence
from ..tokens.spelling import (
    BYTE_SPACE,
    CONTINUED,
    CONTINUING,
    METASPACE,
    WORD_END,
    Spelling,
    spelling_by,
)

SPECIAL = re.compile(r"\[[A-Z][A-Z_ 0-9]*\]|<\|.*\|>|</?[A-Za-z][\w-]*>")
"""How vocabularies spell the tokens that stand for no text: [CLS], </s>, <|endoftext|>."""

PADDING = re.compile(r"[\[<|]+pad[\]>|]+", re.IGNORECASE)

LONE_BYTE = re.compile("[\udc80-\udcff]")
"""A byte that makes no character, as `spelled_out` leaves it."""

NO_ID = -1


def is_padding(token: str) -> bool:
    """Whether a token is there to make a batch rectangular, by its spelling."""
    return PADDING.fullmatch(token) is not None


def spelled_sequence(
    tokens: Sequence[str], *, marker: str, second: int | None = None
) -> tuple[TokenSequence, tuple[str, ...]]:
    """Describe tokens by themselves.

    Words are put apart by the markers that the tokens carry, or by spaces in them; tokens without either are words
    each. What is in brackets stands for no text.

    Parameters
    ----------
    tokens : sequence of str
        As the vocabulary spells them.
    marker : str
        How it marks them: '##', 'Ġ', '▁', '</w>', '@@' or not at all.
    second : int, optional
        Index of the first token of the second text, if there is one.

    Returns
    -------
    TokenSequence
        With places in the texts.
    tuple of str
        The text they spell, or the two.

    Examples
    --------
    >>> sequence, texts = spelled_sequence(["[CLS]", "the", "fox", "##es", "[SEP]"], marker="##")
    >>> texts, sequence.words
    (('the foxes',), (-1, 0, 1, 1, -1))
    """
    spell = spelling_by(marker)
    bounds = pairwise([0, len(tokens)] if second is None else [0, second, len(tokens)])
    parts = [
        _placed(tokens[start:stop], segment, marker, spell) for segment, (start, stop) in enumerate(bounds)
    ]
    texts = tuple(text for _, text in parts)
    return token_sequence([token for placed, _ in parts for token in placed], texts, spell=spell), texts


def _placed(tokens: Sequence[str], segment: int, marker: str, spell: Spelling) -> tuple[list[Token], str]:
    """Spell a text out and find each token's place in it."""
    words = [token for token in tokens if not SPECIAL.fullmatch(token)]
    pieces = [
        (b" " if is_apart else b"") + spell(token)
        for token, is_apart in zip(words, _apart(words, marker), strict=True)
    ]
    extents = spelled_out(pieces)
    whole = extents[0].text if extents else ""
    text = whole.lstrip()
    n_cut = len(whole) - len(text)
    spans = iter(
        NOWHERE if LONE_BYTE.search(whole[slice(*extent.span)]) else tight(whole, extent.span)
        for extent in extents
    )
    placed = []
    for token in tokens:
        if SPECIAL.fullmatch(token):
            placed.append(Token(NO_ID, token, NOWHERE, None))
        else:
            start, end = next(spans)
            span = (start - n_cut, end - n_cut) if start >= n_cut else NOWHERE
            placed.append(Token(NO_ID, token, span, segment))
    return placed, LONE_BYTE.sub("\ufffd", text)


def _apart(words: Sequence[str], marker: str) -> list[bool]:
    """Tell for each token whether a space stands before it that the token does not bring itself."""
    if marker in (BYTE_SPACE, METASPACE) or any(word.startswith(" ") for word in words):
        return [False] * len(words)
    return [False] * bool(words) + [_is_apart(before, word, marker) for before, word in pairwise(words)]


def _is_apart(before: str, word: str, marker: str) -> bool:
    if marker == CONTINUING:
        return not word.startswith(CONTINUING)
    if marker == CONTINUED:
        return not before.endswith(CONTINUED)
    return marker != WORD_END or before.endswith(WORD_END)
