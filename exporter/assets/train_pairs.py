"""Train the pairs adapter: ``python -m attlas.exporter.assets.train_pairs SQUAD FOLDER``.

SQUAD is the development file of SQuAD 1.1 (JSON, plain or .xz). Of each question and its paragraph two pairs are
made, in the manner of QNLI: the question with a sentence that answers it, and with the sentence that shares most
words with it and does not. FOLDER receives a PEFT adapter and ``score.json``.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import spacy

from .classifier import Sample, Settings, fit, load_tokenizer, new_classifier, predict, save
from .packed import Pipeline

LABELS = ("entailment", "not_entailment")
N_HELD_OUT = 8
"""Articles that no pair is trained on."""
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|vs|c|ca|e\.g|i\.e|etc|Jr|Sr|U\.S|U\.K|Prof|Gen|Lt|Col|al|approx)\.|\b[A-Z]\.)$"
)
MIN_CHARACTERS = 12
"""Shorter "sentences" are the ends of others, cut off at an abbreviation."""


@dataclass(frozen=True)
class Pair:
    """A question, a sentence of its paragraph, and whether that answers it.

    Parameters
    ----------
    overlap : float
        Share of the question's words, without function words, that the sentence has.
    label : int
        0: the sentence answers the question; 1: it does not.
    """

    question: str
    sentence: str
    overlap: float
    label: int

    @property
    def sample(self) -> Sample:
        """The pair as the classifier takes it."""
        return Sample((self.question, self.sentence), self.label)


def read_pairs(path: Path) -> tuple[list[Pair], list[Pair]]:
    """Make the pairs of a SQuAD file, always divided in the same way: by article, eight of them held out."""
    content = path.read_bytes()
    articles = json.loads(lzma.decompress(content) if path.suffix == ".xz" else content)["data"]
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    titles = sorted(article["title"] for article in articles)
    held_out = set(random.Random(13).sample(titles, N_HELD_OUT))  # noqa: S311 (a division, not a secret)
    divided: tuple[list[Pair], list[Pair]] = ([], [])
    for article in articles:
        for paragraph in article["paragraphs"]:
            divided[article["title"] in held_out].extend(paragraph_pairs(pipeline, paragraph))
    for pairs in divided:
        random.Random(7).shuffle(pairs)  # noqa: S311 (an order, not a secret)
    return divided


def paragraph_pairs(pipeline: Pipeline, paragraph: dict[str, Any]) -> Iterator[Pair]:
    """Make two pairs of each question; none where no sentence fits, or one that fits shares no word with it."""
    stop_words = pipeline.Defaults.stop_words
    sentences = sentences_of(pipeline, paragraph["context"])
    words = [content_words(sentence, stop_words) for sentence in sentences]
    for asked in paragraph["qas"]:
        question = content_words(asked["question"], stop_words)
        overlaps = [len(question & own) / max(1, len(question)) for own in words]
        answers = Counter(answer["text"] for answer in asked["answers"])
        usual = answers.most_common(1)[0][0]
        fitting = (
            [number for number, sentence in enumerate(sentences) if usual in sentence],
            [
                number
                for number, sentence in enumerate(sentences)
                if not any(answer in sentence for answer in answers)
            ],
        )
        if not all(fitting):
            continue
        chosen = [max(numbers, key=lambda number: overlaps[number]) for numbers in fitting]
        if all(overlaps[number] > 0 for number in chosen):
            for label, number in enumerate(chosen):
                yield Pair(asked["question"].strip(), sentences[number], overlaps[number], label)


def sentences_of(pipeline: Pipeline, text: str) -> list[str]:
    """Divide a paragraph into sentences; spaCy's rule cuts at abbreviations, which is undone here."""
    spans: list[tuple[int, int]] = []
    for sentence in pipeline(text).sents:
        start, end = sentence.start_char, sentence.end_char
        before = text[slice(*spans[-1])].rstrip() if spans else ""
        if spans and (ABBREVIATION.search(before) or end - start < MIN_CHARACTERS):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [text[start:end].strip() for start, end in spans]


def content_words(text: str, stop_words: set[str]) -> set[str]:
    """Return the words and numbers of a text in lower case, without function words."""
    return set(re.findall(r"[a-z0-9]+", text.lower())) - stop_words


def best_threshold(pairs: Sequence[Pair]) -> float:
    """Return the overlap from which on calling a pair an answer is right most often, the baseline."""
    return max(
        sorted({pair.overlap for pair in pairs}),
        key=lambda threshold: sum((pair.overlap >= threshold) == (pair.label == 0) for pair in pairs),
    )


@click.command()
@click.argument("squad", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--epochs", default=4, show_default=True)
@click.option("--rate", default=0.0015, show_default=True)
@click.option("--head-rate", default=0.0005, show_default=True)
@click.option("--batch-size", default=32, show_default=True)
@click.option("--seed", default=3, show_default=True)
@click.option("--device", default="cpu", show_default=True)
def main(
    squad: Path,
    folder: Path,
    *,
    epochs: int,
    rate: float,
    head_rate: float,
    batch_size: int,
    seed: int,
    device: str,
) -> None:
    """Train the pairs adapter and score it on held-out articles."""
    settings = Settings(
        rate=rate,
        head_rate=head_rate,
        n_epochs=epochs,
        batch_size=batch_size,
        max_tokens=96,
        seed=seed,
        device=device,
    )
    train, held_out = read_pairs(squad)
    click.echo(f"{len(train)} pairs, {len(held_out)} held out")
    model, tokenizer = new_classifier(LABELS, seed=seed), load_tokenizer()
    fit(model, tokenizer, [pair.sample for pair in train], settings)
    merged = save(model, folder)
    found = predict(merged, tokenizer, [pair.sample for pair in held_out], settings)
    result = scores(found.tolist(), held_out, threshold=best_threshold(train)) | {"n_train": len(train)}
    click.echo(json.dumps(result))
    (folder / "score.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


def scores(found: Sequence[int], pairs: Sequence[Pair], *, threshold: float) -> dict[str, Any]:
    """Give the accuracy (percent) on all pairs and on those where the overlap of words misleads."""
    right = np.array([number == pair.label for number, pair in zip(found, pairs, strict=True)])
    misled = np.array([(pair.overlap >= threshold) != (pair.label == 0) for pair in pairs])
    return {
        "n": len(pairs),
        "accuracy": round(100 * float(right.mean()), 1),
        "overlap_accuracy": round(100 * float(1 - misled.mean()), 1),
        "overlap_threshold": round(threshold, 3),
        "n_misleading": int(misled.sum()),
        "accuracy_where_misleading": round(100 * float(right[misled].mean()), 1),
    }


if __name__ == "__main__":
    main()
