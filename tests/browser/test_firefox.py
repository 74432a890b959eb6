"""The page opens in Firefox too, in both shapes, from disk and over http."""

import json
import subprocess
from pathlib import Path

import pytest

from browser.programs import firefox

pytestmark = pytest.mark.browser

DRIVER = Path(__file__).with_name("firefox.mjs")
PUPPETEER = Path(__file__).parents[2] / "site_template" / "client" / "node_modules" / "puppeteer-core"


@pytest.mark.skipif(not PUPPETEER.is_dir(), reason="no puppeteer-core; run npm ci in site_template/client")
@pytest.mark.skipif(not firefox(), reason="no Firefox; install it, or name it in the variable FIREFOX")
def test_firefox_shows_every_shape(addresses):
    command = ["node", str(DRIVER), str(firefox()), *addresses.values()]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    expected = {
        "title": "Golden <site>",
        "first": "A cat",
        "last": '"><img src=x onerror=alert(1)>',
        "images": 0,
        "alerts": [],
        "faults": [],
    }
    assert json.loads(ended.stdout) == [expected] * len(addresses)
