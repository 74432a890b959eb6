"""Attention in fewer bytes, within an error that the author accepts: for pages that must not pass a size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .axes import Codes
from .codec import LEVELS, decode_codes, dequantise, pack
from .contract import PackedArray

STEPS = (2, 4, 8)
"""Distances of the codes that are kept, as far as the error allows; every eighth code keeps weights of 0.00025."""

_CODES = np.arange(LEVELS + 1, dtype=np.uint8)


def coarsened(packed: PackedArray, max_error: float) -> PackedArray:
    """Write an array again so that it compresses better: sparse, or with fewer codes, whichever is smaller.

    Sparse, what is too small to matter is 0; with fewer codes, every code is moved to one beside it. Both move a
    value by no more than what `max_error` leaves beside the error that the array has already.

    Parameters
    ----------
    packed : PackedArray
        As it was exported.
    max_error : float
        Largest absolute difference from the value that was encoded. An array that is no more exact stays as it is.

    Raises
    ------
    AttlasError
        If the bytes are damaged or do not fill the shape.

    Examples
    --------
    >>> from .codec import decode, encode
    >>> row = np.full((1, 64), 1 / 64)
    >>> coarse = coarsened(encode(row), 0.016)
    >>> bool(np.abs(decode(coarse) - row).max() <= coarse.max_error <= 0.016)
    True
    """
    leeway = max_error - packed.max_error
    if leeway <= 0:
        return packed
    codes, values = decode_codes(packed), dequantise(_CODES, scale=packed.scale)
    tables = [_sparse(values, leeway), *(_stepped(values, leeway, step) for step in STEPS)]
    return min(
        (packed, *(_moved(packed, codes, values, table) for table in tables)),
        key=lambda candidate: len(candidate.data),
    )


def _moved(packed: PackedArray, codes: Codes, values: npt.NDArray[np.float32], table: Codes) -> PackedArray:
    moves = np.abs(values[table] - values)
    largest = float(moves[codes].max(initial=0))
    return pack(table[codes], scale=packed.scale, max_error=round(packed.max_error + largest + 5e-7, 6))


def _sparse(values: npt.NDArray[np.float32], leeway: float) -> Codes:
    """Map codes of at most `leeway` to 0."""
    return np.where(values <= leeway, 0, _CODES).astype(np.uint8)


def _stepped(values: npt.NDArray[np.float32], leeway: float, largest: int) -> Codes:
    """Map codes to the nearest multiples of `largest`, or of the largest power of two that `leeway` allows them."""
    table = _CODES.copy()
    step = 2
    while step <= largest:
        nearest = np.minimum((_CODES.astype(int) + step // 2) // step * step, LEVELS)
        table = np.where(np.abs(values[nearest] - values) <= leeway, nearest, table).astype(np.uint8)
        step *= 2
    return table
