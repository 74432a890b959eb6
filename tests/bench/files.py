"""Where the measuring process leaves its pages, and how large they are."""

from __future__ import annotations

from pathlib import Path

ATTLAS, BERTVIZ = "attlas-{}.html", "bertviz-{}-{}.html"
"""Pages of one text, by its number of tokens; bertviz makes one for each view."""

NEURONS = "attlas-neurons-{}.html"
"""The page of the same text with vectors of neurons, which an export leaves out unless they are asked for."""

CROWD_FILE, CROWD_FOLDER = "crowd.html", "crowd"
"""The site of many documents in both its shapes."""

MANY = "many"
"""The folder site of very many documents."""

LONG, LARGE = "long-{}.html", "large.html"
"""Pages of long documents, by their tokens, and of a large model."""

EMPTY = "empty.html"


def bytes_of(path: Path) -> int:
    """Size of a file, or of all files under a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)
