"""The page's scripts and style, built from ``client/`` and shipped in the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from attlas.precompute.errors import AttlasError

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Assets:
    """What makes a page work, as text.

    Parameters
    ----------
    script : str
        The client, one classic script.
    start : str
        The script that unpacks style and client, and runs the client, in a page of one file.
    style : str
        The style sheet of the client.
    fallback : str
        That of the page as it is read or printed without a script.
    """

    script: str
    start: str
    style: str
    fallback: str = ""


def packaged_assets() -> Assets:
    """Read the client that was built with this version.

    Raises
    ------
    AttlasError
        If the package was installed without it, or a checkout has not built it.
    """
    return Assets(
        script=_built("client.js"),
        start=_built("start.js"),
        style=_built("client.css"),
        fallback=(_HERE / "templates" / "fallback.css").read_text("utf-8"),
    )


def _built(name: str) -> str:
    path = _HERE / "static" / name
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise AttlasError(
            f"{path} is missing, expected the built client; "
            "run 'npm ci' and 'npm run build' in site_template/client"
        ) from error
