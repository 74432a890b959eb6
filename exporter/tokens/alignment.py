"""Where in a text the tokens stand, for tokens that come without offsets.

Slow tokenizers give no offsets, and generated tokens never had any. Their pieces are read one after the other
along the text; what a tokenizer commonly changes (case, compatibility forms, accents, white space) does not
hinder a match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

from attlas.precompute.words import Span

NOWHERE: Span = (-1, -1)

REACH = 8
"""How far ahead of its place a piece may be found, in characters, for each of its own beyond the first and for each
piece missed before it: enough to step over what an unknown token swallowed, while a single letter never runs away
with the alignment."""

MOST_MISSED = 16
"""Missed pieces that widen the reach; a text that is not the tokens' at all costs no more than this per token."""


@dataclass(frozen=True)
class Extent:
    """A stretch of a text, the source of a token's label.

    Parameters
    ----------
    text : str
        The text, or what the tokens spell where they stand for no text.
    span : (int, int)
        First character and the one after the last.
    """

    text: str
    span: Span


@dataclass(frozen=True)
class _Folded:
    """A text without case, compatibility forms and white space, and where each character came from."""

    characters: str
    origins: tuple[int, ...]


def spelled_out(pieces: Sequence[bytes]) -> list[Extent]:
    r"""Read pieces as one string, and say which of its characters each piece has a share in.

    Returns
    -------
    list of Extent, one per piece
        All of one text; pieces that share a character overlap. Bytes that make no character appear as the
        lone surrogates U+DC80 to U+DCFF.

    Examples
    --------
    >>> [extent.span for extent in spelled_out([b"a", b"\xc3", b"\xa9t"])]
    [(0, 1), (1, 2), (1, 3)]
    """
    text = b"".join(pieces).decode("utf-8", "surrogateescape")
    character_of = [
        index for index, character in enumerate(text) for _ in character.encode("utf-8", "surrogateescape")
    ]
    extents, n_bytes = [], 0
    for piece in pieces:
        touched = character_of[n_bytes : n_bytes + len(piece)]
        n_bytes += len(piece)
        start = touched[0] if touched else len(text)
        extents.append(Extent(text, (start, touched[-1] + 1 if touched else start)))
    return extents


def align(pieces: Sequence[bytes], text: str) -> list[Span]:
    """Find each piece in the text, in order.

    Parameters
    ----------
    pieces : sequence of bytes
        What each token stands for, in UTF-8.
    text : str
        The text the tokens were made from, or into.

    Returns
    -------
    list of (int, int)
        Spans in code points without surrounding white space; (-1, -1) for a piece that is not found. A single
        piece that is not found between two that are takes the text between them (an unknown token).

    Examples
    --------
    >>> align([b"the", b" ", b"cafe", b"?"], "The Café ?")
    [(0, 3), (3, 4), (4, 8), (9, 10)]
    """
    target = _fold(text)
    place_of: dict[int, Span] = {}  # character of the spelled-out pieces -> its span in the text
    spans: list[Span] = []
    reached = missed = cursor = 0
    for extent in spelled_out(pieces):
        first, last = extent.span
        fresh = [index for index in range(first, last) if index not in place_of]
        piece = _fold("".join(extent.text[index] for index in fresh))
        if extent.text[first:last].isspace():
            _record_space(place_of, fresh, text, cursor)
        elif matched := _find(piece.characters, target.characters, reached, missed):
            _record(place_of, [fresh[origin] for origin in piece.origins], matched, target.origins)
            reached, missed = max(matched) + 1, 0
        elif piece.characters:
            missed += 1
        spans.append(tight(text, _joined(place_of, first, last)))
        cursor = max(cursor, spans[-1][1])
    return _fill_gaps(spans, text)


def _fold(text: str) -> _Folded:
    pairs = [
        (folded, index)
        for index, character in enumerate(text)
        for folded in normalize("NFKD", character).casefold()
        if not folded.isspace()
    ]
    return _Folded("".join(folded for folded, _ in pairs), tuple(index for _, index in pairs))


def _find(piece: str, target: str, reached: int, missed: int) -> list[int] | None:
    """Find a piece at its place or somewhat ahead of it; give the position of each of its characters."""
    if not piece:
        return None
    limit = reached + 1 + REACH * (len(piece) - 1 + min(missed, MOST_MISSED))
    candidates = (_match(piece, target, start) for start in range(reached, min(limit, len(target))))
    return next((matched for matched in candidates if matched), None)


def _record(
    place_of: dict[int, Span], characters: Sequence[int], matched: Sequence[int], origins: Sequence[int]
) -> None:
    for character, position in zip(characters, matched, strict=True):
        if position >= 0:
            place = origins[position]
            place_of[character] = (place_of.get(character, (place, place))[0], place + 1)


def _record_space(place_of: dict[int, Span], characters: Sequence[int], text: str, cursor: int) -> None:
    end = cursor + len(characters)
    if end <= len(text) and text[cursor:end].isspace():
        place_of.update(zip(characters, ((place, place + 1) for place in range(cursor, end)), strict=True))


def _match(piece: str, target: str, start: int) -> list[int] | None:
    """Match a piece at one position of the target; either side may have marks that the other lacks (-1)."""
    matched, position = [], start
    for character in piece:
        ahead = position
        while ahead < len(target) and target[ahead] != character and _is_optional(target[ahead]):
            ahead += 1
        if ahead < len(target) and target[ahead] == character:
            matched.append(ahead)
            position = ahead + 1
        elif _is_optional(character):
            matched.append(-1)
        else:
            return None
    return matched if any(index >= 0 for index in matched) else None


def _is_optional(character: str) -> bool:
    return category(character) in ("Mn", "Me", "Cf")


def _joined(place_of: dict[int, Span], first: int, last: int) -> Span:
    places = [place_of[index] for index in range(first, last) if index in place_of]
    return (places[0][0], places[-1][1]) if places else NOWHERE


def _fill_gaps(spans: list[Span], text: str) -> list[Span]:
    filled = list(spans)
    for index, span in enumerate(spans):
        before = spans[index - 1] if index else (0, 0)
        after = spans[index + 1] if index + 1 < len(spans) else (len(text), len(text))
        if span == NOWHERE and NOWHERE not in (before, after) and text[before[1] : after[0]].strip():
            filled[index] = tight(text, (before[1], after[0]))
    return filled


def tight(text: str, span: Span) -> Span:
    """Take white space off both ends of a span, unless it holds nothing else; an empty span gives (-1, -1).

    Examples
    --------
    >>> tight("the fox ", (3, 8)), tight("the fox ", (3, 4)), tight("the fox ", (4, 4))
    ((4, 7), (3, 4), (-1, -1))
    """
    start, end = span
    if start >= end:
        return NOWHERE
    covered = text[start:end]
    if covered.isspace():
        return span
    return end - len(covered.lstrip()), start + len(covered.rstrip())
