"""Documents of an export computed once more, to see whether the recorded model still gives the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path

import numpy as np

from attlas.precompute.codec import decode
from attlas.precompute.contract import (
    AttentionLayer,
    ClassPrediction,
    Document,
    GeneratedPrediction,
    Manifest,
    MaskedTokenPrediction,
    ModelInfo,
    ModelRun,
    NextTokenPrediction,
    ScoredLabel,
    ViewName,
)
from attlas.precompute.errors import AttlasError

from .documents import source_of
from .run import export
from .sources import LoadOptions, ModelSpec, find_model

GIVEN = ("tensors", "vectors")
"""Exports that no model was run for."""

AGAIN: tuple[ViewName, ...] = ("heads",)
"""What is compared: attention and predictions. The rest is computed from them."""

DTYPES = ("float32", "bfloat16", "float16")
"""Types that weights can be asked for in; a quantised model has its own."""

SAME_PROBABILITY = 1e-3
"""How far a probability may move: batches and machines round differently."""


def check_rerun(manifest: Manifest, models: Sequence[str]) -> list[str]:
    """Say where the models of an export come from, if they can be run again.

    Parameters
    ----------
    manifest : Manifest
        Of the export.
    models : sequence of str
        Names or folders, one for each of its models; empty for the recorded hub names.

    Raises
    ------
    AttlasError
        If no model was run, the number differs, or a model came from a folder and is not named.
    """
    given = next((model for model in manifest.models if model.captured_by in GIVEN), None)
    if given is not None:
        raise AttlasError(
            f"{given.label} was not run by attlas, so there is nothing to run again; leave --rerun out"
        )
    folder = next((model.name for model in manifest.models if model.commit is None), None)
    if not models and folder is not None:
        raise AttlasError(
            f"the model {folder!r} came from a folder, whose path an export does not keep; name it by --model"
        )
    if models and len(models) != len(manifest.models):
        raise AttlasError(
            f"{len(models)} models are named, expected {len(manifest.models)} as in the export; "
            "repeat --model in their order"
        )
    return [*models] or [model.name for model in manifest.models]


def model_differences(model: ModelInfo, source: str, options: LoadOptions) -> Iterator[str]:
    """Find files of a model's folder that are not the recorded ones; of a hub model the commit says as much."""
    if not model.files:
        return
    spec = ModelSpec(source=source, label=model.label)
    there = {file.name: file.sha256 for file in find_model(spec, options).files}
    for file in model.files:
        if there.get(file.name) != file.sha256:
            what = "has other content" if file.name in there else "is missing"
            yield f"{source}/{file.name} {what}; the export was made with sha256 {file.sha256}"


def run_again(  # noqa: PLR0913 (what is run, with what, and where to)
    manifest: Manifest,
    model: ModelInfo,
    documents: Sequence[Document],
    output: Path,
    *,
    source: str,
    options: LoadOptions,
) -> None:
    """Let a model of an earlier export read documents with its settings: a hub model as it was then.

    Parameters
    ----------
    documents : sequence of Document
        Those of the earlier export that are to be read again.
    output : Path
        Folder of the new export.
    source : str
        Name or folder of the model.
    """
    settings = manifest.settings
    export(
        [f"{source}={model.label}"],
        [asdict(source_of(document)) for document in documents],
        output,
        layers=settings.layers,
        heads=settings.heads,
        window=_window(settings.window) if settings.window else None,
        views=AGAIN,
        generate=settings.generate,
        max_tokens=settings.max_tokens,
        device=options.device,
        device_map=options.device_map,
        dtype=model.dtype if model.dtype in DTYPES else settings.dtype,
        revision=model.commit or settings.revision,
        trust_remote_code=options.trust_remote_code,
    )


def differences(run: ModelRun, other: ModelRun) -> Iterator[str]:
    """Find where two computations of a document differ by more than their error bounds."""
    if _tokens(run) != _tokens(other):
        yield "the model reads other tokens when it is run again, expected the same"
        return
    yield from _attention_differences(run, other)
    if _written(run) != _written(other):
        yield "the model writes another text when it is run again, expected the same"
    first, second = _scored(run), _scored(other)
    if first.keys() != second.keys():
        yield "the model predicts at other tokens when it is run again, expected the same"
        return
    gap = max((_gap(first[place], second[place]) for place in first), default=0)
    if gap > SAME_PROBABILITY:
        yield f"a probability is off by {gap:.4f} when run again, expected {SAME_PROBABILITY} at most"


def _attention_differences(run: ModelRun, other: ModelRun) -> Iterator[str]:
    ones, twos = _layers(run), _layers(other)
    for kind, number in sorted(ones.keys() | twos.keys()):
        one, two = ones.get((kind, number)), twos.get((kind, number))
        if one is None or two is None or one.heads != two.heads:
            yield f"{kind} layer {number} has other heads when run again, expected the same"
            continue
        moved = float(np.abs(decode(one.weights) - decode(two.weights)).max(initial=0))
        bound = one.weights.max_error + two.weights.max_error
        if moved > bound:
            yield f"{kind} layer {number} is off by {moved:.4f} when run again, expected {bound:.4f} at most"


def _layers(run: ModelRun) -> dict[tuple[str, int], AttentionLayer]:
    return {(part.kind, layer.layer): layer for part in run.attention for layer in part.layers}


def _tokens(run: ModelRun) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    return run.source.tokens, run.target.tokens if run.target else None


def _written(run: ModelRun) -> tuple[str | None, str | None]:
    return (
        run.prediction.text if isinstance(run.prediction, GeneratedPrediction) else None,
        run.continuation.text if run.continuation else None,
    )


def _scored(run: ModelRun) -> dict[int | None, tuple[ScoredLabel, ...]]:
    """List classes, or the best tokens, by the place that they are for; None for the whole."""
    steps = run.continuation.steps if run.continuation else ()
    scored: dict[int | None, tuple[ScoredLabel, ...]] = {step.position: step.tokens for step in steps}
    match run.prediction:
        case ClassPrediction(classes=classes):
            scored[None] = classes
        case NextTokenPrediction(tokens=tokens):
            scored[None] = tokens
        case MaskedTokenPrediction(positions=positions):
            scored |= {each.position: each.tokens for each in positions}
    return scored


def _gap(first: Sequence[ScoredLabel], second: Sequence[ScoredLabel]) -> float:
    """Give the largest difference of a probability; what only one list has was just below the other's last."""
    ones, twos = (
        {each.label: each.probability for each in sorted(listed, key=attrgetter("probability"))}
        for listed in (first, second)
    )
    lowest, other_lowest = (min(each.values(), default=0.0) for each in (ones, twos))
    return max(
        (
            abs(
                ones.get(name, min(lowest, twos.get(name, 0)))
                - twos.get(name, min(other_lowest, ones.get(name, 0)))
            )
            for name in ones | twos
        ),
        default=0.0,
    )


def _window(written: str) -> tuple[int | None, int | None]:
    first, _, last = written.partition(":")
    try:
        return (int(first) if first else None, int(last) if last else None)
    except ValueError as error:
        raise AttlasError(
            f"the manifest has a window {written!r}, expected one as '0:128'; export again"
        ) from error
