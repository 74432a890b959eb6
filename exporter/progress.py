"""How far an export is: a callback for the library, a bar for the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from tqdm import tqdm


class Progress(Protocol):
    """Follows an export; every method may do nothing."""

    def begin(self, *, n_runs: int, n_bytes: int) -> None:
        """Take the number of (document, model) runs to do and the estimated size of the export."""

    def advance(self, n_runs: int) -> None:
        """Count runs that are stored."""

    def note(self, message: str) -> None:
        """Take one line the author should read: a truncation, a model without vectors."""


class Silent:
    """No progress at all."""

    def begin(self, *, n_runs: int, n_bytes: int) -> None:
        """Do nothing."""

    def advance(self, n_runs: int) -> None:
        """Do nothing."""

    def note(self, message: str) -> None:
        """Do nothing."""


class Bar:
    """A progress bar with rate and time left, on standard error.

    Parameters
    ----------
    say : callable
        Prints one line.
    """

    def __init__(self, say: Callable[[str], Any]) -> None:
        self.say = say
        self.bar: tqdm[Any] | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def begin(self, *, n_runs: int, n_bytes: int) -> None:
        """Say how large the export will be and show the bar."""
        self.say(f"about {readable_bytes(n_bytes)} to write")
        self.bar = tqdm(
            total=n_runs, unit=" doc", smoothing=0.1, mininterval=0.5, dynamic_ncols=True, disable=None
        )

    def advance(self, n_runs: int) -> None:
        """Move the bar."""
        if self.bar is not None:
            self.bar.update(n_runs)

    def note(self, message: str) -> None:
        """Print the line above the bar."""
        with tqdm.external_write_mode():
            self.say(message)


class JsonLines:
    """One JSON object per line and event, for programs that follow an export.

    Events are ``begin`` (``n_runs``, ``n_bytes``), ``advance`` (``n_done`` of ``n_runs``), ``note`` (``message``).

    Parameters
    ----------
    say : callable
        Prints one line.
    """

    def __init__(self, say: Callable[[str], Any]) -> None:
        self.say = say
        self.n_done = self.n_runs = 0

    def begin(self, *, n_runs: int, n_bytes: int) -> None:
        """Say how much there is to do."""
        self.n_runs = n_runs
        self._event("begin", n_runs=n_runs, n_bytes=n_bytes)

    def advance(self, n_runs: int) -> None:
        """Say how much is done."""
        self.n_done += n_runs
        self._event("advance", n_done=self.n_done, n_runs=self.n_runs)

    def note(self, message: str) -> None:
        """Hand the line on."""
        self._event("note", message=message)

    def _event(self, event: str, **fields: str | int) -> None:
        self.say(json.dumps({"event": event, **fields}, ensure_ascii=False))


def readable_bytes(n_bytes: int) -> str:
    """Give a size with a decimal unit.

    Examples
    --------
    >>> readable_bytes(1_230_000)
    '1.2 MB'
    >>> readable_bytes(999)
    '999 B'
    """
    size = float(n_bytes)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
