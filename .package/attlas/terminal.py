"""What a command says: a bar and lines for people, one JSON object per line for programs, or nothing but errors."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attlas import AttlasError

if TYPE_CHECKING:
    from attlas.exporter.progress import Progress


@dataclass(frozen=True)
class Terminal:
    """Where a command speaks.

    Parameters
    ----------
    quiet : bool
        Print errors only.
    as_json : bool
        Print one JSON object per line, all on standard error but the files that were written.
    """

    quiet: bool = False
    as_json: bool = False

    def progress(self) -> AbstractContextManager[Progress]:
        """Follow an export."""
        from attlas.exporter.progress import Bar, JsonLines, Silent

        if self.quiet:
            return nullcontext(Silent())
        say = functools.partial(click.echo, err=True)
        return nullcontext(JsonLines(say)) if self.as_json else Bar(say)

    def note(self, message: str) -> None:
        """Say what the author should know."""
        self._say("note", f"note: {message}", err=True, message=message)

    def line(self, text: str) -> None:
        """Print a line of a table."""
        self._say("line", text, text=text)

    def written(self, path: Path) -> None:
        """Name a file or a folder that was written, and its size."""
        from attlas.exporter.progress import readable_bytes

        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        n_bytes = sum(file.stat().st_size for file in files)
        self._say("written", f"{path}  {readable_bytes(n_bytes)}", path=str(path), n_bytes=n_bytes)

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn an `AttlasError` into an event and exit code 1, where events are asked for."""
        try:
            yield
        except AttlasError as error:
            if not self.as_json:
                raise
            click.echo(_event("error", message=str(error)), err=True)
            sys.exit(1)

    def _say(self, event: str, spoken: str, *, err: bool = False, **fields: str | int) -> None:
        if not self.quiet:
            click.echo(_event(event, **fields) if self.as_json else spoken, err=err)


def with_terminal(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options ``--quiet`` and ``--json``, and the `Terminal` that they mean."""

    @click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, for programs.")
    @functools.wraps(command)
    def run(*arguments: Any, quiet: bool, as_json: bool, **options: Any) -> None:
        terminal = Terminal(quiet, as_json)
        with terminal.errors():
            command(*arguments, terminal=terminal, **options)

    return run


def _event(event: str, **fields: str | int) -> str:
    return json.dumps({"event": event, **fields}, ensure_ascii=False)
