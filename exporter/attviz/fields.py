"""Objects of a JSON file whose fields are checked as they are taken, each fault told with its place."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from attlas.precompute.errors import AttlasError

from ..documents import without_surrogates

DECIMAL = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*", re.ASCII)
LARGEST = float(np.finfo(np.float32).max)


class LeftOut(Counter[tuple[str, str]]):
    """How often what was left out, by what had it and its name."""

    def said(self) -> str | None:
        """Say it in one line; None if nothing was."""
        kinds = [f"{name} of {_counted(n, owner)}" for (owner, name), n in sorted(self.items())]
        return ", ".join(kinds[:5]) + (f" and {len(kinds) - 5} more" if len(kinds) > 5 else "") or None


@dataclass(frozen=True)
class Fields:
    """One object of a file.

    Parameters
    ----------
    place : str
        Where it stands, for errors: 'reviews.json, document 2, set 1'.
    values : mapping of str to object
        Its fields, unchecked.
    """

    place: str
    values: Mapping[str, object]

    @classmethod
    def of(
        cls, value: object, place: str, *, owner: str, known: Collection[str], left_out: LeftOut
    ) -> Fields:
        """Take an object, and count the fields that are not `known`.

        Raises
        ------
        AttlasError
            If it is no object.
        """
        if not isinstance(value, dict):
            raise AttlasError(f"{place} is {brief(value)}, expected an object; see the form of AttViz")
        left_out.update((owner, brief(name)) for name in value if name not in known)
        return cls(place, value)

    def text(self, name: str) -> str:
        """Take a string that must be there; lone surrogates, which are no text, become U+FFFD."""
        return text(self.values.get(name), f"{self.place}: {name!r}")

    def name(self) -> str | None:
        """Take the name, which may be missing or a number."""
        value = self.values.get("name")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return json.dumps(value)
        return None if value is None else self.text("name")

    def flag(self, name: str) -> bool | None:
        """Take true or false, or neither."""
        value = self.values.get(name)
        if not isinstance(value, bool | None):
            raise AttlasError(f"{self.place}: {name!r} is {brief(value)}, expected true or false")
        return value

    def items(self, name: str, *, optional: bool = False) -> list[object]:
        """Take a list."""
        value = self.values.get(name)
        if value is None and optional:
            return []
        if not isinstance(value, list):
            raise AttlasError(f"{self.place}: {name!r} is {brief(value)}, expected a list")
        return value


def text(value: object, place: str) -> str:
    """Check a string; lone surrogates, which JSON can hold and Unicode text cannot, become U+FFFD."""
    if not isinstance(value, str):
        raise AttlasError(f"{place} is {brief(value)}, expected a string")
    return without_surrogates(value)


def numbers(values: list[object], place: str) -> list[float]:
    """Read finite numbers, each of which may be a decimal in a string.

    Raises
    ------
    AttlasError
        If one is no number, or too large for float32; the message gives its place, counted from 1.
    """
    read = [_number(value) for value in values]
    at = next((at for at, value in enumerate(read) if not abs(value) <= LARGEST), None)
    if at is not None:
        raise AttlasError(
            f"{place}, value {at + 1} is {brief(values[at])}, expected a number that is finite in float32"
        )
    return read


def _number(value: object) -> float:
    """Read one number; what is none gives NaN."""
    if isinstance(value, str):
        return float(value) if DECIMAL.fullmatch(value) else math.nan
    if not isinstance(value, int | float) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:  # a whole number of hundreds of digits
        return math.inf


def brief(value: object) -> str:
    """Show a value of JSON as the file writes it, cut to be read."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return "missing" if value is None else shown(json.dumps(value))


def shown(written: str) -> str:
    """Cut what is long."""
    return written if len(written) <= 40 else f"{written[:40]}…"


def _counted(n: int, owner: str) -> str:
    return f"{n:,} {owner}" + ("" if n == 1 else "s")
