"""The export folder: atomic files, the plan of an unfinished export, and going on where one stopped.

An export is a folder with a ``plan.json`` while it is being written and a ``manifest.json`` once it is whole. Every
file appears in one step under its final name, so whatever is there is complete.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from attlas.precompute.checksums import SUMS, file_sha256, listed
from attlas.precompute.contract import (
    Comparison,
    ComparisonEntry,
    Corpus,
    CorpusEntry,
    Document,
    DocumentEntry,
    ExportPlan,
    LensEntry,
    LensIndex,
    LensIndexEntry,
    LensLayer,
    Manifest,
    ModelInfo,
    ModelRun,
    Payload,
    Statistics,
    UncomparedEntry,
)
from attlas.precompute.errors import AttlasError

from .disk import writing
from .plans import MANIFEST, PLAN, check_ours, earlier_plan, plan_differences

DOCUMENTS, CORPUS, STATISTICS, COMPARISONS = "documents", "corpus", "statistics", "comparisons"
LENS, RUNS = "lens", "runs"
VECTORS = "vectors"
"""Vectors of the lens that is being made; gone once it is."""

FILES = {
    **dict.fromkeys((DOCUMENTS, CORPUS, STATISTICS, COMPARISONS), "*.json"),
    **dict.fromkeys((LENS, RUNS), "m[0-9]*/*.json"),
    VECTORS: "m[0-9]*/*-[0-9]*-*",
}
"""All that an export keeps in folders; what else is there is somebody else's."""

Stored = TypeVar("Stored", bound=Payload)

INDEX = "index.json"
TEMPORARY = ".part"


def to_json(payload: Payload | dict[str, Any]) -> bytes:
    """Serialise with sorted keys: the same payload gives the same bytes."""
    return orjson.dumps(payload, default=vars, option=orjson.OPT_SORT_KEYS)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds all of it or does not exist.

    Raises
    ------
    AttlasError
        If the disk is full or the folder cannot be written.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    with writing(path):
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


class ExportStore:
    """The folder of one export, opened for writing.

    Parameters
    ----------
    root : Path
        The export's folder; created by `open`.
    plan : ExportPlan
        What the finished export will hold.
    """

    def __init__(self, root: Path, plan: ExportPlan) -> None:
        self.root = root
        self.plan = plan

    @property
    def is_finished(self) -> bool:
        """Whether the manifest and every file it lists are there; to be asked of what `check` has let pass."""
        path = self.root / MANIFEST
        if not path.exists():
            return False
        manifest = Manifest.model_validate_json(path.read_bytes())
        return all((self.root / file).exists() for file in (SUMS, *manifest.files))

    def check(self, *, overwrite: bool = False) -> None:
        """Refuse a folder that holds anything but nothing, or this very export, finished or not.

        Parameters
        ----------
        overwrite : bool
            Whether it may hold any other export too, of whatever version or damaged.

        Raises
        ------
        AttlasError
            If the folder is a file, cannot be one's name, or holds something else, or an export made with other
            settings (it says which).
        """
        with writing(self.root):
            if self.root.exists() and not self.root.is_dir():
                raise AttlasError(
                    f"{self.root} is a file, expected a folder to write the export to; choose another name"
                )
            there = {path.name for path in self.root.iterdir()} if self.root.exists() else set()
        # An export that was killed at its very start has left no more than the beginning of its plan.
        if there <= {PLAN + TEMPORARY}:
            return
        check_ours(self.root)
        if overwrite:
            return
        earlier = earlier_plan(self.root)
        if differences := plan_differences(earlier, self.plan):
            raise AttlasError(
                f"{self.root} holds an export made with other settings ({'; '.join(differences)}); "
                "choose another folder, or pass --overwrite"
            )

    def check_room(self, n_bytes: int) -> None:
        """Refuse an export that the disk has no room for.

        Raises
        ------
        AttlasError
            If less than `n_bytes` are free where the folder is, or will be.
        """
        there = next(folder for folder in (self.root, *self.root.absolute().parents) if folder.exists())
        free = shutil.disk_usage(there).free
        if free < n_bytes:
            raise AttlasError(
                f"the export will take about {n_bytes / 1e6:.0f} MB and {there} has {free / 1e6:.0f} MB free; "
                "free some room, or keep fewer --layers or --heads"
            )

    @contextmanager
    def open(self, *, overwrite: bool = False) -> Iterator[None]:
        """Make the folder ready for writing; one process at a time.

        Parameters
        ----------
        overwrite : bool
            Remove the files of an earlier export, and nothing else.

        Raises
        ------
        AttlasError
            If another process writes to the folder, or has written to it since `check`; or if the disk refuses.
        """
        _make_folder(self.root)
        with _locked(self.root):
            self.check(overwrite=overwrite)
            if overwrite:
                self._discard()
            self._sweep()
            write_atomically(self.root / PLAN, to_json(self.plan))
            if overwrite:  # not before: a folder without plan and manifest is taken for somebody else's
                (self.root / MANIFEST).unlink(missing_ok=True)
            _make_folder(self.root / DOCUMENTS)
            yield

    def tidy(self) -> None:
        """Finish a finished export: remove what is left if it was killed after it had written its manifest.

        Raises
        ------
        AttlasError
            If another process is writing to the folder; or if the disk refuses.
        """
        if (self.root / PLAN).exists():
            with _locked(self.root):
                if self.is_finished:
                    self._clear_up()

    def _discard(self) -> None:
        """Remove all but plan and manifest of an export of whatever version, that `check` has found to be one."""
        with writing(self.root):
            for folder in FILES:
                self._remove(folder)
            (self.root / SUMS).unlink(missing_ok=True)

    def _clear_up(self) -> None:
        """Remove what only an unfinished export needs; the plan, which says that there is such, goes last."""
        with writing(self.root):
            for folder in (RUNS, VECTORS):
                self._remove(folder)
            (self.root / PLAN).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove what an export that was killed left half written."""
        with writing(self.root):
            for name in (PLAN, SUMS, MANIFEST):
                (self.root / (name + TEMPORARY)).unlink(missing_ok=True)
            for folder, pattern in FILES.items():
                for leftover in (self.root / folder).glob(pattern + TEMPORARY):
                    leftover.unlink()

    def _remove(self, name: str) -> None:
        """Remove a folder of the export, or, where there are other files in it, its own files alone."""
        folder = self.root / name
        for file in (*folder.glob(FILES[name]), *folder.glob(FILES[name] + TEMPORARY)):
            if not file.is_dir():
                file.unlink()
        for own in (*folder.glob("m[0-9]*"), folder):
            if own.is_dir() and not own.is_symlink() and next(own.iterdir(), None) is None:
                own.rmdir()

    def run_path(self, model: int, file: str) -> Path:
        """Where the run of a model on a document lies until the document is assembled."""
        return self.root / RUNS / f"m{model}" / file

    def has(self, model: int, file: str) -> bool:
        """Whether this model's run on a document is stored already, alone or in the assembled document."""
        return (self.root / DOCUMENTS / file).exists() or self.run_path(model, file).exists()

    def read_run(self, model: int, file: str) -> ModelRun:
        """Read a stored run back."""
        if (self.root / DOCUMENTS / file).exists():
            return self.read_document(file).runs[model]
        return _stored(self.run_path(model, file), ModelRun)

    def read_document(self, file: str) -> Document:
        """Read an assembled document back."""
        return _stored(self.root / DOCUMENTS / file, Document)

    def document_bytes(self, file: str) -> int:
        """Size of an assembled document."""
        return (self.root / DOCUMENTS / file).stat().st_size

    def put_run(self, model: int, file: str, run: ModelRun) -> None:
        """Store the run of a model on a document."""
        path = self.run_path(model, file)
        _make_folder(path.parent)
        write_atomically(path, to_json(run))

    def put_document(self, file: str, document: dict[str, Any], last: ModelRun) -> None:
        """Assemble a document from the stored runs of the earlier models and the `last` one, and store it.

        Parameters
        ----------
        document : dict
            The document's own fields, all but ``runs``.
        """
        earlier = [self.run_path(model, file).read_bytes() for model in range(len(self.plan.models) - 1)]
        runs = [orjson.Fragment(run) for run in (*earlier, to_json(last))]
        write_atomically(self.root / DOCUMENTS / file, to_json({**document, "runs": runs}))

    def put_corpus(self, corpus: Corpus) -> None:
        """Store what a model does over all documents."""
        path = self.root / corpus_file(corpus.model)
        _make_folder(path.parent)
        write_atomically(path, to_json(corpus))

    def put_statistics(self, statistics: Statistics) -> None:
        """Store tokens, heads and flows of a model over all documents."""
        path = self.root / statistics_file(statistics.model)
        _make_folder(path.parent)
        write_atomically(path, to_json(statistics))

    def read_statistics(self, model: str) -> Statistics:
        """Read the statistics of a model back."""
        return _stored(self.root / statistics_file(model), Statistics)

    def put_comparison(self, comparison: Comparison) -> None:
        """Store how two models differ over all documents."""
        path = self.root / comparison_file(comparison.models)
        _make_folder(path.parent)
        write_atomically(path, to_json(comparison))

    def vectors_path(self, model: str) -> Path:
        """Where the vectors of a model's lens lie while it is being made."""
        return self.root / VECTORS / model

    def put_lens_layer(self, layer: LensLayer) -> None:
        """Store a layer of a model's lens."""
        path = self.root / _lens_layer_file(layer.model, layer.kind, layer.layer)
        _make_folder(path.parent)
        write_atomically(path, to_json(layer))

    def put_lens_index(self, index: LensIndex) -> None:
        """Store the index of a model's lens, which says that all its layers are there."""
        path = self.root / lens_index_file(index.model)
        _make_folder(path.parent)
        write_atomically(path, to_json(index))

    def lens(self, model: str) -> LensIndexEntry | None:
        """List the files of a model's lens; None if it has none, or not all of them."""
        path = self.root / lens_index_file(model)
        if not path.exists():
            return None
        index = _stored(path, LensIndex)
        # The index has the heads by kind and layer, each head once: so come the layers, each once.
        places = list(dict.fromkeys((head.kind, head.layer) for head in index.heads))
        layers = tuple(
            LensEntry(kind=kind, layer=layer, file=_lens_layer_file(model, kind, layer))
            for kind, layer in places
        )
        if not all((self.root / layer.file).exists() for layer in layers):
            return None
        return LensIndexEntry(model=model, file=lens_index_file(model), layers=layers)

    def read_lens(self, model: str) -> list[LensLayer]:
        """Read the layers of a model's lens back; none if it has no lens."""
        entry = self.lens(model)
        files = [layer.file for layer in entry.layers] if entry else []
        return [_stored(self.root / file, LensLayer) for file in files]

    def finish(
        self,
        models: tuple[ModelInfo, ...],
        documents: tuple[DocumentEntry, ...],
        uncompared: tuple[UncomparedEntry, ...] = (),
    ) -> None:
        """List all files and their hashes, then remove what only an unfinished export needs."""
        manifest = Manifest(
            schema_version=self.plan.schema_version,
            attlas=self.plan.attlas,
            libraries=self.plan.libraries,
            settings=self.plan.settings,
            models=models,
            documents=documents,
            corpus=self._entries(models, corpus_file),
            statistics=self._entries(models, statistics_file),
            comparisons=tuple(
                ComparisonEntry(models=pair, file=comparison_file(pair))
                for pair in combinations([model.key for model in models], 2)
                if (self.root / comparison_file(pair)).exists()
            ),
            uncompared=uncompared,
            lens=tuple(entry for model in models if (entry := self.lens(model.key))),
        )
        content = to_json(manifest)
        sums = {file: file_sha256(self.root / file) for file in manifest.files}
        sums[MANIFEST] = hashlib.sha256(content).hexdigest()
        write_atomically(self.root / SUMS, listed(sums))
        write_atomically(self.root / MANIFEST, content)
        self._clear_up()

    def _entries(self, models: Sequence[ModelInfo], file_of: Callable[[str], str]) -> tuple[CorpusEntry, ...]:
        """List those of the models' files that are there."""
        return tuple(
            CorpusEntry(model=model.key, file=file_of(model.key))
            for model in models
            if (self.root / file_of(model.key)).exists()
        )


def corpus_file(model: str) -> str:
    """Name the file of what a model does over all documents."""
    return f"{CORPUS}/{model}.json"


def statistics_file(model: str) -> str:
    """Name the file of a model's tokens, heads and flows over all documents."""
    return f"{STATISTICS}/{model}.json"


def comparison_file(models: tuple[str, str]) -> str:
    """Name the file of how two models differ over all documents."""
    return f"{COMPARISONS}/{'-'.join(models)}.json"


def lens_index_file(model: str) -> str:
    """Name the file that says what the lens of a model is over."""
    return f"{LENS}/{model}/{INDEX}"


def _lens_layer_file(model: str, kind: str, layer: int) -> str:
    return f"{LENS}/{model}/{kind}-{layer}.json"


def _make_folder(folder: Path) -> None:
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _stored(path: Path, payload: type[Stored]) -> Stored:
    """Read a file that this export, or one before it that was killed, has written."""
    try:
        return payload.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise AttlasError(
            f"{path} is damaged; remove it and run the same command again, which makes it anew"
        ) from error


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold the export for this process; the lock goes with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows has no fcntl; the atomic files still keep every single file whole
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AttlasError(
                f"another export is writing to {root}; wait for it, or choose another folder"
            ) from error
        yield
    finally:
        os.close(handle)
