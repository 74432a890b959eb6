"""A lens travels in the page as shards of its own, each index before its layers; what does not fit is named."""

import re
import shutil
from pathlib import Path

import numpy as np
import orjson
import pytest

from attlas import AttlasError, build
from attlas.precompute.codec import encode_counts
from attlas.precompute.contract import LensIndex, LensLayer, Manifest, Site
from attlas.site_template.container import base64_text, pack
from attlas.site_template.inspect import describe
from lens_payload import write_lens
from payloads import document, encoder_run, translator_run, write_export
from sites import STUB, shard_texts, unpack

GOLDEN = Path(__file__).parents[1] / "golden" / "export"
LAYER = "lens/m0/encoder-1.json"
INDEX = "lens/m1/index.json"


@pytest.fixture
def export(tmp_path):
    return Path(shutil.copytree(GOLDEN, tmp_path / "x.export"))


def change(path, edit):
    content = orjson.loads(path.read_bytes())
    edit(content)
    path.write_bytes(orjson.dumps(content))


def site_of(page):
    config = re.search(r'id="attlas-site">(.*?)</script>', page, re.DOTALL)[1]
    return Site.model_validate_json(config)


@pytest.mark.parametrize(
    ("payload", "file", "kind"), [(LensIndex, INDEX, "lens_index"), (LensLayer, LAYER, "lens_layer")]
)
def test_a_lens_file_comes_back_with_its_arrays(payload, file, kind):
    made = payload.model_validate_json((GOLDEN / file).read_bytes())
    assert unpack(base64_text(pack(made)), kind) == made.model_dump(mode="json")


def test_lenses_follow_documents_and_corpora_and_name_the_models_as_the_page_does(export, tmp_path):
    other = [document("other", [encoder_run("A cat sat")], "A cat sat")]
    folder = write_lens(write_export(tmp_path / "other.export", other), other)
    page = build([folder, export], tmp_path / "page.html", assets=STUB).read_text("utf-8")
    texts, manifest = shard_texts(page), site_of(page).manifest
    assert [entry.model for entry in manifest.lens] == ["m0", "m1", "m2"]
    number = len(manifest.documents) + len(manifest.statistics)
    for entry in manifest.lens:
        assert unpack(texts[str(number)], "lens_index")["model"] == entry.model
        for layer in entry.layers:
            number += 1
            shard = unpack(texts[str(number)], "lens_layer")
            assert (shard["model"], shard["kind"], shard["layer"]) == (entry.model, layer.kind, layer.layer)
        number += 1
    assert len(texts) == number


def test_a_folder_holds_what_the_page_holds(export, tmp_path):
    page = build(export, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    folder = build(export, tmp_path / "site", assets=STUB)
    scripts = {path.stem: path.read_text("ascii") for path in (folder / "shards").iterdir()}
    assert scripts == {n: f'__attlas_shard("{n}","{text}",1);\n' for n, text in shard_texts(page).items()}


def test_the_method_is_told_only_where_there_is_a_lens(export, tmp_path):
    page = build(export, tmp_path / "page.html", assets=STUB).read_text("utf-8")
    for part in (
        "Clusters of HeadLens",
        "Arthur, S. Vassilvitskii",
        "Monroe",
        "<code>lens.n_clusters</code>",
    ):
        assert part in page
    documents = [document("one", [translator_run("A cat", "Un chat")], "A cat")]
    without = build(write_export(tmp_path / "y", documents), tmp_path / "y.html", assets=STUB).read_text(
        "utf-8"
    )
    assert "HeadLens" not in without
    assert "Monroe" not in without


def test_inspection_tells_of_the_lens(export):
    shown = describe(export)
    assert "lens: 6 heads in 2 layers" in shown
    assert "lens source: 23 of 23 tokens of 3 documents; tagged as en by a rule of the tests" in shown
    assert "lens target: 13 of 13 tokens of 3 documents, written by the model; words without tags" in shown
    assert "lens.n_clusters=4" in shown


def test_an_export_without_a_lens_is_read(tmp_path):
    documents = [document("one", [encoder_run("A cat")], "A cat")]
    content = orjson.loads((write_export(tmp_path, documents) / "manifest.json").read_bytes())
    del content["lens"]
    assert Manifest.model_validate(content).lens == ()


DAMAGE = {
    "another model": (
        INDEX,
        lambda it: it.update(model="m0"),
        "is about model 'm0', the manifest expects 'm1'",
    ),
    "another layer": (
        LAYER,
        lambda it: it.update(layer=7),
        "encoder layer 7 of model 'm0', the manifest expects",
    ),
    "an unknown field": (LAYER, lambda it: it.update(more=1), "is damaged (more: "),
    "heads that disagree": (LAYER, lambda it: it.update(heads=[0]), "its lists of heads disagree"),
    "no such key head": (LAYER, lambda it: it.update(key_heads=[0, 1, 9]), "its lists of heads disagree"),
    "another shape": (
        LAYER,
        lambda it: it["key"]["sizes"].update(shape=[1, 2]),
        "key.sizes has shape (1, 2), expected (3, 3)",
    ),
    "similarity of another shape": (
        LAYER,
        lambda it: it["similarity"].update(shape=[3, 4]),
        "similarity has shape (3, 4), expected (3, 4, 3)",
    ),
    "broken bytes": (LAYER, lambda it: it["written"].update(data="AAAA"), "is damaged (written: array data"),
    "a word of no class": (
        INDEX,
        lambda it: it["sequences"][0]["words"][0].update(word_class=99),
        "is of a class",
    ),
    "an example of no text": (INDEX, lambda it: it["sequences"][0].update(texts=[]), "is from text"),
    "examples of another shape": (
        INDEX,
        lambda it: it["sequences"][1].update(examples=encode_counts(np.zeros((2, 3), int)).model_dump()),
        "examples of the target has shape (2, 3), expected (2, 4)",
    ),
}


@pytest.mark.parametrize(("file", "edit", "message"), DAMAGE.values(), ids=DAMAGE)
def test_what_does_not_fit_together_is_one_line(export, tmp_path, file, edit, message):
    change(export / file, edit)
    with pytest.raises(AttlasError) as caught:
        build(export, tmp_path / "page.html", assets=STUB)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert file in str(caught.value)


@pytest.mark.parametrize("file", [INDEX, LAYER])
def test_a_file_that_is_missing_is_named(export, tmp_path, file):
    (export / file).unlink()
    with pytest.raises(AttlasError, match=f"{file} is missing"):
        build(export, tmp_path / "page.html", assets=STUB)


def test_files_outside_the_export_are_refused(export, tmp_path):
    change(export / "manifest.json", lambda it: it["lens"][0]["layers"][0].update(file="../x.json"))
    with pytest.raises(AttlasError, match="outside the export"):
        build(export, tmp_path / "page.html", assets=STUB)


def test_a_lens_of_an_unknown_model_is_refused(export, tmp_path):
    change(export / "manifest.json", lambda it: it["lens"][0].update(model="m9"))
    with pytest.raises(AttlasError, match="of a model 'm9' that it has not"):
        build(export, tmp_path / "page.html", assets=STUB)
