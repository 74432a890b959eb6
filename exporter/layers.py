"""One layer of attention as payload: what is kept of it, document by document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from attlas.precompute.axes import Weights
from attlas.precompute.codec import encode
from attlas.precompute.contract import AttentionKind, AttentionLayer, HeadVectors, ViewName
from attlas.precompute.network import layer_network
from attlas.precompute.vectors import ScoredLayer, head_vectors
from attlas.precompute.visibility import UnexplainedScoreError

from .capture import LayerCapture

NO_SCALING = "the scores of the layer are no scaled products of queries and keys"


@dataclass(frozen=True)
class Kept:
    """What is kept of a captured layer.

    Parameters
    ----------
    heads : tuple of int
        Heads, in ascending order.
    queries, keys : slice
        Tokens.
    views : sequence of ViewName
        Views whose data is kept.
    rotated : bool
        Whether the layer's queries and keys were rotated by their positions.
    """

    heads: tuple[int, ...]
    queries: slice
    keys: slice
    views: Sequence[ViewName]
    rotated: bool


def captured_layers(capture: LayerCapture, kept: Kept) -> list[AttentionLayer]:
    """Reduce a layer of a batch to what is kept.

    Returns
    -------
    list of AttentionLayer
        One per document, in the order of the batch.
    """
    return [_captured_layer(capture, number, kept) for number in range(len(capture.weights))]


def attention_layer(
    weights: Weights, *, kind: AttentionKind, layer: int, heads: tuple[int, ...], views: Sequence[ViewName]
) -> AttentionLayer:
    """Encode the attention of a layer, and what the views compute from it.

    Parameters
    ----------
    weights : float array of shape (n_heads, n_query, n_key)
        Probabilities of the heads and tokens that are kept.
    """
    return AttentionLayer(
        layer=layer,
        heads=heads,
        weights=encode(weights),
        network=layer_network(weights, kind=kind) if "network" in views else None,
    )


def _captured_layer(capture: LayerCapture, number: int, kept: Kept) -> AttentionLayer:
    weights = capture.weights[number]
    if len(kept.heads) < len(weights):
        weights = weights[list(kept.heads)]
    layer = attention_layer(
        _array(weights[:, kept.queries, kept.keys]),
        kind=capture.kind,
        layer=capture.layer,
        heads=kept.heads,
        views=kept.views,
    )
    if "neurons" not in kept.views:
        return layer
    vectors, note = _vectors(capture, number, kept)
    return layer.model_copy(update={"vectors": vectors, "vectors_note": note})


def _vectors(capture: LayerCapture, number: int, kept: Kept) -> tuple[HeadVectors | None, str | None]:
    """Pack the vectors of one document; if they cannot be had, say why."""
    tensors = (capture.query, capture.key, capture.value, capture.scores)
    if any(tensor is None for tensor in tensors):
        return None, None  # the model has none at all, as the manifest says
    if capture.scaling is None:
        return None, NO_SCALING
    query, key, value, scores = (_array(tensor[number]) for tensor in tensors if tensor is not None)
    scored = ScoredLayer(
        query=query,
        key=key,
        value=value,
        scores=scores,
        weights=_array(capture.weights[number]),
        scaling=capture.scaling,
        soft_cap=capture.soft_cap,
        rotated=kept.rotated,
        same_sequence=capture.kind != "cross",
    )
    try:
        return head_vectors(scored, heads=kept.heads, queries=kept.queries, keys=kept.keys), None
    except UnexplainedScoreError as error:
        return None, str(error)


def _array(tensor: torch.Tensor) -> npt.NDArray[np.floating]:
    return np.asarray(tensor.detach().float().cpu().numpy())
