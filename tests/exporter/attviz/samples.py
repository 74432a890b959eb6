"""Files of AttViz for tests, all of our own making."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def vector(*values: object, **fields: object) -> Json:
    return {"vectors": [*values], **fields}


def one_set(tokens: str, *vectors: Json, **fields: object) -> Json:
    return {"tokens": tokens.split(), "attention_vectors": [*vectors], **fields}


def document(text: str, *sets: Json, **fields: object) -> Json:
    return {"text": text, "sets": [*sets], **fields}


FOXES = document(
    "Foxes ran home. They slept.",
    one_set(
        "[CLS] fox ##es ran home .",
        vector(0.1, "0.2", "3e-1", 1, "-.5", "+2.", name="L0 · H0", color="#cc3366", visible=True),
        vector(1e-7, 0.30000001192, 7, 16777217, 0.1, 0, name="L0 · H1", visible=False),
        name="first",
        visible=True,
    ),
    one_set("They slept .", vector(0.25, 0.5, 0.125)),
    name="foxes",
    output_activations=[{"name": "calm", "value": "0.75"}, {"name": "wild", "value": 0.25}],
    hilight={"block": 0, "vectors": [1, "0"]},
)
"""All that the form has: named and nameless, numbers and decimals in strings."""

BARE = document("Hm.", one_set("Hm .", vector(-3, 12.5)))
"""Nothing that may be missing."""


def write(folder: Path, root: object, name: str = "reviews.json") -> Path:
    path = folder / name
    path.write_text(root if isinstance(root, str) else json.dumps(root), "utf-8")
    return path
