"""What a reader does in HeadLens, and what is compared with it: the JSON of an export, read without attlas."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Locator, Page, expect

from browser.acts import all_of, open_page
from lens_payload import write_lens
from payloads import document, encoder_run, translator_run, write_export
from vector_payload import vector_rows

Json = dict[str, Any]

LAYER, HEAD = 1, 2
START = f"#doc=one&view=lens&layer={LAYER}&head={HEAD}"
AWAY = "away"
"""Id of the text of the corpus that is no document of the page."""

TEXTS = {
    "one": "the cat sat on the immeasurably old mat",
    "two": "Who sat on the cat",
    "three": "a cat sat here and the dog ran to a cat",
    "four": "the old the cat sat , sat and sat",
    AWAY: "Who ran to the mat where the cat sat",
}
SIMILARITY, WRITTEN = "Query clusters by key clusters", "Key clusters by value clusters"
ROLES = ("query", "key", "value")
NUMBER = re.compile(r"−?\d+\.?\d*(?:e-\d+)?")


def lens_export(folder: Path) -> Path:
    """Write an export of an encoder and a translator with a lens over its documents and one text more."""
    runs = {
        name: [encoder_run(text), translator_run(text, "die Katze saß auf der Matte")]
        for name, text in TEXTS.items()
    }
    documents = [document(name, runs[name], text, title=name.title()) for name, text in TEXTS.items()]
    write_lens(write_export(folder, documents), documents)
    _without_last_document(folder)
    return folder


def _without_last_document(folder: Path) -> None:
    manifest = folder / "manifest.json"
    content = json.loads(manifest.read_bytes())
    (folder / content["documents"].pop()["file"]).unlink()
    manifest.write_text(json.dumps(content))
    for path in folder.glob("lens/*/index.json"):
        index = json.loads(path.read_bytes())
        for sequence in index["sequences"]:
            for text in sequence["texts"]:
                text["document"] = text["id"] != AWAY
        path.write_text(json.dumps(index))


def counts(packed: Json) -> npt.NDArray[np.integer]:
    """Read whole numbers by the words of the contract."""
    dtype = {"uint8-deflate": "<u1", "uint16-deflate": "<u2", "uint32-deflate": "<u4"}[packed["encoding"]]
    content = zlib.decompress(b64decode(packed["data"]), -zlib.MAX_WBITS)
    return np.frombuffer(content, dtype).astype(int).reshape(packed["shape"])


class Head:
    """A head of the lens as the export holds it; clusters past the last are cut off."""

    def __init__(self, export: Path, *, model: str = "m0", kind: str = "encoder", head: int = HEAD) -> None:
        self.index = json.loads((export / f"lens/{model}/index.json").read_bytes())
        layer = json.loads((export / f"lens/{model}/{kind}-{LAYER}.json").read_bytes())
        self.layer = layer
        key_head = layer["key_heads"][head]
        self.head_of = {"query": head, "key": key_head, "value": key_head}
        self.n = {role: layer[role]["n_clusters"][self.head_of[role]] for role in ROLES}
        self.similarity = vector_rows(layer["similarity"])[head][: self.n["query"], : self.n["key"]]
        self.written = counts(layer["written"])[key_head][: self.n["key"], : self.n["value"]]
        self.query_order = counts(layer["query_order"])[head][: self.n["query"]].tolist()
        self.key_order = counts(layer["key_order"])[head][: self.n["key"]].tolist()
        (self.sketch,) = (
            each
            for each in self.index["heads"]
            if (each["kind"], each["layer"], each["head"]) == (kind, LAYER, head)
        )

    def sequence(self, role: str) -> Json:
        """Give what was read of the side that a role's vectors are from."""
        name = self.layer["query_sequence" if role == "query" else "key_sequence"]
        return next(each for each in self.index["sequences"] if each["sequence"] == name)

    def of(self, role: str, what: str) -> npt.NDArray[np.integer]:
        """Give an array of whole numbers of the clusters of a role."""
        return counts(self.layer[role][what])[self.head_of[role]][: self.n[role]]

    def words(self, role: str, which: str, cluster: int) -> list[tuple[str, str, int]]:
        """Give the words of a cluster with their classes and counts."""
        sequence = self.sequence(role)
        rows = self.of(role, which)[cluster]
        listed = [(sequence["words"][word], int(count)) for word, count in rows if count]
        return [
            (word["text"], sequence["classes"][word["word_class"]]["name"], count) for word, count in listed
        ]

    def z_scores(self, role: str, cluster: int) -> list[float]:
        """Give the scores of the distinctive words of a cluster."""
        scores = vector_rows(self.layer[role]["z_scores"])[self.head_of[role]][cluster]
        return [float(score) for score in scores[: len(self.words(role, "distinctive", cluster))]]

    def classes(self, role: str, cluster: int, what: str = "classes") -> dict[str, float]:
        """Give the shares of the classes of a cluster that it has, or those of its relations."""
        names = [each["name"] for each in self.sequence(role)[what]]
        row, size = self.of(role, what)[cluster], self.of(role, "sizes")[cluster]
        return {name: count / size for name, count in zip(names, row, strict=True) if count}

    def examples(self, role: str, cluster: int) -> list[tuple[Json, int, str]]:
        """Give the text, the place of the token and the word of each example of a cluster."""
        sequence = self.sequence(role)
        table = counts(sequence["examples"])
        places = [place - 1 for place in self.of(role, "examples")[cluster] if place]
        rows = [(sequence["texts"][table[place][0]], *table[place][1:]) for place in places]
        return [(text, int(token), text["text"][start:end]) for text, token, start, end in rows]

    def fallen(self, export: Path, number: int, kind: str = "encoder") -> dict[str, npt.NDArray[np.integer]]:
        """Give the clusters that the tokens of a document fall in, by role."""
        content = json.loads((export / f"documents/{number}.json").read_bytes())
        layers = next(each for each in content["runs"][0]["attention"] if each["kind"] == kind)["layers"]
        lens = next(each for each in layers if each["layer"] == LAYER)["lens"]
        return {role: counts(lens[role])[self.head_of[role]] for role in ROLES}


def opened(page: Page, address: str, fragment: str = START) -> Locator:
    """Open a page at HeadLens of a head, and give the view once its maps are drawn."""
    open_page(page, address, fragment)
    view = page.get_by_role("region", name=re.compile(r"^HeadLens of L"))
    expect(view.get_by_role("region", name=SIMILARITY).locator("canvas[data-drawn]")).to_be_visible()
    return view


def map_of(view: Locator, name: str = SIMILARITY) -> Locator:
    """Find one of the two maps."""
    return view.get_by_role("region", name=name, exact=True)


def card(view: Locator, role: str, cluster: int) -> Locator:
    """Find what is shown of a cluster."""
    return view.get_by_role("article", name=re.compile(rf"^{role} cluster {cluster} \("))


def boxed(view: Locator) -> tuple[int, int]:
    """Tell which query and which key cluster are shown."""
    names = [
        view.get_by_role("article", name=re.compile(f"^{role} cluster")).first for role in ("query", "key")
    ]
    found = [re.search(r"\d+", each.get_attribute("aria-label")) for each in names]
    return int(found[0].group()), int(found[1].group())


def rows_of(table: Locator) -> list[list[str]]:
    """Give the texts of a table's body, the names of rows, if they have any, among them."""
    return [row.locator("th, td").all_inner_texts() for row in all_of(table.locator("tbody tr"))]


def number(text: str) -> float:
    """Read the first number of a text."""
    return float(NUMBER.search(text).group().replace("−", "-").replace(",", ""))
