"""Pages in a notebook: shown in the output of a cell, in a frame of their own, and saved from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from .precompute.errors import AttlasError
from .site_template.bundle import build
from .site_template.destination import new_file

if TYPE_CHECKING:
    from .exporter.documents import SourceDocument

HEIGHT = 720
SANDBOX = "allow-scripts allow-downloads"
"""Without its notebook's origin, the page can neither read nor change the notebook."""


class Shown:
    """A page that a notebook displays: as the last value of a cell, or by ``IPython.display.display``.

    The page lies in the notebook itself, so it is there again when the notebook is opened, and needs no server. It
    runs in a sandbox: it cannot reach the notebook, nor the network. Its lower edge can be dragged.

    Parameters
    ----------
    html : str
        A page in one file.
    height : int
        Height of the frame at first, in CSS pixels.
    """

    def __init__(self, html: str, *, height: int = HEIGHT) -> None:
        self.html = html
        self.height = height

    def _repr_html_(self) -> str:
        return (
            f'<div style="height: {self.height}px; min-height: 200px; padding-bottom: 14px; '
            'box-sizing: border-box; overflow: hidden; resize: vertical">'
            f'<iframe sandbox="{SANDBOX}" style="width: 100%; height: 100%; border: 0" title="attlas" '
            f'srcdoc="{escape(self.html)}"></iframe></div>'
        )

    def __repr__(self) -> str:
        return f"<attlas page of {len(self.html) / 1e6:.1f} MB; save it with .save('page.html')>"

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page to a file that opens anywhere.

        Parameters
        ----------
        path : path
            Name of the file; a page of attlas that is there is replaced, anything else is not.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        AttlasError
            If it cannot be written.
        """
        target = Path(path)
        with new_file(target) as file:
            file.write(self.html.encode())
        return target


def show(  # noqa: PLR0913 (what a page can be asked for, and what a model can)
    source: Any,  # transformers ships no types: a PreTrainedModel, or the path of an export
    tokenizer: Any = None,
    texts: str | Iterable[str | Mapping[str, object] | SourceDocument] | None = None,
    *,
    title: str | None = None,
    start: str = "",
    height: int = HEIGHT,
    **options: Any,
) -> Shown:
    """Show attention in a notebook: of a model that is in memory, or of an export.

    Parameters
    ----------
    source : PreTrainedModel or path
        The model, which is run without dropout and left as it was; or the folder of an export.
    tokenizer : PreTrainedTokenizerBase, optional
        The model's tokenizer; for an export, none.
    texts : str, or iterable of str, mapping or SourceDocument, optional
        What the model is to read; for an export, none.
    title : str, optional
        Title of the page; the model's name by default.
    start : str, optional
        What the page shows at first, as its address says it: ``"view=model&layer=3&head=7&theme=dark"``.
    height : int
        Height of the frame, in CSS pixels.
    **options
        For a model: label, layers, heads, window, views, generate, max_tokens, batch_size, and those of HeadLens:
        lens (texts as above), lens_tokens, clusters, language, target_language and spacy_model, as `attlas.export`
        takes them.

    Returns
    -------
    Shown
        Displays itself; ``.save("page.html")`` writes it to a file. Nothing is left on the disk.

    Raises
    ------
    AttlasError
        If model, texts or export cannot be used.

    Examples
    --------
    >>> from transformers import AutoModel, AutoTokenizer  # doctest: +SKIP
    >>> model = AutoModel.from_pretrained("bert-base-uncased")  # doctest: +SKIP
    >>> tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")  # doctest: +SKIP
    >>> attlas.show(model, tokenizer, "Time flies like an arrow.")  # doctest: +SKIP
    """
    with TemporaryDirectory(prefix="attlas-") as folder:
        export = _export(source, tokenizer, texts, Path(folder) / "export", options)
        page = build(export, Path(folder) / "page.html", title=title, start=start)
        return Shown(page.read_text("utf-8"), height=height)


def _export(source: Any, tokenizer: Any, texts: Any, folder: Path, options: dict[str, Any]) -> Path:
    if isinstance(source, str | PathLike):
        if tokenizer is not None or texts is not None or options:
            raise AttlasError(
                f"{source} is shown as an export, expected nothing to run; give a model in memory with its tokenizer "
                "and texts, or the export alone"
            )
        return Path(source)
    if tokenizer is None or texts is None:
        raise AttlasError(
            f"{type(source).__name__} comes without tokenizer or texts, expected both; call "
            "attlas.show(model, tokenizer, texts)"
        )
    from .exporter.memory import export_model

    return export_model(source, tokenizer, [texts] if isinstance(texts, str) else texts, folder, **options)
