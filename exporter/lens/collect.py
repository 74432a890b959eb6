"""The forward passes of a lens: vectors of the sampled tokens, from the model into files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from attlas.precompute.contract import SequenceName
from attlas.precompute.lens.assign import key_heads_of

from ..capture.capturing import LayerCapture, capturing
from ..capture.methods import without_head
from ..capture.rotation import LayerKey, rotated_layers
from ..capture.unrotated import Rotations, watching_rotations
from ..collector import sides_of
from ..forward import Reading, batch_inputs, room
from ..models import LoadedModel
from ..progress import Progress
from ..selection import Selection, kinds_of
from .corpus import LensCorpus
from .side import Rows, SampledSide
from .vectors import LayerVectors, VectorFile


@dataclass
class Collected:
    """Where the vectors of the layers are.

    Attributes
    ----------
    layers : dict of LayerKey to LayerVectors
        Layers whose vectors could be had, in the order in which they attended.
    without : set of LayerKey
        Those whose scores are no scaled products of vectors.
    """

    layers: dict[LayerKey, LayerVectors] = field(default_factory=dict)
    without: set[LayerKey] = field(default_factory=set)


def collect_vectors(
    corpus: LensCorpus,
    sides: Mapping[SequenceName, SampledSide],
    selection: Selection,
    folder: Path,
    progress: Progress,
) -> Collected:
    """Run the model over all documents with sampled tokens and write the tokens' vectors.

    Parameters
    ----------
    corpus : LensCorpus
    sides : mapping of SequenceName to SampledSide
        Its sides; they read the words of every document on the way.
    selection : Selection
        Layers and heads to keep.
    folder : Path
        Where the files are to be.

    Raises
    ------
    AttlasError
        If the device or the disk has no room.
    """
    loaded = corpus.loaded
    collected = Collected()
    rotated = rotated_layers(loaded.model, loaded.plan)
    base = without_head(loaded.model)  # what the head would give nobody reads
    n_left = len(corpus.documents)
    with watching_rotations(base) as rotations:
        for numbers in corpus.batches(
            lambda number: any(number in side.documents for side in sides.values())
        ):
            readings = [corpus.reading(number) for number in numbers]
            rows = {name: side.read(numbers, readings) for name, side in sides.items()}
            collector = _Collector(
                loaded, selection, folder, sides, rows, rotations, frozenset(rotated), collected
            )
            _run(loaded, base, readings, collector)
            progress.advance(len(numbers))
            n_left -= len(numbers)
    progress.advance(n_left)  # documents of which no token is in the sample
    return collected


def _run(
    loaded: LoadedModel, base: torch.nn.Module, readings: Sequence[Reading], collector: _Collector
) -> None:
    with torch.inference_mode(), room(loaded), capturing(base, loaded.plan, collector):
        base(**batch_inputs(loaded, readings), return_dict=True)


@dataclass
class _Collector:
    """Writes the vectors of each layer of a batch as it attends."""

    loaded: LoadedModel
    selection: Selection
    folder: Path
    sides: Mapping[SequenceName, SampledSide]
    rows: Mapping[SequenceName, Rows]
    rotations: Rotations
    rotated: frozenset[LayerKey]
    collected: Collected

    def __call__(self, capture: LayerCapture) -> None:
        vectors = self.rotations.undone(capture)
        key: LayerKey = (capture.kind, capture.layer)
        heads = self.selection.kept_heads(capture.weights.shape[1])
        shape = kinds_of(self.loaded.plan.shapes)[capture.kind]
        if not heads or capture.layer not in self.selection.kept_layers(shape):
            return
        if vectors is None or capture.value is None or capture.scaling is None:
            self.collected.without.add(key)
            return
        if key not in self.collected.layers:
            self._begin(capture, heads, rotated=key in self.rotated and not vectors.is_found)
        layer = self.collected.layers[key]
        used, _ = key_heads_of(heads, n_heads=vectors.query.shape[1], n_key_heads=vectors.key.shape[1])
        asking, answering = sides_of(self.loaded, capture.kind)
        _write(layer.query, vectors.query, list(heads), self.rows[asking])
        _write(layer.key, vectors.key, used, self.rows[answering])
        _write(layer.value, capture.value, used, self.rows[answering])

    def _begin(self, capture: LayerCapture, heads: tuple[int, ...], *, rotated: bool) -> None:
        asking, answering = (self.sides[name] for name in sides_of(self.loaded, capture.kind))
        n_heads, n_key_heads = (each.shape[1] for each in (capture.query, capture.key) if each is not None)
        _, key_heads = key_heads_of(heads, n_heads=n_heads, n_key_heads=n_key_heads)
        name = f"{capture.kind}-{capture.layer}"
        self.collected.layers[capture.kind, capture.layer] = LayerVectors(
            query=VectorFile(self.folder / f"{name}-query", len(asking.sample)),
            key=VectorFile(self.folder / f"{name}-key", len(answering.sample)),
            value=VectorFile(self.folder / f"{name}-value", len(answering.sample)),
            heads=heads,
            key_heads=key_heads,
            rotated=rotated,
            scaling=float(capture.scaling or 1),
        )


def _write(file: VectorFile, vectors: torch.Tensor, heads: Sequence[int], rows: Rows) -> None:
    """Write the sampled tokens of a batch.

    Parameters
    ----------
    vectors : float tensor of shape (batch, head, token, dim)
    """
    if len(rows.place):
        document, place = (
            torch.as_tensor(each, device=vectors.device) for each in (rows.document, rows.place)
        )
        chosen = vectors[:, list(heads)][document, :, place]
        file.write(rows.start, _array(chosen.transpose(0, 1)))


def _array(tensor: torch.Tensor) -> npt.NDArray[np.floating]:
    return np.asarray(tensor.detach().float().cpu().numpy())
