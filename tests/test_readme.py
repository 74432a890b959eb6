"""What the README says can be done, can be done."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from attlas.precompute.codec import decode
from attlas.precompute.contract import Document
from payloads import document, encoder_run, write_export

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_quick_start_has_exactly_two_lines():
    first, second = blocks("sh")[0].splitlines()
    assert first.endswith("attlas demo")
    assert second == "bash tests/check.sh"


def test_ci_runs_the_second_line():
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("exec bash tests/check.sh")


def test_every_option_it_names_exists():
    shown = subprocess.run(
        [sys.executable, "-m", "attlas", "export", "--help"], capture_output=True, check=True
    )
    named = set(re.findall(r"--[a-z-]+", " ".join(re.findall(r"^\| `--.*", README, re.MULTILINE))))
    assert named
    assert named <= set(re.findall(r"--[a-z-]+", shown.stdout.decode()))


def test_the_picture_it_shows_is_there():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file()


def test_three_lines_read_an_array(tmp_path, monkeypatch):
    snippet = next(block for block in blocks("python") if "zlib" in block)
    path = re.search(r'open\("([^"]+)"\)', snippet)[1]
    made = document("negation-scope", [encoder_run("Not every door.")], "Not every door.")
    export = write_export(tmp_path / "build" / "demo.export", [made])
    (export / "documents" / "0.json").rename(export / "documents" / "negation-scope.json")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(snippet, names)
    read = Document.model_validate_json((tmp_path / path).read_bytes())
    np.testing.assert_allclose(
        names["attention"], decode(read.runs[0].attention[0].layers[0].weights), atol=1e-6
    )


@pytest.mark.parametrize("path", ["pyproject.toml", "README.md", "LICENSE", "NOTICE"])
def test_the_files_that_packages_carry_are_there(path):
    assert (ROOT / path).stat().st_size > 0
