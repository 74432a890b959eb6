"""Exports of attention that an author has in hand, from whatever model, without running one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from attlas.precompute.contract import (
    ExportPlan,
    ExportSettings,
    ModelInfo,
    ModelOrigin,
    ModelRun,
    RunSummary,
    ViewName,
)
from attlas.precompute.errors import AttlasError
from attlas.precompute.patterns import PatternSums, merged

from ..documents import SourceDocument, document_file, without_surrogates
from ..forward import Batch
from ..pipeline import document_entries, export_plan
from ..records import corpus_of, document_fields, run_summary
from ..selection import DEFAULT_VIEWS, Selection, chosen_views
from ..speech.tags import WordReader
from ..statistics import statistics_tally
from ..store import ExportStore
from .documents import TensorDocument
from .forms import Nested
from .parts import Given, read_given

WITH_VECTORS: tuple[ViewName, ...] = ("neurons", "lens")
NO_VECTORS = "attention was given as arrays, without the vectors that it came from"
UNKNOWN = "unknown"


def from_tensors(  # noqa: PLR0913 (what bertviz takes, and what an export is made of)
    tokens: Sequence[str] | Sequence[Sequence[str]] | None = None,
    attention: Nested = None,
    *,
    output: str | Path,
    encoder_attention: Nested = None,
    decoder_attention: Nested = None,
    cross_attention: Nested = None,
    encoder_tokens: Sequence[str] | Sequence[Sequence[str]] | None = None,
    decoder_tokens: Sequence[str] | Sequence[Sequence[str]] | None = None,
    sentence_b_start: int | Sequence[int | None] | None = None,
    layers: tuple[int, ...] | None = None,
    heads: tuple[int, ...] | None = None,
    views: Sequence[str] = DEFAULT_VIEWS,
    tolerance: float | None = None,
    sinks: bool = False,
    label: str = "tensors",
    titles: Sequence[str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write an export of attention that was computed elsewhere.

    Attention comes as models return it: a list per layer of arrays of shape (batch, heads, queries, keys), of torch,
    numpy or nested lists, without the batch axis too; or as `generate` returns it, a tuple per step of such lists.
    Layers that are None are left out. What was generated is marked as the continuation of its prompt.

    Parameters
    ----------
    tokens : list of str, or a list of those for a batch
        As the vocabulary spells them, special ones included; after a generation, its last token may be among them.
        Padding is left out, unless other tokens attend to it.
    attention : nested sequence
        Self-attention of a model with one stack.
    output : path
        Folder of the export; created if need be.
    encoder_attention, decoder_attention, cross_attention : nested sequence
        Attention of an encoder-decoder model; one of them is enough.
    encoder_tokens, decoder_tokens : list of str, or a list of those
        Its tokens.
    sentence_b_start : int, or one per document, optional
        Index of the first token of the second text of a pair.
    layers, heads : tuple of int, optional
        What to keep; negative numbers count from the end.
    views : sequence of {"heads", "model", "network", "corpus"}
        Views to export data for.
    tolerance : float, optional
        How far the sum of a row may be from 1; by default 0.001, or 0.01 in half precision.
    sinks : bool
        Whether rows may sum to less, as they do where a model has attention sinks.
    label : str
        Name of the model, shown to the reader.
    titles : sequence of str, optional
        One per document.
    overwrite : bool
        Replace an earlier export in `output`.

    Returns
    -------
    Path
        The export's folder.

    Raises
    ------
    AttlasError
        If tokens and attention do not fit, or a row is no distribution; nothing is written then.

    References
    ----------
    Vig 2019, "A Multiscale Visualization of Attention in the Transformer Model", whose tool takes such lists.
    """
    given = read_given(
        {
            "attention": attention,
            "encoder_attention": encoder_attention,
            "decoder_attention": decoder_attention,
            "cross_attention": cross_attention,
        },
        {"tokens": tokens, "encoder_tokens": encoder_tokens, "decoder_tokens": decoder_tokens},
    )
    label = without_surrogates(label)
    selection = Selection(layers=layers, heads=heads, views=_views(views))
    selection.check([part.shape for part in given.parts], given.n_heads, label=label)
    documents = [
        TensorDocument.of(given, number, second=second)
        for number, second in enumerate(_seconds(sentence_b_start, given))
    ]
    for document in documents:
        document.check(tolerance=tolerance, sinks=sinks)
    named = zip(documents, _per_document(titles, given, "titles"), strict=True)
    payloads = (document.payload(selection, title=title) for document, title in named)
    store = ExportStore(Path(output), _plan(given, selection, label))
    store.check(overwrite=overwrite)
    if not overwrite and store.is_finished:
        store.tidy()
        return store.root
    _write(store, payloads, _model(given, label), overwrite=overwrite)
    return store.root


def _write(
    store: ExportStore,
    payloads: Iterable[tuple[SourceDocument, ModelRun]],
    model: ModelInfo,
    *,
    overwrite: bool,
) -> None:
    documents: list[SourceDocument] = []
    summaries: list[RunSummary] = []
    patterns = PatternSums()
    views = store.plan.settings.views
    with (
        store.open(overwrite=overwrite),
        statistics_tally((WordReader(), WordReader()), store.root) as tally,
    ):
        for number, (document, run) in enumerate(payloads):
            store.put_document(document_file(document.id), document_fields(document), run)
            documents.append(document)
            summaries.append(run_summary(run))
            batch = Batch.of([run], patterns="network" in views, statistics="corpus" in views)
            patterns = merged(patterns, batch.patterns)
            if "corpus" in views:
                tally.add([number], [document], batch)
        if "corpus" in views:
            store.put_statistics(tally.statistics(model.key))
        if patterns.n_documents:
            store.put_corpus(corpus_of(model.key, patterns))
        store.finish((model,), document_entries(documents, [summaries]))


def _views(names: Sequence[str]) -> tuple[ViewName, ...]:
    impossible = next((view for view in WITH_VECTORS if view in names), None)
    if impossible is not None:
        raise AttlasError(
            f"{impossible} cannot be shown ({NO_VECTORS}), expected other views; leave them out"
        )
    return tuple(view for view in chosen_views(names) if view not in WITH_VECTORS)


def _per_document(value: Any, given: Given, name: str) -> list[Any]:
    """Spread an option over the documents: one value for all, or a list with one for each."""
    values = list(value) if isinstance(value, list | tuple) else [value] * given.n_documents
    if len(values) != given.n_documents:
        raise AttlasError(f"{name} has {len(values)} entries, expected {given.n_documents}, one per document")
    return values


def _seconds(sentence_b_start: int | Sequence[int | None] | None, given: Given) -> list[int | None]:
    seconds = _per_document(sentence_b_start, given, "sentence_b_start")
    for second, tokens in zip(seconds, given.tokens["source"], strict=True):
        if second is not None and not 0 < second < len(tokens):
            raise AttlasError(
                f"sentence_b_start is {second}, expected 1 to {len(tokens) - 1}; give the index of the first token "
                "of the second text"
            )
    if given.n_prompt is not None and any(second is not None for second in seconds):
        raise AttlasError(
            "sentence_b_start is given with the steps of a generation, expected a single prompt; leave it out"
        )
    return seconds


def _plan(given: Given, selection: Selection, label: str) -> ExportPlan:
    settings = ExportSettings(
        models=(label,),
        layers=selection.layers,
        heads=selection.heads,
        views=selection.views,
        max_tokens=None,
        dtype="float32",
        device="cpu",
        batch_size=None,
        revision=None,
        trust_remote_code=False,
        documents_sha256=_sha256(given),
    )
    return export_plan(settings, (ModelOrigin(label=label, name=label, commit=None, files=()),))


def _model(given: Given, label: str) -> ModelInfo:
    return ModelInfo(
        key="m0",
        label=label,
        name=label,
        revision=None,
        commit=None,
        architecture=UNKNOWN,
        model_type=UNKNOWN,
        n_parameters=0,
        dtype=UNKNOWN,
        files=(),
        tokenizer=UNKNOWN,
        attention=tuple(part.shape for part in given.parts),
        captured_by="tensors",
        vectors=False,
        vectors_note=NO_VECTORS,
    )


def _sha256(given: Given) -> str:
    digest = hashlib.sha256(orjson.dumps(given.tokens, option=orjson.OPT_SORT_KEYS))
    for part in given.parts:
        for number, array in sorted(part.layers.arrays.items()):
            digest.update(f"{part.name} {number} {array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
