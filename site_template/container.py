"""One file of an export as the bytes that travel in a page, and those bytes as base64 text.

A container is ``header length (uint32, little endian) | header | blobs``. The header is a raw deflate stream
(RFC 1951) of ``{"document": …, "blobs": [[offset, length, crc32], …]}``, where ``corpus``, ``statistics``,
``comparison``, ``lens_index`` or ``lens_layer`` can take the place of ``document``; offsets count from the end of
the header. An array has the number of its blob where an export has base64. The blobs are the export's own streams:
nothing is compressed twice, and one array can be inflated without touching the others. Only attention of a long
document is cut into tiles: it has their numbers, row by row, with a space between. What is shown first comes first,
so a page can show the beginning of a document of which most is yet to come. Raw deflate notices little of what
happens to a stream on its way; that is what the checksums are for.

The text is cut into pieces of one length, each base64 of its own: an element of the page, or a file beside it.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias

import orjson

from attlas.precompute.contract import (
    Comparison,
    Corpus,
    Document,
    LensIndex,
    LensLayer,
    PackedArray,
    Statistics,
)
from attlas.precompute.errors import AttlasError

from .tiles import Tile, is_long, tiles_of

Packable: TypeAlias = Document | Corpus | Statistics | Comparison | LensIndex | LensLayer
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

LARGEST_PIECE = 4_000_000
"""Characters of a piece, a multiple of 4: few, so that what is in the first is shown before the others have come."""

_ARRAY = {"encoding", "data"}
"""What the arrays of every encoding have, and nothing else in the contract."""

_ATTENTION = "weights"
"""The array, axes (head, query, key), that is cut into tiles if it is long."""

_HEAVY, _LATE = 2**20, 2**30
"""Bytes of an array that is not part of what is shown first of a long document, and its rank among tiles."""

_KEYS: dict[type[Packable], str] = {
    Document: "document",
    Corpus: "corpus",
    Statistics: "statistics",
    Comparison: "comparison",
    LensIndex: "lens_index",
    LensLayer: "lens_layer",
}
"""Where a header holds the payload."""


class Piece(NamedTuple):
    """A piece of a container's text."""

    name: str
    """Number of the shard, and after a dot its own if it is not the first: ``3``, ``3.1``, …."""
    n_pieces: int
    """Pieces of the whole container."""
    text: str


class _Array(NamedTuple):
    """An array of a payload, and where its number is to stand."""

    node: dict[str, Json]
    tiles: list[Tile]


def pack(payload: Packable) -> bytes:
    """Give the bytes of a file's container.

    Raises
    ------
    AttlasError
        If an array's data is not base64.
    """
    arrays: list[_Array] = []
    try:
        light = _detach(payload.model_dump(mode="json"), arrays)
    except ValueError as error:
        raise AttlasError(
            f"{_name(payload)} has an array that is not base64 ({error}); export again"
        ) from error
    blobs = _numbered(arrays)
    starts = accumulate(map(len, blobs), initial=0)
    extents: Json = [[start, len(blob), zlib.crc32(blob)] for start, blob in zip(starts, blobs, strict=False)]
    header = _deflate(
        orjson.dumps({"blobs": extents, _KEYS[type(payload)]: light}, option=orjson.OPT_SORT_KEYS)
    )
    return b"".join([struct.pack("<I", len(header)), header, *blobs])


def base64_text(container: bytes) -> str:
    """Write a container as base64."""
    return b64encode(container).decode("ascii")


def deflated_text(text: str) -> str:
    """Deflate a text, and write it as base64: the client, as a page of one file carries it."""
    return base64_text(_deflate(text.encode()))


def pieces_of(shard: int, text: str, *, limit: int) -> Iterator[Piece]:
    """Cut a container's base64 text into as many pieces as it needs.

    Parameters
    ----------
    shard : int
        Number of the shard: documents, corpora, statistics, comparisons, then each lens: its index and its layers.
    text : str
        Base64 of its container.
    limit : int
        Most characters per piece; a multiple of 4, so that every piece is base64 of its own.
    """
    n_pieces = max(1, -(-len(text) // limit))
    for number in range(n_pieces):
        name = f"{shard}.{number}" if number else str(shard)
        yield Piece(name, n_pieces, text[number * limit : (number + 1) * limit])


def _name(payload: Packable) -> str:
    if isinstance(payload, Document):
        return f"document {payload.id!r}"
    about = " and ".join(map(repr, payload.models if isinstance(payload, Comparison) else (payload.model,)))
    return f"{_KEYS[type(payload)].replace('_', ' ')} of {about}"


def _detach(node: Json, arrays: list[_Array], key: str = "") -> Json:
    """Copy a payload; its arrays are appended to `arrays`, and lack their data."""
    if isinstance(node, list):
        return [_detach(item, arrays) for item in node]
    if not isinstance(node, dict):
        return node
    data = node.get("data")
    if not node.keys() >= _ARRAY or not isinstance(data, str):
        return {name: _detach(value, arrays, name) for name, value in node.items()}
    arrays.append(_Array({**node}, _tiles(node, data, key)))
    return arrays[-1].node


def _tiles(node: dict[str, Json], data: str, key: str) -> list[Tile]:
    content = b64decode(data, validate=True)
    if key == _ATTENTION and is_long(packed := PackedArray.model_validate(node)):
        return [*tiles_of(packed)]
    return [Tile((0, 0), content)]


def _numbered(arrays: Sequence[_Array]) -> list[bytes]:
    """Write the numbers of their blobs into arrays, and give the blobs.

    Of a long document come first the tiles that are shown first, of all layers, and last the heavy arrays that are
    not in tiles.
    """
    is_tiled = any(len(array.tiles) > 1 for array in arrays)

    def rank(place: tuple[int, int]) -> tuple[int, tuple[int, int]]:
        array, at = place
        tile = arrays[array].tiles[at]
        is_late = is_tiled and len(arrays[array].tiles) == 1 and len(tile.content) > _HEAVY
        return (_LATE if is_late else max(tile.place)), tile.place

    places = [(array, at) for array, each in enumerate(arrays) for at in range(len(each.tiles))]
    ordered = sorted(places, key=rank)
    numbers = {place: number for number, place in enumerate(ordered)}
    for number, array in enumerate(arrays):
        array.node["data"] = " ".join(str(numbers[number, at]) for at in range(len(array.tiles)))
    return [arrays[array].tiles[at].content for array, at in ordered]


def _deflate(content: bytes) -> bytes:
    deflate = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()
