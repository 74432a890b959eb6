"""What every token of a document has from every head: attention to itself, and attention received."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ..axes import Codes
from ..codec import LEVELS, decode_codes
from ..contract import AttentionKind, ModelRun

Quantity: TypeAlias = Literal["self", "received"]

Values: TypeAlias = npt.NDArray[np.float32]
"""What tokens have from heads, float32, axes (..., quantity, head, token)."""

DocumentValues: TypeAlias = Mapping[AttentionKind, Values]
"""Values of one document, axes (quantity, head, token), the heads of all layers one after the other."""


def quantities_of(kind: AttentionKind) -> tuple[Quantity, ...]:
    """Name the quantities of a kind of attention; where queries and keys are different texts, no token has itself."""
    return ("received",) if kind == "cross" else ("self", "received")


def layer_values(codes: Codes, *, kind: AttentionKind) -> Values:
    """Give ``A[i, i]`` and the mean over all queries ``mean_i A[i, j]`` of one layer of documents of equal length.

    The sums are of whole numbers, so that a batch gives the bits that its documents give one by one.

    Parameters
    ----------
    codes : uint8 array of shape (n_documents, n_heads, n_query, n_key)
        Attention as it is kept; see `codec.quantise`.

    Returns
    -------
    float32 array of shape (n_documents, n_quantities, n_heads, n_key)

    References
    ----------
    Škrlj et al. 2020, "AttViz", Section 3 (the matrix of self-attention).

    Examples
    --------
    >>> codes = np.array([[[[255, 0], [0, 255]]]], np.uint8)
    >>> layer_values(codes, kind="encoder").tolist()
    [[[[1.0, 1.0]], [[0.5, 0.5]]]]
    """
    squares = np.multiply(codes, codes, dtype=np.uint16)
    sums = squares.sum(axis=-2, dtype=np.uint32)
    received = sums / np.float64(LEVELS**2 * codes.shape[-2])
    if kind == "cross":
        return np.asarray(received[:, np.newaxis], np.float32)
    own = np.diagonal(squares, axis1=-2, axis2=-1) / np.float64(LEVELS**2)
    return np.asarray(np.stack([own, received], axis=1), np.float32)


def run_values(run: ModelRun) -> DocumentValues:
    """Give the values of one document, from the 8 bits that are kept of its attention."""
    return {
        part.kind: np.concatenate(
            [
                layer_values(decode_codes(layer.weights)[np.newaxis], kind=part.kind)[0]
                for layer in part.layers
            ],
            axis=1,
        )
        for part in run.attention
    }
