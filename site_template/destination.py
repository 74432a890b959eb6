"""Where a site lands: written beside its place under another name, and moved there when it is whole."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from attlas.precompute.errors import AttlasError

GENERATOR = '<meta name="generator" content="attlas'
"""How every page of ours begins, within its first kilobyte; what does not is never overwritten."""

SHARDS = "shards"
INDEX = "index.html"

SCRIPT = "client.js"
STYLE = "client.css"

_WITHOUT_INDEX = {SHARDS, SCRIPT, STYLE}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes `target`'s name once the block ends well, and leaves no trace if it fails.

    Raises
    ------
    AttlasError
        If `target` is there and is not a page of ours, or cannot be written.
    """
    with _faults_named(target):
        if target.is_file() and target.stat().st_size and not _is_page(target):
            raise AttlasError(
                f"{target} is not a page of attlas, so it is not replaced; choose another output"
            )
    with replaced_file(target) as file:
        yield file


@contextmanager
def replaced_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes `target`'s name and place once the block ends well, whatever was there.

    Raises
    ------
    AttlasError
        If `target` is a folder or cannot be written.
    """
    with _faults_named(target):
        if target.is_dir():
            raise AttlasError(f"{target} is a folder, expected the name of a file; choose another output")
        with _staging(target) as staging:
            with staging.open("xb") as file:
                yield file
            staging.replace(target)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder whose content takes its place in `target` once the block ends well.

    A site that is there is replaced; files beside it that are not ours (a ``.git``, a ``CNAME``) stay.

    Raises
    ------
    AttlasError
        If `target` holds files and no page of ours, or cannot be written.
    """
    with _faults_named(target):
        if target.exists() and not target.is_dir():
            raise AttlasError(
                f"{target} is a file, expected a folder; end its name with .html for a site in one file"
            )
        if target.is_dir() and not _is_site(target):
            raise AttlasError(f"{target} is not empty and holds no site of attlas; choose another output")
        with _staging(target) as staging:
            (staging / SHARDS).mkdir(parents=True)
            yield staging
            _move_in(staging, target)


def _move_in(staging: Path, target: Path) -> None:
    """Move a whole site; without its index, which goes first and comes last, no half of it can be opened."""
    target.mkdir(exist_ok=True)
    (target / INDEX).unlink(missing_ok=True)
    if (target / SHARDS).exists():
        shutil.rmtree(target / SHARDS)
    for item in sorted(staging.iterdir(), key=lambda item: item.name == INDEX):
        item.replace(target / item.name)


def _is_site(folder: Path) -> bool:
    """Tell an empty folder, a site, and what a kill in the midst of a move leaves of one from everything else."""
    return _is_page(folder / INDEX) or {path.name for path in folder.iterdir()} <= _WITHOUT_INDEX


def _is_page(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return GENERATOR.encode() in file.read(1024)


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """Name a hidden sibling, on the same file system so that it can be renamed; gone when the block ends."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = target.parent / f".{target.name}.{os.getpid()}.part"
    _remove(staging)  # a process of this number may have been killed here before
    try:
        yield staging
    finally:
        _remove(staging)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _faults_named(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AttlasError(_fault(target, error)) from error


def _fault(target: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return f"no room on the disk for {target} ({reason}); free some space or choose another output"
    return f"{target} cannot be written ({reason}); choose another output"
