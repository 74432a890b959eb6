"""Which keys a query may see, as two distances."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from .errors import AttlasError

Visible: TypeAlias = npt.NDArray[np.bool_]
"""True for keys that take part in the softmax, shape (n_heads, n_query, n_key)."""


class UnexplainedScoreError(AttlasError):
    """Scores that the payload has no form for.

    The exporter leaves the layer's vectors out, and the page shows the message, so it names no remedy.
    """


class Band(NamedTuple):
    """How far a query sees; None for no limit."""

    back: int | None
    """Most tokens back."""
    ahead: int | None
    """Most tokens ahead."""


def visible_band(visible: Visible) -> Band:
    """Describe a mask by how many tokens back and ahead a query sees, itself apart.

    Parameters
    ----------
    visible : bool array of shape (n_heads, n_query, n_key)
        True for keys that take part in the softmax.

    Returns
    -------
    Band
        Causal attention has 0 ahead; a limit that masks nothing is None.

    Raises
    ------
    UnexplainedScoreError
        If heads differ, or two distances do not describe the mask, as where a text is read in chunks.

    Examples
    --------
    >>> visible_band(np.tril(np.ones((1, 4, 4), bool)))
    Band(back=None, ahead=0)
    """
    _, n_query, n_key = visible.shape
    seen = _offsets(n_query, n_key)[visible[0]]
    band = Band(-int(seen.min(initial=n_key)), int(seen.max(initial=-n_query)))
    if not (visible == within(band, n_query, n_key)).all():
        raise UnexplainedScoreError(
            "the mask of the layer is no band around the diagonal, as full, causal and sliding attention are"
        )
    return Band(
        band.back if band.back < n_query - 1 else None,
        band.ahead if band.ahead < n_key - 1 else None,
    )


def within(band: Band, n_query: int, n_key: int) -> npt.NDArray[np.bool_]:
    """Lay a band out over all pairs of tokens.

    Returns
    -------
    bool array of shape (n_query, n_key)

    Examples
    --------
    >>> within(Band(back=1, ahead=0), 3, 3).astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [0, 1, 1]]
    """
    offsets = _offsets(n_query, n_key)
    back = n_query if band.back is None else band.back
    ahead = n_key if band.ahead is None else band.ahead
    return np.asarray((offsets >= -back) & (offsets <= ahead))


def _offsets(n_query: int, n_key: int) -> npt.NDArray[np.int64]:
    return np.asarray(np.arange(n_key) - np.arange(n_query)[:, np.newaxis])
