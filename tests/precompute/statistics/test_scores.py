"""Moments are those of plain numpy over all occurrences, and values those of the decoded attention."""

import numpy as np
import pytest

from attlas.precompute.codec import decode, quantise
from attlas.precompute.statistics import scores
from attlas.precompute.statistics.scores import moments
from attlas.precompute.statistics.values import layer_values, run_values
from payloads import encoder_run, translator_run

N_TYPES = 6


def documents(n_documents=20):
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 9, n_documents)
    return [
        (rng.integers(-1, N_TYPES - 1, n).astype(np.int32), rng.random((2, 3, n)).astype(np.float32))
        for n in lengths
    ]


@pytest.mark.parametrize("block", [6, 60, 10_000])
def test_moments_are_those_of_all_occurrences(block, monkeypatch):
    monkeypatch.setattr(scores, "BLOCK_VALUES", block)
    given = documents()
    found = moments(given, n_types=N_TYPES, shape=(2, 3))
    types = np.concatenate([each for each, _ in given])
    values = np.concatenate([each for _, each in given], axis=-1).astype(np.float64)
    for number in range(N_TYPES - 1):
        own = values[..., types == number]
        assert found.counts[number] == own.shape[-1]
        np.testing.assert_allclose(found.means[..., number], own.mean(axis=-1), rtol=1e-6)
        np.testing.assert_allclose(found.deviations[..., number], own.std(axis=-1), rtol=1e-5)
        np.testing.assert_array_equal(found.peaks[..., number], own.max(axis=-1).astype(np.float32))


def test_a_type_that_does_not_occur_has_zeros():
    found = moments(documents(), n_types=N_TYPES, shape=(2, 3))
    assert found.counts[-1] == 0
    assert not any(each[..., -1].any() for each in (found.means, found.deviations, found.peaks))


def test_values_are_those_of_the_decoded_attention():
    run = translator_run("The immeasurably old cat", "un chat")
    found = run_values(run)
    assert {kind: each.shape for kind, each in found.items()} == {
        "encoder": (2, 4, 7),
        "decoder": (2, 4, 4),
        "cross": (1, 4, 7),
    }
    for part in run.attention:
        weights = np.concatenate([decode(layer.weights) for layer in part.layers])
        np.testing.assert_allclose(found[part.kind][-1], weights.mean(axis=1), atol=1e-6)
        if part.kind != "cross":
            np.testing.assert_allclose(found[part.kind][0], np.diagonal(weights, axis1=1, axis2=2), atol=1e-7)


@pytest.mark.parametrize("n_tokens", [1, 7, 300])
def test_a_batch_gives_the_bits_of_its_documents(n_tokens):
    weights = np.random.default_rng(0).random((5, 2, n_tokens, n_tokens))
    codes = quantise(weights)
    together = layer_values(codes, kind="encoder")
    alone = np.concatenate([layer_values(codes[number : number + 1], kind="encoder") for number in range(5)])
    np.testing.assert_array_equal(together, alone)


def test_a_run_of_two_layers_lists_their_heads_one_after_the_other():
    run = encoder_run("The cat", n_layers=2, n_heads=3)
    second = decode(run.attention[0].layers[1].weights)
    np.testing.assert_allclose(run_values(run)["encoder"][1, 3:], second.mean(axis=1), atol=1e-6)
