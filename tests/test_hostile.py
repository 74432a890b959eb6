"""Property tests: no input that an author or a stranger can give ends in a traceback, runs, escapes or is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attlas import AttlasError, build, export, from_tensors, verify
from attlas.exporter.documents import document_file, documents_from, read_documents
from attlas.site_template.inspect import describe
from attlas.site_template.sizes import describe_sizes
from sites import STUB, shard_texts, unpack
from tiny import save_tiny

GOLDEN = Path(__file__).parent / "golden" / "export"

few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
fewer = settings(few, max_examples=8)

TRAPS = (
    "</script><script>parent.broken = 1</script>",
    '"><img src=x onerror="broken = 1">',
    "<!--<script>",
    "]]>&amp;&#60;{{ 7 * 7 }}{% raw %}",
    "\u202eevil\u2066",
    "\ud800",
    "\udfff\ud800",
    "a\x00b",
    "\x1b[31m\x07\x08",
    "\ufeff\ufffe\uffff",
    "../../outside",
    "..",
    "con",
    "NUL.json",
    "trailing. ",
    "a/b\\c:d*e",
    "x" * 300,
    "é" * 200,
    "\r\n\r",
    "\u2028\u2029\x85",
    "=HYPERLINK(1)",
)
texts = st.one_of(st.sampled_from(TRAPS), st.text(st.characters(), max_size=40))
inked = texts.filter(lambda text: text.strip())

fields = st.fixed_dictionaries(
    {"text": inked},
    optional=dict.fromkeys(("id", "text_b", "target", "label", "title"), texts),
)
corpora = st.lists(fields, min_size=1, max_size=4, unique_by=lambda one: _kept(one.get("id")) or object())


def _kept(text: str | None) -> str | None:
    """What of a field is kept: a blank one counts as absent, a lone surrogate becomes U+FFFD."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text) if text and text.strip() else None


def as_given(document: Any, given: dict[str, str]) -> bool:
    return all(
        getattr(document, name) == _kept(given.get(name))
        for name in given
        if name != "id" or _kept(given["id"])
    )


@few
@given(corpora)
def test_documents_in_memory_and_json_lines_are_kept_whole(tmp_path, items):
    file = tmp_path / "x.jsonl"
    file.write_text("\n".join(map(json.dumps, items)), "ascii")
    for documents in (documents_from(items), read_documents([file])):
        assert len(documents) == len(items)
        assert all(map(as_given, documents, items))


@few
@given(corpora, st.sampled_from([".csv", ".tsv"]))
def test_tables_are_kept_whole(tmp_path, items, suffix):
    rows = [{name: _kept(value) or "" for name, value in item.items()} for item in items]
    names, written = sorted({name for row in rows for name in row}), io.StringIO(newline="")
    table = csv.DictWriter(
        written, names, delimiter="," if suffix == ".csv" else "\t", quoting=csv.QUOTE_ALL, restval=""
    )
    table.writeheader()
    table.writerows(rows)
    file = tmp_path / f"x{suffix}"
    file.write_bytes(written.getvalue().encode())
    documents = read_documents([file])
    assert [_one_line_end(each.text) for each in documents] == [_one_line_end(row["text"]) for row in rows]


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@few
@given(
    content=st.one_of(st.binary(max_size=200), texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@pytest.mark.parametrize("suffix", [".txt", ".jsonl", ".csv", ".tsv"])
def test_any_bytes_are_read_or_refused_in_a_line(tmp_path, suffix, content):
    file = tmp_path / f"x{suffix}"
    file.write_bytes(content)
    one_line(lambda: read_documents([file]))


@few
@given(st.lists(inked, min_size=2, max_size=6, unique=True))
def test_names_of_files_stay_in_their_folder_and_apart(ids):
    names = [document_file(each) for each in ids]
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,90}\.json", name)
        assert not re.match(r"(con|prn|aux|nul|com\d|lpt\d)\.", name)


def test_a_word_of_a_megabyte_and_blank_lines_without_end_are_read(tmp_path):
    file = tmp_path / "x.txt"
    file.write_text("\n" * 100_000 + "w" * 1_000_000 + "\n" * 100_000)
    (document,) = read_documents([file])
    assert document.text == "w" * 1_000_000


def test_a_word_of_a_megabyte_becomes_a_page(tmp_path):
    model = save_tiny(tmp_path / "tiny", "bert")
    made = export([str(model)], [{"text": "w" * 1_000_000}], tmp_path / "x.export", max_tokens=16)
    assert verify(made) == []
    page = build(made, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    assert unpack(shard_texts(page)["0"])["text"] == "w" * 1_000_000


def one_line(action: Any) -> Any:
    """Do something that may be refused, in one line."""
    try:
        return action()
    except AttlasError as error:
        if "\n" in str(error):
            raise
        return None


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> str:
    return str(save_tiny(tmp_path_factory.mktemp("model") / "tiny", "bert", "classes"))


@fewer
@given(corpora, texts, texts)
def test_exports_keep_what_they_are_given_and_stay_in_their_folder(tmp_path, model, items, label, title):
    outer = fresh(tmp_path / "outer")
    made = one_line(
        lambda: export([f"{model}={label}"], items, outer / "x", max_tokens=32, views=["heads"], device="cpu")
    )
    if made is None:
        return
    assert verify(made) == []
    page = build(made, outer / "page.html", title=title, assets=STUB)
    assert sorted(path.name for path in outer.iterdir()) == ["page.html", "x"]
    assert [path.name for path in tmp_path.iterdir()] == ["outer"]
    shown = page.read_text("utf-8")
    documents = [unpack(text) for name, text in shard_texts(shown).items() if name.isdigit()]
    assert [each["text"] for each in documents] == [_kept(item["text"]) for item in items]
    assert_nothing_live(shown)


class Live(HTMLParser):
    """Collects what of a page a browser would run or fetch, and what stands in its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        source = dict(attrs).get("src") or "data:"
        if any(name.startswith("on") for name, _ in attrs) or not source.startswith("data:"):
            self.found.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and "<script" in data:
            self.found.append(data)


def assert_nothing_live(page: str) -> None:
    live = Live()
    live.feed(page)
    assert live.found == []


numbers = st.one_of(
    st.floats(width=32), st.integers(-2, 2), st.sampled_from([0.5, 1.0, float("nan"), float("inf"), -1.0])
)
shapes = st.lists(st.integers(0, 3), min_size=0, max_size=5)


@st.composite
def tensors(draw) -> Any:
    """Nested lists, arrays, torch-like or not, ragged or not; sometimes real attention."""
    n = draw(st.integers(1, 3))
    if draw(st.booleans()):
        weights = np.full((1, draw(st.integers(1, 2)), n, n), 1 / n)
        return draw(st.lists(texts, min_size=n, max_size=n)), [weights]
    shape = tuple(draw(shapes))
    values = np.array([draw(numbers) for _ in range(int(np.prod(shape)))], dtype=float).reshape(shape)
    value = draw(
        st.sampled_from([values, values.tolist(), [values], [None, values], [], None, "text", [[1], [2, 3]]])
    )
    return draw(st.one_of(st.lists(texts, max_size=3), st.none(), st.just([["a"], ["b"]]))), value


@few
@given(tensors(), texts)
def test_tensors_are_taken_or_refused_in_a_line(tmp_path, given_arrays, label):
    tokens, attention = given_arrays
    made = one_line(
        lambda: from_tensors(tokens, attention, output=tmp_path / "x", label=label, overwrite=True)
    )
    if made is not None:
        assert verify(made) == []


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


CONTENTS = {str(path.relative_to(GOLDEN)): path.read_bytes() for path in sorted(GOLDEN.rglob("*.json"))}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([*TRAPS[2:5], "", "documents/0.json", "AAAA", "!", "m0", "m1", "encoder", "a\x00b"]),
)
values = st.one_of(
    scalars, st.lists(scalars, max_size=3), st.dictionaries(st.sampled_from(["a", "data"]), scalars)
)


def places(node: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """List the places of a JSON value; of the items of a list the first and the last."""
    yield place
    if isinstance(node, dict):
        for key in node:
            yield from places(node[key], (*place, key))
    elif isinstance(node, list):
        for index in {0, len(node) - 1} if node else ():
            yield from places(node[index], (*place, index))


def put(node: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """Give a JSON value in which one value is another."""
    if not place:
        return value
    first, *rest = place
    node = node.copy()
    node[first] = put(node[first], tuple(rest), value)
    return node


@st.composite
def edits(draw) -> tuple[str, bytes]:
    """A file of the golden export with one byte or one value changed, or cut."""
    file = draw(st.sampled_from([*CONTENTS]))
    content = CONTENTS[file]
    at = draw(st.integers(0, len(content) - 1))
    how = draw(st.sampled_from(["value", "value", "value", "byte", "cut"]))
    if how == "byte":
        return file, content[:at] + bytes([draw(st.integers(0, 255))]) + content[at + 1 :]
    if how == "cut":
        return file, content[:at]
    read = orjson.loads(content)
    edited = put(read, draw(st.sampled_from([*places(read)])), draw(values))
    return file, json.dumps(edited).encode()


@pytest.fixture
def golden(tmp_path) -> Path:
    for file, content in CONTENTS.items():
        (tmp_path / "x.export" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "x.export" / file).write_bytes(content)
    return tmp_path / "x.export"


@settings(few, max_examples=80)
@given(edit=edits())
def test_an_edited_export_is_read_or_refused_in_a_line(tmp_path, golden, edit):
    file, content = edit
    path = golden / file
    path.write_bytes(content)
    for action in (describe, describe_sizes, verify):
        one_line(lambda: action(golden))  # noqa: B023 (it is called at once)
    one_line(lambda: build(golden, tmp_path / "page.html", assets=STUB))
    path.write_bytes(CONTENTS[file])
    assert {path.name for path in tmp_path.iterdir()} <= {"x.export", "page.html"}
