"""attlas: an atlas of attention.

Transformer models and texts in, one self-contained page out::

    import attlas

    attlas.export(["bert-base-uncased"], ["reviews.jsonl"], "build/reviews.export")
    attlas.build("build/reviews.export", "build/reviews.html")

In a notebook, a model that is in memory, and attention that was computed elsewhere::

    attlas.show(model, tokenizer, ["Time flies like an arrow."])
    attlas.show(attlas.from_tensors(tokens, outputs.attentions, output="build/mine.export"))

Importing this module loads neither torch nor transformers; they are loaded by the first call that runs a model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .precompute.errors import AttlasError

if TYPE_CHECKING:
    from .attviz import write_attviz as write_attviz
    from .exporter.attviz.importing import import_attviz as import_attviz
    from .exporter.run import export as export
    from .exporter.tensors.run import from_tensors as from_tensors
    from .notebook import show as show
    from .site_template.bundle import build as build
    from .verification import verify as verify

__version__ = "0.1.0"
__all__ = [
    "AttlasError",
    "__version__",
    "build",
    "export",
    "from_tensors",
    "import_attviz",
    "show",
    "verify",
    "write_attviz",
]

_LAZY = {
    "build": "attlas.site_template.bundle",
    "export": "attlas.exporter.run",
    "from_tensors": "attlas.exporter.tensors.run",
    "import_attviz": "attlas.exporter.attviz.importing",
    "show": "attlas.notebook",
    "verify": "attlas.verification",
    "write_attviz": "attlas.attviz",
}


def __getattr__(name: str) -> object:
    """Load a function on first use, so that ``import attlas`` stays light."""
    if name not in _LAZY:
        raise AttributeError(f"module 'attlas' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
