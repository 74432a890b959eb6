"""Whether an array of an export can be read, and is as long as what is named beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from attlas.precompute.codec import decode_codes, decode_counts, decode_floats, decode_vectors
from attlas.precompute.contract import CountArray, FloatArray, PackedArray, VectorArray
from attlas.precompute.errors import AttlasError

AnyArray: TypeAlias = CountArray | FloatArray | PackedArray | VectorArray

# Any: each of these takes the one type that it stands by.
_DECODERS: Mapping[type[AnyArray], Callable[[Any], object]] = MappingProxyType(
    {
        CountArray: decode_counts,
        FloatArray: decode_floats,
        PackedArray: decode_codes,
        VectorArray: decode_vectors,
    }
)


def check_array(array: AnyArray, expected: tuple[int, ...], name: str, path: Path) -> None:
    """See that an array has a shape, and that its bytes fill it.

    Parameters
    ----------
    name : str
        Where the array is in its file.

    Raises
    ------
    AttlasError
        If it has not, or the bytes are damaged; the message names file and array.
    """
    if array.shape != expected:
        raise AttlasError(f"{path}: {name} has shape {array.shape}, expected {expected}; export again")
    try:
        _DECODERS[type(array)](array)
    except AttlasError as error:
        raise AttlasError(f"{path} is damaged ({name}: {error})") from error


def check_places(places: Any, n: int, name: str, path: Path) -> None:  # an integer array of any shape
    """See that numbers are places in a list.

    Parameters
    ----------
    n : int
        Length of the list.

    Raises
    ------
    AttlasError
        Naming the first that is not.
    """
    if places.size and int(places.max()) >= n:
        raise AttlasError(f"{path}: {name} is {int(places.max())}, expected less than {n}; export again")
