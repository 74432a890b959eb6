"""What a reader without a script sees of the statistics: the tokens that are given most attention."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attlas.precompute.codec import decode_counts, decode_vectors
from attlas.precompute.contract import AttentionKind, Statistics
from attlas.precompute.errors import AttlasError

_LISTED = 10
_LEAST_COUNT = 2


@dataclass(frozen=True)
class TopToken:
    """A token, how often it occurs, and the attention that an occurrence is given on average."""

    label: str
    token: str
    """As the vocabulary spells it: two tokens may read alike."""

    count: int
    mean: float
    """Mean over all heads, and over the queries of each document, 0 to 1."""


@dataclass(frozen=True)
class TopTokens:
    """The tokens that one kind of a model's attention goes to most, the largest mean first."""

    model: str
    kind: AttentionKind
    tokens: tuple[TopToken, ...]


def top_tokens(statistics: Statistics, model: str) -> TopTokens | None:
    """List the top tokens of the first part over all documents; special tokens and rare ones only if all are.

    Parameters
    ----------
    statistics : Statistics
    model : str
        What the page calls the model.

    Returns
    -------
    TopTokens or None
        None if the statistics are of flows only.

    Raises
    ------
    AttlasError
        If an array of the statistics is damaged.
    """
    if not statistics.parts:
        return None
    part = statistics.parts[0]
    scores = next(scores for scores in part.scores if scores.quantity == "received")
    try:
        counts, means = decode_counts(part.counts)[0], decode_vectors(scores.means)[0].mean(axis=0)
    except AttlasError as error:
        raise AttlasError(f"statistics of {statistics.model!r}: {error}") from error
    is_listed = np.array([kind.role != "special" for kind in part.types]) & (counts >= _LEAST_COUNT)
    places = np.flatnonzero(is_listed) if is_listed.any() else np.arange(len(counts))
    order = places[np.argsort(-means[places], kind="stable")][:_LISTED]
    return TopTokens(
        model=model,
        kind=part.kind,
        tokens=tuple(
            TopToken(part.types[at].label, part.types[at].token, int(counts[at]), float(means[at]))
            for at in order
        ),
    )
