"""Queries and keys as they were before a model rotated them by their positions."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import torch
from torch import nn

from .call import full_precision
from .capturing import LayerCapture

ROTATION = "apply_rotary_pos_emb"
"""What families that rotate call the function that does it, in the module of Python that they are defined in."""

N_REMEMBERED = 8
"""Rotated tensors that are remembered: a layer's query and key, and room for what another thread rotates."""


class Unrotated(NamedTuple):
    """Queries and keys of a layer, of shape (batch, head, token, dim)."""

    query: torch.Tensor
    key: torch.Tensor
    is_found: bool
    """Whether the layer was seen to rotate them, so that these are the ones before."""


class Rotations:
    """Remembers what was last rotated, and what came out."""

    def __init__(self) -> None:
        self._pairs: deque[tuple[torch.Tensor, torch.Tensor]] = deque(maxlen=N_REMEMBERED)

    def watching(self, rotate: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function that takes queries and keys, or one of them, and returns them rotated."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            output = rotate(*args, **kwargs)
            rotated = output if isinstance(output, tuple) else (output,)
            given = [each for each in (*args, *kwargs.values()) if isinstance(each, torch.Tensor)]
            self._pairs.extend(zip(given, rotated, strict=False))
            return output

        return watched

    def undone(self, layer: LayerCapture) -> Unrotated | None:
        """Give the queries and keys of a layer that has just attended; None if it has no vectors.

        Where no rotation was seen that led to both of them they are as they were captured. Afterwards nothing is
        remembered.
        """
        if layer.query is None or layer.key is None:
            return None
        query, key = self._before(layer.query), self._before(layer.key)
        self._pairs.clear()
        if query is None or key is None:
            return Unrotated(layer.query, layer.key, is_found=False)
        return Unrotated(query, key, is_found=True)

    def _before(self, rotated: torch.Tensor) -> torch.Tensor | None:
        for before, after in self._pairs:
            same = after.shape == rotated.shape == before.shape
            if same and torch.equal(full_precision(after.detach()), rotated):
                return full_precision(before.detach())
        return None


@contextmanager
def watching_rotations(model: nn.Module) -> Iterator[Rotations]:
    """Remember what a model rotates while it runs; its own functions are put back, also when a forward fails.

    Parameters
    ----------
    model : nn.Module
        Its families' functions are replaced for everybody in this process, and do what they did.
    """
    rotations = Rotations()
    with ExitStack() as stack:
        for name in sorted({base.__module__ for part in model.modules() for base in type(part).__mro__}):
            rotate = getattr(sys.modules.get(name), ROTATION, None)
            if callable(rotate):
                stack.callback(setattr, sys.modules[name], ROTATION, rotate)
                setattr(sys.modules[name], ROTATION, rotations.watching(rotate))
        yield rotations
