"""What --overwrite removes: an export of whatever version, damaged too, and nothing that is somebody else's."""

import json
from pathlib import Path

import numpy as np
import pytest

from attlas import AttlasError, export, from_tensors, import_attviz
from attlas.exporter.plans import MANIFEST, PLAN
from attlas.exporter.store import ExportStore
from attlas.precompute.checksums import SUMS, read_sums, sum_faults
from tiny import save_tiny

TEXTS = [{"text": "the cat saw a dog"}, {"text": "a dog"}]
ATTENTION = np.full((2, 1, 2, 3, 3), 1 / 3)
ATTVIZ = [
    {"text": "a dog", "sets": [{"tokens": ["a", "dog"], "attention_vectors": [{"vectors": [0.5, 0.5]}]}]}
]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(save_tiny(tmp_path_factory.mktemp("model") / "tiny", "bert", None))


@pytest.fixture(params=["export", "from_tensors", "import_attviz"])
def write(request, model, tmp_path_factory):
    """Each of the three ways to write an export, as a function of folder and options."""
    file = tmp_path_factory.mktemp("attviz") / "file.json"
    file.write_text(json.dumps(ATTVIZ), "utf-8")
    return {
        "export": lambda folder, **options: export([model], TEXTS, folder, **options),
        "from_tensors": lambda folder, **options: from_tensors(
            ["a", "b", "c"], ATTENTION, output=folder, **options
        ),
        "import_attviz": lambda folder, **options: import_attviz(file, folder, **options),
    }[request.param]


def changed(manifest: bytes) -> bytes:
    return json.dumps({**json.loads(manifest), "schema_version": 99, "new": 1}).encode()


DAMAGES = {
    "another version": changed,
    "cut short": lambda manifest: manifest[: len(manifest) // 2],
    "no values": lambda manifest: b'{"schema_version": 1, "settings": {"documents_sha256": ""}}',
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_an_export_that_cannot_be_read_is_replaced(write, tmp_path, damage):
    folder = write(tmp_path / "x")
    whole = content(folder)
    (folder / MANIFEST).write_bytes(damage(whole[MANIFEST]))
    with pytest.raises(AttlasError, match="cannot read; pass --overwrite to replace it"):
        write(folder)
    assert content(write(folder, overwrite=True)) == whole
    assert not sum_faults(folder, read_sums(folder), whole.keys() - {SUMS})


FOREIGN = {
    "documents/thesis.docx": b"mine",
    "documents/drafts/a.json": b"{}",
    "corpus/raw.txt": b"mine",
    "runs/1.pt": b"mine",
    "runs/events/a.json": b"{}",
    "vectors/word2vec.bin": b"mine",
    "lens/models/a.json": b"{}",
    "film.part": b"half of it",
    "documents/film.part": b"half of it",
}


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, written in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(written)


@pytest.mark.parametrize("name", [PLAN, MANIFEST])
@pytest.mark.parametrize("other", [b'{"terraform": 1}', b"[]", b"terraform {", b"", b'{"settings": {}}'])
def test_a_file_of_the_same_name_is_no_export(write, tmp_path, name, other):
    """A plan.json of another program was proof enough, and documents, corpus and runs beside it were removed."""
    put(tmp_path / "x", {**FOREIGN, name: other})
    before = content(tmp_path / "x")
    for overwrite in (True, False):
        with pytest.raises(AttlasError, match=f"{name} is not of attlas, so its folder holds no export"):
            write(tmp_path / "x", overwrite=overwrite)
        assert content(tmp_path / "x") == before


def test_files_of_others_in_an_export_stay(write, tmp_path):
    whole = content(write(tmp_path / "x"))
    put(tmp_path / "x", FOREIGN)
    write(tmp_path / "x", overwrite=True)
    assert content(tmp_path / "x") == whole | FOREIGN


def test_a_plan_of_another_program_beside_an_export_stays(write, tmp_path):
    write(tmp_path / "x")
    put(tmp_path / "x", {PLAN: b'{"terraform": 1}'})
    before = content(tmp_path / "x")
    with pytest.raises(AttlasError, match=f"{PLAN} is not of attlas"):
        write(tmp_path / "x")
    assert content(tmp_path / "x") == before


def test_an_export_leaves_no_folder_of_the_one_before_it(model, tmp_path):
    options = {"lens": TEXTS, "clusters": 2, "language": None}
    export([model], TEXTS, tmp_path / "x", views=["all"], **options)
    put(tmp_path / "x", {"runs/m0/1.json.part": b"{", "vectors/m0/encoder-0-query": b"\0"})
    export([model], TEXTS, tmp_path / "x", views=["heads"], overwrite=True)
    assert {path.name for path in (tmp_path / "x").iterdir()} == {"documents", MANIFEST, SUMS}


def stop(*_):
    raise KeyboardInterrupt


def test_a_finished_export_that_was_killed_before_it_tidied_up_is_tidied_up(write, tmp_path, monkeypatch):
    whole = content(write(tmp_path / "whole"))
    with monkeypatch.context() as patch:
        patch.setattr(ExportStore, "_clear_up", stop)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / "x")
    put(tmp_path / "x", {"runs/m0/1.json": b"{}"})
    assert content(tmp_path / "x").keys() == whole.keys() | {PLAN, "runs/m0/1.json"}
    assert content(write(tmp_path / "x")) == whole
    assert not (tmp_path / "x" / "runs").exists()


def test_an_export_that_is_killed_while_it_replaces_another_can_be_made_again(write, tmp_path, monkeypatch):
    whole = content(write(tmp_path / "x"))
    put(tmp_path / "x", FOREIGN)
    with monkeypatch.context() as patch:
        patch.setattr(ExportStore, "_sweep", stop)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path / "x", overwrite=True)
    assert content(write(tmp_path / "x", overwrite=True)) == whole | FOREIGN
