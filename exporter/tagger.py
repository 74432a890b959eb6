"""Pipelines that tag the words of a text: a spaCy model that the author names, or the small ones in ``assets``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from attlas.precompute.errors import AttlasError

from .assets.packed import WEIGHTS, Pipeline, add_packed


def load_pipeline(language: str, *, model: str | None = None, parse: bool = False) -> Pipeline | None:
    """Load a pipeline whose tokens have a universal part of speech (``token.pos_``).

    Parameters
    ----------
    language : str
        Code of the language of the texts, as 'en'. Languages are never guessed.
    model : str, optional
        Name or folder of a spaCy model, which is then taken as it is, whatever its language.
    parse : bool
        Also give each token its head and its universal relation to it (``token.head``, ``token.dep_``; 'ROOT' for
        the root, no subtypes), and thereby divide texts into sentences. A named model does what it does.

    Returns
    -------
    spacy.language.Language or None
        None if no model is named and attlas has none for the language.

    Raises
    ------
    AttlasError
        If the named model is not installed.
    """
    if model is not None:
        return _named(model)
    parts = ("tagger", "parser") if parse else ("tagger",)
    code = language.lower().replace("_", "-").partition("-")[0]  # 'en-US' is English
    folders = [_asset(f"{part}_{code}") for part in parts]
    present = [folder for folder in folders if (folder / WEIGHTS).is_file()]
    if len(present) < len(folders):
        return None
    import spacy

    pipeline = spacy.blank(code)
    for folder in present:
        add_packed(pipeline, folder)
    return pipeline


def _named(model: str) -> Pipeline:
    import spacy

    try:
        return spacy.load(model)
    except OSError as error:
        if Path(model).exists():
            raise AttlasError(
                f"{model} is no spaCy pipeline, expected a folder saved with nlp.to_disk; name another"
            ) from error
        raise AttlasError(
            f"spaCy model {model!r} is not installed; python -m spacy download {model}"
        ) from error


def _asset(name: str) -> Path:
    return Path(str(files("attlas.exporter.assets"))) / name
