"""From jobs to a finished export: checked first, then run, then listed."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version

import torch
from threadpoolctl import threadpool_limits

from attlas import __version__
from attlas.precompute.contract import (
    SCHEMA_VERSION,
    DocumentEntry,
    ExportPlan,
    ExportSettings,
    Library,
    ModelOrigin,
    RunSummary,
)

from .comparisons import compare_models
from .documents import SourceDocument, document_file
from .job import Job
from .models import Model
from .progress import Progress
from .selection import has_statistics
from .store import ExportStore

LIBRARIES = ("fastcluster", "numpy", "scipy", "tokenizers", "torch", "transformers")
LENS_LIBRARIES = ("scikit-learn", "spacy")
WORD_LIBRARIES = ("spacy",)
EXCERPT = 160


def export_plan(settings: ExportSettings, origins: tuple[ModelOrigin, ...]) -> ExportPlan:
    """Say what an export will hold, with the versions of all that can change its numbers."""
    return ExportPlan(
        schema_version=SCHEMA_VERSION,
        attlas=__version__,
        libraries=_libraries(
            tuple(
                sorted(
                    {
                        *LIBRARIES,
                        *(WORD_LIBRARIES if settings.words else ()),
                        *(LENS_LIBRARIES if settings.lens else ()),
                    }
                )
            )
        ),
        settings=settings,
        models=origins,
    )


@cache  # reading the descriptions of the packages takes longer than a short document through a small model
def _libraries(names: tuple[str, ...]) -> tuple[Library, ...]:
    return tuple(Library(name=name, version=version(name)) for name in names)


def run_jobs(
    jobs: Sequence[Job], store: ExportStore, *, device: torch.device, overwrite: bool, progress: Progress
) -> None:
    """Run models over documents, one model after the other, and finish the export.

    Parameters
    ----------
    jobs : sequence of Job
        One per model, all over the same documents.
    device : torch.device
        Where to run; afterwards a model is back where it was, which makes room for the next.
    overwrite : bool
        Remove what an earlier export left, once it is known that this one can run.

    Raises
    ------
    AttlasError
        If a model cannot do what is asked, or the disk has no room; nothing is written then.
    """
    for job in jobs:
        job.check()
    _announce(jobs, store, progress)
    # A second BLAS thread costs more in waiting than it saves on products as small as those of the analyses.
    with store.open(overwrite=overwrite), threadpool_limits(1, user_api="blas"), _settled():
        summaries = []
        for job in jobs:
            with _on(job.loaded.model, device):
                summaries.append(job.run(store, progress))
        revision = store.plan.settings.revision
        models = tuple(job.loaded.info(revision=revision) for job in jobs)
        documents = jobs[0].documents
        uncompared = (
            compare_models(
                models, [document_file(document.id) for document in documents], jobs[0].readers, store
            )
            if has_statistics(store.plan.settings.views, len(documents))
            else ()
        )
        store.finish(models, document_entries(documents, summaries), uncompared)


def document_entries(
    documents: Sequence[SourceDocument], summaries: Sequence[Sequence[RunSummary]]
) -> tuple[DocumentEntry, ...]:
    """List documents for the manifest.

    Parameters
    ----------
    summaries : sequence of sequence of RunSummary
        For each model, one per document.
    """
    return tuple(
        DocumentEntry(
            id=document.id,
            file=f"documents/{document_file(document.id)}",
            title=document.title,
            label=document.label,
            excerpt=" ".join(document.text[: 2 * EXCERPT].split())[:EXCERPT],
            runs=tuple(runs),
        )
        for document, *runs in zip(documents, *summaries, strict=True)
    )


def _announce(jobs: Sequence[Job], store: ExportStore, progress: Progress) -> None:
    n_bytes = sum(job.n_bytes for job in jobs)
    store.check_room(n_bytes + max(job.n_temporary_bytes for job in jobs))
    for job in jobs:
        if note := job.loaded.plan.vectors_note:
            progress.note(
                f"{job.loaded.origin.label}: attention only, no query, key and value vectors ({note})"
                + (", so no lens" if job.lens else "")
            )
    progress.begin(n_runs=sum(job.n_runs for job in jobs), n_bytes=n_bytes)


@contextmanager
def _settled() -> Iterator[None]:
    """Keep the garbage collector off what is there already, models and libraries.

    Payloads are many small tuples: they make it look at everything again and again, a seventh of the time that
    many short documents take beside the model's.
    """
    if gc.get_freeze_count():  # whoever froze something before wants it to stay frozen
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _on(model: Model, device: torch.device) -> Iterator[None]:
    own = model.device
    if getattr(model, "hf_device_map", None):  # accelerate moves what passes through such a model
        yield
        return
    if own.type == device.type:  # quantised models refuse to be moved, even to where they are
        yield
        return
    model.to(device)
    try:
        yield
    finally:
        model.to(own)
