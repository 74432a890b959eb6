"""Exports in, site out: open, reduce, pack, bind, with one document in memory at a time."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

from attlas.precompute.contract import SCHEMA_VERSION, Contents, Document, Site, SizeLimit
from attlas.precompute.errors import AttlasError

from .assets import Assets, packaged_assets
from .budget import Budget
from .collection import OverDocuments, Part, Shard, contents, documents, gather, over_documents, statistics
from .container import LARGEST_PIECE, Piece, base64_text, pack, pieces_of
from .destination import INDEX, SCRIPT, SHARDS, STYLE, new_file, new_folder
from .escape import fit_for_html
from .fallback import N_SAMPLES, Sample, sample
from .page import Page, default_title, render
from .reduction import Plan, cut, keeps, trimmed
from .top_tokens import TopTokens, top_tokens

AnyShard: TypeAlias = Shard[Document] | OverDocuments

MB = 1_000_000
COMFORTABLE_FILE = 100 * MB
LARGEST_FILE = 250 * MB


def build(  # noqa: PLR0913 (every option of the command line is a keyword)
    exports: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    title: str | None = None,
    start: str = "",
    max_size: int | None = None,
    say: Callable[[str], object] | None = None,
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
    max_size : int, optional
        Most bytes of the page, or of all files of the folder together. What does not fit is made coarser or left out
        in the order that `budget` documents; the page says so.
    say : callable, optional
        Takes lines for the author: with `max_size`, the table of what each part takes and what was reduced.
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
        pass 250 MB or `max_size`.

    Warns
    -----
    UserWarning
        If a single file is larger than 100 MB; it opens, but takes much memory.
    """
    if max_size is not None and max_size < 1:
        raise AttlasError(f"a page of at most {max_size} bytes, expected 1 or more; give a larger max_size")
    folders = [exports] if isinstance(exports, str | Path) else exports
    parts, target = gather([Path(folder) for folder in folders]), Path(output)
    site = _site(parts, target, title, start)
    page = Page(
        site=site,
        samples=_samples(parts),
        assets=assets or packaged_assets(),
        top_tokens=_top_tokens(parts, site.manifest),
    )
    shards = _Shards(documents(parts), over_documents(parts))
    if max_size is not None:
        page, shards = _within(max_size, page, shards, say or (lambda _: None))
    return _file(shards, page, target) if page.site.mode == "file" else _folder(shards, page, target)


class _Shards(NamedTuple):
    """What becomes shards; their places, documents first, are the shards' numbers."""

    documents: list[Shard[Document]]
    others: list[OverDocuments]

    def numbered(self) -> Iterator[tuple[int, AnyShard]]:
        """Give every shard its number."""
        return enumerate([*self.documents, *self.others])


def _within(max_size: int, page: Page, shards: _Shards, say: Callable[[str], object]) -> tuple[Page, _Shards]:
    """Reduce a page to a size, and say how."""
    budget = Budget(
        page.site.manifest,
        [shard.read for shard in shards.documents],
        [shard.read for shard in shards.others],
        frame=lambda plan, limit: _frame(
            _reduced(page, plan, limit),
            n_shards=len(plan.levels) + sum(keeps(plan, shard.file) for shard in shards.others),
        ),
        max_bytes=max_size,
    )
    plan = budget.plan()
    for line in budget.table(plan):
        say(line)
    files = [shard.file for shard in shards.documents]
    kept = _Shards(
        [
            Shard(files[number], partial(budget.document, number, level, lens=plan.lens))
            for number, level in enumerate(plan.levels)
        ],
        [shard for shard in shards.others if keeps(plan, shard.file)],
    )
    return _reduced(page, plan, budget.limit(plan)), kept


def _reduced(page: Page, plan: Plan, limit: SizeLimit) -> Page:
    """Leave out of a page what is said of what a plan leaves out."""
    manifest = trimmed(page.site.manifest, plan)
    update = {"limit": limit, "manifest": manifest, "exports": cut(page.site.exports, len(plan.levels))}
    listed = {entry.id for entry in manifest.documents}
    return replace(
        page,
        site=page.site.model_copy(update=update),
        samples=tuple(sample for sample in page.samples if sample.document.id in listed),
        top_tokens=page.top_tokens if plan.over_all else None,
    )


def _sheet(assets: Assets) -> str:
    """Give all style of a folder, where it is one file."""
    return f"{assets.style}\n{assets.fallback}"


def _frame(page: Page, *, n_shards: int) -> int:
    """Count the bytes of a page around so many payloads."""
    empty = (Piece(str(number), 1, "") for number in range(n_shards))
    if page.site.mode == "file":
        return sum(len(text.encode()) for text in render(page, rest=empty))
    texts = chain(render(page), [page.assets.script, _sheet(page.assets)], map(_call, empty))
    return sum(len(text.encode()) for text in texts)


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


def _top_tokens(parts: Sequence[Part], manifest: Contents) -> TopTokens | None:
    """Reduce the first statistics to a few rows."""
    for shard in statistics(parts)[:1]:
        found = shard.read()
        return top_tokens(found, next(model.label for model in manifest.models if model.key == found.model))
    return None


def _file(shards: _Shards, page: Page, target: Path) -> Path:
    numbered, n_documents = [*shards.numbered()], len(shards.documents)
    of_documents, over_all = numbered[:n_documents], numbered[n_documents:]
    with new_file(target) as file:
        first, others = _pieces(of_documents[:1]), _pieces(over_all + of_documents[1:])
        texts = render(page, first=[*islice(first, 1)], rest=chain(first, others))
        n_bytes = _write(texts, file, target)
    if n_bytes > COMFORTABLE_FILE:
        warnings.warn(
            f"{target} has {n_bytes // MB} MB, which some readers' machines will find heavy; "
            f"consider a folder: {target.with_suffix('')}/",
            stacklevel=3,
        )
    return target


def _folder(shards: _Shards, page: Page, target: Path) -> Path:
    with new_folder(target) as staging:
        for piece in _pieces(shards.numbered()):
            (staging / SHARDS / f"{piece.name}.js").write_text(_call(piece), "ascii")
        (staging / SCRIPT).write_bytes(page.assets.script.encode())
        (staging / STYLE).write_bytes(_sheet(page.assets).encode())
        with (staging / INDEX).open("wb") as file:
            file.writelines(text.encode() for text in render(page))
    return target


def _pieces(numbered: Iterable[tuple[int, AnyShard]]) -> Iterator[Piece]:
    """Give the pieces of shards, one shard in memory at a time."""
    for number, shard in numbered:
        yield from pieces_of(number, base64_text(pack(shard.read())), limit=LARGEST_PIECE)


def _call(piece: Piece) -> str:
    """Give the script that hands a piece to the page."""
    return f'__attlas_shard("{piece.name}","{piece.text}",{piece.n_pieces});\n'


def _write(texts: Iterable[str], file: BinaryIO, target: Path) -> int:
    """Write a page and count its bytes; a page that nobody can open is given up on the way."""
    n_bytes = 0
    for text in texts:
        n_bytes += file.write(text.encode())
        if n_bytes > LARGEST_FILE:
            raise AttlasError(
                f"{target} would pass {LARGEST_FILE // MB} MB, more than browsers open well from one file; "
                f"build a folder instead: {target.with_suffix('')}/"
            )
    return n_bytes
