"""Markup in every text that a payload has runs nothing, in any view: no dialog, no request, no element of its own."""

from typing import Any

import orjson
import pytest

import attlas
from browser.acts import open_page
from tiny import save_tiny

pytestmark = pytest.mark.browser

MARKUP = (
    '</script><b class="evil"><img src="https://evil.test/x" onerror="broken=1"><script>broken=1</script>'
)
PADDING = " <i class=evil onclick=broken=1>" * 3

# What a reader is shown, by the names of its fields; ids, tokens and words among them.
SHOWN = {
    *(
        "architecture",
        "attlas",
        "excerpt",
        "id",
        "label",
        "labels",
        "language",
        "name",
        "note",
        "notes",
        "reason",
    ),
    *("tagger", "text", "text_b", "title", "token", "tokens", "version", "word_labels"),
}
VIEWS = ("network", "heads", "model", "neurons", "lens", "flows", "tokens", "corpus")


def hostile(node: Any, name: str = "") -> Any:
    """Replace every text that a reader is shown by markup; equal texts stay equal, others apart."""
    if isinstance(node, dict):
        return {key: hostile(value, key) for key, value in node.items()}
    if isinstance(node, list):
        return [hostile(value, name) for value in node]
    return f"{MARKUP}{node}{PADDING}" if isinstance(node, str) and name in SHOWN else node


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("markup")
    models = [
        str(save_tiny(folder / "encoder", "bert", "classes")),
        str(save_tiny(folder / "tuned", "bert", "classes", seed=1)),
        str(save_tiny(folder / "translator", "t5", "generated")),
    ]
    texts = [
        {"text": "The cat saw a dog.", "label": "calm", "title": "One"},
        {"text": "The dog ran.", "text_b": "It barked.", "label": "wild"},
    ]
    made = attlas.export(
        models, texts, folder / "x.export", views=["all"], lens=texts, clusters=2, max_tokens=16, device="cpu"
    )
    for file in made.rglob("*.json"):
        file.write_bytes(orjson.dumps(hostile(orjson.loads(file.read_bytes()))))
    return attlas.build(made, folder / "page.html", title=MARKUP).as_uri()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("model", ["m0", "m2"])
def test_markup_in_every_text_runs_nothing(page, address, view, model):
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    open_page(page, address, f"#view={view}&model={model}&query=1")
    page.wait_for_timeout(300)
    assert MARKUP[:9] in page.locator("body").inner_text()  # it is there to be read
    for place in ("main canvas", "main svg", "main button"):
        for mark in page.locator(place).all()[:2]:
            if mark.is_visible():
                mark.hover(force=True)
    assert dialogs == []
    assert page.locator(".evil, [onerror], [onclick], img[src^=http]").count() == 0
    assert page.evaluate("typeof broken") == "undefined"
