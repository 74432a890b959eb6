"""Vectors come back from the disk in the order that is asked for; a full disk is one line."""

import errno
from pathlib import Path

import numpy as np
import pytest

from attlas.exporter.lens.vectors import VectorFile, temporary_folder
from attlas.precompute.errors import AttlasError


def test_heads_are_read_in_any_order_of_rows(tmp_path):
    vectors = np.random.default_rng(0).normal(size=(3, 10, 4)).astype(np.float32)
    file = VectorFile(tmp_path / "x", 10)
    file.write(4, vectors[:, 4:])
    file.write(0, vectors[:, :4])
    order = np.array([9, 0, 5, 4, 3, 1, 2, 8, 7, 6])
    for head in range(3):
        np.testing.assert_array_equal(file.read(head, order), vectors[head, order])


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(AttlasError, match=r"no room on the disk for .*--lens-tokens"):
        VectorFile(tmp_path / "x", 1).write(0, np.zeros((1, 1, 1)))


def test_the_folder_goes_also_after_an_error_and_begins_empty(tmp_path):
    folder = tmp_path / "vectors" / "m0"
    folder.mkdir(parents=True)
    (folder / "left").touch()
    assert fails_inside(folder) == []
    assert not folder.exists()


def fails_inside(folder):
    """Leave the folder by an error; give what it held at first."""
    try:
        with temporary_folder(folder):
            found = [*folder.iterdir()]
            (folder / "new").touch()
            raise KeyError
    except KeyError:
        return found
