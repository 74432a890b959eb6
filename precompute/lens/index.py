"""The index of a lens: classes, words and examples that its layers name by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..codec import encode_counts
from ..contract import LensSequence, LensText, LensWord, SequenceName
from ..words import Span
from .lists import Numbering, SideLists
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
    tokens : LensTokens
        Tokens whose vectors are clustered.
    texts : sequence of LensText
        Their texts, in the order of ``tokens.text_of``.
    spans : sequence of pair of int, one per token
        Place of each token's word in its text.
    """

    sequence: SequenceName
    n_documents: int
    n_tokens: int
    generated: bool
    language: str | None
    tagger: str | None
    tokens: LensTokens
    texts: Sequence[LensText]
    spans: Sequence[Span]


def lens_sequence(side: LensSide, lists: SideLists) -> LensSequence:
    """Describe a side with the words and examples that clusters list, and no others."""
    tokens, texts = side.tokens, Numbering()
    rows = [
        (int(texts.of([tokens.text_of[token]])[0]), int(tokens.place[token]), *side.spans[token])
        for token in lists.examples.places
    ]
    return LensSequence(
        sequence=side.sequence,
        n_documents=side.n_documents,
        n_tokens=side.n_tokens,
        n_sampled=len(tokens.place),
        generated=side.generated,
        language=side.language,
        tagger=side.tagger,
        classes=tokens.classes,
        words=tuple(
            LensWord(text=tokens.words[place], word_class=int(tokens.word_class[place]))
            for place in lists.words.places
        ),
        texts=tuple(side.texts[place] for place in texts.places),
        examples=encode_counts(np.array(rows, np.int64).reshape(-1, 4)),
    )
