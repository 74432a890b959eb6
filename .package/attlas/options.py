"""Types of command-line options: what an author writes, and the value that it means.

Nothing here is heavy to import, so that ``attlas --help`` answers at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn

import click

COUNT = click.IntRange(min=1, max=2**31 - 1)
"""How many, at least one; no text has more tokens than that."""


class NumberList(click.ParamType[tuple[int, ...]]):
    """Whole numbers and ranges, such as ``0,5,-1`` or ``0-3``."""

    name = "numbers"
    longest: ClassVar = 10_000

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Read the list."""
        if isinstance(value, tuple):
            return value
        numbers: list[int] = []
        for part in str(value).split(","):
            try:
                numbers += self._numbers(part.strip())
            except ValueError:
                self.fail(
                    f"{value!r} is no list of whole numbers, expected for example 0,5,-1 or 0-3", param, ctx
                )
        return tuple(numbers)

    def _numbers(self, part: str) -> Sequence[int]:
        """Read a number or a range; ValueError for what is neither, runs backwards or is longer than any model."""
        first, dash, last = (part, "", "") if part.startswith("-") else part.partition("-")
        if not dash:
            return [int(first)]
        if not 0 <= int(last) - int(first) < self.longest:
            raise ValueError
        return range(int(first), int(last) + 1)


class Size(click.ParamType[int]):
    """A number of bytes, such as ``10MB`` or ``500 kB``; decimal units, as mail and hosts count."""

    name = "size"
    units: ClassVar = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
    largest: ClassVar = 2**53
    """The page counts by ones up to here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the size."""
        if isinstance(value, int):
            return value
        parts = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", str(value))
        n_bytes = float(parts[1]) * self.units.get(parts[2].upper(), 0) if parts else 0.0
        if not 1 <= n_bytes <= self.largest:
            self.fail(f"{value!r} is no size, expected for example 10MB or 500kB", param, ctx)
        return round(n_bytes)


class BatchSize(click.ParamType["int | None"]):
    """A positive whole number, or ``auto``."""

    name = "auto|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Read the size; None for automatic."""
        if value is None or value == "auto":
            return None
        try:
            return COUNT.convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no batch size, expected auto or a positive whole number", param, ctx)


class ClusterNumber(click.ParamType["int | str"]):
    """A whole number, or ``auto``; which numbers there may be is checked by the library."""

    name = "N|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """Read the number."""
        if value == "auto":
            return "auto"
        try:
            return int(str(value))
        except ValueError:
            self.fail(f"{value!r} is no number of clusters, expected a whole number or auto", param, ctx)


class NameList(click.ParamType[tuple[str, ...]]):
    """Names, such as ``heads,neurons``; what they may be is checked by the library."""

    name = "names"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Read the list."""
        return tuple(name.strip() for name in str(value).split(","))


class TokenRange(click.ParamType["tuple[int | None, int | None]"]):
    """A range of tokens as in a slice: ``0:128``, ``64:`` or ``-64:``."""

    name = "A:B"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, int | None]:
        """Read the range; None where an end is left out."""
        first, colon, last = str(value).partition(":")
        if not colon:
            self._refuse(value, param, ctx)
        try:
            return (int(first) if first else None, int(last) if last else None)
        except ValueError:
            self._refuse(value, param, ctx)

    def _refuse(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> NoReturn:
        self.fail(f"{value!r} is no range of tokens, expected for example 0:128, 64: or -64:", param, ctx)
