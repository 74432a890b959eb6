"""Sites for tests: a client that does nothing, and ways to look into a page without a browser."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode, b64encode
from itertools import product
from typing import Any

import numpy as np
import orjson

import attlas
from attlas.precompute.codec import pack as pack_codes
from attlas.site_template.assets import Assets

STUB = Assets(
    script="document.documentElement.dataset.ready = 'true';",
    start="document.documentElement.dataset.client = '';",
    style="body { margin: 0 }",
    fallback=".fallback { margin: 0 }",
)
"""Stands in for the built client where a test is about what surrounds it."""

_SHARD = re.compile(
    r'(<script type="application/octet-stream;base64" id="shard-([\d.]+)"[^>]*>)([^<]*)(?=</script>)'
)
_PICTURE = re.compile(r"data:image/png;base64,[\w+/=]+")


def skeleton(page: str) -> str:
    """Strip a page of what depends on the zlib that compressed it, or on the version of attlas."""
    page = _SHARD.sub(r"\1[container \2]", page)
    page = _PICTURE.sub("data:image/png;base64,[picture]", page)
    return re.sub(rf"(attlas|bound by) {re.escape(attlas.__version__)}", r"\1 [version]", page)


def shard_texts(page: str) -> dict[str, str]:
    """Find the base64 text of every document's element; the parts of one are ``2``, ``2.1`` and so on."""
    return {match[2]: match[3] for match in _SHARD.finditer(page)}


def unpack(text: str, kind: str = "document") -> dict[str, Any]:  # the JSON of a document
    """Take a document out of its container, its arrays' data in base64 again, as an export holds it."""
    container = b64decode(text, validate=True)
    body = 4 + int.from_bytes(container[:4], "little")
    header = orjson.loads(zlib.decompress(container[4:body], -zlib.MAX_WBITS))
    blobs = [container[body + offset : body + offset + length] for offset, length, _ in header["blobs"]]
    return dict(_attach(header[kind], blobs))


def _attach(node: Any, blobs: list[bytes]) -> Any:  # any JSON
    if isinstance(node, list):
        return [_attach(item, blobs) for item in node]
    if not isinstance(node, dict):
        return node
    if "encoding" in node:
        return {**node, "data": _data(node, [blobs[int(number)] for number in node["data"].split()])}
    return {key: _attach(value, blobs) for key, value in node.items()}


def _data(node: Any, blobs: list[bytes]) -> str:
    """Give an array's data in base64; what is in tiles is put together, and deflated as the exporter does."""
    if len(blobs) == 1:
        return b64encode(blobs[0]).decode("ascii")
    codes = np.empty(node["shape"], np.uint8)
    places = product(*(range(0, length, 256) for length in node["shape"][1:]))
    for (query, key), blob in zip(places, blobs, strict=True):
        tile = codes[:, query : query + 256, key : key + 256]
        tile[:] = np.frombuffer(zlib.decompress(blob, -zlib.MAX_WBITS), np.uint8).reshape(tile.shape)
    return pack_codes(codes).data
