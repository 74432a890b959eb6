"""Words that stand for a cluster: its most frequent, and those that tell it from a head's other clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .tokens import Numbers

N_LISTED = 20
PRIOR_STRENGTH = 500.0
"""Tokens that the prior counts for; it holds words in their shares of all tokens of the head."""


@dataclass(frozen=True, eq=False)
class RankedWords:
    """Words of one cluster, the foremost first, 20 at most.

    Attributes
    ----------
    words : int array of shape (n_listed,)
        Places in the list of words.
    counts : int array of shape (n_listed,)
        Tokens of each in the cluster.
    scores : float array of shape (n_listed,)
        What they are ranked by.
    """

    words: Numbers
    counts: Numbers
    scores: npt.NDArray[np.floating]


def frequent_words(counts: Numbers) -> list[RankedWords]:
    """Rank the words of each cluster by their counts; equal ones as they are listed.

    Parameters
    ----------
    counts : int array of shape (n_clusters, n_words)

    Examples
    --------
    >>> [ranked.words.tolist() for ranked in frequent_words(np.array([[1, 0, 5], [2, 2, 0]]))]
    [[2, 0], [0, 1]]
    """
    return [_ranked(row, row.astype(np.float64)) for row in counts]


def distinctive_words(counts: Numbers) -> list[RankedWords]:
    """Rank the words of each cluster by how much more frequent they are in it than in the other clusters.

    The score is the z-score of the log-odds ratio under an informative Dirichlet prior; words whose score is
    not above 0 are left out.

    Parameters
    ----------
    counts : int array of shape (n_clusters, n_words)
        Every word is in some cluster.

    References
    ----------
    Monroe, Colaresi & Quinn 2008, "Fightin' Words", Section 3.5.1, Eq. 16, 20 and 22.
    """
    totals = counts.sum(axis=0)
    if np.count_nonzero(totals) < 2:
        return [_ranked(row, np.zeros(len(row))) for row in counts]
    prior = PRIOR_STRENGTH * totals / totals.sum()
    return [_ranked(row, _z_scores(row, totals - row, prior)) for row in counts]


def _z_scores(inside: Numbers, outside: Numbers, prior: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Score words by their counts inside and outside of a cluster; those that are not inside get 0."""
    present = np.flatnonzero(inside)
    own, other = (counts[present] + prior[present] for counts in (inside, outside))
    n_own, n_other = (counts.sum() + prior.sum() for counts in (inside, outside))
    ratio = np.log(own / (n_own - own)) - np.log(other / (n_other - other))  # Eq. 16
    variance = 1 / own + 1 / other  # Eq. 20
    scores = np.zeros(len(inside))
    scores[present] = ratio / np.sqrt(variance)  # Eq. 22
    return scores


def _ranked(counts: Numbers, scores: npt.NDArray[np.float64]) -> RankedWords:
    words = np.flatnonzero(scores > 0)
    words = words[np.argsort(-scores[words], kind="stable")][:N_LISTED]
    return RankedWords(words, counts[words], scores[words])
