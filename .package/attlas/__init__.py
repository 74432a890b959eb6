"""attlas: an atlas of attention.

Transformer models and texts in, one self-contained page out::

    import attlas

    attlas.export(["bert-base-uncased"], ["reviews.jsonl"], "build/reviews.export")
    attlas.build("build/reviews.export", "build/reviews.html")

Importing this module loads neither torch nor transformers; they are loaded by the first call that runs a model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .precompute.errors import AttlasError

if TYPE_CHECKING:
    from .exporter.run import export as export
    from .site_template.bundle import build as build

__version__ = "0.1.0"
__all__ = ["AttlasError", "__version__", "build", "export"]

_LAZY = {"export": "attlas.exporter.run", "build": "attlas.site_template.bundle"}


def __getattr__(name: str) -> object:
    """Load `export` and `build` on first use, so that ``import attlas`` stays light."""
    if name not in _LAZY:
        raise AttributeError(f"module 'attlas' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
