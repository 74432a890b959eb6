"""The export, as a table of contents: documents and models in, a folder of JSON out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from attlas.precompute.contract import ExportSettings
from attlas.precompute.errors import AttlasError

from .documents import SourceDocument, documents_from, documents_sha256, read_documents
from .formats import brief
from .job import Job
from .lens.options import LensOptions
from .models import LoadedModel, load_model, tokenizer_fingerprint
from .pipeline import export_plan, run_jobs
from .progress import Progress, Silent
from .selection import DEFAULT_VIEWS, Selection, chosen_views, has_statistics
from .sources import LoadOptions, ModelSpec, find_model
from .speech.options import SpeechOptions, word_settings
from .store import ExportStore
from .window import Window

Documents = Iterable[SourceDocument | Mapping[str, object]]


def export(  # noqa: PLR0913 (every option of the command line is a keyword)
    models: Sequence[str],
    documents: str | Path | Sequence[str | Path] | Documents,
    output: str | Path,
    *,
    per_file: bool = False,
    text_column: str = "text",
    layers: tuple[int, ...] | None = None,
    heads: tuple[int, ...] | None = None,
    window: tuple[int | None, int | None] | None = None,
    views: Sequence[str] = DEFAULT_VIEWS,
    generate: int | None = None,
    max_tokens: int | None = None,
    device: str = "auto",
    device_map: str | None = None,
    dtype: str = "auto",
    batch_size: int | None = None,
    revision: str | None = None,
    trust_remote_code: bool = False,
    compare: bool = False,
    lens: str | Path | Sequence[str | Path] | Documents | None = None,
    lens_tokens: int = 50_000,
    clusters: int | Literal["auto"] = 16,
    language: str | None = "auto",
    target_language: str | None = None,
    spacy_model: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Run models over documents and write what their attention does as JSON.

    An export that was interrupted goes on where it stopped, if the same call is made again, and ends with the
    bytes it would have had.

    Parameters
    ----------
    models : sequence of str
        ``NAME_OR_FOLDER[=LABEL]`` of each model.
    documents : path, sequence of path, or iterable of SourceDocument or mapping
        Files to read (``.txt``, ``.jsonl``, ``.csv``, ``.tsv``, or ``"-"`` for standard input); or the documents
        themselves, a text alone as ``{"text": "…"}``, because a string is the name of a file.
    output : path
        Folder of the export; created if need be.
    per_file : bool
        Whether a ``.txt`` file is one document, not one per line.
    text_column : str
        Field of the files that holds the text.
    layers, heads : tuple of int, optional
        What to keep; negative numbers count from the end.
    window : pair of int or None, optional
        First token of the source to keep and the one after the last, as in a slice. The model reads all of them,
        and what is kept of a row is not scaled up.
    views : sequence of {"heads", "model", "network", "corpus", "neurons", "lens", "all"}
        Views to export data for. Neurons, which need every query, key and value vector, are left out by default, and
        so is the lens, which is over a corpus; "all" has it only if there is one.
    generate : int, optional
        Tokens that causal models write after each document, without sampling; the documents are prompts then.
    max_tokens : int, optional
        Longest sequence, generated tokens included; by default the model's own limit.
    device : {"auto", "cpu", "cuda", "mps"}
        Where to run.
    device_map : str, optional
        How accelerate spreads a model that is too large for one device over several, and over the machine's memory
        and disk: "auto", "balanced", "sequential". By default it is on one.
    dtype : {"auto", "float32", "bfloat16", "float16"}
        Type of the weights. Attention is computed in float32 from the vectors whatever it is.
    batch_size : int, optional
        Documents per batch; by default as many as fit a fixed memory.
    revision : str, optional
        Branch, tag or commit of hub models.
    trust_remote_code : bool
        Whether a hub repository may run its own code.
    compare : bool
        Demand that all models share one tokenizer.
    lens : path, sequence of path, or iterable of SourceDocument or mapping, optional
        Texts that the lens is over, in the forms that `documents` may have; given, they ask for it. With the view
        "lens" alone it is over the documents.
    lens_tokens : int
        Most tokens whose vectors are clustered, of texts and of targets each; always the same ones of a corpus.
    clusters : int or "auto"
        Clusters of the queries, of the keys and of the values of each head; "auto" for 4 to 24, where their inertia
        bends.
    language, target_language : str, optional
        Codes of the languages of texts and of targets, for the words' parts of speech; None for words without. By
        default words are tagged as English in the lens and, if several models are compared or there is a lens, in the
        statistics too.
    spacy_model : str, optional
        Name or folder of a spaCy pipeline that tags the words of the texts, in place of attlas's own.
    overwrite : bool
        Replace an earlier export in `output`.
    progress : Progress, optional
        Follows the work.

    Returns
    -------
    Path
        The export's folder.

    Raises
    ------
    AttlasError
        If documents, models or folder cannot be used; nothing is written then.
    """
    progress = progress or Silent()
    options = LoadOptions(
        device=device,
        dtype=dtype,
        revision=revision,
        trust_remote_code=trust_remote_code,
        device_map=device_map,
    )
    selection = Selection(
        layers=layers,
        heads=heads,
        window=Window(*window) if window else None,
        views=chosen_views(views, has_corpus=lens is not None),
    )
    texts = _read(documents, per_file=per_file, text_column=text_column)
    corpus = None if lens is None else _read(lens, per_file=per_file, text_column=text_column)
    speech = SpeechOptions(language, target_language, spacy_model)
    lens_options = LensOptions(lens_tokens, clusters, speech)
    request = lens_options.request(corpus, texts, selection, is_continued=generate is not None)
    specs = [ModelSpec.parse(model) for model in models]
    readers = speech.readers_over_documents(
        is_used=has_statistics(selection.views, len(texts)),
        is_worthwhile=len(specs) > 1 or request is not None,
    )
    origins = tuple(find_model(spec, options) for spec in specs)
    settings = ExportSettings(
        models=tuple(spec.label for spec in specs),
        layers=layers,
        heads=heads,
        window=str(selection.window) if selection.window else None,
        views=selection.views,
        generate=generate,
        max_tokens=max_tokens,
        dtype=dtype,
        device=options.torch_device.type,
        batch_size=batch_size,
        revision=revision,
        trust_remote_code=trust_remote_code,
        documents_sha256=documents_sha256(texts),
        words=word_settings(readers),
        lens=lens_options.settings(request, corpus),
    )
    store = ExportStore(Path(output), export_plan(settings, origins))
    store.check(overwrite=overwrite)
    if not overwrite and store.is_finished:
        store.tidy()
        progress.note(f"{output} is complete already; pass --overwrite to make it anew")
        return store.root

    loaded = [
        load_model(spec, origin, options, key=f"m{number}")
        for number, (spec, origin) in enumerate(zip(specs, origins, strict=True))
    ]
    if compare:
        _check_same_tokenizer(loaded)
    jobs = [
        Job(model, texts, selection, max_tokens, batch_size, generate, request, readers) for model in loaded
    ]
    run_jobs(jobs, store, device=options.torch_device, overwrite=overwrite, progress=progress)
    return store.root


def _read(
    documents: str | Path | Sequence[str | Path] | Documents, *, per_file: bool, text_column: str
) -> list[SourceDocument]:
    items = [documents] if isinstance(documents, str | Path) else list(documents)
    names = [item for item in items if isinstance(item, str | Path)]
    themselves = [item for item in items if not isinstance(item, str | Path)]
    if names and themselves:
        raise AttlasError(
            f"{brief(str(names[0]))} is given beside documents, expected files alone or documents alone; give a text "
            'as {"text": "…"}'
        )
    if themselves:
        return documents_from(themselves)
    return read_documents(names, per_file=per_file, text_column=text_column)


def _check_same_tokenizer(models: Sequence[LoadedModel]) -> None:
    first, *others = models
    for other in others:
        if tokenizer_fingerprint(other.tokenizer) != tokenizer_fingerprint(first.tokenizer):
            raise AttlasError(
                f"the tokenizers of {first.origin.label} and {other.origin.label} differ, --compare needs one; "
                "leave it out to see the models side by side"
            )
