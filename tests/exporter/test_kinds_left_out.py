"""Stacks of unequal heads and layers: a kind of attention of which nothing is kept is left out, all else works."""

import json

import pytest

import attlas
from attlas import statistics
from attlas.precompute.errors import AttlasError
from tiny import save_tiny

TEXTS = [{"text": "the cat saw a dog"}, {"text": "a dog ran", "target": "le chien"}]
EVERYTHING = {"views": ["all"], "lens": TEXTS, "clusters": 2, "language": None, "max_tokens": 12}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """An encoder of one layer of two heads, and a decoder of three layers of four."""
    stacks = {"encoder_layers": 1, "encoder_attention_heads": 2, "decoder_layers": 3}
    return str(save_tiny(tmp_path_factory.mktemp("models") / "bart", "bart", "generated", **stacks))


def kept(folder):
    """Layers and heads of each kind, of the first document."""
    document = json.loads((folder / "documents" / "1.json").read_bytes())
    return {
        part["kind"]: [(layer["layer"], layer["heads"]) for layer in part["layers"]]
        for part in document["runs"][0]["attention"]
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"heads": (3,)}, {"decoder": [(layer, [3]) for layer in range(3)]}),
        ({"layers": (2,)}, {"decoder": [(2, [0, 1, 2, 3])]}),
        ({"layers": (0,), "heads": (1,)}, {"encoder": [(0, [1])], "decoder": [(0, [1])]}),
    ],
)
@pytest.mark.parametrize("views", [EVERYTHING, {"views": ["heads"], "max_tokens": 12}], ids=["all", "heads"])
def test_an_export_of_what_is_kept_is_whole_and_becomes_a_page(model, tmp_path, options, expected, views):
    folder = attlas.export([model], TEXTS, tmp_path / "x", **views, **options)
    assert kept(folder) == expected | {"cross": expected["decoder"]}
    assert attlas.verify(folder) == []
    page = attlas.build(folder, tmp_path / "x.html")
    assert page.stat().st_size > 10_000


def test_statistics_and_lens_have_the_kinds_that_are_kept(model, tmp_path):
    folder = attlas.export([model], TEXTS, tmp_path / "x", **EVERYTHING, heads=(3,))
    assert statistics.head_similarity(folder)["head"].tolist() == [3, 3, 3]
    assert {file.name.partition("-")[0] for file in (folder / "lens" / "m0").iterdir()} == {
        *("index.json", "decoder", "cross")
    }


@pytest.mark.parametrize("options", [{"layers": ()}, {"heads": ()}, {"layers": (2,), "heads": ()}])
def test_a_selection_that_leaves_nothing_is_refused(model, tmp_path, options):
    with pytest.raises(AttlasError, match="leave nothing of bart"):
        attlas.export([model], TEXTS, tmp_path / "x", **options)
    assert not (tmp_path / "x").exists()


def test_a_layer_that_does_not_attend_is_refused(tmp_path):
    model = save_tiny(tmp_path / "jamba", "jamba")
    with pytest.raises(AttlasError, match="layers 0 leave nothing of jamba"):
        attlas.export([str(model)], TEXTS, tmp_path / "x", layers=(0,))
    assert not (tmp_path / "x").exists()
