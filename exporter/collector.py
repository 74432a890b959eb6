"""Attention as it is captured, reduced to what is kept, and put together for each document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field

from attlas.precompute.contract import Attention, AttentionKind, AttentionLayer, SequenceName

from .capture import LayerCapture
from .layers import Kept, captured_layers
from .models import LoadedModel
from .rotation import LayerKey
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
    """

    loaded: LoadedModel
    selection: Selection
    window: slice
    rotated: Set[LayerKey]
    layers: dict[AttentionKind, dict[int, list[AttentionLayer]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def __call__(self, capture: LayerCapture) -> None:
        """Take one layer: keep the chosen heads and tokens of each document of the batch."""
        shape = kinds_of(self.loaded.plan.shapes)[capture.kind]
        if capture.layer not in self.selection.kept_layers(shape):
            return
        query, key = self._sides(capture.kind)
        kept = Kept(
            heads=self.selection.kept_heads(capture.weights.shape[1]),
            queries=self._tokens(query),
            keys=self._tokens(key),
            views=self.selection.views,
            rotated=(capture.kind, capture.layer) in self.rotated,
        )
        self.layers[capture.kind][capture.layer] = captured_layers(capture, kept)

    def attention(self, number: int) -> tuple[Attention, ...]:
        """Return what was kept of one document of the batch."""
        return tuple(
            Attention(
                kind=kind,
                query=self._sides(kind)[0],
                key=self._sides(kind)[1],
                layers=tuple(documents[number] for _, documents in sorted(self.layers[kind].items())),
            )
            for kind in KINDS
            if kind in self.layers
        )

    def _sides(self, kind: AttentionKind) -> tuple[SequenceName, SequenceName]:
        return SIDES[kind] if self.loaded.is_encoder_decoder else ("source", "source")

    def _tokens(self, side: SequenceName) -> slice:
        return self.window if side == "source" else slice(None)
