"""What an author may say of the lens, checked and put into the form that jobs and settings have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from attlas.precompute.contract import LensSettings
from attlas.precompute.errors import AttlasError

from ..documents import SourceDocument
from .side import LensRequest
from .tags import word_readers

MOST_CLUSTERS = 64


@dataclass(frozen=True)
class LensOptions:
    """The options of the lens, as `attlas.export` has them.

    Parameters
    ----------
    n_tokens : int
        Most tokens per side whose vectors are clustered.
    clusters : int or "auto"
        Clusters per head and role.
    language, target_language : str, optional
        Codes of the languages of texts and targets.
    spacy_model : str, optional
        Pipeline that tags the words of the texts.
    """

    n_tokens: int = 50_000
    clusters: int | Literal["auto"] = 16
    language: str | None = "en"
    target_language: str | None = None
    spacy_model: str | None = None

    def check(self) -> None:
        """Refuse numbers that make no lens.

        Raises
        ------
        AttlasError
            Naming the first of them.
        """
        if self.n_tokens < 1:
            raise AttlasError(f"--lens-tokens is {self.n_tokens}, expected at least 1")
        if self.clusters != "auto" and not 2 <= self.clusters <= MOST_CLUSTERS:
            raise AttlasError(f"--clusters is {self.clusters}, expected auto or 2 to {MOST_CLUSTERS}")

    def request(
        self, corpus: Sequence[SourceDocument] | None, documents: Sequence[SourceDocument]
    ) -> LensRequest:
        """Say what the lens is to be over.

        Parameters
        ----------
        corpus : sequence of SourceDocument, optional
            Texts of the lens; None for the documents of the export.
        documents : sequence of SourceDocument
            The documents of the export.

        Raises
        ------
        AttlasError
            If a number makes no lens, or the spaCy pipeline is not there.
        """
        self.check()
        source, target = word_readers(
            language=self.language, target_language=self.target_language, spacy_model=self.spacy_model
        )
        return LensRequest(
            corpus=documents if corpus is None else corpus,
            shown=documents,
            n_tokens=self.n_tokens,
            n_clusters=None if self.clusters == "auto" else self.clusters,
            source_words=source,
            target_words=target,
        )

    def settings(self, request: LensRequest, corpus_sha256: str | None) -> LensSettings:
        """Give what the manifest says of a request; a language that nothing tags is none."""
        source, target = request.source_words, request.target_words
        return LensSettings(
            corpus_sha256=corpus_sha256,
            n_tokens=request.n_tokens,
            n_clusters=request.n_clusters,
            language=source.language if source.tagger else None,
            target_language=target.language if target.tagger else None,
            spacy_model=source.tagger if self.spacy_model else None,
        )
