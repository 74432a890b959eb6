"""Pipelines that tag the words of a text: a spaCy model that the author names, or the small ones in ``assets``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

from attlas.precompute.errors import AttlasError
from attlas.precompute.paths import is_there

from .assets.packed import WEIGHTS, Pipeline, add_packed
from .formats import brief

PARSER = "parser"

RELATIONS = frozenset(
    {
        *(
            "acl",
            "advcl",
            "advmod",
            "amod",
            "appos",
            "aux",
            "case",
            "cc",
            "ccomp",
            "clf",
            "compound",
            "conj",
            "cop",
        ),
        *(
            "csubj",
            "dep",
            "det",
            "discourse",
            "dislocated",
            "expl",
            "fixed",
            "flat",
            "goeswith",
            "iobj",
            "list",
        ),
        *(
            "mark",
            "nmod",
            "nsubj",
            "nummod",
            "obj",
            "obl",
            "orphan",
            "parataxis",
            "punct",
            "reparandum",
            "root",
        ),
        *("vocative", "xcomp"),
    }
)
"""Universal relations (de Marneffe et al. 2021, "Universal Dependencies", Section 2.3)."""


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
        the root, no subtypes), and thereby divide texts into sentences. A named model does what it does; see
        `ensure_parser`.

    Returns
    -------
    spacy.language.Language or None
        None if no model is named and attlas has none for the language.

    Raises
    ------
    AttlasError
        If the named model is not installed, or is no pipeline.
    """
    if model is not None:
        return _named(model)
    code = language.lower().replace("_", "-").partition("-")[0]  # 'en-US' is English
    tagger = _asset(f"tagger_{code}")
    if not (tagger / WEIGHTS).is_file():
        return None
    import spacy

    pipeline = spacy.blank(code)
    add_packed(pipeline, tagger)
    if parse:
        ensure_parser(pipeline)
    return pipeline


def ensure_parser(pipeline: Pipeline) -> Literal["own", "attlas"] | None:
    """Add attlas's parser of its language to a pipeline that tags, unless it has a parser of universal relations.

    A parser of other relations, as spaCy's English ones have them, makes room for it.

    Returns
    -------
    {"own", "attlas"} or None
        Whose parser the pipeline has now; None if no parser of it names universal relations.
    """
    has_parser = PARSER in pipeline.pipe_names
    if has_parser and {universal(label) for label in pipeline.get_pipe(PARSER).labels} <= RELATIONS:
        return "own"
    folder = _asset(f"{PARSER}_{pipeline.lang}")
    if not (folder / WEIGHTS).is_file():
        return None
    if has_parser:
        pipeline.remove_pipe(PARSER)
    add_packed(pipeline, folder)
    return "attlas"


def universal(label: str) -> str:
    """Give the universal relation of a parser's label: without its subtype, and 'root' as the treebanks write it.

    Examples
    --------
    >>> universal("nsubj:pass"), universal("ROOT")
    ('nsubj', 'root')
    """
    return label.partition(":")[0].lower()


def _named(model: str) -> Pipeline:
    import spacy

    try:
        pipeline = spacy.load(model)
        pipeline("A")
    except Exception as error:  # whatever damaged parts raise, and packages that are no pipelines
        if not (is_there(Path(model)) or spacy.util.is_package(model)):
            raise AttlasError(
                f"spaCy model {model!r} is not installed; python -m spacy download {model}"
            ) from error
        raise AttlasError(
            f"{model} is no spaCy pipeline that runs here ({type(error).__name__}: {brief(str(error))}), expected an "
            "installed one, or a folder saved with nlp.to_disk; name another"
        ) from error
    return pipeline


def _asset(name: str) -> Path:
    return Path(str(files("attlas.exporter.assets"))) / name
