"""Words of texts and their parts of speech, by a spaCy pipeline, or words alone where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from attlas import __version__
from attlas.precompute.words import Span, words_of

Pipeline = Any  # spaCy ships types, but is imported by those who need it only

UNIVERSAL = frozenset(
    {
        *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
        *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
    }
)
"""Universal parts of speech (Nivre et al. 2020, "Universal Dependencies v2")."""


class TaggedWord(NamedTuple):
    """A word of a text; its part of speech is None if nobody says what it is."""

    span: Span
    tag: str | None


@dataclass(frozen=True)
class WordReader:
    """Finds the words of texts of one language.

    Parameters
    ----------
    language : str, optional
        Its code.
    pipeline : spacy.Language, optional
        What tags them; None for words by the rule of `words_of`.
    tagger : str, optional
        What that is, with its version.
    """

    language: str | None = None
    pipeline: Pipeline | None = None
    tagger: str | None = None

    def words(self, texts: Sequence[str]) -> Iterator[list[TaggedWord]]:
        """Find the words of each text, in order; white space is in none of them."""
        if self.pipeline is None:
            for text in texts:
                yield [TaggedWord(span, None) for span in words_of(text)]
            return
        # spaCy's limit is for the memory of parsers; a text of any length can be tagged.
        self.pipeline.max_length = max([self.pipeline.max_length, *map(len, texts)])
        for document in self.pipeline.pipe(texts):
            yield [
                TaggedWord((token.idx, token.idx + len(token.text)), _tag(token.pos_))
                for token in document
                if not token.is_space
            ]


def word_readers(
    *, language: str | None, target_language: str | None, spacy_model: str | None
) -> tuple[WordReader, WordReader]:
    """Find what reads the words of texts and of targets.

    Parameters
    ----------
    language, target_language : str, optional
        Codes of the languages; None for words without tags.
    spacy_model : str, optional
        Pipeline to use for the texts, and for targets of the same language, in place of attlas's own.

    Raises
    ------
    AttlasError
        If the pipeline is not installed.
    """
    source = _word_reader(language, spacy_model)
    if target_language == language:
        return source, source
    return source, _word_reader(target_language, None)


def _word_reader(language: str | None, spacy_model: str | None) -> WordReader:
    if language is None and spacy_model is None:
        return WordReader()
    from ..tagger import load_pipeline

    pipeline = load_pipeline(language or "", model=spacy_model)
    if pipeline is None:
        return WordReader(language)
    if spacy_model is None:
        return WordReader(language, pipeline, f"attlas {__version__}")
    about = pipeline.meta
    return WordReader(about["lang"], pipeline, f"{about['lang']}_{about['name']} {about['version']}")


def _tag(name: str) -> str | None:
    return name if name in UNIVERSAL else None
