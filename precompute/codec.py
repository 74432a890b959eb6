"""Arrays to compact JSON and back: the only place where precision is reduced.

Attention spans many orders of magnitude, and the small weights are many: a uniform head over 512 tokens holds
nothing above 0.002. Linear bytes would turn it into zeros, so values are companded by a square root first.

Vectors need 16 bits or 24, since a score sums the errors of all their dimensions and the softmax raises them to a
power. They are noise to a compressor (0.99 of their size whatever is tried); what few floats there are beside them
stay as they are.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from math import prod
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from .axes import Codes
from .contract import CountArray, FloatArray, PackedArray, VectorArray
from .errors import AttlasError

LEVELS = 255
ROUNDING = 0.5 / LEVELS
MAX_RELATIVE_ERROR = 2 * ROUNDING - ROUNDING**2
"""Largest error of a value in [0, 1]: ``1 - (1 - 0.5/255)**2``, met just below the top code."""

Bits: TypeAlias = Literal[16, 24]
FLOAT_ERROR = 1.3e-7
"""Relative error of a scale and of a value, each rounded to float32."""
TOP_CODES: dict[Bits, int] = {16: 2**15 - 1, 24: 2**23 - 1}

COUNT_TYPES: dict[int, tuple[Literal["uint8-deflate", "uint16-deflate", "uint32-deflate"], str]] = {
    1: ("uint8-deflate", "<u1"),
    2: ("uint16-deflate", "<u2"),
    4: ("uint32-deflate", "<u4"),
}
"""Name and type of whole numbers, by their bytes."""


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
    codes: npt.NDArray[np.float32] = np.sqrt(values, dtype=np.float32)
    codes *= np.float32(LEVELS / scale**0.5)
    codes += np.float32(0.5)
    np.minimum(codes, LEVELS, out=codes)
    quantised: Codes = codes.astype(np.uint8)
    return quantised


def dequantise(codes: Codes, *, scale: float = 1.0) -> npt.NDArray[np.float32]:
    """Give each code the value it stands for, ``scale * (code / 255) ** 2``; the inverse of `quantise`."""
    table = (scale * (np.arange(LEVELS + 1) / LEVELS) ** 2).astype(np.float32)
    return np.asarray(table[codes])


def encode(values: npt.NDArray[np.floating], *, scale: float = 1.0) -> PackedArray:
    """Quantise, deflate and name the error bound.

    Run-length matching alone (`zlib.Z_RLE`) compresses attention as well as a full search (0.47 against 0.49 bytes
    per cell at 512 tokens) and takes a seventh of its time.

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
    return pack(quantise(values, scale=scale), scale=scale)


def pack(codes: Codes, *, scale: float = 1.0, max_error: float | None = None) -> PackedArray:
    """Deflate what `quantise` gave, and name the error bound.

    Parameters
    ----------
    codes : uint8 array of any shape
        Quantised values.
    scale : float
        The value that code 255 stands for.
    max_error : float, optional
        Largest error of the values, where the codes are not those of `quantise` any more.
    """
    return PackedArray(
        shape=codes.shape,
        encoding="sqrt-uint8-deflate",
        scale=scale,
        max_error=round(scale * MAX_RELATIVE_ERROR + 5e-7, 6) if max_error is None else max_error,
        data=b64encode(deflated_codes(codes)).decode("ascii"),
    )


def deflated_codes(codes: Codes) -> bytes:
    """Deflate what `quantise` gave, row-major; see `encode` for how."""
    return _deflate(codes.tobytes(), strategy=zlib.Z_RLE)


def decode_codes(packed: PackedArray) -> Codes:
    """Read the codes of a packed array.

    Returns
    -------
    uint8 array of shape ``packed.shape``

    Raises
    ------
    AttlasError
        If the bytes are damaged or do not fill the shape.
    """
    codes = np.frombuffer(_inflated(packed.data, packed.shape), np.uint8)
    return codes.reshape(packed.shape)


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
    return dequantise(decode_codes(packed), scale=packed.scale)


def encode_vectors(values: npt.NDArray[np.floating], *, bits: Bits = 16) -> VectorArray:
    """Quantise vectors with one scale each, and name the error bound.

    Parameters
    ----------
    values : float array of shape (..., dim)
        Vectors along the last axis; every value finite.
    bits : {16, 24}
        Size of a code.

    Raises
    ------
    AttlasError
        If a value is not finite.

    Examples
    --------
    >>> vectors = np.array([[0.5, -2.0], [1e-4, 3e-4]])
    >>> packed = encode_vectors(vectors)
    >>> bool(np.abs(decode_vectors(packed) - vectors).max() <= packed.max_error < 1e-4)
    True
    """
    _check_finite(values)
    top = TOP_CODES[bits]
    scales = np.abs(values).max(axis=-1, initial=0).astype("<f4")
    divisors = np.where(scales > 0, scales, 1).astype(np.float64)[..., np.newaxis]
    codes = np.rint(values * (top / divisors)).clip(-top, top).astype("<i4")
    n_bytes = bits // 8
    content = codes.view(np.uint8).reshape(-1, 4)[:, :n_bytes].tobytes()
    return VectorArray(
        shape=values.shape,
        encoding="row-int16-deflate" if bits == 16 else "row-int24-deflate",
        max_error=_rounded_up(float(scales.max(initial=0)) * (0.5 / top + FLOAT_ERROR)),
        data=_deflated(scales.tobytes() + content),
    )


def decode_vectors(packed: VectorArray) -> npt.NDArray[np.float32]:
    """Read vectors back, ``scale * code / top``.

    Returns
    -------
    float32 array of shape ``packed.shape``
        Each value within ``packed.max_error`` of the one that was encoded.

    Raises
    ------
    AttlasError
        If the bytes are damaged or do not fill the shape.
    """
    bits: Bits = 16 if packed.encoding == "row-int16-deflate" else 24
    n_vectors, n_bytes = prod(packed.shape[:-1]), bits // 8
    stream = _inflated(packed.data, packed.shape, n_bytes=n_bytes, n_before=4 * n_vectors)
    scales = np.frombuffer(stream, "<f4", n_vectors).reshape(*packed.shape[:-1], 1)
    padded = np.zeros((prod(packed.shape), 4), np.uint8)
    padded[:, 4 - n_bytes :] = np.frombuffer(stream, np.uint8, offset=4 * n_vectors).reshape(-1, n_bytes)
    codes = padded.view("<i4").reshape(packed.shape) >> (32 - bits)
    return np.asarray(codes * scales.astype(np.float64) / TOP_CODES[bits], np.float32)


def encode_floats(values: npt.NDArray[np.floating]) -> FloatArray:
    """Keep values in float32.

    Raises
    ------
    AttlasError
        If a value is not finite.

    Examples
    --------
    >>> decode_floats(encode_floats(np.array([[0.1, -3.0]]))).tolist()
    [[0.10000000149011612, -3.0]]
    """
    _check_finite(values)
    return FloatArray(
        shape=values.shape, encoding="float32-deflate", data=_deflated(values.astype("<f4").tobytes())
    )


def decode_floats(packed: FloatArray) -> npt.NDArray[np.float32]:
    """Read floats back, exactly.

    Raises
    ------
    AttlasError
        If the bytes are damaged or do not fill the shape.
    """
    stream = _inflated(packed.data, packed.shape, n_bytes=4)
    return np.frombuffer(stream, "<f4").astype(np.float32).reshape(packed.shape)


def encode_counts(values: npt.NDArray[np.integer]) -> CountArray:
    """Keep whole numbers in the smallest type that holds them all.

    Parameters
    ----------
    values : integer array of any shape
        From 0 to 4,294,967,295.

    Raises
    ------
    AttlasError
        If a value is outside this range.

    Examples
    --------
    >>> packed = encode_counts(np.array([[3, 0], [256, 1]]))
    >>> packed.encoding, decode_counts(packed).tolist()
    ('uint16-deflate', [[3, 0], [256, 1]])
    """
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    n_bytes = next((size for size in COUNT_TYPES if low >= 0 and high < 256**size), None)
    if n_bytes is None:
        raise AttlasError(f"whole numbers from {low} to {high}, expected 0 to {256**4 - 1}")
    content = values.astype(COUNT_TYPES[n_bytes][1]).tobytes()
    return CountArray(shape=values.shape, encoding=COUNT_TYPES[n_bytes][0], data=_deflated(content))


def decode_counts(packed: CountArray) -> npt.NDArray[np.int64]:
    """Read whole numbers back, exactly.

    Raises
    ------
    AttlasError
        If the bytes are damaged or do not fill the shape.
    """
    n_bytes, dtype = next(
        (size, dtype) for size, (name, dtype) in COUNT_TYPES.items() if name == packed.encoding
    )
    stream = _inflated(packed.data, packed.shape, n_bytes=n_bytes)
    return np.frombuffer(stream, dtype).astype(np.int64).reshape(packed.shape)


def _rounded_up(bound: float) -> float:
    return float(f"{bound * 1.01:.2e}")


def _check_finite(values: npt.NDArray[np.floating]) -> None:
    if not np.isfinite(values).all():
        raise AttlasError("a vector holds NaN or infinity, expected finite numbers; run the model in float32")


def _deflated(content: bytes) -> str:
    return b64encode(_deflate(content)).decode("ascii")


def _deflate(content: bytes, *, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    deflate = zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS, memLevel=9, strategy=strategy)
    return deflate.compress(content) + deflate.flush()


def _inflated(data: str, shape: tuple[int, ...], *, n_bytes: int = 1, n_before: int = 0) -> bytes:
    """Inflate the values of an array, and never more than it may hold: a short stream can stand for gigabytes.

    Parameters
    ----------
    n_bytes : int
        Size of a value.
    n_before : int
        Bytes before the values.
    """
    n_expected = n_before + n_bytes * prod(shape)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflate.decompress(b64decode(data, validate=True), n_expected + 1)
    except (ValueError, zlib.error) as error:
        raise AttlasError(f"array data is damaged ({error}); write the export again") from error
    if len(content) > n_expected or (len(content) < n_expected and inflate.eof):
        held = "more" if len(content) > n_expected else f"{(len(content) - n_before) / n_bytes:g}"
        raise AttlasError(
            f"array holds {held} values, its shape {shape} needs {prod(shape)}; write the export again"
        )
    if not inflate.eof:
        raise AttlasError("array data is damaged (incomplete); write the export again")
    return content
