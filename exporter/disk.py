"""What a disk refuses, said in a line that names the file."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attlas.precompute.errors import AttlasError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def writing(path: Path, *, relief: str = "free some") -> Iterator[None]:
    """Turn what the disk refuses in the block into an `AttlasError`.

    Parameters
    ----------
    path : Path
        What is written, made or removed.
    relief : str
        What gives room if there is none.

    Raises
    ------
    AttlasError
        If the disk is full, or the file or folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise AttlasError(
                f"no room on the disk for {path}; {relief} and run the same command again"
            ) from error
        raise AttlasError(f"cannot write {path}: {error.strerror}; choose another folder") from error
