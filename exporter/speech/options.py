"""What an author may say of the languages of texts, and what reads their words because of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from attlas.precompute.contract import WordSettings

from .tags import WordReader, word_readers

AUTO = "auto"
USUAL = "en"
"""What `AUTO` stands for wherever words are tagged."""


@dataclass(frozen=True)
class SpeechOptions:
    """Options of the parts of speech, as `attlas.export` has them.

    Parameters
    ----------
    language : str, optional
        Code of the language of the texts; 'auto' for English where tagging is worth its time without being asked
        for: in the lens, and where models are compared. None for words without parts of speech.
    target_language : str, optional
        Code of the language of targets.
    spacy_model : str, optional
        Pipeline that tags the words of the texts.
    """

    language: str | None = AUTO
    target_language: str | None = None
    spacy_model: str | None = None

    @property
    def is_named(self) -> bool:
        """Whether the author said anything of parts of speech."""
        return self != SpeechOptions()

    @cached_property
    def readers(self) -> tuple[WordReader, WordReader]:
        """What reads the words of texts and of targets.

        Raises
        ------
        AttlasError
            If the pipeline is not installed.
        """
        return word_readers(
            language=USUAL if self.language == AUTO else self.language,
            target_language=self.target_language,
            spacy_model=self.spacy_model,
        )

    @cached_property
    def parsing_readers(self) -> tuple[WordReader, WordReader]:
        """The same for the lens, with the relations of words where there is a parser.

        Raises
        ------
        AttlasError
            If the pipeline is not installed.
        """
        source, target = self.readers
        parsing = source.parsing()
        return parsing, parsing if target is source else target.parsing()

    def readers_over_documents(self, *, is_used: bool, is_worthwhile: bool) -> tuple[WordReader, WordReader]:
        """Give what reads the words of statistics; words without parts of speech unless they are asked for.

        Tagging takes a sixth of the time of a small model over short texts, and loading spaCy two seconds.

        Parameters
        ----------
        is_used : bool
            Whether there are to be statistics at all.
        is_worthwhile : bool
            Whether to tag without being asked: models are compared, or a lens has loaded the tagger anyway.
        """
        is_tagged = is_used and (self.is_named or is_worthwhile)
        return self.readers if is_tagged else (WordReader(), WordReader())


def word_settings(readers: tuple[WordReader, WordReader]) -> WordSettings | None:
    """Give what the manifest says of parts of speech in statistics; None without any."""
    source, target = readers
    if not source.tagger and not target.tagger:
        return None
    return WordSettings(
        language=source.language if source.tagger else None,
        tagger=source.tagger,
        target_language=target.language if target.tagger else None,
        target_tagger=target.tagger,
    )
