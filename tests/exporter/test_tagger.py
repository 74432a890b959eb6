"""Pipelines for words: the taggers and parsers that come with attlas, and spaCy models named by the author."""

import pytest
import spacy

from attlas.exporter.tagger import load_pipeline
from attlas.precompute.errors import AttlasError


@pytest.fixture(scope="module")
def english():
    return load_pipeline("en", parse=True)


@pytest.fixture(scope="module")
def french():
    return load_pipeline("fr", parse=True)


def tags(document):
    return [token.pos_ for token in document]


def arcs(document):
    return {(token.text, token.dep_, token.head.text) for token in document}


def test_english_words_are_tagged(english):
    document = english("The hungry birds quickly took her lunch from Anna.")
    assert tags(document) == ["DET", "ADJ", "NOUN", "ADV", "VERB", "PRON", "NOUN", "ADP", "PROPN", "PUNCT"]


def test_french_words_are_tagged_and_contractions_are_adpositions(french):
    document = french("Les mouettes ont volé le repas du gardien.")
    assert tags(document) == ["DET", "NOUN", "AUX", "VERB", "DET", "NOUN", "ADP", "NOUN", "PUNCT"]


def test_the_same_spelling_gets_the_tag_of_its_use(english):
    document = english("They watch the birds and wear a watch.")
    assert [token.pos_ for token in document if token.text == "watch"] == ["VERB", "NOUN"]


def test_words_have_heads_and_universal_relations(english):
    document = english("The gulls stole her lunch.")
    assert {
        ("The", "det", "gulls"),
        ("gulls", "nsubj", "stole"),
        ("stole", "ROOT", "stole"),
        ("lunch", "obj", "stole"),
    } <= arcs(document)


def test_french_words_have_heads(french):
    document = french("La vieille femme mange une pomme.")
    assert {("femme", "nsubj", "mange"), ("pomme", "obj", "mange"), ("La", "det", "femme")} <= arcs(document)


def test_a_parsed_text_is_divided_into_sentences(english):
    document = english("The gulls stole her lunch. She did not notice it.")
    assert [sentence.text for sentence in document.sents] == [
        "The gulls stole her lunch.",
        "She did not notice it.",
    ]


def test_the_tagger_alone_gives_the_same_tags(english):
    text = "My neighbour sold two old boats yesterday."
    alone = load_pipeline("en")
    assert alone.pipe_names == ["morphologizer"]
    assert tags(alone(text)) == tags(english(text))


@pytest.mark.parametrize("language", ["de", "xx"])
def test_other_languages_have_no_pipeline(language):
    assert load_pipeline(language) is None


def test_a_named_model_is_taken_as_it_is(tmp_path):
    pipeline = spacy.blank("de")
    pipeline.add_pipe("sentencizer")
    pipeline.to_disk(tmp_path / "model")
    loaded = load_pipeline("en", model=str(tmp_path / "model"))
    assert (loaded.lang, loaded.pipe_names) == ("de", ["sentencizer"])


def test_a_model_that_is_not_installed_is_named_with_the_remedy():
    with pytest.raises(AttlasError) as raised:
        load_pipeline("en", model="en_no_such_model")
    assert str(raised.value) == (
        "spaCy model 'en_no_such_model' is not installed; python -m spacy download en_no_such_model"
    )


@pytest.mark.parametrize("name", ["numpy", "click"])
def test_a_package_that_is_no_pipeline_is_one_line(name):
    with pytest.raises(AttlasError, match=f"{name} is no spaCy pipeline that runs here"):
        load_pipeline("en", model=name)


def test_a_name_that_no_folder_can_have_is_one_line():
    with pytest.raises(AttlasError, match="xxx' is not installed"):
        load_pipeline("en", model="x" * 300)


@pytest.mark.parametrize("file", ["config.cfg", "meta.json", "tokenizer", "vocab/strings.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xff\xff"])
def test_a_damaged_pipeline_is_one_line(tmp_path, file, content):
    spacy.blank("en").to_disk(tmp_path / "x")
    (tmp_path / "x" / file).write_bytes(content)
    with pytest.raises(AttlasError, match="is no spaCy pipeline that runs here") as caught:
        load_pipeline("en", model=str(tmp_path / "x"))
    assert "\n" not in str(caught.value)


def test_a_pipeline_that_cannot_read_a_word_is_one_line(tmp_path):
    pipeline = spacy.blank("en")
    pipeline.add_pipe("tagger")
    pipeline.to_disk(tmp_path / "x")
    with pytest.raises(AttlasError, match="is no spaCy pipeline that runs here"):
        load_pipeline("en", model=str(tmp_path / "x"))
