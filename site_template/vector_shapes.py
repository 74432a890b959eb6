"""Whether the parts of imported vectors fit each other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from attlas.precompute.contract import TokenBlock, TokenVectors
from attlas.precompute.errors import AttlasError


def check_vectors(vectors: TokenVectors, n_tokens: int, path: Path) -> None:
    """See that blocks cover the tokens one after the other, and that every vector has a value for each of its own.

    Raises
    ------
    AttlasError
        If they do not; the message names the file, the block and the vector.
    """
    ends = [0, *(block.end for block in vectors.blocks)]
    starts = [*(block.start for block in vectors.blocks), n_tokens]
    if starts != ends or any(end <= start for start, end in pairwise(ends)):
        raise AttlasError(
            f"{path}: the blocks of vectors end at {ends[1:]}, expected them to follow one another and to cover all "
            f"{n_tokens} tokens; import again"
        )
    for number, block in enumerate(vectors.blocks):
        _check_block(block, f"{path}: block {number}")
    place, chosen = vectors.highlight_block, vectors.highlight_vectors
    n_vectors = len(vectors.blocks[place].vectors) if place is not None and place < len(ends) - 1 else 0
    if (place is not None and place >= len(ends) - 1) or not all(0 <= at < n_vectors for at in chosen):
        raise AttlasError(
            f"{path}: vectors {list(chosen)} of block {place} are highlighted, which are not there; import again"
        )


def _check_block(block: TokenBlock, place: str) -> None:
    expected = (block.end - block.start,)
    for number, vector in enumerate(block.vectors):
        if vector.values.shape != expected:
            raise AttlasError(
                f"{place}, vector {number} ({vector.name}) has shape {vector.values.shape}, expected {expected} "
                "(token); import again"
            )
