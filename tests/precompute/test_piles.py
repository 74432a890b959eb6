"""Trees of heads agree with clustering the raw features, and stand firm where heads are few or alike."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import AgglomerativeClustering

from attlas.precompute import piles
from attlas.precompute.piles import METHODS, head_distances, head_linkages

from .heads import AHEAD, BACK, FIRST, OUTPUTS, SELF, last_layer


def slow_features(weights, *, same_sequence):
    rows = []
    for head in weights.astype(float):
        cells = [*np.ndenumerate(head)]
        back = sum(weight for (query, key), weight in cells if key < query)
        ahead = sum(weight for (query, key), weight in cells if key > query)
        own = sum(weight for (query, key), weight in cells if key == query)
        rows.append([weight for _, weight in cells] + ([back, ahead, own] if same_sequence else []))
    return np.array(rows)


def partition(labels):
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in labels}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", OUTPUTS)
def test_trees_agree_with_clustering_the_raw_features(family, method):
    kind, weights = last_layer(family)
    features = slow_features(weights, same_sequence=kind != "cross")
    trees = {tree.method: tree for tree in head_linkages(weights, same_sequence=kind != "cross")}
    merges = np.array(trees[method].merges)
    np.testing.assert_allclose(merges, linkage(features, method), atol=2e-5)
    for n_piles in range(1, len(weights) + 1):
        expected = AgglomerativeClustering(n_clusters=n_piles, linkage=method).fit_predict(features)
        assert partition(fcluster(merges, n_piles, "maxclust")) == partition(expected)


@pytest.mark.parametrize("block", [1, 7, 10**6])
def test_blocks_do_not_change_distances(monkeypatch, block):
    weights = np.random.default_rng(0).dirichlet(np.ones(9), (5, 9))
    whole = head_distances(weights, same_sequence=True)
    monkeypatch.setattr(piles, "BLOCK_CELLS", block)
    np.testing.assert_array_equal(head_distances(weights, same_sequence=True), whole)


def test_distance_is_of_cells_and_of_where_a_head_looks():
    back_and_self = np.stack([BACK, SELF])  # 4 cells differ by 1; back 2 - 0, self 1 - 3
    assert head_distances(back_and_self, same_sequence=True) == pytest.approx([12**0.5], abs=1e-5)
    assert head_distances(back_and_self, same_sequence=False) == pytest.approx([2], abs=1e-5)


def test_heads_that_look_the_same_way_pile_first():
    heads = np.stack([AHEAD, BACK, SELF, FIRST])
    assert head_linkages(heads, same_sequence=True)[0].merges[0][:2] == (1, 3)


@pytest.mark.parametrize("n_heads", [0, 1])
def test_fewer_than_two_heads_have_no_tree(n_heads):
    assert head_linkages(np.stack([SELF])[:n_heads], same_sequence=True) == ()


def test_two_heads_of_one_token_are_one_pile():
    for tree in head_linkages(np.ones((2, 1, 1)), same_sequence=True):
        assert tree.merges == ((0, 1, 0.0, 2),)


def test_equal_heads_have_no_distance_at_any_length():
    head = np.random.default_rng(1).dirichlet(np.full(700, 0.1), 700).astype(np.float32)
    other = head[::-1]
    for tree in head_linkages(np.stack([head, other, head, other]), same_sequence=True):
        assert [merge[:3] for merge in tree.merges[:2]] == [(0, 2, 0.0), (1, 3, 0.0)]


def test_weights_are_left_as_they_were():
    weights = np.stack([BACK, SELF, AHEAD])
    before = weights.copy()
    head_linkages(weights, same_sequence=True)
    np.testing.assert_array_equal(weights, before)
