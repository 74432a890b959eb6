"""Whether the parts of a lens fit together: arrays that can be read, and as long as what is named beside them."""

from __future__ import annotations

from pathlib import Path

from attlas.precompute.codec import decode_counts
from attlas.precompute.contract import ClusterSet, LensIndex, LensLayer
from attlas.precompute.errors import AttlasError

from .array_shapes import check_array

N_DECILES, N_PLACES, N_EXAMPLE_FIELDS = 10, 32, 4


def check_lens_index(index: LensIndex, path: Path) -> None:
    """See that every example has its four fields and a text, and every word a class.

    Raises
    ------
    AttlasError
        Naming the first side where this is not so.
    """
    for side in index.sequences:
        n_examples = side.examples.shape[0] if side.examples.shape else 0
        check_array(side.examples, (n_examples, N_EXAMPLE_FIELDS), f"examples of the {side.sequence}", path)
        texts = decode_counts(side.examples)[:, 0]
        if n_examples and texts.max() >= len(side.texts):
            raise AttlasError(
                f"{path}: an example of the {side.sequence} is from text {texts.max()}, expected one of "
                f"{len(side.texts)}; export again"
            )
        if any(word.word_class >= len(side.classes) for word in side.words):
            raise AttlasError(
                f"{path}: a word of the {side.sequence} is of a class that is not listed, expected one of "
                f"{len(side.classes)}; export again"
            )


def check_lens_layer(layer: LensLayer, path: Path) -> None:
    """See that every array has as many heads and clusters as the payload names beside it.

    Raises
    ------
    AttlasError
        Naming the first array where this is not so.
    """
    n_heads, n_key_heads = len(layer.heads), len(layer.key.n_clusters)
    n_queries, n_keys, n_values = (
        max(found.n_clusters, default=0) for found in (layer.query, layer.key, layer.value)
    )
    fits = (
        len(layer.query.n_clusters) == n_heads
        and len(layer.value.n_clusters) == n_key_heads
        and len(layer.key_heads) == n_heads
        and all(place < n_key_heads for place in layer.key_heads)
    )
    if not fits:
        raise AttlasError(f"{path}: its lists of heads disagree, expected {n_heads} heads; export again")
    expected = {
        "similarity": (n_heads, n_queries, n_keys),
        "query_order": (n_heads, n_queries),
        "key_order": (n_heads, n_keys),
        "written": (n_key_heads, n_keys, n_values),
    }
    for name, shape in expected.items():
        check_array(getattr(layer, name), shape, name, path)
    for name in ("query", "key", "value"):
        _check_set(getattr(layer, name), name, path)


def _check_set(found: ClusterSet, name: str, path: Path) -> None:
    clusters = (len(found.n_clusters), max(found.n_clusters, default=0))
    n_classes, n_listed = found.classes.shape[-1], found.examples.shape[-1]
    ends = {
        "sizes": (),
        "centroids": found.centroids.shape[-1:],
        "classes": (n_classes,),
        "deciles": (N_DECILES,),
        "positions": (N_PLACES,),
        "frequent": (n_listed, 2),
        "distinctive": (n_listed, 2),
        "z_scores": (n_listed,),
        "examples": (n_listed,),
    }
    for array, end in ends.items():
        check_array(getattr(found, array), (*clusters, *end), f"{name}.{array}", path)
    if found.relations is not None:
        check_array(found.relations, (*clusters, *found.relations.shape[-1:]), f"{name}.relations", path)
