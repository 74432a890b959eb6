"""From a file of AttViz to an export: every number as it was, and nothing half-written of a bad file."""

import hashlib

import numpy as np
import pytest

from attlas import AttlasError, import_attviz
from attlas.exporter.progress import Silent
from attlas.precompute.codec import decode_floats
from attlas.site_template.inspect import describe
from attlas.site_template.reader import open_export, read_document

from .samples import BARE, FOXES, document, one_set, vector, write


class Notes(Silent):
    def __init__(self):
        self.said = []

    def note(self, message):
        self.said.append(message)


def imported(folder, root, **options):
    """Import a file; give the manifest and the documents."""
    export = open_export(import_attviz(write(folder, root), folder / "x.export", **options))
    return export.manifest, [read_document(export, entry) for entry in export.manifest.documents]


@pytest.mark.parametrize("root", [[FOXES, BARE], {"0": FOXES, "1": BARE}])
def test_both_forms_give_the_same_documents(tmp_path, root):
    manifest, documents = imported(tmp_path, root)
    assert [(each.id, each.title, each.text) for each in documents] == [
        ("1", "foxes", FOXES["text"]),
        ("2", None, "Hm."),
    ]
    assert [entry.runs[0].n_tokens for entry in manifest.documents] == [9, 2]


def test_documents_of_the_older_form_come_by_number(tmp_path):
    root = {str(n): document(f"text {n}", one_set("a", vector(n))) for n in (10, 9, 0)}
    _, documents = imported(tmp_path, root)
    assert [each.text for each in documents] == ["text 0", "text 9", "text 10"]


def test_every_number_is_kept(tmp_path):
    _, documents = imported(tmp_path, [FOXES])
    run = documents[0].runs[0]
    first, second = run.vectors.blocks
    assert (first.start, first.end, second.start, second.end) == (0, 6, 6, 9)
    assert run.source.tokens == ("[CLS]", "fox", "##es", "ran", "home", ".", "They", "slept", ".")
    expected = np.array([0.1, 0.2, 0.3, 1, -0.5, 2], np.float32)
    assert (decode_floats(first.vectors[0].values) == expected).all()
    assert (decode_floats(second.vectors[0].values) == [0.25, 0.5, 0.125]).all()


def test_names_colours_and_what_is_shown_are_kept(tmp_path):
    _, documents = imported(tmp_path, [FOXES])
    vectors = documents[0].runs[0].vectors
    first, second = vectors.blocks
    assert (first.name, first.visible, second.name, second.visible) == ("first", True, None, None)
    assert [(each.name, each.color, each.visible) for each in first.vectors] == [
        ("L0 · H0", "#cc3366", True),
        ("L0 · H1", None, False),
    ]
    assert (vectors.highlight_block, vectors.highlight_vectors) == (0, (1, 0))


def test_tokens_find_their_places_in_the_text(tmp_path):
    _, documents = imported(tmp_path, [FOXES])
    source = documents[0].runs[0].source
    spelled = [documents[0].text[start:end] for start, end in zip(source.starts, source.ends, strict=True)]
    assert spelled[1:] == ["Fox", "es", "ran", "home", ".", "They", "slept", "."]
    assert source.special == (True, *[False] * 8)
    assert source.words[:4] == (-1, 0, 0, 1)


def test_named_outputs_between_0_and_1_are_classes(tmp_path):
    manifest, documents = imported(tmp_path, [FOXES])
    assert [(each.label, each.probability) for each in documents[0].runs[0].prediction.classes] == [
        ("calm", 0.75),
        ("wild", 0.25),
    ]
    summary = manifest.documents[0].runs[0]
    assert (summary.prediction, summary.probability) == ("calm", 0.75)


@pytest.mark.parametrize(
    "outputs", [[{"value": 0.5}, {"name": "a", "value": 0.5}], [{"name": "a", "value": "-1.5"}]]
)
def test_other_outputs_stay_as_they_are(tmp_path, outputs):
    _, (only,) = imported(tmp_path, [{**BARE, "output_activations": outputs}])
    prediction = only.runs[0].prediction
    assert prediction.task == "activations"
    assert [(each.name, each.value) for each in prediction.outputs] == [
        (output.get("name"), float(output["value"])) for output in outputs
    ]


def test_no_outputs_are_no_prediction(tmp_path):
    manifest, (only,) = imported(tmp_path, [BARE])
    assert (only.runs[0].prediction, manifest.documents[0].runs[0].prediction) == (None, None)


def test_vectors_of_one_name_are_both_kept(tmp_path):
    twice = one_set("a b", vector(1, 2, name="same"), vector(3, 4, name="same"))
    _, (only,) = imported(tmp_path, [document("a b", twice)])
    vectors = only.runs[0].vectors.blocks[0].vectors
    assert [decode_floats(each.values).tolist() for each in vectors] == [[1, 2], [3, 4]]


def test_markup_and_half_characters_are_text(tmp_path):
    text = "</script><b onclick='x()'>&amp;\ud800"
    _, (only,) = imported(tmp_path, [document(text, one_set("</script> <b>", vector(1, 2, name="<i>")))])
    assert only.text == text.replace("\ud800", "\ufffd")
    assert only.runs[0].source.tokens == ("</script>", "<b>")


def test_the_model_says_where_it_is_from(tmp_path):
    manifest, _ = imported(tmp_path, [BARE])
    (model,) = manifest.models
    assert (model.label, model.name, model.captured_by, model.attention) == (
        "reviews",
        "reviews.json",
        "vectors",
        (),
    )
    digest = hashlib.sha256((tmp_path / "reviews.json").read_bytes()).hexdigest()
    assert (model.files[0].sha256, manifest.settings.documents_sha256) == (digest, digest)
    assert "imported: one number per token" in describe(tmp_path / "x.export")


def test_a_label_takes_the_place_of_the_files_name(tmp_path):
    manifest, _ = imported(tmp_path, [BARE], label="Tuned")
    assert manifest.models[0].label == "Tuned"


def test_what_has_no_place_is_counted(tmp_path):
    notes = Notes()
    sets = one_set("a", vector(1, weight=2), vector(1, weight=3, color="red;x"), tags=[])
    imported(tmp_path, [document("a", sets, label="x")], progress=notes)
    (said,) = notes.said
    expected = '"label" of 1 document, "tags" of 1 set, "weight" of 2 vectors, color "red;x" of 1 vector'
    assert said == f"{tmp_path / 'reviews.json'}: what attlas has no place for was left out: {expected}"


@pytest.mark.parametrize("color", ["#abc", "#aabbccdd", "tomato", "rgb(1, 2, 3)", "hsla(10 20% 30% / 0.5)"])
def test_colours_of_css_are_taken(tmp_path, color):
    _, (only,) = imported(tmp_path, [document("a", one_set("a", vector(1, color=color)))])
    assert only.runs[0].vectors.blocks[0].vectors[0].color == color


@pytest.mark.parametrize("color", ["#ab", "red;x", "url(x)", "rgb(calc(1))", "red\n", 3, ["red"]])
def test_what_is_no_colour_is_left_out(tmp_path, color):
    _, (only,) = imported(tmp_path, [document("a", one_set("a", vector(1, color=color)))])
    assert only.runs[0].vectors.blocks[0].vectors[0].color is None


def test_an_import_is_not_made_twice_nor_over_another(tmp_path):
    file, export = write(tmp_path, [BARE]), tmp_path / "x.export"
    import_attviz(file, export)
    notes = Notes()
    import_attviz(file, export, progress=notes)
    assert "complete already" in notes.said[0]
    write(tmp_path, [FOXES])
    with pytest.raises(AttlasError, match="made with other settings"):
        import_attviz(file, export)
    import_attviz(file, export, overwrite=True)
    assert open_export(export).manifest.documents[0].title == "foxes"


def with_vector(*values):
    return [
        BARE,
        document("a b", one_set("c", vector(1)), one_set("a b", vector(*values, name="late")), name="n"),
    ]


BAD = {
    "not JSON": ('[\n{"text": }]', "reviews.json, line 2, column 10: not JSON"),
    "NaN": ('[{"text": NaN}]', "a value is NaN, expected a number"),
    "a field twice": ('{"0": {}, "0": {}}', 'an object has "0" twice'),
    "too deep": ("[" * 100_000, "not JSON"),
    "a text": ('"x"', 'reviews.json is "x", expected a list of documents'),
    "an object": ({"documents": []}, "is an object, expected a list of documents"),
    "an empty list": ([], "is empty, expected a list of documents"),
    "an empty object": ({}, "is empty, expected a list of documents"),
    "no document": ([3], "document 1 is 3, expected an object"),
    "no text": ([{"sets": [one_set("a", vector(1))]}], "document 1: 'text' is missing, expected a string"),
    "no sets": ([{"text": "a"}], "document 1: 'sets' is missing, expected a list"),
    "no vectors": ([document("a", one_set("a"))], "document 1 has no vector"),
    "no tokens": ([document("a", one_set("", vector()))], "document 1, set 1 has no tokens"),
    "a token that is none": (
        [document("a", {"tokens": ["a", 3], "attention_vectors": []})],
        "document 1, set 1, token 2 is 3, expected a string",
    ),
    "a short vector": (
        with_vector(1),
        'document 2 ("n"), set 2, vector 1 ("late") has 1 value, expected 2, one for each token',
    ),
    "a long vector": (with_vector(1, 2, 3), 'vector 1 ("late") has 3 values, expected 2'),
    "a word": (with_vector(1, "much"), 'vector 1 ("late"), value 2 is "much", expected a number'),
    "nan in a string": (with_vector("nan", 1), 'value 1 is "nan"'),
    "infinity in a string": (with_vector("1", "inf"), 'value 2 is "inf"'),
    "another script's digits": (with_vector("١", 1), "value 1 is"),
    "an underscore": (with_vector("1_0", 1), 'value 1 is "1_0"'),
    "true": (with_vector(True, 1), "value 1 is true"),
    "null": (with_vector(None, 1), "value 1 is missing"),
    "a list": (with_vector([1], 1), "value 1 is a list"),
    "too large": (with_vector(1e39, 1), "value 1 is 1e+39, expected a number that is finite in float32"),
    "far too large": (with_vector(10**400, 1), "value 1 is 1000"),
    "a flag that is none": (
        [document("a", one_set("a", vector(1), visible="yes"))],
        "'visible' is \"yes\", expected true or false",
    ),
    "an output that is none": ([{**BARE, "output_activations": [{"name": "a"}]}], "document 1, output 1"),
    "a highlight outside": ([{**BARE, "hilight": {"block": 1, "vectors": []}}], "'hilight', block is 1"),
    "a highlighted vector outside": (
        [{**BARE, "hilight": {"block": 0, "vectors": [1]}}],
        "vector is 1, expected",
    ),
    "a highlight between": ([{**BARE, "hilight": {"block": 0.5}}], "block is 0.5, expected a whole number"),
}


@pytest.mark.parametrize(("root", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_and_nothing_is_written(tmp_path, root, message):
    with pytest.raises(AttlasError) as caught:
        import_attviz(write(tmp_path, root), tmp_path / "x.export")
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "x.export").exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(AttlasError, match=r"nowhere\.json cannot be read"):
        import_attviz(tmp_path / "nowhere.json", tmp_path / "x.export")
