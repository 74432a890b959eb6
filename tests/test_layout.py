"""The folders are where the user put them, and install as one package."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("exporter", "precompute", "site_template")
VISIBLE = {"pyproject.toml", "README.md", "LICENSE", "NOTICE", *PARTS, "tests", "build"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    return listed.stdout.splitlines()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the git checkout")
def test_nothing_else_is_visible_at_the_root():
    assert {path.split("/")[0] for path in tracked() if not path.startswith(".")} <= VISIBLE


@pytest.mark.parametrize("part", PARTS)
def test_development_links_point_to_the_folders(part):
    link = ROOT / ".package" / "attlas" / part
    assert link.is_symlink()
    assert link.readlink() == Path("../..") / part


@pytest.mark.parametrize("part", PARTS)
def test_only_allowed_parts_are_imported(part):
    allowed = {"exporter": {"precompute"}, "precompute": set(), "site_template": {"precompute"}}[part]
    forbidden = set(PARTS) - allowed - {part}
    sources = [file.read_text("utf-8") for file in (ROOT / part).glob("*.py")]
    assert not any(f"attlas.{other}" in source for source in sources for other in forbidden)


def test_only_the_exporter_knows_the_large_libraries():
    names = ("torch", "transformers", "spacy")
    sources = [
        file.read_text("utf-8")
        for part in ("precompute", "site_template")
        for file in (ROOT / part).glob("*.py")
    ]
    lines = [line.strip() for source in sources for line in source.splitlines()]
    assert not any(line.startswith((f"import {name}", f"from {name}")) for line in lines for name in names)


def test_importing_attlas_loads_no_torch():
    code = "import attlas, attlas.cli, sys; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_a_wheel_from_an_sdist_holds_everything(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    needed = {
        "attlas/__init__.py",
        "attlas/__main__.py",
        "attlas/cli.py",
        "attlas/py.typed",
        "attlas/exporter/run.py",
        "attlas/exporter/corpus/demo.jsonl",
        "attlas/exporter/corpus/demo_en_fr.jsonl",
        "attlas/exporter/assets/en_fr/README.md",
        "attlas/exporter/assets/en_fr/model.safetensors",
        "attlas/exporter/assets/en_fr/tokenizer.json",
        "attlas/precompute/contract/__init__.py",
        "attlas/precompute/schema.json",
        "attlas/site_template/bundle.py",
        "attlas/site_template/templates/index.html.j2",
        "attlas/site_template/static/client.js",
        "attlas/site_template/static/client.css",
    }
    assert needed <= names
    assert not any("node_modules" in name or "/client/" in name for name in names)
