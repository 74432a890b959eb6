"""An export of many documents that two models classify, made by hand: what the samples and the document list show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from attlas.precompute.codec import decode
from attlas.precompute.comparison import ComparisonSums, comparison
from attlas.precompute.contract import (
    SCHEMA_VERSION,
    ClassPrediction,
    ComparisonEntry,
    CorpusEntry,
    Document,
    DocumentGroup,
    Manifest,
    ModelRun,
    Payload,
    ScoredLabel,
    SequenceName,
    Statistics,
    TokenClass,
    TokenSequence,
)
from attlas.precompute.flows import flow_profiles, flow_rows, head_keys, run_edges
from flow_payloads import encoder
from payloads import document, sequence, write_export

LABELS = ("calm", "odd", "wild")
N_DOCUMENTS = 24
N_LAYERS, N_HEADS = 3, 4
CLASSES = tuple(
    TokenClass(name=name, role=role)
    for name, role in (("[CLS]", "special"), ("[SEP]", "special"), ("NOUN", "pos"), ("VERB", "pos"))
)
SUBJECTS = ("cat", "dog", "owl", "fox", "hen", "elk")
ENDS = ("sleeps", "wanders", "is nowhere to be found", "sings")
FILLING = " and then nothing happens for a while" * 6
"""Longer than what the manifest keeps of a text."""
HIDDEN = "Überraschung"
"""The last word of every fourth text, past its excerpt."""


def samples() -> list[Document]:
    """Make the documents; the second model differs from the first on every third."""
    return [_sample(number) for number in range(N_DOCUMENTS)]


def _sample(number: int) -> Document:
    end = FILLING + " " + HIDDEN if number % 4 == 0 else ""
    text = f"the {SUBJECTS[number % 6]} {ENDS[number % 4]}{end}"
    source = sequence(text)
    gold, first = LABELS[number % 3], LABELS[(number + number // 5) % 3]
    second = LABELS[(number + 1) % 3] if number % 3 == 0 else first
    runs = [
        _run("m0", source, seed=number, best=first, confidence=0.4 + 0.02 * number),
        _run("m1", source, seed=number + 100 * (number % 2), best=second, confidence=0.9 - 0.02 * number),
    ]
    return document(f"d{number}", runs, text, title=f"Sample {number}" if number % 2 else None, label=gold)


def _run(name: str, source: TokenSequence, *, seed: int, best: str, confidence: float) -> ModelRun:
    scored = tuple(
        ScoredLabel(label=label, probability=confidence if label == best else (1 - confidence) / 2)
        for label in LABELS
    )
    prediction = ClassPrediction(task="classes", classes=scored)
    return encoder(name, source, seed=seed, n_layers=N_LAYERS, n_heads=N_HEADS, prediction=prediction)


def samples_export(folder: Path) -> Path:
    """Write them with what is computed over all of them."""
    documents = samples()
    write_export(folder, documents)
    classes = [_classes_of(each.runs[0].source) for each in documents]
    statistics = [_statistics(place, documents, classes) for place in range(2)]
    sums = ComparisonSums()
    for number, (each, own) in enumerate(zip(documents, classes, strict=True)):
        sums.add(number, *each.runs, own)
    compared = comparison(("m0", "m1"), sums, (statistics[0].flows, statistics[1].flows), CLASSES)
    for name in ("statistics", "comparisons"):
        (folder / name).mkdir()
    for each in statistics:
        _write(folder / f"statistics/{each.model}.json", each)
    _write(folder / "comparisons/m0-m1.json", compared)
    path = folder / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes())
    models = [
        model.model_copy(update={"label": label})
        for model, label in zip(manifest.models, ("Plain", "Tuned"), strict=True)
    ]
    _write(
        path,
        manifest.model_copy(
            update={
                "models": tuple(models),
                "statistics": tuple(
                    CorpusEntry(model=each.model, file=f"statistics/{each.model}.json") for each in statistics
                ),
                "comparisons": (ComparisonEntry(models=("m0", "m1"), file="comparisons/m0-m1.json"),),
            }
        ),
    )
    return folder


def _classes_of(source: TokenSequence) -> dict[SequenceName, npt.NDArray[np.int64]]:
    """Take tokens of three letters for nouns, other words for verbs."""
    names = [
        token if special else "NOUN" if len(token) == 3 else "VERB"
        for token, special in zip(source.tokens, source.special, strict=True)
    ]
    numbers = {each.name: number for number, each in enumerate(CLASSES)}
    return {"source": np.array([numbers[name] for name in names])}


def _statistics(
    place: int, documents: Sequence[Document], classes: Sequence[dict[SequenceName, npt.NDArray[np.int64]]]
) -> Statistics:
    """Count the flows; tokens are left to other tests."""
    runs = [each.runs[place] for each in documents]
    rows = {
        number: flow_rows(run_edges(run), run.attention, own)
        for number, (run, own) in enumerate(zip(runs, classes, strict=True))
    }
    return Statistics(
        schema_version=SCHEMA_VERSION,
        model=runs[0].model,
        groups=(DocumentGroup(by="all", name=None, n_documents=len(documents)),),
        parts=(),
        flows=flow_profiles(rows, head_keys(runs[0].attention), CLASSES),
    )


def moved(each: Document) -> npt.NDArray[np.float64]:
    """Give what moved in a document, by plain numpy, axes (layer, head)."""
    first, second = (
        np.stack([decode(layer.weights) for layer in run.attention[0].layers]).astype(np.float64)
        for run in each.runs
    )
    return np.asarray((np.abs(first - second).sum(axis=-1) / 2).mean(axis=-1))


def _write(path: Path, payload: Payload) -> None:
    content = payload.model_dump(mode="json")
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
