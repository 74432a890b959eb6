"""The different tokens of many documents, and the most frequent of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ..contract import TokenSequence, TokenType

N_LISTED = 1000
"""Most tokens that statistics list: those that a corpus says something about, and a shard that loads at once."""

Places: TypeAlias = npt.NDArray[np.int32]
"""A number per token of a document: its type's, or the type's place in a list, -1 for those that are not in it."""

TypeKey: TypeAlias = tuple[str, bool]
"""A token as the vocabulary spells it, and whether the tokenizer added it; what a text spells alike is another."""


class FirstMet(NamedTuple):
    """Where a type comes first, in the order of the documents, and its readable form there."""

    document: int
    place: int
    label: str


@dataclass(frozen=True, eq=False)
class ListedTypes:
    """The most frequent types.

    Attributes
    ----------
    types : tuple of TokenType
        The most frequent first; of two as frequent, the first by spelling.
    documents : list of int array of shape (n_tokens,)
        For each document, the place of its tokens in `types`; -1 for those that are not there.
    n_types : int
        Types of all documents, those that are not listed too.
    """

    types: tuple[TokenType, ...]
    documents: list[Places]
    n_types: int


@dataclass
class TypeCounter:
    """Numbers the types of one sequence of documents, which may come in any order."""

    numbers: dict[TypeKey, int] = field(default_factory=dict)
    first: list[FirstMet] = field(default_factory=list)
    documents: dict[int, Places] = field(default_factory=dict)

    def add(self, document: int, sequence: TokenSequence) -> None:
        """Take the tokens of a document.

        Parameters
        ----------
        document : int
            Its number in reading order.
        """
        keys = list(zip(sequence.tokens, sequence.special, strict=True))
        for place, key in enumerate(keys):
            number = self.numbers.setdefault(key, len(self.first))
            if number == len(self.first):
                self.first.append(FirstMet(document, place, sequence.labels[place]))
            elif document < self.first[number].document:
                self.first[number] = FirstMet(document, place, sequence.labels[place])
        self.documents[document] = np.array([self.numbers[key] for key in keys], np.int32)

    def listed(self, n_listed: int = N_LISTED) -> ListedTypes:
        """List the most frequent types of all documents."""
        counts = np.zeros(len(self.first), np.int64)
        for numbers in self.documents.values():
            np.add.at(counts, numbers, 1)
        keys = list(self.numbers)
        ranked = sorted(range(len(keys)), key=lambda number: (-counts[number], keys[number]))[:n_listed]
        places = np.full(len(keys), -1, np.int32)
        places[ranked] = np.arange(len(ranked))
        return ListedTypes(
            types=tuple(_type(keys[number], self.first[number].label) for number in ranked),
            documents=[places[self.documents[document]] for document in sorted(self.documents)],
            n_types=len(keys),
        )


def _type(key: TypeKey, label: str) -> TokenType:
    token, is_special = key
    if is_special:
        return TokenType(token=token, label=label, role="special")
    is_word = any(character.isalnum() for character in label)
    return TokenType(token=token, label=label, role="word" if is_word else "punctuation")
