"""An export as a file of AttViz."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from attlas.exporter.attviz.writing import attviz_file
from attlas.precompute.contract import Document, ModelInfo, ModelRun
from attlas.precompute.errors import AttlasError
from attlas.site_template.destination import replaced_file
from attlas.site_template.reader import Export, open_export, read_document


def write_attviz(export: str | Path, output: str | Path, *, model: str | None = None) -> Path:
    """Write an export as JSON that AttViz reads.

    What was imported from AttViz is written exactly as it was. Of attention, AttViz shows what every token gives to
    itself: a vector per layer and head, named as 'L3 · H7', beside the probabilities of the prediction.

    Parameters
    ----------
    export : path
        Folder of an export.
    output : path
        The file; one that is there is replaced once the new one is whole.
    model : str, optional
        Label or key of the model, where there are several: AttViz has one.

    Returns
    -------
    Path
        `output`. The same export gives the same bytes.

    Raises
    ------
    AttlasError
        If the export cannot be read, the model is not in it or has no self-attention, or the file cannot be written.

    References
    ----------
    Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
    """
    opened, path = open_export(Path(export)), Path(output)
    chosen = _chosen(opened.manifest.models, model, Path(export))
    with replaced_file(path) as file:
        file.writelines(attviz_file(_runs(opened, chosen.key)))
    return path


def _chosen(models: tuple[ModelInfo, ...], asked: str | None, export: Path) -> ModelInfo:
    named = [model for model in models if asked is None or asked in (model.label, model.key)]
    if len(named) != 1:
        there = ", ".join(f"{model.key} ({model.label})" for model in models)
        raise AttlasError(
            f"{export} has {there}; {'' if asked is None else f'{asked!r} names {len(named)} of them, '}"
            "expected one model, which is all that AttViz shows; name it by --model KEY"
        )
    return named[0]


def _runs(export: Export, key: str) -> Iterator[tuple[Document, ModelRun]]:
    """Read one document at a time."""
    for entry in export.manifest.documents:
        document = read_document(export, entry)
        yield from ((document, run) for run in document.runs if run.model == key)
