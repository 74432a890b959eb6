"""Exports with query, key and value vectors, made by hand: what each layer does can be told from its vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from attlas.precompute.codec import encode, encode_floats, encode_vectors
from attlas.precompute.contract import (
    Attention,
    AttentionLayer,
    Continuation,
    GeneratedStep,
    HeadVectors,
    ModelRun,
    ScoredLabel,
    TokenSequence,
)
from payloads import CLASSES, document, encoder_run, sequence, write_export

TEXT = "a cat sat on the mat and saw a dog that ran to the old gate at noon"
PROMPT, WRITTEN = "a cat sat", "on the mat"

N_HEADS, N_KEY_HEADS, DIM = 3, 2, 8
KEY_HEADS = (0, 0, 1)
SCALING = 0.25
FALLING, RISING = 2, 5
"""Neurons of layer 0 whose products fall and rise with distance from the first token."""

WHY_NOT = "its mask is of no known form"


def neuron_export(folder: Path) -> Path:
    """Write four documents: whole vectors, none, none for a reason, and a text that a model went on with."""
    bare = encoder_run(TEXT, n_layers=2, n_heads=N_HEADS)
    refused = bare.attention[0].model_copy(
        update={
            "layers": tuple(
                layer.model_copy(update={"vectors_note": WHY_NOT}) for layer in bare.attention[0].layers
            )
        }
    )
    documents = [
        document("whole", [vector_run(TEXT)], TEXT),
        document("bare", [bare], TEXT),
        document("refused", [bare.model_copy(update={"attention": (refused,)})], TEXT),
        document("written", [_continued()], PROMPT),
    ]
    return write_export(folder, documents)


def vector_run(text: str) -> ModelRun:
    """Make the run of a model of two layers, one of plain products and one where more is added, both with vectors."""
    return _run(sequence(text), [_plain, _biased])


def _run(source: TokenSequence, layers: Sequence[Callable[[int, int], AttentionLayer]]) -> ModelRun:
    """Make the run of a model whose layers are given as functions of the number of tokens."""
    made = tuple(make(number, len(source.tokens)) for number, make in enumerate(layers))
    attention = Attention(kind="encoder", query="source", key="source", layers=made)
    return ModelRun(
        model="m0",
        source=source,
        target=None,
        target_generated=False,
        attention=(attention,),
        prediction=CLASSES,
    )


def _plain(number: int, n_tokens: int) -> AttentionLayer:
    """Nothing is added; two neurons of every key go with its place."""
    query, key, value = _vectors(number, n_tokens)
    place = np.arange(n_tokens)
    query[..., [FALLING, RISING]] = 1
    key[..., FALLING], key[..., RISING] = -0.2 * place, 0.1 * place
    return _layer(number, query, key, value, rotated=False)


def _biased(number: int, n_tokens: int) -> AttentionLayer:
    """A bias by distance, a share that goes elsewhere, and no sight of later keys."""
    rng = np.random.default_rng(7)
    bias = rng.normal(size=(N_HEADS, 2 * n_tokens - 1))
    outside = np.full((N_HEADS, n_tokens), 1.0)
    return _layer(
        number, *_vectors(number, n_tokens), rotated=True, bias=bias, outside=outside, visible_ahead=0
    )


def _vectors(seed: int, n_tokens: int) -> tuple[npt.NDArray[np.float64], ...]:
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=(heads, n_tokens, DIM)) for heads in (N_HEADS, N_KEY_HEADS, N_KEY_HEADS))


def _layer(
    number: int,
    query: npt.NDArray[np.float64],
    key: npt.NDArray[np.float64],
    value: npt.NDArray[np.float64],
    *,
    rotated: bool,
    bias: npt.NDArray[np.float64] | None = None,
    outside: npt.NDArray[np.float64] | None = None,
    visible_ahead: int | None = None,
) -> AttentionLayer:
    scores = SCALING * np.einsum("hqd,hkd->hqk", query, key[list(KEY_HEADS)])
    offsets = np.subtract.outer(np.arange(query.shape[1]), np.arange(query.shape[1])).T
    if bias is not None:
        scores += bias[:, offsets + query.shape[1] - 1]
    if visible_ahead is not None:
        scores[:, offsets > visible_ahead] = -np.inf
    mass = np.exp(scores)
    rest = 0 if outside is None else np.exp(outside)[..., np.newaxis]
    vectors = HeadVectors(
        query=encode_vectors(query, bits=24),
        key=encode_vectors(key, bits=24),
        value=encode_vectors(value),
        key_heads=KEY_HEADS,
        rotated=rotated,
        scaling=SCALING,
        soft_cap=None,
        offset_bias=None if bias is None else encode_floats(bias),
        key_bias=None,
        pair_terms=None,
        outside=None if outside is None else encode_floats(outside),
        visible_back=None,
        visible_ahead=visible_ahead,
        max_error=0,
    )
    weights = mass / (mass.sum(axis=2, keepdims=True) + rest)
    return AttentionLayer(layer=number, heads=tuple(range(N_HEADS)), weights=encode(weights), vectors=vectors)


def _continued() -> ModelRun:
    """Make the run of a model that wrote three tokens after a prompt; each had been its second choice."""
    source = sequence(PROMPT, WRITTEN)
    start = source.segments.index(1)
    written = range(start, len(source.tokens) - 1)
    steps = [
        GeneratedStep(
            position=position,
            tokens=(
                ScoredLabel(label="perhaps", probability=0.5),
                ScoredLabel(label=source.labels[position], probability=0.25),
            ),
        )
        for position in written
    ]
    continuation = Continuation(start=start, text=WRITTEN, ended=True, steps=tuple(steps))
    return _run(source, [_biased, _biased]).model_copy(update={"continuation": continuation})
