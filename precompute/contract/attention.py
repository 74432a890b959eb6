"""Attention of one model on one document, with all that views derive from it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import CountArray, FloatArray, PackedArray, VectorArray
from .base import AttentionKind, Payload, SequenceName


class HeadVectors(Payload):
    """Query, key and value vectors of one layer, and all that stands between their products and the softmax.

    For a visible key, ``score = cap(scaling * query · key) + offset_bias[key - query] + key_bias[key] +
    pair_terms[query, key]``, where ``cap(x) = soft_cap * tanh(x / soft_cap)``, or x without a soft cap; what is null
    adds nothing. That is what the softmax saw, up to a constant per row where the model subtracts one.
    ``attention = exp(score) / (sum of exp(score) over visible keys + exp(outside[query]))``; masked keys get 0.
    """

    query: VectorArray = Field(
        description="Axes (head, query, dim), as the score used them. Like keys, in 24 bits where 16 do not do."
    )
    key: VectorArray = Field(description="Axes (key_head, key, dim), as the score used them.")
    value: VectorArray = Field(
        description="Axes (key_head, key, dim). Mixed by the attention they are the head's output."
    )
    key_heads: tuple[int, ...] = Field(
        description="For each kept head, the index of its key and value head along their first axis."
    )
    rotated: bool = Field(description="True if queries and keys are shown after a rotation by position.")
    scaling: float = Field(description="Factor on the dot product.")
    soft_cap: float | None = Field(
        gt=0, description="Bound that the scaled products are bent to stay within; null for none."
    )
    offset_bias: FloatArray | None = Field(
        description="What is added and depends on distance only: axes (head, offset), offset = key - query + "
        "n_query - 1. Null if nothing is."
    )
    key_bias: FloatArray | None = Field(
        description="What is added and depends on the key's place only: axes (head, key). Null if nothing is."
    )
    pair_terms: VectorArray | None = Field(
        description="What else is added (position vectors): axes (head, query, key). Null if nothing is."
    )
    outside: FloatArray | None = Field(
        description="Logarithm of the summed exponentials of what took part in the softmax and is not here (a sink, "
        "tokens outside the author's window): axes (head, query). Null if nothing did."
    )
    visible_back: int | None = Field(
        ge=0, description="Keys further back than this are masked; null for no such limit."
    )
    visible_ahead: int | None = Field(
        ge=0,
        description="Keys further ahead than this are masked, 0 for causal models; null for no such limit.",
    )
    max_error: float = Field(
        ge=0,
        description="Largest difference between the model's attention and what these arrays give; measured.",
    )


LinkageMethod = Literal["ward", "average", "complete"]


class Linkage(Payload):
    """Agglomerative clustering of the heads of a layer, as `scipy.cluster.hierarchy.linkage` gives it."""

    method: LinkageMethod = Field(description="How the distance between two clusters is measured.")
    merges: tuple[tuple[int, int, float, int], ...] = Field(
        description="One per merge: two clusters (heads first, then earlier merges), distance, number of heads."
    )


class LayerNetwork(Payload):
    """What the network view sorts and piles the heads of a layer by; one number per kept head, in their order."""

    position: tuple[float, ...] = Field(
        description="Mean over queries of the attention-weighted offset key - query, in tokens, or of relative "
        "positions (0 to 1) for cross-attention; negative heads look back."
    )
    entropy: tuple[float, ...] = Field(
        description="Entropy of the mean attention each key receives, in nats; beside a sink, of shares of the rest."
    )
    focus: tuple[float, ...] = Field(
        description="Mean over queries of the entropy of their row, in nats; beside a sink, of shares of the rest."
    )
    linkages: tuple[Linkage, ...] = Field(description="One per method; empty for a single head.")


class LayerClusters(Payload):
    """Clusters of the lens (`LensLayer`) that a document's tokens fall in: those with the nearest centroids."""

    query: CountArray = Field(description="Axes (head, query).")
    key: CountArray = Field(description="Axes (key_head, key).")
    value: CountArray = Field(description="Axes (key_head, key).")


class AttentionLayer(Payload):
    """Attention probabilities of one layer."""

    layer: int = Field(ge=0, description="Number of the layer in the model.")
    heads: tuple[int, ...] = Field(
        description="Numbers of the heads that are kept, in the order of the array."
    )
    weights: PackedArray = Field(
        description="Probabilities, axes (head, query, key); rows sum to 1, or less where the model has a sink."
    )
    network: LayerNetwork | None = Field(default=None, description="Orders and piles; null if not exported.")
    vectors: HeadVectors | None = Field(
        default=None, description="Query, key and value vectors; null if not exported."
    )
    vectors_note: str | None = Field(
        default=None,
        description="Why this layer's vectors, which were asked for, are not there; null otherwise.",
    )
    lens: LayerClusters | None = Field(
        default=None, description="Clusters of the lens that its tokens fall in; null without a lens."
    )


class Attention(Payload):
    """Attention of one kind: self-attention of the encoder or the decoder, or cross-attention."""

    kind: AttentionKind = Field(
        description="'decoder' queries see no later key; 'cross' reads source from target."
    )
    query: SequenceName = Field(description="The sequence along the query axis.")
    key: SequenceName = Field(description="The sequence along the key axis.")
    layers: tuple[AttentionLayer, ...] = Field(description="The layers that are kept, in ascending order.")
