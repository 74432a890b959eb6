"""Models in memory, with the right head and their tokenizer, ready to run."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import transformers
from transformers.models.auto import modeling_auto

from attlas.precompute.contract import ModelInfo, ModelOrigin
from attlas.precompute.errors import AttlasError

from .adapters import load_adapter, tokenizer_spec
from .capture.capturing import CapturePlan, plan_capture
from .sources import ADAPTER_CONFIG, LoadOptions, ModelSpec, Task, from_pretrained, read_config
from .tokens.reader import TokenReader

Model = Any  # transformers ships no types: a PreTrainedModel
Tokenizer = Any  # transformers ships no types: a PreTrainedTokenizerBase

UNLIMITED = 10**6
"""Lengths from here on are how tokenizers say that they know no limit."""

# The order decides for classes that stand in several mappings, as BART's does.
TASKS: tuple[tuple[Task, str, str], ...] = (
    ("generated", "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES", "AutoModelForSeq2SeqLM"),
    ("classes", "MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES", "AutoModelForSequenceClassification"),
    ("masked_tokens", "MODEL_FOR_MASKED_LM_MAPPING_NAMES", "AutoModelForMaskedLM"),
    ("next_token", "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES", "AutoModelForCausalLM"),
    ("masked_tokens", "MODEL_FOR_PRETRAINING_MAPPING_NAMES", "AutoModelForMaskedLM"),
)


@dataclass(frozen=True)
class LoadedModel:
    """A model in memory, ready to run.

    Parameters
    ----------
    key : str
        Its short name in the export: 'm0', 'm1', …
    origin : ModelOrigin
        Where it comes from.
    model, tokenizer
        The transformers objects; the model is in evaluation mode, on its device.
    task : {"classes", "next_token", "masked_tokens", "generated"}, optional
        What its head predicts; None for a bare model or another head.
    plan : CapturePlan
        How its attention is read.
    """

    key: str
    origin: ModelOrigin
    model: Model
    tokenizer: Tokenizer
    task: Task | None
    plan: CapturePlan

    @property
    def is_encoder_decoder(self) -> bool:
        """Whether it reads a source and writes a target."""
        return bool(self.model.config.is_encoder_decoder)

    @cached_property
    def reader(self) -> TokenReader:
        """Reads texts with the tokenizer."""
        return TokenReader(self.tokenizer)

    @cached_property
    def forward_parameters(self) -> frozenset[str]:
        """Names that the model's forward takes."""
        return frozenset(inspect.signature(self.model.forward).parameters)

    @cached_property
    def max_tokens(self) -> int | None:
        """Longest sequence the model can read; None if it knows no limit."""
        limits = [
            self.tokenizer.model_max_length,
            getattr(self.model.config, "max_position_embeddings", None),
        ]
        padding = _position_padding(self.model)
        if limits[1] is not None and padding is not None:
            limits[1] -= padding + 1  # RoBERTa counts positions from the one after its padding index
        known = [limit for limit in limits if limit is not None and 0 < limit < UNLIMITED]
        return min(known, default=None)

    def info(self, *, revision: str | None) -> ModelInfo:
        """Describe the model for the manifest."""
        return ModelInfo(
            key=self.key,
            label=self.origin.label,
            name=self.origin.name,
            revision=None if self.origin.files else revision,
            commit=self.origin.commit,
            architecture=type(self.model).__name__,
            model_type=self.model.config.model_type,
            n_parameters=sum(parameter.numel() for parameter in self.model.parameters()),
            dtype=str(self.model.dtype).removeprefix("torch."),
            files=self.origin.files,
            tokenizer=tokenizer_fingerprint(self.tokenizer),
            attention=self.plan.shapes,
            captured_by=self.plan.captured_by,
            vectors=self.plan.vectors,
            vectors_note=self.plan.vectors_note,
        )


def load_model(spec: ModelSpec, origin: ModelOrigin, options: LoadOptions, *, key: str) -> LoadedModel:
    """Load a model with the head its config names, and its tokenizer.

    They are in the machine's own memory, unless a device map spreads the model over what there is.

    Raises
    ------
    AttlasError
        If weights or tokenizer are missing, or the attention cannot be read.
    """
    is_adapter = (spec.folder or Path()).joinpath(ADAPTER_CONFIG).exists()
    if is_adapter:
        model, task = load_adapter(spec, options)
    else:
        config = read_config(spec, options)
        task, loader = head_of(config)
        model = from_pretrained(loader, spec, options)
    tokenizer = _tokenizer(tokenizer_spec(spec) if is_adapter else spec, options)
    return prepare(model, tokenizer, key=key, origin=origin, task=task)


def prepare(
    model: Model, tokenizer: Tokenizer, *, key: str, origin: ModelOrigin, task: Task | None
) -> LoadedModel:
    """Make a model that is in memory already ready to run."""
    model.eval()
    plan = plan_capture(model)
    if task == "next_token" and not any(shape.kind == "decoder" for shape in plan.shapes):
        task = None  # XLNet's head is not a next-token predictor when it reads both ways
    return LoadedModel(key=key, origin=origin, model=model, tokenizer=tokenizer, task=task, plan=plan)


def task_of(model: Model) -> Task | None:
    """Return what a model in memory predicts, by its class; None for a bare model or another head."""
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model  # PEFT wraps models
    name = type(inner).__name__
    return next((task for task, mapping, _ in TASKS if name in _classes_of(mapping)), None)


def head_of(config: Any) -> tuple[Task | None, Any]:
    """Return what the architecture in a config predicts, and the transformers class that loads it.

    Examples
    --------
    >>> from transformers import BertConfig
    >>> head_of(BertConfig(architectures=["BertForSequenceClassification"]))[0]
    'classes'
    """
    architecture = (getattr(config, "architectures", None) or ["AutoModel"])[0]
    for task, mapping, loader in TASKS:
        if architecture in _classes_of(mapping):
            return task, getattr(transformers, loader)
    return None, getattr(transformers, architecture, transformers.AutoModel)


def _classes_of(mapping: str) -> set[str]:
    """Collect the classes of one of transformers' mappings; some families have several."""
    values = getattr(modeling_auto, mapping).values()
    return {name for value in values for name in ((value,) if isinstance(value, str) else value)}


def tokenizer_fingerprint(tokenizer: Tokenizer) -> str:
    """Hash vocabulary and special tokens: equal for tokenizers whose tokens mean the same.

    Returns
    -------
    str
        The first 16 hexadecimal digits of a SHA-256.
    """
    digest = hashlib.sha256()
    for token, number in sorted(tokenizer.get_vocab().items()):
        digest.update(f"{token}\0{number}\0".encode("utf-8", "surrogatepass"))
    digest.update(repr(sorted(set(tokenizer.all_special_tokens))).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def _position_padding(model: Model) -> int | None:
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            return int(module.padding_idx)
    return None


def _tokenizer(spec: ModelSpec, options: LoadOptions) -> Tokenizer:
    tokenizer = from_pretrained(transformers.AutoTokenizer, spec, options)
    if len(tokenizer) <= len(set(tokenizer.all_special_tokens)):
        # transformers makes an empty tokenizer where a folder holds none
        raise AttlasError(f"{spec.source} holds no tokenizer; save one beside the model with save_pretrained")
    return tokenizer
