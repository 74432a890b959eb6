"""Vectors of a sample of tokens on disk, head by head: memory holds one batch, and later one head."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from attlas.precompute.axes import Vectors
from attlas.precompute.contract import AttentionKind, AttentionShape

from ..disk import writing

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
            If the disk is full or refuses.
        """
        self.n_heads, _, self.dim = vectors.shape
        content = np.ascontiguousarray(vectors, "<f4")
        with (
            writing(self.path, relief="free some, or pass a smaller --lens-tokens,"),
            self.path.open("r+b" if self.path.exists() else "w+b") as file,
        ):
            for head in range(self.n_heads):
                file.seek((head * self.n_rows + start) * self.dim * ITEM)
                file.write(content[head].data)

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


def estimate_vector_bytes(
    n_tokens: Mapping[AttentionKind, tuple[int, int]], shapes: Sequence[AttentionShape]
) -> int:
    """Estimate the size of the files of all layers and heads of a model.

    Parameters
    ----------
    n_tokens : mapping of AttentionKind to pair of int
        Tokens with a query, and with a key and a value.

    Examples
    --------
    >>> shape = AttentionShape(kind="cross", n_layers=1, n_heads=2, n_key_heads=1, head_dim=8)
    >>> estimate_vector_bytes({"cross": (5, 3)}, [shape])
    512
    """
    return sum(
        (n_queries * shape.n_heads + 2 * n_keys * (shape.n_key_heads or 0))
        * shape.n_layers
        * (shape.head_dim or 0)
        * ITEM
        for shape in shapes
        for n_queries, n_keys in [n_tokens[shape.kind]]
    )


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Make a folder and remove it with all that is in it, also what an earlier run left there."""
    with writing(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
