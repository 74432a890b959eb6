"""Values of tokens of many documents, set aside until all documents have been read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, TypeAlias

import numpy as np

from attlas.precompute.contract import AttentionKind
from attlas.precompute.statistics.values import DocumentValues, Values

from .disk import writing

Extent: TypeAlias = tuple[int, tuple[int, ...]]
"""First byte, and shape of the array that begins there."""


class ValueFile:
    """Arrays one after the other in a file, found by document and kind of attention.

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
        self._extents: dict[int, Mapping[AttentionKind, Extent]] = {}
        self._end = 0

    def put(self, document: int, values: DocumentValues) -> None:
        """Set the values of a document aside.

        Raises
        ------
        AttlasError
            If the disk is full.
        """
        extents = {}
        with writing(self._folder):
            self._file.seek(self._end)
            for kind, array in values.items():
                extents[kind] = (self._end, array.shape)
                self._end += self._file.write(np.ascontiguousarray(array).tobytes())
            self._file.flush()
        self._extents[document] = extents

    def get(self, document: int, kind: AttentionKind) -> Values:
        """Read the values of a document for one kind of attention."""
        start, shape = self._extents[document][kind]
        self._file.seek(start)
        content = self._file.read(4 * int(np.prod(shape)))
        return np.frombuffer(content, np.float32).reshape(shape)
