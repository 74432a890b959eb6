"""The export folder: atomic files, the plan of an unfinished export, and going on where one stopped.

An export is a folder with a ``plan.json`` while it is being written and a ``manifest.json`` once it is whole. Every
file appears in one step under its final name, so whatever is there is complete.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from attlas.precompute.contract import (
    Corpus,
    CorpusEntry,
    Document,
    DocumentEntry,
    ExportPlan,
    ExportSettings,
    LensEntry,
    LensIndex,
    LensIndexEntry,
    LensLayer,
    Manifest,
    ModelInfo,
    ModelOrigin,
    ModelRun,
    Payload,
)
from attlas.precompute.errors import AttlasError

PLAN, MANIFEST = "plan.json", "manifest.json"
DOCUMENTS, CORPUS, LENS, RUNS = "documents", "corpus", "lens", "runs"
VECTORS = "vectors"
"""Vectors of the lens that is being made; gone once it is."""

INDEX = "index.json"
CONTENTS = {"documents_sha256": "the documents", "lens.corpus_sha256": "the texts of the lens"}
"""Settings that are hashes: what they are of."""

TEMPORARY = ".part"


def to_json(payload: Payload | dict[str, Any]) -> bytes:
    """Serialise with sorted keys: the same payload gives the same bytes."""
    value = payload.model_dump() if isinstance(payload, Payload) else payload
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds all of it or does not exist.

    Raises
    ------
    AttlasError
        If the disk is full or the folder cannot be written.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno == errno.ENOSPC:
            raise AttlasError(
                f"no room on the disk for {path}; free some and run the same command again"
            ) from error
        raise AttlasError(f"cannot write {path}: {error.strerror}") from error


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
        """Whether the manifest and every file it lists are there."""
        path = self.root / MANIFEST
        if not path.exists():
            return False
        manifest = Manifest.model_validate_json(path.read_bytes())
        files = [entry.file for entry in manifest.documents] + [entry.file for entry in manifest.corpus]
        files += [entry.file for entry in manifest.lens]
        files += [layer.file for entry in manifest.lens for layer in entry.layers]
        return all((self.root / file).exists() for file in files)

    def check(self) -> None:
        """Refuse a folder that holds anything but nothing, or this very export, finished or not.

        Raises
        ------
        AttlasError
            If the folder is a file, holds something else, or an export made with other settings (it says which).
        """
        if self.root.exists() and not self.root.is_dir():
            raise AttlasError(
                f"{self.root} is a file, expected a folder to write the export to; choose another name"
            )
        if not self.root.is_dir() or not any(self.root.iterdir()):
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
    def open(self) -> Iterator[None]:
        """Make the folder ready for writing; one process at a time."""
        for folder in (self.root, self.root / DOCUMENTS):
            _make_folder(folder)
        with _locked(self.root):
            for leftover in self.root.rglob("*" + TEMPORARY):
                leftover.unlink()
            write_atomically(self.root / PLAN, to_json(self.plan))
            yield

    def discard(self) -> None:
        """Remove the files of an earlier export, and nothing else."""
        for folder in (DOCUMENTS, CORPUS, LENS, RUNS, VECTORS):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        for name in (MANIFEST, PLAN):
            (self.root / name).unlink(missing_ok=True)

    def run_path(self, model: int, file: str) -> Path:
        """Where the run of a model on a document lies until the document is assembled."""
        return self.root / RUNS / f"m{model}" / file

    def has(self, model: int, file: str) -> bool:
        """Whether this model's run on a document is stored already, alone or in the assembled document."""
        return (self.root / DOCUMENTS / file).exists() or self.run_path(model, file).exists()

    def read_run(self, model: int, file: str) -> ModelRun:
        """Read a stored run back."""
        document = self.root / DOCUMENTS / file
        if document.exists():
            return Document.model_validate_json(document.read_bytes()).runs[model]
        return ModelRun.model_validate_json(self.run_path(model, file).read_bytes())

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
        index = LensIndex.model_validate_json(path.read_bytes())
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
        return [LensLayer.model_validate_json((self.root / file).read_bytes()) for file in files]

    def finish(self, models: tuple[ModelInfo, ...], documents: tuple[DocumentEntry, ...]) -> None:
        """Write the manifest, then remove what only an unfinished export needs."""
        manifest = Manifest(
            schema_version=self.plan.schema_version,
            attlas=self.plan.attlas,
            libraries=self.plan.libraries,
            settings=self.plan.settings,
            models=models,
            documents=documents,
            corpus=tuple(
                CorpusEntry(model=model.key, file=corpus_file(model.key))
                for model in models
                if (self.root / corpus_file(model.key)).exists()
            ),
            lens=tuple(entry for model in models if (entry := self.lens(model.key))),
        )
        write_atomically(self.root / MANIFEST, to_json(manifest))
        (self.root / PLAN).unlink(missing_ok=True)
        for folder in (RUNS, VECTORS):
            shutil.rmtree(self.root / folder, ignore_errors=True)


def corpus_file(model: str) -> str:
    """Name the file of what a model does over all documents."""
    return f"{CORPUS}/{model}.json"


def lens_index_file(model: str) -> str:
    """Name the file that says what the lens of a model is over."""
    return f"{LENS}/{model}/{INDEX}"


def _lens_layer_file(model: str, kind: str, layer: int) -> str:
    return f"{LENS}/{model}/{kind}-{layer}.json"


def earlier_plan(root: Path) -> ExportPlan:
    """Read what the export in `root` was made of, finished or not.

    Raises
    ------
    AttlasError
        If `root` is not an export, or one of another version.
    """
    try:
        if (root / MANIFEST).exists():
            return _plan_of(Manifest.model_validate_json((root / MANIFEST).read_bytes()))
        return ExportPlan.model_validate_json((root / PLAN).read_bytes())
    except FileNotFoundError as error:
        raise AttlasError(f"{root} holds files but no export; choose an empty or a new folder") from error
    except ValidationError as error:
        raise AttlasError(
            f"{root} holds an export this version cannot read; pass --overwrite to replace it"
        ) from error


def _plan_of(manifest: Manifest) -> ExportPlan:
    return ExportPlan(
        schema_version=manifest.schema_version,
        attlas=manifest.attlas,
        libraries=manifest.libraries,
        settings=manifest.settings,
        models=tuple(
            ModelOrigin(label=model.label, name=model.name, commit=model.commit, files=model.files)
            for model in manifest.models
        ),
    )


def plan_differences(there: ExportPlan, asked: ExportPlan) -> list[str]:
    """Name every setting in which two plans differ, with both values."""
    olds, news = _flat(there.settings), _flat(asked.settings)
    differing = [name for name in olds | news if olds.get(name) != news.get(name)]
    differences = [
        f"{name}: {_brief(olds.get(name))} there, {_brief(news.get(name))} asked"
        for name in differing
        if name not in CONTENTS
    ]
    differences += [f"{what} differ" for name, what in CONTENTS.items() if name in differing]
    if not differences and there.models != asked.models:
        differences.append("the models' names or files differ")
    if (there.attlas, there.libraries) != (asked.attlas, asked.libraries):
        differences.append("the versions of attlas or its libraries differ")
    return differences


def _flat(settings: ExportSettings) -> dict[str, object]:
    """Give settings by name, those of the lens as 'lens.n_tokens' and so on."""
    lens = {f"lens.{name}": value for name, value in settings.lens or ()}
    return {name: value for name, value in settings if name != "lens"} | lens


def _brief(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "default" if value is None else str(value)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AttlasError(f"cannot make the folder {folder}: {error.strerror}") from error


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
