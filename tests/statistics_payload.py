"""Exports with statistics, made by the package's own pure functions from documents that were made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import orjson

from attlas.precompute.contract import (
    Attention,
    CorpusEntry,
    Document,
    Manifest,
    ModelRun,
    PartStatistics,
    Payload,
    Statistics,
    TokenClass,
)
from attlas.precompute.flows import flow_profiles, flow_rows, head_keys, run_edges
from attlas.precompute.statistics.groups import document_groups, predicted_class
from attlas.precompute.statistics.part import PartReading, part_statistics
from attlas.precompute.statistics.tokens import TypeCounter
from attlas.precompute.statistics.values import run_values

CLASSES = (TokenClass(name="[CLS]", role="special"), TokenClass(name="word", role="untagged"))


def statistics_of(documents: Sequence[Document], model: int = 0) -> Statistics:
    """Make the statistics of one of the models over documents."""
    runs = [each.runs[model] for each in documents]
    groups = document_groups(
        [each.label for each in documents], [predicted_class(run.prediction) for run in runs]
    )
    rows = {
        number: flow_rows(run_edges(run), run.attention, _classes(run)) for number, run in enumerate(runs)
    }
    ids = [each.id for each in documents]
    return Statistics(
        schema_version=1,
        model=runs[0].model,
        groups=tuple(group.payload for group in groups),
        parts=tuple(
            part_statistics(_reading(runs, number), groups, ids) for number in range(len(runs[0].attention))
        ),
        flows=flow_profiles(rows, head_keys(runs[0].attention), CLASSES, note="words are without tags"),
    )


def write_statistics(folder: Path, documents: Sequence[Document], *, indent: bool = False) -> Path:
    """Give an export that `write_export` wrote statistics of every model."""
    made = [statistics_of(documents, model) for model in range(len(documents[0].runs))]
    entries = [CorpusEntry(model=each.model, file=f"statistics/{each.model}.json") for each in made]
    for entry, statistics in zip(entries, made, strict=True):
        put(folder / entry.file, statistics, indent=indent)
    path = folder / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes())
    put(path, manifest.model_copy(update={"statistics": tuple(entries)}), indent=indent)
    return folder


def put(path: Path, payload: Payload, *, indent: bool = False) -> None:
    """Write a payload as an export holds it; indented, it can be read by eye."""
    option = orjson.OPT_SORT_KEYS | (orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if indent else 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(payload.model_dump(mode="json"), option=option))


def _reading(runs: Sequence[ModelRun], number: int) -> PartReading:
    attention: Attention = runs[0].attention[number]
    counter = TypeCounter()
    for place, run in enumerate(runs):
        counter.add(place, run.target if attention.key == "target" and run.target else run.source)
    values = [run_values(run)[attention.kind] for run in runs]
    return PartReading(
        kind=attention.kind,
        sequence=attention.key,
        heads=tuple((layer.layer, head) for layer in attention.layers for head in layer.heads),
        listed=counter.listed(),
        values=partial(list.__getitem__, values),
    )


def _classes(run: ModelRun):
    sequences = {"source": run.source, "target": run.target}
    return {
        name: np.array([0 if special else 1 for special in sequence.special])
        for name, sequence in sequences.items()
        if sequence
    }


def part_of(statistics: Statistics, kind: str) -> PartStatistics:
    """Give the part of one kind of attention."""
    return next(part for part in statistics.parts if part.kind == kind)
