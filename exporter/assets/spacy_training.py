"""What the training of taggers and parsers has in common: documents from treebanks, the loop, the best epoch kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch
from thinc.api import Adam

from .conllu import ROOT, Sentence, as_written, read_sentences
from .packed import Pipeline, pack

LOWER_CASED = 0.1
"""Share of the training sentences that are read in lower case."""

CONTRACTED = frozenset({"fr"})
"""Languages whose contractions are one word to spaCy's tokenizer ('du'); English ones are two ('do', 'n't')."""


def read_treebanks(paths: Iterable[Path], language: str) -> list[Sentence]:
    """Read treebanks, their words divided as spaCy's tokenizer of that language divides them."""
    sentences = [sentence for path in paths for sentence in read_sentences(path)]
    return [as_written(sentence) for sentence in sentences] if language in CONTRACTED else sentences


def annotated(vocab: Any, sentences: Sequence[Sentence], *, lower_case: bool = False) -> Doc:
    """Make one document of consecutive sentences, with tags, heads and relations."""
    words = [word.replace(" ", "\u00a0") for sentence in sentences for word in sentence.words]
    heads: list[int] = []
    for sentence in sentences:
        start = len(heads)
        heads += [start + (index if head == ROOT else head) for index, head in enumerate(sentence.heads)]
    return Doc(
        vocab,
        words=[word.lower() for word in words] if lower_case else words,
        spaces=[space for sentence in sentences for space in _spaces(sentence)],
        pos=[tag for sentence in sentences for tag in sentence.tags],
        heads=heads,
        deps=[
            "ROOT" if relation == "root" else relation
            for sentence in sentences
            for relation in sentence.relations
        ],
    )


def _spaces(sentence: Sentence) -> list[bool]:
    return [*sentence.spaces[:-1], True]


def bare(document: Doc, tags: Sequence[str] | None = None) -> Doc:
    """Copy the words of a document without its annotation, but with `tags` if given."""
    return Doc(
        document.vocab,
        words=[token.text for token in document],
        spaces=[bool(token.whitespace_) for token in document],
        pos=tags,
    )


def train(  # noqa: PLR0913 (they are what differs between tagger and parser)
    pipeline: Pipeline,
    name: str,
    folder: Path,
    *,
    examples: Callable[[int], list[Example]],
    score: Callable[[], float],
    n_epochs: int,
    dropout: float,
) -> None:
    """Train component `name`, and pack the averaged weights of the epoch with the best score into `folder`.

    Parameters
    ----------
    examples : callable
        Gives the training examples of an epoch, in their order.
    score : callable
        Scores the pipeline as it is on the development set; higher is better.
    """
    optimizer = Adam(
        learn_rate=0.001,
        beta1=0.9,
        beta2=0.999,
        eps=1e-8,
        L2=0.01,
        grad_clip=1.0,
        L2_is_weight_decay=True,
        use_averages=True,
    )
    best = -1.0
    for epoch in range(n_epochs):
        for batch in minibatch(examples(epoch), size=min(128, 16 + 8 * epoch)):
            pipeline.update(batch, sgd=optimizer, drop=dropout)
        with pipeline.use_params(optimizer.averages):
            result = score()
            if result > best:
                best = result
                pack(pipeline, name, folder)
        click.echo(f"epoch {epoch + 1} of {n_epochs}, development {result:.4f}, best {best:.4f}")


def shuffled(items: Iterable[Any], seed: int) -> list[Any]:
    """Return the items in a random order that `seed` decides."""
    order = list(items)
    random.Random(seed).shuffle(order)  # noqa: S311 (an order, not a secret)
    return order
