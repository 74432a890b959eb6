"""Attention in fewer bytes: within the error that is named, smaller, and unchanged where nothing may be lost."""

import numpy as np
import pytest
from scipy.special import softmax

from attlas.precompute.coarse import coarsened
from attlas.precompute.codec import decode, encode


@pytest.fixture(scope="module")
def weights() -> np.ndarray:
    return softmax(3 * np.random.default_rng(0).standard_normal((4, 96, 96)), axis=-1)


@pytest.mark.parametrize("max_error", [0.005, 0.008, 0.016, 0.032])
def test_values_stay_within_the_error_that_is_named(weights, max_error):
    coarse = coarsened(encode(weights), max_error)
    assert np.abs(decode(coarse) - weights).max() <= coarse.max_error <= max_error


def test_a_larger_error_takes_fewer_bytes(weights):
    sizes = [len(coarsened(encode(weights), error).data) for error in (0.004, 0.008, 0.016, 0.032)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] < 0.8 * sizes[0]


def test_an_array_that_is_no_more_exact_stays_as_it_is(weights):
    packed = encode(weights)
    assert coarsened(packed, 0.001) is packed
    assert coarsened(packed, packed.max_error) is packed


def test_the_scale_counts():
    packed = encode(np.array([[30.0, 0.02, 7.0]]), scale=30)
    coarse = coarsened(packed, 0.5)
    assert coarse.scale == packed.scale
    assert np.abs(decode(coarse) - [30.0, 0.02, 7.0]).max() <= coarse.max_error <= 0.5


def test_an_empty_array_is_left_alone():
    assert decode(coarsened(encode(np.empty((2, 0, 0))), 0.1)).shape == (2, 0, 0)
