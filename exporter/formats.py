"""Files of documents to records: text lines, JSON lines, CSV and TSV, all of them UTF-8."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from attlas.precompute.errors import AttlasError
from attlas.precompute.paths import is_there

STANDARD_INPUT = "-"
LARGEST_FIELD = 2**31 - 1
LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Record:
    """The fields of one document as they were read, unchecked, and where they stood.

    Parameters
    ----------
    place : str
        File and line, for errors.
    fields : mapping of str to object
        Values by name of the column or key.
    """

    place: str
    fields: Mapping[str, object]


Parser = Callable[[str, str], Iterator[Record]]
"""Takes the name of a file, for errors, and its text."""


def read_records(source: str | Path, *, per_file: bool = False, text_column: str = "text") -> list[Record]:
    """Read the documents of one file.

    Parameters
    ----------
    source : path, or "-"
        A ``.txt``, ``.jsonl``, ``.csv`` or ``.tsv`` file; "-" for standard input, which holds JSON lines if
        it begins with an opening brace, else text.
    per_file : bool
        Whether a text file, or text from standard input, is one document instead of one per line.
    text_column : str
        Name under which the texts of text files are filed.

    Returns
    -------
    list of Record
        In the order of the file, at least one.

    Raises
    ------
    AttlasError
        If the file cannot be read, is not UTF-8, is malformed or holds no document.
    """
    parse_text = partial(whole_text if per_file else text_lines, column=text_column)
    if str(source) == STANDARD_INPUT:
        name, content = "standard input", decode("standard input", sys.stdin.buffer.read())
        parse: Parser = json_lines if content.lstrip().startswith("{") else parse_text
    else:
        path = Path(source)
        parse = _parser_for(path, parse_text)
        name, content = str(path), decode(str(path), read_bytes(path))
    records = list(parse(name, content))
    if not records:
        raise AttlasError(
            f"{name} {_lack(content)}, expected at least one document; add one or leave the file out"
        )
    return records


def _parser_for(path: Path, parse_text: Parser) -> Parser:
    parsers: dict[str, Parser] = {
        ".txt": parse_text,
        ".jsonl": json_lines,
        ".csv": partial(table, delimiter=","),
        ".tsv": partial(table, delimiter="\t"),
    }
    suffix = path.suffix.lower()
    if not is_there(path):
        if suffix in parsers:
            raise AttlasError(f"{path} does not exist, expected a file of documents; check the path")
        raise AttlasError(
            f"{brief(str(path))} is no file, expected one that ends in {', '.join(parsers)}; check the path, or, in "
            'Python, give a text as {"text": "…"}'
        )
    if path.is_dir():
        raise AttlasError(f"{path} is a directory, expected a file; name the files in it")
    if suffix not in parsers:
        raise AttlasError(
            f"{path} ends in {suffix!r}, expected one of {', '.join(parsers)}; convert or rename the file"
        )
    return parsers[suffix]


def brief(value: object) -> str:
    """Show the beginning of a value, on one line."""
    written = repr(value)
    return written if len(written) <= LONGEST_SHOWN else f"{written[:LONGEST_SHOWN]}…"


def read_bytes(path: Path) -> bytes:
    """Read a whole file.

    Raises
    ------
    AttlasError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise AttlasError(
            f"{path} cannot be read ({error.strerror}), expected a readable file; check it"
        ) from error


def _lack(content: str) -> str:
    if not content:
        return "is empty"
    return "has no rows below its header" if content.strip() else "holds only blank lines"


def decode(name: str, content: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark; every line ending becomes a line feed.

    Raises
    ------
    AttlasError
        If the bytes are not UTF-8; the message gives the line, from 1, and the byte offset in the file, from
        0.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        encoding = "UTF-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "its encoding"
        raise AttlasError(
            f"{name}, line {line}, byte {error.start}: 0x{content[error.start]:02x} is not UTF-8, "
            f"expected UTF-8 text; convert the file from {encoding} to UTF-8"
        ) from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def text_lines(name: str, content: str, *, column: str) -> Iterator[Record]:
    """Give a record for every line that is not blank; only line feeds end a line, U+2028 does not."""
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield Record(f"{name}, line {number}", {column: line})


def whole_text(name: str, content: str, *, column: str) -> Iterator[Record]:
    """Give one record for a text that is not blank, titled by its file's name."""
    if content.strip():
        title = None if name == "standard input" else Path(name).stem
        yield Record(name, {column: content.rstrip("\n"), "title": title})


def json_lines(name: str, content: str) -> Iterator[Record]:
    """Give a record for every line that is not blank, each one JSON object."""
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            place = f"{name}, line {number}"
            yield Record(place, _json_object(place, line))


def _json_object(place: str, line: str) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except (
        ValueError,
        RecursionError,
    ) as error:  # malformed, a number of thousands of digits, or nested too deep
        reason = (
            f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
        )
        raise AttlasError(
            f"{place}: malformed JSON ({reason}), expected one JSON object per line; correct the line"
        ) from error
    if not isinstance(value, dict):
        raise AttlasError(
            f'{place}: a JSON {_kind(value)}, expected an object; write {{"text": …}} on every line'
        )
    return value


def _kind(value: object) -> str:
    names = {list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def table(name: str, content: str, *, delimiter: str) -> Iterator[Record]:
    """Give a record for every row below the header; rows without any content are skipped.

    Cells may be quoted as in RFC 4180 and then hold delimiters, quotes and line breaks, and be of any length.
    """
    rows = iter(_rows(name, content, delimiter))
    _, header = next(rows, (0, []))
    columns = [column.strip() for column in header]
    if repeated := {column for column in columns if column and columns.count(column) > 1}:
        raise AttlasError(
            f"{name}: column {min(repeated)!r} appears twice, expected it once; rename or remove one"
        )
    for line, cells in rows:
        place = f"{name}, line {line}"
        if len(cells) != len(columns):
            raise AttlasError(
                f"{place}: a row of {len(cells)} cells, expected {len(columns)} as in the header; "
                "quote cells that hold the delimiter"
            )
        yield Record(place, dict(zip(columns, cells, strict=True)))


def _rows(name: str, content: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Split a table into rows that have any content, each with the line it begins on."""
    reader = csv.reader(StringIO(content, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    with _fields_of_any_length():
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise AttlasError(
                    f"{name}, line {line}: malformed table ({error}), expected cells quoted in pairs; "
                    "close the quote, or write a quote in a cell twice"
                ) from error
            if cells is None:
                return rows
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1


@contextmanager
def _fields_of_any_length() -> Iterator[None]:
    # The csv module keeps one limit for the whole process, 128 kB unless somebody changed it.
    limit = csv.field_size_limit(LARGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
