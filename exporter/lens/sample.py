"""A sample of a corpus's tokens that depends on nothing but their documents' ids and their places."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Tokens of some sequences, in the order of the documents and their places.

    Attributes
    ----------
    document : int array of shape (n_tokens,)
        Number of the document.
    place : int array of shape (n_tokens,)
        Place in its sequence.
    hashes : uint64 array of shape (n_tokens,)
    """

    document: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    hashes: Hashes

    def __len__(self) -> int:
        return len(self.place)


def document_hash(document: str) -> int:
    """Hash a document's id to 64 bits."""
    return int.from_bytes(
        hashlib.blake2b(document.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def token_hashes(document: int, n_tokens: int) -> Hashes:
    """Hash every place of a document, by SplitMix64 (Steele, Lea & Flood 2014) seeded with the document."""
    with np.errstate(over="ignore"):
        state = np.uint64(document) + np.arange(1, n_tokens + 1, dtype=np.uint64) * np.uint64(
            0x9E3779B97F4A7C15
        )
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(state ^ (state >> np.uint64(31)))


def sample_tokens(documents: Sequence[int], lengths: Sequence[int], n_tokens: int) -> Sample:
    """Take the tokens with the smallest hashes.

    Parameters
    ----------
    documents : sequence of int
        Hash of each document.
    lengths : sequence of int
        Tokens of each.
    n_tokens : int
        How many to take; all, if there are no more.

    Examples
    --------
    >>> some, all_ = (sample_tokens([5, 6], [3, 2], n) for n in (2, 9))
    >>> len(some), all_.document.tolist(), all_.place.tolist()
    (2, [0, 0, 0, 1, 1], [0, 1, 2, 0, 1])
    """
    hashes = np.concatenate([token_hashes(*each) for each in zip(documents, lengths, strict=True)])
    document = np.repeat(np.arange(len(lengths)), lengths)
    place = np.concatenate([np.arange(length) for length in lengths])
    kept = np.sort(np.argsort(hashes, kind="stable")[:n_tokens])
    return Sample(document[kept], place[kept], hashes[kept])
