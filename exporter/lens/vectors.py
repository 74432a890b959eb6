"""Vectors of a sample of tokens on disk, head by head: memory holds one batch, and later one head."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from attlas.precompute.axes import Vectors
from attlas.precompute.contract import AttentionShape
from attlas.precompute.errors import AttlasError

ITEM = 4
"""Bytes of a float32."""


@dataclass
class VectorFile:
    """Vectors of the heads of a layer in one role, as float32 of shape (n_heads, n_rows, dim).

    Parameters
    ----------
    path : Path
        Where they are.
    n_rows : int
        Tokens that there will be.
    """

    path: Path
    n_rows: int
    n_heads: int = 0
    dim: int = 0

    def write(self, start: int, vectors: Vectors) -> None:
        """Write some rows of all heads.

        Parameters
        ----------
        start : int
            Number of the first row.
        vectors : float array of shape (n_heads, n_tokens, dim)

        Raises
        ------
        AttlasError
            If the disk is full.
        """
        self.n_heads, _, self.dim = vectors.shape
        content = np.ascontiguousarray(vectors, "<f4")
        try:
            with self.path.open("r+b" if self.path.exists() else "w+b") as file:
                for head in range(self.n_heads):
                    file.seek((head * self.n_rows + start) * self.dim * ITEM)
                    file.write(content[head].data)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise AttlasError(
                f"no room on the disk for {self.path}; free some, or pass a smaller --lens-tokens, and run the same "
                "command again"
            ) from error

    def read(self, head: int, order: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Read the vectors of a head, float32 of shape (n_rows, dim).

        Parameters
        ----------
        order : int array of shape (n_rows,)
            Which rows to give, in this order.
        """
        n_values = self.n_rows * self.dim
        values = np.fromfile(self.path, "<f4", n_values, offset=head * n_values * ITEM)
        return np.asarray(values.reshape(self.n_rows, self.dim)[order])


@dataclass(frozen=True)
class LayerVectors:
    """Vectors of a layer.

    Parameters
    ----------
    query, key, value : VectorFile
    heads : tuple of int
        Numbers of the heads whose queries are there.
    key_heads : tuple of int
        For each of them, the place of its key head.
    rotated : bool
        Whether queries and keys are those after a rotation by position.
    scaling : float
        Factor on their products.
    """

    query: VectorFile
    key: VectorFile
    value: VectorFile
    heads: tuple[int, ...]
    key_heads: tuple[int, ...]
    rotated: bool
    scaling: float


def estimate_vector_bytes(n_tokens: int, shapes: Sequence[AttentionShape]) -> int:
    """Estimate the size of the files of all layers and heads of a model, for so many tokens per side."""
    return sum(
        n_tokens
        * shape.n_layers
        * (shape.n_heads + 2 * (shape.n_key_heads or 0))
        * (shape.head_dim or 0)
        * ITEM
        for shape in shapes
    )


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Make a folder and remove it with all that is in it, also what an earlier run left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
