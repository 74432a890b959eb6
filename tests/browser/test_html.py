"""The pages are valid HTML: as they are built, and as the client draws every view."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from browser.states import STATES, open_everything, shown

VALIDATOR = Path(__file__).parents[2] / "site_template/client/node_modules/.bin/html-validate"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not VALIDATOR.exists(), reason="no html-validate; run npm ci in site_template/client"),
]

RECOMMENDED = {"root": True, "extends": ["html-validate:recommended"]}
DRAWN = RECOMMENDED | {
    "rules": {
        # How a browser writes out what it holds is not how the client wrote it.
        "attribute-boolean-style": "off",
        "attribute-empty-style": "off",
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "void-style": "off",
        # Set as properties, which the policy lets pass; written out they become attributes.
        "no-inline-style": "off",
        # A list may have a name: it says what the list is of.
        "aria-label-misuse": ["error", {"allowAnyNamable": True}],
        # Tokens stand beside their links, several of them selected: no <select> can be drawn so.
        "prefer-native-element": ["error", {"exclude": ["listbox"]}],
    }
}
NO_ELEMENTS_OF_OURS = re.compile(r"<(script|style|noscript)\b.*?</\1>", re.DOTALL)


def faults(config: dict[str, object], folder: Path, *pages: Path) -> list[str]:
    """Validate pages, and give what is wrong where."""
    (folder / "rules.json").write_text(json.dumps(config))
    found = folder / "found.json"  # a pipe would lose what is past its buffer when the validator exits
    command = [str(VALIDATOR), "--config", str(folder / "rules.json"), "--formatter", f"json={found}"]
    subprocess.run([*command, *map(str, pages)], check=False, capture_output=True, timeout=120)
    return [
        f"{Path(result['filePath']).stem}: {fault['ruleId']}: {fault['message']} ({fault['selector']})"
        for result in json.loads(found.read_text("utf-8"))
        for fault in result["messages"]
    ]


def test_built_pages_are_valid(sites, whole_sites, tmp_path):
    pages = [folder / shape for folder in (sites, whole_sites) for shape in ("page.html", "site/index.html")]
    assert faults(RECOMMENDED, tmp_path, *pages) == []


def test_drawn_views_are_valid(page, whole_address, tmp_path):
    page.emulate_media(reduced_motion="reduce")
    for state in STATES:
        open_everything(shown(page, whole_address, state))
        content = NO_ELEMENTS_OF_OURS.sub("", page.content())
        (tmp_path / f"{state}.html").write_text(content, "utf-8")
    assert faults(DRAWN, tmp_path, *sorted(tmp_path.glob("*.html"))) == []
