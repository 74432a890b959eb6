"""Array aliases that show their axes in a signature; the order is always (layer, head, query, key)."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Weights: TypeAlias = npt.NDArray[np.floating]
"""Attention probabilities of one layer, float, shape (n_heads, n_query, n_key)."""

Codes: TypeAlias = npt.NDArray[np.uint8]
"""Quantised values, any shape."""
