"""What a reader does in the Network view, and what is compared with it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page

from attlas.precompute.contract import Document
from browser.acts import open_page

START = "#doc=one&view=network"
CROSS = f"{START}&model=m1&kind=cross"
STARTS = {"encoder": START, "cross": CROSS}
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"[−+]?\d+\.?\d*")


def opened(page: Page, address: str, fragment: str = START) -> Locator:
    """Open a page at the Network view, and give the view."""
    open_page(page, address, fragment)
    return page.get_by_role("region", name="Network of words")


def number(text: str) -> float:
    """Read the first number of a text."""
    return float(NUMBER.search(text).group().replace("−", "-"))


def saved(page: Page, name: str) -> Path:
    """Press a button that saves, and give the file."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=name).click()
    return caught.value.path()


def links(page: Page) -> dict[tuple[int, str, str], float]:
    """Save the links that are shown: weights by layer, query and key."""
    rows = csv.DictReader(saved(page, "Save the network as CSV").read_text("utf-8").splitlines())
    return {(int(row["layer"]), row["query"], row["key"]): float(row["mean_weight"]) for row in rows}


def places(links: dict[tuple[int, str, str], float]) -> set[tuple[int, ...]]:
    """Tell which links of single tokens these are."""
    return {tuple(map(int, link)) for link in links}


def above(mean: npt.NDArray[np.floating], threshold: float) -> set[tuple[int, ...]]:
    """Tell which links weigh at least so much."""
    return set(zip(*(each.tolist() for each in np.nonzero(mean >= threshold)), strict=True))


def figure(page: Page, name: str = "Save the network as SVG") -> ElementTree.Element:
    """Save a figure and parse it."""
    return ElementTree.parse(saved(page, name)).getroot()


def texts(root: ElementTree.Element) -> list[str]:
    """List the texts of a figure."""
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def labels_of(document: Document) -> list[str]:
    """List the source words of a document."""
    return list(document.runs[0].source.labels)


def words(network: Locator) -> Locator:
    """Find the picture of the words."""
    return network.get_by_role("application", name=re.compile("Words by layer"))


def left_of(network: Locator, column: str) -> float:
    """Measure how far right a column of words begins in the picture."""
    name = network.get_by_text(column, exact=True)
    return name.bounding_box()["x"] - words(network).bounding_box()["x"]


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def tiles(network: Locator, layer: int) -> Locator:
    """Find the heat maps of a layer's heads."""
    return network.get_by_role("list", name=f"Heads of layer {layer}", exact=True).get_by_role("button")


def heads_of(tiles: Locator) -> list[int]:
    """List the heads of heat maps in the order shown."""
    return [int(number(name.split("H")[1])) for name in tiles.evaluate_all("e => e.map(x => x.ariaLabel)")]


def piles(network: Locator, layer: int) -> list[set[int]]:
    """Give the heads of every pile of a layer, as the page lists them."""
    region = network.get_by_role("region", name=f"Piles of layer {layer}")
    lists = region.get_by_role("list", name=re.compile("Heads of pile"))
    return [{int(text) for text in each.get_by_role("button").all_inner_texts()} for each in lists.all()]


def clusters(labels: npt.NDArray[np.integer]) -> set[frozenset[int]]:
    """Turn a number per head into sets of heads."""
    return {frozenset(np.nonzero(labels == label)[0].tolist()) for label in set(labels)}


def features(layer: npt.NDArray[np.floating], *, same: bool) -> npt.NDArray[np.floating]:
    """Spell out what heads are compared by: weights and, in one sequence, sums before, at and after the query."""
    n_heads, n_query, n_key = layer.shape
    rows = []
    for head in range(n_heads):
        sums = [0.0, 0.0, 0.0]
        for query in range(n_query):
            for key in range(n_key):
                sums[int(np.sign(key - query)) + 1] += layer[head, query, key]
        rows.append([*layer[head].ravel(), *(sums if same else [])])
    return np.array(rows)


def order_numbers(layer: npt.NDArray[np.floating], order: str, *, same: bool) -> npt.NDArray[np.floating]:
    """Compute what heads are ordered by, one head and one row at a time."""
    n_query, n_key = layer.shape[1:]
    rows = np.arange(n_query) / (1 if same else n_query - 1)
    columns = np.arange(n_key) / (1 if same else n_key - 1)
    numbers = {
        "position": lambda head: (head * (columns[None] - rows[:, None])).sum() / n_query,
        "entropy": lambda head: entropy(head.mean(axis=0)),
        "focus": lambda head: np.mean([entropy(row) for row in head]),
    }[order]
    return np.array([numbers(head) for head in layer])


def entropy(probabilities: npt.NDArray[np.floating]) -> float:
    """Sum up the surprise of shares, in nats."""
    shares = probabilities / probabilities.sum()
    return float(-sum(p * np.log(p) for p in shares if p > 0))
