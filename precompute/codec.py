"""Arrays to compact JSON and back: the only place where precision is reduced.

Attention spans many orders of magnitude, and the small weights are many: a uniform head over 512 tokens holds
nothing above 0.002. Linear bytes would turn it into zeros, so values are companded by a square root first.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode

import numpy as np
import numpy.typing as npt

from .axes import Codes
from .contract import PackedArray
from .errors import AttlasError

LEVELS = 255
ROUNDING = 0.5 / LEVELS
MAX_RELATIVE_ERROR = 2 * ROUNDING - ROUNDING**2
"""Largest error of a value in [0, 1]: ``1 - (1 - 0.5/255)**2``, met just below the top code."""


def quantise(values: npt.NDArray[np.floating], *, scale: float = 1.0) -> Codes:
    """Round ``sqrt(values / scale)`` to 8 bits.

    Parameters
    ----------
    values : float array of any shape
        Values in [0, scale]; excess below a thousandth of `scale`, as rounding of a softmax leaves, is clipped.
    scale : float
        The value that code 255 stands for.

    Returns
    -------
    uint8 array of the shape of `values`

    Raises
    ------
    AttlasError
        If a value is not finite or lies outside [0, scale].

    Examples
    --------
    A uniform row over 4096 tokens survives:

    >>> int(quantise(np.array([1 / 4096]))[0])
    4
    """
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if not (low >= 0 and high <= scale * 1.001):
        raise AttlasError(f"values from {low:g} to {high:g}, expected 0 to {scale:g}; encode probabilities")
    codes = np.sqrt(values, dtype=np.float32)
    codes *= np.float32(LEVELS / scale**0.5)
    codes += np.float32(0.5)
    np.minimum(codes, LEVELS, out=codes)
    return codes.astype(np.uint8)


def dequantise(codes: Codes, *, scale: float = 1.0) -> npt.NDArray[np.float32]:
    """Give each code the value it stands for, ``scale * (code / 255) ** 2``; the inverse of `quantise`."""
    table = (scale * (np.arange(LEVELS + 1) / LEVELS) ** 2).astype(np.float32)
    return np.asarray(table[codes])


def encode(values: npt.NDArray[np.floating], *, scale: float = 1.0) -> PackedArray:
    """Quantise, deflate and name the error bound.

    Run-length matching alone (`zlib.Z_RLE`) compresses attention about as well as a full search and takes a third of its time.

    Parameters
    ----------
    values : float array of any shape
        Values in [0, scale].
    scale : float
        Upper end of the range; 1 for probabilities.

    Raises
    ------
    AttlasError
        If a value is not finite or lies outside [0, scale].

    Examples
    --------
    >>> weights = np.array([[0.75, 0.25], [1.0, 0.0]])
    >>> packed = encode(weights)
    >>> bool(np.abs(decode(packed) - weights).max() <= packed.max_error)
    True
    """
    deflate = zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS, memLevel=9, strategy=zlib.Z_RLE)
    stream = deflate.compress(np.ascontiguousarray(quantise(values, scale=scale)).data) + deflate.flush()
    return PackedArray(
        shape=values.shape,
        encoding="sqrt-uint8-deflate",
        scale=scale,
        max_error=round(scale * MAX_RELATIVE_ERROR + 5e-7, 6),
        data=b64encode(stream).decode("ascii"),
    )


def decode(packed: PackedArray) -> npt.NDArray[np.float32]:
    """Read a packed array back.

    Returns
    -------
    float32 array of shape ``packed.shape``
        Each value within ``packed.max_error`` of the one that was encoded.

    Raises
    ------
    AttlasError
        If the bytes are damaged or do not fill the shape.
    """
    try:
        stream = zlib.decompress(b64decode(packed.data, validate=True), wbits=-zlib.MAX_WBITS)
    except (ValueError, zlib.error) as error:
        raise AttlasError(f"array data is damaged ({error}); write the export again") from error
    codes = np.frombuffer(stream, np.uint8)
    expected = int(np.prod(packed.shape))
    if codes.size != expected:
        raise AttlasError(
            f"array holds {codes.size} values, its shape {packed.shape} needs {expected}; write the export again"
        )
    return dequantise(codes.reshape(packed.shape), scale=packed.scale)
