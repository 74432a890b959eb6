"""What a reader does in the Flows view, and flows worked out slowly from the sentences that define them."""

from __future__ import annotations

import csv
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page

from attlas.precompute.codec import decode
from attlas.precompute.contract import Document, ModelRun
from browser.acts import open_page

SVG = "{http://www.w3.org/2000/svg}"

Node = tuple[int, int]
"""Ring and token; the root's ring is 0."""


class Passage(NamedTuple):
    """One head that leads from a token to one further out."""

    hop: int
    query: int
    key: int
    head: int


class Hop(NamedTuple):
    """Attention between two rings, axes (head, query, key)."""

    kind: str
    layer: int
    inner: int
    outer: int
    weights: npt.NDArray[np.floating]


def hops_of(run: ModelRun) -> list[Hop]:
    """List the layers of a model from the root outwards; cross-attention leads to the encoder's last states."""
    arrays = {part.kind: [decode(layer.weights) for layer in part.layers] for part in run.attention}
    own = arrays.get("decoder") or arrays["encoder"]
    kind = "decoder" if "decoder" in arrays else "encoder"
    count = len(own)
    hops = [Hop(kind, layer, count - 1 - layer, count - layer, own[layer]) for layer in range(count)]
    if "cross" in arrays:
        last = len(arrays["encoder"])
        hops += [
            Hop("cross", layer, count - 1 - layer, count + 1, weights)
            for layer, weights in enumerate(arrays["cross"])
        ]
        hops += [
            Hop("encoder", layer, count + last - layer, count + last - layer + 1, arrays["encoder"][layer])
            for layer in range(last)
        ]
    return sorted(hops, key=lambda hop: (hop.inner, hop.outer))


class Flow:
    """The graph of a root, one edge at a time."""

    def __init__(
        self,
        run: ModelRun,
        root: int,
        tau: float,
        allowed: Callable[[Hop, int], bool] = lambda hop, head: True,
    ) -> None:
        self.hops = hops_of(run)
        self.nodes: set[Node] = {(0, root)}
        self.passages: set[Passage] = set()
        for number, hop in enumerate(self.hops):
            for head, query, key in np.argwhere(hop.weights > tau).tolist():
                if (hop.inner, query) in self.nodes and allowed(hop, head):
                    self.nodes.add((hop.outer, key))
                    self.passages.add(Passage(number, query, key, head))

    def count(self, ring: int, token: int) -> int:
        """Count the heads by which a token is reached."""
        return sum(self.hops[each.hop].outer == ring and each.key == token for each in self.passages)

    def influence(self, ring: int, token: int) -> float:
        """Sum up how often a token is reached, halved with every ring, of a model that reads one sequence."""
        return sum(0.5 ** (inner - 1) * self.count(inner, token) for inner in range(1, ring + 1)) / ring

    def reached(self, start: Iterable[Node], *, outwards: bool, through: Passage | None = None) -> set[Node]:
        """Go from tokens of one ring: what all of them reach, and all that is reached from there."""
        nodes = list(start)
        if not nodes or not self.nodes.issuperset(nodes):
            return set()
        first = set.intersection(*(self._next(node, outwards, through) for node in nodes))
        found, front = set(nodes), list(first)
        while front:
            node = front.pop()
            if node not in found:
                found.add(node)
                front += self._next(node, outwards, through)
        return found

    def within(self, nodes: set[Node]) -> set[Passage]:
        """Give the passages between tokens of a set."""
        return {
            each
            for each in self.passages
            if (self.hops[each.hop].inner, each.query) in nodes
            and (self.hops[each.hop].outer, each.key) in nodes
        }

    def around(self, *start: Node) -> set[Passage]:
        """Give the passages of all that depends on tokens of a ring, and of all they depend on."""
        outer, inner = self.reached(start, outwards=True), self.reached(start, outwards=False)
        return self.within(outer) | self.within(inner)

    def paths(self, start: Node, end: Node) -> list[list[Node]]:
        """List every path of tokens."""
        if start == end:
            return [[start]]
        return [
            [start, *rest]
            for node in sorted(self._next(start, True, None))
            if node in self.nodes and node[0] <= end[0]
            for rest in self.paths(node, end)
        ]

    def _next(self, node: Node, outwards: bool, through: Passage | None) -> set[Node]:
        return {
            (hop.outer, each.key) if outwards else (hop.inner, each.query)
            for each, hop in ((each, self.hops[each.hop]) for each in self.passages)
            if (through is None or through.hop != each.hop or through.head == each.head)
            and node == ((hop.inner, each.query) if outwards else (hop.outer, each.key))
        }


def documents_of(export: Path) -> dict[str, Document]:
    """Read the documents of an export."""
    read = [
        Document.model_validate_json(file.read_bytes()) for file in sorted((export / "documents").iterdir())
    ]
    return {each.id: each for each in read}


def opened(page: Page, address: str, fragment: str) -> Locator:
    """Open the Flows view, wait until its rings are drawn, and put the hint away."""
    open_page(page, address, f"#view=flows&{fragment}")
    view = page.get_by_role("region", name="Flows", exact=True)
    view.locator("[data-drawn]").wait_for(state="attached")
    if view.get_by_role("button", name="Got it").is_visible():
        view.get_by_role("button", name="Got it").click()
    return view


def saved(page: Page, form: str) -> Path:
    """Save the flow, and give the file."""
    with page.expect_download() as caught:
        page.get_by_role("button", name=f"Save the flow as {form}").click()
    return caught.value.path()


def rows(page: Page) -> list[dict[str, str]]:
    """Save the links that are shown, or those in focus."""
    return list(csv.DictReader(saved(page, "CSV").read_text("utf-8").splitlines()))


def passages(page: Page, flow: Flow, column: str = "heads") -> set[Passage]:
    """Save the links of one model, a passage for each of their heads."""
    numbers = {(hop.kind, hop.layer): number for number, hop in enumerate(flow.hops)}
    return {
        Passage(numbers[row["kind"], int(row["layer"])], int(row["query"]), int(row["key"]), int(head))
        for row in rows(page)
        for head in row[column].split()
    }


class Mark(NamedTuple):
    """A token in the figure: where it is, how it is turned, and its group."""

    label: str
    x: float
    y: float
    turn: float
    group: ElementTree.Element


TRANSFORM = re.compile(r"translate\((\S+) (\S+)\) rotate\((\S+)\) scale\((\S+)\)")


class Figure:
    """The flow as it is saved."""

    def __init__(self, page: Page) -> None:
        self.root = ElementTree.parse(saved(page, "SVG")).getroot()
        self.circles = [float(circle.get("r", "0")) for circle in self.root.iter(f"{SVG}circle")]
        self.marks = list(self._marks())
        self.texts = ["".join(each.itertext()) for each in self.root.iter(f"{SVG}text")]

    def _marks(self) -> Iterator[Mark]:
        for group in self.root.iter(f"{SVG}g"):
            match = TRANSFORM.match(group.get("transform", ""))
            text = group.find(f"{SVG}text")
            if match and text is not None:
                yield Mark("".join(text.itertext()), *map(float, match.groups()[:3]), group)

    def ring(self, radius: float) -> list[Mark]:
        """Give the marks at a distance from the centre."""
        return [mark for mark in self.marks if abs(math.hypot(mark.x, mark.y) - radius) < 1]

    @property
    def radius(self) -> float:
        """Give the radius of everything: below the title and above the legend."""
        return (float(self.root.get("height", "0")) - 66) / 2


def stage(view: Locator) -> Locator:
    """Find the picture."""
    return view.get_by_role("application", name=re.compile("Flow to"))


def place(view: Locator, figure: Figure, mark: Mark, u: float = 0, v: float = 8) -> dict[str, float]:
    """Say where on the picture a token lies, or a point `u`, `v` from its middle."""
    box = stage(view).bounding_box()
    zoom = min(1.5, min(box["width"], box["height"]) / (2 * figure.radius))
    turn = math.radians(mark.turn)
    x = mark.x + u * math.cos(turn) - v * math.sin(turn)
    y = mark.y + u * math.sin(turn) + v * math.cos(turn)
    return {"x": box["width"] / 2 + zoom * x, "y": box["height"] / 2 + zoom * y}


class Drawn:
    """The picture as the mouse finds it: tokens where their tooltips come up, and what the canvases hold there."""

    def __init__(self, page: Page, view: Locator) -> None:
        self.page = page
        stage(view).evaluate("stage => stage.scrollIntoView({block: 'end'})")
        box = stage(view).bounding_box()
        assert box
        self.centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.radii: list[float] = page.evaluate(RADII)

    def spots(self, ring: int) -> dict[int, tuple[float, float]]:
        """Go once round a ring (from 1), and give where the middle of each token is, in the window."""
        hits: dict[int, list[float]] = {}
        radius = self.radii[ring - 1]
        n_steps = math.ceil(math.tau * radius / MOUSE_STEP)
        for step in range(n_steps):
            angle = math.tau * step / n_steps
            self.page.mouse.move(*self.at(angle, radius))
            title, token = self.page.evaluate(TOLD)
            if title:
                hits.setdefault(int(token), []).append(angle)
        return {token: self.at(sum(angles) / len(angles), radius) for token, angles in hits.items()}

    def at(self, angle: float, radius: float) -> tuple[float, float]:
        """Give a place in the window, by its angle from the top."""
        x, y = self.centre
        return x + radius * math.sin(angle), y - radius * math.cos(angle)

    def point(self, place: tuple[float, float]) -> None:
        """Move the mouse to a place, and wait for the frame that draws what is in focus there."""
        self.page.mouse.move(*place)
        self.page.evaluate(TWO_FRAMES)

    def has_focus(self, place: tuple[float, float]) -> bool:
        """Say whether the canvas of what is in focus has a token drawn at a place."""
        return bool(self.page.evaluate(HAS_INK, [*place]))


MOUSE_STEP = 9
"""Pixels between two places of the mouse: less than half of a token."""

RADII = """() => {
  const canvas = document.querySelector('section[aria-label=Flows] canvas[data-drawn]');
  const scale = canvas.width / canvas.clientWidth;
  const half = Math.floor(canvas.height / 2);
  const {data} = canvas.getContext('2d').getImageData(Math.floor(canvas.width / 2) + 4, 0, 1, half);
  const names = [];
  for (let y = 0, from = -1; y < half; y++) {
    const isDrawn = data[4 * y + 3] > 250;
    if (isDrawn && from < 0) from = y;
    if (!isDrawn && from >= 0) { names.push((half - (from + y) / 2) / scale); from = -1; }
  }
  return names.filter((radius) => radius > 40).reverse();
}"""
"""Radii of the rings, from the canvas: each has its name on paper where it crosses the line upwards."""

TOLD = """() => {
  const tooltip = document.querySelector('section[aria-label=Flows] .tooltip');
  const isToken = tooltip?.querySelector('dt')?.textContent === 'token';
  return isToken ? [tooltip.querySelector('strong').textContent, tooltip.querySelector('dd').textContent] : ['', ''];
}"""

TWO_FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => go(null))))"

HAS_INK = """([x, y]) => {
  const canvas = [...document.querySelectorAll('section[aria-label=Flows] canvas')].at(-1);
  const {left, top} = canvas.getBoundingClientRect();
  const scale = canvas.width / canvas.clientWidth;
  const [column, row] = [Math.round((x - left) * scale), Math.round((y - top) * scale)];
  const {data} = canvas.getContext('2d').getImageData(column - 2, row - 2, 5, 5);
  // A token lies on paper that hides most of what is below; links and rings do not fill an area.
  return data.every((value, at) => at % 4 !== 3 || value > 150);
}"""


def cells(view: Locator) -> list[Locator]:
    """Find the tokens of the text, in its order."""
    found = view.get_by_role("region", name="Sentences").locator("[data-token]")
    return sorted(found.all(), key=lambda cell: int(cell.get_attribute("data-token")))


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def pairs(run: ModelRun) -> Iterator[Node]:
    """List the tokens of all rings of an encoder."""
    return itertools.product(range(1, len(hops_of(run)) + 1), range(len(run.source.tokens)))
