"""Words of a text by one Unicode rule for every script, and the word each token belongs to.

A deterministic rule rather than a tokeniser: it needs no model and no language, so the same text always gives
the same words. A linguistic tokenisation can take the place of `words_of`; `assign_words` takes the spans of
either.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import starmap
from unicodedata import category

Span = tuple[int, int]
"""First character of a stretch of text and the character after its last, in code points."""

# One class letter per character; a text becomes a string of these, which WORD then reads.
SPACE, LETTER, DIGIT, MARK, JOINER, OTHER = " ", "a", "d", "m", "j", "p"
APOSTROPHE, HYPHEN, POINT = "q", "y", "n"
HAN, HIRAGANA, KATAKANA, LONG_VOWEL = "h", "g", "k", "x"
CLUSTER, LEADING_VOWEL, TRAILING_VOWEL, STACKER = "t", "v", "w", "c"
EMOJI, SKIN_TONE, REGIONAL = "e", "s", "r"

WORD = re.compile(
    r"rr?m*"  # a flag is two regional indicators
    r"|[es][ms]*(?:j[ep][ms]*)*j?"  # an emoji with its variation, skin tone and joined parts
    r"|hm*|g[gxm]*|[kx][kxm]*"
    r"|v?t(?:[mw]|ct?)*|v"
    r"|[ad][admj]*(?:(?:[qy]|(?<=d)n(?=d))[ad][admj]*)*"
    r"|[^ ]m*"
)

SINGLE: dict[str, str] = {
    **dict.fromkeys("'’＇·‧׳״", APOSTROPHE),
    **dict.fromkeys("-‐‑", HYPHEN),
    **dict.fromkeys(".,", POINT),
    "_": LETTER,
    "\u200b": SPACE,  # the zero-width space marks word boundaries in Thai and Khmer texts
    "\u200d": JOINER,
    "々": HAN,
    "〇": HAN,
    "ー": LONG_VOWEL,
    "ｰ": LONG_VOWEL,
    "・": OTHER,
    "゠": OTHER,
    "\u17d2": STACKER,
    "\u1039": STACKER,
    **dict.fromkeys("เแโใไເແໂໃໄ", LEADING_VOWEL),
    **dict.fromkeys("ะาำๅະາຳ", TRAILING_VOWEL),
}

RANGES: tuple[tuple[int, int, str], ...] = (
    (0x2E80, 0x2FDF, HAN),
    (0x3400, 0x4DBF, HAN),
    (0x4E00, 0x9FFF, HAN),
    (0xF900, 0xFAFF, HAN),
    (0x1F1E6, 0x1F1FF, REGIONAL),
    (0x1F3FB, 0x1F3FF, SKIN_TONE),
    (0x1F000, 0x1FAFF, EMOJI),
    (0x20000, 0x3FFFD, HAN),
)

LETTER_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0E00, 0x0EFF, CLUSTER),  # Thai, Lao
    (0x1000, 0x109F, CLUSTER),  # Myanmar
    (0x1780, 0x17FF, CLUSTER),  # Khmer
    (0x1950, 0x19DF, CLUSTER),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF, CLUSTER),  # Tai Tham
    (0x3041, 0x309F, HIRAGANA),
    (0x30A1, 0x30FF, KATAKANA),
    (0x31F0, 0x31FF, KATAKANA),
    (0xA9E0, 0xA9FF, CLUSTER),
    (0xAA60, 0xAA7F, CLUSTER),
    (0xFF66, 0xFF9F, KATAKANA),
)

CATEGORIES = {"Nd": DIGIT, "Mn": MARK, "Mc": MARK, "Me": MARK, "Cf": MARK, "So": EMOJI}


def words_of(text: str) -> list[Span]:
    """Divide a text into words; together they cover every character but white space.

    - Letters, digits and their marks run on; an apostrophe or a hyphen between two of them belongs to the
    word
      ("don't", "well-known"), and so does an underscore ("snake_case").
    - A full stop or comma between digits belongs to the number ("3.14", "1,000").
    - Han characters are words one by one; Hiragana and Katakana are words run by run.
    - Thai, Lao, Khmer and Myanmar are written without spaces too; there a word is one consonant with its
    vowels and
      marks, because real word boundaries need a dictionary.
    - An emoji with everything joined to it, and a flag, is one word.
    - Every other character, punctuation above all, is a word of its own, with its combining marks.

    The rule follows the default word boundaries of Unicode Standard Annex #29, except that it joins hyphens
    and runs of Hiragana, and does not join letters over a full stop or colon.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of (int, int)
        Spans in code points, in order, never empty.

    Examples
    --------
    >>> text = "Don't pay 3.50, said the well-known 👩‍🚀."
    >>> [text[start:end] for start, end in words_of(text)]
    ["Don't", 'pay', '3.50', ',', 'said', 'the', 'well-known', '👩\u200d🚀', '.']
    """
    classes = "".join(map(_class_of, text))
    return [match.span() for match in WORD.finditer(classes)]


@lru_cache(maxsize=4096)
def _class_of(character: str) -> str:
    if character in SINGLE:
        return SINGLE[character]
    if character.isspace():
        return SPACE
    kind, code = category(character), ord(character)
    ranges = RANGES + LETTER_RANGES if kind in ("Lo", "Lm") else RANGES
    for first, last, letter in ranges:
        if first <= code <= last:
            return letter
    return CATEGORIES.get(kind, LETTER if kind[0] in "LN" else OTHER)


def assign_words(starts: Sequence[int], ends: Sequence[int], words: Sequence[Span]) -> list[int]:
    """Give each token the first word it touches: the one that holds its first character, white space aside.

    Parameters
    ----------
    starts, ends : sequence of int, one per token
        Spans of the tokens in the same text; -1 for a token that stands for no text. Tokens may overlap: the
        pieces of one character all get its word.
    words : sequence of (int, int)
        Spans of the words, in order.

    Returns
    -------
    list of int
        Index into `words`; -1 for tokens that touch no word (no text, or white space alone).

    Examples
    --------
    >>> assign_words([-1, 0, 3, 4], [-1, 3, 4, 9], [(0, 4), (5, 9)])
    [-1, 0, 0, 1]
    """
    word_ends = [end for _, end in words]

    def word_of(start: int, end: int) -> int:
        index = bisect_right(word_ends, start)
        touches = start >= 0 and index < len(words) and words[index][0] < end
        return index if touches else -1

    return list(starmap(word_of, zip(starts, ends, strict=True)))
