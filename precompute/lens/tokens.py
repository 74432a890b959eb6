"""Tokens of a corpus whose vectors are clustered: what the lens counts of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ..contract import TokenClass

Numbers: TypeAlias = npt.NDArray[np.integer]
"""Whole numbers, one per token in the order of the vectors, or one per cluster and what is counted."""

N_DECILES = 10
N_PLACES = 31
"""Places in a sequence that are counted one by one; the rest is counted together."""


@dataclass(frozen=True, eq=False)
class TokenRelations:
    """Relations of dependency of the words of some tokens.

    Attributes
    ----------
    classes : tuple of TokenClass
        Relations, special tokens, and words without a relation.
    of : int array of shape (n_tokens,)
        Place of each token's class among them.
    """

    classes: tuple[TokenClass, ...]
    of: Numbers


@dataclass(frozen=True, eq=False)
class LensTokens:
    """Tokens of one side of a corpus, in the order of their vectors.

    Attributes
    ----------
    classes : tuple of TokenClass
        Classes of tokens.
    class_of : int array of shape (n_tokens,)
        Place of each token's class among them.
    words : tuple of str
        Different words and special tokens; a word of two classes is there twice.
    word_class : int array of shape (n_words,)
        Place of each word's class.
    word_of : int array of shape (n_tokens,)
        Place of each token's word among them; pieces of a word have the word's.
    place : int array of shape (n_tokens,)
        Place in the sequence.
    n_in_sequence : int array of shape (n_tokens,)
        Tokens of the sequence.
    text_of : int array of shape (n_tokens,)
        Text, numbered in the order that examples are taken in.
    rank : int array of shape (n_tokens,)
        Which token of a text comes first as an example: the lowest.
    relations : TokenRelations, optional
        Relations of the tokens' words; None without a parser.
    """

    classes: tuple[TokenClass, ...]
    class_of: Numbers
    words: tuple[str, ...]
    word_class: Numbers
    word_of: Numbers
    place: Numbers
    n_in_sequence: Numbers
    text_of: Numbers
    rank: Numbers
    relations: TokenRelations | None = None

    @property
    def decile(self) -> Numbers:
        """Tenth of the sequence, from 0: ``floor(10 * place / n_in_sequence)``."""
        return np.asarray(N_DECILES * self.place // self.n_in_sequence)

    @property
    def early_place(self) -> Numbers:
        """Place in the sequence, those behind the 31st as one."""
        return np.minimum(self.place, N_PLACES)

    @cached_property
    def by_text(self) -> Numbers:
        """Tokens in the order that examples are taken in."""
        return np.lexsort((self.rank, self.text_of))


def crosstab(rows: Numbers, columns: Numbers, n_rows: int, n_columns: int) -> Numbers:
    """Count pairs.

    Returns
    -------
    int array of shape (n_rows, n_columns)

    Examples
    --------
    >>> crosstab(np.array([0, 1, 1]), np.array([2, 0, 0]), 2, 3).tolist()
    [[0, 0, 1], [2, 0, 0]]
    """
    counts = np.bincount(rows * n_columns + columns, minlength=n_rows * n_columns)
    return np.asarray(counts.reshape(n_rows, n_columns))
