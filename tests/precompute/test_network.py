"""Orders of heads agree with loops over the formulas, with values worked out by hand, and are never NaN."""

import math

import numpy as np
import pytest

from attlas.precompute import network as module
from attlas.precompute.network import entropy, layer_networks, mean_offset

from .heads import AHEAD, BACK, FIRST, OUTPUTS, SELF, last_layer


def slow_offset(head, *, relative):
    n_query, n_key = head.shape
    key_step, query_step = (n_key - 1, n_query - 1) if relative else (1, 1)
    total = 0.0
    for i in range(n_query):
        for j in range(n_key):
            total += float(head[i, j]) * (j / key_step - i / query_step)
    return total / n_query


def slow_entropy(shares):
    return -sum(float(share) * math.log(share) for share in shares if share > 0)


def slow_column_means(head):
    n_query, n_key = head.shape
    return [sum(float(head[i, j]) for i in range(n_query)) / n_query for j in range(n_key)]


def layer_network(weights, *, kind):
    """What one document has of a layer."""
    (network,) = layer_networks(weights[np.newaxis], kind=kind)
    return network


@pytest.mark.parametrize("family", OUTPUTS)
def test_orders_agree_with_loops_over_the_formulas(family):
    kind, weights = last_layer(family)
    network = layer_network(weights, kind=kind)
    positions = [slow_offset(head, relative=kind == "cross") for head in weights]
    entropies = [slow_entropy(slow_column_means(head)) for head in weights]
    focus = [sum(map(slow_entropy, head)) / len(head) for head in weights]
    np.testing.assert_allclose(network.position, positions, atol=2e-6)
    np.testing.assert_allclose(network.entropy, entropies, atol=2e-6)
    np.testing.assert_allclose(network.focus, focus, atol=2e-6)


@pytest.mark.parametrize("block", [1, 100, 10**6])
@pytest.mark.parametrize("kind", ["encoder", "cross"])
def test_documents_together_are_as_they_are_alone(monkeypatch, block, kind):
    weights = np.random.default_rng(0).dirichlet(np.ones(7), (3, 4, 7)).astype(np.float32)
    alone = tuple(layer_network(document, kind=kind) for document in weights)
    monkeypatch.setattr(module, "BLOCK_CELLS", block)
    assert layer_networks(weights, kind=kind) == alone


def test_heads_that_look_back_come_first():
    network = layer_network(np.stack([AHEAD, BACK, SELF]), kind="encoder")
    assert network.position == (0.666667, -0.666667, 0.0)


def test_bars_are_even_less_than_diagonals():
    network = layer_network(np.stack([FIRST, BACK, SELF]), kind="encoder")
    assert network.entropy == (0.0, 0.636514, 1.098612)  # 0, ln 3 - 2/3 ln 2, ln 3
    assert network.focus == (0.0, 0.0, 0.0)


def test_cross_offsets_are_relative_to_both_lengths():
    aligned = np.zeros((1, 3, 5))
    aligned[0, [0, 1, 2], [0, 2, 4]] = 1
    assert layer_network(aligned, kind="cross").position == (0.0,)
    assert mean_offset(aligned.sum(axis=1), aligned.sum(axis=2), relative=False) == pytest.approx(1)


@pytest.mark.parametrize("kind", ["encoder", "decoder", "cross"])
def test_one_token_is_neither_back_nor_ahead(kind):
    network = layer_network(np.ones((2, 1, 1), np.float32), kind=kind)
    assert (network.position, network.entropy, network.focus) == ((0.0, 0.0),) * 3


def test_one_source_token_lies_in_the_middle():
    assert layer_network(np.ones((1, 3, 1)), kind="cross").position == (0.0,)


def test_what_a_sink_takes_is_left_out_of_the_entropy():
    halves = np.full((1, 2, 2), 0.25)
    network = layer_network(halves, kind="decoder")
    assert network.entropy == network.focus == (0.693147,)
    assert layer_network(0 * halves, kind="decoder").entropy == (0.0,)


def test_uniform_rows_have_the_highest_entropy():
    weights = np.full((1, 4, 512), 1 / 512, np.float32)
    assert entropy(weights).round(6).tolist() == [[round(math.log(512), 6)] * 4]


def test_certainty_is_no_negative_zero():
    network = layer_network(np.full((1, 2, 2), [[1.0000001, 0]], np.float32), kind="encoder")
    assert str(network.entropy + network.focus) == "(0.0, 0.0)"


def test_a_layer_of_which_no_head_is_kept_has_nothing_to_sort():
    network = layer_network(np.zeros((0, 3, 3), np.float32), kind="encoder")
    assert (network.position, network.entropy, network.focus, network.linkages) == ((),) * 4
