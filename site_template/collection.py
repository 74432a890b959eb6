"""The exports of a page as one: their models and documents one after the other, read one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, combinations, count
from pathlib import Path
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from attlas.precompute.contract import (
    Comparison,
    ComparisonEntry,
    Contents,
    Corpus,
    CorpusEntry,
    Document,
    DocumentEntry,
    LensEntry,
    LensIndex,
    LensIndexEntry,
    LensLayer,
    ModelRun,
    SiteExport,
    Statistics,
    UncomparedEntry,
)
from attlas.precompute.errors import AttlasError

from .reader import (
    Export,
    open_export,
    read_comparison,
    read_corpus,
    read_document,
    read_lens_index,
    read_lens_layer,
    read_statistics,
)
from .renaming import renamed_comparison, renamed_statistics

Payload = TypeVar("Payload", Document, Corpus, Statistics, Comparison, LensIndex, LensLayer)
Entry = TypeVar("Entry", CorpusEntry, ComparisonEntry, UncomparedEntry, LensIndexEntry)


class Shard(NamedTuple, Generic[Payload]):
    """A file that becomes a shard of the page; its place among all of them is its number."""

    file: str
    """Its name in the export."""
    read: Callable[[], Payload]


OverDocuments: TypeAlias = (
    Shard[Corpus] | Shard[Statistics] | Shard[Comparison] | Shard[LensIndex] | Shard[LensLayer]
)


@dataclass(frozen=True)
class Part:
    """One export of a page."""

    export: Export
    keys: Mapping[str, str]
    """The keys that its models have in the page, by those they have in the export."""
    n_before: int
    """Documents of the page before its first."""

    def document(self, entry: DocumentEntry) -> Document:
        """Read a document, its models named as in the page."""
        document = read_document(self.export, entry)
        return document.model_copy(update={"runs": tuple(map(self._run, document.runs))})

    def corpus(self, entry: CorpusEntry) -> Corpus:
        """Read what was computed over all documents of the export, its model named as in the page."""
        corpus = read_corpus(self.export, entry)
        return corpus.model_copy(update={"model": self.keys[corpus.model]})

    def statistics(self, entry: CorpusEntry) -> Statistics:
        """Read a model's statistics, model and documents named as in the page."""
        return renamed_statistics(read_statistics(self.export, entry), self.keys, self.n_before)

    def comparison(self, entry: ComparisonEntry) -> Comparison:
        """Read a comparison, models and documents named as in the page."""
        return renamed_comparison(read_comparison(self.export, entry), self.keys, self.n_before)

    def lens_index(self, entry: LensIndexEntry) -> LensIndex:
        """Read the index of a lens, its model named as in the page."""
        index = read_lens_index(self.export, entry)
        return index.model_copy(update={"model": self.keys[index.model]})

    def lens_layer(self, entry: LensIndexEntry, part: LensEntry) -> LensLayer:
        """Read a layer of a lens, its model named as in the page."""
        layer = read_lens_layer(self.export, entry, part)
        return layer.model_copy(update={"model": self.keys[layer.model]})

    def origin(self) -> SiteExport:
        """Say how the export was made."""
        manifest = self.export.manifest
        return SiteExport(
            attlas=manifest.attlas,
            libraries=manifest.libraries,
            settings=manifest.settings,
            models=tuple(self.keys.values()),
            n_documents=len(manifest.documents),
        )

    def listed(self, entry: Entry) -> Entry:
        """List what is about models, these named as in the page."""
        if isinstance(entry, ComparisonEntry | UncomparedEntry):
            first, second = entry.models
            return entry.model_copy(update={"models": (self.keys[first], self.keys[second])})
        return entry.model_copy(update={"model": self.keys[entry.model]})

    def _run(self, run: ModelRun) -> ModelRun:
        return run.model_copy(update={"model": self.keys[run.model]})


def gather(folders: Sequence[Path]) -> tuple[Part, ...]:
    """Open the exports of a page and give every model a key of its own: m0, m1, … through all exports.

    Raises
    ------
    AttlasError
        If there is none, one cannot be read, or two have a document of the same id.
    """
    if not folders:
        raise AttlasError("there is no export to build a page of, expected at least one; name its folder")
    exports = [open_export(folder) for folder in folders]
    for one, other in combinations(exports, 2):
        _check_distinct(one, other)
    numbers = count()
    starts = accumulate((len(export.manifest.documents) for export in exports), initial=0)
    return tuple(
        Part(export, {model.key: f"m{next(numbers)}" for model in export.manifest.models}, n_before)
        for export, n_before in zip(exports, starts, strict=False)
    )


def contents(parts: Sequence[Part]) -> Contents:
    """List what all exports hold; a document has runs only of its own models."""
    manifests = [part.export.manifest for part in parts]
    ends = [*accumulate(len(manifest.models) for manifest in manifests)]
    return Contents(
        models=tuple(
            model.model_copy(update={"key": part.keys[model.key]})
            for part in parts
            for model in part.export.manifest.models
        ),
        documents=tuple(
            _among_others(entry, before=end - len(manifest.models), after=ends[-1] - end)
            for manifest, end in zip(manifests, ends, strict=True)
            for entry in manifest.documents
        ),
        corpus=tuple(part.listed(entry) for part in parts for entry in part.export.manifest.corpus),
        statistics=tuple(part.listed(entry) for part in parts for entry in part.export.manifest.statistics),
        comparisons=tuple(part.listed(entry) for part in parts for entry in part.export.manifest.comparisons),
        uncompared=tuple(part.listed(entry) for part in parts for entry in part.export.manifest.uncompared),
        lens=tuple(part.listed(entry) for part in parts for entry in part.export.manifest.lens),
    )


def documents(parts: Sequence[Part]) -> list[Shard[Document]]:
    """List the documents of all exports, in the order of `contents`."""
    return [
        Shard(entry.file, partial(part.document, entry))
        for part in parts
        for entry in part.export.manifest.documents
    ]


def corpora(parts: Sequence[Part]) -> list[Shard[Corpus]]:
    """List the corpus files of all exports, in the order of `contents`."""
    return [
        Shard(entry.file, partial(part.corpus, entry))
        for part in parts
        for entry in part.export.manifest.corpus
    ]


def statistics(parts: Sequence[Part]) -> list[Shard[Statistics]]:
    """List the statistics of all exports, in the order of `contents`."""
    return [
        Shard(entry.file, partial(part.statistics, entry))
        for part in parts
        for entry in part.export.manifest.statistics
    ]


def comparisons(parts: Sequence[Part]) -> list[Shard[Comparison]]:
    """List the comparisons of all exports, in the order of `contents`."""
    return [
        Shard(entry.file, partial(part.comparison, entry))
        for part in parts
        for entry in part.export.manifest.comparisons
    ]


def lenses(parts: Sequence[Part]) -> list[Shard[LensIndex] | Shard[LensLayer]]:
    """List the lens files of all exports, in the order of `contents`: each index, followed by its layers."""
    shards: list[Shard[LensIndex] | Shard[LensLayer]] = []
    for part in parts:
        for entry in part.export.manifest.lens:
            shards.append(Shard(entry.file, partial(part.lens_index, entry)))
            shards += [Shard(layer.file, partial(part.lens_layer, entry, layer)) for layer in entry.layers]
    return shards


def over_documents(parts: Sequence[Part]) -> list[OverDocuments]:
    """List all files that are about all documents of an export together, in the order of their shards."""
    return [*corpora(parts), *statistics(parts), *comparisons(parts), *lenses(parts)]


def _among_others(entry: DocumentEntry, *, before: int, after: int) -> DocumentEntry:
    return entry.model_copy(update={"runs": (None,) * before + entry.runs + (None,) * after})


def _check_distinct(one: Export, other: Export) -> None:
    if one.folder.resolve() == other.folder.resolve():
        raise AttlasError(f"{other.folder} is given twice, expected different exports; leave one out")
    ids = {entry.id for entry in one.manifest.documents}
    if shared := next((entry.id for entry in other.manifest.documents if entry.id in ids), None):
        raise AttlasError(
            f"document {shared!r} is in {one.folder} and in {other.folder}, expected every id once in a page; "
            "export one of them again with other ids"
        )
