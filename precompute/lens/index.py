"""The index of a lens: classes, words and examples that its layers name by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..codec import encode_counts
from ..contract import LensSequence, LensText, LensWord, SequenceName
from ..words import Span
from .lists import SideLists
from .passages import passages
from .tokens import LensTokens


@dataclass(frozen=True)
class LensSide:
    """One side of a corpus, as the model read it.

    Attributes
    ----------
    sequence : {"source", "target"}
    n_documents, n_tokens : int
        Of the whole corpus.
    generated : bool
        Whether the model wrote any of it itself.
    language, tagger : str, optional
        What the words were tagged as, and by what; None if they were not.
    parser : str, optional
        What said how they depend on others; None if nothing did.
    tokens : LensTokens
        Tokens whose vectors are clustered.
    texts : sequence of LensText
        Their whole texts, in the order of ``tokens.text_of``.
    spans : sequence of pair of int, one per token
        Place of each token's word in its text.
    kept : slice per text
        Tokens of its sequence that the export keeps, where the text is of a document of the export.
    """

    sequence: SequenceName
    n_documents: int
    n_tokens: int
    generated: bool
    language: str | None
    tagger: str | None
    parser: str | None
    tokens: LensTokens
    texts: Sequence[LensText]
    spans: Sequence[Span]
    kept: Sequence[slice]


def lens_sequence(side: LensSide, lists: SideLists) -> LensSequence:
    """Describe a side with the words and examples that clusters list, and no others."""
    tokens = side.tokens
    examples = [_example(side, token) for token in lists.examples.places]
    texts, rows = _cut(side.texts, examples)
    return LensSequence(
        sequence=side.sequence,
        n_documents=side.n_documents,
        n_tokens=side.n_tokens,
        n_sampled=len(tokens.place),
        generated=side.generated,
        language=side.language,
        tagger=side.tagger,
        classes=tokens.classes,
        parser=side.parser,
        relations=tokens.relations and tokens.relations.classes,
        words=tuple(
            LensWord(text=tokens.words[place], word_class=int(tokens.word_class[place]))
            for place in lists.words.places
        ),
        texts=texts,
        examples=encode_counts(np.array(rows, np.int64).reshape(-1, 4)),
    )


class _Example(NamedTuple):
    """A token that a cluster lists."""

    text: int
    is_shown: bool
    place: int
    span: Span


def _example(side: LensSide, token: int) -> _Example:
    text, place = int(side.tokens.text_of[token]), int(side.tokens.place[token])
    kept = side.kept[text]
    is_shown = side.texts[text].document and kept.start <= place < kept.stop
    return _Example(text, is_shown, place - kept.start if is_shown else place, side.spans[token])


def _cut(
    texts: Sequence[LensText], examples: Sequence[_Example]
) -> tuple[tuple[LensText, ...], list[tuple[int, ...]]]:
    """Cut the texts down to the passages that hold examples.

    Returns
    -------
    tuple of LensText
        The passages, by their texts.
    list of tuple of int
        For each example its passage, its place, and the span of its word in the passage.
    """
    groups: dict[tuple[int, bool], list[_Example]] = {}
    for example in examples:
        groups.setdefault((example.text, example.is_shown), []).append(example)
    found: list[LensText] = []
    rows: dict[_Example, tuple[int, ...]] = {}
    for (text, is_shown), own in groups.items():
        whole = texts[text]
        for start, end in passages([each.span for each in own], len(whole.text)):
            inside = (each for each in own if start <= each.span[0] <= each.span[1] <= end)
            rows |= {
                each: (len(found), each.place, each.span[0] - start, each.span[1] - start) for each in inside
            }
            found.append(whole.model_copy(update={"text": whole.text[start:end], "document": is_shown}))
    return tuple(found), [rows[example] for example in examples]
