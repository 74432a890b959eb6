"""The same export on the processor and on an accelerator."""

from pathlib import Path

import numpy as np
import pytest
import torch

from attlas.exporter.run import export
from attlas.precompute.codec import decode, decode_vectors
from attlas.precompute.contract import Document
from tiny import save_tiny

TEXTS = ["The cat sat on the mat.", "Maria fed the dog and the cat.", "The dog slept."]
DOCUMENTS = [{"text": text} for text in TEXTS]
LOGIT_ERROR = 2e-3
"""Difference between the products of two devices; a weight of 1/4 moves by a quarter of it."""

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no accelerator here; needs CUDA"),
]


def exported(model: Path, folder: Path, device: str) -> list[Document]:
    views = ("heads", "model", "network", "neurons")
    root = export([str(model)], DOCUMENTS, folder, device=device, dtype="float32", views=views)
    return [
        Document.model_validate_json(path.read_bytes())
        for path in sorted((root / "documents").glob("*.json"))
    ]


@pytest.mark.parametrize(
    ("family", "task"),
    [("bert", None), ("llama", "next_token"), ("bart", "generated"), ("bloom", "next_token")],
)
def test_an_export_is_the_same_within_what_it_states(tmp_path, family, task) -> None:
    model = save_tiny(tmp_path / "model", family, task)
    here, there = (exported(model, tmp_path / device, device) for device in ("cpu", "cuda"))
    for one, other in zip(here, there, strict=True):
        assert one.runs[0].source == other.runs[0].source
        assert one.runs[0].target == other.runs[0].target
        pairs = zip(one.runs[0].attention, other.runs[0].attention, strict=True)
        for own, foreign in ((a, b) for x, y in pairs for a, b in zip(x.layers, y.layers, strict=True)):
            bound = own.weights.max_error + foreign.weights.max_error + LOGIT_ERROR / 4
            assert np.abs(decode(own.weights) - decode(foreign.weights)).max() <= bound
            assert own.vectors is not None
            assert foreign.vectors is not None
            difference = decode_vectors(own.vectors.query) - decode_vectors(foreign.vectors.query)
            assert np.abs(difference).max() <= LOGIT_ERROR
