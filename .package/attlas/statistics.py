"""Statistics of an export for Python: what the page's Tokens and Corpus views show, as arrays.

Every function takes the folder of an export and gives a dict of numpy arrays, one entry per row of a table. Nothing
here runs a model or needs torch::

    from attlas import statistics

    statistics.top_tokens("build/mine.export", quantity="received", roles=("word",))
    statistics.token_heads("build/mine.export", "the")
    statistics.head_similarity("build/mine.export", "fuji")["similarity"]
    statistics.aggregates("build/mine.export", "review-12")["entropy"]

References
----------
Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack, get_args

import numpy as np
import numpy.typing as npt

from .precompute import aggregates as formulas
from .precompute.codec import decode, decode_counts, decode_vectors
from .precompute.contract import (
    AttentionKind,
    DocumentGroup,
    ModelInfo,
    ModelRun,
    PartStatistics,
    TokenScores,
    TokenType,
)
from .precompute.errors import AttlasError
from .precompute.statistics.values import Quantity, quantities_of, run_values
from .site_template.reader import Export, open_export, read_document, read_statistics

Table = dict[str, npt.NDArray[Any]]
"""Columns by name, all of one length; the square array of `head_similarity` has a row and a column per head."""

Measure = Literal["fuji", "jaccard", "pearson"]

Group = tuple[Literal["label", "prediction"], str]
"""Documents of a gold label, or of a predicted class."""


class Which(TypedDict, total=False):
    """What a table is about; each has a default."""

    model: str
    """Label or key of the model; by default the first."""
    kind: AttentionKind
    """Kind of attention; by default the first of the model."""
    quantity: Quantity
    """Attention of a token to itself, "self", or "received" from all queries; by default the first that there is."""
    group: Group
    """Documents of one label or predicted class; by default all."""


def top_tokens(
    export: str | Path,
    k: int = 20,
    *,
    head: tuple[int, int] | None = None,
    minimum_count: int = 1,
    roles: tuple[str, ...] = ("word", "punctuation", "special"),
    **which: Unpack[Which],
) -> Table:
    """List the tokens of the largest mean attention.

    Parameters
    ----------
    export : path
        Folder of an export.
    k : int
        Most tokens to list.
    head : (int, int), optional
        Layer and head; by default all heads together.
    minimum_count : int
        Fewest occurrences of a token that is listed.
    roles : tuple of {"word", "punctuation", "special"}
        Tokens to list.
    **which
        See `Which`.

    Returns
    -------
    dict
        ``token``, ``label``, ``role``, ``count``; and over the occurrences, and all heads if none is given, ``mean``,
        ``deviation`` (divided by the number) and ``peak``. The largest mean first; of equal ones, the more frequent
        token.

    Raises
    ------
    AttlasError
        If the export has not what is asked for.

    Examples
    --------
    Of the two sentences "the cat sat" and "the dog sat", read with two heads:

    >>> top = top_tokens(export, 2, head=(0, 0), quantity="received")
    >>> top["token"].tolist(), top["count"].tolist(), top["mean"].round(2).tolist()
    (['the', 'sat'], [2, 2], [0.5, 0.25])
    """
    found = _chosen(Path(export), which)
    places = slice(None) if head is None else [found.head(head)]
    means, deviations, peaks = (each[places] for each in found.moments())
    mean = means.mean(axis=0)
    spread = np.sqrt(np.maximum(np.mean(deviations**2 + means**2, axis=0) - mean**2, 0))
    types, counts = found.part.types, found.counts()
    is_listed = (counts >= max(1, minimum_count)) & np.array([each.role in roles for each in types])
    order = np.lexsort((np.arange(len(types)), -mean, ~is_listed))[: min(k, int(is_listed.sum()))]
    listed = [types[place] for place in order]
    return {
        **_columns(listed),
        "count": counts[order],
        "mean": mean[order],
        "deviation": spread[order],
        "peak": peaks.max(axis=0)[order],
    }


def token_heads(export: str | Path, token: str, **which: Unpack[Which]) -> Table:
    """Say what a token has from every head.

    Parameters
    ----------
    export : path
        Folder of an export.
    token : str
        As the vocabulary spells it, or in readable form: "##ing", "Ġthe", "the". Of several, the most frequent.
    **which
        See `Which`.

    Returns
    -------
    dict
        ``layer``, ``head``, and over the token's occurrences ``mean``, ``deviation`` (divided by the number) and
        ``peak``; one entry per head.

    Raises
    ------
    AttlasError
        If the token is not listed, or the export has not what is asked for.

    Examples
    --------
    >>> given = token_heads(export, "the", quantity="received")
    >>> given["mean"].round(2)
    array([0.5 , 0.33], dtype=float32)
    """
    found = _chosen(Path(export), which)
    spelled = [place for place, each in enumerate(found.part.types) if each.token == token]
    labelled = [place for place, each in enumerate(found.part.types) if each.label == token]
    if not spelled and not labelled:
        raise AttlasError(
            f"{token!r} is not among the {len(found.part.types)} most frequent tokens of {export}, expected one that "
            "top_tokens lists; give another"
        )
    place = (spelled or labelled)[0]
    means, deviations, peaks = (each[:, place] for each in found.moments())
    return {**found.heads(), "mean": means, "deviation": deviations, "peak": peaks}


def head_similarity(export: str | Path, measure: Measure = "fuji", **which: Unpack[Which]) -> Table:
    """Say how alike heads are by the tokens that they give to.

    Parameters
    ----------
    export : path
        Folder of an export of at least two documents.
    measure : {"fuji", "jaccard", "pearson"}
        Fuzzy Jaccard similarity of the tokens by their means, Jaccard similarity of the ten largest of them, or
        Pearson correlation.
    **which
        See `Which`.

    Returns
    -------
    dict
        ``layer``, ``head``; ``similarity``, of shape (n_heads, n_heads); and ``order``, the heads such that those of
        like FUJI are neighbours.

    Raises
    ------
    AttlasError
        If there is no such measure, the export is of a single document, or it has not what is asked for.

    Examples
    --------
    >>> head_similarity(export, "jaccard", quantity="received")["similarity"]
    array([[1., 1.],
           [1., 1.]], dtype=float32)
    """
    if measure not in get_args(Measure):
        raise AttlasError(f"{measure!r} is no measure, expected one of {', '.join(get_args(Measure))}")
    found = _chosen(Path(export), which)
    if not found.scores.order.shape[0]:
        raise AttlasError(f"{export} is of a single document, expected several to compare heads by")
    similarity = decode_vectors(getattr(found.scores, measure))[found.group]
    order = decode_counts(found.scores.order)[found.group]
    return {**found.heads(), "similarity": similarity, "order": order}


def aggregates(export: str | Path, document: str, **which: Unpack[Which]) -> Table:
    """Aggregate over all heads what the tokens of a document have from each.

    Parameters
    ----------
    export : path
        Folder of an export, with statistics or without.
    document : str
        Its id.
    **which
        See `Which`; no group.

    Returns
    -------
    dict
        ``token``, ``label``; and ``mean``, ``deviation`` (divided by the number of heads less 1), ``max``, ``min``,
        ``range`` and ``entropy``, as `attlas.precompute.aggregates` defines them; one entry per token.

    Raises
    ------
    AttlasError
        If the export has not what is asked for.

    Examples
    --------
    >>> of_sentence = aggregates(export, "1", quantity="received")
    >>> of_sentence["token"].tolist(), of_sentence["max"].round(2)
    (['the', 'cat', 'sat'], array([0.5 , 0.33, 0.33]))
    """
    opened = open_export(Path(export))
    entry = next((each for each in opened.manifest.documents if each.id == document), None)
    model = _model(opened, which)
    if entry is None:
        raise AttlasError(
            f"{export} has no document {document!r}, expected an id of its manifest; give another"
        )
    run = next((each for each in read_document(opened, entry).runs if each.model == model.key), None)
    if run is None or not run.attention:
        raise AttlasError(
            f"{export} has no attention of {model.label} on {document!r}; give another document"
        )
    kind = which.get("kind", run.attention[0].kind)
    values = run_values(run).get(kind)
    if values is None:
        raise AttlasError(f"{export} has no {kind} attention, expected one of the model; give another kind")
    return {**_tokens(run, kind), **formulas.aggregates(values[_quantity(kind, which, export)])}


@dataclass(frozen=True)
class _Chosen:
    """What a table is made from."""

    part: PartStatistics
    scores: TokenScores
    group: int

    def counts(self) -> npt.NDArray[np.int64]:
        return np.asarray(decode_counts(self.part.counts)[self.group])

    def moments(self) -> tuple[npt.NDArray[np.float32], ...]:
        """Means, deviations and peaks, axes (head, token)."""
        scores = self.scores
        return tuple(
            each[self.group]
            for each in (decode_vectors(scores.means), decode(scores.deviations), decode(scores.peaks))
        )

    def heads(self) -> Table:
        layers, heads = np.array(self.part.heads).T
        return {"layer": layers, "head": heads}

    def head(self, asked: tuple[int, int]) -> int:
        if tuple(asked) not in self.part.heads:
            raise AttlasError(
                f"head {asked[1]} of layer {asked[0]} is not in the export, expected one of its "
                f"{len(self.part.heads)} heads; give another"
            )
        return self.part.heads.index((asked[0], asked[1]))


def _chosen(folder: Path, which: Which) -> _Chosen:
    if unknown := which.keys() - Which.__annotations__.keys():
        raise AttlasError(
            f"{min(unknown)!r} is no choice, expected some of: {', '.join(Which.__annotations__)}"
        )
    opened = open_export(folder)
    model = _model(opened, which)
    entry = next((each for each in opened.manifest.statistics if each.model == model.key), None)
    if entry is None:
        raise AttlasError(
            f"{folder} has no statistics of {model.label}, expected an export with the view corpus; export again "
            "with --views corpus"
        )
    statistics = read_statistics(opened, entry)
    kind = which.get("kind", statistics.parts[0].kind)
    part = next((each for each in statistics.parts if each.kind == kind), None)
    if part is None:
        raise AttlasError(f"{folder} has no {kind} attention, expected one of the model; give another kind")
    scores = part.scores[_quantity(kind, which, folder)]
    return _Chosen(part, scores, _group(statistics.groups, which.get("group"), folder))


def _model(opened: Export, which: Which) -> ModelInfo:
    asked = which.get("model")
    models = opened.manifest.models
    found = next((each for each in models if asked in (None, each.key, each.label)), None)
    if found is None:
        raise AttlasError(
            f"{opened.folder} has no model {asked!r}, expected one of {', '.join(each.label for each in models)}"
        )
    return found


def _quantity(kind: AttentionKind, which: Which, export: str | Path) -> int:
    there = quantities_of(kind)
    asked = which.get("quantity", there[0])
    if asked not in there:
        raise AttlasError(
            f"{kind} attention of {export} has no {asked!r}, expected {' or '.join(map(repr, there))}; give another"
        )
    return there.index(asked)


def _group(groups: tuple[DocumentGroup, ...], asked: Group | None, folder: Path) -> int:
    by, name = asked or ("all", None)
    for place, group in enumerate(groups):
        if (group.by, group.name) == (by, name):
            return place
    there = ", ".join(f"{group.by} {group.name!r}" for group in groups[1:]) or "none"
    raise AttlasError(f"{folder} has no group {by} {name!r}, expected one of: {there}")


def _tokens(run: ModelRun, kind: AttentionKind) -> Table:
    key = next(part.key for part in run.attention if part.kind == kind)
    sequence = run.target if key == "target" and run.target else run.source
    return {"token": np.array(sequence.tokens), "label": np.array(sequence.labels)}


def _columns(types: list[TokenType]) -> Table:
    return {
        name: np.array([getattr(each, name) for each in types], str) for name in ("token", "label", "role")
    }
