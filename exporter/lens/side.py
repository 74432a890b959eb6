"""One side of a corpus: which of its tokens are sampled, what is known of them, and where their vectors are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from attlas.precompute.contract import LensText, SequenceName, TokenSequence
from attlas.precompute.hashes import document_hash
from attlas.precompute.lens.index import LensSide
from attlas.precompute.lens.lists import SideLists
from attlas.precompute.lens.tokens import LensTokens

from ..documents import SourceDocument
from ..forward import Reading
from ..speech.classes import text_as_read
from ..speech.tags import WordReader
from ..window import Window
from .corpus import LensCorpus, side_of
from .sample import sample_tokens
from .tokens import TokenTable

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LensRequest:
    """What the author wants of the lens.

    Parameters
    ----------
    corpus : sequence of SourceDocument
        Texts to collect vectors of.
    shown : sequence of SourceDocument
        The documents of the export; examples from them can be opened.
    n_tokens : int
        Most tokens per side whose vectors are clustered.
    n_clusters : int, optional
        Clusters per head and role; None for the bend of the inertia.
    source_words, target_words : WordReader
        Find words and their tags.
    window : Window, optional
        Tokens of each source that the export keeps; examples outside of it cannot be opened.
    is_continued : bool
        Whether the model goes on with each document, so that nobody knows yet where its end is.
    """

    corpus: Sequence[SourceDocument]
    shown: Sequence[SourceDocument]
    n_tokens: int
    n_clusters: int | None
    source_words: WordReader
    target_words: WordReader
    window: Window | None = None
    is_continued: bool = False

    def words(self, side: SequenceName) -> WordReader:
        """Give what reads the words of a side."""
        return self.source_words if side == "source" else self.target_words

    def kept(self, side: SequenceName, n_tokens: int) -> slice:
        """Find the tokens of a sequence that the export keeps of a document; none where that is not known yet."""
        if self.window is None or side == "target":
            return slice(0, n_tokens)
        if self.is_continued and self.window.is_from_end:
            return slice(0, 0)
        return self.window.place(n_tokens)

    @cached_property
    def hashes(self) -> list[int]:
        """Hash of each document of the corpus."""
        return [document_hash(document.id) for document in self.corpus]

    @cached_property
    def is_shown(self) -> list[bool]:
        """Whether each document of the corpus is one of the export, with the same text."""
        shown = {document.id: document for document in self.shown}
        return [shown.get(document.id) == document for document in self.corpus]


@dataclass(frozen=True)
class Rows:
    """Sampled tokens of a batch on one side.

    Parameters
    ----------
    document, place : int array of shape (n_tokens,)
        Place of the token's document in the batch, and of the token in its sequence.
    start : int
        Number of the first one's row in the files.
    """

    document: Places
    place: Places
    start: int


class SampledSide:
    """One side of a corpus.

    Parameters
    ----------
    request : LensRequest
        What is wanted.
    corpus : LensCorpus
        Its corpus, as the model reads it.
    name : {"source", "target"}
    """

    def __init__(self, request: LensRequest, corpus: LensCorpus, name: SequenceName) -> None:
        self.name = name
        self.lists = SideLists()
        self.words = request.words(name)
        self._request, self._corpus = request, corpus
        lengths = corpus.n_tokens(name)
        self.sample = sample_tokens(request.hashes, lengths, request.n_tokens)
        # Documents that the page shows come first: an example from one of them can lead there.
        order = np.lexsort((np.array(request.hashes, np.uint64), ~np.array(request.is_shown)))
        ranks = np.argsort(order, kind="stable")
        self._table = TokenTable(self.sample, lengths, ranks.tolist())
        self.order = np.full(len(self.sample), -1)
        """For each token of the sample, its row in the files."""
        self._n_rows = 0

    @cached_property
    def documents(self) -> frozenset[int]:
        """Documents that have a token in the sample."""
        return frozenset(np.unique(self.sample.document).tolist())

    @cached_property
    def tokens(self) -> LensTokens:
        """The tokens of the sample; to be asked for once all documents have been read."""
        return self._table.tokens()

    @property
    def is_tagged(self) -> bool:
        """Whether any word has a part of speech."""
        return any(each.role == "pos" for each in self.tokens.classes)

    @property
    def is_parsed(self) -> bool:
        """Whether any word has a relation."""
        return self.tokens.relations is not None

    def read(self, numbers: Sequence[int], readings: Sequence[Reading]) -> Rows:
        """Take the words of a batch, and give its tokens rows in the files."""
        self._read_words(numbers, readings)
        members = [self._members(number) for number in numbers]
        start = self._n_rows
        for tokens in members:
            self.order[tokens] = np.arange(self._n_rows, self._n_rows + len(tokens))
            self._n_rows += len(tokens)
        everything = np.concatenate(members)
        return Rows(
            document=np.repeat(np.arange(len(members)), [len(tokens) for tokens in members]),
            place=self.sample.place[everything],
            start=start,
        )

    def described(self) -> LensSide:
        """Describe the side once all documents have been read."""
        lengths = self._corpus.n_tokens(self.name)
        return LensSide(
            sequence=self.name,
            n_documents=len(lengths),
            n_tokens=sum(lengths),
            generated=self.name == "target" and self._corpus.is_generated,
            language=self.words.language if self.is_tagged else None,
            tagger=self.words.tagger if self.is_tagged else None,
            parser=self.words.parser if self.is_parsed else None,
            tokens=self.tokens,
            texts=self._table.ordered_texts(),
            spans=self._table.spans(),
            kept=[
                self._request.kept(self.name, lengths[number]) for number in self._table.ordered_documents()
            ],
        )

    def _read_words(self, numbers: Sequence[int], readings: Sequence[Reading]) -> None:
        sequences = [side_of(reading, self.name) for reading in readings]
        wanted = [
            (number, sequence, self._texts(number, sequence))
            for number, sequence in zip(numbers, sequences, strict=True)
            if number in self.documents
        ]
        words = self.words.words([text.text for text in chain.from_iterable(texts for _, _, texts in wanted)])
        for number, sequence, texts in wanted:
            self._table.add(number, sequence, texts, [next(words) for _ in texts])

    def _texts(self, number: int, sequence: TokenSequence) -> list[LensText]:
        return [
            LensText(
                id=self._corpus.documents[number].id,
                document=self._request.is_shown[number],
                segment=segment,
                text=text_as_read(text, sequence, segment),
            )
            for segment, text in enumerate(self._corpus.texts(number, self.name))
        ]

    def _members(self, number: int) -> Places:
        """Find the tokens of a document in the sample."""
        return np.arange(*np.searchsorted(self.sample.document, [number, number + 1]))
