"""Patterns keep what rows give, agree with averaging over small cells, and add up in any order."""

from functools import reduce

import numpy as np
import pytest

from attlas.precompute.codec import MAX_RELATIVE_ERROR, ROUNDING, decode, quantise
from attlas.precompute.patterns import (
    N_BANDS,
    PatternSums,
    corpus_patterns,
    merged,
    pattern_sums,
    resampled,
    summed_patterns,
)
from attlas.precompute.piles import head_linkages
from payloads import encoder_run, translator_run

TEXTS = ("The cat sat", "A cat that nobody had fed for three days sat on the mat again", "Cats")


def softmax_rows(*shape):
    weights = np.exp(2 * np.random.default_rng(0).normal(size=shape))
    return weights / weights.sum(axis=-1, keepdims=True)


def slow_pattern(head, n_bands):
    """Divide every token into as many parts as there are bands, then gather the parts of each band."""
    n_query, n_key = head.shape
    fine = np.repeat(np.repeat(head, n_bands, axis=0), n_bands, axis=1) / n_bands
    return fine.reshape(n_bands, n_query, n_bands, n_key).mean(axis=1).sum(axis=2)


@pytest.mark.parametrize("n_bands", [1, 5, 24])
@pytest.mark.parametrize(("n_query", "n_key"), [(1, 1), (3, 3), (24, 24), (31, 31), (7, 40)])
def test_patterns_agree_with_averaging_over_small_cells(n_query, n_key, n_bands):
    weights = softmax_rows(2, n_query, n_key)
    expected = [slow_pattern(head, n_bands) for head in weights]
    np.testing.assert_allclose(resampled(weights, n_bands=n_bands), expected, atol=1e-12)


def test_a_sequence_of_as_many_tokens_as_bands_is_its_own_pattern():
    weights = softmax_rows(2, N_BANDS, N_BANDS)
    np.testing.assert_allclose(resampled(weights), weights, atol=1e-12)


@pytest.mark.parametrize("n_tokens", [3, 100])
def test_causal_patterns_look_ahead_within_a_token_only(n_tokens):
    weights = np.tril(np.ones((1, n_tokens, n_tokens)))
    reach = N_BANDS // n_tokens + 2  # a token on a boundary touches one band more than it is wide
    assert not np.triu(resampled(weights), k=reach).any()


@pytest.mark.parametrize("n_tokens", [2, 90, 512])
def test_rows_that_rounding_emptied_are_whole_again(n_tokens):
    uniform = np.full((1, n_tokens, n_tokens), 1 / n_tokens)
    rounded = (np.rint(np.sqrt(uniform) * 255) / 255) ** 2
    assert abs(rounded[0, 0].sum() - 1) > 1e-3
    np.testing.assert_allclose(resampled(rounded, rounding=ROUNDING), 1 / N_BANDS)


def test_rows_beside_a_sink_stay_as_they_are():
    weights = 0.6 * softmax_rows(1, 30, 30)
    np.testing.assert_array_equal(resampled(weights, rounding=ROUNDING), resampled(weights))
    assert not resampled(0 * weights, rounding=ROUNDING).any()


def test_a_corpus_is_the_mean_of_its_documents():
    runs = [translator_run(text, "un chat") for text in TEXTS]
    corpus = corpus_patterns(reduce(merged, map(pattern_sums, runs)))
    assert [part.kind for part in corpus] == ["encoder", "decoder", "cross"]
    for number, part in enumerate(corpus):
        for layer in part.layers:
            own = [run.attention[number].layers[layer.layer].weights for run in runs]
            mean = np.mean([resampled(decode(weights), rounding=ROUNDING) for weights in own], axis=0)
            assert layer.patterns.shape == (2, N_BANDS, N_BANDS)
            np.testing.assert_allclose(mean.sum(axis=2), 1, atol=1e-6)
            np.testing.assert_allclose(decode(layer.patterns), mean, atol=MAX_RELATIVE_ERROR)


def test_heads_are_clustered_by_layer_and_all_together():
    sums = pattern_sums(encoder_run(TEXTS[1], n_layers=2, n_heads=3))
    (part,) = corpus_patterns(sums)
    first, second = (sums.totals["encoder", layer] for layer in range(2))
    assert part.layers[1].linkages == head_linkages(second, same_sequence=True)
    assert part.linkages == head_linkages(np.concatenate([first, second]), same_sequence=True)
    assert {len(tree.merges) for tree in part.linkages} == {5}


def test_one_head_has_patterns_and_no_tree():
    (part,) = corpus_patterns(pattern_sums(encoder_run(TEXTS[0], n_layers=1, n_heads=1)))
    assert part.linkages == part.layers[0].linkages == ()


def test_sums_merge_in_any_grouping():
    one, two, three = (pattern_sums(encoder_run(text)) for text in TEXTS)
    left = merged(merged(merged(PatternSums(), one), two), three)
    right = merged(one, merged(two, three))
    assert left.n_documents == right.n_documents == 3
    np.testing.assert_equal(left.totals, right.totals)


@pytest.mark.parametrize("n_tokens", [1, 5, 16, 40])
def test_a_batch_adds_up_to_the_last_bit(n_tokens):
    codes = quantise(softmax_rows(6, 3, n_tokens, n_tokens))
    total = sum(summed_patterns(codes[number : number + 1]) for number in range(6))
    np.testing.assert_array_equal(summed_patterns(codes), total)
