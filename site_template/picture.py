"""Small grey pictures of attention, for pages that are read or printed without a script."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

import numpy as np
import numpy.typing as npt

from attlas.precompute.axes import Weights

BLACK = 15
"""Darkest of 16 greys; half a byte per pixel keeps the figure of a whole model below 30 kB."""


def max_pool(weights: Weights, side: int) -> npt.NDArray[np.floating]:
    """Shrink the matrix of every head to at most `side` rows and columns.

    The maximum, not a sample or the mean: one strong link must stay visible.

    Parameters
    ----------
    weights : float array of shape (n_heads, n_query, n_key)
        No axis may be empty.
    side : int
        Most rows and most columns of the result.

    Returns
    -------
    float array of shape (n_heads, min(side, n_query), min(side, n_key))
    """
    pooled = weights
    for axis in (1, 2):
        n_tokens = weights.shape[axis]
        n_cells = min(side, n_tokens)
        pooled = np.maximum.reduceat(pooled, np.arange(n_cells) * n_tokens // n_cells, axis=axis)
    return pooled


def ink(weights: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """Turn probabilities into darkness, 0 to 15, by a square root that keeps weak links visible."""
    return np.asarray(np.rint(np.sqrt(weights) * BLACK), np.uint8)


def grey_png(darkness: npt.NDArray[np.uint8]) -> str:
    """Write a picture as the address of a 4-bit greyscale PNG.

    Parameters
    ----------
    darkness : uint8 array of shape (height, width)
        0 for white to 15 for black.

    Returns
    -------
    str
        A ``data:`` URI. The same pixels give the same text.

    References
    ----------
    W3C, Portable Network Graphics (PNG) Specification, Second Edition, 2003, Sections 7.2 and 11.2.
    """
    height, width = darkness.shape
    even = np.zeros((height, width + width % 2), np.uint8)
    even[:, :width] = BLACK - darkness
    rows = np.zeros(
        (height, 1 + even.shape[1] // 2), np.uint8
    )  # each row begins with its filter type, 0: none
    rows[:, 1:] = even[:, ::2] << 4 | even[:, 1::2]
    size = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    chunks = [(b"IHDR", size), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")]
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
