"""Tokens in readable form: what a person sees in the place of '##ing', 'Ġthe' or three bytes of a fox."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category

from .alignment import Extent

EMPTY = "∅"
DOTTED_CIRCLE = "◌"
SPACES = {" ": "␣", "\t": "⇥", "\n": "⏎", "\r": "␍", "\u00a0": "⍽"}
JOINERS = frozenset("\u200c\u200d") | frozenset(map(chr, range(0xE0020, 0xE0080)))
VARIATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
SIGNS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Characters of category Cf that are visible: they enclose or precede numbers."""


def readable(extents: Sequence[Extent]) -> list[str]:
    """Label tokens by the text they stand for.

    Tokens that share a character, as the bytes of an emoji do, are numbered: '🦊 1/3', '🦊 2/3', '🦊 3/3'.
    White space is shown only where a token consists of nothing else.

    Parameters
    ----------
    extents : sequence of Extent
        What each token stands for, in the order of the tokens.

    Returns
    -------
    list of str
        Never empty strings, and nothing that could disturb the text around them (see `visible`).

    Examples
    --------
    >>> readable([Extent("Hi 🦊", (0, 2)), Extent("Hi 🦊", (3, 4)), Extent("Hi 🦊", (3, 4))])
    ['Hi', '🦊 1/2', '🦊 2/2']
    """
    labels = [visible(extent.text[slice(*extent.span)]) for extent in extents]
    for group in _sharing(extents):
        for part, index in enumerate(group, start=1):
            labels[index] += f" {part}/{len(group)}"
    return labels


def _sharing(extents: Sequence[Extent]) -> list[range]:
    """Group neighbours that have a share in the same character."""
    groups, start = [], 0
    for index in range(1, len(extents) + 1):
        if index == len(extents) or not _overlap(extents[index - 1], extents[index]):
            groups.append(range(start, index))
            start = index
    return [group for group in groups if len(group) > 1]


def _overlap(left: Extent, right: Extent) -> bool:
    start, end = max(left.span[0], right.span[0]), min(left.span[1], right.span[1])
    return left.text == right.text and bool(left.text[start:end].strip())


@lru_cache(maxsize=2**14)
def visible(text: str) -> str:
    r"""Make a text safe and legible as a label.

    White space around it is dropped, or drawn if there is nothing else. Control characters appear as their
    pictures, text-direction marks and other invisible characters by number ('⟨U+202E⟩'), bytes that make no
    character as '⟨9F⟩'; a combining mark without a base gets a dotted circle. Joiners and variation selectors
    stay where they shape visible characters.

    Examples
    --------
    >>> visible(" fox"), visible(" "), visible("\n\n"), visible("a\u202eb")
    ('fox', '␣', '⏎⏎', 'a⟨U+202E⟩b')
    """
    inner = text.strip()
    if not inner:
        return "".join(SPACES.get(character) or _numbered(character) for character in text) or EMPTY
    has_body = any(not _is_invisible(character) for character in inner)
    label = "".join(_shown(character, has_body=has_body) for character in inner)
    return DOTTED_CIRCLE + label if category(label[0]).startswith("M") else label


def _is_invisible(character: str) -> bool:
    return character in VARIATIONS or (category(character) in ("Cc", "Cf", "Cs") and character not in SIGNS)


def _shown(character: str, *, has_body: bool) -> str:
    if character in SIGNS or character == " ":
        return character
    if character in JOINERS or character in VARIATIONS:
        return character if has_body else _numbered(character)
    if character.isspace():
        return SPACES.get(character) or _numbered(character)
    return _numbered(character) if _is_invisible(character) else character


def _numbered(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the block of control pictures, in the order of the controls
    if 0xDC80 <= code <= 0xDCFF:
        return f"⟨{code - 0xDC00:02X}⟩"
    return f"⟨U+{code:04X}⟩"
