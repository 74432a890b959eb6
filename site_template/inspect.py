"""What an export holds, as a text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attlas.precompute.contract import (
    AttentionShape,
    CorpusEntry,
    LensIndexEntry,
    LensSequence,
    Manifest,
    ModelInfo,
)

from .reader import Export, file_bytes, open_export, read_comparison, read_lens_index, read_statistics


def describe(folder: Path) -> str:
    """Summarise an export: models, documents, sizes, settings.

    Parameters
    ----------
    folder : Path
        The export's folder.

    Returns
    -------
    str
        Lines for a terminal.

    Raises
    ------
    AttlasError
        If `folder` is not a finished export this version reads.
    """
    return "\n".join(_lines(open_export(folder)))


def _lines(export: Export) -> Iterator[str]:
    manifest = export.manifest
    sizes = [file_bytes(export, entry.file) for entry in manifest.documents]
    yield f"{export.folder}: schema {manifest.schema_version}, written by attlas {manifest.attlas}"
    yield f"  documents  {len(sizes)}, {sum(sizes) / 1e6:.1f} MB, {_lengths(manifest)}"
    if manifest.corpus:
        yield f"  corpus     {_size(export, manifest.corpus) / 1e6:.1f} MB, averages over all documents"
    yield from _comparison_lines(export)
    yield f"  labels     {_labels(manifest)}"
    for number, model in enumerate(manifest.models):
        yield from _model_lines(manifest, number, model)
        for listed in manifest.statistics:
            if listed.model == model.key:
                yield from _statistics_lines(export, listed)
        for entry in manifest.lens:
            if entry.model == model.key:
                yield from _lens_lines(export, entry)
    yield f"  settings   {_settings(manifest)}"
    yield "  libraries  " + ", ".join(f"{library.name} {library.version}" for library in manifest.libraries)


def _size(export: Export, entries: Sequence[CorpusEntry]) -> int:
    return sum(file_bytes(export, entry.file) for entry in entries)


def _model_lines(manifest: Manifest, number: int, model: ModelInfo) -> Iterator[str]:
    cut = [run.n_truncated for entry in manifest.documents if (run := entry.runs[number])]
    n_cut = sum(1 for count in cut if count)
    yield f"  model {model.key}   {model.label}: {model.architecture} from {model.name}, {model.dtype}"
    for shape in model.attention:
        yield f"             {_shape(shape)}"
    yield f"             {_capture(model)}"
    yield (
        f"             {n_cut} documents cut, {sum(cut)} tokens in all"
        if n_cut
        else "             no document was cut"
    )


def _capture(model: ModelInfo) -> str:
    if model.captured_by == "vectors":
        return f"imported: {model.vectors_note}"
    vectors = (
        "query, key and value vectors can be had"
        if model.vectors
        else f"attention only: {model.vectors_note}"
    )
    return f"read by {model.captured_by}; {vectors}"


def _statistics_lines(export: Export, entry: CorpusEntry) -> Iterator[str]:
    statistics = read_statistics(export, entry)
    named = [f"{group.by} {group.name}" for group in statistics.groups if group.name is not None]
    groups = f", and of {len(named)} groups of them ({', '.join(named)})" if named else ""
    yield f"             statistics: {_size(export, [entry]) / 1e6:.1f} MB, of all documents{groups}"
    for part in statistics.parts:
        yield (
            f"             statistics {part.kind}: {len(part.types)} of {part.n_types} different tokens of the "
            f"{part.sequence}, {len(part.heads)} heads"
        )


def _comparison_lines(export: Export) -> Iterator[str]:
    for entry in export.manifest.comparisons:
        compared = read_comparison(export, entry)
        n_heads = sum(len(part.heads) for part in compared.parts)
        yield (
            f"  compared   {' and '.join(entry.models)} over {compared.documents.shape[0]} documents, "
            f"{n_heads} heads that both have"
        )
    for pair in export.manifest.uncompared:
        yield f"  compared   {' and '.join(pair.models)} are not: {pair.reason}"


def _lens_lines(export: Export, entry: LensIndexEntry) -> Iterator[str]:
    index = read_lens_index(export, entry)
    files = [entry.file, *(layer.file for layer in entry.layers)]
    n_bytes = sum(file_bytes(export, file) for file in files)
    yield f"             lens: {len(index.heads)} heads in {len(entry.layers)} layers, {n_bytes / 1e6:.1f} MB"
    for sequence in index.sequences:
        yield f"             lens {sequence.sequence}: {_read_of_side(sequence)}"
    for note in index.notes:
        yield f"             lens: {note}"


def _read_of_side(side: LensSequence) -> str:
    written = ", written by the model" if side.generated else ""
    tagged = f"tagged as {side.language} by {side.tagger}" if side.tagger else "words without tags"
    parsed = f", parsed by {side.parser}" if side.parser else ""
    return f"{side.n_sampled} of {side.n_tokens} tokens of {side.n_documents} documents{written}; {tagged}{parsed}"


def _shape(shape: AttentionShape) -> str:
    grouped = shape.n_key_heads not in (None, shape.n_heads)
    heads = f"{shape.n_heads} heads" + (f" ({shape.n_key_heads} key heads)" if grouped else "")
    return f"{shape.kind}: {shape.n_layers} layers x {heads}" + (
        f", dim {shape.head_dim}" if shape.head_dim else ""
    )


def _lengths(manifest: Manifest) -> str:
    lengths = [run.n_tokens for entry in manifest.documents for run in entry.runs if run]
    return f"{min(lengths)} to {max(lengths)} tokens" if lengths else "no tokens"


def _labels(manifest: Manifest) -> str:
    labels = sorted({entry.label for entry in manifest.documents if entry.label is not None})
    return (
        f"{len(labels)}: " + ", ".join(labels[:12]) + (", …" if len(labels) > 12 else "")
        if labels
        else "none"
    )


def _settings(manifest: Manifest) -> str:
    settings = manifest.settings.model_dump(exclude={"documents_sha256", "models", "words", "lens"})
    if manifest.settings.words is not None:
        settings |= {f"words.{name}": value for name, value in manifest.settings.words}
    if manifest.settings.lens is not None:
        lens = manifest.settings.lens.model_dump(exclude={"corpus_sha256"})
        settings |= {f"lens.{name}": value for name, value in lens.items()}
    return ", ".join(f"{name}={value}" for name, value in settings.items() if value not in (None, False, ()))
