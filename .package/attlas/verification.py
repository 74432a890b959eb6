"""Whether an export is whole, holds what it says, and comes out of its models again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from attlas.exporter.documents import SourceDocument, documents_sha256, source_of
from attlas.exporter.plans import MANIFEST
from attlas.exporter.records import run_summary
from attlas.precompute.checksums import read_sums, sum_faults
from attlas.precompute.contract import Corpus, Document, DocumentEntry
from attlas.precompute.errors import AttlasError
from attlas.precompute.faults import array_faults, corpus_faults, document_faults
from attlas.site_template.collection import Part, gather, over_documents
from attlas.site_template.reader import Export, open_export, read_document

if TYPE_CHECKING:
    from attlas.exporter.sources import LoadOptions

READ = ("interface", "softmax", "outputs")
"""How attention is read where the documents themselves were hashed, not arrays in their place."""


def verify(  # noqa: PLR0913 (every option of the command line is a keyword)
    export: str | Path,
    *,
    rerun: int = 0,
    models: Sequence[str] = (),
    device: str = "auto",
    device_map: str | None = None,
    trust_remote_code: bool = False,
) -> list[str]:
    """Check every file of an export against the contract, its recorded hash, row sums and error bounds.

    Parameters
    ----------
    export : path
        Folder of an export.
    rerun : int
        Documents that the models read again if nothing is wrong with the files, spread over the export: tokens must
        be the same, attention and probabilities within their bounds.
    models : sequence of str
        For that, name or folder of each model in the export's order; needed for those that came from folders.
    device : {"auto", "cpu", "cuda", "mps"}
        Where they run.
    device_map : str, optional
        How accelerate spreads a model over devices, as for `attlas.export`.
    trust_remote_code : bool
        Whether a hub repository may run its own code.

    Returns
    -------
    list of str
        What is wrong, a line each, by file; empty if nothing is.

    Raises
    ------
    AttlasError
        If there is no export, or its models cannot be run again.
    """
    (part,) = gather([Path(export)])
    faults = [*_file_faults(part)]
    if rerun and not faults:
        from attlas.exporter.sources import LoadOptions

        options = LoadOptions(device=device, device_map=device_map, trust_remote_code=trust_remote_code)
        faults += _rerun_faults(part.export, rerun, models, options)
    return faults


def _file_faults(part: Part) -> Iterator[str]:
    """Read one file at a time; what is wrong inside a file says more than that it was changed."""
    export = part.export
    faults: dict[str, list[str]] = {MANIFEST: []}
    sources: list[SourceDocument] = []
    for entry in export.manifest.documents:
        try:
            document = read_document(export, entry)
        except AttlasError as error:
            faults[entry.file] = [str(error)]
            continue
        sources.append(source_of(document))
        faults[entry.file] = [
            f"{export.folder / entry.file}: {fault}"
            for fault in (*_entry_faults(entry, document), *document_faults(document))
        ]
    for shard in over_documents([part]):
        try:
            payload = shard.read()
        except AttlasError as error:
            faults[shard.file] = [str(error)]
            continue
        found = array_faults(payload)
        if isinstance(payload, Corpus):
            found = corpus_faults(payload, is_part=export.manifest.settings.window is not None)
        faults[shard.file] = [f"{export.folder / shard.file}: {fault}" for fault in found]
    try:
        changed = sum_faults(export.folder, read_sums(export.folder), faults)
    except AttlasError as error:
        yield str(error)
        changed = {}
    for file, found_inside in faults.items():
        yield from found_inside or filter(None, [changed.get(file)])
    yield from _hash_faults(export, sources)


def _entry_faults(entry: DocumentEntry, document: Document) -> Iterator[str]:
    """Compare a document with its line in the manifest."""
    listed = [run for run in entry.runs if run]
    for number, (summary, run) in enumerate(zip(listed, document.runs, strict=True)):
        held = run_summary(run)
        for name, value in held:
            if (stated := getattr(summary, name)) != value:
                yield f"runs.{number}: has {name} {value!r}, the manifest lists {stated!r}; export again"
    if (entry.title, entry.label) != (document.title, document.label):
        yield (
            f"has the title {document.title!r} and the label {document.label!r}, the manifest lists "
            f"{entry.title!r} and {entry.label!r}; export again"
        )


def _hash_faults(export: Export, sources: Sequence[SourceDocument]) -> Iterator[str]:
    """Hash the documents, if all of them could be read, and if it is they that were hashed."""
    manifest = export.manifest
    was_run = all(model.captured_by in READ for model in manifest.models)
    if not was_run or len(sources) != len(manifest.documents):
        return
    recorded, found = manifest.settings.documents_sha256, documents_sha256(sources)
    if recorded != found:
        yield (
            f"{export.folder}: the documents' texts, labels or order have sha256 {found}, the manifest records "
            f"{recorded}; export again"
        )


def _rerun_faults(export: Export, rerun: int, models: Sequence[str], options: LoadOptions) -> Iterator[str]:
    """Run one model after the other over some documents again, in a folder that is gone afterwards."""
    from attlas.exporter.rerun import check_rerun, differences, model_differences, run_again

    manifest = export.manifest
    sources = check_rerun(manifest, models)
    for model, source in zip(manifest.models, sources, strict=True):
        yield from model_differences(model, source, options)
    chosen = _spread(manifest.documents, rerun)
    recorded = [read_document(export, entry) for entry in chosen]
    for number, (model, source) in enumerate(zip(manifest.models, sources, strict=True)):
        with TemporaryDirectory(prefix="attlas-") as folder:
            run_again(manifest, model, recorded, Path(folder) / "again", source=source, options=options)
            again = open_export(Path(folder) / "again")
            for entry, newer, document in zip(chosen, again.manifest.documents, recorded, strict=True):
                (run,) = read_document(again, newer).runs
                for fault in differences(document.runs[number], run):
                    yield f"{export.folder / entry.file}: runs.{number}: {fault}"


def _spread(entries: Sequence[DocumentEntry], n: int) -> list[DocumentEntry]:
    """Choose `n` of the documents, the first and the last among them, evenly."""
    steps = range(min(n, len(entries)))
    places = {round(step * (len(entries) - 1) / max(1, len(steps) - 1)) for step in steps}
    return [entries[place] for place in sorted(places)]
