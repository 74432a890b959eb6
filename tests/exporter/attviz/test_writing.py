"""From an export to a file of AttViz: the diagonal of every head, and imported files back as they were."""

import json

import numpy as np
import orjson
import pytest

from attlas import AttlasError, import_attviz, write_attviz
from attlas.precompute.codec import decode
from payloads import document as payload
from payloads import encoder_run, translator_run, write_export

from .samples import BARE, FOXES, document, one_set, vector, write


def round_trip(folder, first):
    """Import a file and write it again, twice; give the bytes of both."""
    written = []
    for number in range(2):
        export = import_attviz(first, folder / f"{number}.export")
        first = write_attviz(export, folder / f"{number}.json")
        written.append(first.read_bytes())
    return written


@pytest.mark.parametrize("root", [[FOXES, BARE], {"0": BARE, "1": FOXES}])
def test_a_second_round_gives_the_same_bytes(tmp_path, root):
    once, twice = round_trip(tmp_path, write(tmp_path, root))
    assert once == twice


def test_every_float32_comes_back(tmp_path):
    bits = np.random.default_rng(0).integers(0, 2**32, 40_000, np.uint32)
    values = bits.view(np.float32)[np.isfinite(bits.view(np.float32))]
    numbers = orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    tokens = json.dumps(["a"] * len(values))
    sets = f'{{"tokens": {tokens}, "attention_vectors": [{{"vectors": {numbers}}}]}}'
    once, twice = round_trip(tmp_path, write(tmp_path, f'[{{"text": "a", "sets": [{sets}]}}]'))
    assert once == twice
    (written,) = json.loads(once)[0]["sets"][0]["attention_vectors"]
    assert (np.array(written["vectors"], np.float32) == values).all()
    assert numbers in once.decode()


def test_what_was_imported_leaves_as_it_came(tmp_path):
    export = import_attviz(write(tmp_path, [FOXES, BARE]), tmp_path / "x.export")
    written = json.loads(write_attviz(export, tmp_path / "y.json").read_bytes())
    assert written == [
        document(
            FOXES["text"],
            one_set(
                "[CLS] fox ##es ran home .",
                vector(0.1, 0.2, 0.3, 1.0, -0.5, 2.0, name="L0 · H0", color="#cc3366", visible=True),
                vector(1e-7, 0.3, 7.0, 16777216.0, 0.1, 0.0, name="L0 · H1", visible=False),
                name="first",
                visible=True,
            ),
            one_set("They slept .", vector(0.25, 0.5, 0.125)),
            name="foxes",
            output_activations=[{"name": "calm", "value": 0.75}, {"name": "wild", "value": 0.25}],
            hilight={"block": 0, "vectors": [1, 0]},
        ),
        {**BARE, "output_activations": []},
    ]


def test_attention_gives_a_vector_per_layer_and_head(tmp_path):
    run = encoder_run("The cat sat")
    export = write_export(tmp_path / "x.export", [payload("one", [run], "The cat sat")])
    (written,) = json.loads(write_attviz(export, tmp_path / "y.json").read_bytes())
    (only,) = written["sets"]
    assert (written["name"], written["text"], only["tokens"]) == (
        "one",
        "The cat sat",
        list(run.source.tokens),
    )
    assert [each["name"] for each in only["attention_vectors"]] == [
        f"L{layer} · H{head}" for layer in range(2) for head in range(3)
    ]
    weights = decode(run.attention[0].layers[1].weights)[2]
    diagonal = [weights[place, place] for place in range(5)]
    assert np.float32(only["attention_vectors"][5]["vectors"]).tolist() == diagonal
    assert written["output_activations"] == [{"name": "calm", "value": 0.75}, {"name": "wild", "value": 0.25}]


def test_attention_survives_a_round(tmp_path):
    export = write_export(
        tmp_path / "x.export", [payload("one", [encoder_run("a b")], "a b", title="A title")]
    )
    first = write_attviz(export, tmp_path / "y.json")
    once, twice = round_trip(tmp_path, first)
    assert first.read_bytes() == once == twice


def test_a_translator_gives_a_set_per_stack(tmp_path):
    run = translator_run("a b", "c").model_copy(update={"model": "m0"})
    export = write_export(tmp_path / "x.export", [payload("one", [run], "a b")])
    (written,) = json.loads(write_attviz(export, tmp_path / "y.json").read_bytes())
    assert [(each["name"], len(each["tokens"])) for each in written["sets"]] == [("source", 4), ("target", 3)]
    assert written["output_activations"] == []


def test_of_several_models_one_is_named(tmp_path):
    runs = [encoder_run("a b"), encoder_run("a b", n_layers=1).model_copy(update={"model": "m1"})]
    export = write_export(tmp_path / "x.export", [payload("one", runs, "a b")])
    with pytest.raises(AttlasError, match="expected one model, which is all that AttViz shows"):
        write_attviz(export, tmp_path / "y.json")
    with pytest.raises(AttlasError, match="'m7' names 0 of them"):
        write_attviz(export, tmp_path / "y.json", model="m7")
    (written,) = json.loads(write_attviz(export, tmp_path / "y.json", model="m1").read_bytes())
    assert len(written["sets"][0]["attention_vectors"]) == 3


def test_what_cannot_be_written_leaves_no_trace(tmp_path):
    cross = translator_run("a b", "c")
    cross = cross.model_copy(update={"model": "m0", "attention": cross.attention[2:]})
    export = write_export(tmp_path / "x.export", [payload("one", [cross], "a b")])
    with pytest.raises(AttlasError, match="document 'one' of model m0 has no self-attention"):
        write_attviz(export, tmp_path / "y.json")
    assert {path.name for path in tmp_path.iterdir()} == {"x.export"}
