"""What must hold of a page whatever it shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "site_template" / "client" / "node_modules" / "axe-core" / "axe.min.js"

needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed; run npm ci in site_template/client"
)


def violations(page: Page, rules: Sequence[str] = ()) -> list[tuple[str, list[list[str]]]]:
    """Run axe, with all its rules or some, and name every rule that is broken, with the elements that break it."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "async (rules) => (await axe.run(rules.length ? {runOnly: rules} : {})).violations", list(rules)
    )
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def width_of_content(page: Page) -> int:
    """Give the width in CSS pixels that the page would need not to scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))
