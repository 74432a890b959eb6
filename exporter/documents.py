"""The documents of an export: read from files or memory, checked, each with an id and a file name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.resources import as_file, files
from itertools import chain, count
from pathlib import Path
from unicodedata import normalize

import orjson

from attlas.precompute.contract import Document
from attlas.precompute.errors import AttlasError

from .formats import Record, brief, read_records

SHORT_FIELDS = ("id", "label", "title")
SURROGATE = re.compile("[\ud800-\udfff]")

PLAIN_NAME = re.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*")
LONGEST_NAME, LONGEST_SLUG, HASH_DIGITS = 80, 40, 12
RESERVED_NAME = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


@dataclass(frozen=True)
class SourceDocument:
    """A document as the author gave it.

    Parameters
    ----------
    id : str
        Unique among the documents of an export.
    text : str
        The text; never blank.
    text_b : str, optional
        Second text of a sentence pair.
    target : str, optional
        What an encoder-decoder model is to write.
    label : str, optional
        The gold label.
    title : str, optional
        Name shown to the reader.
    """

    id: str
    text: str
    text_b: str | None = None
    target: str | None = None
    label: str | None = None
    title: str | None = None


def read_documents(
    inputs: Sequence[str | Path], *, per_file: bool = False, text_column: str = "text"
) -> list[SourceDocument]:
    """Read documents from files, all of them UTF-8.

    A ``.txt`` file holds a document per line; ``.jsonl`` an object per line; ``.csv`` and ``.tsv`` a header
    and a row per document; ``"-"`` reads standard input as text lines, or as JSON lines if it begins with an
    opening brace. Blank lines are skipped.

    Objects and rows have the fields of `SourceDocument`, of which only the text is required; what has another
    name is ignored. Ids, labels and titles may be numbers. A blank field counts as absent. Documents without
    an id are numbered from 1 in reading order, past the numbers that are given as ids. Lone surrogates, which
    JSON can hold and Unicode text cannot, become U+FFFD.

    Parameters
    ----------
    inputs : sequence of path, or "-"
        Where to read; the documents follow in this order.
    per_file : bool
        Whether a text file is one document, titled by its name, instead of one per line.
    text_column : str
        Name of the column or key that holds the text.

    Returns
    -------
    list of SourceDocument
        At least one.

    Raises
    ------
    AttlasError
        If an input cannot be read, is malformed, lacks a text, or holds a field of another type or an id that
        was used before; the message names file and line.
    """
    read = partial(read_records, per_file=per_file, text_column=text_column)
    records = list(chain.from_iterable(map(read, inputs)))
    return _documents(records, text_column=text_column)


def documents_from(items: Iterable[str | Mapping[str, object] | SourceDocument]) -> list[SourceDocument]:
    """Take documents from memory, under the same rules as `read_documents`.

    Parameters
    ----------
    items : iterable of str, mapping or SourceDocument
        Texts, or mappings with the fields of `SourceDocument`.

    Raises
    ------
    AttlasError
        If there is none, or one lacks a text or has a field of another type or an id that was used before;
        the message gives its number, counted from 1.

    Examples
    --------
    >>> [document.id for document in documents_from(["A fox.", {"text": "A dog.", "id": 1}, "A cat."])]
    ['2', '1', '3']
    """
    records = [Record(f"document {number}", _fields(item)) for number, item in enumerate(items, start=1)]
    return _documents(records, text_column="text")


def demo_documents() -> list[SourceDocument]:
    """Read the corpus that comes with the package."""
    return _packaged("demo.jsonl")


def demo_translations() -> list[SourceDocument]:
    """Read the English sentences that come with the package, every other one with a French translation.

    A translation model writes the others itself, so that its own output and a given one can be seen side by side.
    """
    return _packaged("demo_en_fr.jsonl")


def demo_pairs() -> list[SourceDocument]:
    """Read the questions that come with the package, each with a sentence that answers it or does not."""
    return _packaged("demo_pairs.jsonl")


def demo_genres() -> list[SourceDocument]:
    """Read the short texts that come with the package, labelled by the genre that each was written for."""
    return _packaged("demo_genres.jsonl")


def lens_sentences() -> list[SourceDocument]:
    """Read the English sentences that come with the package for the lens: more than a thousand, of every kind."""
    return _packaged("lens_en.jsonl")


def _packaged(name: str) -> list[SourceDocument]:
    with as_file(files("attlas.exporter") / "corpus" / name) as path:
        return read_documents([path])


def source_of(document: Document) -> SourceDocument:
    """Give a document of an export as its author gave it."""
    return SourceDocument(
        id=document.id,
        text=document.text,
        text_b=document.text_b,
        target=document.target,
        label=document.label,
        title=document.title,
    )


def documents_sha256(documents: Sequence[SourceDocument]) -> str:
    """Hash documents as they were read."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(orjson.dumps(document))
    return digest.hexdigest()


def document_file(document_id: str) -> str:
    """Name the file of a document.

    Ids that are short and plain, as 'review-12', name their file themselves. Others give what is legible of
    them and a hash of the whole, after two hyphens, which no plain name has: so no two ids share a file, not
    even where the file system ignores case.

    Examples
    --------
    >>> document_file("review-12"), document_file("../Review 12").rpartition("--")[0]
    ('review-12.json', 'review-12')
    """
    is_plain = PLAIN_NAME.fullmatch(document_id) and not RESERVED_NAME.fullmatch(document_id)
    if is_plain and len(document_id) <= LONGEST_NAME:
        return f"{document_id}.json"
    legible = normalize("NFKD", document_id).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", legible)[:LONGEST_SLUG].strip("-") or "document"
    digest = hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}--{digest[:HASH_DIGITS]}.json"


def _fields(item: object) -> Mapping[str, object]:
    if isinstance(item, Mapping):
        return item
    return asdict(item) if isinstance(item, SourceDocument) else {"text": item}


def _documents(records: Sequence[Record], *, text_column: str) -> list[SourceDocument]:
    if not records:
        raise AttlasError("there are no documents, expected at least one; name a file or give a text")
    shorts = [{name: _short(record, name) for name in SHORT_FIELDS} for record in records]
    ids = _ids(records, [short.pop("id") for short in shorts])
    return [
        SourceDocument(
            id=document_id,
            text=_text(record, text_column),
            text_b=_long(record, "text_b"),
            target=_long(record, "target"),
            **short,
        )
        for record, document_id, short in zip(records, ids, shorts, strict=True)
    ]


def _ids(records: Sequence[Record], given: Sequence[str | None]) -> list[str]:
    place_of: dict[str, str] = {}
    for record, document_id in zip(records, given, strict=True):
        if document_id in place_of:
            raise AttlasError(
                f"{record.place}: id {document_id!r} is taken by {place_of[document_id]}, "
                "expected a different one for every document; change one or leave it out"
            )
        if document_id is not None:
            place_of[document_id] = record.place
    numbers = (str(number) for number in count(1) if str(number) not in place_of)
    return [next(numbers) if document_id is None else document_id for document_id in given]


def _text(record: Record, column: str) -> str:
    if column not in record.fields:
        names = ", ".join(repr(name) for name in [*record.fields][:10]) or "none"
        raise AttlasError(
            f"{record.place}: the fields are {names}, expected one named {column!r}; rename it, or pass --text-column"
        )
    text = _long(record, column)
    if text is None:
        raise AttlasError(
            f"{record.place}: {column!r} is blank, expected a text; fill it in or remove the document"
        )
    return text


def _long(record: Record, name: str) -> str | None:
    value = record.fields.get(name)
    if not isinstance(value, str | None):
        raise AttlasError(
            f"{record.place}: {name!r} is {brief(value)}, expected a string; put it in quotes or remove it"
        )
    return _cleaned(value)


def _short(record: Record, name: str) -> str | None:
    value = record.fields.get(name)
    if not isinstance(value, str | int | float | None):
        raise AttlasError(
            f"{record.place}: {name!r} is {brief(value)}, expected a string or a number; change or remove it"
        )
    return _cleaned(value if isinstance(value, str | None) else json.dumps(value))


def _cleaned(value: str | None) -> str | None:
    return without_surrogates(value) if value and value.strip() else None


def without_surrogates(text: str) -> str:
    """Replace lone surrogates, which no file can hold, by U+FFFD."""
    return SURROGATE.sub("\ufffd", text)
