"""Array aliases that show their axes in a signature; the order is always (layer, head, query, key)."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Weights: TypeAlias = npt.NDArray[np.floating]
"""Attention probabilities of one layer, float, shape (n_heads, n_query, n_key)."""

Patterns: TypeAlias = npt.NDArray[np.float64]
"""Attention brought to one length, float64, shape (n_heads, n_query_bands, n_key_bands)."""

Codes: TypeAlias = npt.NDArray[np.uint8]
"""Quantised values, any shape."""

Vectors: TypeAlias = npt.NDArray[np.floating]
"""Queries, keys or values, float, shape (n_tokens, dim) of one head or (n_heads, n_tokens, dim) of a layer."""

Centroids: TypeAlias = npt.NDArray[np.floating]
"""Mean vectors of clusters, float, shape (n_clusters, dim) of one head or (n_heads, n_clusters, dim) of a layer."""
