"""What a reader does in the Tokens view, and what is compared with it."""

from __future__ import annotations

import csv
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page

from attlas.precompute.codec import decode
from attlas.precompute.contract import AttentionKind, Document
from browser.acts import open_page
from browser.network_acts import saved

Matrix = npt.NDArray[np.floating]

START = "#view=tokens"
ROWS = '[aria-roledescription="tokens and their vectors"]'
SERIES = '[aria-roledescription="series"]'
TOKEN_HEIGHT, ROW_HEIGHT, FIRST_TOKEN = 20, 14, 64
"""In CSS pixels: of the picture with at most 16 rows, and how far right its first token is surely met."""
AGGREGATES = ("mean", "std", "max", "min", "range", "entropy")


class Case(NamedTuple):
    """An export, and a kind of attention and a quantity that its page can show."""

    export: str
    kind: AttentionKind
    quantity: str

    @property
    def fragment(self) -> str:
        """Address all heads of this case."""
        return f"{START}&kind={self.kind}&quantity={self.quantity}&vectors=all"


CASES = [
    Case("encoder", "encoder", "self"),
    Case("encoder", "encoder", "received"),
    Case("writer", "decoder", "self"),
    Case("writer", "decoder", "received"),
    Case("translator", "encoder", "self"),
    Case("translator", "decoder", "received"),
    Case("translator", "cross", "received"),
]


def opened(page: Page, address: str, fragment: str = START) -> Locator:
    """Open a page at the Tokens view, and give the view."""
    open_page(page, address, fragment)
    return page.get_by_role("region", name="Tokens and their vectors")


def expected(document: Document, case: Case) -> Matrix:
    """Work out what each token of a document has in each head, axes (layer, head, token)."""
    part = next(each for each in document.runs[0].attention if each.kind == case.kind)
    weights = np.stack([decode(layer.weights) for layer in part.layers]).astype(np.float64)
    return weights.mean(axis=2) if case.quantity == "received" else np.einsum("lhii->lhi", weights)


def aggregates(vectors: Matrix) -> dict[str, Matrix]:
    """Sum vectors up at each token, axes (vector, token), as METHODS 3.2 has it."""
    return {
        "mean": vectors.mean(axis=0),
        "std": vectors.std(axis=0, ddof=1),
        "max": vectors.max(axis=0),
        "min": vectors.min(axis=0),
        "range": np.ptp(vectors, axis=0),
        "entropy": np.array([entropy(column) for column in vectors.T]),
    }


def entropy(values: Matrix) -> float:
    """Bin values to 0.01; divide the entropy of the bins, in nats, by the number of those that hold any."""
    _, counts = np.unique(np.floor(values / 0.01 + 0.5), return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum() / len(counts))


def table(page: Page, name: str) -> list[dict[str, str]]:
    """Save numbers and parse them."""
    return list(csv.DictReader(saved(page, f"Save the {name} as CSV").read_text("utf-8").splitlines()))


def vectors(page: Page) -> dict[str, list[float]]:
    """Save the vectors that are shown: values in the order of the tokens, by name."""
    found: dict[str, list[float]] = {}
    for row in table(page, "vectors"):
        found.setdefault(row["vector"], []).append(float(row["value"]))
    return found


def series(page: Page) -> dict[str, list[float]]:
    """Save the aggregates of the series, by name."""
    rows = table(page, "series")
    return {name: [float(row[name]) for row in rows] for name in rows[0] if name not in {"token", "label"}}


def open_panel(view: Locator) -> None:
    """Open the list of the vectors."""
    view.locator("summary", has_text="Vectors:").click()


def line(view: Locator, name: str, deed: str) -> Locator:
    """Find one of the controls of a vector."""
    return view.get_by_label(f"{deed} {name}", exact=True)


def cell_of(row: int) -> dict[str, float]:
    """Give a place on the cell of the first token in a row of a picture with at most 16 rows, or on it (row -1)."""
    return {"x": FIRST_TOKEN, "y": TOKEN_HEIGHT / 2 if row < 0 else TOKEN_HEIGHT + (row + 0.5) * ROW_HEIGHT}
