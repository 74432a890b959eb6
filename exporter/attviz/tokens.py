"""Tokens that come with a text and without a tokenizer: their places in it."""

from __future__ import annotations

from collections.abc import Sequence

from attlas.precompute.contract import TokenSequence

from ..tensors.tokens import NO_ID, SPECIAL
from ..tokens.alignment import NOWHERE, align
from ..tokens.encoding import Token
from ..tokens.reader import token_sequence
from ..tokens.spelling import spelling_by


def placed_sequence(tokens: Sequence[str], text: str, *, marker: str) -> TokenSequence:
    """Describe tokens by a text that they need not spell in full.

    Parameters
    ----------
    tokens : sequence of str
        As some vocabulary spells them; what is in brackets stands for no text.
    text : str
        Where they are looked for, one after the other.
    marker : str
        How the vocabulary marks them: '##', 'Ġ', '▁', '</w>', '@@' or not at all.

    Examples
    --------
    >>> sequence = placed_sequence(["[CLS]", "Fox", "##es", "run"], "Foxes ran.", marker="##")
    >>> sequence.starts, sequence.words
    ((-1, 0, 3, 6), (-1, 0, 0, 1))
    """
    spell = spelling_by(marker)
    pieces = [spell(token) for token in tokens if not SPECIAL.fullmatch(token)]
    spans = iter(align(pieces, text))
    placed = [
        Token(NO_ID, token, NOWHERE, None)
        if SPECIAL.fullmatch(token)
        else Token(NO_ID, token, next(spans), 0)
        for token in tokens
    ]
    return token_sequence(placed, (text,), spell=spell)
