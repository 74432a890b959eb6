"""A disk that is full or refuses, another export in the folder: one line, nothing lost, the same bytes after."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from attlas.exporter import statistics
from attlas.exporter.plans import PLAN
from attlas.exporter.progress import Silent
from attlas.exporter.run import export
from attlas.exporter.store import TEMPORARY, ExportStore
from attlas.exporter.value_file import ValueFile
from attlas.precompute.errors import AttlasError
from tiny import save_tiny

TEXTS = [{"text": "the cat saw a dog"}, {"text": "a dog"}, {"text": "the cat"}]
OPTIONS = {"views": ["all"], "lens": TEXTS, "clusters": 2, "language": None, "batch_size": 1, "device": "cpu"}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(save_tiny(tmp_path_factory.mktemp("model") / "tiny", "bert", None))


def run(model, folder, **options):
    return export([model], TEXTS, folder, **OPTIONS | options)


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory, model):
    return content(run(model, tmp_path_factory.mktemp("whole") / "x"))


@pytest.fixture
def full(monkeypatch):
    """Let all but the first so many files of a run meet a disk that fills up while they are written."""
    write = Path.write_bytes

    def set_room(n_files):
        written = []

        def fill_up(path, content):
            written.append(path)
            if len(written) <= n_files:
                return write(path, content)
            write(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(Path, "write_bytes", fill_up)

    return set_room


def test_a_disk_that_fills_up_at_any_file_loses_nothing(model, tmp_path, full, whole):
    folder, faults = tmp_path / "x", []
    for n_files in range(len(whole) + 3):  # the plan is one more, and files of the lens may be written twice
        full(n_files)
        try:
            run(model, folder)
        except AttlasError as error:
            faults.append(str(error))
            assert not list(folder.rglob("*" + TEMPORARY))
    assert len(faults) > 5
    assert all(fault.startswith(f"no room on the disk for {folder}") for fault in faults)
    assert content(folder) == whole


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_a_disk_without_room_for_the_tokens_values_is_named(tmp_path):
    with Path("/dev/full").open("r+b", buffering=0) as file:
        values = ValueFile(file, tmp_path)
        with pytest.raises(AttlasError, match=f"no room on the disk for {tmp_path}"):
            values.put(0, {"encoder": np.zeros((1, 2, 2), np.float32)})


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, and how to mount it again with other options."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("no file system can be mounted here; run as root")
        return folder

    yield mount
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)


@pytest.mark.parametrize("kilobytes", [4, 24, 64])
def test_a_real_disk_that_is_full_loses_nothing(model, small_disk, monkeypatch, whole, kilobytes):
    monkeypatch.setattr(ExportStore, "check_room", lambda *args: None)
    monkeypatch.setattr(statistics, "IN_MEMORY", 1)
    disk = small_disk("size=4m")
    free = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(free.f_bavail * free.f_bsize - kilobytes * 1024))
    with pytest.raises(AttlasError, match=f"no room on the disk for {disk}"):
        run(model, disk / "x")
    ballast.unlink()
    assert content(run(model, disk / "x")) == whole


def test_a_disk_that_can_only_be_read_is_named(model, small_disk):
    disk = small_disk("ro")
    with pytest.raises(AttlasError, match=f"cannot write {disk / 'x'}: Read-only file system"):
        run(model, disk / "x")


@pytest.fixture(scope="module")
def all_but_manifest(tmp_path_factory, model):
    """An export that was stopped before its last file."""
    folder = tmp_path_factory.mktemp("unfinished") / "x"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ExportStore, "finish", stop)
        with pytest.raises(KeyboardInterrupt):
            run(model, folder)
    return folder


def stop(*args):
    raise KeyboardInterrupt


@pytest.fixture
def unfinished(all_but_manifest, tmp_path):
    return Path(shutil.copytree(all_but_manifest, tmp_path / "x"))


@pytest.mark.parametrize("name", ["documents", "statistics", "corpus", "lens"])
def test_a_file_in_place_of_a_folder_is_named(model, unfinished, whole, name):
    shutil.rmtree(unfinished / name)
    (unfinished / name).touch()
    with pytest.raises(AttlasError, match=f"cannot write {unfinished / name}"):
        run(model, unfinished)
    (unfinished / name).unlink()
    assert content(run(model, unfinished)) == whole


@pytest.mark.parametrize("name", ["documents/1.json", "lens/m0/index.json", "lens/m0/encoder-0.json"])
@pytest.mark.parametrize("damage", [lambda content: content[:-100], lambda content: b"{}"])
def test_a_damaged_file_of_an_unfinished_export_is_named(model, unfinished, whole, name, damage):
    file = unfinished / name
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(AttlasError, match=f"{file} is damaged; remove it and run the same command again"):
        run(model, unfinished)
    file.unlink()
    assert content(run(model, unfinished)) == whole


@pytest.mark.parametrize("left", [(), (PLAN + TEMPORARY,)])
def test_an_export_that_was_killed_before_its_first_file_goes_on(model, tmp_path, whole, left):
    (tmp_path / "x").mkdir()
    for name in left:
        (tmp_path / "x" / name).write_bytes(b"{")
    assert content(run(model, tmp_path / "x")) == whole


class During(Silent):
    """Does something in the midst of an export."""

    def __init__(self, step, action):
        self.step, self.action = step, action

    def begin(self, **size):
        if self.step == "begin":
            self.action()

    def advance(self, n_runs):
        if self.step == "advance":
            self.action()


def test_an_export_that_comes_between_check_and_start_is_not_mixed_with_this_one(model, tmp_path):
    between = During("begin", lambda: run(model, tmp_path / "x", clusters=3))
    with pytest.raises(AttlasError, match=r"other settings \(lens.n_clusters: 3 there, 2 asked\)"):
        run(model, tmp_path / "x", progress=between)
    assert content(tmp_path / "x") == content(run(model, tmp_path / "y", clusters=3))


def test_an_export_that_is_being_written_is_not_overwritten(model, tmp_path, whole):
    def overwrite():
        with pytest.raises(AttlasError, match="another export is writing"):
            run(model, tmp_path / "x", overwrite=True)

    assert content(run(model, tmp_path / "x", progress=During("advance", overwrite))) == whole
