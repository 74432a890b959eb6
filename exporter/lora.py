"""Plain LoRA adapters, merged into a model's weights without the library that trained them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch

PREFIX = "base_model.model."
"""What names in an adapter's file have before the model's own."""

DOWN, UP = ".lora_A.weight", ".lora_B.weight"

ABOUT = frozenset(
    {
        *(
            "auto_mapping",
            "base_model_name_or_path",
            "inference_mode",
            "peft_type",
            "peft_version",
            "revision",
        ),
        *("task_type", "runtime_config"),
    }
)
"""Settings that say what an adapter is of."""

PLACES = frozenset(
    {"exclude_modules", "layers_pattern", "layers_to_transform", "modules_to_save", "target_modules"}
)
"""Settings that say where it is; its file does so too."""

TRAINING = frozenset({"lora_dropout", "megatron_core", "qalora_group_size"})
"""Settings that mean nothing by themselves once it is trained."""

READ = frozenset({"init_lora_weights", "lora_alpha", "r"})
INITIAL = (True, False, "gaussian")
"""Ways to begin that leave the base model's weights as they are."""


class NotPlainError(Exception):
    """An adapter that is more than low-rank products and whole modules; the message says what."""


def check_plain(config: Mapping[str, Any]) -> None:
    """Refuse what is more than ``W + (alpha / r) B A`` and modules saved as a whole.

    Raises
    ------
    NotPlainError
        Naming what it is, or the first setting that is not known to be without effect.

    Examples
    --------
    >>> check_plain({"peft_type": "LORA", "r": 8, "lora_alpha": 16, "bias": "none", "use_dora": False})
    """
    if config.get("peft_type") != "LORA":
        raise NotPlainError(f"it is of the kind {config.get('peft_type')!r}")
    for name in sorted(config.keys() - ABOUT - PLACES - TRAINING - READ):
        if config[name] and (name, config[name]) != ("bias", "none"):
            raise NotPlainError(f"it has {name} = {config[name]!r}")
    for name in ("r", "lora_alpha"):
        if not isinstance(config.get(name), int | float) or config[name] <= 0:
            raise NotPlainError(f"its {name} is {config.get(name)!r}, expected a positive number")
    if config.get("init_lora_weights", True) not in INITIAL:
        raise NotPlainError(f"it has init_lora_weights = {config['init_lora_weights']!r}")


def merge_plain(model: torch.nn.Module, config: Mapping[str, Any], weights: Path) -> None:
    """Merge an adapter into a model; nothing is changed if it cannot be.

    Parameters
    ----------
    model : torch.nn.Module
        The base model.
    config : mapping
        What ``adapter_config.json`` says.
    weights : Path
        The safetensors file beside it.

    Raises
    ------
    NotPlainError
        If it is no plain LoRA adapter, or holds what the model has no place for.

    References
    ----------
    Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models", Section 4.1.
    """
    from safetensors.torch import load_file

    check_plain(config)
    tensors = {name.removeprefix(PREFIX): tensor for name, tensor in load_file(weights).items()}
    updates = [*_products(model, tensors, float(config["lora_alpha"]) / int(config["r"]))]
    alone = [name for name in tensors if name.endswith(UP) and name.removesuffix(UP) + DOWN not in tensors]
    if alone:
        raise NotPlainError(f"it holds {alone[0]!r} without the matrix that goes with it")
    saved = {name: tensor for name, tensor in tensors.items() if not name.endswith((DOWN, UP))}
    own = model.state_dict()
    for name, tensor in saved.items():
        if name not in own or own[name].shape != tensor.shape:
            raise NotPlainError(f"it holds {name!r} of shape {tuple(tensor.shape)}, which the model has not")
    with torch.no_grad():
        for weight, product in updates:
            weight.add_(product)
        for name, tensor in saved.items():
            own[name].copy_(tensor)


def _products(
    model: torch.nn.Module, tensors: Mapping[str, torch.Tensor], scaling: float
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Give each adapted weight with ``(alpha / r) B A``, computed in float32."""
    modules = dict(model.named_modules())
    for name, down in tensors.items():
        if not name.endswith(DOWN):
            continue
        layer = modules.get(name.removesuffix(DOWN))
        up = tensors.get(name.removesuffix(DOWN) + UP)
        if type(layer) is not torch.nn.Linear or up is None:
            raise NotPlainError(
                f"it adapts {name.removesuffix(DOWN)!r}, which is no linear layer of the model"
            )
        if down.ndim != 2 or up.ndim != 2 or up.shape[1] != down.shape[0]:
            raise NotPlainError(
                f"its products for {name.removesuffix(DOWN)!r} have shapes {tuple(up.shape)} and {tuple(down.shape)}"
            )
        product = up.float() @ down.float() * scaling
        if product.shape != layer.weight.shape:
            raise NotPlainError(
                f"it adapts {name.removesuffix(DOWN)!r} to shape {tuple(product.shape)}, the model has "
                f"{tuple(layer.weight.shape)}"
            )
        yield layer.weight, product
