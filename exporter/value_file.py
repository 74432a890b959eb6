"""Arrays of many documents, set aside until all documents have been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .disk import writing

Array = npt.NDArray[Any]


class _Extent(NamedTuple):
    """Where an array is in the file."""

    start: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


class ValueFile:
    """Arrays one after the other in a file, found by document and name.

    In memory they would be a small block each among large ones that come and go, which keeps what these leave from
    being used again.

    Parameters
    ----------
    file : binary file
        Open for writing and reading, and empty.
    folder : Path
        Where it is, for errors.
    """

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self._file = file
        self._folder = folder
        self._extents: dict[tuple[int, str], _Extent] = {}
        self._end = 0

    def put(self, document: int, arrays: Mapping[Any, Array]) -> None:
        """Set arrays of a document aside, each under a name that it has not yet.

        Raises
        ------
        AttlasError
            If the disk is full.
        """
        with writing(self._folder):
            self._file.seek(self._end)
            for name, array in arrays.items():
                self._extents[document, name] = _Extent(self._end, array.shape, array.dtype)
                self._end += self._file.write(np.ascontiguousarray(array).tobytes())
            self._file.flush()

    def get(self, document: int, name: str) -> Array:
        """Read an array of a document."""
        start, shape, dtype = self._extents[document, name]
        self._file.seek(start)
        content = self._file.read(dtype.itemsize * int(np.prod(shape)))
        return np.frombuffer(content, dtype).reshape(shape)

    def of(self, name: str) -> Mapping[int, Array]:
        """Give the arrays of one name by document; each is read when it is asked for."""
        return _Named(self, [document for document, own in self._extents if own == name], name)


class _Named(Mapping[int, Array]):
    def __init__(self, file: ValueFile, documents: list[int], name: str) -> None:
        self._file, self._documents, self._name = file, documents, name

    def __getitem__(self, document: int) -> Array:
        return self._file.get(document, self._name)

    def __iter__(self) -> Iterator[int]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)
