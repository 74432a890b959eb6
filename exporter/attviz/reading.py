"""A file of AttViz, read and checked whole before anything is made of it.

Its root is a list of documents, or in an older form an object with the keys "0", "1" and so on. A document has its
text, sets of tokens with vectors of one number per token, and what the model gave out; names, colours, what is shown
at first and what the text is highlighted by are optional.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from attlas.precompute.codec import encode_floats
from attlas.precompute.contract import CSS_COLOR, Activation, TokenBlock, TokenVector, TokenVectors
from attlas.precompute.errors import AttlasError

from ..formats import decode
from .fields import Fields, LeftOut, brief, numbers, text

DOCUMENT = ("text", "sets", "output_activations", "name", "hilight")
SET = ("tokens", "attention_vectors", "name", "visible")
VECTOR = ("vectors", "name", "color", "visible")
OUTPUT = ("value", "name")
HIGHLIGHT = ("block", "vectors")

OLDER_KEY = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class AttvizDocument:
    """One document of the file.

    Parameters
    ----------
    name : str or None
        Its name.
    text : str
        Its text, which the tokens need not spell.
    tokens : tuple of str
        Those of all sets, one set after the other.
    vectors : TokenVectors
        The sets.
    outputs : tuple of Activation
        What the model gave out.
    """

    name: str | None
    text: str
    tokens: tuple[str, ...]
    vectors: TokenVectors
    outputs: tuple[Activation, ...]


def read_attviz(name: str, content: bytes) -> tuple[list[AttvizDocument], str | None]:
    """Read a file of AttViz.

    Parameters
    ----------
    name : str
        Of the file, for errors.
    content : bytes
        UTF-8.

    Returns
    -------
    list of AttvizDocument
        At least one.
    str or None
        What was left out, because the form does not have it, in one line.

    Raises
    ------
    AttlasError
        If it is not JSON, or not of this form; the message names document, set and vector.
    """
    left_out = LeftOut()
    items = _documents(name, _json(name, decode(name, content)))
    return [_document(item, place, left_out) for place, item in items], left_out.said()


def _json(name: str, content: str) -> object:
    def distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated = next(key for key in keys if keys.count(key) > 1)
            raise AttlasError(f"{name}: an object has {brief(repeated)} twice, expected every field once")
        return fields

    def constant(written: str) -> float:
        raise AttlasError(f"{name}: a value is {written}, expected a number; JSON has no other")

    try:
        value: object = json.loads(content, object_pairs_hook=distinct, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise AttlasError(
            f"{name}, line {error.lineno}, column {error.colno}: not JSON ({error.msg}), "
            "expected a file of AttViz; correct it"
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, or nested too deep
        raise AttlasError(f"{name}: not JSON that can be read ({error}); correct it") from error
    return value


def _documents(name: str, root: object) -> Iterator[tuple[str, object]]:
    """Give every document with its place, those of the older form by their numbers."""
    if isinstance(root, dict) and root and all(OLDER_KEY.fullmatch(key) for key in root):
        return ((f"{name}, document {key!r}", root[key]) for key in sorted(root, key=int))
    if not isinstance(root, list) or not root:
        met = "empty" if root in ([], {}) else brief(root)
        raise AttlasError(
            f'{name} is {met}, expected a list of documents, or an object with the keys "0", "1", …; '
            "give the file that AttViz reads"
        )
    return ((f"{name}, document {number}", item) for number, item in enumerate(root, start=1))


def _document(value: object, place: str, left_out: LeftOut) -> AttvizDocument:
    fields = Fields.of(value, place, owner="document", known=DOCUMENT, left_out=left_out)
    name = fields.name()
    named = Fields(place if name is None else f"{place} ({brief(name)})", fields.values)
    tokens: list[str] = []
    blocks: list[TokenBlock] = []
    for number, item in enumerate(named.items("sets"), start=1):
        own, block = _set(item, f"{named.place}, set {number}", len(tokens), left_out)
        tokens += own
        blocks.append(block)
    if not any(block.vectors for block in blocks):
        raise AttlasError(f"{named.place} has no vector, expected one at least; leave it out")
    return AttvizDocument(
        name=name,
        text=named.text("text"),
        tokens=tuple(tokens),
        vectors=_highlighted(named, blocks, left_out),
        outputs=tuple(
            _output(item, f"{named.place}, output {number}", left_out)
            for number, item in enumerate(named.items("output_activations", optional=True), start=1)
        ),
    )


def _set(value: object, place: str, start: int, left_out: LeftOut) -> tuple[list[str], TokenBlock]:
    fields = Fields.of(value, place, owner="set", known=SET, left_out=left_out)
    tokens = [
        text(token, f"{place}, token {number}")
        for number, token in enumerate(fields.items("tokens"), start=1)
    ]
    if not tokens:
        raise AttlasError(f"{place} has no tokens, expected one at least; leave it out")
    vectors = tuple(
        _vector(item, f"{place}, vector {number}", len(tokens), left_out)
        for number, item in enumerate(fields.items("attention_vectors"), start=1)
    )
    block = TokenBlock(
        name=fields.name(),
        visible=fields.flag("visible"),
        start=start,
        end=start + len(tokens),
        vectors=vectors,
    )
    return tokens, block


def _vector(value: object, place: str, n_tokens: int, left_out: LeftOut) -> TokenVector:
    fields = Fields.of(value, place, owner="vector", known=VECTOR, left_out=left_out)
    name = fields.name()
    named = place if name is None else f"{place} ({brief(name)})"
    values = numbers(fields.items("vectors"), named)
    if len(values) != n_tokens:
        raise AttlasError(
            f"{named} has {len(values)} value{'' if len(values) == 1 else 's'}, "
            f"expected {n_tokens}, one for each token of its set"
        )
    return TokenVector(
        name=name,
        color=_color(fields.values.get("color"), left_out),
        visible=fields.flag("visible"),
        values=encode_floats(np.array(values, np.float32)),
    )


def _color(value: object, left_out: LeftOut) -> str | None:
    """Take a colour; what is none of CSS cannot be shown, and is left out."""
    if isinstance(value, str) and re.fullmatch(CSS_COLOR, value):
        return value
    if value is not None:
        left_out.update([("vector", f"color {brief(value)}")])
    return None


def _output(value: object, place: str, left_out: LeftOut) -> Activation:
    fields = Fields.of(value, place, owner="output", known=OUTPUT, left_out=left_out)
    (read,) = numbers([fields.values.get("value")], place)
    return Activation(name=fields.name(), value=read)


def _highlighted(fields: Fields, blocks: list[TokenBlock], left_out: LeftOut) -> TokenVectors:
    """Put blocks together with what the text is highlighted by."""
    value = fields.values.get("hilight")
    if value is None:
        return TokenVectors(blocks=tuple(blocks), highlight_block=None, highlight_vectors=())
    place = f"{fields.place}, 'hilight'"
    inner = Fields.of(value, place, owner="highlight", known=HIGHLIGHT, left_out=left_out)
    block = _place(inner.values.get("block"), f"{place}, block", len(blocks))
    n_vectors = len(blocks[block].vectors)
    vectors = [_place(item, f"{place}, vector", n_vectors) for item in inner.items("vectors", optional=True)]
    return TokenVectors(blocks=tuple(blocks), highlight_block=block, highlight_vectors=tuple(vectors))


def _place(value: object, place: str, n: int) -> int:
    """Read a place in a list of `n`, counted from 0."""
    (read,) = numbers([value], place)
    if not math.floor(read) == read or not 0 <= read < n:
        raise AttlasError(f"{place} is {brief(value)}, expected a whole number from 0 to {n - 1}")
    return int(read)
