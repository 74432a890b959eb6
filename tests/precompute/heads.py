"""Attention for tests of what is computed per head: of three tiny models, and made by hand."""

from __future__ import annotations

import numpy as np
import torch

from attlas.precompute.axes import Weights
from attlas.precompute.contract import AttentionKind
from tiny import tiny_inputs, tiny_model

OUTPUTS: dict[str, tuple[AttentionKind, str]] = {
    "bert": ("encoder", "attentions"),
    "gpt2": ("decoder", "attentions"),
    "marian": ("cross", "cross_attentions"),
}

BACK = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]], float)
SELF = np.eye(3)
AHEAD = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 1]], float)
FIRST = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0]], float)


def last_layer(family: str) -> tuple[AttentionKind, Weights]:
    """Return what a tiny model of 4 heads attends to, by its own eager attention; 12 sources, 7 targets."""
    kind, output = OUTPUTS[family]
    with torch.no_grad():
        outputs = tiny_model(family)(**tiny_inputs(family, n_documents=1), output_attentions=True)
    return kind, outputs[output][-1][0].numpy()
