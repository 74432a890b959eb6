"""Pages in Chromium, from disk: time to the first view, and what a move of the mouse takes.

Ours and bertviz's are measured by the same program, `probe.js`, which runs in the page before the page's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from math import gcd
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

from playwright.sync_api import CDPSession, Error, Page, Playwright, ViewportSize

from bench.files import bytes_of
from bench.results import Hover, Opening, PageCost, Spread
from bench.views import LIMIT_S, View
from browser.programs import CHROMIUM_FLAGS, chromium

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
WINDOW: ViewportSize = {"width": 1280, "height": 800}
OPENINGS, MOVES, LEAST_MOVES = 5, 48, 3
WRITTEN = "doctor"
REST_MS, REST_AFTER_OPENING_MS, REST_AFTER_LAUNCH_MS = 40, 500, 2000
"""Pauses after a move, after the first view and after the start of the browser, in which what they leave is done:
a reader's browser runs already when a page is opened."""


def page_cost(playwright: Playwright, view: View, root: Path) -> PageCost:
    """Open a page several times, the first time moving the mouse over it, or a slider of it."""
    file = root / view.file
    walls: list[float] = []
    cpus: list[float] = []
    hover = None
    n_openings = 1 if view.is_dragged else OPENINGS
    while len(walls) < n_openings and sum(walls) < 1000 * LIMIT_S / 3:
        with _new_tab(playwright) as tab:
            wall = _first_view(tab.page, file.as_uri() + view.fragment, view.shown)
            if wall is None:
                break
            walls.append(wall)
            cpus.append(tab.cpu_ms())
            if view.points and len(walls) == 1:
                hover = _hover(tab, view.points, is_dragged=view.is_dragged)
            if view.typed and len(walls) == 1:
                hover = _typing(tab, view.typed)
    return PageCost(
        view=view.name,
        n_tokens=view.n_tokens,
        n_bytes=bytes_of(file.parent if file.name == "index.html" else file),
        opening=Opening(wall=_spread(walls), cpu_ms=median(cpus)) if walls else None,
        hover=hover,
    )


@dataclass(frozen=True)
class _Tab:
    """A page, and the way to its main thread's clock."""

    page: Page
    session: CDPSession

    def cpu_ms(self) -> float:
        """CPU time of the main thread since the page began."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


@contextmanager
def _new_tab(playwright: Playwright) -> Iterator[_Tab]:
    """Give a page in a browser of its own: it profits from no other, and a stuck one ends with its browser."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
    try:
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(1000 * LIMIT_S)
        page.add_init_script(PROBE)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.wait_for_timeout(REST_AFTER_LAUNCH_MS)
        yield _Tab(page, session)
    finally:
        browser.close()


def _first_view(page: Page, address: str, shown: str) -> float | None:
    """Milliseconds from the navigation to the view; None if it does not come in time, or the renderer dies."""
    try:
        page.goto(address, wait_until="commit")
        return float(page.wait_for_function("shown => bench.firstView(shown)", arg=shown).json_value())
    except Error:
        return None


def _hover(tab: _Tab, points: str, *, is_dragged: bool) -> Hover | None:
    tab.page.wait_for_timeout(REST_AFTER_OPENING_MS)
    places = tab.page.evaluate(points)
    if not places:
        return None
    if is_dragged:
        tab.page.mouse.move(places[0]["x"], places[0]["y"])
        tab.page.mouse.down()
        tab.page.wait_for_timeout(REST_AFTER_OPENING_MS)
        places = [*places[1:], *places[-2::-1]]
    else:
        places = _scattered(places)
    before = tab.cpu_ms()
    moves = list(_moves(tab.page, islice(cycle(places), MOVES)))
    return Hover(
        work=_spread([move["work"] for move in moves]),
        latency=_spread([move["latency"] for move in moves]),
        cpu_ms=(tab.cpu_ms() - before) / len(moves),
    )


def _typing(tab: _Tab, field: str) -> Hover:
    tab.page.wait_for_timeout(REST_AFTER_OPENING_MS)
    tab.page.focus(field)
    before, moves = tab.cpu_ms(), []
    for letter in WRITTEN:
        tab.page.keyboard.press(letter)
        moves.append(tab.page.evaluate("bench.lastMove()"))
        tab.page.wait_for_timeout(REST_MS)
    return Hover(
        work=_spread([move["work"] for move in moves]),
        latency=_spread([move["latency"] for move in moves]),
        cpu_ms=(tab.cpu_ms() - before) / len(moves),
    )


def _moves(page: Page, places: Iterator[dict[str, float]]) -> Iterator[dict[str, float]]:
    began = monotonic()
    for number, place in enumerate(places):
        if number >= LEAST_MOVES and monotonic() - began > LIMIT_S:
            return
        page.mouse.move(place["x"], place["y"])
        yield page.evaluate("bench.lastMove()")
        page.wait_for_timeout(REST_MS)


def _scattered(places: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    """Order places so that each lies far from the one before, and every one is visited."""
    strides = range(round(0.38 * len(places)) + 1, 2 * len(places) + 2)
    stride = next(step for step in strides if gcd(step, len(places)) == 1)
    return [places[(number * stride) % len(places)] for number in range(len(places))]


def _spread(values: Sequence[float]) -> Spread:
    p95 = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return Spread(n=len(values), least=min(values), median=median(values), p95=p95)
