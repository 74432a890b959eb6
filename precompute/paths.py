"""Names of files and folders as an author writes them."""

from __future__ import annotations

import errno
from pathlib import Path

from .errors import AttlasError

IMPOSSIBLE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL})
"""What systems answer for a name that nothing has, or can have."""


def is_there(path: Path) -> bool:
    """Say whether there is a file or a folder; nothing has a name that is too long or holds a NUL.

    Raises
    ------
    AttlasError
        If that cannot be known.

    Examples
    --------
    >>> is_there(Path("/")), is_there(Path("x" * 999))
    (True, False)
    """
    try:
        path.stat()
    except ValueError:
        return False
    except OSError as error:
        if error.errno in IMPOSSIBLE:
            return False
        raise AttlasError(f"{path} cannot be looked up ({error.strerror}); check its permissions") from error
    return True
