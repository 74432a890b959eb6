"""How alike heads are by the tokens that they give to, and an order in which like ones are neighbours.

Every function takes the scores of ``n_heads`` heads for the same ``n`` tokens, at least one, and gives an array of
shape (n_heads, n_heads).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
"""Scores that are not negative, float64, axes (head, token)."""

Similarity = npt.NDArray[np.float64]
"""Similarity of heads, float64, axes (head, head); symmetric, 1 for equal ones."""

MANY_HEADS = 200
"""More are compared over all documents only: time and bytes of every further group grow with the heads' square."""

N_TOP = 10
"""Tokens in the sets that plain Jaccard compares."""


def n_compared(n_groups: int, *, n_documents: int, n_heads: int) -> int:
    """Say over how many groups heads are compared, all documents first.

    Of one document lists of tokens are short and their order chance, and comparing all heads would take longer than
    the model did.
    """
    if n_documents < 2:
        return 0
    return n_groups if n_heads <= MANY_HEADS else 1


def fuji(scores: Scores) -> Similarity:
    """Fuzzy Jaccard similarity of sorted lists (METHODS 3.5).

    For k = 1…n the top k of two lists are compared, ties in the order of the tokens. Of an item in one of them only,
    the membership in its own list is 1 and that in the other the share ``s / c`` of its score there in the smallest
    score of the other top k (0/0 = 1): the curve is ``(|both| + Σ s/c) / |union|``, and what is returned is the area
    under it by the trapezoid rule, over ``n - 1``; for n = 1 its only point.

    A sum over the items in one top k only changes, from k to k + 1, by the two items that enter: so all of a pair's
    are a cumulative sum over its two sorted lists.

    References
    ----------
    Škrlj et al. 2020, "AttViz", Section 4 (FUJI).

    Examples
    --------
    >>> scores = np.array([[0.5, 0.2, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]])
    >>> float(fuji(scores)[0, 1].round(6))
    0.6625
    """
    n_heads, n_tokens = scores.shape
    lists = _Sorted(scores)
    weights = _trapezoid(n_tokens)
    similarity = np.eye(n_heads)
    for head in range(n_heads - 1):
        others = slice(head + 1, None)
        similarity[head, others] = similarity[others, head] = weights @ lists.curves(head, others)
    return np.clip(similarity, 0, 1)  # rounding can pass 1, and a distance is never negative


class _Sorted:
    """Lists sorted by score; rows are ranks here and columns heads, so that sums over ranks run over whole rows."""

    def __init__(self, scores: Scores) -> None:
        n_tokens = scores.shape[1]
        self.scores = np.ascontiguousarray(scores.T)
        self.order = np.argsort(-scores, axis=1, kind="stable").T.copy()
        """Token at each rank."""
        self.cuts = np.take_along_axis(self.scores, self.order, axis=0)
        """Score at each rank: the smallest of the tokens up to there."""
        self.ranks = np.empty((n_tokens, scores.shape[0]), np.int32)
        """Rank of each token."""
        self.rank = np.arange(n_tokens, dtype=np.int32)[:, np.newaxis]
        np.put_along_axis(self.ranks, self.order, self.rank, axis=0)
        self.inverse_cuts = np.divide(1, self.cuts, out=np.zeros_like(self.cuts), where=self.cuts > 0)
        self.n_positive = np.count_nonzero(self.cuts, axis=0)

    def curves(self, one: int, others: slice) -> Scores:
        """Compare a list with others at every k; axes (k, other)."""
        cuts, own_cuts = self.cuts[:, others], self.cuts[:, one : one + 1]
        # Of what enters the top of `one` at each k, rank and score there; of what enters another's, those in `one`.
        ranks_there = self.ranks[:, others].take(self.order[:, one], axis=0)
        ranks_here = self.ranks[:, one].take(self.order[:, others])
        scores_there = self.scores[:, others].take(self.order[:, one], axis=0)
        scores_here = self.scores[:, one].take(self.order[:, others])
        was_here, was_there = ranks_here < self.rank, ranks_there < self.rank

        both = np.cumsum((ranks_there <= self.rank).astype(np.int32) + was_here, axis=0, dtype=np.int32)
        alone = self.rank + 1 - both
        # What is in the top of `one` only, by its scores there; and the reverse.
        here = np.cumsum(scores_there * (ranks_there > self.rank) - cuts * was_here, axis=0)
        here *= self.inverse_cuts[:, others]
        there = np.cumsum(scores_here * (ranks_here > self.rank) - own_cuts * was_there, axis=0)
        there *= self.inverse_cuts[:, one : one + 1]
        # Where the smallest score is 0, so is that of every item outside the top: 0/0 = 1 for each.
        for shares, smallest, start in (
            (here, cuts, self.n_positive[others].min()),
            (there, own_cuts, self.n_positive[one]),
        ):
            np.copyto(shares[start:], alone[start:], where=smallest[start:] == 0)
        return np.asarray((both + here + there) / (self.rank + 1 + alone))


def _trapezoid(n: int) -> Scores:
    """Weights that give the area under ``n`` points at distance 1, over ``n - 1``."""
    weights = np.ones(n)
    if n > 1:
        weights[[0, -1]] = 0.5
        weights /= n - 1
    return weights


def jaccard(scores: Scores, *, n_top: int = N_TOP) -> Similarity:
    """Jaccard similarity ``|both| / |union|`` of the sets of the best tokens, ties in the order of the tokens.

    Examples
    --------
    >>> float(jaccard(np.array([[0.5, 0.4, 0.1], [0.5, 0.1, 0.4]]), n_top=2)[0, 1].round(3))
    0.333
    """
    members = np.zeros(scores.shape)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :n_top]
    np.put_along_axis(members, best, 1, axis=1)
    both = members @ members.T
    return np.asarray(both / (2 * best.shape[1] - both))


def pearson(scores: Scores) -> Similarity:
    """Pearson correlation; 0 where one of the two is constant.

    Examples
    --------
    >>> pearson(np.array([[0.1, 0.2, 0.3], [0.6, 0.4, 0.2], [0.5, 0.5, 0.5]])).round(6).tolist()
    [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    offsets = scores - scores.mean(axis=1, keepdims=True)
    offsets[np.ptp(scores, axis=1) == 0] = 0  # their mean can be off by its last bit
    lengths = np.linalg.norm(offsets, axis=1, keepdims=True)
    directions = np.divide(offsets, lengths, out=np.zeros_like(offsets), where=lengths > 0)
    return np.asarray(np.clip(directions @ directions.T, -1, 1))
