"""Classifiers of texts and of pairs, as LoRA adapters on the demo's sentence encoder: training, scoring, saving."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import peft
import torch
import transformers
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from attlas.exporter.adapters import WEIGHTS, base_model, load_adapter
from attlas.exporter.sources import ADAPTER_CONFIG, LoadOptions, ModelSpec

ENCODER = "sentence-transformers/all-MiniLM-L6-v2"
RANK = 8
TARGETS = ("query", "key", "value")
TRAINED_WHOLE = ("pooler", "classifier")
"""Layers that the encoder lacks or never used; the adapter holds them entirely."""
WARM_UP = 0.06
"""Share of the steps in which the learning rate rises."""

Model = Any  # transformers ships no types: a PreTrainedModel
Tokenizer = Any  # transformers ships no types: a PreTrainedTokenizerBase


@dataclass(frozen=True)
class Sample:
    """A text, or the two texts of a pair, and the number of its class."""

    texts: tuple[str, ...]
    label: int


@dataclass(frozen=True)
class Settings:
    """How to train.

    Parameters
    ----------
    rate, head_rate : float
        Highest learning rate of the LoRA matrices, and of the layers that are trained whole.
    max_tokens : int
        Longer texts are cut.
    """

    rate: float
    head_rate: float
    n_epochs: int
    batch_size: int
    max_tokens: int
    seed: int
    device: str


def load_tokenizer() -> Tokenizer:
    """Load the encoder's tokenizer."""
    return transformers.AutoTokenizer.from_pretrained(base_model(ENCODER))


def new_classifier(labels: Sequence[str], *, seed: int) -> Model:
    """Make the encoder with an untrained head and an untrained adapter on its queries, keys and values."""
    torch.manual_seed(seed)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        base_model(ENCODER),
        dtype=torch.float32,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    return peft.get_peft_model(
        model,
        peft.LoraConfig(
            r=RANK,
            lora_alpha=2 * RANK,
            lora_dropout=0.05,
            target_modules=list(TARGETS),
            modules_to_save=list(TRAINED_WHOLE),
            task_type="SEQ_CLS",
        ),
    )


def fit(model: Model, tokenizer: Tokenizer, samples: Sequence[Sample], settings: Settings) -> None:
    """Train the adapter and the head."""
    model.to(settings.device).train()
    encoded = _encode(tokenizer, samples, settings.max_tokens)
    steps = list(_batches([len(ids) for ids in encoded["input_ids"]], settings))
    trained = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
    head = [weight for name, weight in trained.items() if any(layer in name for layer in TRAINED_WHOLE)]
    body = [weight for name, weight in trained.items() if not any(layer in name for layer in TRAINED_WHOLE)]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": settings.rate}, {"params": head, "lr": settings.head_rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * len(steps)), 1 - step / len(steps))
    )
    labels = torch.tensor([sample.label for sample in samples])
    for numbers in steps:
        logits = _logits(model, _padded(tokenizer, encoded, numbers, settings.device))
        loss = cross_entropy(logits, labels[numbers].to(settings.device))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        schedule.step()
    click.echo(f"{len(steps)} steps, last loss {loss.item():.3f}")


def _batches(lengths: Sequence[int], settings: Settings) -> Iterator[list[int]]:
    """Give the batches of all epochs, each of samples of similar length."""
    shuffle = random.Random(settings.seed)  # noqa: S311 (an order, not a secret)
    size = settings.batch_size
    for _ in range(settings.n_epochs):
        order = list(range(len(lengths)))
        shuffle.shuffle(order)
        divided = []
        for start in range(0, len(order), 50 * size):
            window = sorted(order[start : start + 50 * size], key=lambda number: lengths[number])
            divided += [window[first : first + size] for first in range(0, len(window), size)]
        shuffle.shuffle(divided)
        yield from divided


def _encode(tokenizer: Tokenizer, samples: Sequence[Sample], max_tokens: int) -> Any:
    columns = [list(column) for column in zip(*(sample.texts for sample in samples), strict=True)]
    return tokenizer(*columns, truncation=True, max_length=max_tokens)


def _padded(tokenizer: Tokenizer, encoded: Any, numbers: Sequence[int], device: str) -> Any:
    chosen = {name: [rows[number] for number in numbers] for name, rows in encoded.items()}
    return tokenizer.pad(chosen, return_tensors="pt").to(device)


def _logits(model: Model, batch: Any) -> torch.Tensor:
    with torch.autocast(batch["input_ids"].device.type, dtype=torch.bfloat16):
        logits: torch.Tensor = model(**batch).logits
    return logits.float()


@torch.inference_mode()
def predict(
    model: Model, tokenizer: Tokenizer, samples: Sequence[Sample], settings: Settings
) -> NDArray[np.int64]:
    """Return the number of the most probable class of each sample, computed in float32."""
    model.to(settings.device).eval()
    encoded = _encode(tokenizer, samples, settings.max_tokens)
    found = [
        model(**_padded(tokenizer, encoded, range(start, min(start + 64, len(samples))), settings.device))
        .logits.argmax(-1)
        .cpu()
        for start in range(0, len(samples), 64)
    ]
    return np.concatenate([numbers.numpy() for numbers in found])


def save(model: Model, folder: Path) -> Model:
    """Write the adapter in half precision, with the encoder's public name and the names of the classes.

    Returns
    -------
    The encoder with the written adapter merged into it, as attlas will load it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model.peft_config["default"].base_model_name_or_path = ENCODER
    model.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink()  # PEFT's empty card; each adapter here has a README written by hand
    tensors = {name: tensor.half().cpu() for name, tensor in load_file(folder / WEIGHTS).items()}
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})
    _rewrite(folder / ADAPTER_CONFIG, target_modules=TARGETS, modules_to_save=TRAINED_WHOLE)
    model.get_base_model().config.save_pretrained(folder)
    _rewrite(folder / "config.json", architectures=[type(model.get_base_model()).__name__])
    merged, _ = load_adapter(ModelSpec(str(folder), folder.name), LoadOptions(device="cpu"))
    return merged


def _rewrite(path: Path, **changed: Any) -> None:
    """Write a config with some values changed (PEFT gives sets, in any order) and nothing of this machine in it."""
    config = json.loads(path.read_text("utf-8")) | changed
    kept = {name: value for name, value in config.items() if name not in ("_name_or_path", "dtype")}
    path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", "utf-8")
