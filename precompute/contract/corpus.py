"""``corpus/<model>.json``: what heads do on the average document."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import PackedArray
from .attention import Linkage
from .base import AttentionKind, Payload


class LayerPatterns(Payload):
    """What the heads of one layer do on the average document."""

    layer: int = Field(ge=0, description="Number of the layer in the model.")
    heads: tuple[int, ...] = Field(
        description="Numbers of the heads that are kept, in the order of the array."
    )
    patterns: PackedArray = Field(
        description="Mean over documents of attention brought to one length, axes (head, query band, key band): "
        "band b of n covers the tokens from b/n to (b + 1)/n of a sequence. Rows are means over the queries of their "
        "band, cells sums over the keys of theirs, so rows sum to 1, or less where the model has a sink."
    )
    linkages: tuple[Linkage, ...] = Field(
        description="Heads of the layer clustered by their patterns, one per method; empty for a single head."
    )


class CorpusPatterns(Payload):
    """What all heads of one kind of attention do on the average document."""

    kind: AttentionKind = Field(description="Kind of attention.")
    layers: tuple[LayerPatterns, ...] = Field(description="The layers that are kept, in ascending order.")
    linkages: tuple[Linkage, ...] = Field(
        description="Heads of all layers clustered together, one per method, numbered from 0 through the layers and "
        "their heads in the order above; empty for a single head."
    )


class Corpus(Payload):
    """``corpus/<model>.json``: what a model does over all documents."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    model: str = Field(description="Key of the model in the manifest.")
    n_documents: int = Field(ge=1, description="Documents that were averaged, each with the same weight.")
    patterns: tuple[CorpusPatterns, ...] = Field(description="One entry per kind of attention.")
