"""Every way in which a folder is no export ends in one line that says what to do."""

import shutil
from pathlib import Path

import orjson
import pytest

import attlas
from attlas import AttlasError
from attlas.site_template.inspect import describe
from attlas.site_template.reader import open_export, read_document

GOLDEN = Path(__file__).parents[1] / "golden" / "export"


@pytest.fixture
def export(tmp_path):
    return Path(shutil.copytree(GOLDEN, tmp_path / "x.export"))


def change(path, edit):
    content = orjson.loads(path.read_bytes())
    edit(content)
    path.write_bytes(orjson.dumps(content))


def read_all(folder):
    export = open_export(folder)
    return [read_document(export, entry) for entry in export.manifest.documents]


def fault(folder):
    with pytest.raises(AttlasError) as caught:
        read_all(folder)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_golden_export_is_read(export):
    assert [document.id for document in read_all(export)] == ["one", "pair", "hostile"]


def test_folder_that_is_not_there(tmp_path):
    assert "does not exist" in fault(tmp_path / "none")


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3000, "nul\0"])
def test_a_name_that_no_folder_can_have(tmp_path, name):
    assert "does not exist" in fault(tmp_path / name)


def test_a_listed_file_of_a_name_that_none_can_have(export):
    change(export / "manifest.json", lambda content: content["documents"][0].update(file="x" * 300))
    with pytest.raises(AttlasError, match="x is missing, the manifest lists it"):
        describe(export)
    assert any("x" * 300 in fault for fault in attlas.verify(export))


def test_file_in_place_of_a_folder(export):
    assert "is a file" in fault(export / "manifest.json")


def test_folder_that_is_no_export(tmp_path):
    assert "holds no manifest.json" in fault(tmp_path)


def test_unfinished_export(export):
    (export / "manifest.json").unlink()
    assert "unfinished export" in fault(export)


def test_other_schema_version(export):
    change(export / "manifest.json", lambda content: content.update(schema_version=7))
    assert "schema version 7, this attlas reads 1" in fault(export)


def test_manifest_that_is_cut_off(export):
    path = export / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])
    assert "manifest.json is damaged (not JSON" in fault(export)


def test_manifest_with_an_unknown_field(export):
    change(export / "manifest.json", lambda content: content.update(surprise=1))
    assert "is damaged (surprise: Extra inputs are not permitted)" in fault(export)


def test_manifest_without_models(export):
    change(export / "manifest.json", lambda content: content.update(models=[]))
    assert "names 0 models and 2 runs of document 'one'" in fault(export)


def test_document_that_one_model_did_not_read(export):
    change(export / "manifest.json", lambda content: content["documents"][0]["runs"].__setitem__(1, None))
    assert "holds document 'one' of models ['m0', 'm1']" in fault(export)
    change(export / "documents" / "0.json", lambda content: content["runs"].pop())
    assert [len(document.runs) for document in read_all(export)] == [1, 2, 2]
    assert "4 to 10 tokens" in describe(export)


def test_document_that_no_model_read(export):
    change(export / "manifest.json", lambda content: content["documents"][0].update(runs=[None, None]))
    assert "of document 'one'" in fault(export)


def test_missing_document(export):
    (export / "documents" / "1.json").unlink()
    assert "1.json is missing" in fault(export)


def test_document_that_is_cut_off(export):
    path = export / "documents" / "1.json"
    path.write_bytes(path.read_bytes()[:-30])
    assert "1.json is damaged (not JSON" in fault(export)


def test_document_without_a_field(export):
    change(export / "documents" / "1.json", lambda content: content.pop("text"))
    assert "1.json is damaged (text: Field required)" in fault(export)


def test_document_of_another_export(export):
    shutil.copy(export / "documents" / "0.json", export / "documents" / "1.json")
    assert "holds document 'one'" in fault(export)


def test_array_of_another_shape(export):
    def shorten(content):
        content["runs"][0]["attention"][0]["layers"][1]["weights"]["shape"] = [3, 4, 4]

    change(export / "documents" / "0.json", shorten)
    assert "layer 1 has shape (3, 4, 4), expected (3, 5, 5)" in fault(export)


def test_document_outside_the_export(export):
    def point_outside(content):
        content["documents"][0]["file"] = "../secret.json"

    change(export / "manifest.json", point_outside)
    assert "outside the export" in fault(export)
