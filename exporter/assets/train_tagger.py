"""Train a tagger: ``python -m attlas.exporter.assets.train_tagger --language en TRAIN... FOLDER``.

TRAIN are treebanks of Universal Dependencies (CoNLL-U, plain or .xz). FOLDER receives ``component.json``,
``weights.npz`` and ``score.json``. The tagger is spaCy's morphologizer with universal parts
of speech only, over hashed word features and a convolution that sees four words to each side.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed

from .packed import WEIGHTS, Pipeline, add_packed
from .spacy_training import LOWER_CASED, annotated, bare, read_treebanks, shuffled, train

NAME = "morphologizer"
WIDTH, DEPTH = 96, 4
DROPOUT = 0.2


def new_tagger(language: str, *, rows: int) -> Pipeline:
    """Make a pipeline with an untrained tagger.

    Parameters
    ----------
    rows : int
        Rows of the table of words, and twice the rows of those of prefixes, suffixes and shapes. Words are hashed
        into four rows each, so there are fewer rows than words.
    """
    pipeline = spacy.blank(language)
    features = {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": WIDTH,
        "depth": DEPTH,
        "embed_size": rows,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
        "pretrained_vectors": None,
    }
    pipeline.add_pipe(NAME, config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": features}})
    return pipeline


def accuracy(pipeline: Pipeline, documents: Sequence[Doc], *, raw_text: bool = False) -> float:
    """Give the share of words whose universal part of speech is right.

    Parameters
    ----------
    raw_text : bool
        Let spaCy divide the text into words; only words that both divisions have are counted.
    """
    predicted = [pipeline.make_doc(document.text) if raw_text else bare(document) for document in documents]
    right = total = 0
    for given, tagged in zip(documents, pipeline.pipe(predicted, batch_size=128), strict=True):
        expected = Example(tagged, given).get_aligned("POS", as_string=True)
        pairs = [(token.pos_, tag) for token, tag in zip(tagged, expected, strict=True) if tag]
        right += sum(found == tag for found, tag in pairs)
        total += len(pairs)
    return right / total


def scores(pipeline: Pipeline, path: Path) -> dict[str, float]:
    """Score a tagger on a treebank: its words given, its raw text, and its words in lower case; in percent."""
    sentences = read_treebanks([path], pipeline.lang)
    documents = [annotated(pipeline.vocab, [sentence]) for sentence in sentences]
    lower = [annotated(pipeline.vocab, [sentence], lower_case=True) for sentence in sentences]
    return {
        "words_given": round(100 * accuracy(pipeline, documents), 2),
        "raw_text": round(100 * accuracy(pipeline, documents, raw_text=True), 2),
        "lower_case": round(100 * accuracy(pipeline, lower), 2),
    }


@click.command()
@click.argument("treebanks", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", required=True, help="Code of the language, as 'en' or 'fr'.")
@click.option("--development", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--test", multiple=True, type=click.Path(exists=True, path_type=Path))
@click.option("--epochs", default=18, show_default=True)
@click.option("--rows", default=2000, show_default=True, help="Rows of the table of words.")
@click.option("--seed", default=1, show_default=True)
def main(
    treebanks: Sequence[Path],
    folder: Path,
    *,
    language: str,
    development: Path,
    test: Sequence[Path],
    epochs: int,
    rows: int,
    seed: int,
) -> None:
    """Train a tagger and score it on the test treebanks."""
    fix_random_seed(seed)
    pipeline = new_tagger(language, rows=rows)
    documents = _documents(pipeline, treebanks)
    watched = [annotated(pipeline.vocab, [sentence]) for sentence in read_treebanks([development], language)]
    click.echo(f"{len(documents)} sentences, {sum(len(document) for document, _ in documents)} words")
    pipeline.initialize(lambda: [Example(bare(document), document) for document, _ in documents])

    def examples(epoch: int) -> list[Example]:
        choose = random.Random(1000 * seed + epoch)  # noqa: S311 (an order, not a secret)
        chosen = [lower if choose.random() < LOWER_CASED else document for document, lower in documents]
        return [Example(bare(document), document) for document in shuffled(chosen, 1000 * seed + epoch)]

    train(
        pipeline,
        NAME,
        folder,
        examples=examples,
        score=lambda: accuracy(pipeline, watched),
        n_epochs=epochs,
        dropout=DROPOUT,
    )
    write_scores(language, folder, [development, *test])


def _documents(pipeline: Pipeline, treebanks: Sequence[Path]) -> list[tuple[Doc, Doc]]:
    return [
        (
            annotated(pipeline.vocab, [sentence]),
            annotated(pipeline.vocab, [sentence], lower_case=True),
        )
        for sentence in read_treebanks(treebanks, pipeline.lang)
    ]


def write_scores(language: str, folder: Path, treebanks: Sequence[Path]) -> None:
    """Score a packed tagger on treebanks, and write that beside it."""
    packed = spacy.blank(language)
    add_packed(packed, folder)
    result: dict[str, Any] = {path.name.split(".")[0]: scores(packed, path) for path in treebanks}
    result["bytes"] = (folder / WEIGHTS).stat().st_size
    click.echo(json.dumps(result))
    (folder / "score.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
