"""What an author may say of the lens, checked and put into the form that jobs and settings have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from attlas.precompute.contract import LensSettings
from attlas.precompute.errors import AttlasError

from ..documents import SourceDocument, documents_sha256
from ..selection import Selection
from ..speech.options import SpeechOptions
from .side import LensRequest

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
    speech : SpeechOptions
        What is said of parts of speech.
    """

    n_tokens: int = 50_000
    clusters: int | Literal["auto"] = 16
    speech: SpeechOptions = field(default_factory=SpeechOptions)

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
        self,
        corpus: Sequence[SourceDocument] | None,
        documents: Sequence[SourceDocument],
        selection: Selection,
        *,
        is_continued: bool,
    ) -> LensRequest | None:
        """Say what the lens is to be over; None if the export is to have none.

        Parameters
        ----------
        corpus : sequence of SourceDocument, optional
            Texts of the lens; None for the documents of the export.
        documents : sequence of SourceDocument
            The documents of the export.
        selection : Selection
            What the export keeps.
        is_continued : bool
            Whether models go on with the documents.

        Raises
        ------
        AttlasError
            If a number makes no lens, the spaCy pipeline is not there, or anything is asked of a lens that is not to
            be made.
        """
        self.check()
        if "lens" not in selection.views:
            self._check_unused()
            return None
        source, target = self.speech.parsing_readers
        return LensRequest(
            corpus=documents if corpus is None else corpus,
            shown=documents,
            n_tokens=self.n_tokens,
            n_clusters=None if self.clusters == "auto" else self.clusters,
            source_words=source,
            target_words=target,
            window=selection.window,
            is_continued=is_continued,
        )

    def settings(
        self, request: LensRequest | None, corpus: Sequence[SourceDocument] | None
    ) -> LensSettings | None:
        """Give what the manifest says of a request; a language that nothing tags is none."""
        if request is None:
            return None
        source, target = request.source_words, request.target_words
        return LensSettings(
            corpus_sha256=None if corpus is None else documents_sha256(corpus),
            n_tokens=request.n_tokens,
            n_clusters=request.n_clusters,
            language=source.language if source.tagger else None,
            target_language=target.language if target.tagger else None,
            spacy_model=source.tagger if self.speech.spacy_model else None,
        )

    def _check_unused(self) -> None:
        usual = LensOptions()
        for option, value, default in (
            ("--lens-tokens", self.n_tokens, usual.n_tokens),
            ("--clusters", self.clusters, usual.clusters),
        ):
            if value != default:
                raise AttlasError(
                    f"{option} is {value}, and no HeadLens is asked for; add --lens CORPUS, or --views lens for one "
                    "over the documents"
                )
