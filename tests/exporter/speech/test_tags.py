"""What reads the words of texts, by their language."""

import pytest

from attlas.exporter.speech.tags import word_readers
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


def test_one_language_has_one_tagger():
    source, target = word_readers(language="en", target_language="en", spacy_model=None)
    assert source is target


def test_a_pipeline_that_is_not_installed_is_one_line():
    with pytest.raises(AttlasError, match="'no_such_model' is not installed"):
        word_readers(language="en", target_language=None, spacy_model="no_such_model")


def test_a_named_pipeline_gives_its_own_language_and_version(tmp_path):
    import spacy

    pipeline = spacy.blank("de")
    pipeline.add_pipe("attribute_ruler").add([[{"LOWER": "hund"}]], {"POS": "NOUN"})
    pipeline.meta.update(name="tiny", version="1.2.3")
    pipeline.to_disk(tmp_path / "tiny")
    source, _ = word_readers(language="en", target_language=None, spacy_model=str(tmp_path / "tiny"))
    assert (source.language, source.tagger) == ("de", "de_tiny 1.2.3")
    assert [word.tag for word in next(source.words(["Der Hund"]))] == [None, "NOUN"]
