"""A sample of a corpus's tokens that depends on nothing but their documents' ids and their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from attlas.precompute.hashes import Hashes, token_hashes


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
