"""What an author may mistype, for every command: a line that names it and exit code 1 or 2, never a traceback."""

from pathlib import Path

import pytest
import spacy
from click.testing import CliRunner

import attlas
from attlas import demo
from attlas.cli import main
from tiny import save_tiny

LONG = "x" * 300
"""Longer than the name of a file can be."""

DIGITS = "9" * 400

EXPORT = ("export", "-m", "tiny", "texts.txt", "-o", "new")

FAULTS = {
    "an input of a long name": ("export", "-m", "tiny", LONG, "-o", "new"),
    "an input of a long name with a suffix": ("export", "-m", "tiny", f"{LONG}.txt", "-o", "new"),
    "a text in place of an input": ("export", "-m", "tiny", "The cat sat on the mat.", "-o", "new"),
    "a text of two lines in place of an input": ("export", "-m", "tiny", "One.\nTwo.", "-o", "new"),
    "a lens of a long name": (*EXPORT, "--lens", LONG),
    "a model of a long name": ("export", "-m", LONG, "texts.txt", "-o", "new"),
    "a model of a long name in a folder": ("export", "-m", f"a/{LONG}", "texts.txt", "-o", "new"),
    "a model of a long name with a label": ("export", "-m", f"{LONG}=tiny", "texts.txt", "-o", "new"),
    "a model that is a file": ("export", "-m", "texts.txt", "texts.txt", "-o", "new"),
    "an output of a long name": ("export", "-m", "tiny", "texts.txt", "-o", LONG),
    "an output of a long name, overwritten": ("export", "-m", "tiny", "texts.txt", "-o", LONG, "--overwrite"),
    "an output below a file": ("export", "-q", "-m", "tiny", "texts.txt", "-o", "texts.txt/new"),
    "an output that is a plan": ("export", "-m", "tiny", "texts.txt", "-o", "terraform", "--overwrite"),
    "an output whose manifest is a folder": (
        "export",
        "-m",
        "tiny",
        "texts.txt",
        "-o",
        "strange",
        "--overwrite",
    ),
    "a language of a long name": (*EXPORT, "--language", LONG),
    "a target language of a long name": (*EXPORT, "--target-language", LONG),
    "a language that is a path": (*EXPORT, "--language", "../en"),
    "a spaCy pipeline that is a library": (*EXPORT, "--spacy-model", "numpy"),
    "a spaCy pipeline of a long name": (*EXPORT, "--spacy-model", LONG),
    "a spaCy pipeline that is damaged": (*EXPORT, "--spacy-model", "damaged"),
    "a spaCy pipeline that is a file": (*EXPORT, "--spacy-model", "texts.txt"),
    "heads backwards": (*EXPORT, "--heads", "3-0"),
    "layers backwards": (*EXPORT, "--layers", "3-0"),
    "very many layers": (*EXPORT, "--layers", "0-99999999999"),
    "a layer of many digits": (*EXPORT, "--layers", DIGITS),
    "layers of too many digits": (*EXPORT, "--layers", f"0-{'9' * 5000}"),
    "no layers": (*EXPORT, "--layers", ""),
    "a batch size in superscript": (*EXPORT, "--batch-size", "²"),
    "a batch size of many digits": (*EXPORT, "--batch-size", DIGITS),
    "a batch size of too many digits": (*EXPORT, "--batch-size", "9" * 5000),
    "a length of many digits": (*EXPORT, "--max-tokens", DIGITS),
    "tokens to write of many digits": (*EXPORT, "--generate", DIGITS),
    "tokens of the lens of many digits": (*EXPORT, "--lens", "texts.txt", "--lens-tokens", DIGITS),
    "clusters in superscript": (*EXPORT, "--lens", "texts.txt", "--clusters", "²"),
    "clusters of many digits": (*EXPORT, "--lens", "texts.txt", "--clusters", DIGITS),
    "a window of too many digits": (*EXPORT, "--window", f"0:{'9' * 5000}"),
    "a view of a long name": (*EXPORT, "--views", LONG),
    "a size below a byte": ("build", "tiny.export", "-o", "x.html", "--max-size", "0.1B"),
    "no size": ("build", "tiny.export", "-o", "x.html", "--max-size", "0"),
    "a size of many digits": ("build", "tiny.export", "-o", "x.html", "--max-size", DIGITS),
    "a size of many gigabytes": ("build", "tiny.export", "-o", "x.html", "--max-size", f"{'9' * 300}GB"),
    "an export of a long name to build": ("build", LONG, "-o", "x.html"),
    "two exports of long names to build": ("build", LONG, LONG, "-o", "x.html"),
    "a page of a long name": ("build", "tiny.export", "-o", f"{LONG}.html"),
    "a site of a long name": ("build", "tiny.export", "-o", LONG),
    "a site of the longest name": ("build", "tiny.export", "-o", "x" * 255),
    "an export of a long name to inspect": ("inspect", LONG),
    "an export of a long name and its sizes": ("inspect", LONG, "--sizes"),
    "an export of a long name to verify": ("verify", LONG),
    "an export of a long path to verify": ("verify", "a/" * 3000),
    "an export to run again by a model of a long name": ("verify", "tiny.export", "--rerun", "1", "-m", LONG),
    "a file of a long name to import": ("import-attviz", LONG, "-o", "new"),
    "a file that is no export to import": ("import-attviz", "texts.txt", "-o", "new"),
    "an import to a long name": ("import-attviz", "attviz.json", "-o", LONG),
    "an import to a long name, overwritten": ("import-attviz", "attviz.json", "-o", LONG, "--overwrite"),
    "an export of a long name for AttViz": ("export-attviz", LONG, "-o", "x.json"),
    "a file of a long name for AttViz": ("export-attviz", "tiny.export", "-o", LONG),
    "a demo without a name": ("demo", "-o", "."),
    "a demo in the folder above": ("demo", "-o", ".."),
    "a demo at the root": ("demo", "-o", "/"),
    "a demo of a long name": ("demo", "-o", LONG),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A folder with a model, an export and what is no such thing."""
    folder = tmp_path_factory.mktemp("faults")
    save_tiny(folder / "tiny", "bert", "classes")
    texts = "The cat did not see the dog.\nThe dog ran.\n"
    (folder / "texts.txt").write_text(texts, "utf-8")
    attlas.export([str(folder / "tiny")], folder / "texts.txt", folder / "tiny.export", views=["heads"])
    attlas.write_attviz(folder / "tiny.export", folder / "attviz.json")
    spacy.blank("en").to_disk(folder / "damaged")
    (folder / "damaged" / "tokenizer").write_bytes(b"\xff")
    (folder / "terraform").mkdir()
    (folder / "terraform" / "plan.json").write_text('{"terraform": 1}', "utf-8")
    (folder / "strange" / "manifest.json").mkdir(parents=True)
    return folder


@pytest.fixture
def here(root, monkeypatch) -> Path:
    monkeypatch.chdir(root)
    for name in ("tuned_encoder", "genre_classifier", "translation_model"):
        monkeypatch.setattr(demo, name, lambda: None)
    monkeypatch.setattr(demo, "sentence_encoder", lambda: root / "tiny")
    return root


@pytest.mark.parametrize("arguments", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_a_line_and_leaves_nothing(here, arguments):
    before = sorted(here.rglob("*"))
    result = CliRunner().invoke(main, list(arguments))
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert result.exit_code == 2 or result.output.startswith("attlas: ")
    assert result.exit_code == 2 or len(result.output.splitlines()) == 1
    assert sorted(here.rglob("*")) == before
