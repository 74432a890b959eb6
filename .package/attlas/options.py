"""Types of command-line options: what an author writes, and the value that it means.

Nothing here is heavy to import, so that ``attlas --help`` answers at once.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, NoReturn

import click


class NumberList(click.ParamType[tuple[int, ...]]):
    """Whole numbers and ranges, such as ``0,5,-1`` or ``0-3``."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Read the list."""
        if isinstance(value, tuple):
            return value
        numbers: list[int] = []
        for part in str(value).split(","):
            first, dash, last = (
                part.strip().partition("-") if not part.strip().startswith("-") else (part, "", "")
            )
            try:
                numbers += range(int(first), int(last) + 1) if dash else [int(first)]
            except ValueError:
                self.fail(
                    f"{value!r} is no list of whole numbers, expected for example 0,5,-1 or 0-3", param, ctx
                )
        return tuple(numbers)


class Size(click.ParamType[int]):
    """A number of bytes, such as ``10MB`` or ``500 kB``; decimal units, as mail and hosts count."""

    name = "size"
    units: ClassVar = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the size."""
        if isinstance(value, int):
            return value
        parts = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", str(value))
        if not parts or parts[2].upper() not in self.units or float(parts[1]) == 0:
            self.fail(f"{value!r} is no size, expected for example 10MB or 500kB", param, ctx)
        return round(float(parts[1]) * self.units[parts[2].upper()])


class BatchSize(click.ParamType["int | None"]):
    """A positive whole number, or ``auto``."""

    name = "auto|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        """Read the size; None for automatic."""
        if value is None or value == "auto":
            return None
        if not str(value).isdigit() or int(value) == 0:
            self.fail(f"{value!r} is no batch size, expected auto or a positive whole number", param, ctx)
        return int(value)


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
