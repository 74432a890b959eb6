"""What the lens costs: ``python -m bench.lens_cost FOLDER TOKENS…`` in tests/, or ``run.py --lens``.

The model is the demo's MiniLM, the corpus the sentences that ship for the lens, over and over, numbered. What the
lens of a model of 12 layers, 12 heads and 64 dimensions weighs is found with one of random weights over as many
tokens as the first size. Every measurement is a fork of its own, so its memory is its own.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import NamedTuple

import torch
import transformers

from attlas.exporter.documents import SourceDocument, lens_sentences
from attlas.exporter.run import export
from bench.cost import usage_of_fork
from bench.subject import model_folder

SIZES = ("10000", "50000", "200000")
TOKENS_PER_SENTENCE = 14
"""Fewer than the sentences have on average, so that there are tokens enough."""

WIDE = {
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "hidden_size": 768,
    "intermediate_size": 768,
    "vocab_size": 30522,
}


class LensCost(NamedTuple):
    """What a lens took, all of the export of one short document included."""

    model: str
    n_tokens: int
    cpu_s: float
    wall_s: float
    peak_bytes: int
    n_bytes: int
    packed_bytes: int


def main(folder: str, *sizes: str) -> None:
    """Measure and print a table."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would not survive a fork
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    root, counts = Path(folder), [int(size) for size in sizes or SIZES]
    costs = [lens_cost(model_folder(), n_tokens, root) for n_tokens in counts]
    sys.stdout.write(markdown([*costs, lens_cost(wide_model(root / "wide"), counts[0], root)]))


def lens_cost(model: Path, n_tokens: int, root: Path) -> LensCost:
    """Measure an export with a lens over so many tokens."""
    output, corpus = Path(mkdtemp(dir=root)), [*sentences(n_tokens // TOKENS_PER_SENTENCE)]

    def run() -> None:
        export(
            [str(model)], corpus[:1], output, lens=corpus, lens_tokens=n_tokens, dtype="float32", device="cpu"
        )

    began = perf_counter()
    usage = usage_of_fork(run)
    contents = [path.read_bytes() for path in (output / "lens").rglob("*.json")]
    return LensCost(
        model=model.name,
        n_tokens=n_tokens,
        cpu_s=usage.cpu_s,
        wall_s=perf_counter() - began,
        peak_bytes=usage.peak_bytes,
        n_bytes=sum(map(len, contents)),
        packed_bytes=sum(len(zlib.compress(content, 9)) for content in contents),
    )


def sentences(n_sentences: int) -> Iterator[SourceDocument]:
    """Give the sentences again and again, each with an id and a number of its own."""
    own = lens_sentences()
    for number in count():
        if number == n_sentences:
            return
        sentence = own[number % len(own)]
        text = f"{sentence.text} {number}" if number >= len(own) else sentence.text
        yield replace(sentence, id=str(number), text=text)


def wide_model(folder: Path) -> Path:
    """Write a model of 12 layers and 12 heads with random weights, and MiniLM's tokenizer."""
    torch.manual_seed(0)
    transformers.BertModel(transformers.BertConfig(**WIDE)).save_pretrained(folder)
    transformers.AutoTokenizer.from_pretrained(model_folder()).save_pretrained(folder)
    return folder


def markdown(costs: Sequence[LensCost]) -> str:
    """Print costs as a table."""
    head = "| model | tokens | CPU s | s | peak memory | lens files | compressed |\n|---|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| {cost.model} | {cost.n_tokens:,} | {cost.cpu_s:.0f} | {cost.wall_s:.0f} | {cost.peak_bytes / 1e9:.2f} GB "
        f"| {cost.n_bytes / 1e6:.1f} MB | {cost.packed_bytes / 1e6:.1f} MB |\n"
        for cost in costs
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
