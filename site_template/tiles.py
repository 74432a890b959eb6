"""Attention of long documents in tiles, each a deflate stream of its own: a page inflates those that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from attlas.precompute.codec import decode_codes, deflated_codes
from attlas.precompute.contract import PackedArray

LONGEST = 512
"""Sequences of at most so many tokens are shown as a whole; see core/cut.ts."""

TILE = 256
"""Queries and keys of a tile: as many as a page shows of a longer sequence."""


class Tile(NamedTuple):
    """A part of an array, all heads of some queries and keys."""

    place: tuple[int, int]
    """Its row and column among the tiles."""
    content: bytes


def is_long(packed: PackedArray) -> bool:
    """Whether attention, axes (head, query, key), is of a sequence that a page shows in parts."""
    return max(packed.shape[1:]) > LONGEST


def tiles_of(packed: PackedArray) -> Iterator[Tile]:
    """Cut attention into tiles, row by row.

    Raises
    ------
    AttlasError
        If the array is damaged.
    """
    codes = decode_codes(packed)
    _, n_query, n_key = codes.shape
    for query, key in product(range(0, n_query, TILE), range(0, n_key, TILE)):
        tile = codes[:, query : query + TILE, key : key + TILE]
        yield Tile((query // TILE, key // TILE), deflated_codes(tile))
