"""Train a parser: ``python -m attlas.exporter.assets.train_parser --language en --tagger TAGGER TRAIN... FOLDER``.

TRAIN are treebanks of Universal Dependencies (CoNLL-U, plain or .xz), TAGGER is the folder of a tagger that
``train_tagger`` wrote: the parser reads its tags beside the words. FOLDER receives ``component.json``,
``weights.npz`` and ``score.json``. Relations are the universal ones, without subtypes.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed

from .conllu import Sentence
from .packed import WEIGHTS, Pipeline, add_packed
from .spacy_training import LOWER_CASED, annotated, bare, read_treebanks, shuffled, train

NAME = "parser"
GROUPS = (1, 1, 2, 4)
"""How many sentences a training document has; a parser that reads single ones never learns where sentences end."""
WRONG_TAGS = 0.05
"""Share of tags that are replaced in training, about as many as the tagger gets wrong."""
WIDTH, DEPTH, HIDDEN = 96, 4, 128
FEATURES = {"NORM": 2000, "PREFIX": 1000, "SUFFIX": 1000, "SHAPE": 1000, "POS": 64}
"""What the parser sees of a word, and the rows of the table it is hashed into."""


def new_parser(language: str) -> Pipeline:
    """Make a pipeline with an untrained parser, which expects tags."""
    pipeline = spacy.blank(language)
    features = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": [*FEATURES],
            "rows": [*FEATURES.values()],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "depth": DEPTH,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": True,
        "hidden_width": HIDDEN,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": features,
    }
    pipeline.add_pipe(NAME, config={"model": model})
    return pipeline


def attachment(pipeline: Pipeline, tagged: Sequence[Doc], given: Sequence[Doc]) -> dict[str, float]:
    """Score heads (unlabelled) and heads with relations (labelled) of all words, and of all but punctuation.

    Parameters
    ----------
    tagged : sequence of Doc
        The words with the tags that the parser shall read.
    given : sequence of Doc
        The same words with their true analysis.
    """
    counts: Counter[str] = Counter()
    parser = pipeline.get_pipe(NAME)
    for found, expected in zip(
        parser.pipe([doc.copy() for doc in tagged], batch_size=128), given, strict=True
    ):
        for token, true in zip(found, expected, strict=True):
            head = token.head.i == true.head.i
            kinds = ("", "_no_punctuation") if true.pos_ != "PUNCT" else ("",)
            for kind in kinds:
                counts["n" + kind] += 1
                counts["uas" + kind] += head
                counts["las" + kind] += head and token.dep_ == true.dep_
    return {
        name: counts[name] / counts["n" + name[3:]]
        for name in ("las", "uas", "las_no_punctuation", "uas_no_punctuation")
    }


def with_wrong_tags(document: Doc, choose: random.Random, tags: Sequence[str]) -> list[str]:
    """Return the tags of a document, a few of them replaced at random."""
    return [choose.choice(tags) if choose.random() < WRONG_TAGS else token.pos_ for token in document]


def grouped(sentences: Sequence[Sentence], choose: random.Random) -> list[list[Sentence]]:
    """Divide sentences into documents of one to four that follow each other."""
    groups, start = [], 0
    while start < len(sentences):
        size = choose.choice(GROUPS)
        groups.append(list(sentences[start : start + size]))
        start += size
    return groups


@click.command()
@click.argument("treebanks", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", required=True, help="Code of the language, as 'en' or 'fr'.")
@click.option("--tagger", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--development", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--test", multiple=True, type=click.Path(exists=True, path_type=Path))
@click.option("--epochs", default=16, show_default=True)
@click.option("--dropout", default=0.1, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(
    treebanks: Sequence[Path],
    folder: Path,
    *,
    language: str,
    tagger: Path,
    development: Path,
    test: Sequence[Path],
    epochs: int,
    dropout: float,
    seed: int,
) -> None:
    """Train a parser and score it on the test treebanks."""
    fix_random_seed(seed)
    pipeline = new_parser(language)
    sentences = read_treebanks(treebanks, language)
    tags = [tag for sentence in sentences for tag in sentence.tags]
    given = [annotated(pipeline.vocab, [sentence]) for sentence in read_treebanks([development], language)]
    tagged = tagged_words(language, tagger, given)

    def examples(epoch: int) -> list[Example]:
        choose = random.Random(1000 * seed + epoch)  # noqa: S311 (an order, not a secret)
        documents = [
            annotated(pipeline.vocab, group, lower_case=choose.random() < LOWER_CASED)
            for group in shuffled(grouped(sentences, choose), 1000 * seed + epoch)
        ]
        return [
            Example(bare(document, with_wrong_tags(document, choose, tags)), document)
            for document in documents
        ]

    pipeline.initialize(lambda: examples(0))
    train(
        pipeline,
        NAME,
        folder,
        examples=examples,
        score=lambda: attachment(pipeline, tagged, given)["las"],
        n_epochs=epochs,
        dropout=dropout,
    )
    write_scores(language, tagger, folder, [development, *test])


def tagged_words(language: str, tagger: Path, documents: Sequence[Doc]) -> list[Doc]:
    """Copy the words of documents with the tags that a packed tagger gives them."""
    pipeline = spacy.blank(language)
    add_packed(pipeline, tagger)
    tagged = [*pipeline.pipe([bare(document) for document in documents], batch_size=128)]
    return [
        bare(document, [token.pos_ for token in words])
        for document, words in zip(documents, tagged, strict=True)
    ]


def write_scores(language: str, tagger: Path, folder: Path, treebanks: Sequence[Path]) -> None:
    """Score a packed parser on treebanks, with the tags of a packed tagger, and write that beside it."""
    packed = spacy.blank(language)
    add_packed(packed, folder)
    result: dict[str, Any] = {}
    for path in treebanks:
        given = [annotated(packed.vocab, [sentence]) for sentence in read_treebanks([path], language)]
        shares = attachment(packed, tagged_words(language, tagger, given), given)
        result[path.name.split(".")[0]] = {name: round(100 * share, 2) for name, share in shares.items()}
    result["bytes"] = (folder / WEIGHTS).stat().st_size
    click.echo(json.dumps(result))
    (folder / "score.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
