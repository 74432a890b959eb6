"""Attention as it is captured, reduced to what is kept, and put together for each document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

import numpy as np

from attlas.precompute.contract import Attention, AttentionKind, SequenceName
from attlas.precompute.flows import StrongLayer
from attlas.precompute.lens.assign import LayerCentroids
from attlas.precompute.patterns import PatternSums
from attlas.precompute.statistics.values import DocumentValues

from .capture.capturing import LayerCapture
from .capture.rotation import LayerKey
from .capture.unrotated import Rotations
from .layers import Kept, KeptLayer, kept_layer, with_lens
from .models import LoadedModel
from .selection import Selection, kinds_of

SIDES: dict[AttentionKind, tuple[SequenceName, SequenceName]] = {
    "encoder": ("source", "source"),
    "decoder": ("target", "target"),
    "cross": ("target", "source"),
}
KINDS: tuple[AttentionKind, ...] = ("encoder", "decoder", "cross")


@dataclass
class Collector:
    """Encodes each layer as it is captured, so that one layer of one batch is in memory at full precision.

    Parameters
    ----------
    loaded : LoadedModel
        The model that is about to run.
    selection : Selection
        What to keep.
    window : slice
        Tokens of the source to keep; a target is kept whole.
    rotated : set of (kind, layer)
        Layers whose queries and keys are rotated by their positions.
    patterns : bool
        Whether to add up the documents' patterns.
    flows : bool
        Whether to list attention above the threshold of flows.
    centroids : mapping of (kind, layer) to LayerCentroids
        Clusters of the lens that tokens are assigned to.
    rotations : Rotations, optional
        What the model is seen to rotate; needed where there are centroids.
    """

    loaded: LoadedModel
    selection: Selection
    window: slice
    rotated: Set[LayerKey]
    patterns: bool = False
    flows: bool = False
    centroids: Mapping[LayerKey, LayerCentroids] = field(default_factory=dict)
    rotations: Rotations | None = None
    layers: dict[AttentionKind, dict[int, KeptLayer]] = field(default_factory=lambda: defaultdict(dict))

    def __call__(self, capture: LayerCapture) -> None:
        """Take one layer: keep the chosen heads and tokens of each document of the batch."""
        unrotated = self.rotations.undone(capture) if self.rotations else None
        shape = kinds_of(self.loaded.plan.shapes)[capture.kind]
        heads = self.selection.kept_heads(capture.weights.shape[1])
        if not heads or capture.layer not in self.selection.kept_layers(shape):
            return
        query, key = sides_of(self.loaded, capture.kind)
        kept = Kept(
            heads=heads,
            queries=self._tokens(query),
            keys=self._tokens(key),
            views=self.selection.views,
            rotated=(capture.kind, capture.layer) in self.rotated,
            patterns=self.patterns,
            flows=self.flows,
        )
        layer = kept_layer(capture, kept)
        centroids = self.centroids.get((capture.kind, capture.layer))
        if centroids is not None and unrotated is not None and capture.value is not None:
            layer = with_lens(layer, (unrotated.query, unrotated.key, capture.value), centroids, kept)
        self.layers[capture.kind][capture.layer] = layer

    def attention(self, number: int) -> tuple[Attention, ...]:
        """Return what was kept of one document of the batch."""
        return tuple(
            Attention(
                kind=kind,
                query=sides_of(self.loaded, kind)[0],
                key=sides_of(self.loaded, kind)[1],
                layers=tuple(layer.documents[number] for _, layer in sorted(self.layers[kind].items())),
            )
            for kind in KINDS
            if self.layers[kind]
        )

    def pattern_sums(self, n_documents: int) -> PatternSums:
        """Return the sum of the patterns of all documents of the batch; the sum over none if it is not wanted."""
        if not self.patterns:
            return PatternSums()
        parts = {
            (kind, number): layer for kind in KINDS for number, layer in sorted(self.layers[kind].items())
        }
        return PatternSums(
            n_documents=n_documents,
            heads={part: layer.documents[0].heads for part, layer in parts.items()},
            totals={part: layer.patterns for part, layer in parts.items() if layer.patterns is not None},
        )

    def strong_layers(self) -> list[StrongLayer]:
        """Return attention above the threshold of flows, in the order of `attention`; none if it is not wanted."""
        return [
            layer.strong
            for kind in KINDS
            for _, layer in sorted(self.layers[kind].items())
            if layer.strong is not None
        ]

    def values(self, n_documents: int) -> list[DocumentValues]:
        """Return what the tokens of each document have from the heads; nothing if it is not wanted."""
        by_kind = {
            kind: [layer.values for _, layer in sorted(self.layers[kind].items()) if layer.values is not None]
            for kind in KINDS
        }
        joined = {kind: np.concatenate(layers, axis=2) for kind, layers in by_kind.items() if layers}
        return [{kind: values[number] for kind, values in joined.items()} for number in range(n_documents)]

    def _tokens(self, side: SequenceName) -> slice:
        return self.window if side == "source" else slice(None)


def sides_of(loaded: LoadedModel, kind: AttentionKind) -> tuple[SequenceName, SequenceName]:
    """Give the sequences that queries and keys of one kind of attention are from."""
    return SIDES[kind] if loaded.is_encoder_decoder else ("source", "source")
