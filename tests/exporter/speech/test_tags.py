"""What reads the words of texts, by their language."""

import pytest
import spacy
from spacy.tokens import Doc
from spacy.training import Example

from attlas.exporter.speech.tags import TaggedWord, word_readers
from attlas.exporter.tagger import RELATIONS
from attlas.precompute.errors import AttlasError


def test_attlas_has_taggers_for_two_languages_and_names_itself():
    english, french = word_readers(language="en", target_language="fr", spacy_model=None)
    assert (english.language, french.language) == ("en", "fr")
    assert english.tagger.startswith("attlas ")
    assert [word.tag for word in next(english.words(["The dog did not run."]))][-1] == "PUNCT"
    assert next(french.words(["Le chien dort."]))[0].tag == "DET"


def test_an_unknown_language_has_words_without_tags():
    reader, target = word_readers(language="xx", target_language=None, spacy_model=None)
    assert (reader.tagger, target.tagger) == (None, None)
    assert [word.tag for word in next(reader.words(["a b"]))] == [None, None]


@pytest.mark.parametrize("language", ["", "e", "x" * 300, "../en", "en/..", "en\0"])
def test_what_is_no_code_of_a_language_is_one_line(language):
    with pytest.raises(AttlasError, match="is no code of a language, expected one such as 'en'"):
        word_readers(language=None, target_language=language, spacy_model=None)


def test_one_language_has_one_tagger():
    source, target = word_readers(language="en", target_language="en", spacy_model=None)
    assert source is target


@pytest.mark.parametrize(
    ("language", "text", "relations"),
    [
        ("en", "The dog sat.", ["det", "nsubj", "root", "punct"]),
        ("fr", "La vieille femme mange une pomme.", ["det", "amod", "nsubj", "root", "det", "obj", "punct"]),
    ],
)
def test_a_parsing_reader_names_universal_relations(language, text, relations):
    reader = word_readers(language=language, target_language=None, spacy_model=None)[0]
    parsing = reader.parsing()
    assert parsing.parser == parsing.tagger
    assert [word.relation for word in next(parsing.words([text]))] == relations
    assert {word.relation for word in next(reader.words([text]))} == {None}


def parsing_pipeline(folder, *labels):
    """Save a pipeline with a parser of some relations and without parts of speech."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("attribute_ruler").add([[{"IS_ALPHA": True}]], {"POS": "NOUN"})
    sample = Doc(pipeline.vocab, words=["a", "b"], heads=[1, 1], deps=[labels[0], "ROOT"])
    pipeline.add_pipe("parser").initialize(lambda: [Example(sample.copy(), sample)])
    for label in labels:
        pipeline.get_pipe("parser").add_label(label)
    pipeline.meta.update(name="tiny", version="1")
    pipeline.to_disk(folder)
    return word_readers(language="en", target_language=None, spacy_model=str(folder))[0].parsing()


def test_a_parser_of_universal_relations_is_taken_without_their_subtypes(tmp_path):
    reader = parsing_pipeline(tmp_path / "x", "nsubj:pass", "obl")
    assert reader.parser == "en_tiny 1"
    assert {word.relation for word in next(reader.words(["gulls fly home"]))} <= {
        "nsubj",
        "obl",
        "root",
        "dep",
    }


def test_a_parser_of_other_relations_makes_room_for_attlas_own(tmp_path):
    reader = parsing_pipeline(tmp_path / "x", "dobj", "nsubjpass")
    assert (reader.tagger, reader.parser[:6]) == ("en_tiny 1", "attlas")
    assert {word.relation for word in next(reader.words(["gulls fly home"]))} <= RELATIONS


def test_words_without_a_part_of_speech_have_no_relation(tmp_path):
    reader = parsing_pipeline(tmp_path / "x", "obj")
    assert [word.relation is None for word in next(reader.words(["gulls fly 12"]))] == [False, False, True]


def test_a_language_without_a_parser_has_words_without_relations(tmp_path):
    pipeline = spacy.blank("de")
    pipeline.add_pipe("attribute_ruler").add([[{"IS_ALPHA": True}]], {"POS": "NOUN"})
    pipeline.to_disk(tmp_path / "x")
    reader = word_readers(language=None, target_language=None, spacy_model=str(tmp_path / "x"))[0].parsing()
    assert reader.parser is None
    assert next(reader.words(["Hund"])) == [TaggedWord((0, 4), "NOUN", None)]


def test_long_texts_are_read_in_stretches_that_end_between_words(monkeypatch):
    monkeypatch.setattr("attlas.exporter.speech.tags.MOST_CHARACTERS", 20)
    text = "The dog sat. " * 5 + "x" * 50
    reader = word_readers(language="en", target_language=None, spacy_model=None)[0]
    spans = [word.span for word in next(reader.words([text]))]
    assert [text[slice(*span)] for span in spans[:20]] == ["The", "dog", "sat", "."] * 5
    assert "".join(text[slice(*span)] for span in spans[20:]) == "x" * 50


def test_a_pipeline_that_is_not_installed_is_one_line():
    with pytest.raises(AttlasError, match="'no_such_model' is not installed"):
        word_readers(language="en", target_language=None, spacy_model="no_such_model")


def test_a_named_pipeline_gives_its_own_language_and_version(tmp_path):
    pipeline = spacy.blank("de")
    pipeline.add_pipe("attribute_ruler").add([[{"LOWER": "hund"}]], {"POS": "NOUN"})
    pipeline.meta.update(name="tiny", version="1.2.3")
    pipeline.to_disk(tmp_path / "tiny")
    source, _ = word_readers(language="en", target_language=None, spacy_model=str(tmp_path / "tiny"))
    assert (source.language, source.tagger) == ("de", "de_tiny 1.2.3")
    assert [word.tag for word in next(source.words(["Der Hund"]))] == [None, "NOUN"]
