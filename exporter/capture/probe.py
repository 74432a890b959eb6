"""A forward of a model on a few tokens, to see what a method of capture gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from inspect import signature
from typing import TypeAlias

import torch
from transformers import PreTrainedModel

from attlas.precompute.contract import AttentionKind

from .call import AttentionCall
from .methods import Method, reading

N_DOCUMENTS = 2
N_SOURCE = 6  # even, because windows are odd: a window is never taken for a full matrix
N_TARGET = 4  # not the length of the source, so that the shape of the weights tells the kind of attention

AGREEMENT = 0.01
"""Largest mean difference between the weights of two methods.

In float32 they are equal; in half precision a batch of two rounds otherwise than two batches of one, and single
weights drift. A missing mask, or documents mixed up, moves all of them.
"""

CallKey: TypeAlias = tuple[str, int]
"""Name of the module that attends, and how often it has attended before in the same forward."""


@dataclass(frozen=True)
class Probe:
    """What a method of capture got from a model.

    Attributes
    ----------
    calls : mapping of CallKey to AttentionCall
        In the order of execution.
    is_encoder_decoder : bool
        Whether the model read a source and a target.
    failure : str or None
        Why the model did not run under this method.
    """

    calls: dict[CallKey, AttentionCall]
    is_encoder_decoder: bool
    failure: str | None = None

    def kind(self, call: AttentionCall) -> AttentionKind | None:
        """Tell the kind of attention by its weights; None if they are not one for each pair of tokens."""
        lengths = tuple(call.weights.shape[2:])
        if self.is_encoder_decoder:
            pairs: dict[tuple[int, ...], AttentionKind] = {
                (N_SOURCE, N_SOURCE): "encoder",
                (N_TARGET, N_TARGET): "decoder",
                (N_TARGET, N_SOURCE): "cross",
            }
            return pairs.get(lengths)
        if lengths != (N_SOURCE, N_SOURCE):
            return None
        return "encoder" if call.weights.triu(1).any() else "decoder"

    def flaw(self) -> str | None:
        """Say what is wrong with the first call that cannot be used."""
        return next((flaw for call in self.calls.values() if (flaw := self._flaw(call))), None)

    def is_complete(self) -> bool:
        """Say whether all calls can be used and every kind of attention is among them."""
        kinds = {self.kind(call) for call in self.calls.values()}
        missing = {"encoder", "decoder", "cross"} - kinds if self.is_encoder_decoder else set()
        return bool(self.calls) and self.flaw() is None and not missing

    def confirms(self, other: Probe) -> bool:
        """Say whether all calls of the other method are among these, with equal weights where both have them."""
        return all(key in self.calls and _agree(self.calls[key], call) for key, call in other.calls.items())

    def _flaw(self, call: AttentionCall) -> str | None:
        shape = tuple(call.weights.shape)
        if len(shape) != 4 or shape[0] != N_DOCUMENTS or self.kind(call) is None:
            return (
                f"weights of {call.name} have shape {shape} for {N_DOCUMENTS} texts of {N_SOURCE} tokens, "
                f"expected ({N_DOCUMENTS}, heads, {N_SOURCE}, {N_SOURCE})"
            )
        sums = call.weights.sum(-1)
        if not bool(((sums > 0) & (sums < 1.001)).all()):
            low, high = sums.min().item(), sums.max().item()
            return f"weights of {call.name} sum to {low:.3g} to {high:.3g}, expected 1 or less"
        return None


def probe(model: PreTrainedModel, method: Method) -> Probe:
    """Run a model on a few tokens and see what a method of capture gets.

    Parameters
    ----------
    model : PreTrainedModel
        A model without its head.
    method : {"interface", "softmax", "outputs"}
        The method to try.
    """
    seen: list[AttentionCall] = []
    is_encoder_decoder = bool(model.config.is_encoder_decoder)
    try:
        with reading(model, method, seen.append):
            run_on_tokens(model)
    except Exception as error:  # a method that a model breaks under, in whatever way, is not for that model
        return Probe({}, is_encoder_decoder, in_one_line(error))
    counts: Counter[str] = Counter()
    calls: dict[CallKey, AttentionCall] = {}
    for call in seen:
        # A single query pools a sequence into a vector: no layer of the model.
        if call.weights.shape[-2] > 1:
            calls[call.name, counts[call.name]] = call
            counts[call.name] += 1
    return Probe(calls, is_encoder_decoder)


def run_on_tokens(model: PreTrainedModel) -> None:
    """Run a model without its head on two texts of a few tokens."""
    inputs: dict[str, torch.Tensor | bool] = {
        "input_ids": _tokens(model, N_SOURCE),
        "attention_mask": torch.ones(N_DOCUMENTS, N_SOURCE, dtype=torch.long, device=model.device),
    }
    if model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = _tokens(model, N_TARGET)
    if "use_cache" in signature(model.forward).parameters:
        inputs["use_cache"] = False
    with torch.no_grad():
        model(**inputs)


def _tokens(model: PreTrainedModel, n_tokens: int) -> torch.Tensor:
    """Give two different texts of tokens that every vocabulary has; few vocabularies begin with more specials."""
    ids = 10 + torch.arange(N_DOCUMENTS * n_tokens, device=model.device)
    return ids.reshape(N_DOCUMENTS, n_tokens)


def in_one_line(error: Exception) -> str:
    """Give type and first line of an error."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _agree(first: AttentionCall, second: AttentionCall) -> bool:
    if first.weights.shape != second.weights.shape:
        return True
    return bool((first.weights - second.weights).abs().mean() < AGREEMENT)
