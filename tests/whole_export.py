"""An export that has all that a page can show: two tiny classifiers over short texts, with vectors and a lens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attlas
from tiny import save_tiny

SUBJECTS = ("The quick cat", "A small dog", "My good friend", "The other man")
DEEDS = ("sat on the table", "ran to the house , and slept", "was not there", "said that it was good")
LABELS = ("negative", "positive")


def whole_export(folder: Path) -> Path:
    """Run both models over sixteen texts, one of them a pair."""
    models = [
        f"{save_tiny(folder / name.lower(), 'bert', 'classes', seed=seed)}={name}"
        for seed, name in enumerate(("Plain", "Tuned"))
    ]
    return attlas.export(models, _texts(), folder / "whole.export", views=["all"], lens=_texts(), clusters=4)


def _texts() -> list[dict[str, Any]]:  # what a line of a JSONL file may hold
    texts = [
        {
            "id": f"{row}{column}",
            "title": f"Text {row}{column}",
            "text": f"{subject} {deed}",
            "label": LABELS[(row + column) % 2],
        }
        for row, subject in enumerate(SUBJECTS)
        for column, deed in enumerate(DEEDS)
    ]
    return [{**texts[0], "text_b": "It was a good house ."}, *texts[1:]]
