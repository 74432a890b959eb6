"""Hashes of files, and of all files of an export in the list that ``sha256sum --check`` reads too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from .errors import AttlasError
from .paths import is_there

SUMS = "SHA256SUMS"
"""Name of the list in the folder that it is of."""


def file_sha256(path: Path) -> str:
    """Hash a file's content, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def listed(sums: Mapping[str, str]) -> bytes:
    """Write a list of hashes.

    Parameters
    ----------
    sums : mapping of str to str
        SHA-256 of each file, by its path in the folder.

    Examples
    --------
    >>> listed({"b.json": "01", "a.json": "23"}).splitlines()
    [b'23  a.json', b'01  b.json']
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()


def read_sums(folder: Path) -> dict[str, str]:
    """Read the list of a folder: the SHA-256 of each file, by its path in it.

    Raises
    ------
    AttlasError
        If the list is missing, or a line of it is no hash and a name.
    """
    path = folder / SUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise AttlasError(
            f"{path} is missing, so no file can be told from an edited one; export again"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise AttlasError(f"{path} cannot be read ({error}); export again") from error
    fields = [line.partition("  ") for line in lines]
    if not all(digest and name for digest, _, name in fields):
        raise AttlasError(f"{path} is damaged, expected a hash and a name per line; export again")
    return {name: digest for digest, _, name in fields}


def sum_faults(folder: Path, sums: Mapping[str, str], files: Iterable[str]) -> dict[str, str]:
    """Find files whose content is not what the list says, or that it does not know.

    Parameters
    ----------
    sums : mapping of str to str
        The list; see `read_sums`.
    files : iterable of str
        Paths in the folder; those that are missing are passed over.

    Returns
    -------
    dict of str to str
        What is wrong, by file.
    """
    there = [name for name in files if is_there(folder / name) and (folder / name).is_file()]
    return {
        name: f"{folder / name}: has other content than {SUMS} records; export again"
        for name in there
        if sums.get(name) != file_sha256(folder / name)
    }
