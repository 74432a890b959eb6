"""Takes pictures of a page, for people to look at.

``python tests/browser/pages.py PAGE FOLDER [FRAGMENT…]``: for every fragment (``doc=pair&view=model``) and every way
of looking at it a picture in FOLDER, named after both; then the page as it is without a script.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, sync_playwright

from browser.acts import open_page
from browser.programs import CHROMIUM_FLAGS, chromium

LOOKS: dict[str, dict[str, Any]] = {  # the options are playwright's
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "wide": {"viewport": {"width": 1920, "height": 1080}},
    "narrow": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
}
FRAGMENTS = ("view=heads", "view=model")


def main(page: str, folder: str, *fragments: str) -> None:
    """Take all pictures."""
    address, target = Path(page).resolve().as_uri(), Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for name, options in LOOKS.items():
            for fragment in fragments or FRAGMENTS:
                file = re.sub(r"[^\w=-]+", "_", f"{fragment}-{name}")
                take(browser, f"{address}#{fragment}", target / f"{file}.png", **options)
            take(browser, address, target / f"no-script-{name}.png", java_script_enabled=False, **options)
        browser.close()


def take(browser: Browser, address: str, path: Path, **options: Any) -> None:  # the options are playwright's
    """Take one picture of what is seen before scrolling, with the views at rest."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    if options.get("java_script_enabled", True):
        open_page(page, address)
        page.wait_for_timeout(300)
    else:
        page.goto(address)
    page.screenshot(path=path)
    context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
