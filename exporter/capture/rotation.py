"""Which layers rotate queries and keys by their positions: found out by running the model, not by its family."""

from __future__ import annotations

from collections.abc import Set
from typing import Any, TypeAlias

import torch

from attlas.precompute.contract import AttentionKind

from .capturing import CapturePlan, LayerCapture, capturing

LayerKey: TypeAlias = tuple[AttentionKind, int]
"""Kind of attention and number of a layer."""

N_TOKENS = 6
ORDINARY = 10
"""A token that every vocabulary has; few begin with more special ones."""
SAME_LENGTH = 0.01
"""Relative difference between the lengths of equal vectors that half precision explains."""
SAME = 0.1
"""Difference between vectors, as a share of their length, that is too small for a rotation by some tokens."""


def rotated_layers(model: Any, plan: CapturePlan) -> Set[LayerKey]:
    """Find the layers whose queries are captured after a rotation by position (Su et al. 2021, RoFormer).

    The model reads one token several times over. Where no position was added to the tokens all of them are equal
    in every layer, since whatever mixes equals gives the same; so queries that differ, and are of one length,
    have been rotated. A layer whose tokens are not equal any more, as behind one with a sink, is taken to be as the
    first layer of its kind.

    Parameters
    ----------
    model : PreTrainedModel
        In evaluation mode, on any device.
    plan : CapturePlan
        How its attention is captured; with vectors.

    Returns
    -------
    set of (kind, layer)
        A model that adds positions to its tokens too, or whose tokens pass through another kind of layer before
        they first attend, is not recognised.
    """
    found: dict[LayerKey, bool] = {}

    def look(layer: LayerCapture) -> None:
        if layer.query is not None:
            first = next((rotated for (kind, _), rotated in found.items() if kind == layer.kind), False)
            rotated = _is_rotated(layer.query[0])
            found[layer.kind, layer.layer] = first if rotated is None else rotated

    ids = torch.full((1, N_TOKENS), ORDINARY, device=model.device)
    inputs: dict[str, Any] = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = ids
    with torch.inference_mode(), capturing(model, plan, look):
        model(**inputs, return_dict=True)
    return {key for key, rotated in found.items() if rotated}


def _is_rotated(query: torch.Tensor) -> bool | None:
    """Tell whether queries of equal tokens, of shape (head, token, dim), were rotated; None if they cannot tell."""
    lengths = query.norm(dim=-1)
    first = lengths[:, :1]
    if bool(((lengths - first).abs() > SAME_LENGTH * first).any()):
        return None
    return bool(((query - query[:, :1]).norm(dim=-1) > SAME * first).any())
