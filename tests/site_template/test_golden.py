"""The golden export gives the golden pages; `python tests/golden/make.py` writes them again."""

from pathlib import Path

import orjson
import pytest

from attlas import build
from golden.make import TITLE
from sites import STUB, shard_texts, skeleton, unpack

GOLDEN = Path(__file__).parents[1] / "golden"
DOCUMENTS = [orjson.loads(path.read_bytes()) for path in sorted((GOLDEN / "export" / "documents").iterdir())]


@pytest.fixture(params=["page.html", "folder"])
def site(request, tmp_path):
    return build(GOLDEN / "export", tmp_path / request.param, title=TITLE, assets=STUB)


def html(site):
    return (site if site.is_file() else site / "index.html").read_text("utf-8")


def test_page_is_the_expected_one(site):
    expected = (GOLDEN / "site" / f"{site.stem}.html").read_text("utf-8")
    assert skeleton(html(site)) == expected, "run python tests/golden/make.py and look at what changed"


def test_documents_are_those_of_the_export(tmp_path):
    page = build(GOLDEN / "export", tmp_path / "page.html", assets=STUB)
    texts = shard_texts(html(page))
    assert [unpack(texts[str(number)]) for number in range(len(DOCUMENTS))] == DOCUMENTS


def test_statistics_follow_the_documents_and_precede_lenses_each_index_before_its_layers(tmp_path):
    page = build(GOLDEN / "export", tmp_path / "page.html", assets=STUB)
    texts = shard_texts(html(page))
    manifest = orjson.loads((GOLDEN / "export" / "manifest.json").read_bytes())
    files = [("statistics", entry["file"]) for entry in manifest["statistics"]]
    for entry in manifest["lens"]:
        files += [("lens_index", entry["file"]), *(("lens_layer", each["file"]) for each in entry["layers"])]
    for number, (kind, file) in enumerate(files, start=len(DOCUMENTS)):
        expected = orjson.loads((GOLDEN / "export" / file).read_bytes())
        assert unpack(texts[str(number)], kind) == expected
    assert len(texts) == len(DOCUMENTS) + len(files)


def test_shards_of_a_folder_hold_what_the_page_holds(tmp_path):
    page = build(GOLDEN / "export", tmp_path / "page.html", assets=STUB)
    folder = build(GOLDEN / "export", tmp_path / "folder", assets=STUB)
    scripts = {path.stem: path.read_text("utf-8") for path in (folder / "shards").iterdir()}
    assert scripts == {
        n: f'__attlas_shard("{n}","{text}",1);\n' for n, text in shard_texts(html(page)).items()
    }


def test_building_twice_gives_the_same_bytes(tmp_path):
    first = build(GOLDEN / "export", tmp_path / "a.html", assets=STUB).read_bytes()
    assert build(GOLDEN / "export", tmp_path / "b.html", assets=STUB).read_bytes() == first
