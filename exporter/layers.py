"""One layer of attention as payload: what is kept of it of each document, and their average."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from attlas.precompute.axes import Patterns, Weights
from attlas.precompute.codec import encode, pack, quantise
from attlas.precompute.contract import AttentionKind, AttentionLayer, HeadVectors, LayerNetwork, ViewName
from attlas.precompute.flows import StrongLayer, merged_layers, strong_layer
from attlas.precompute.lens.assign import LayerCentroids, layer_clusters
from attlas.precompute.network import layer_networks
from attlas.precompute.patterns import summed_patterns
from attlas.precompute.statistics.values import Values, layer_values
from attlas.precompute.vectors import ScoredLayer, head_vectors
from attlas.precompute.visibility import UnexplainedScoreError

from .capture.capturing import LayerCapture

BLOCK_CELLS = 2**20
"""Attention cells that are encoded together, 4 MB in float32: many short documents, or a long one by itself."""

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
    patterns : bool
        Whether the documents' patterns are added up.
    flows : bool
        Whether attention above the threshold of flows is listed.
    """

    heads: tuple[int, ...]
    queries: slice
    keys: slice
    views: Sequence[ViewName]
    rotated: bool
    patterns: bool = False
    flows: bool = False


@dataclass(frozen=True)
class KeptLayer:
    """What was kept of a layer of a batch.

    Parameters
    ----------
    documents : list of AttentionLayer
        One per document, in the order of the batch.
    patterns : float64 array of shape (n_heads, n_bands, n_bands), optional
        Sum of their patterns, if it was asked for.
    strong : StrongLayer, optional
        Their attention above the threshold of flows, likewise.
    values : Values, optional
        What their tokens have from the heads, axes (document, quantity, head, token); for the view "corpus".
    """

    documents: list[AttentionLayer]
    patterns: Patterns | None
    strong: StrongLayer | None
    values: Values | None


def kept_layer(capture: LayerCapture, kept: Kept) -> KeptLayer:
    """Reduce a layer of a batch to what is kept."""
    documents: list[AttentionLayer] = []
    patterns: list[Patterns] = []
    strong: list[StrongLayer] = []
    values: list[Values] = []
    for weights in _blocks(capture, kept):
        codes = quantise(weights)
        documents += [
            AttentionLayer(layer=capture.layer, heads=kept.heads, weights=pack(own), network=network)
            for own, network in zip(
                codes, _networks(weights, kind=capture.kind, views=kept.views), strict=True
            )
        ]
        if kept.patterns:
            patterns.append(summed_patterns(codes))
        if kept.flows:
            strong.append(strong_layer(codes, kind=capture.kind, layer=capture.layer))
        if "corpus" in kept.views:
            values.append(layer_values(codes, kind=capture.kind))
    if "neurons" in kept.views:
        documents = [_with_vectors(layer, capture, number, kept) for number, layer in enumerate(documents)]
    return KeptLayer(
        documents,
        patterns=np.sum(patterns, axis=0) if patterns else None,
        strong=merged_layers(strong) if strong else None,
        values=np.concatenate(values) if values else None,
    )


def with_lens(
    layer: KeptLayer,
    vectors: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    centroids: LayerCentroids,
    kept: Kept,
) -> KeptLayer:
    """Say which clusters of the lens the tokens of each document fall in.

    Parameters
    ----------
    vectors : three float tensors of shape (batch, head, token, dim)
        Queries, keys and values, as the lens had them.
    """
    query, key, value = map(_array, vectors)
    clusters = layer_clusters((query, key, value), centroids, queries=kept.queries, keys=kept.keys)
    documents = [
        document.model_copy(update={"lens": own})
        for document, own in zip(layer.documents, clusters, strict=True)
    ]
    return replace(layer, documents=documents)


def attention_layer(
    weights: Weights, *, kind: AttentionKind, layer: int, heads: tuple[int, ...], views: Sequence[ViewName]
) -> AttentionLayer:
    """Encode the attention of a layer, and what the views compute from it.

    Parameters
    ----------
    weights : float array of shape (n_heads, n_query, n_key)
        Probabilities of the heads and tokens that are kept.
    """
    (network,) = _networks(weights[np.newaxis], kind=kind, views=views)
    return AttentionLayer(layer=layer, heads=heads, weights=encode(weights), network=network)


def _networks(
    weights: Weights, *, kind: AttentionKind, views: Sequence[ViewName]
) -> Sequence[LayerNetwork | None]:
    return layer_networks(weights, kind=kind) if "network" in views else [None] * len(weights)


def _blocks(capture: LayerCapture, kept: Kept) -> Iterator[Weights]:
    """Give what is kept of the weights, some documents at a time."""
    weights = capture.weights[:, :, kept.queries, kept.keys]
    n_documents = max(1, BLOCK_CELLS * len(weights) // max(1, weights.numel()))
    for start in range(0, len(weights), n_documents):
        block = weights[start : start + n_documents]
        yield _array(block if len(kept.heads) == block.shape[1] else block[:, list(kept.heads)])


def _with_vectors(layer: AttentionLayer, capture: LayerCapture, number: int, kept: Kept) -> AttentionLayer:
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
