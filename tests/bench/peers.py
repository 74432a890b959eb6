"""bertviz on the same attention: its two views over whole models, as HTML that can be opened without a network.

What is changed in its pages: the three addresses from which they load require.js, d3 and jQuery are replaced by files
beside the page, taken from npm. Versions are those that bertviz asks for, but for jQuery (2.0.0 was never on npm;
2.1.4 is the nearest that was).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import torch

LIBRARIES = {
    "require": "requirejs/require.js",
    "d3": "d3/dist/d3.min.js",
    "jquery": "jquery/dist/jquery.min.js",
}
NODE_MODULES = Path(__file__).with_name("node_modules")
ADDRESS = re.compile(r"""https?://[^'"]+/(require|d3|jquery)\.min(\.js)?(?=['"])""")


def head_view(attention: Sequence[torch.Tensor], tokens: Sequence[str]) -> str:
    """HTML of bertviz's head view.

    Parameters
    ----------
    attention : sequence of float tensors of shape (1, head, query, key)
        One per layer.
    tokens : sequence of str
        As the vocabulary spells them.
    """
    import bertviz

    return str(bertviz.head_view(attention, list(tokens), html_action="return").data)


def model_view(attention: Sequence[torch.Tensor], tokens: Sequence[str]) -> str:
    """HTML of bertviz's model view; parameters as for `head_view`."""
    import bertviz

    return str(bertviz.model_view(attention, list(tokens), html_action="return").data)


VIEWS: Mapping[str, Callable[[Sequence[torch.Tensor], Sequence[str]], str]] = MappingProxyType(
    {"heads": head_view, "model": model_view}
)


def write_page(html: str, page: Path) -> None:
    """Write a page of bertviz, its libraries read from files beside it."""
    page.write_text(ADDRESS.sub(r"./\1\2", html, count=len(LIBRARIES)), "utf-8")


def provide_libraries(folder: Path) -> bool:
    """Put the libraries beside the pages of a folder, installing them from npm the first time.

    Returns
    -------
    bool
        False if npm has them not; the pages will stay empty then.
    """
    if not NODE_MODULES.is_dir():
        command = ["npm", "ci", "--prefix", str(NODE_MODULES.parent), "--no-audit", "--no-fund"]
        if (
            shutil.which("npm") is None
            or subprocess.run(command, check=False, capture_output=True).returncode
        ):
            return False
    for name, file in LIBRARIES.items():
        shutil.copy(NODE_MODULES / file, folder / f"{name}.js")
    return True
