"""Following tensors from the product of queries and keys to the softmax, and on to the product with values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.weak import WeakTensorKeyDictionary

from .call import HALF_TYPES, AttentionCall, full_precision, mark_masked
from .tap_product import Product, product_of, queries_and_keys, split_heads, values
from .tap_step import CASTS, Step

LAYERS = frozenset({"linear", "addmm", "conv1d", "layer_norm", "embedding"})
"""Layers of a model; what comes out of them is no score any more."""


@dataclass(frozen=True, eq=False)
class Score:
    """What a tensor holds that began as a product.

    Attributes
    ----------
    order : int
        Number of the product in the order of execution. Families multiply queries with keys first; later
        products add positions to the scores.
    product : Product
        What was multiplied.
    scaling : float or None
        Factor on the product by now; None once something other than scaling has happened to it.
    exact : float32 tensor or None
        The same tensor computed in float32; None where the model itself computes in float32.
    """

    order: int
    product: Product
    scaling: float | None
    exact: torch.Tensor | None


@dataclass(eq=False)
class Attention:
    """An attention whose module has not ended: its weights are known, its values perhaps not yet."""

    module: nn.Module
    weights: torch.Tensor
    scores: torch.Tensor | None
    query: torch.Tensor | None
    key: torch.Tensor | None
    scaling: float | None
    value: torch.Tensor | None = None

    def call(self, name: str) -> AttentionCall:
        """Put the tensors into the form that all methods deliver."""
        weights = self.weights.detach()
        return AttentionCall(
            name=name,
            weights=weights,
            query=_plain(self.query),
            key=_plain(self.key),
            value=_plain(self.value),
            scaling=self.scaling,
            scores=None if self.scores is None else mark_masked(self.scores.detach(), weights),
        )


class Traces:
    """What is known of the tensors of the attention that runs.

    Parameters
    ----------
    n_documents : int
        Size of the batch; it tells documents from heads where a family folds both into one axis.
    scores : bool
        Keep what the softmax saw.
    """

    def __init__(self, n_documents: int, *, scores: bool) -> None:
        self._n_documents = n_documents
        self._keeps_scores = scores
        self._forget()

    def _forget(self) -> None:
        self._n_products = 0
        self._attentions: list[Attention] = []
        # Keys are weak, so a tensor that the model drops is dropped here too. torch does not annotate the class.
        self._known: Any = WeakTensorKeyDictionary()

    def take(self, module: nn.Module) -> list[Attention]:
        """Hand over the attentions of a module that ends; all traces end with it."""
        taken = [attention for attention in self._attentions if attention.module is module]
        if taken:
            self._forget()
        return taken

    def follow(self, step: Step, running: Sequence[nn.Module]) -> Any:
        """Run a step of the innermost of the `running` modules, and note what its result holds."""
        product = product_of(step.name, step.args, step.kwargs)
        sources = {tensor: known for tensor in step.tensors() if (known := self._known.get(tensor))}
        if step.name in LAYERS or (product is None and not sources):
            return step.run()
        mixing = next((known for known in sources.values() if isinstance(known, Attention)), None)
        if mixing is not None:
            return self._mix(step, product, mixing)
        if product is not None:
            return self._multiply(step, product)
        source, score = min(sources.items(), key=lambda item: item[1].order)
        if step.name == "softmax":
            return self._softmax(step, source, score, running)
        return self._carry(step, source, score)

    def _multiply(self, step: Step, product: Product) -> torch.Tensor:
        in_half = product.left.dtype in HALF_TYPES
        exact = step.replay(self._exact) if in_half else None
        result: torch.Tensor = step.run()
        self._known[result] = Score(self._n_products, product, product.factor, exact)
        self._n_products += 1
        return result

    def _carry(self, step: Step, source: torch.Tensor, score: Score) -> Any:
        """Carry a score over a step.

        Half-precision scores are computed once more in float32, beside the model's own: a model's half-precision
        weights are off by up to 0.01, a float32 softmax of the same queries and keys is not.
        """
        exact = score.exact
        if exact is not None and step.name not in CASTS:
            exact = step.replay(self._exact)
        result = step.run()
        if isinstance(result, torch.Tensor) and result.is_floating_point():
            scaling = step.rescaled(score.scaling, source=source)
            self._known[result] = Score(score.order, score.product, scaling, exact)
        return result

    def _exact(self, tensor: torch.Tensor) -> torch.Tensor:
        score = self._known.get(tensor)
        return full_precision(tensor) if score is None or score.exact is None else score.exact

    def _softmax(
        self, step: Step, source: torch.Tensor, score: Score, running: Sequence[nn.Module]
    ) -> torch.Tensor:
        result: torch.Tensor = step.run()
        exact = source.float() if score.exact is None else score.exact
        scores = split_heads(exact, self._n_documents)
        if scores is None or not _is_over_keys(step, source):
            return result
        is_float32 = score.exact is None and result.dtype == torch.float32
        query, key = queries_and_keys(score.product, scores.shape) or (None, None)
        attention = Attention(
            # Not a module for the softmax alone: the one that holds the projections.
            module=next(
                module for module in reversed(running) if next(module.parameters(), None) is not None
            ),
            weights=result.view_as(scores) if is_float32 else torch.softmax(scores, -1),
            scores=scores if self._keeps_scores else None,
            query=query,
            key=key,
            scaling=score.scaling,
        )
        self._attentions.append(attention)
        self._known[result] = attention
        return result

    def _mix(self, step: Step, product: Product | None, attention: Attention) -> Any:
        result = step.run()
        if product is None:
            if isinstance(result, torch.Tensor) and result.is_floating_point():
                self._known[result] = attention
        elif self._known.get(product.left) is attention:
            attention.value = values(product, attention.weights.shape)
        return result


def _is_over_keys(step: Step, source: torch.Tensor) -> bool:
    dim = step.kwargs.get("dim", step.args[1] if len(step.args) > 1 else None)
    return dim in (-1, source.ndim - 1)


def _plain(tensor: torch.Tensor | None) -> torch.Tensor | None:
    return None if tensor is None else full_precision(tensor.detach())
