"""Facts for the method page, taken from the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from attlas.precompute.contract import Contents, ExportSettings, ModelInfo

_READING = {
    "interface": (
        "Every attention layer was run through a function of attlas in place of the library's, after "
        "positions were encoded. It computes the softmax in float32, hands the probabilities over, and "
        "leaves the model's output as it was."
    ),
    "softmax": (
        "The probabilities were taken at the softmax call inside each attention layer, with every term that "
        "the model adds to its scores."
    ),
    "outputs": "The probabilities are those that the model itself returns when it is asked for attentions.",
    "tensors": "The probabilities were handed to attlas as arrays; it did not read them from a model itself.",
    "vectors": (
        "There is no attention here: one number per token and vector was imported from a file, whose author says "
        "what it stands for."
    ),
}


class Truncation(NamedTuple):
    """How much of the documents one model read."""

    n_read: int
    """Documents that the model read, whole or in part."""
    n_documents: int
    """Those of them that were cut."""
    n_tokens: int
    """Tokens that were cut off, all documents together."""


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence: ``a``, ``a and b``, ``a, b and c``; ``no model`` if there is none."""
    if not names:
        return "no model"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def reading(model: ModelInfo) -> str:
    """Say where the model's attention was read."""
    return _READING[model.captured_by]


def settings(asked: ExportSettings) -> dict[str, str]:
    """Give every setting by its name, as text; None reads as ``not set``."""
    own = {name: value for name, value in asked if name != "lens"}
    lens = {f"lens.{name}": value for name, value in asked.lens or ()}
    return {name: _value(value) for name, value in (own | lens).items()}


def truncation(manifest: Contents, index: int) -> Truncation:
    """Count what was cut off for the model at place `index`."""
    read = [run for entry in manifest.documents if (run := entry.runs[index])]
    cut = [run.n_truncated for run in read if run.n_truncated]
    return Truncation(len(read), len(cut), sum(cut))


def _value(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
