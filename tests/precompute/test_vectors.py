"""Attention from its payload alone, computed a second time by plain loops."""

from dataclasses import replace

import numpy as np
import pytest

from attlas.precompute.codec import decode_floats, decode_vectors
from attlas.precompute.contract import HeadVectors
from attlas.precompute.vectors import ScoredLayer, head_vectors, recomputed_attention, recomputed_scores
from attlas.precompute.visibility import UnexplainedScoreError

N_TOKENS, DIM, SCALING = 9, 8, 8**-0.5
CAUSAL = np.tril(np.ones((N_TOKENS, N_TOKENS), bool))


def layer(
    *,
    n_heads: int = 4,
    n_key_heads: int = 4,
    size: float = 2.0,
    visible: np.ndarray | None = None,
    added: np.ndarray | float = 0.0,
    soft_cap: float | None = None,
    sink: float | None = None,
) -> ScoredLayer:
    """Compute attention as a model would: in float64, so that what the payload loses is all that differs."""
    rng = np.random.default_rng(3)
    query = rng.normal(size=(n_heads, N_TOKENS, DIM)) * size
    key, value = rng.normal(size=(2, n_key_heads, N_TOKENS, DIM)) * size
    scores = SCALING * np.einsum("hqd,hkd->hqk", query, key.repeat(n_heads // n_key_heads, axis=0))
    if soft_cap is not None:
        scores = soft_cap * np.tanh(scores / soft_cap)
    scores = scores + added
    if visible is not None:
        scores = np.where(visible, scores, -np.inf)
    exponentials = np.exp(scores)
    total = exponentials.sum(-1, keepdims=True) + (0 if sink is None else np.exp(sink))
    return ScoredLayer(
        query=query,
        key=key,
        value=value,
        scores=scores,
        weights=exponentials / total,
        scaling=SCALING,
        soft_cap=soft_cap,
        rotated=False,
        same_sequence=True,
    )


def recomputed_by_loops(vectors: HeadVectors) -> np.ndarray:
    """The formula of the contract, cell by cell."""
    query, key = decode_vectors(vectors.query).astype(float), decode_vectors(vectors.key).astype(float)
    n_heads, n_query = query.shape[:2]
    weights = np.zeros((n_heads, n_query, key.shape[1]))
    back = np.inf if vectors.visible_back is None else vectors.visible_back
    ahead = np.inf if vectors.visible_ahead is None else vectors.visible_ahead
    for head, row, column in np.ndindex(weights.shape):
        if not -back <= column - row <= ahead:
            continue
        score = vectors.scaling * query[head, row] @ key[vectors.key_heads[head], column]
        if vectors.soft_cap is not None:
            score = vectors.soft_cap * np.tanh(score / vectors.soft_cap)
        if vectors.offset_bias is not None:
            score += decode_floats(vectors.offset_bias)[head, column - row + n_query - 1]
        if vectors.key_bias is not None:
            score += decode_floats(vectors.key_bias)[head, column]
        if vectors.pair_terms is not None:
            score += decode_vectors(vectors.pair_terms)[head, row, column]
        weights[head, row, column] = np.exp(score)
    total = weights.sum(-1)
    if vectors.outside is not None:
        total += np.exp(decode_floats(vectors.outside).astype(float))
    return weights / total[..., None]


def shifted(whole: ScoredLayer) -> ScoredLayer:
    """Subtract each row's maximum from its scores, as models with a sink do."""
    scores = whole.scores - whole.scores.max(-1, keepdims=True)
    return replace(whole, scores=scores)


BIAS = np.random.default_rng(5).normal(size=(4, N_TOKENS, N_TOKENS))
SLIDING = CAUSAL & ~np.tril(CAUSAL, -4)
DISTANCE = (
    np.abs(np.arange(N_TOKENS) - np.arange(N_TOKENS)[:, None]) * np.array([0.5, 1, 2, 3])[:, None, None]
)

LAYERS = {
    "plain": layer(),
    "grouped": layer(n_key_heads=2),
    "one key head": layer(n_key_heads=1, visible=CAUSAL),
    "causal": layer(visible=CAUSAL),
    "sliding": layer(visible=SLIDING),
    "distance": layer(added=-DISTANCE, visible=CAUSAL),
    "key": layer(added=0.3 * np.arange(N_TOKENS), visible=CAUSAL),
    "pair": layer(added=BIAS),
    "soft cap": layer(soft_cap=3.0),
    "soft cap, distance": layer(soft_cap=3.0, added=-DISTANCE),
    "sink": layer(sink=1.5, visible=CAUSAL),
    "sink, shifted": shifted(layer(sink=1.5)),
    "sharp": layer(size=6.0),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_payload_gives_the_attention_back(name):
    vectors = head_vectors(LAYERS[name], heads=range(4))
    assert vectors.max_error <= 1e-4
    error = np.abs(recomputed_by_loops(vectors) - LAYERS[name].weights).max()
    assert error <= vectors.max_error + 1e-6


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("kept", [slice(0, 4), slice(3, 8), slice(8, 9)])
def test_a_window_gives_its_part_of_the_attention(name, kept):
    whole = LAYERS[name]
    vectors = head_vectors(whole, heads=[1, 3], queries=kept, keys=kept)
    expected = whole.weights[[1, 3]][:, kept, kept]
    assert np.abs(recomputed_by_loops(vectors) - expected).max() <= vectors.max_error + 1e-6


@pytest.mark.parametrize("name", LAYERS)
def test_our_own_reading_is_that_of_the_loops(name):
    vectors = head_vectors(LAYERS[name], heads=range(4))
    np.testing.assert_allclose(recomputed_attention(vectors), recomputed_by_loops(vectors), atol=1e-6)


@pytest.mark.parametrize("name", ["plain", "distance", "key", "pair", "soft cap"])
def test_scores_are_what_the_softmax_saw(name):
    vectors = head_vectors(LAYERS[name], heads=range(4))
    seen = np.isfinite(LAYERS[name].scores)
    scores = recomputed_scores(vectors)
    assert (np.isfinite(scores) == seen).all()
    assert np.abs(scores[seen] - LAYERS[name].scores[seen]).max() <= 2e-3


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("plain", set()),
        ("causal", {"visible_ahead"}),
        ("sliding", {"visible_ahead", "visible_back"}),
        ("distance", {"visible_ahead", "offset_bias"}),
        ("key", {"visible_ahead", "key_bias"}),
        ("pair", {"pair_terms"}),
        ("soft cap, distance", {"soft_cap", "offset_bias"}),
        ("sink", {"visible_ahead", "outside"}),
    ],
)
def test_what_a_model_does_not_do_is_null(name, there):
    vectors = head_vectors(LAYERS[name], heads=range(4))
    optional = (
        "soft_cap",
        "offset_bias",
        "key_bias",
        "pair_terms",
        "outside",
        "visible_back",
        "visible_ahead",
    )
    assert {field for field in optional if getattr(vectors, field) is not None} == there


def test_only_the_key_heads_of_kept_heads_travel():
    vectors = head_vectors(LAYERS["grouped"], heads=[2, 3])
    assert (vectors.key.shape, vectors.value.shape, vectors.key_heads) == ((1, 9, 8), (1, 9, 8), (0, 0))
    np.testing.assert_allclose(decode_vectors(vectors.key)[0], LAYERS["grouped"].key[1], atol=1e-3)


def test_vectors_take_more_bits_where_scores_are_large():
    assert head_vectors(LAYERS["plain"], heads=[0]).query.encoding == "row-int16-deflate"
    sharp = head_vectors(layer(size=12.0), heads=range(4))
    assert (sharp.query.encoding, sharp.key.encoding) == ("row-int24-deflate", "row-int24-deflate")
    assert sharp.max_error <= 1e-5


def test_a_row_that_the_sink_takes_whole_stays_finite():
    taken = layer(sink=700.0)
    assert np.abs(recomputed_attention(head_vectors(taken, heads=range(4)))).max() < 1e-30


def test_a_layer_that_its_scores_do_not_explain_is_refused():
    plain = layer()
    other = replace(plain, weights=np.full_like(plain.weights, 1 / N_TOKENS))
    with pytest.raises(UnexplainedScoreError, match="attention that is off by 0"):
        head_vectors(other, heads=range(4))
