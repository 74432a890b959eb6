"""Capture at the softmax: for families that compute attention inside their modules, query and key included.

A mode of torch sees every operation of the eager model. It remembers products of two activations and follows
what becomes of them: what reaches a softmax is a score, and the next product with its result mixes the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from .call import Deliver, ModuleNames
from .implementation import attention_implementation
from .tap_step import Step
from .tap_trace import Traces


@contextmanager
def capturing_softmax(
    model: nn.Module, names: ModuleNames, deliver: Deliver, *, scores: bool
) -> Iterator[None]:
    """Hand every attention in a forward of `model`, run eagerly, to `deliver` as its module ends."""
    tap = _SoftmaxTap(names, deliver, scores=scores)
    with ExitStack() as stack:
        stack.enter_context(attention_implementation(model, "eager"))
        handles = [model.register_forward_pre_hook(tap.begin, with_kwargs=True)]
        for module in names:
            handles.append(module.register_forward_pre_hook(tap.enter))
            handles.append(module.register_forward_hook(tap.leave, always_call=True))
        for handle in handles:
            stack.callback(handle.remove)
        stack.enter_context(tap)
        yield


class _SoftmaxTap(TorchFunctionMode):
    """Knows which modules run, and shows their operations to the traces."""

    def __init__(self, names: ModuleNames, deliver: Deliver, *, scores: bool) -> None:
        super().__init__()
        self._names = names
        self._deliver = deliver
        self._scores = scores
        self._running: list[nn.Module] = []
        self._traces = Traces(1, scores=scores)

    def begin(self, module: nn.Module, args: Sequence[object], kwargs: Mapping[str, object]) -> None:
        """Start afresh with each forward of the model, also after one that failed."""
        inputs = (*args, *kwargs.values())
        n_documents = next((len(leaf) for leaf in inputs if isinstance(leaf, torch.Tensor)), 1)
        self._traces = Traces(n_documents, scores=self._scores)
        self._running = []

    def enter(self, module: nn.Module, args: Sequence[object]) -> None:
        """Note that a module starts."""
        self._running.append(module)

    def leave(self, module: nn.Module, args: Sequence[object], output: object) -> None:
        """Deliver the attentions of a module that ends."""
        # A module that fails before it starts is left without having been entered.
        if self._running and self._running[-1] is module:
            self._running.pop()
        attentions = self._traces.take(module)
        # What the receiver computes is not the model's: nothing is running meanwhile.
        running, self._running = self._running, []
        for attention in attentions:
            self._deliver(attention.call(self._names[module]))
        self._running = running

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> object:
        step = Step(func, args, kwargs or {})
        return self._traces.follow(step, self._running) if self._running else step.run()
