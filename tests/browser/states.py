"""Everything that a page can show, as fragments of the page of `whole_export`."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from browser.acts import open_page

DOCUMENT = "#doc=00"
STATES = {
    "network": "view=network&head=1",
    "network multiples and piles": "view=network&multiples=0&piles=1&head=1&query=2",
    "network piles of all documents": "view=network&piles=0,1&scope=corpus&order=similarity",
    "heads": "view=heads&head=1&query=2",
    "heads in rows": "view=heads&layout=rows&query=2",
    "heads of two models": "view=heads&other=m1&difference=yes",
    "model": "view=model",
    "model as lines": "view=model&thumbnails=lines",
    "model with a head": "view=model&head=1&query=2&key=3",
    "model of two models": "view=model&head=1&other=m1&difference=yes",
    "neurons": "view=neurons&head=1&query=2&neuron=1&values=mix",
    "lens overview": "view=lens",
    "lens head": "view=lens&layer=1&head=1&query=2",
    "flows": "view=flows&tau=0.05&frozen=encoder0.0",
    "flows of two models": "view=flows&tau=0.05&other=m1&both=yes",
    "tokens": "view=tokens&vectors=all&query=2",
    "corpus tokens": "view=corpus&part=tokens&layer=1&head=1",
    "corpus tokens of two models": "view=corpus&part=tokens&layer=1&head=1&against=m1",
    "corpus heads": "view=corpus&part=heads&layer=1&head=1",
    "corpus samples": "view=corpus&part=samples&head=1",
}


def shown(page: Page, address: str, state: str) -> Locator:
    """Open a page in one of the states, wait until all that it needs is there, and give the view."""
    open_page(page, address, f"{DOCUMENT}&{STATES[state]}")
    view = page.get_by_role("tabpanel")
    expect(view.locator(":is(canvas, svg, table):visible").first).to_be_visible()
    expect(view.get_by_text("Loading")).to_have_count(0)
    return view


def open_everything(view: Locator) -> None:
    """Open all that is folded, tables and notes; every view has at least one table."""
    view.evaluate(
        "view => view.querySelectorAll('details:not([open]) > summary').forEach(each => each.click())"
    )
    expect(view.locator("table").first).to_be_visible()
