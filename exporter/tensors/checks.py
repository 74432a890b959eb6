"""What attention from outside must be before it is exported, with the place of the first fault."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from attlas.precompute.axes import Weights
from attlas.precompute.errors import AttlasError

from .forms import Layers


def check_lengths(layers: Layers, *, name: str, n_documents: int, n_query: int, n_key: int) -> None:
    """See that every layer has a row and a column for each token.

    Raises
    ------
    AttlasError
        Naming the layer, what it has and what was expected.
    """
    for number, array in layers.arrays.items():
        if array.shape[0] != n_documents:
            raise AttlasError(
                f"{name}, layer {number} has {array.shape[0]} documents, expected {n_documents}, one per list of "
                "tokens; give a list of tokens for each, and generate without beams"
            )
        if array.shape[2:] != (n_query, n_key):
            raise AttlasError(
                f"{name}, layer {number} has {array.shape[2]} queries and {array.shape[3]} keys, expected "
                f"{n_query} and {n_key}, one per token; give the tokens that the model read, special ones too"
            )


def check_weights(weights: Weights, place: str, *, tolerance: float, sinks: bool) -> None:
    """See that every row is a distribution over keys.

    Parameters
    ----------
    weights : float array of shape (head, query, key)
        Attention of one document in one layer.
    place : str
        Which that is.
    tolerance : float
        How far the sum of a row may be from 1.
    sinks : bool
        Whether rows may sum to less.

    Raises
    ------
    AttlasError
        Naming layer, head and row of the first fault.
    """
    sums = weights.sum(axis=-1, dtype=np.float64)
    remedy = "give the weights after the softmax"
    _refuse(np.any(~np.isfinite(weights), axis=-1), place, "holds NaN or infinity", "finite weights", remedy)
    _refuse(np.any(weights < 0, axis=-1), place, "holds a negative weight", "weights from 0 to 1", remedy)
    wrong = (sums > 1 + tolerance) | ((sums < 1 - tolerance) & (not sinks))
    if wrong.any():
        met = f"sums to {sums[tuple(np.argwhere(wrong)[0])]:.4g}"
        remedy = "turn dropout off with model.eval(), or pass sinks=True if the model has attention sinks"
        _refuse(wrong, place, met, f"1 within {tolerance:g}", remedy)


def _refuse(
    faults: np.bool_ | npt.NDArray[np.bool_], place: str, met: str, expected: str, remedy: str
) -> None:
    if np.any(faults):
        head, row = np.argwhere(faults)[0]
        raise AttlasError(f"{place}, head {head}, row {row} {met}, expected {expected}; {remedy}")
