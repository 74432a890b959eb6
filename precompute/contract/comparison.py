"""``comparisons/<first>-<second>.json``: how two models' attention differs over all documents."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import CountArray, FloatArray, PackedArray
from .base import AttentionKind, Payload
from .lens import TokenClass


class PartComparison(Payload):
    """How the heads of one kind of attention differ between two models."""

    kind: AttentionKind = Field(description="Kind of attention.")
    heads: tuple[tuple[int, int], ...] = Field(
        description="Layer and head of those that both models have, in the order of the arrays."
    )
    moved: PackedArray = Field(
        description="Attention that moved: the mean over queries of the total variation distance between the two "
        "models' rows, axes (document, head)."
    )
    root_moved: PackedArray | None = Field(
        description="The same of the root's row alone, axes (document, head); null for the encoder of an "
        "encoder-decoder model, whose tokens are never the root, and where a window leaves the root out."
    )
    received: tuple[FloatArray, FloatArray] = Field(
        description="For each model, the share of attention that the tokens of a class receive: the mean over "
        "documents and queries of the sum over the keys of the class, axes (head, class)."
    )
    edges: tuple[FloatArray, FloatArray] = Field(
        description="For each model, edges of the graph from the root by each head: their mean number per document, "
        "axes (head)."
    )


class Comparison(Payload):
    """``comparisons/<first>-<second>.json``: two models over the documents that they read as the same tokens."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    models: tuple[str, str] = Field(description="Keys of the first model and the second in the manifest.")
    documents: CountArray = Field(
        description="Numbers in the manifest of the documents that are compared, ascending, axes (document)."
    )
    threshold: float = Field(gt=0, lt=1, description="Attention of an edge of the graph must be above it.")
    classes: tuple[TokenClass, ...] = Field(description="Classes of tokens, in the order of the arrays.")
    note: str | None = Field(
        default=None,
        description="What a reader must know: words without parts of speech; null for nothing.",
    )
    class_sizes: CountArray = Field(
        description="Tokens of each class in the sources and in the targets of the documents, axes (sequence, class)."
    )
    parts: tuple[PartComparison, ...] = Field(
        description="One entry per kind of attention that both have; cross-attention is read by class of the source."
    )
