"""Passages of a text that hold its examples with some context, so that an index need not hold the whole text."""

from __future__ import annotations

from collections.abc import Iterable

from ..words import Span

CONTEXT = 49
"""Characters kept on either side of a word: one more than a page shows, by which it can tell that there are more."""


def passages(spans: Iterable[Span], length: int) -> list[Span]:
    """Find the stretches of a text that hold some words and their context; those that meet are one.

    Parameters
    ----------
    spans : iterable of pair of int
        Words: first character and the one after the last, in code points.
    length : int
        Characters of the text.

    Examples
    --------
    >>> passages([(500, 503), (100, 103), (180, 184)], 510)
    [(51, 233), (451, 510)]
    """
    found: list[Span] = []
    for start, end in sorted((max(0, start - CONTEXT), min(length, end + CONTEXT)) for start, end in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
