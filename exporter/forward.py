"""One batch through one model: tokens in, runs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import reduce
from operator import itemgetter
from typing import Any, TypeVar

import torch

from attlas.precompute.contract import Continuation, GeneratedPrediction, ModelRun, Prediction
from attlas.precompute.errors import AttlasError
from attlas.precompute.flows import Edges, reached_edges, run_edges, usual_root
from attlas.precompute.lens.assign import LayerCentroids
from attlas.precompute.patterns import PatternSums, merged, pattern_sums
from attlas.precompute.statistics.values import DocumentValues, run_values

from .capture.capturing import capturing
from .capture.methods import without_head
from .capture.rotation import LayerKey
from .capture.unrotated import watching_rotations
from .collector import Collector
from .generation import Written, continuation, continued, written_after
from .models import LoadedModel
from .predict import predict
from .selection import Selection
from .targets import Target, generated_targets
from .tokens.reader import ModelInput
from .window import cut_run

Item = TypeVar("Item")


@dataclass(frozen=True)
class Recipe:
    """How a model runs over every document, and what is kept.

    Parameters
    ----------
    loaded : LoadedModel
        The model.
    selection : Selection
        Layers, heads, tokens and views to keep.
    max_tokens : int, optional
        Longest target that an encoder-decoder model may write.
    n_generated : int, optional
        Tokens that a causal model is to write after each document; None for none.
    rotated : set of (kind, layer)
        Layers whose queries and keys are rotated by their positions.
    patterns : bool
        Whether the documents' patterns are added up.
    flows : bool
        Whether the documents' flows are followed.
    centroids : mapping of (kind, layer) to LayerCentroids
        Clusters of the lens that tokens are assigned to; none without a lens.
    """

    loaded: LoadedModel
    selection: Selection
    max_tokens: int | None = None
    n_generated: int | None = None
    rotated: Set[LayerKey] = frozenset()
    patterns: bool = False
    flows: bool = False
    centroids: Mapping[LayerKey, LayerCentroids] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What the model reads of one document in the pass that is captured.

    Parameters
    ----------
    source : ModelInput
        The document, or prompt and continuation.
    target : Target, optional
        What the decoder reads; None for models that have no decoder of their own.
    written : Written, optional
        The end of the source, where the model wrote it itself.
    """

    source: ModelInput
    target: Target | None = None
    written: Written | None = None

    @property
    def lengths(self) -> tuple[int, int]:
        """Tokens of source and target; readings that agree run together."""
        return len(self.source.tokens.tokens), len(self.target.ids) if self.target else 0

    @property
    def n_written(self) -> int:
        """Tokens at the end of the source that the model wrote."""
        return len(self.written.ids) if self.written else 0


@dataclass(frozen=True)
class Batch:
    """What came of documents.

    Parameters
    ----------
    runs : list of ModelRun
        One per document, in the order given.
    patterns : PatternSums
        Over all of them, where it was asked for.
    edges : list of Edges
        Of each document's flow, likewise; empty if they were not asked for.
    values : list of DocumentValues
        What the tokens of each document have from the heads; of none without the view "corpus".
    """

    runs: list[ModelRun]
    patterns: PatternSums
    edges: list[Edges]
    values: list[DocumentValues]

    @classmethod
    def of(cls, runs: list[ModelRun], *, patterns: bool, statistics: bool) -> Batch:
        """Make from runs that are stored what a batch that has just run is, to the last bit."""
        return cls(
            runs,
            reduce(merged, map(pattern_sums, runs) if patterns else (), PatternSums()),
            [*map(run_edges, runs)] if statistics else [],
            [*map(run_values, runs)] if statistics else [],
        )


def run_batch(recipe: Recipe, sources: Sequence[ModelInput], targets: Sequence[Target | None]) -> Batch:
    """Run a model over documents of equal length.

    Parameters
    ----------
    sources : sequence of ModelInput
        One per document, all of the same number of tokens.
    targets : sequence of Target or None
        Given targets of an encoder-decoder model, all of the same number of tokens, or None for those that the
        model is to write itself; None throughout for other models.

    Raises
    ------
    AttlasError
        If the device has no room for the batch.
    """
    with torch.inference_mode(), room(recipe.loaded):
        readings = _readings(recipe, sources, targets)
        return _in_groups(readings, lambda group: _forward(recipe, group))


def _readings(
    recipe: Recipe, sources: Sequence[ModelInput], targets: Sequence[Target | None]
) -> list[Reading]:
    """Let the model write what it is to write, before anything is captured."""
    loaded = recipe.loaded
    if loaded.is_encoder_decoder:
        given = [target for target in targets if target is not None]
        written = given or generated_targets(
            loaded, tensors_of(loaded, sources), max_tokens=recipe.max_tokens
        )
        return [Reading(source, target) for source, target in zip(sources, written, strict=True)]
    if recipe.n_generated is None:
        return [Reading(source) for source in sources]
    ends = written_after(loaded, tensors_of(loaded, sources), n_tokens=recipe.n_generated)
    return [
        Reading(continued(loaded, source, end), written=end)
        for source, end in zip(sources, ends, strict=True)
    ]


def _in_groups(readings: Sequence[Reading], run: Callable[[list[Reading]], Batch]) -> Batch:
    """Run readings of equal lengths together: what the model wrote may have any."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        groups[reading.lengths].append(number)
    batches = [run([readings[number] for number in numbers]) for numbers in groups.values()]
    numbers = [number for group in groups.values() for number in group]

    def in_order(items: Iterable[Item]) -> list[Item]:
        return [item for _, item in sorted(zip(numbers, items, strict=False), key=itemgetter(0))]

    return Batch(
        in_order(run for batch in batches for run in batch.runs),
        reduce(merged, (batch.patterns for batch in batches)),
        in_order(edges for batch in batches for edges in batch.edges),
        in_order(values for batch in batches for values in batch.values),
    )


def _forward(recipe: Recipe, readings: Sequence[Reading]) -> Batch:
    """Run readings of equal lengths through the model in one captured pass."""
    loaded, window = recipe.loaded, recipe.selection.window
    kept = window.place(readings[0].lengths[0]) if window else slice(None)
    inputs = batch_inputs(loaded, readings)
    scores = "neurons" in recipe.selection.views and loaded.plan.vectors
    watching = watching_rotations(without_head(loaded.model)) if recipe.centroids else nullcontext()
    with watching as rotations:
        collector = Collector(
            loaded,
            recipe.selection,
            kept,
            recipe.rotated,
            recipe.patterns,
            recipe.flows,
            recipe.centroids,
            rotations,
        )
        with capturing(loaded.model, loaded.plan, collector, scores=scores):
            outputs = loaded.model(**inputs, **_forward_options(loaded, readings[0].n_written + 1))
    predictions = predict(loaded, outputs, inputs["input_ids"])
    runs = [
        ModelRun(
            model=loaded.key,
            source=reading.source.tokens,
            target=reading.target.tokens if reading.target else None,
            target_generated=bool(reading.target and reading.target.generated is not None),
            attention=collector.attention(number),
            prediction=_generated(reading.target) or predictions[number],
            continuation=_continuation(loaded, reading, outputs, number),
        )
        for number, reading in enumerate(readings)
    ]
    if window:
        runs = [cut_run(run, kept) for run in runs]
    edges = (
        reached_edges(collector.strong_layers(), [usual_root(run) for run in runs]) if recipe.flows else []
    )
    return Batch(runs, collector.pattern_sums(len(runs)), edges, collector.values(len(runs)))


def batch_inputs(loaded: LoadedModel, readings: Sequence[Reading]) -> dict[str, torch.Tensor]:
    """Give what a model is called with to read documents of equal lengths."""
    inputs = tensors_of(loaded, [reading.source for reading in readings])
    targets = [reading.target.ids for reading in readings if reading.target]
    if targets:
        inputs["decoder_input_ids"] = torch.tensor(targets, device=loaded.model.device)
    return inputs


def tensors_of(loaded: LoadedModel, sources: Sequence[ModelInput]) -> dict[str, torch.Tensor]:
    """Put sources of equal lengths on the model's device."""
    return {
        name: torch.tensor([source.inputs[name] for source in sources], device=loaded.model.device)
        for name in sources[0].inputs
    }


def _continuation(loaded: LoadedModel, reading: Reading, outputs: Any, number: int) -> Continuation | None:
    if reading.written is None:
        return None
    before_each = slice(-reading.n_written - 1, -1)
    start = reading.lengths[0] - reading.n_written
    return continuation(loaded, reading.written, start=start, logits=outputs.logits[number, before_each])


def _generated(target: Target | None) -> Prediction | None:
    if target is None or target.generated is None:
        return None
    return GeneratedPrediction(task="generated", text=target.generated)


def _forward_options(loaded: LoadedModel, n_logits: int) -> dict[str, Any]:
    """Leave out what nobody reads: the cache, and the logits of all tokens but the last ones.

    Parameters
    ----------
    n_logits : int
        Tokens at the end whose logits are read.
    """
    names = loaded.forward_parameters
    options: dict[str, Any] = {"return_dict": True}
    if "use_cache" in names:
        options["use_cache"] = False
    if loaded.task == "next_token" and "logits_to_keep" in names:
        options["logits_to_keep"] = n_logits
    return options


@contextmanager
def room(loaded: LoadedModel) -> Iterator[None]:
    """Turn running out of the device's memory into a line that says what to do."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise AttlasError(
            f"no room on {loaded.model.device} for a batch of {loaded.origin.label}; pass --batch-size 1, "
            "a smaller --max-tokens, or --device cpu"
        ) from error
