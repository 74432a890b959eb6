"""Some occurrences of every token, always the same of a corpus, for a reader to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..hashes import document_hash, token_hashes
from .tokens import Places

N_CONTEXTS = 12
"""Most occurrences that are shown of a token."""

BLOCK_TOKENS = 2**18
"""Tokens that are looked at together."""

Candidates = npt.NDArray[np.uint64]
"""Occurrences, uint64, axes (field, occurrence): type, hash, document, place."""


def chosen_contexts(
    ids: Sequence[str], documents: Sequence[Places], *, n_contexts: int = N_CONTEXTS
) -> npt.NDArray[np.int64]:
    """Take the occurrences of every type that have the smallest hashes.

    Parameters
    ----------
    ids : sequence of str
        Of the documents; the hashes are of these and of the tokens' places.
    documents : sequence of int array of shape (n_tokens,)
        For each of them, the types of its tokens; -1 for those that are left out.

    Returns
    -------
    int array of shape (n_occurrences, 3)
        Type, number of the document and place in its sequence; ascending.

    Examples
    --------
    >>> chosen_contexts(["a", "b"], [np.array([0, 1]), np.array([1, -1])]).tolist()
    [[0, 0, 0], [1, 0, 1], [1, 1, 0]]
    """
    kept = [np.zeros((4, 0), np.uint64)]
    n_waiting = 0
    for number, (name, types) in enumerate(zip(ids, documents, strict=True)):
        kept.append(_candidates(number, name, types))
        n_waiting += len(types)
        if n_waiting >= BLOCK_TOKENS:
            kept, n_waiting = [_smallest(kept, n_contexts)], 0
    kinds, _, numbers, places = _smallest(kept, n_contexts).astype(np.int64)
    order = np.lexsort((places, numbers, kinds))
    return np.stack([kinds, numbers, places], axis=1)[order]


def _candidates(number: int, name: str, types: Places) -> Candidates:
    places = np.flatnonzero(types >= 0)
    hashes = token_hashes(document_hash(name), len(types))[places]
    numbers = np.full(len(places), number)
    return np.stack([each.astype(np.uint64) for each in (types[places], hashes, numbers, places)])


def _smallest(candidates: Sequence[Candidates], n_contexts: int) -> Candidates:
    every = np.concatenate(candidates, axis=1)
    every = every[:, np.lexsort((every[3], every[2], every[1], every[0]))]
    _, first, numbers = np.unique(every[0], return_index=True, return_inverse=True)
    rank = np.arange(every.shape[1]) - first[numbers.ravel()]
    return every[:, rank < n_contexts]
