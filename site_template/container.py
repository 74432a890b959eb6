"""One file of an export as the bytes that travel in a page, and those bytes as base64 text.

A container is ``header length (uint32, little endian) | header | blobs``. The header is a raw deflate stream
(RFC 1951) of ``{"document": …, "blobs": [[offset, length, crc32], …]}``, where ``corpus``, ``statistics``,
``comparison``, ``lens_index`` or ``lens_layer`` can take the place of ``document``; offsets count from the end of
the header. An array has the number of its blob where an export has base64. The blobs are the export's own streams:
nothing is compressed twice, and one array can be inflated without touching the others. Raw deflate notices little of
what happens to a stream on its way; that is what the checksums are for.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple, TypeAlias

import orjson

from attlas.precompute.contract import Comparison, Corpus, Document, LensIndex, LensLayer, Statistics
from attlas.precompute.errors import AttlasError

Packable: TypeAlias = Document | Corpus | Statistics | Comparison | LensIndex | LensLayer
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

LARGEST_TAG = 16_000_000
"""Browsers give no text at all of an element beyond some 500 million characters, and get slow long before."""

_ARRAY = {"encoding", "data"}
"""What the arrays of every encoding have, and nothing else in the contract."""

_KEYS: dict[type[Packable], str] = {
    Document: "document",
    Corpus: "corpus",
    Statistics: "statistics",
    Comparison: "comparison",
    LensIndex: "lens_index",
    LensLayer: "lens_layer",
}
"""Where a header holds the payload."""


class Tag(NamedTuple):
    """One element of a page with all of a container, or a part of it."""

    id: str
    n_parts: int
    """Parts the container is in, told by the first of them; 1 for the others."""
    text: str


def pack(payload: Packable) -> bytes:
    """Give the bytes of a file's container.

    Raises
    ------
    AttlasError
        If an array's data is not base64.
    """
    blobs: list[bytes] = []
    try:
        light = _detach(payload.model_dump(mode="json"), blobs)
    except ValueError as error:
        raise AttlasError(
            f"{_name(payload)} has an array that is not base64 ({error}); export again"
        ) from error
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


def tags(index: int, text: str, *, limit: int) -> Iterator[Tag]:
    """Give the elements for a container's base64 text: ``shard-3``, ``shard-3.1``, … as many as it needs.

    Parameters
    ----------
    index : int
        Number of the shard: documents, corpora, statistics, comparisons, then each lens: its index and its layers.
    text : str
        Base64 of its container.
    limit : int
        Most characters per element; a multiple of 4, so that every part is base64 of its own.
    """
    n_parts = max(1, -(-len(text) // limit))
    yield Tag(f"shard-{index}", n_parts, text[:limit])
    for part in range(1, n_parts):
        yield Tag(f"shard-{index}.{part}", 1, text[part * limit : (part + 1) * limit])


def _name(payload: Packable) -> str:
    if isinstance(payload, Document):
        return f"document {payload.id!r}"
    about = " and ".join(map(repr, payload.models if isinstance(payload, Comparison) else (payload.model,)))
    return f"{_KEYS[type(payload)].replace('_', ' ')} of {about}"


def _detach(node: Json, blobs: list[bytes]) -> Json:
    """Copy a payload, its arrays' data appended to `blobs` and replaced by their numbers."""
    if isinstance(node, list):
        return [_detach(item, blobs) for item in node]
    if not isinstance(node, dict):
        return node
    data = node.get("data")
    if not node.keys() >= _ARRAY or not isinstance(data, str):
        return {key: _detach(value, blobs) for key, value in node.items()}
    blobs.append(b64decode(data, validate=True))
    return {**node, "data": str(len(blobs) - 1)}


def _deflate(content: bytes) -> bytes:
    deflate = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()
