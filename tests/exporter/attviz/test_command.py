"""The commands that read and write files of AttViz."""

import json

import pytest
from click.testing import CliRunner

from attlas.cli import main
from tiny import save_tiny

from .samples import BARE, FOXES, write


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return save_tiny(tmp_path_factory.mktemp("model") / "tiny", "bert", "classes")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts.txt").write_text("The cat did not see the dog.\nThe dog ran.\n", "utf-8")
    return tmp_path


def attlas(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_file_becomes_an_export_and_a_page_and_a_file_again(here):
    write(here, [FOXES, {**BARE, "label": "x"}])
    result = attlas("import-attviz", "reviews.json", "-o", "x.export")
    assert result.exit_code == 0, result.output
    assert '"label" of 1 document' in result.output
    assert attlas("build", "-q", "x.export", "-o", "x.html").exit_code == 0
    page = (here / "x.html").read_text("utf-8")
    assert "one number per token and vector was imported" in page
    assert "each square is one head" not in page, "there is no figure without attention"
    assert "<td><bdi>ran</bdi></td><td>1.678e+07</td>" in page
    assert attlas("export-attviz", "x.export", "-o", "y.json").exit_code == 0
    assert json.loads((here / "y.json").read_text("utf-8"))[0]["name"] == "foxes"


def test_an_export_is_written_as_a_file_too(here, model):
    result = attlas("export", "-q", "-m", model, "texts.txt", "-o", "x.export", "--attviz", "made/x.json")
    assert (result.exit_code, result.output) == (0, "")
    first, second = json.loads((here / "made" / "x.json").read_text("utf-8"))
    assert (first["name"], second["name"]) == ("1", "2")
    assert abs(sum(each["value"] for each in first["output_activations"]) - 1) < 1e-5
    attlas("export-attviz", "-q", "x.export", "-o", "y.json")
    assert (here / "y.json").read_bytes() == (here / "made" / "x.json").read_bytes()


def test_two_models_are_refused_before_anything_runs(here, model):
    result = attlas("export", "-m", model, "-m", model, "texts.txt", "-o", "x.export", "--attviz", "x.json")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "expected one, which is all that AttViz shows" in result.output
    assert not (here / "x.export").exists()


def test_a_bad_file_is_one_line(here):
    write(here, "{")
    result = attlas("import-attviz", "reviews.json", "-o", "x.export")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "reviews.json, line 1" in result.output
