"""Words of texts, their parts of speech and relations, by a spaCy pipeline, or words alone where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from attlas import __version__
from attlas.precompute.errors import AttlasError
from attlas.precompute.words import Span, words_of

from ..formats import brief
from ..tagger import PARSER, ensure_parser, load_pipeline, universal

Pipeline = Any  # spaCy ships types, but is imported by those who need it only

OURS = f"attlas {__version__}"

LANGUAGE = re.compile("[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")
"""What codes of languages look like (RFC 5646, Section 2.1)."""

UNIVERSAL = frozenset(
    {
        *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
        *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
    }
)
"""Universal parts of speech (Nivre et al. 2020, "Universal Dependencies v2")."""


MOST_CHARACTERS = 10_000
"""Characters that are parsed at a time: a parser takes some 5 kB of memory for each."""

PARSED_TOGETHER = 32
"""Stretches of text in a batch of the parser, which goes through a quarter of them at a time."""


class TaggedWord(NamedTuple):
    """A word of a text; its part of speech and its relation are None if nobody says what they are."""

    span: Span
    tag: str | None
    relation: str | None = None


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
    parser : str, optional
        What says how words depend on others, with its version; None for words without relations.
    """

    language: str | None = None
    pipeline: Pipeline | None = None
    tagger: str | None = None
    parser: str | None = None

    def why_untagged(self, *, is_tagged: bool) -> str | None:
        """Say why words have no parts of speech; None if some of them have."""
        if is_tagged:
            return None
        if self.tagger:
            return f"{self.tagger} names none"
        if self.language:
            return f"nothing here tags the language {self.language!r}"
        return "no language was named"

    def parsing(self) -> WordReader:
        """Give a reader that also finds the relations of words, where there is a parser; see `ensure_parser`."""
        if self.pipeline is None:
            return self
        whose = ensure_parser(self.pipeline)
        parser = {"own": self.tagger, "attlas": OURS}[whose] if whose else None
        return replace(self, parser=parser)

    def words(self, texts: Sequence[str]) -> Iterator[list[TaggedWord]]:
        """Find the words of each text, in order; white space is in none of them."""
        if self.pipeline is None:
            for text in texts:
                yield [TaggedWord(span, None) for span in words_of(text)]
            return
        stretches = [[*_stretches(text)] for text in texts]
        documents = self.pipeline.pipe(
            (text[start:end] for text, own in zip(texts, stretches, strict=True) for start, end in own),
            batch_size=PARSED_TOGETHER if self.parser else None,
            disable=() if self.parser else (PARSER,),
        )
        for own in stretches:
            yield [word for start, _ in own for word in self._words_of(next(documents), start)]

    def _words_of(self, document: Iterable[Any], start: int) -> Iterator[TaggedWord]:
        """Find the words of a stretch of text that begins at a character."""
        for token in document:
            if token.is_space:
                continue
            first, tag = start + token.idx, _tag(token.pos_)
            # A parser reads parts of speech: without them it guesses.
            relation = universal(token.dep_) if self.parser and tag else None
            yield TaggedWord((first, first + len(token.text)), tag, relation or None)


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
        If a language is no code, or the pipeline is not installed.
    """
    source = _word_reader(language, spacy_model)
    if target_language == language:
        return source, source
    return source, _word_reader(target_language, None)


def _word_reader(language: str | None, spacy_model: str | None) -> WordReader:
    if language is not None and not LANGUAGE.fullmatch(language):
        raise AttlasError(f"{brief(language)} is no code of a language, expected one such as 'en' or 'pt-BR'")
    if language is None and spacy_model is None:
        return WordReader()
    pipeline = load_pipeline(language or "", model=spacy_model)
    if pipeline is None:
        return WordReader(language)
    if spacy_model is None:
        return WordReader(language, pipeline, OURS)
    about = pipeline.meta
    return WordReader(about["lang"], pipeline, f"{about['lang']}_{about['name']} {about['version']}")


def _tag(name: str) -> str | None:
    return name if name in UNIVERSAL else None


def _stretches(text: str) -> Iterator[Span]:
    """Divide a text between words into stretches of bounded length; a word longer than that is cut."""
    start = 0
    while start < len(text):
        end = start + MOST_CHARACTERS
        if end < len(text):
            gaps = (place for place in range(end, start, -1) if text[place].isspace())
            end = next(gaps, end)
        yield start, min(end, len(text))
        start = end
