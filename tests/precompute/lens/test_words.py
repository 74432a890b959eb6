"""Words that stand for clusters: counted, and scored as Monroe et al. say."""

from math import log, sqrt

import numpy as np
import pytest

from attlas.precompute.lens.words import PRIOR_STRENGTH, distinctive_words, frequent_words


def test_frequent_words_are_ranked_by_count_and_then_as_listed():
    (ranked,) = frequent_words(np.array([[3, 0, 7, 3]]))
    assert (ranked.words.tolist(), ranked.counts.tolist()) == ([2, 0, 3], [7, 3, 3])


def test_twenty_are_listed_at_most():
    (ranked,) = frequent_words(np.arange(1, 31)[np.newaxis])
    assert ranked.words.tolist() == [*range(29, 9, -1)]


def test_z_score_by_hand():
    counts = np.array([[8, 2, 0], [1, 5, 4]])
    ranked = distinctive_words(counts)[0]
    prior = PRIOR_STRENGTH * 9 / 20
    inside, outside = 8 + prior, 1 + prior
    rest = 10 + PRIOR_STRENGTH
    delta = log(inside / (rest - inside)) - log(outside / (rest - outside))
    assert ranked.words.tolist() == [0]
    assert ranked.scores[0] == pytest.approx(delta / sqrt(1 / inside + 1 / outside))
    assert ranked.counts.tolist() == [8]


def test_a_frequent_word_that_is_everywhere_is_not_distinctive():
    counts = np.array([[100, 10, 0], [100, 0, 10]])
    assert [ranked.words.tolist() for ranked in distinctive_words(counts)] == [[1], [2]]


@pytest.mark.parametrize("counts", [[[5]], [[5], [3]], [[4, 2]], [[0, 3], [0, 2]]])
@pytest.mark.filterwarnings("error")
def test_one_word_or_one_cluster_has_nothing_distinctive(counts):
    assert [ranked.words.tolist() for ranked in distinctive_words(np.array(counts))] == [[]] * len(counts)
