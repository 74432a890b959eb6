"""The page around the documents: templates filled, and handed out piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import attlas
from attlas.precompute.codec import MAX_RELATIVE_ERROR
from attlas.precompute.contract import Contents, Site

from .assets import Assets
from .container import Piece, deflated_text
from .escape import fit_for_html, script_json, script_text, style_text
from .fallback import Sample, summary
from .fields import fields_text
from .method import listed, reading, settings, truncation
from .policy import SELF, content_policy, hash_source
from .top_tokens import TopTokens

_LISTED = 200
"""Documents named in the list for readers without a script."""

_TOKENS = 512
"""Tokens of a document that are shown to them."""

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    finalize=fit_for_html,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True)
class Page:
    """All that a page shows or says before its documents."""

    site: Site
    samples: tuple[Sample, ...]
    assets: Assets
    top_tokens: TopTokens | None = None


def render(page: Page, *, first: Iterable[Piece] = (), rest: Iterable[Piece] = ()) -> Iterator[str]:
    """Fill the templates, lazily: a piece is asked for when its place in the page has come.

    Parameters
    ----------
    page : Page
        What stands before the documents.
    first : iterable of Piece
        The beginning of the first document. It goes before the script, which then starts at once, however long the
        page is.
    rest : iterable of Piece
        All that follows.
    """
    site, inline = page.site, page.site.mode == "file"
    start, fallback = script_text(page.assets.start), style_text(page.assets.fallback)
    scripts = (hash_source(start), hash_source(page.assets.script)) if inline else (SELF,)
    styles = (hash_source(fallback), hash_source(page.assets.style)) if inline else (SELF,)
    return _templates.get_template("index.html.j2").generate(
        site=site,
        manifest=site.manifest,
        samples=page.samples,
        top_tokens=page.top_tokens,
        start=start,
        client=deflated_text(page.assets.script) if inline else "",
        style=deflated_text(page.assets.style) if inline else "",
        fallback=fallback,
        fields=fields_text(),
        policy=content_policy(scripts=scripts, styles=styles),
        description=describe(site.manifest),
        config=script_json(site.model_dump(mode="json")),
        version=attlas.__version__,
        versions=[*dict.fromkeys(export.attlas for export in site.exports)],
        max_error=MAX_RELATIVE_ERROR,
        n_listed=_LISTED,
        n_tokens=_TOKENS,
        listed=listed,
        reading=reading,
        settings=settings,
        summary=summary,
        truncation=truncation,
        first=first,
        rest=rest,
    )


def default_title(manifest: Contents) -> str:
    """Name a page after its models."""
    return f"Attention of {_names(manifest)}"


def describe(manifest: Contents) -> str:
    """Sum a page up in one sentence, for search engines and link previews."""
    n = len(manifest.documents)
    documents = "one document" if n == 1 else f"{n:,} documents"
    return f"The attention weights of {_names(manifest)} on {documents}, to be explored in the browser."


def _names(manifest: Contents) -> str:
    """Join the models' names, each once: several exports may be of one model."""
    return listed([*dict.fromkeys(model.label for model in manifest.models)])
