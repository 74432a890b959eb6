"""Train the genre adapter: ``python -m attlas.exporter.assets.train_genres TRAIN DEVELOPMENT TEST FOLDER``.

TRAIN, DEVELOPMENT and TEST are the files of UD English EWT (CoNLL-U, plain or .xz), whose documents are answers from
a forum, e-mails, newsgroup posts, reviews and weblogs. FOLDER receives a PEFT adapter and ``score.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from .classifier import Sample, Settings, fit, load_tokenizer, new_classifier, predict, save
from .conllu import Sentence, read_documents

GENRES = ("answers", "email", "newsgroup", "reviews", "weblog")
MIN_WORDS, MAX_WORDS = 25, 110


def read_samples(path: Path) -> list[Sample]:
    """Read the texts of a treebank: runs of whole sentences of one document."""
    return [
        Sample((text,), GENRES.index(document[0].identifier.split("-")[0]))
        for document in read_documents(path)
        for text in runs(document)
    ]


def runs(document: Iterable[Sentence]) -> Iterator[str]:
    """Divide a document into texts of whole sentences, 25 to 110 words long; what is left of it is dropped."""
    texts: list[str] = []
    n_words = 0
    for sentence in document:
        n_more = len(sentence.text.split())
        if texts and n_words + n_more > MAX_WORDS:
            if n_words >= MIN_WORDS:
                yield " ".join(texts)
            texts, n_words = [], 0
        texts.append(sentence.text)
        n_words += n_more
    if n_words >= MIN_WORDS:
        yield " ".join(texts)


def quality(found: NDArray[np.int64], samples: Sequence[Sample]) -> dict[str, Any]:
    """Give accuracy (percent), macro-averaged F1 and the recall of each genre (percent)."""
    from sklearn.metrics import f1_score, recall_score

    true = [sample.label for sample in samples]
    recalls = recall_score(true, found, average=None)
    return {
        "accuracy": round(100 * float(np.mean(found == true)), 1),
        "macro_f1": round(float(f1_score(true, found, average="macro")), 3),
        "recall": {
            genre: round(100 * recall, 1) for genre, recall in zip(GENRES, recalls.tolist(), strict=True)
        },
    }


def by_words(train: Sequence[Sample], samples: Sequence[Sample]) -> NDArray[np.int64]:
    """Classify by words and pairs of words: logistic regression over tf-idf, the baseline."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(C=10, max_iter=1000, class_weight="balanced"),
    )
    model.fit([sample.texts[0] for sample in train], [sample.label for sample in train])
    found: NDArray[np.int64] = model.predict([sample.texts[0] for sample in samples])
    return found


@click.command()
@click.argument("train", type=click.Path(exists=True, path_type=Path))
@click.argument("development", type=click.Path(exists=True, path_type=Path))
@click.argument("test", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--epochs", default=6, show_default=True)
@click.option("--rate", default=0.002, show_default=True)
@click.option("--head-rate", default=0.001, show_default=True)
@click.option("--batch-size", default=16, show_default=True)
@click.option("--seed", default=4, show_default=True)
@click.option("--device", default="cpu", show_default=True)
def main(
    train: Path,
    development: Path,
    test: Path,
    folder: Path,
    *,
    epochs: int,
    rate: float,
    head_rate: float,
    batch_size: int,
    seed: int,
    device: str,
) -> None:
    """Train the genre adapter and score it on held-out documents."""
    settings = Settings(
        rate=rate,
        head_rate=head_rate,
        n_epochs=epochs,
        batch_size=batch_size,
        max_tokens=128,
        seed=seed,
        device=device,
    )
    samples = read_samples(train)
    model, tokenizer = new_classifier(GENRES, seed=seed), load_tokenizer()
    fit(model, tokenizer, samples, settings)
    merged = save(model, folder)
    most = np.bincount([sample.label for sample in samples]).argmax()
    result: dict[str, Any] = {"n_train": len(samples)}
    for name, path in (("development", development), ("test", test)):
        held_out = read_samples(path)
        result[name] = {
            "n": len(held_out),
            "adapter": quality(predict(merged, tokenizer, held_out, settings), held_out),
            "words": quality(by_words(samples, held_out), held_out),
            "majority": round(100 * float(np.mean([sample.label == most for sample in held_out])), 1),
        }
    click.echo(json.dumps(result))
    (folder / "score.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
