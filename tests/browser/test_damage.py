"""What is missing, damaged or forbidden is said, and the rest of the page goes on."""

import json
import re
import shutil
import struct
import zlib
from base64 import b64decode
from pathlib import Path

import pytest
from playwright.sync_api import expect

import attlas
from attlas.site_template import bundle
from browser.acts import document_row, open_document, open_page
from browser.conftest import GOLDEN
from browser.states import DOCUMENT, STATES

pytestmark = pytest.mark.browser


@pytest.fixture
def copy(sites, tmp_path):
    """Sites of this test's own, to be broken."""
    return Path(shutil.copytree(sites, tmp_path / "sites"))


def spoil(path):
    """Overwrite a part of the second document's header."""
    text = path.read_text("utf-8")
    spoilt = re.sub(r'(id="shard-1"[^>]*>|\("1",")(.{200}).{40}', rf"\1\2{'AAAA' * 10}", text)
    assert spoilt != text
    path.write_text(spoilt, "utf-8")


def test_missing_document_is_named(page, watch, copy):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    (copy / "site" / "shards" / "1.js").unlink()
    open_page(page, (copy / "site" / "index.html").as_uri())
    document_row(page, "Who sat?").click()
    expect(page.get_by_role("alert")).to_contain_text("pair is missing: shards/1.js could not be loaded")
    open_document(page, "A cat")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("index", "holder", "said"),
    [
        ("page.html", "page.html", "pair is damaged. Build"),
        ("site/index.html", "site/shards/1.js", "pair is damaged in shards/1.js. Build"),
    ],
)
def test_damaged_document_and_its_file_are_named(page, copy, index, holder, said):
    spoil(copy / holder)
    open_page(page, (copy / index).as_uri())
    document_row(page, "Who sat?").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    open_document(page, "A cat")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_document_that_a_host_has_not_is_named(page, watch, copy, tmp_path_factory, origin):
    watch.pardoned = ("404",)
    (copy / "site" / "shards" / "1.js").unlink()
    root = tmp_path_factory.getbasetemp()
    open_page(page, f"{origin}/{(copy / 'site' / 'index.html').relative_to(root)}")
    document_row(page, "Who sat?").click()
    expect(page.get_by_role("alert")).to_contain_text("pair is missing: shards/1.js could not be loaded")
    open_document(page, "A cat")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("keep", "said"),
    [
        (lambda text: text[: len(text) // 2], "pair is missing: shards/1.js holds something else"),
        (lambda text: text[: len(text) // 2] + '",1);', "pair is damaged in shards/1.js"),
        (lambda text: "", "pair is missing: shards/1.js holds something else"),
    ],
    ids=["cut off", "cut short", "emptied"],
)
def test_the_file_that_was_cut_is_named(page, watch, copy, keep, said):
    watch.pardoned = ("SyntaxError", "Invalid or unexpected token")
    path = copy / "site" / "shards" / "1.js"
    path.write_text(keep(path.read_text("ascii")), "ascii")
    open_page(page, (copy / "site" / "index.html").as_uri())
    document_row(page, "Who sat?").click()
    expect(page.get_by_role("alert").first).to_contain_text(said)


def spoil_array(path, number):
    """Change one character of an array of a shard, given by its place among the arrays."""
    head, name, comma, text, tail = path.read_text("ascii").split('"')
    container = b64decode(text)
    start = 4 + struct.unpack_from("<I", container)[0]
    blobs = json.loads(zlib.decompress(container[4:start], wbits=-zlib.MAX_WBITS))["blobs"]
    offset, length, _ = blobs[number]
    at = (start + offset + length // 2) * 4 // 3
    changed = "A" if text[at] != "A" else "B"
    path.write_text(f'{head}"{name}"{comma}"{text[:at]}{changed}{text[at + 1 :]}"{tail}', "ascii")


def header_of(path):
    """Read what a shard holds beside its arrays."""
    container = b64decode(path.read_text("ascii").split('"')[3])
    end = 4 + struct.unpack_from("<I", container)[0]
    return json.loads(zlib.decompress(container[4:end], wbits=-zlib.MAX_WBITS))


def weights_place(path, kind, layer, run=1):
    """Tell which of the arrays of a document's shard the weights of a layer are, by default the translator's."""
    document = header_of(path)["document"]
    part = next(part for part in document["runs"][run]["attention"] if part["kind"] == kind)
    return int(part["layers"][layer]["weights"]["data"])


def test_one_wrong_character_in_an_array_is_seen(page, copy):
    path = copy / "site" / "shards" / "0.js"
    spoil_array(path, weights_place(path, "cross", 1))
    open_page(page, (copy / "site" / "index.html").as_uri(), "#doc=one&model=m1&kind=cross&layer=1")
    expect(page.get_by_role("alert")).to_contain_text("Layer 1 of the document one is damaged in shards/0.js")
    page.get_by_role("button", name="Previous layer").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_document_in_pieces_is_read_as_they_are_asked_for(page, watch, tmp_path, monkeypatch):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    monkeypatch.setattr(bundle, "LARGEST_PIECE", 400)
    site = attlas.build(GOLDEN, tmp_path / "pieces")
    pieces = sorted((site / "shards").glob("0.*.js"))
    assert len(pieces) > 2
    open_page(page, (site / "index.html").as_uri(), "#doc=one&model=m1&kind=cross&layer=1")
    expect(page.get_by_role("listbox", name="Query")).to_be_visible()
    for piece in pieces:
        piece.unlink()
    page.reload()
    expect(page.get_by_role("alert").first).to_contain_text(
        re.compile(r"is missing: shards/0\.\d+\.js could not")
    )


def test_one_damaged_layer_leaves_the_vectors_of_the_others(page, copy):
    path = copy / "site" / "shards" / "0.js"
    spoil_array(path, weights_place(path, "encoder", 1, run=0))
    fragment = "#doc=one&model=m0&view=tokens&vectors=all&made=max:0.0-1.0:mine"
    open_page(page, (copy / "site" / "index.html").as_uri(), fragment)
    view = page.get_by_role("region", name="Tokens and their vectors")
    expect(view.get_by_role("alert")).to_contain_text("Layer 1 of the document one is damaged")
    expect(view.get_by_text(re.compile(r"Vectors: (\d+) of \1 shown, 1 made"))).to_be_visible()
    view.get_by_role("combobox", name="Vectors of").select_option("layer")
    expect(view.get_by_role("alert")).to_contain_text("Layer 1 of the document one is damaged")
    view.locator("summary", has_text="Vectors:").click()
    view.get_by_role("button", name="Remove mine").click()
    expect(view.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_the_file_over_all_documents_is_named(page, watch, network_export_folder, tmp_path, damage):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    site = attlas.build(network_export_folder, tmp_path / "site")
    path = site / "shards" / "2.js"
    if damage == "missing":
        path.unlink()
    else:
        spoil_array(path, -1)
    open_page(page, (site / "index.html").as_uri(), "#doc=one&view=network&piles=1&scope=corpus")
    place = {"missing": ": shards/2.js could not", "damaged": " in shards/2.js"}[damage]
    sentence = f"What was computed over all documents (corpus/m0.json) is {damage}{place}"
    expect(page.get_by_text(sentence).first).to_be_visible()
    page.get_by_role("combobox", name="Piles of").select_option("document")
    expect(page.get_by_role("region", name="Piles of layer 1")).to_be_visible()


OVER_ALL = {
    "statistics": ("corpus tokens", "statistics/m0.json"),
    "comparison": ("corpus samples", "comparisons/m0-m1.json"),
    "lens_index": ("lens overview", "lens/m0/index.json"),
    "lens_layer": ("lens head", "lens/m0/encoder-1.json"),
}


def shard_of(folder, key, file):
    """Find the shard of a file by what its header holds."""
    numbers = sorted(folder.iterdir(), key=lambda path: int(path.stem))
    held = [path for path in numbers if key in header_of(path)]
    return held[{"lens/m0/encoder-1.json": 1}.get(file, 0)]


def test_a_comparison_that_the_list_sorts_by_is_asked_for_again(page, watch, whole_sites, tmp_path):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    site = Path(shutil.copytree(whole_sites / "site", tmp_path / "site"))
    path = shard_of(site / "shards", "comparison", "comparisons/m0-m1.json")
    moved = path.rename(tmp_path / "moved.js")
    open_page(page, (site / "index.html").as_uri(), f"{DOCUMENT}&by=moved&falling=yes")
    documents = page.get_by_role("complementary", name="Documents")
    expect(documents.get_by_role("alert")).to_contain_text("(comparisons/m0-m1.json) is missing")
    moved.rename(path)
    documents.get_by_role("button", name="Try again").click()
    expect(documents.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("damage", ["missing", "damaged"])
@pytest.mark.parametrize("key", OVER_ALL)
def test_every_file_over_all_documents_is_named(page, watch, whole_sites, tmp_path, key, damage):
    watch.pardoned = ("ERR_FILE_NOT_FOUND",)
    state, file = OVER_ALL[key]
    site = Path(shutil.copytree(whole_sites / "site", tmp_path / "site"))
    path = shard_of(site / "shards", key, file)
    if damage == "missing":
        path.unlink()
    else:
        spoil_array(path, 0)
    open_page(page, (site / "index.html").as_uri(), f"{DOCUMENT}&{STATES[state]}")
    expect(page.get_by_text(re.compile(rf"\({re.escape(file)}\) is {damage}")).first).to_be_visible()
    page.get_by_role("tab", name="Heads", exact=True).click()
    expect(page.get_by_role("listbox", name="Query")).to_be_visible()


def test_page_that_was_cut_off_shows_what_it_has(page, copy):
    whole = (copy / "page.html").read_text("utf-8")
    (copy / "page.html").write_text(whole[: whole.index("<script", whole.index('id="shard-1"'))], "utf-8")
    open_page(page, (copy / "page.html").as_uri())
    document_row(page, "onerror").click()
    expect(page.get_by_role("alert")).to_contain_text("copy it again, whole")
    open_document(page, "Who sat?", heading="pair")


@pytest.mark.parametrize("rest", [r"\g<2>", ""], ids=["changed", "cut"])
def test_damaged_program_is_said(page, watch, copy, rest):
    watch.pardoned = ("Content Security Policy",)
    path = copy / "page.html"
    program = r'(?s)(id="attlas-client">.{4000}).{40}(.*?)(?=</script>)'
    spoilt = re.sub(program, rf"\g<1>{'AAAA' * 10}{rest}", path.read_text("utf-8"), count=1)
    path.write_text(spoilt, "utf-8")
    page.goto(path.as_uri())
    expect(page.locator("#attlas")).to_contain_text("The program of this page is damaged")
    expect(page.locator("html")).to_have_attribute("data-ready", "error")


INJECTIONS = {
    "script element": "add('script', {text: 'broken = 1'})",
    "script beside the page": "add('script', {src: 'evil.js'})",
    "event handler": "document.body.innerHTML += '<img src=data: onerror=\"broken = 1\">'",
    "frame": "add('iframe', {src: 'javascript:parent.broken = 1'})",
    "request": "await fetch('/broken'); broken = 1",
    "evaluated text": "setTimeout(() => eval('broken = 1'))",
    "function of a text": "setTimeout(() => new Function('broken = 1')())",
}
ADD = (
    "const add = (name, fields) => document.body.append(Object.assign(document.createElement(name), fields));"
)


@pytest.mark.parametrize("injection", INJECTIONS.values(), ids=INJECTIONS.keys())
def test_injected_code_does_nothing(page, watch, address, injection):
    # What Playwright itself evaluates may evaluate more; so texts are in a task of the page's own.
    watch.pardoned = ("Content Security Policy", "Trusted", "EvalError")
    open_page(page, address)
    outcome = page.evaluate(
        f"async () => {{ {ADD} try {{ {injection} }} catch (error) {{ return error.name }} }}"
    )
    assert outcome in {"TypeError", None}
    page.wait_for_timeout(200)
    assert page.evaluate("typeof broken") == "undefined"
