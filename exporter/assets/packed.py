"""Trained spaCy components as two small files: arrays in half precision, and what spaCy needs to rebuild the rest.

``to_disk`` writes tokenizer, vocabulary and every default of a pipeline; ``spacy.blank`` has them all, so only
labels, architecture and weights are stored here: 1.7 MB instead of 4 to 6.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from attlas.precompute.errors import AttlasError

CONFIG, WEIGHTS = "component.json", "weights.npz"

Pipeline = Any  # spaCy ships no types that mypy reads: a spacy.language.Language


def pack(pipeline: Pipeline, name: str, folder: Path) -> None:
    """Write component `name` of a pipeline into `folder`, as ``component.json`` and ``weights.npz``.

    Weights are rounded to float16: relative error at most 2⁻¹¹.
    """
    component = pipeline.get_pipe(name)
    config = {
        "language": pipeline.lang,
        "component": pipeline.get_pipe_meta(name).factory,
        "model": pipeline.get_pipe_config(name)["model"],
        "labels": component.label_data,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", "utf-8")
    arrays = {key: node.get_param(param).astype(np.float16) for key, node, param in _parameters(component)}
    np.savez_compressed(folder / WEIGHTS, **arrays)


def add_packed(pipeline: Pipeline, folder: Path) -> None:
    """Add a packed component to the end of a pipeline of its language.

    Raises
    ------
    AttlasError
        If it was trained for another language, or its arrays do not fit its labels and architecture.
    """
    from spacy.tokens import Doc
    from spacy.training import Example

    config = json.loads((folder / CONFIG).read_text("utf-8"))
    if config["language"] != pipeline.lang:
        raise AttlasError(
            f"{folder} is for language {config['language']!r}, expected {pipeline.lang!r};"
            " train one for that language"
        )
    name = config["component"]
    component = pipeline.add_pipe(name, config={"model": config["model"]})
    sample = Doc(pipeline.vocab, words=["a"], pos=["X"], heads=[0], deps=["ROOT"])
    # Only now does the network know how many labels there are.
    component.initialize(lambda: [Example(sample.copy(), sample)], labels=_labels(config))
    with np.load(folder / WEIGHTS) as arrays:
        parameters = {key: (node, param) for key, node, param in _parameters(component)}
        if {key: node.get_param(param).shape for key, (node, param) in parameters.items()} != {
            key: arrays[key].shape for key in arrays.files
        }:
            raise AttlasError(
                f"the arrays of {folder / WEIGHTS} do not fit {CONFIG} beside it; train it again"
            )
        for key, (node, param) in parameters.items():
            node.set_param(param, arrays[key].astype(np.float32))


def _labels(config: dict[str, Any]) -> dict[Any, Any]:
    labels: dict[str, Any] = config["labels"]
    if config["component"] == "parser":
        return {
            int(action): counts for action, counts in labels.items()
        }  # JSON knows no other keys than strings
    return labels


def _parameters(component: Any) -> list[tuple[str, Any, str]]:
    """List the arrays of a component: a name that stays the same, the layer, and what the layer calls it."""
    return [
        (f"{index}.{param}", node, param)
        for index, node in enumerate(component.model.walk())
        for param in node.param_names
        if node.has_param(param)
    ]
