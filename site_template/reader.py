"""An export on disk, read and checked: the border behind which the bundler trusts what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from attlas.precompute.codec import decode
from attlas.precompute.contract import (
    SCHEMA_VERSION,
    Comparison,
    ComparisonEntry,
    Corpus,
    CorpusEntry,
    Document,
    DocumentEntry,
    LensEntry,
    LensIndex,
    LensIndexEntry,
    LensLayer,
    Manifest,
    ModelRun,
    Statistics,
)
from attlas.precompute.errors import AttlasError
from attlas.precompute.paths import is_there

from .lens_shapes import check_lens_index, check_lens_layer
from .statistics_shapes import check_comparison, check_statistics
from .vector_shapes import check_vectors

Payload = TypeVar("Payload", bound=BaseModel)


@dataclass(frozen=True)
class Export:
    """A finished export: its folder and what its manifest says; the documents are read one at a time."""

    folder: Path
    manifest: Manifest


def open_export(folder: Path) -> Export:
    """Read and check the manifest.

    Raises
    ------
    AttlasError
        If `folder` is not an export, is unfinished, was written for another schema version, or contradicts itself.
    """
    path = folder / "manifest.json"
    if not (is_there(path) and path.is_file()):
        raise AttlasError(_why_not_an_export(folder))
    manifest = _read(path, Manifest)
    for entry in manifest.documents:
        if len(entry.runs) != len(manifest.models) or not any(entry.runs):
            raise AttlasError(
                f"{path} names {len(manifest.models)} models and {len(entry.runs)} runs of document {entry.id!r}, "
                "expected one for each model; export again"
            )
    over_documents: list[CorpusEntry | LensIndexEntry] = [
        *manifest.corpus,
        *manifest.statistics,
        *manifest.lens,
    ]
    named = [(listed.file, listed.model) for listed in over_documents]
    named += [(pair.file, model) for pair in manifest.comparisons for model in pair.models]
    for file, model in named:
        if model not in {each.key for each in manifest.models}:
            raise AttlasError(f"{path} lists {file!r} of a model {model!r} that it has not; export again")
    return Export(folder, manifest)


def read_document(export: Export, entry: DocumentEntry) -> Document:
    """Read and check one document.

    Raises
    ------
    AttlasError
        If its file is missing or damaged, lies outside the export, or is not what the manifest says.
    """
    path = _path(export, entry.file)
    document = _read(path, Document)
    models = [model.key for model, run in zip(export.manifest.models, entry.runs, strict=True) if run]
    if document.id != entry.id or [run.model for run in document.runs] != models:
        raise AttlasError(
            f"{path} holds document {document.id!r} of models {[run.model for run in document.runs]}, "
            f"the manifest expects {entry.id!r} of {models}; export again into an empty folder"
        )
    for run in document.runs:
        _check_shapes(run, path)
    return document


def read_corpus(export: Export, entry: CorpusEntry) -> Corpus:
    """Read and check what was computed over all documents for one model.

    Raises
    ------
    AttlasError
        If its file is missing or damaged, lies outside the export, or is not what the manifest says.
    """
    path = _path(export, entry.file)
    corpus = _read(path, Corpus)
    _check_about((corpus.model,), (entry.model,), path)
    _check_patterns(corpus, path)
    return corpus


def read_statistics(export: Export, entry: CorpusEntry) -> Statistics:
    """Read and check tokens, heads and flows over all documents of a model.

    Raises
    ------
    AttlasError
        If its file is missing or damaged, lies outside the export, or is not what the manifest says.
    """
    path = _path(export, entry.file)
    statistics = _read(path, Statistics)
    _check_about((statistics.model,), (entry.model,), path)
    check_statistics(statistics, len(export.manifest.documents), path)
    return statistics


def read_comparison(export: Export, entry: ComparisonEntry) -> Comparison:
    """Read and check how two models differ over all documents.

    Raises
    ------
    AttlasError
        If its file is missing or damaged, lies outside the export, or is not what the manifest says.
    """
    path = _path(export, entry.file)
    comparison = _read(path, Comparison)
    _check_about(comparison.models, entry.models, path)
    check_comparison(comparison, len(export.manifest.documents), path)
    return comparison


def read_lens_index(export: Export, entry: LensIndexEntry) -> LensIndex:
    """Read and check the index of a model's lens.

    Raises
    ------
    AttlasError
        If its file is missing or damaged, lies outside the export, or is not what the manifest says.
    """
    path = _path(export, entry.file)
    index = _read(path, LensIndex)
    _check_about((index.model,), (entry.model,), path)
    check_lens_index(index, path)
    return index


def read_lens_layer(export: Export, entry: LensIndexEntry, part: LensEntry) -> LensLayer:
    """Read and check one layer of a model's lens.

    Raises
    ------
    AttlasError
        If its file is missing or damaged, lies outside the export, or is not what the manifest says.
    """
    path = _path(export, part.file)
    layer = _read(path, LensLayer)
    expected = (entry.model, part.kind, part.layer)
    if (layer.model, layer.kind, layer.layer) != expected:
        raise AttlasError(
            f"{path} is about {layer.kind} layer {layer.layer} of model {layer.model!r}, the manifest expects "
            f"{part.kind} layer {part.layer} of {entry.model!r}; export again into an empty folder"
        )
    check_lens_layer(layer, path)
    return layer


def file_bytes(export: Export, file: str) -> int:
    """Size of a file that the manifest lists.

    Raises
    ------
    AttlasError
        If it is missing, or lies outside the export.
    """
    path = _path(export, file)
    if not (is_there(path) and path.is_file()):
        raise AttlasError(_missing(path))
    return path.stat().st_size


def _path(export: Export, file: str) -> Path:
    path = export.folder / file
    if "\0" in file or not path.resolve().is_relative_to(export.folder.resolve()):
        raise AttlasError(f"the manifest lists {file!r}, which is outside the export; export again")
    return path


def _check_about(models: tuple[str, ...], expected: tuple[str, ...], path: Path) -> None:
    """See that a file is about the models that the manifest says."""
    if models != expected:
        there, named = (" and ".join(map(repr, keys)) for keys in (models, expected))
        raise AttlasError(
            f"{path} is about model {there}, the manifest expects {named}; export again into an empty folder"
        )


def _check_shapes(run: ModelRun, path: Path) -> None:
    """See that every array has as many heads, queries and keys as the payload names beside it."""
    n_tokens = {"source": len(run.source.tokens), "target": len(run.target.tokens) if run.target else 0}
    if run.vectors is not None:
        check_vectors(run.vectors, n_tokens["source"], path)
    for attention in run.attention:
        for layer in attention.layers:
            expected = (len(layer.heads), n_tokens[attention.query], n_tokens[attention.key])
            if layer.weights.shape != expected:
                raise AttlasError(
                    f"{path}: layer {layer.layer} has shape {layer.weights.shape}, expected {expected} "
                    "(head, query, key); export again"
                )


def _check_patterns(corpus: Corpus, path: Path) -> None:
    """See that every array can be read, and has as many heads as the payload names beside it."""
    for layer in (layer for patterns in corpus.patterns for layer in patterns.layers):
        try:
            shape = decode(layer.patterns).shape
        except AttlasError as error:
            raise AttlasError(f"{path} is damaged (layer {layer.layer}: {error})") from error
        if len(shape) != 3 or shape[0] != len(layer.heads):
            raise AttlasError(
                f"{path}: layer {layer.layer} has patterns of shape {shape}, expected those of "
                f"{len(layer.heads)} heads; export again"
            )


def _why_not_an_export(folder: Path) -> str:
    if not is_there(folder):
        return f"{folder} does not exist, expected a folder written by 'attlas export'; check the name"
    if not folder.is_dir():
        return f"{folder} is a file, expected a folder written by 'attlas export'; give the export's folder"
    if (folder / "documents").is_dir() or (folder / "plan.json").is_file():
        return f"{folder} holds an unfinished export (no manifest.json); run the same 'attlas export' again"
    return f"{folder} holds no manifest.json, expected a folder written by 'attlas export'; check the name"


def _read(path: Path, payload: type[Payload]) -> Payload:
    content = _content(path)
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise AttlasError(
            f"{path} has schema version {version}, this attlas reads {SCHEMA_VERSION}; "
            "build with the attlas that exported it, or export again"
        )
    try:
        return payload.model_validate(content)
    except ValidationError as error:
        raise AttlasError(f"{path} is damaged ({_first_fault(error)}); export again") from error


def _content(path: Path) -> object:
    try:
        content: object = orjson.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise AttlasError(_missing(path)) from error
    except OSError as error:
        raise AttlasError(f"{path} cannot be read ({error.strerror}); check its permissions") from error
    except orjson.JSONDecodeError as error:
        raise AttlasError(f"{path} is damaged (not JSON: {error}); export again") from error
    return content


def _missing(path: Path) -> str:
    return f"{path} is missing, the manifest lists it; run the same 'attlas export' again"


def _first_fault(error: ValidationError) -> str:
    """One line for the first of the faults: where it is, and what pydantic says of it."""
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in fault["loc"])
    return " ".join(f"{place}: {fault['msg']}".split())
