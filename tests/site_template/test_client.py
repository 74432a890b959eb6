"""The committed client is what its source builds, and is shipped with nothing it should not hold."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SITE_TEMPLATE = Path(__file__).parents[2] / "site_template"
CLIENT, STATIC = SITE_TEMPLATE / "client", SITE_TEMPLATE / "static"


@pytest.fixture
def rebuilt(tmp_path) -> Path:
    """Build the client; leave the committed files as they were."""
    committed = shutil.copytree(STATIC, tmp_path / "committed")
    try:
        subprocess.run(["npm", "run", "--silent", "build"], cwd=CLIENT, check=True, capture_output=True)
        return shutil.copytree(STATIC, tmp_path / "rebuilt")
    finally:
        shutil.copytree(committed, STATIC, dirs_exist_ok=True)


@pytest.mark.skipif(not (CLIENT / "node_modules").exists(), reason="needs npm ci in site_template/client")
def test_the_client_is_fresh(rebuilt):
    for name in ("client.js", "client.css", "start.js"):
        same = (rebuilt / name).read_bytes() == (STATIC / name).read_bytes()
        assert same, f"{name} is stale; run: npm run build (in site_template/client)"


@pytest.mark.parametrize("name", ["client.js", "client.css", "start.js"])
def test_the_client_says_that_it_is_generated(name):
    assert "Generated from site_template/client" in (STATIC / name).read_text("utf-8")[:200]


def test_the_client_calls_nobody():
    addresses = set(re.findall(r"https?://[\w.-]+", (STATIC / "client.js").read_text("utf-8")))
    assert addresses <= {"http://www.w3.org", "https://svelte.dev"}


def test_the_lock_file_names_no_registry():
    assert '"resolved": "http' not in (CLIENT / "package-lock.json").read_text("utf-8")
