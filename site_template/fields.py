"""Every field of an export with its type and what it means, from the contract, for the page's method section."""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson

from attlas.precompute.contract import Payload
from attlas.precompute.schema import EXPORT_FILES

from .container import deflated_text


@cache
def fields_text() -> str:
    """List the payloads of an export's files, and those that they are made of, each once.

    Returns
    -------
    str
        JSON, deflated and in base64 as the page carries it: ``[name, description, [[field, type, description], …]]``
        for each payload.
    """
    return deflated_text(orjson.dumps([_described(payload) for payload in _reached(EXPORT_FILES)]).decode())


def _described(payload: type[Payload]) -> tuple[str, str, list[tuple[str, str, str]]]:
    own = [
        (name, type_text(field.annotation), field.description or "")
        for name, field in payload.model_fields.items()
    ]
    summary = (payload.__doc__ or "").partition("\n\n")[0]
    return payload.__name__, " ".join(summary.split()), own


def _reached(roots: tuple[type[Payload], ...]) -> Iterator[type[Payload]]:
    """Give payloads, each followed by those that its fields first name."""
    seen: set[type[Payload]] = set()

    def walk(payload: type[Payload]) -> Iterator[type[Payload]]:
        if payload in seen:
            return
        seen.add(payload)
        yield payload
        for field in payload.model_fields.values():
            for named in _payloads(field.annotation):
                yield from walk(named)

    for root in roots:
        yield from walk(root)


def _payloads(annotation: Any) -> Iterator[type[Payload]]:
    if isinstance(annotation, type) and issubclass(annotation, Payload):
        yield annotation
    for argument in get_args(annotation):
        yield from _payloads(argument)


def type_text(annotation: Any) -> str:
    """Name a type in words that need no Python.

    >>> type_text(tuple[int, ...]), type_text(str | None)
    ('list of integer', 'string or null')
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_text(arguments[0])
    if origin is Literal:
        return " or ".join(orjson.dumps(value).decode() for value in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(map(type_text, arguments))
    if origin is tuple:
        return f"list of {type_text(arguments[0])}" if arguments[-1] is Ellipsis else _fixed(arguments)
    return _NAMES.get(annotation) or annotation.__name__


def _fixed(arguments: tuple[Any, ...]) -> str:
    return f"[{', '.join(map(type_text, arguments))}]"


_NAMES = {int: "integer", float: "number", str: "string", bool: "boolean", types.NoneType: "null"}
