"""Pages as values of a notebook: how they are shown and saved."""

import tempfile
from html.parser import HTMLParser

import pytest

import attlas
from attlas import AttlasError
from attlas.notebook import Shown
from tiny import tiny_model
from tiny_tokenizers import tiny_tokenizer

TEXT = 'Who fed "the" cat & the <dog>?'


class Frames(HTMLParser):
    """Collects the frames of a page, as a browser would read their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.frames: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "iframe":
            self.frames.append(dict(attrs))


@pytest.fixture(scope="module")
def shown() -> Shown:
    return attlas.show(tiny_model("bert"), tiny_tokenizer("wordpiece"), TEXT, height=500)


def test_the_frame_holds_the_whole_page(shown):
    (frame,) = Frames(shown._repr_html_()).frames
    assert frame["srcdoc"] == shown.html
    assert shown.html.startswith("<!DOCTYPE html>")


def test_the_frame_is_a_sandbox_without_the_notebooks_origin(shown):
    (frame,) = Frames(shown._repr_html_()).frames
    assert frame["sandbox"].split() == ["allow-scripts", "allow-downloads"]


def test_the_height_is_given_and_can_be_dragged(shown):
    assert "height: 500px" in shown._repr_html_()
    assert "resize: vertical" in shown._repr_html_()


def test_a_saved_page_is_the_one_that_is_shown(shown, tmp_path):
    path = shown.save(tmp_path / "page.html")
    assert path.read_text("utf-8") == shown.html
    shown.save(path)


def test_saving_replaces_nothing_else(shown, tmp_path):
    (tmp_path / "thesis.html").write_text("<p>mine")
    with pytest.raises(AttlasError, match="is not a page of attlas"):
        shown.save(tmp_path / "thesis.html")


def test_an_export_is_shown_too(tmp_path):
    layers = [[[[[1.0, 0.0], [0.5, 0.5]]]]]
    export = attlas.from_tensors(["the", "cat"], layers, output=tmp_path / "x")
    assert "My title" in attlas.show(export, title="My title").html
    assert "My title" in attlas.show(str(export), title="My title").html


def test_a_page_begins_with_what_the_author_wants_to_show(tmp_path):
    export = attlas.from_tensors(["the", "cat"], [[[[[1.0, 0.0], [0.5, 0.5]]]]], output=tmp_path / "x")
    assert '"start":"view=model"' in attlas.show(export, start="#view=model").html


def test_nothing_is_left_on_the_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    attlas.show(tiny_model("bert"), tiny_tokenizer("wordpiece"), [TEXT, TEXT])
    assert list(tmp_path.iterdir()) == []


def test_its_text_form_is_short(shown):
    assert repr(shown).startswith("<attlas page of 0.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build/none.export", None, "text"), "is shown as an export, expected nothing to run"),
        ((tiny_model("bert"),), "BertModel comes without tokenizer or texts"),
        (("build/none.export",), "does not exist"),
    ],
)
def test_what_cannot_be_shown_is_named(arguments, message):
    with pytest.raises(AttlasError, match=message):
        attlas.show(*arguments)
