"""What long documents, large models and many documents cost: ``python -m bench.scale_cost FOLDER`` in tests/.

It leaves pages in FOLDER and prints `ScaleResults` as JSON. MiniLM reads the many; long documents are read by a model
of 12 layers and 12 heads with random weights, and the large model is a Llama of 32 layers and 32 heads with shared
key heads, saved in several files and spread by accelerate. Weights of queries and keys are four times the usual, so
that attention is as uneven as a trained model's. Every measurement is a fork of its own, so its memory is its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer

import attlas
from bench.cost import usage_of_fork
from bench.export_cost import crowd_cost
from bench.files import LARGE, LONG, MANY, bytes_of
from bench.lens_cost import WIDE
from bench.results import LongCost, ScaleResults
from bench.subject import load_subject, model_folder
from bench.texts import PASSAGE

N_MANY = 10_000
LENGTHS = (1024, 2048)
N_LARGE = 256
SHARPNESS = 4.0

LONG_WIDE = {**WIDE, "max_position_embeddings": max(LENGTHS)}
DEEP = {
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "hidden_size": 512,
    "intermediate_size": 512,
    "vocab_size": 30522,
}

Load = Callable[[], nn.Module]


def main(folder: str) -> None:
    """Measure everything that needs no browser."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would not survive a fork
    transformers.logging.disable_progress_bar()
    root = Path(folder)
    subject, _ = load_subject()
    results = ScaleResults(
        many=crowd_cost(subject, N_MANY, root, shapes=(MANY,)),
        long=[*(long_cost(root, n_tokens) for n_tokens in LENGTHS), large_cost(root)],
    )
    sys.stdout.write(results.model_dump_json())


def long_cost(root: Path, n_tokens: int) -> LongCost:
    """Measure a long document before a model of 12 layers and 12 heads."""
    folder = root / "wide"
    if not folder.exists():
        save(transformers.BertModel(transformers.BertConfig(**LONG_WIDE)), folder)

    def load() -> nn.Module:
        return AutoModel.from_pretrained(folder, attn_implementation="eager")

    return cost_of(folder, load, n_tokens, root / LONG.format(n_tokens))


def large_cost(root: Path) -> LongCost:
    """Measure a model of 32 layers and 32 heads that lies in several files."""
    folder = root / "deep"
    save(transformers.LlamaForCausalLM(transformers.LlamaConfig(**DEEP)), folder, max_shard_size="20MB")

    def load() -> nn.Module:
        return AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", device_map="auto")

    return cost_of(folder, load, N_LARGE, root / LARGE, device_map="auto")


def cost_of(folder: Path, load: Load, n_tokens: int, page: Path, **options: Any) -> LongCost:
    """Measure an export of one document beside an eager pass that returns its attention, loading included in both."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    text = long_text(tokenizer, n_tokens)
    export = page.with_suffix(".export")

    def forward() -> None:
        inputs = tokenizer(text, return_tensors="pt")
        with torch.inference_mode():
            load().eval()(**inputs, output_attentions=True)

    alone = usage_of_fork(forward)
    ours = usage_of_fork(
        lambda: attlas.export([str(folder)], [{"text": text}], export, device="cpu", **options)
    )
    built = usage_of_fork(lambda: attlas.build(export, page))
    return LongCost(
        page=page.name,
        n_tokens=n_tokens,
        forward_cpu_s=alone.cpu_s,
        forward_peak_bytes=alone.peak_bytes,
        export_cpu_s=ours.cpu_s,
        export_peak_bytes=ours.peak_bytes,
        build_cpu_s=built.cpu_s,
        page_bytes=bytes_of(page),
    )


def long_text(tokenizer: Any, n_tokens: int) -> str:
    """Repeat the passage to so many tokens, special ones included."""
    n_special = tokenizer.num_special_tokens_to_add()
    words = f"{PASSAGE} " * (1 + n_tokens // 500)
    ids = tokenizer(words, add_special_tokens=False, verbose=False).input_ids[: n_tokens - n_special]
    return str(tokenizer.decode(ids))


def save(model: Any, folder: Path, **options: Any) -> None:
    """Save a model of random weights, its attention sharpened, with MiniLM's tokenizer."""
    torch.manual_seed(0)
    model.apply(_sharpened)
    model.save_pretrained(folder, **options)
    AutoTokenizer.from_pretrained(model_folder(), model_max_length=max(LENGTHS)).save_pretrained(folder)


def _sharpened(module: nn.Module) -> None:
    for name in ("query", "key", "q_proj", "k_proj"):
        if isinstance(linear := getattr(module, name, None), nn.Linear):
            nn.init.normal_(linear.weight, std=SHARPNESS * 0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
