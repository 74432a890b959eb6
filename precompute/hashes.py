"""Hashes of tokens that depend on nothing but their documents' ids and their places: for choices that stay."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]


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
