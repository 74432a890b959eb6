"""What a reader does in the Corpus view, and what is compared with it: plain numpy on the documents' attention."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page, expect

from attlas.precompute.codec import decode
from attlas.precompute.contract import Document, ModelRun
from browser.acts import open_page
from browser.network_acts import saved
from flow_payloads import encoder
from payloads import CLASSES, document, sequence, translator_run, write_export
from statistics_payload import write_statistics

Numbers = npt.NDArray[np.float64]

LAYER, HEAD = 1, 2
START = f"#doc=one&view=corpus&layer={LAYER}&head={HEAD}&quantity=received"
N_LAYERS, N_HEADS = 3, 4
TEXTS = {
    "one": ("the cat sat on the immeasurably old mat", "calm"),
    "two": ("who sat on the cat ?", "calm"),
    "three": ("a cat sat here , and the dog ran to a cat", "loud"),
    "four": ("the old the cat sat , sat and sat", "loud"),
    "five": ("the dog sat on the old cat .", None),
}


def corpus_documents() -> list[Document]:
    """Make documents that two encoders of one tokenizer and a translator read."""
    return [
        document(name, _runs(text, number), text, title=name.title(), label=label)
        for number, (name, (text, label)) in enumerate(TEXTS.items())
    ]


def _runs(text: str, number: int) -> list[ModelRun]:
    source = sequence(text)
    shape = {"n_layers": N_LAYERS, "n_heads": N_HEADS, "prediction": CLASSES}
    encoders = [encoder(f"m{model}", source, seed=10 * number + model, **shape) for model in range(2)]
    return [*encoders, translator_run(text, "die Katze dort").model_copy(update={"model": "m2"})]


def corpus_export(folder: Path) -> Path:
    """Write them with their statistics."""
    documents = corpus_documents()
    return write_statistics(write_export(folder, documents), documents)


def opened(page: Page, address: str, fragment: str = START) -> Locator:
    """Open a page at the Corpus view, and wait until its statistics are there."""
    open_page(page, address, fragment)
    view = page.get_by_role("region", name="Corpus")
    expect(view.get_by_role("heading", level=3).first).to_be_visible()
    return view


def rows(page: Page, what: str) -> list[dict[str, str]]:
    """Save the numbers of a picture, and read them."""
    return list(csv.DictReader(saved(page, f"Save {what} as CSV").read_text("utf-8").splitlines()))


def tokens(page: Page) -> dict[str, dict[str, str]]:
    """Save the top tokens; lines by token, in their order."""
    return {row["token"]: row for row in rows(page, "the top tokens")}


class Occurrence(NamedTuple):
    """A token of a document, and what it has from every head."""

    document: str
    place: int
    token: str
    values: Numbers
    """Axes (layer, head)."""


def occurrences(
    documents: Sequence[Document], *, model: int = 0, quantity: str = "received", part: int = 0
) -> Iterator[Occurrence]:
    """Give what every token has, by plain numpy."""
    for each in documents:
        run = each.runs[model]
        kept = run.attention[part]
        weights = np.stack([decode(layer.weights) for layer in kept.layers]).astype(float)
        of_tokens = np.einsum("lhii->lhi", weights) if quantity == "self" else weights.mean(axis=2)
        read: Any = run.target if kept.key == "target" else run.source
        for place, token in enumerate(read.tokens):
            yield Occurrence(each.id, place, token, of_tokens[:, :, place])


def values_of(found: Iterator[Occurrence], *, heads: Any = (LAYER, HEAD)) -> dict[str, Numbers]:
    """Collect all values of every token in some heads."""
    values: dict[str, list[Numbers]] = {}
    for each in found:
        values.setdefault(each.token, []).append(np.ravel(each.values[heads]))
    return {token: np.concatenate(lists) for token, lists in values.items()}


def head_means(found: Iterator[Occurrence]) -> Numbers:
    """Give the mean of every token in every head, axes (head, token), the most frequent token first."""
    values: dict[str, list[Numbers]] = {}
    for each in found:
        values.setdefault(each.token, []).append(each.values.ravel())
    ordered = sorted(values, key=lambda token: (-len(values[token]), token))
    return np.stack([np.mean(values[token], axis=0) for token in ordered], axis=1)


def pairs(means: Numbers, compare: Callable[[Numbers, Numbers], float]) -> list[float]:
    """Compare every two heads."""
    return [compare(means[a], means[b]) for a in range(len(means)) for b in range(a + 1, len(means))]


def fuji(first: Numbers, second: Numbers) -> float:
    """Compare two lists as the definition says, point by point."""
    lists = (first, second)
    orders = [sorted(range(len(first)), key=lambda at, scores=scores: (-scores[at], at)) for scores in lists]
    curve = []
    for k in range(1, len(first) + 1):
        tops = [set(order[:k]) for order in orders]
        least = [scores[order[k - 1]] for scores, order in zip(lists, orders, strict=True)]
        nearly = sum(
            min(
                1.0 if bound == 0 else min(1.0, scores[token] / bound)
                for scores, bound in zip(lists, least, strict=True)
            )
            for token in tops[0] ^ tops[1]
        )
        curve.append((len(tops[0] & tops[1]) + nearly) / len(tops[0] | tops[1]))
    return float(np.trapezoid(curve) / (len(curve) - 1))


def jaccard(first: Numbers, second: Numbers) -> float:
    """Compare the sets of the ten largest."""
    one, other = (set(np.argsort(-scores, kind="stable")[:10].tolist()) for scores in (first, second))
    return len(one & other) / len(one | other)


def pearson(first: Numbers, second: Numbers) -> float:
    """Correlate two lists."""
    return float(np.corrcoef(first, second)[0, 1])
