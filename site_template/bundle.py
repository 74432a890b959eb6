"""Exports in, site out: open, reduce, pack, bind, with one document in memory at a time."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import BinaryIO, TypeAlias

from attlas.precompute.contract import SCHEMA_VERSION, Corpus, Document, LensIndex, LensLayer, Site
from attlas.precompute.errors import AttlasError

from .assets import Assets, packaged_assets
from .collection import Part, Shard, contents, corpora, documents, gather, lenses
from .container import Tag, base64_text, pack, tags
from .destination import INDEX, SCRIPT, SHARDS, STYLE, new_file, new_folder
from .escape import fit_for_html
from .fallback import N_SAMPLES, Sample, sample
from .page import Page, default_title, render

AnyShard: TypeAlias = Shard[Document] | Shard[Corpus] | Shard[LensIndex] | Shard[LensLayer]

MB = 1_000_000
COMFORTABLE_FILE = 100 * MB
LARGEST_FILE = 250 * MB
LARGEST_TAG = 16 * MB
"""Browsers give no text at all of an element beyond some 500 million characters, and get slow long before."""

LARGEST_SHARD = 250 * MB
"""A shard's script is one string, and JavaScript engines end a string at about twice this length."""


def build(
    exports: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    title: str | None = None,
    start: str = "",
    assets: Assets | None = None,
) -> Path:
    """Bind one export, or several, into a static site that opens from disk and needs no network.

    Parameters
    ----------
    exports : path, or sequence of path
        Folders written by `attlas.export`. The documents of several follow one another in the order given, and each
        is shown with the models that read it; no two may have a document of the same id.
    output : path
        A name ending in ``.html`` gives one file, any other a folder with an ``index.html``. A page or site
        of attlas that is there is replaced once the new one is whole; anything else is left alone.
    title : str, optional
        Title of the page; the models' names by default.
    start : str, optional
        What the page shows at first, as its address says it after the ``#``: ``"view=model&layer=3"``.
    assets : Assets, optional
        Script and style to bind in place of the client that comes with the package.

    Returns
    -------
    Path
        `output`. The same exports give the same bytes.

    Raises
    ------
    AttlasError
        If an export cannot be read, two do not go together, the output cannot be written, or a single file would
        pass 250 MB.

    Warns
    -----
    UserWarning
        If a single file is larger than 100 MB; it opens, but takes much memory.
    """
    folders = [exports] if isinstance(exports, str | Path) else exports
    parts, target = gather([Path(folder) for folder in folders]), Path(output)
    page = Page(
        site=_site(parts, target, title, start),
        samples=_samples(parts),
        assets=assets or packaged_assets(),
    )
    return _file(parts, page, target) if page.site.mode == "file" else _folder(parts, page, target)


def _site(parts: Sequence[Part], target: Path, title: str | None, start: str) -> Site:
    manifest = contents(parts)
    return Site(
        schema_version=SCHEMA_VERSION,
        mode="file" if target.suffix.lower() in {".html", ".htm"} else "folder",
        title=fit_for_html(title or default_title(manifest)),
        start=start.removeprefix("#"),
        exports=tuple(part.origin() for part in parts),
        manifest=manifest,
    )


def _samples(parts: Sequence[Part]) -> tuple[Sample, ...]:
    """Reduce the first document of every export in turn, then their second ones, as far as there is room."""
    in_turn = chain.from_iterable(zip_longest(*(documents([part]) for part in parts)))
    return tuple(sample(shard.read()) for shard in islice(filter(None, in_turn), N_SAMPLES))


def _file(parts: Sequence[Part], page: Page, target: Path) -> Path:
    numbered, n_documents = [*enumerate(_shards(parts))], len(page.site.manifest.documents)
    of_documents, over_all = numbered[:n_documents], numbered[n_documents:]
    with new_file(target) as file:
        pieces = render(page, first=_tags(of_documents[:1]), rest=_tags(over_all + of_documents[1:]))
        n_bytes = _write(pieces, file, target)
    if n_bytes > COMFORTABLE_FILE:
        warnings.warn(
            f"{target} has {n_bytes // MB} MB, which some readers' machines will find heavy; "
            f"consider a folder: {target.with_suffix('')}/",
            stacklevel=3,
        )
    return target


def _folder(parts: Sequence[Part], page: Page, target: Path) -> Path:
    with new_folder(target) as staging:
        for number, shard in enumerate(_shards(parts)):
            _write_shard(staging / SHARDS / f"{number}.js", number, shard)
        (staging / SCRIPT).write_bytes(page.assets.script.encode())
        (staging / STYLE).write_bytes(page.assets.style.encode())
        with (staging / INDEX).open("wb") as file:
            file.writelines(piece.encode() for piece in render(page))
    return target


def _shards(parts: Sequence[Part]) -> list[AnyShard]:
    """List what becomes a shard; its place is the shard's number."""
    return [*documents(parts), *corpora(parts), *lenses(parts)]


def _tags(numbered: Iterable[tuple[int, AnyShard]]) -> Iterator[Tag]:
    for number, shard in numbered:
        yield from tags(number, base64_text(pack(shard.read())), limit=LARGEST_TAG)


def _write(pieces: Iterable[str], file: BinaryIO, target: Path) -> int:
    """Write a page and count its bytes; a page that nobody can open is given up on the way."""
    n_bytes = 0
    for piece in pieces:
        n_bytes += file.write(piece.encode())
        if n_bytes > LARGEST_FILE:
            raise AttlasError(
                f"{target} would pass {LARGEST_FILE // MB} MB, more than browsers open well from one file; "
                f"build a folder instead: {target.with_suffix('')}/"
            )
    return n_bytes


def _write_shard(path: Path, number: int, shard: AnyShard) -> None:
    text = base64_text(pack(shard.read()))
    if len(text) > LARGEST_SHARD:
        raise AttlasError(
            f"{shard.file} takes {len(text) // MB} MB in the site, expected at most "
            f"{LARGEST_SHARD // MB}; export with fewer --layers, --heads or --max-tokens"
        )
    path.write_bytes(f'__attlas_shard({number},"{text}");\n'.encode("ascii"))
