"""How the attention of a model is captured: found out by running it, never by the name of its family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from torch import nn
from transformers import PreTrainedModel

from attlas.precompute.contract import AttentionKind, AttentionShape
from attlas.precompute.errors import AttlasError

from .call import AttentionCall
from .methods import Method, without_head
from .probe import CallKey, Probe, in_one_line, probe, run_on_tokens

KINDS: tuple[AttentionKind, ...] = ("encoder", "decoder", "cross")

NO_VECTORS: Mapping[Method, str] = {
    "softmax": "the scores of the model are not products of query and key vectors",
    "outputs": "attention can only be read from the outputs of the model, which hold weights alone",
}


@dataclass(frozen=True)
class Site:
    """The place of one attention call in a model."""

    kind: AttentionKind
    layer: int
    n_heads: int


@dataclass(frozen=True)
class CapturePlan:
    """How to capture the attention of a model.

    Attributes
    ----------
    captured_by : {"interface", "softmax", "outputs"}
        The method that got every layer.
    shapes : tuple of AttentionShape
        One per kind of attention that the model has.
    vectors : bool
        Whether every layer comes with query, key and value vectors.
    vectors_note : str or None
        Why not; None if it does.
    sites : mapping of CallKey to Site
        Every attention call of a forward, kind by kind in the order of execution.
    """

    captured_by: Method
    shapes: tuple[AttentionShape, ...]
    vectors: bool
    vectors_note: str | None
    sites: Mapping[CallKey, Site]

    @property
    def n_heads(self) -> dict[tuple[AttentionKind, int], int]:
        """Heads of every layer that attends, by its kind and number."""
        return {(site.kind, site.layer): site.n_heads for site in self.sites.values()}


def plan_capture(model: nn.Module) -> CapturePlan:
    """Find the method that captures every layer of a model.

    The model runs on a few tokens, once per method: with a tap on the softmax of its eager attention; through
    the attention interface, which is preferred where it gets every call that the tap got, with the same
    weights; and, where neither serves, returning its attentions.

    Parameters
    ----------
    model : PreTrainedModel
        A transformers model over tokens, in evaluation mode, on any device; or a PEFT model around one.

    Raises
    ------
    AttlasError
        If the model is not of that sort, has no attention, or has attention in windows or blocks only.
    """
    base = without_head(model)
    _check(model, base)
    tap = probe(base, "softmax")
    interface = probe(base, "interface")
    if interface.is_complete() and interface.confirms(tap):
        return _plan(base, "interface", interface)
    if tap.is_complete():
        return _plan(base, "softmax", tap)
    outputs = probe(base, "outputs")
    if outputs.is_complete():
        return _plan(base, "outputs", outputs)
    raise AttlasError(f"{type(model).__name__} {_reason((outputs, tap, interface))}")


def _check(model: nn.Module, base: nn.Module) -> None:
    name = type(model).__name__
    if not isinstance(base, PreTrainedModel):
        raise AttlasError(
            f"{name} is no PreTrainedModel, expected one of transformers; load it with AutoModel"
        )
    if base.training:
        raise AttlasError(f"{name} is in training mode, expected evaluation (no dropout); call model.eval()")
    try:
        # Also because some models set themselves up by their first text: BigBird drops its blocks for a short one.
        run_on_tokens(base)
    except Exception as error:  # whatever a model raises that reads something else than tokens
        raise AttlasError(
            f"{name} does not run on token ids ({in_one_line(error)}), expected a model of text; choose another one"
        ) from error


def _reason(probes: Sequence[Probe]) -> str:
    flaw = next((flaw for one in probes if (flaw := one.flaw())), None)
    if flaw is not None:
        return f"does not attend to all pairs of tokens: {flaw}; choose a model with full attention"
    failure = next((f" ({one.failure})" for one in probes if one.failure), "")
    return (
        f"gives no attention{failure}, expected a softmax over tokens in its layers; choose a transformer model, "
        'or load this one with attn_implementation="eager"'
    )


def _plan(model: PreTrainedModel, method: Method, found: Probe) -> CapturePlan:
    calls: dict[AttentionKind, dict[CallKey, AttentionCall]] = {}
    for key, call in found.calls.items():
        kind = found.kind(call)
        if kind is not None:
            calls.setdefault(kind, {})[key] = call
    vectors = all(
        vector is not None for call in found.calls.values() for vector in (call.query, call.key, call.value)
    )
    sites = {kind: _sites(model, kind, calls[kind]) for kind in KINDS if kind in calls}
    return CapturePlan(
        captured_by=method,
        shapes=tuple(
            _shape(model, kind, [site.layer for site in own.values()], list(calls[kind].values()))
            for kind, own in sites.items()
        ),
        vectors=vectors,
        vectors_note=None if vectors else NO_VECTORS[method],
        sites={key: site for own in sites.values() for key, site in own.items()},
    )


def _sites(
    model: nn.Module, kind: AttentionKind, calls: Mapping[CallKey, AttentionCall]
) -> dict[CallKey, Site]:
    """Give each call of one kind of attention its layer.

    A hybrid model attends in some of its layers only, so the model's own numbers come first; where layers share
    a module they do not ascend, and the calls are counted.
    """
    modules = dict(model.named_modules())
    numbers = [_own_number(modules.get(name), name) for name, _ in calls]
    if any(second <= first for first, second in pairwise(numbers)):
        numbers = list(range(len(calls)))
    return {
        key: Site(kind, number, call.weights.shape[1])
        for number, (key, call) in zip(numbers, calls.items(), strict=True)
    }


def _own_number(module: nn.Module | None, name: str) -> int:
    """Give the number that a module knows itself by, or the first one in its name."""
    number = getattr(module, "layer_idx", None)
    if isinstance(number, int):
        return number
    return next((int(part) for part in name.split(".") if part.isdigit()), 0)


def _shape(
    model: PreTrainedModel, kind: AttentionKind, layers: Sequence[int], calls: Sequence[AttentionCall]
) -> AttentionShape:
    n_layers = max(layers) + 1
    if not model.config.is_encoder_decoder:
        # Layers without attention may follow the last one that has it.
        n_layers = max(n_layers, getattr(model.config.get_text_config(), "num_hidden_layers", 0))
    keys = [call.key.shape[1] for call in calls if call.key is not None]
    dims = [call.query.shape[-1] for call in calls if call.query is not None]
    return AttentionShape(
        kind=kind,
        n_layers=n_layers,
        n_heads=max(call.weights.shape[1] for call in calls),
        n_key_heads=max(keys, default=None),
        head_dim=max(dims, default=None),
    )
