"""The report: what was measured beside its bound and beside bertviz, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from bench.results import (
    CodecCost,
    CrowdCost,
    ExportCost,
    LongCost,
    Measurements,
    PageCost,
    PeerCost,
    ScaleResults,
)
from bench.views import LIMIT_S

PAGE_BYTES = {128: 1.4e6, 512: 13e6}
OPENING_MS = {16: 500.0, 128: 500.0, 512: 1000.0}
CROWD_OPENING_MS = 1000.0
CORPUS_OPENING_MS = 500.0
HOVER_MS = 16.0
PASSES = 1.0
LONG_OPENING_MS, LONG_TOKENS = 1500.0, 1024
"""Bound of documents of so many tokens or more; the page of a large model has none."""

SEARCH_MS = 100.0
MANY_PASSES = 0.5
"""Beyond the passes, for very many documents: an export takes 1.5 times what they do."""
MEMORY_GROWTH, MANY_MEMORY_GROWTH = 1.05, 1.25
"""Peak memory of an export of ten times as many documents, in times of the smaller one's: flat but for noise."""

SLIDER_MS = {16: 16.0, 64: 16.0, 128: 50.0}
"""By tokens; at 512 there is no bound."""

REDRAWN = ("flows",)
"""Views in which pointing at something draws much of the picture again: bounded as sliders are."""

VIEWS = {
    "heads": "Heads",
    "model": "Model, all thumbnails",
    "enlarged head": "Model, a head enlarged",
    "network": "Network",
    "flows": "Flows",
    "tokens": "Tokens, cells of all heads",
    "neurons": "Neurons, from query to query",
}
OPENED = ("heads", "model", "network", "flows", "tokens", "neurons")
"""The views whose opening has a bound; the enlarged head is the Model view in another state."""
SLIDERS = {
    "link slider": "Network, the Link slider",
    "cut slider": "Network, the cut of the piles",
    "tau slider": "Flows, the threshold τ",
}

OPENING = "first view (best; CPU)"
HOVER = "hover (p95; CPU; with the wait for a frame)"
MOVE = "move (p95; CPU; with the wait for a frame)"


class Row(NamedTuple):
    """One line of the report.

    Parameters
    ----------
    n_tokens : str
        Size of the text.
    measure, attlas, bertviz : str
        What was measured, and what came out, with units.
    bound : str
        Empty where there is none.
    verdict : {"ok", "over", ""}
        Whether attlas holds its bound.
    """

    n_tokens: str
    measure: str
    bound: str
    attlas: str
    bertviz: str
    verdict: str


def rows(measured: Measurements) -> list[Row]:
    """Lay all measurements out, text by text, then the crowd of documents."""
    laid: list[Row] = []
    peers = {peer.n_tokens: peer for peer in measured.export.peers}
    for cost in measured.export.exports:
        pages = {page.view: page for page in measured.pages if page.n_tokens == cost.n_tokens}
        laid += _export_rows(cost, peers[cost.n_tokens])
        laid += _opening_rows(cost.n_tokens, pages)
        laid += _hover_rows(cost.n_tokens, pages)
        laid += _slider_rows(cost.n_tokens, pages)
    laid += _crowd_rows(measured.export.crowds, [page for page in measured.pages if "crowd" in page.view])
    if measured.scale:
        laid += _many_rows(measured.scale, measured.export.crowds[-1], measured.pages)
        laid += [row for cost in measured.scale.long for row in _long_rows(cost, measured.pages)]
    return laid


def markdown(measured: Measurements) -> str:
    """Write the whole report."""
    start_up = measured.export.start_up
    empty = next(page for page in measured.pages if page.n_tokens is None and "empty" in page.view)
    return "\n\n".join(
        [
            "; ".join(f"{name} {value}" for name, value in measured.environment.items()),
            f"Before the first document, CPU: imports {_seconds(start_up.import_cpu_s)}, loading the model "
            f"{_seconds(start_up.load_cpu_s)}, describing it {_seconds(start_up.describe_cpu_s)}. "
            f"The browser's own share, an empty page: {OPENING} {_opening(empty)}; {HOVER} {_hover(empty)}.",
            _table(("tokens", "measure", "bound", "attlas", "bertviz", "verdict"), rows(measured)),
            _table(
                ("tokens", "codec", "bytes per cell", "max error", "mean error", "lost cells", "ns per cell"),
                [_codec_row(cost) for cost in measured.export.codecs],
            ),
        ]
    )


def _export_rows(cost: ExportCost, peer: PeerCost) -> Iterator[Row]:
    size, views_cpu_s = str(cost.n_tokens), sum(peer.view_cpu_s.values())
    page_bound = PAGE_BYTES.get(cost.n_tokens)
    yield Row(size, "one eager forward, CPU", "", _seconds(cost.forward_cpu_s), "the same", "")
    yield Row(
        size,
        "export, its forward included, CPU",
        "",
        _seconds(cost.export_cpu_s),
        f"{_seconds(cost.forward_cpu_s + views_cpu_s)} (both views)",
        "",
    )
    yield Row(
        size,
        "beyond the forward, in forwards: Heads and Model",
        f"≤ {PASSES:g}",
        f"{cost.passes_beyond_forward_for_peer_views:.2f}",
        f"{views_cpu_s / cost.forward_cpu_s:.3g}",
        _verdict(cost.passes_beyond_forward_for_peer_views, PASSES),
    )
    yield Row(
        size,
        "the same, Network too",
        f"≤ {PASSES:g}",
        f"{cost.passes_beyond_forward:.2f}",
        "",
        _verdict(cost.passes_beyond_forward, PASSES),
    )
    yield Row(size, "page from the export, CPU", "", _seconds(cost.build_cpu_s), "none needed", "")
    yield Row(
        size,
        "peak memory (the forward alone)",
        "",
        f"{_megabytes(cost.export_peak_bytes)} ({_megabytes(cost.forward_peak_bytes)})",
        _megabytes(peer.peak_bytes),
        "",
    )
    yield Row(
        size,
        "HTML",
        f"≤ {_megabytes(page_bound)}" if page_bound else "",
        _megabytes(cost.page_bytes),
        " + ".join(_megabytes(n_bytes) for n_bytes in peer.view_bytes.values()),
        _verdict(cost.page_bytes, page_bound),
    )


def _opening_rows(n_tokens: int, pages: dict[str, PageCost]) -> Iterator[Row]:
    for view, title in VIEWS.items():
        ours, peer = pages[f"attlas {view}"], pages.get(f"bertviz {view}")
        bound = OPENING_MS.get(n_tokens) if view in OPENED else None
        yield Row(
            str(n_tokens),
            f"{OPENING}: {title}",
            f"≤ {bound:g} ms" if bound else "",
            _opening(ours),
            _opening(peer) if peer else "",
            _verdict(_opening_ms(ours), bound),
        )


def _hover_rows(n_tokens: int, pages: dict[str, PageCost]) -> Iterator[Row]:
    for view, title in VIEWS.items():
        ours, peer = pages[f"attlas {view}"], pages.get(f"bertviz {view}")
        bound = SLIDER_MS.get(n_tokens) if view in REDRAWN else HOVER_MS
        yield Row(
            str(n_tokens),
            f"{HOVER}: {title}",
            f"≤ {bound:g} ms" if bound else "",
            _hover(ours),
            _hover(peer) if peer else "",
            _verdict(ours.hover.work.median if ours.hover else inf, bound),
        )


def _slider_rows(n_tokens: int, pages: dict[str, PageCost]) -> Iterator[Row]:
    bound = SLIDER_MS.get(n_tokens)
    for view, title in SLIDERS.items():
        ours = pages[f"attlas {view}"]
        yield Row(
            str(n_tokens),
            f"{MOVE}: {title}",
            f"≤ {bound:g} ms" if bound else "",
            _hover(ours),
            "",
            _verdict(ours.hover.work.median if ours.hover else inf, bound),
        )


def _crowd_rows(crowds: Sequence[CrowdCost], pages: Sequence[PageCost]) -> Iterator[Row]:
    few, many = crowds[0], crowds[-1]
    size = f"{many.n_documents} × {many.n_tokens}"
    yield Row(
        size,
        "export beyond the forwards, in forwards",
        f"≤ {PASSES:g}",
        f"{many.passes_beyond_forward:.2f} ({_seconds(many.export_cpu_s)})",
        "",
        _verdict(many.passes_beyond_forward, PASSES),
    )
    yield Row(
        size,
        f"peak memory (of {few.n_documents} documents)",
        f"≤ {MEMORY_GROWTH:g} ×",
        f"{_megabytes(many.peak_bytes)} ({_megabytes(few.peak_bytes)})",
        "",
        _verdict(many.peak_bytes, MEMORY_GROWTH * few.peak_bytes),
    )
    for page in pages:
        bound = CORPUS_OPENING_MS if "Corpus" in page.view else CROWD_OPENING_MS
        yield Row(
            size,
            f"{OPENING}: {page.view.partition(', ')[2]} of {_megabytes(page.n_bytes)}",
            f"≤ {bound:g} ms",
            _opening(page),
            "",
            _verdict(_opening_ms(page), bound),
        )


def _many_rows(scale: ScaleResults, crowd: CrowdCost, pages: Sequence[PageCost]) -> Iterator[Row]:
    many = scale.many
    size = f"{many.n_documents} × {many.n_tokens}"
    yield Row(
        size,
        "export beyond the forwards, in forwards",
        f"≤ {MANY_PASSES:g}",
        f"{many.passes_beyond_forward:.2f} ({_seconds(many.export_cpu_s)})",
        "",
        _verdict(many.passes_beyond_forward, MANY_PASSES),
    )
    yield Row(
        size,
        f"peak memory (of {crowd.n_documents} documents)",
        f"≤ {MANY_MEMORY_GROWTH:g} ×",
        f"{_megabytes(many.peak_bytes)} ({_megabytes(crowd.peak_bytes)})",
        "",
        _verdict(many.peak_bytes, MANY_MEMORY_GROWTH * crowd.peak_bytes),
    )
    for page in (page for page in pages if "many" in page.view):
        opening = f"{OPENING}: folder of {_megabytes(page.n_bytes)}"
        bound = f"≤ {CROWD_OPENING_MS:g} ms"
        yield Row(size, opening, bound, _opening(page), "", _verdict(_opening_ms(page), CROWD_OPENING_MS))
        work = page.hover.work.median if page.hover else inf
        bound = f"≤ {SEARCH_MS:g} ms"
        yield Row(size, "a letter in the search", bound, _hover(page), "", _verdict(work, SEARCH_MS))


def _long_rows(cost: LongCost, pages: Sequence[PageCost]) -> Iterator[Row]:
    size = f"{cost.n_tokens}, {cost.page.partition('.')[0].partition('-')[0]}"
    yield Row(
        size,
        "export, loading included, CPU (an eager forward)",
        "",
        f"{_seconds(cost.export_cpu_s)} ({_seconds(cost.forward_cpu_s)})",
        "",
        "",
    )
    yield Row(
        size,
        "peak memory (the forward alone)",
        "≤ the forward's",
        f"{_megabytes(cost.export_peak_bytes)} ({_megabytes(cost.forward_peak_bytes)})",
        "",
        _verdict(cost.export_peak_bytes, cost.forward_peak_bytes),
    )
    yield Row(size, "page from the export, CPU", "", _seconds(cost.build_cpu_s), "", "")
    yield Row(size, "HTML", "", _megabytes(cost.page_bytes), "", "")
    for page in (page for page in pages if page.view.endswith(f", {cost.page}")):
        title = VIEWS[page.view.removeprefix("attlas ").partition(",")[0]]
        bound = LONG_OPENING_MS if cost.n_tokens >= LONG_TOKENS else None
        yield Row(
            size,
            f"{OPENING}: {title}",
            f"≤ {bound:g} ms" if bound else "",
            _opening(page),
            "",
            _verdict(_opening_ms(page), bound),
        )


def _codec_row(cost: CodecCost) -> tuple[str, ...]:
    return (
        str(cost.n_tokens),
        cost.name,
        f"{cost.bytes_per_cell:.3f}",
        f"{cost.max_error:.4f}",
        f"{cost.mean_error:.6f}",
        f"{cost.lost:.1%}",
        f"{cost.cpu_ns_per_cell:.0f}",
    )


def _verdict(value: float, bound: float | None) -> str:
    if bound is None:
        return ""
    return "ok" if value <= bound else "over"


def _opening_ms(page: PageCost) -> float:
    return page.opening.wall.median if page.opening else inf


def _opening(page: PageCost) -> str:
    if page.opening is None:
        return f"never within {LIMIT_S} s"
    wall = page.opening.wall
    return _times(wall.median, wall.least, page.opening.cpu_ms)


def _hover(page: PageCost) -> str:
    if page.hover is None:
        return "never"
    work, latency = page.hover.work, page.hover.latency
    return _times(work.median, work.p95, page.hover.cpu_ms, latency.median)


def _times(first: float, *others: float) -> str:
    return f"{_milliseconds(first)} ({'; '.join(map(_milliseconds, others))})"


def _milliseconds(value: float) -> str:
    return f"{value:.3g} ms" if value < 1000 else _seconds(value / 1000)


def _seconds(value: float) -> str:
    return f"{value:.3g} s" if value >= 1 else f"{1000 * value:.3g} ms"


def _megabytes(n_bytes: float) -> str:
    return f"{n_bytes / 1e6:.3g} MB" if n_bytes < 1e8 else f"{n_bytes / 1e6:.0f} MB"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *lines])
