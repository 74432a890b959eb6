"""Attention of a running model, handed on layer by layer as it is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import torch
from torch import nn

from attlas.precompute.contract import AttentionKind
from attlas.precompute.errors import AttlasError

from .call import AttentionCall
from .methods import reading
from .plan import CapturePlan, Site, plan_capture

__all__ = ["CapturePlan", "LayerCapture", "capturing", "plan_capture"]


@dataclass(frozen=True, eq=False)
class LayerCapture:
    """Attention of one layer for one batch, on the device of the model; what cannot be had is None.

    Attributes
    ----------
    kind : {"encoder", "decoder", "cross"}
        Kind of attention; attention that never looks ahead is of kind "decoder".
    layer : int
        Number of the layer in the model, from 0.
    weights : float32 tensor of shape (batch, head, query, key)
        Probabilities; rows sum to 1, or less where the model has a sink. Of a half-precision model they are
        the float32 softmax of the queries and keys that it computed.
    query : float tensor of shape (batch, head, query, dim)
        As the score used it, after position encoding.
    key, value : float tensor of shape (batch, key_head, key, dim)
        As the score and the mix of values used them; fewer heads than `weights` with grouped queries.
    scaling : float
        Factor on the products of `query` and `key`, before the soft cap where the family has one.
    scores : float32 tensor of shape (batch, head, query, key)
        What the softmax saw, with every bias and cap; masked cells are ``-inf``. Their softmax is `weights`,
        unless the model has a sink, which takes its share of the softmax and then drops out.
    soft_cap : float
        Bound ``c`` where the family scores by ``c * tanh(scaling * q·k / c)``; None also where it does not.
    """

    kind: AttentionKind
    layer: int
    weights: torch.Tensor
    query: torch.Tensor | None
    key: torch.Tensor | None
    value: torch.Tensor | None
    scaling: float | None
    scores: torch.Tensor | None
    soft_cap: float | None = None


@contextmanager
def capturing(
    model: nn.Module,
    plan: CapturePlan,
    collect: Callable[[LayerCapture], None],
    *,
    scores: bool = False,
) -> Iterator[None]:
    """Hand each attention layer to `collect` while the model runs.

    Nothing is kept once `collect` returns. The model gets its attention implementation back, and loses its
    hooks, also when a forward fails. The end of each forward checks that every layer of the plan has come, in
    the shape that it had; the caller has nothing to check. A forward is one call of the model on whole
    sequences: without a cache of earlier tokens and, in an encoder-decoder model, with the encoder running too.

    Parameters
    ----------
    model : PreTrainedModel
        The model that was planned for; captured once at a time.
    plan : CapturePlan
        What `plan_capture` found.
    collect : callable taking a LayerCapture
        Called in the order of execution, in the thread of the forward.
    scores : bool
        Ask for the scores too.

    Raises
    ------
    AttlasError
        If a layer is missing, comes twice or has another shape than planned.

    Examples
    --------
    >>> from transformers import BertConfig, BertModel
    >>> model = BertModel(BertConfig(hidden_size=8, num_attention_heads=2, num_hidden_layers=2)).eval()
    >>> shapes = []
    >>> with capturing(model, plan_capture(model), lambda layer: shapes.append(tuple(layer.weights.shape))):
    ...     _ = model(torch.tensor([[101, 7592, 102]]))
    >>> shapes
    [(1, 2, 3, 3), (1, 2, 3, 3)]
    """
    forward = _Forward(type(model).__name__, plan, collect)
    with ExitStack() as stack:
        stack.callback(model.register_forward_pre_hook(forward.begin).remove)
        stack.enter_context(reading(model, plan.captured_by, forward.take, scores=scores))
        stack.callback(model.register_forward_hook(forward.end).remove)
        yield
    forward.check_idle()


class _Forward:
    """Knows which of the planned calls of the running forward have come."""

    def __init__(self, model_name: str, plan: CapturePlan, collect: Callable[[LayerCapture], None]) -> None:
        self._model_name = model_name
        self._sites = plan.sites
        self._names = {name for name, _ in plan.sites}
        self._collect = collect
        self._counts: Counter[str] = Counter()

    def begin(self, *_: object) -> None:
        self._counts.clear()

    def take(self, call: AttentionCall) -> None:
        """Pass a call on as the layer that it is; what the plan left out, as a pooler, is dropped."""
        if call.name not in self._names:
            return
        site = self._sites.get((call.name, self._counts[call.name]))
        self._counts[call.name] += 1
        if site is None:
            raise self._error(f"{call.name} attended {self._counts[call.name]} times")
        self._check_shape(site, call)
        self._collect(
            LayerCapture(
                kind=site.kind,
                layer=site.layer,
                weights=call.weights,
                query=call.query,
                key=call.key,
                value=call.value,
                scaling=call.scaling,
                scores=call.scores,
                soft_cap=call.soft_cap,
            )
        )

    def end(self, *_: object) -> None:
        missing = [name for name, number in self._sites if self._counts[name] <= number]
        if missing:
            raise self._error(
                f"{len(missing)} of {len(self._sites)} layers did not attend, {missing[0]} first"
            )
        self._counts.clear()

    def check_idle(self) -> None:
        if self._counts:
            raise self._error("parts of it attended, not the whole")

    def _check_shape(self, site: Site, call: AttentionCall) -> None:
        shape = tuple(call.weights.shape)
        is_square = site.kind == "cross" or shape[-1] == shape[-2]
        if len(shape) != 4 or shape[1] != site.n_heads or not is_square:
            raise self._error(f"{site.kind} layer {site.layer} has weights of shape {shape}")

    def _error(self, met: str) -> AttlasError:
        return AttlasError(
            f"{self._model_name}: {met}, expected each planned layer once per forward, with a weight for each "
            "pair of tokens; run the whole model on whole sequences, without a cache"
        )
