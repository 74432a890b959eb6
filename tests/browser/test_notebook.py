"""A notebook, executed by a kernel of its own without a network, and its output in a browser."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from playwright.sync_api import Frame, Page, expect

from browser.acts import open_document

TESTS = Path(__file__).parents[1]

pytestmark = pytest.mark.browser

NO_NETWORK = """
import socket, sys

def refuse(*_):
    raise OSError("no network here")

socket.socket.connect = socket.create_connection = refuse
"""

MODEL = """
from tiny import tiny_model
from tiny_tokenizers import tiny_tokenizer

model, tokenizer = tiny_model("gpt2", "next_token"), tiny_tokenizer("bare bytes")
"""

SHOW = """
import attlas

shown = attlas.show(model, tokenizer, ["The dog did not see the cat.", "Who fed <b>the</b> cat?"], height=600)
shown
"""

EXPORT = """
export = attlas.from_tensors(["the", "cat"], [[[[[1.0, 0.0], [0.5, 0.5]]]]], output="tensors.export")
attlas.show(export, title="From tensors", start="view=model&theme=dark")
"""

SAVE = 'shown.save("saved.html")'


@pytest.fixture(scope="module")
def executed(tmp_path_factory) -> tuple[NotebookNode, Path]:
    folder = tmp_path_factory.mktemp("notebook")
    path = f"import sys; sys.path.insert(0, {str(TESTS)!r})"
    cells = [nbformat.v4.new_code_cell(source) for source in (path, NO_NETWORK, MODEL, SHOW, EXPORT, SAVE)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook, folder


def output_of(notebook: NotebookNode, cell: int) -> str:
    (result,) = (output for output in notebook.cells[cell].outputs if output.output_type == "execute_result")
    return result.data["text/html"]


def frame_of(page: Page, html: str, folder: Path) -> Frame:
    """Put the output of a cell into a page, as a notebook does, and wait until its frame is ready."""
    (folder / "output.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html}", "utf-8")
    page.goto((folder / "output.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_selector("html[data-ready=true]")
    return frame


def test_a_model_is_shown_in_the_output_of_its_cell(page, executed):
    notebook, folder = executed
    frame = frame_of(page, output_of(notebook, 3), folder)
    expect(frame.get_by_role("heading", name="Attention of GPT2LMHeadModel")).to_be_visible()
    for view in ("Model", "Heads"):
        frame.get_by_role("tab", name=view).click()
        expect(frame.get_by_role("tab", name=view)).to_have_attribute("aria-selected", "true")
    open_document(frame, "Who fed <b>the</b> cat?", heading="2")
    expect(frame.get_by_role("article")).to_contain_text("<b>the</b>")


def test_its_links_stay_in_the_frame(page, executed):
    notebook, folder = executed
    frame = frame_of(page, output_of(notebook, 3), folder)
    expect(frame.get_by_role("button", name="Copy link")).to_have_count(0)
    assert frame.url == "about:srcdoc"


def test_the_frame_cannot_reach_the_notebook(page, executed):
    notebook, folder = executed
    frame = frame_of(page, output_of(notebook, 3), folder)
    assert frame.evaluate("window.origin") == "null"


def test_an_export_of_tensors_is_shown(page, executed):
    notebook, folder = executed
    frame = frame_of(page, output_of(notebook, 4), folder)
    expect(frame.get_by_role("heading", name="From tensors")).to_be_visible()


def test_the_author_chooses_what_is_shown_at_first(page, executed):
    notebook, folder = executed
    frame = frame_of(page, output_of(notebook, 4), folder)
    expect(frame.get_by_role("tab", name="Model")).to_have_attribute("aria-selected", "true")
    expect(frame.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_saved_page_opens_by_itself(page, executed):
    _, folder = executed
    page.goto((folder / "saved.html").as_uri())
    page.wait_for_selector("html[data-ready=true]")
    expect(page.get_by_role("heading", name="Attention of GPT2LMHeadModel")).to_be_visible()
