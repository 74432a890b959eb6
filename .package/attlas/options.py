"""Types of command-line options: what an author writes, and the value that it means.

Nothing here is heavy to import, so that ``attlas --help`` answers at once.
"""

from __future__ import annotations

from typing import Any, NoReturn

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
