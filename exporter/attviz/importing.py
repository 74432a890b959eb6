"""An export from a file of AttViz: the same documents, tokens and numbers, without the attention they come from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from attlas.precompute.contract import (
    Activation,
    ActivationsPrediction,
    ClassPrediction,
    ExportSettings,
    ModelFile,
    ModelInfo,
    ModelOrigin,
    ModelRun,
    Prediction,
    ScoredLabel,
    TokenSequence,
)

from ..documents import SourceDocument, document_file
from ..formats import read_bytes
from ..pipeline import document_entries, export_plan
from ..progress import Progress, Silent
from ..records import document_fields, run_summary
from ..store import ExportStore
from ..tokens.spelling import prevalent_marker
from .reading import AttvizDocument, read_attviz
from .tokens import placed_sequence

UNKNOWN = "unknown"
NO_VECTORS = "one number per token was imported, without the attention that it came from"
KEY = "m0"


def import_attviz(
    file: str | Path,
    output: str | Path,
    *,
    label: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write an export of what a file of AttViz holds.

    Numbers are kept in float32. Outputs that all have names and lie within 0 and 1 are taken for the probabilities
    of classes. What the form does not have is left out, and said.

    Parameters
    ----------
    file : path
        JSON as AttViz reads it, in either of its forms.
    output : path
        Folder of the export; created if need be.
    label : str, optional
        Name of the model, shown to the reader; by default that of the file.
    overwrite : bool
        Replace an earlier export in `output`.
    progress : Progress, optional
        Is told what was left out.

    Returns
    -------
    Path
        The export's folder.

    Raises
    ------
    AttlasError
        If the file is not of this form, or the folder cannot be used; nothing is written then.

    References
    ----------
    Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
    """
    path, progress = Path(file), progress or Silent()
    content = read_bytes(path)
    documents, left_out = read_attviz(str(path), content)
    digest = hashlib.sha256(content).hexdigest()
    origin = ModelOrigin(
        label=label or path.stem,
        name=path.name,
        commit=None,
        files=(ModelFile(name=path.name, n_bytes=len(content), sha256=digest),),
    )
    store = ExportStore(Path(output), export_plan(_settings(origin, digest), (origin,)))
    store.check(overwrite=overwrite)
    if left_out:
        progress.note(f"{path}: what attlas has no place for was left out: {left_out}")
    if not overwrite and store.is_finished:
        store.tidy()
        progress.note(f"{output} is complete already; pass --overwrite to make it anew")
        return store.root
    _write(store, documents, origin, overwrite=overwrite)
    return store.root


def _write(
    store: ExportStore, documents: Sequence[AttvizDocument], origin: ModelOrigin, *, overwrite: bool
) -> None:
    marker = prevalent_marker(chain.from_iterable(document.tokens for document in documents))
    sources = [
        SourceDocument(id=str(number), text=document.text, title=document.name)
        for number, document in enumerate(documents, start=1)
    ]
    summaries = []
    with store.open(overwrite=overwrite):
        for source, document in zip(sources, documents, strict=True):
            run = _run(document, placed_sequence(document.tokens, document.text, marker=marker))
            store.put_document(document_file(source.id), document_fields(source), run)
            summaries.append(run_summary(run))
        store.finish((_model(origin),), document_entries(sources, [summaries]))


def _run(document: AttvizDocument, source: TokenSequence) -> ModelRun:
    return ModelRun(
        model=KEY,
        source=source,
        target=None,
        target_generated=False,
        attention=(),
        prediction=_prediction(document.outputs),
        vectors=document.vectors,
    )


def _prediction(outputs: Sequence[Activation]) -> Prediction | None:
    """Take outputs for probabilities of classes if they can be, else as they are."""
    if not outputs:
        return None
    named = [(output.name, output.value) for output in outputs if output.name and output.name.strip()]
    if len(named) < len(outputs) or not all(0 <= value <= 1 for _, value in named):
        return ActivationsPrediction(task="activations", outputs=tuple(outputs))
    return ClassPrediction(
        task="classes", classes=tuple(ScoredLabel(label=name, probability=value) for name, value in named)
    )


def _settings(origin: ModelOrigin, digest: str) -> ExportSettings:
    return ExportSettings(
        models=(origin.label,),
        layers=None,
        heads=None,
        views=(),
        max_tokens=None,
        dtype="float32",
        device="cpu",
        batch_size=None,
        revision=None,
        trust_remote_code=False,
        documents_sha256=digest,
    )


def _model(origin: ModelOrigin) -> ModelInfo:
    return ModelInfo(
        key=KEY,
        label=origin.label,
        name=origin.name,
        revision=None,
        commit=None,
        architecture=UNKNOWN,
        model_type=UNKNOWN,
        n_parameters=0,
        dtype=UNKNOWN,
        files=origin.files,
        tokenizer=UNKNOWN,
        attention=(),
        captured_by="vectors",
        vectors=False,
        vectors_note=NO_VECTORS,
    )
