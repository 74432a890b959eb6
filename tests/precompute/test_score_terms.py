"""Terms that models add to their scores, told apart."""

import numpy as np
import pytest

from attlas.precompute.score_terms import Terms, added_terms, along_offsets

RNG = np.random.default_rng(0)
N_HEADS, N_TOKENS = 3, 6
FULL = np.ones((N_HEADS, N_TOKENS, N_TOKENS), bool)
CAUSAL = np.tril(FULL)
SLIDING = CAUSAL & ~np.tril(FULL, -3)
MASKS = [FULL, CAUSAL, SLIDING]

BY_OFFSET = RNG.normal(size=(N_HEADS, 2 * N_TOKENS - 1))
BY_KEY = RNG.normal(size=(N_HEADS, N_TOKENS))
BY_PAIR = RNG.normal(size=(N_HEADS, N_TOKENS, N_TOKENS))


def found(terms: np.ndarray, visible: np.ndarray, *, noise: float = 0.0, same_sequence: bool = True) -> Terms:
    residual = np.where(visible, terms + noise * RNG.uniform(-1, 1, terms.shape), -np.inf)
    return added_terms(residual, visible, tolerance=1e-4, same_sequence=same_sequence)


def names(terms: Terms) -> list[str]:
    return [name for name, value in vars(terms).items() if value is not None]


@pytest.mark.parametrize("visible", MASKS)
@pytest.mark.parametrize("noise", [0.0, 4e-5])
def test_nothing_is_found_where_nothing_was_added(visible, noise):
    assert names(found(np.zeros(FULL.shape), visible, noise=noise)) == []


@pytest.mark.parametrize("visible", MASKS)
@pytest.mark.parametrize("noise", [0.0, 4e-5])
def test_a_bias_by_distance_is_read_off_the_diagonals(visible, noise):
    terms = found(along_offsets(BY_OFFSET), visible, noise=noise)
    assert names(terms) == ["offset_bias"]
    wrong = (along_offsets(terms.offset_bias) - along_offsets(BY_OFFSET))[visible]
    assert np.abs(wrong).max() <= noise


@pytest.mark.parametrize("visible", MASKS)
def test_a_bias_by_key_is_read_off_the_columns(visible):
    terms = found(np.broadcast_to(BY_KEY[:, None], FULL.shape), visible)
    assert names(terms) == ["key_bias"]
    np.testing.assert_allclose(terms.key_bias, BY_KEY)


def test_a_linear_bias_stays_as_the_model_adds_it():
    """ALiBi as BLOOM adds it: a softmax would not see the difference to a bias by distance, the reader would."""
    slopes = np.array([0.5, 0.25, 0.125])[:, None, None]
    assert names(found(slopes * np.arange(N_TOKENS) * np.ones((N_TOKENS, 1)), CAUSAL)) == ["key_bias"]
    offsets = np.arange(N_TOKENS) - np.arange(N_TOKENS)[:, None]
    assert names(found(slopes * offsets, CAUSAL)) == ["offset_bias"]


@pytest.mark.parametrize("visible", MASKS)
def test_what_a_whole_row_has_in_common_is_a_shift(visible):
    shift = RNG.normal(size=(N_HEADS, N_TOKENS, 1))
    terms = found(shift * np.ones(FULL.shape), visible)
    assert names(terms) == ["shift"]
    np.testing.assert_allclose(terms.shift, shift)


@pytest.mark.parametrize("visible", MASKS)
def test_anything_else_is_kept_cell_by_cell(visible):
    terms = found(BY_PAIR, visible)
    assert names(terms) == ["pair_terms"]
    np.testing.assert_array_equal(terms.pair_terms, np.where(visible, BY_PAIR, 0))


def test_distance_between_two_sequences_means_nothing():
    assert names(found(along_offsets(BY_OFFSET), FULL, same_sequence=False)) == ["pair_terms"]


def test_a_single_token_may_have_a_bias():
    terms = added_terms(np.full((2, 1, 1), 0.5), np.ones((2, 1, 1), bool), tolerance=1e-6, same_sequence=True)
    assert along_offsets(terms.offset_bias).tolist() == [[[0.5]], [[0.5]]]
