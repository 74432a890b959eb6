"""Flows worked out slowly from the sentences that define them (METHODS 2.1–2.7): plain sets, one weight at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from attlas.precompute.codec import decode
from attlas.precompute.contract import AttentionKind, ModelRun

TAUS = (0.02, 0.1, 0.25, 0.5, 0.9)
"""The thresholds at which everything is compared, here and in the client."""

Node = tuple[int, int]
"""Ring and token."""


class Step(NamedTuple):
    """Attention between two rings."""

    kind: AttentionKind
    layer: int
    inner: int
    outer: int


class Passage(NamedTuple):
    """A way from one token to another through one head."""

    step: int
    query: int
    key: int
    head: int


ENCODER = [Step("encoder", layer, 5 - layer, 6 - layer) for layer in range(5, -1, -1)]
"""The rings of an encoder of six layers: the root, then its last layer."""


def weights_of(run: ModelRun) -> dict[tuple[AttentionKind, int], npt.NDArray[np.float32]]:
    """Give the attention of a run by kind and layer, axes (head, query, key)."""
    return {
        (part.kind, layer.layer): decode(layer.weights) for part in run.attention for layer in part.layers
    }


class SlowFlow:
    """The graph of a root, with what depends on what in it."""

    def __init__(
        self,
        weights: Mapping[tuple[AttentionKind, int], npt.NDArray[np.floating]],
        steps: Sequence[Step],
        *,
        root: int,
        tau: float,
    ) -> None:
        self.steps = steps
        self.nodes: set[Node] = {(0, root)}
        self.passages: set[Passage] = set()
        for number, (kind, layer, inner, outer) in enumerate(steps):
            for (head, query, key), weight in np.ndenumerate(weights[kind, layer]):
                if weight > tau and (inner, query) in self.nodes:
                    self.nodes.add((outer, key))
                    self.passages.add(Passage(number, query, key, head))

    def count(self, ring: int, token: int) -> int:
        """Count the heads that lead to a token, over all tokens that ask it."""
        return sum(self.steps[each.step].outer == ring and each.key == token for each in self.passages)

    def influence(self, ring: int, token: int) -> float:
        """Eq. 3 and 4, rings counted from the root."""
        return sum(0.5 ** (inner - 1) * self.count(inner, token) for inner in range(1, ring + 1)) / ring

    @cached_property
    def joined(self) -> dict[tuple[Node, bool], set[Node]]:
        """Tokens that each token is joined with, further out and further in."""
        found: dict[tuple[Node, bool], set[Node]] = {}
        for each in self.passages:
            near = (self.steps[each.step].inner, each.query)
            far = (self.steps[each.step].outer, each.key)
            found.setdefault((near, True), set()).add(far)
            found.setdefault((far, False), set()).add(near)
        return found

    def reached(self, start: Sequence[Node], *, outwards: bool) -> set[Node]:
        """Everything from what all of `start` reach at the next ring; nothing if one of them is not in the graph."""
        if not set(start) <= self.nodes:
            return set()
        front = list(set.intersection(*(self.joined.get((node, outwards), set()) for node in start)))
        found = set(start)
        while front:
            node = front.pop()
            if node not in found:
                found.add(node)
                front += self.joined.get((node, outwards), set())
        return found

    def intersection(self, tokens: Iterable[Node]) -> set[Node]:
        """What a brush over tokens of one ring marks."""
        start = list(tokens)
        return self.reached(start, outwards=True) | self.reached(start, outwards=False)

    def paths(self, inner: Node, outer: Node) -> tuple[int, int]:
        """Count the paths of tokens between two tokens, and the ways that they have through heads."""
        if inner not in self.nodes or outer not in self.nodes:
            return 0, 0
        between = self.reached([inner], outwards=True) & self.reached([outer], outwards=False)
        return self._paths(inner, outer, between)

    def _paths(self, node: Node, end: Node, between: set[Node]) -> tuple[int, int]:
        if node == end:
            return 1, 1
        paths = ways = 0
        for following in self.joined.get((node, True), set()) & between:
            further_paths, further_ways = self._paths(following, end, between)
            heads = sum(
                (self.steps[each.step].inner, each.query) == node
                and (self.steps[each.step].outer, each.key) == following
                for each in self.passages
            )
            paths, ways = paths + further_paths, ways + heads * further_ways
        return paths, ways
