"""Exports of a model that is in memory already, in a notebook or a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from attlas.precompute.contract import ExportSettings, ModelOrigin
from attlas.precompute.errors import AttlasError

from .disk import writing
from .documents import SourceDocument, documents_from, documents_sha256
from .job import Job
from .lens.options import LensOptions
from .models import Model, Tokenizer, prepare, task_of
from .pipeline import export_plan, run_jobs
from .progress import Silent
from .selection import DEFAULT_VIEWS, Selection, chosen_views, has_statistics
from .speech.options import SpeechOptions, word_settings
from .store import ExportStore
from .window import Window


def export_model(  # noqa: PLR0913 (the options of `attlas.export` that concern a model in memory)
    model: Model,
    tokenizer: Tokenizer,
    texts: Iterable[str | Mapping[str, object] | SourceDocument],
    output: str | Path,
    *,
    label: str | None = None,
    layers: tuple[int, ...] | None = None,
    heads: tuple[int, ...] | None = None,
    window: tuple[int | None, int | None] | None = None,
    views: Sequence[str] = DEFAULT_VIEWS,
    generate: int | None = None,
    max_tokens: int | None = None,
    batch_size: int | None = None,
    lens: str | Iterable[str | Mapping[str, object] | SourceDocument] | None = None,
    lens_tokens: int = 50_000,
    clusters: int | Literal["auto"] = 16,
    language: str | None = "auto",
    target_language: str | None = None,
    spacy_model: str | None = None,
) -> Path:
    """Run a model as it is, where it is, and write an export.

    Parameters
    ----------
    model : PreTrainedModel
        Of transformers, on any device. It is run without dropout and left as it was.
    tokenizer : PreTrainedTokenizerBase
        Its tokenizer.
    texts : iterable of str, mapping or SourceDocument
        As `attlas.export` takes them from memory.
    output : path
        Folder of the export, empty or new. An earlier export is not gone on with: nobody can tell whether its
        model had these weights.
    label : str, optional
        Name shown to the reader; by default the last part of the name it was loaded by, or its class.
    layers, heads, window, views, generate, max_tokens, batch_size
        As for `attlas.export`.
    lens : str, or iterable of str, mapping or SourceDocument, optional
        Texts that the lens is over; given, they ask for it.
    lens_tokens, clusters, language, target_language, spacy_model
        As for `attlas.export`.

    Returns
    -------
    Path
        The export's folder.

    Raises
    ------
    AttlasError
        If texts, model or folder cannot be used; nothing is written then.
    """
    folder = Path(output)
    with writing(folder):
        if folder.exists() and not (folder.is_dir() and next(folder.iterdir(), None) is None):
            raise AttlasError(f"{folder} is not an empty folder; choose a new one")
    documents = documents_from(texts)
    selection = Selection(
        layers=layers,
        heads=heads,
        window=Window(*window) if window else None,
        views=chosen_views(views, has_corpus=lens is not None),
    )
    origin = _origin(model, label)
    corpus = None if lens is None else documents_from([lens] if isinstance(lens, str) else lens)
    speech = SpeechOptions(language, target_language, spacy_model)
    lens_options = LensOptions(lens_tokens, clusters, speech)
    request = lens_options.request(corpus, documents, selection, is_continued=generate is not None)
    readers = speech.readers_over_documents(
        is_used=has_statistics(selection.views, len(documents)), is_worthwhile=request is not None
    )
    settings = ExportSettings(
        models=(origin.label,),
        layers=layers,
        heads=heads,
        window=str(selection.window) if selection.window else None,
        views=selection.views,
        generate=generate,
        max_tokens=max_tokens,
        dtype=str(model.dtype).removeprefix("torch."),
        device=model.device.type,
        batch_size=batch_size,
        revision=None,
        trust_remote_code=False,
        documents_sha256=documents_sha256(documents),
        words=word_settings(readers),
        lens=lens_options.settings(request, corpus),
    )
    store = ExportStore(folder, export_plan(settings, (origin,)))
    with _in_evaluation(model):
        loaded = prepare(model, tokenizer, key="m0", origin=origin, task=task_of(model))
        job = Job(loaded, documents, selection, max_tokens, batch_size, generate, request, readers)
        run_jobs([job], store, device=model.device, overwrite=False, progress=Silent())
    return store.root


def _origin(model: Model, label: str | None) -> ModelOrigin:
    """Name a model; it has no commit, for it may have been trained on since it was loaded."""
    name = Path(getattr(model.config, "_name_or_path", "") or type(model).__name__).name
    return ModelOrigin(label=label or name, name=name, commit=None, files=())


@contextmanager
def _in_evaluation(model: Model) -> Iterator[None]:
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True
