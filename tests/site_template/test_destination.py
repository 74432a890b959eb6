"""A site is there whole or not at all, and nothing of anybody else's is lost."""

import errno
import resource
from contextlib import contextmanager

import pytest

from attlas import AttlasError
from attlas.site_template.destination import GENERATOR, INDEX, new_file, new_folder

PAGE = f'{GENERATOR} 0.0.1">old'.encode()


def write(target, content=b"new"):
    with new_file(target) as file:
        file.write(content)


def write_folder(target, shards=1):
    with new_folder(target) as staging:
        for number in range(shards):
            (staging / "shards" / f"{number}.js").write_bytes(b"new")
        (staging / INDEX).write_bytes(PAGE)


def fail_in_file(target, failure):
    with new_file(target) as file:
        file.write(b"half")
        raise failure


def fail_in_folder(target, failure):
    with new_folder(target) as staging:
        (staging / INDEX).write_bytes(b"half")
        raise failure


def tree(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_file_is_written_with_its_folders(tmp_path):
    write(tmp_path / "a" / "b" / "page.html")
    assert tree(tmp_path) == ["a/b/page.html"]


@pytest.mark.parametrize("before", [None, b"", PAGE])
def test_file_of_ours_is_replaced(tmp_path, before):
    if before is not None:
        (tmp_path / "page.html").write_bytes(before)
    write(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes() == b"new"


def test_file_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "page.html").write_text("my thesis")
    with pytest.raises(AttlasError, match="is not a page of attlas"):
        write(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text() == "my thesis"


def test_folder_in_place_of_a_file_is_refused(tmp_path):
    (tmp_path / "page.html").mkdir()
    with pytest.raises(AttlasError, match="is a folder"):
        write(tmp_path / "page.html")


@pytest.mark.parametrize("failure", [AttlasError("x"), KeyboardInterrupt(), OSError(errno.EIO, "x")])
def test_failure_leaves_the_old_file_and_nothing_else(tmp_path, failure):
    (tmp_path / "page.html").write_bytes(PAGE)
    with pytest.raises((AttlasError, KeyboardInterrupt)):
        fail_in_file(tmp_path / "page.html", failure)
    assert tree(tmp_path) == ["page.html"]
    assert (tmp_path / "page.html").read_bytes() == PAGE


@pytest.mark.parametrize("failure", [AttlasError("x"), KeyboardInterrupt(), OSError(errno.EIO, "x")])
def test_failure_leaves_the_old_folder_and_nothing_else(tmp_path, failure):
    write_folder(tmp_path / "site")
    with pytest.raises((AttlasError, KeyboardInterrupt)):
        fail_in_folder(tmp_path / "site", failure)
    assert tree(tmp_path) == ["site/index.html", "site/shards/0.js"]
    assert (tmp_path / "site" / INDEX).read_bytes() == PAGE


def test_site_of_ours_is_replaced_with_all_its_shards(tmp_path):
    write_folder(tmp_path / "site", shards=3)
    write_folder(tmp_path / "site", shards=1)
    assert tree(tmp_path) == ["site/index.html", "site/shards/0.js"]


def test_files_beside_a_site_stay(tmp_path):
    write_folder(tmp_path / "site")
    (tmp_path / "site" / ".git").mkdir()
    (tmp_path / "site" / ".git" / "HEAD").write_text("ref")
    (tmp_path / "site" / "CNAME").write_text("example.org")
    write_folder(tmp_path / "site")
    assert {".git/HEAD", "CNAME", "index.html"} <= set(tree(tmp_path / "site"))


def test_empty_folder_is_filled(tmp_path):
    (tmp_path / "site").mkdir()
    write_folder(tmp_path / "site")
    assert tree(tmp_path) == ["site/index.html", "site/shards/0.js"]


def test_site_that_was_killed_while_it_was_replaced_is_mended(tmp_path):
    write_folder(tmp_path / "site")
    (tmp_path / "site" / INDEX).unlink()
    write_folder(tmp_path / "site")
    assert tree(tmp_path) == ["site/index.html", "site/shards/0.js"]


def test_index_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / INDEX).write_text("my home page")
    with pytest.raises(AttlasError, match="is not empty and holds no site"):
        write_folder(tmp_path)
    assert (tmp_path / INDEX).read_text() == "my home page"


def test_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(AttlasError, match="is not empty and holds no site"):
        write_folder(tmp_path)
    assert tree(tmp_path) == ["thesis.txt"]


def test_file_in_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(AttlasError, match=r"is a file, expected a folder; end its name with \.html"):
        write_folder(tmp_path / "site")


def test_file_among_the_folders_above_is_named(tmp_path):
    (tmp_path / "a").write_text("mine")
    with pytest.raises(AttlasError, match=r"page\.html cannot be written"):
        write(tmp_path / "a" / "page.html")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_named(tmp_path, code):
    with (
        pytest.raises(AttlasError, match=r"no room on the disk for .*page\.html"),
        new_file(tmp_path / "page.html"),
    ):
        raise OSError(code, "No space left on device")


@contextmanager
def small_files():
    """Files of this process may not grow past 1,000 bytes; no longer than need be, for pytest's own may be longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_file_system_that_takes_no_more_leaves_nothing(tmp_path):
    with small_files(), pytest.raises(AttlasError, match="no room on the disk"):
        write(tmp_path / "page.html", content=bytes(100_000))
    assert tree(tmp_path) == []
