"""The views that are measured in a browser: where each is, when it is drawn, and where the mouse goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.files import ATTLAS, BERTVIZ, CROWD_FILE, CROWD_FOLDER, EMPTY, MANY, NEURONS

DRAWN = "main canvas[data-drawn]"
GRID = '[aria-roledescription="grid of heads"] canvas'
ENLARGED = '.enlarged [role="application"] canvas'
NETWORK = 'section[aria-label="Network of words"] canvas[data-drawn]'
LINK = "#network-link"
CUT = '[role="slider"][aria-label^="Cut of"]'
FLOWS = 'section[aria-label="Flows"] canvas[data-drawn]'
TAU = "#flow-tau"
TOKENS = '[aria-roledescription="tokens and their vectors"] canvas[data-drawn]'
NEURONS_DRAWN = 'section[aria-label^="Neurons of"] canvas[data-drawn]'
TOP_TOKENS = '[aria-label="Tokens by mean attention"] tbody tr'
SEARCH = "input[type=search]"
BERTVIZ_DRAWN = "#vis line"

LONG_VIEWS = {
    "heads": ("#view=heads", DRAWN),
    "model": ("#view=model", f"{GRID}[data-drawn]"),
    "network": ("#view=network", NETWORK),
    "flows": ("#view=flows", FLOWS),
    "tokens": ("#view=tokens&vectors=all", TOKENS),
}
"""Views of long documents and large models: where each is, and when it is drawn."""

LIMIT_S = 60
"""Time after which a view is given up, and a series of moves is cut short."""


@dataclass(frozen=True)
class View:
    """One view of one page.

    Parameters
    ----------
    name : str
        As it is reported.
    file : str
        The page, relative to the folder of all pages.
    shown : str
        Selector of what is there once the view is drawn.
    points : str, optional
        Expression of the probe that gives the points to move to; without it nothing is hovered.
    n_tokens : int, optional
        Tokens of its text.
    fragment : str
        State of the page, with its ``#``.
    is_dragged : bool
        Whether the mouse button is held during the moves, as it is on a slider. The page is then opened once.
    typed : str, optional
        Selector of a field that is typed into instead, letter by letter.
    """

    name: str
    file: str
    shown: str
    points: str | None = None
    n_tokens: int | None = None
    fragment: str = ""
    is_dragged: bool = False
    typed: str | None = None


def views_of(n_tokens: int) -> list[View]:
    """List the views of one text, ours first."""
    return [
        View(
            name="attlas heads",
            file=ATTLAS.format(n_tokens),
            fragment="#view=heads",
            shown=DRAWN,
            points="bench.middles('[role=listbox] [role=option]')",
            n_tokens=n_tokens,
        ),
        View(
            name="attlas model",
            file=ATTLAS.format(n_tokens),
            fragment="#view=model",
            shown=f"{GRID}[data-drawn]",
            points=f"bench.grid('{GRID}', 6, 12)",
            n_tokens=n_tokens,
        ),
        View(
            name="attlas enlarged head",
            file=ATTLAS.format(n_tokens),
            fragment="#view=model&layer=2&head=5",
            shown=f"{ENLARGED}[data-drawn]",
            points=f"bench.grid('{ENLARGED}', 7, 7)",
            n_tokens=n_tokens,
        ),
        View(
            name="attlas network",
            file=ATTLAS.format(n_tokens),
            fragment="#view=network",
            shown=NETWORK,
            points=f"bench.grid('{NETWORK}', 6, 7)",
            n_tokens=n_tokens,
        ),
        View(
            name="attlas link slider",
            file=ATTLAS.format(n_tokens),
            fragment="#view=network",
            shown=NETWORK,
            points=f"bench.grid('{LINK}', 1, 40)",
            n_tokens=n_tokens,
            is_dragged=True,
        ),
        View(
            name="attlas cut slider",
            file=ATTLAS.format(n_tokens),
            fragment="#view=network&piles=0",
            shown=CUT,
            points=f"bench.grid(':has(> {CUT})', 40, 1)",
            n_tokens=n_tokens,
            is_dragged=True,
        ),
        View(
            name="attlas flows",
            file=ATTLAS.format(n_tokens),
            fragment="#view=flows",
            shown=FLOWS,
            points=f"bench.grid('{FLOWS}', 13, 13)",
            n_tokens=n_tokens,
        ),
        View(
            name="attlas tau slider",
            file=ATTLAS.format(n_tokens),
            fragment="#view=flows",
            shown=FLOWS,
            points=f"bench.grid('{TAU}', 1, 40)",
            n_tokens=n_tokens,
            is_dragged=True,
        ),
        View(
            name="attlas tokens",
            file=ATTLAS.format(n_tokens),
            fragment="#view=tokens&vectors=all",
            shown=TOKENS,
            points=f"bench.grid('{TOKENS}', 6, 12)",
            n_tokens=n_tokens,
        ),
        View(
            name="attlas neurons",
            file=NEURONS.format(n_tokens),
            fragment="#view=neurons&layer=2&head=5",
            shown=NEURONS_DRAWN,
            points="bench.middles('[role=listbox][aria-label=Query] [role=option]')",
            n_tokens=n_tokens,
        ),
        View(
            name="bertviz heads",
            file=BERTVIZ.format("heads", n_tokens),
            shown=BERTVIZ_DRAWN,
            points="bench.middles('#left text, #right text')",
            n_tokens=n_tokens,
        ),
        View(
            name="bertviz model",
            file=BERTVIZ.format("model", n_tokens),
            shown=BERTVIZ_DRAWN,
            points="bench.middles('.attn_background')",
            n_tokens=n_tokens,
        ),
    ]


def crowd_views() -> list[View]:
    """List the pages of many documents: only their opening is measured."""
    return [
        View(name="attlas crowd, one file", file=CROWD_FILE, shown=DRAWN),
        View(name="attlas crowd, folder", file=f"{CROWD_FOLDER}/index.html", shown=DRAWN),
        View(
            name="attlas crowd, its Corpus view, folder",
            file=f"{CROWD_FOLDER}/index.html",
            fragment="#view=corpus",
            shown=TOP_TOKENS,
        ),
    ]


def scale_views(pages: Iterable[tuple[str, int]]) -> list[View]:
    """List views of very many documents, and of pages given by file and tokens: only their opening is measured."""
    many = View(name="attlas many, folder", file=f"{MANY}/index.html", shown=DRAWN, typed=SEARCH)
    return [
        many,
        *(
            View(name=f"attlas {view}, {file}", file=file, fragment=fragment, shown=shown, n_tokens=n_tokens)
            for file, n_tokens in pages
            for view, (fragment, shown) in LONG_VIEWS.items()
        ),
    ]


def empty_view(root: Path) -> View:
    """Write a page with nothing in it: what it takes is the browser's and the machine's own share."""
    (root / EMPTY).write_text("<!doctype html><title>empty</title><main>Nothing.</main>", "utf-8")
    return View(name="an empty page", file=EMPTY, shown="main", points="bench.grid('html', 6, 12)")
