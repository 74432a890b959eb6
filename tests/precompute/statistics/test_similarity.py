"""Similarities of heads: by hand, and by a slow version that follows the definition word by word."""

import numpy as np
import pytest

from attlas.precompute.lens.order import leaf_order
from attlas.precompute.statistics.similarity import fuji, jaccard, n_compared, pearson

CHECK_VALUES = [
    ([1, 0.9, 0.3, 0.14, 0.1], [0.8, 0.9, 0.3, 0.14, 0.1], 0.986805556),
    ([0.5, 0.2, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4], 0.6625),
    ([1, 0, 0, 0], [0, 0, 0, 1], 0.833333333),
]


def membership(score, cut):
    return 1.0 if cut == 0 else min(1.0, score / cut)


def slow_curve(one, other):
    orders = [sorted(range(len(scores)), key=lambda item: (-scores[item], item)) for scores in (one, other)]
    curve = []
    for k in range(1, len(one) + 1):
        tops = [set(order[:k]) for order in orders]
        cuts = [scores[order[k - 1]] for scores, order in zip((one, other), orders, strict=True)]
        alone = sum(
            min(membership(one[item], cuts[0]), membership(other[item], cuts[1]))
            for item in tops[0] ^ tops[1]
        )
        curve.append((len(tops[0] & tops[1]) + alone) / len(tops[0] | tops[1]))
    return curve


def slow_fuji(one, other):
    curve = slow_curve(one, other)
    return np.trapezoid(curve) / (len(curve) - 1) if len(curve) > 1 else curve[0]


@pytest.mark.parametrize(("one", "other", "expected"), CHECK_VALUES)
def test_fuji_has_the_check_values_of_the_methods(one, other, expected):
    assert fuji(np.array([one, other], float))[0, 1] == pytest.approx(expected, abs=1e-9)
    assert slow_fuji(one, other) == pytest.approx(expected, abs=1e-9)


def test_the_slow_version_has_the_curve_of_the_methods():
    one, other, _ = CHECK_VALUES[0]
    assert slow_curve(one, other) == pytest.approx([0.894444, 1, 1, 1, 1], abs=1e-6)


@pytest.mark.parametrize("digits", [1, 2, 17])
@pytest.mark.parametrize("n_tokens", [1, 2, 3, 10, 41])
def test_fuji_agrees_with_the_definition(n_tokens, digits):
    rng = np.random.default_rng(n_tokens)
    scores = np.round(rng.random((6, n_tokens)) ** 4, digits)  # few digits make ties and zeros
    expected = [[slow_fuji(one, other) for other in scores] for one in scores]
    np.testing.assert_allclose(fuji(scores), expected, atol=1e-12)


@pytest.mark.parametrize("compare", [fuji, jaccard, pearson])
def test_similarity_is_symmetric_and_1_for_equal_heads(compare):
    scores = np.random.default_rng(0).random((5, 30))
    found = compare(np.concatenate([scores, scores[:1]]))
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_allclose(np.diag(found), 1)
    assert found[0, 5] == pytest.approx(1)


def test_heads_without_any_score_are_alike_by_rank_and_uncorrelated():
    scores = np.zeros((2, 4))
    found = [compare(scores)[0, 1] for compare in (fuji, jaccard, pearson)]
    assert found == pytest.approx([1, 1, 0])


@pytest.mark.parametrize(
    ("n_documents", "n_heads", "expected"), [(1, 12, 0), (2, 12, 5), (2, 200, 5), (2, 201, 1)]
)
def test_many_heads_are_compared_over_all_documents_only(n_documents, n_heads, expected):
    assert n_compared(5, n_documents=n_documents, n_heads=n_heads) == expected


def test_no_similarity_is_above_1():
    scores = np.repeat(np.random.default_rng(0).random((4, 57)), 6, axis=0)
    assert fuji(scores).max() == 1


def test_jaccard_compares_the_ten_best_tokens():
    one = np.arange(30.0)
    other = np.where(one >= 25, one + 10, 30 - one)  # 25 to 29, and then 0 to 4
    assert jaccard(np.stack([one, other]))[0, 1] == 5 / 15


def test_pearson_agrees_with_numpy():
    scores = np.random.default_rng(1).random((4, 20))
    np.testing.assert_allclose(pearson(scores), np.corrcoef(scores), atol=1e-12)


def test_like_heads_are_neighbours_in_the_order():
    scores = np.random.default_rng(2).random((2, 20))
    found = fuji(np.stack([scores[0], scores[1], scores[0] + 1e-3, scores[1] + 1e-3]))
    order = leaf_order(1 - found[np.triu_indices(4, 1)], 4).tolist()
    assert {frozenset(order[:2]), frozenset(order[2:])} == {frozenset({0, 2}), frozenset({1, 3})}
