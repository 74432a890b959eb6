"""Switching a loaded model to another attention implementation, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn
from transformers import PretrainedConfig


@contextmanager
def attention_implementation(model: nn.Module, implementation: str) -> Iterator[None]:
    """Run `model` with the named attention implementation while open; every config gets its own one back.

    ``PreTrainedModel.set_attn_implementation`` is not used: it refuses classes without the attention
    interface by a log message alone, and it cannot restore parts that were loaded differently.
    """
    configs = list(_configs(model))
    before = [config._attn_implementation for config in configs]
    try:
        for config in configs:
            _set(config, implementation)
        yield
    finally:
        for config, own in zip(configs, before, strict=True):
            _set(config, own)


def implementations(model: nn.Module) -> set[str | None]:
    """Names of the implementations that the parts of `model` are set to."""
    return {config._attn_implementation for config in _configs(model)}


def _configs(model: nn.Module) -> Iterator[PretrainedConfig]:
    """Give each config that some module reads, and its sub-configs, once."""
    seen: set[int] = set()
    waiting: list[object] = [getattr(module, "config", None) for module in model.modules()]
    while waiting:
        config = waiting.pop()
        if isinstance(config, PretrainedConfig) and id(config) not in seen:
            seen.add(id(config))
            waiting += [getattr(config, name, None) for name in config.sub_configs]
            yield config


def _set(config: PretrainedConfig, implementation: str | None) -> None:
    # A bare name would be handed down to the sub-configs; the empty key reaches this config alone.
    config._attn_implementation = {"": implementation}
