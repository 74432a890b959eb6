"""The lens pass: vectors of a sample of a corpus's tokens through one model, clustered head by head, and stored.

It runs before the model's documents, whose tokens are then said to be in the clusters with the nearest centroids.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from attlas.precompute.contract import SCHEMA_VERSION, HeadSketch, LensIndex, LensLayer, SequenceName
from attlas.precompute.lens.assign import LayerCentroids, layer_centroids
from attlas.precompute.lens.clusters import MOST
from attlas.precompute.lens.head import HeadClusters, KeyHead, key_head, query_head
from attlas.precompute.lens.index import lens_sequence
from attlas.precompute.lens.layer import LayerHeads, LensPlace, lens_layer
from attlas.precompute.lens.sketch import head_sketches

from ..capture.rotation import LayerKey
from ..collector import KINDS, sides_of
from ..progress import Progress
from ..selection import Selection
from ..store import ExportStore
from .collect import Collected, collect_vectors
from .corpus import LensCorpus
from .side import LensRequest, SampledSide
from .vectors import LayerVectors, temporary_folder

Sides = Mapping[SequenceName, SampledSide]

MAX_WORKERS = 8
"""Heads that are clustered at a time; each holds a copy or two of its vectors."""


def make_lens(
    request: LensRequest, corpus: LensCorpus, selection: Selection, store: ExportStore, progress: Progress
) -> None:
    """Make and store the lens of a model; its index comes last and says that it is whole.

    Parameters
    ----------
    corpus : LensCorpus
        The corpus of the request, as the model reads it.
    selection : Selection
        Layers and heads to keep; its window is that of the request.

    Raises
    ------
    AttlasError
        If a document of the corpus gives no token, or device or disk have no room.
    """
    key, label = corpus.loaded.key, corpus.loaded.origin.label
    sides: Sides = {name: SampledSide(request, corpus, name) for name in corpus.sides}
    with temporary_folder(store.vectors_path(key)) as folder:
        collected = collect_vectors(corpus, sides, selection, folder, progress)
        progress.note(f"{label}: clustering the vectors of {_tokens_of(sides)}")
        sketches: list[HeadSketch] = []
        n_short = 0
        for layer in _clustered(request, corpus, sides, collected):
            asking, answering = sides[layer.place.query_sequence], sides[layer.place.key_sequence]
            store.put_lens_layer(lens_layer(layer, asking=asking.lists, answering=answering.lists))
            sketches += head_sketches(
                layer, asking=(asking.tokens, asking.lists), answering=(answering.tokens, answering.lists)
            )
            n_short += _n_short(layer)
    notes = [*_notes(sides, collected), *_note_of_short(n_short, request.n_clusters)]
    for note in notes:
        progress.note(f"{label}, lens: {note}")
    store.put_lens_index(
        LensIndex(
            schema_version=SCHEMA_VERSION,
            model=key,
            sequences=tuple(lens_sequence(side.described(), side.lists) for side in sides.values()),
            heads=tuple(sketches),
            notes=tuple(notes),
        )
    )


def centroids_of(layers: Iterable[LensLayer]) -> dict[LayerKey, LayerCentroids]:
    """Read what the tokens of documents are assigned by from the stored layers of a lens."""
    return {(layer.kind, layer.layer): layer_centroids(layer) for layer in layers}


def _clustered(
    request: LensRequest, corpus: LensCorpus, sides: Sides, collected: Collected
) -> Iterator[LayerHeads]:
    """Cluster the vectors of each layer, several heads at a time."""
    workers = min(MAX_WORKERS, os.cpu_count() or 1)
    with ThreadPoolExecutor(workers) as pool:
        for (kind, number), vectors in sorted(
            collected.layers.items(), key=lambda item: (KINDS.index(item[0][0]), item[0][1])
        ):
            query_sequence, key_sequence = sides_of(corpus.loaded, kind)
            place = LensPlace(
                model=corpus.loaded.key,
                kind=kind,
                layer=number,
                query_sequence=query_sequence,
                key_sequence=key_sequence,
                heads=vectors.heads,
                key_heads=vectors.key_heads,
                rotated=vectors.rotated,
                scaling=vectors.scaling,
            )
            yield _heads(place, vectors, (sides[query_sequence], sides[key_sequence]), request, pool)


def _heads(
    place: LensPlace,
    vectors: LayerVectors,
    sides: tuple[SampledSide, SampledSide],
    request: LensRequest,
    pool: ThreadPoolExecutor,
) -> LayerHeads:
    asking, answering = sides
    asked_of, answered_of = asking.tokens, answering.tokens

    def queries(head: int) -> HeadClusters:
        return query_head(vectors.query.read(head, asking.order), asked_of, request.n_clusters)

    def keys(head: int) -> KeyHead:
        own, written = (file.read(head, answering.order) for file in (vectors.key, vectors.value))
        return key_head(own, written, answered_of, request.n_clusters)

    asked = [pool.submit(queries, head) for head in range(vectors.query.n_heads)]
    answered = [pool.submit(keys, head) for head in range(vectors.key.n_heads)]
    return LayerHeads(place, [each.result() for each in asked], [each.result() for each in answered])


def _tokens_of(sides: Sides) -> str:
    counts = [f"{len(side.sample)} tokens of the {name}" for name, side in sides.items()]
    return " and ".join(counts)


def _n_short(layer: LayerHeads) -> int:
    """Count the sets of vectors of a layer of which too few differ."""
    return sum(
        each.is_short
        for each in (*layer.queries, *(role for head in layer.keys for role in (head.key, head.value)))
    )


def _note_of_short(n_short: int, n_clusters: int | None) -> Iterator[str]:
    if not n_short:
        return
    what = (
        f"fall into fewer than {n_clusters} clusters"
        if n_clusters
        else f"gave no choice up to {MOST} clusters"
    )
    yield f"{n_short} times a head's queries, keys or values {what}, because too few of their vectors differ"


def _notes(sides: Sides, collected: Collected) -> Iterator[str]:
    for name, side in sides.items():
        if reason := side.words.why_untagged(is_tagged=side.is_tagged):
            yield f"words of the {name} are without parts of speech: {reason}"
        elif not side.is_parsed:
            reason = f"nothing here parses the language {side.words.language!r}"
            yield f"words of the {name} are without relations of dependency: {reason}"
    rotated = [f"{kind} {layer}" for (kind, layer), own in collected.layers.items() if own.rotated]
    if rotated:
        yield f"queries and keys are those after rotation by position in {_listed(rotated)}"
    without = [f"{kind} {layer}" for kind, layer in sorted(collected.without)]
    if without:
        yield f"left out are layers whose scores are no scaled products of vectors: {_listed(without)}"


def _listed(names: Sequence[str]) -> str:
    return "every layer" if len(names) > 8 else ", ".join(names)
