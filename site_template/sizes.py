"""Where the bytes of a site are: what each part of its payloads takes, as base64 in the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from attlas.precompute.contract import Document, LensIndex, LensLayer, ModelRun, Payload

from .collection import Part, documents, gather, over_documents
from .container import Packable, base64_text, pack

PROGRAM = "program and frame"
TEXTS = "texts, tokens, predictions"
ATTENTION = "attention"
VECTORS = "queries, keys, values"
LENS = "HeadLens"
OVER_ALL = "statistics over all"

PARTS = (PROGRAM, TEXTS, ATTENTION, VECTORS, LENS, OVER_ALL)
"""In the order in which they are listed."""


N_LISTED = 10
"""Documents that `describe_sizes` lists, the largest first."""


def describe_sizes(folder: Path) -> str:
    """Say where the bytes are that the payloads of an export take in a page.

    Parameters
    ----------
    folder : Path
        The export's folder.

    Returns
    -------
    str
        Lines for a terminal: each part, then the largest documents.

    Raises
    ------
    AttlasError
        If `folder` is not a finished export this version reads.
    """
    return "\n".join(_lines(gather([folder])))


def readable(n_bytes: int) -> str:
    """Give a size in decimal megabytes.

    >>> readable(1_234_567)
    '1.23 MB'
    """
    return f"{n_bytes / 1e6:,.2f} MB"


def exact(n_bytes: int) -> str:
    """Give a size that somebody chose, with no digit more or less.

    >>> exact(10_000_000), exact(1_500_250_000)
    ('10 MB', '1,500.25 MB')
    """
    return f"{n_bytes / 1e6:,.12g} MB"


def sizes(payload: Packable) -> Counter[str]:
    """Count the bytes that a payload takes in a page, by part.

    What is not an array of numbers travels as one piece, and counts as the texts of a document.
    """
    total = len(base64_text(pack(payload)))
    if isinstance(payload, LensIndex | LensLayer):
        return Counter({LENS: total})
    if not isinstance(payload, Document):
        return Counter({OVER_ALL: total})
    counts = sum(map(_arrays, payload.runs), Counter[str]())
    counts[TEXTS] = total - counts.total()
    return counts


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    of_documents = {shard.file: sizes(shard.read()) for shard in documents(parts)}
    others = (sizes(shard.read()) for shard in over_documents(parts))
    together = sum([*of_documents.values(), *others], Counter[str]())
    yield f"  in a page  {readable(together.total())}, and its program"
    for name in PARTS:
        if together[name]:
            yield f"             {name}: {readable(together[name])} ({together[name] / together.total():.0%})"
    largest = sorted(of_documents, key=lambda file: (-of_documents[file].total(), file))
    for file in largest[:N_LISTED]:
        yield f"             {file}: {readable(of_documents[file].total())}"
    if len(largest) > N_LISTED:
        yield f"             and {len(largest) - N_LISTED:,} smaller documents"


def _arrays(run: ModelRun) -> Counter[str]:
    counts: Counter[str] = Counter()
    for layer in (layer for attention in run.attention for layer in attention.layers):
        counts[ATTENTION] += _data(layer.weights)
        counts[VECTORS] += _data(layer.vectors)
        counts[LENS] += _data(layer.lens)
    return counts


def _data(payload: Payload | None) -> int:
    """Count the base64 characters of the arrays of a payload."""
    if payload is None:
        return 0
    own = len(getattr(payload, "data", ""))
    return own + sum(_data(value) for _, value in payload if isinstance(value, Payload))
