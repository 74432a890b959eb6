"""Classes of the tokens of documents, whatever their words come from."""

import pytest

from attlas.exporter.documents import SourceDocument
from attlas.exporter.speech.documents import DocumentClasses
from attlas.exporter.speech.options import SpeechOptions, word_settings
from attlas.exporter.speech.tags import TaggedWord, WordReader
from attlas.precompute.contract import Continuation, GeneratedPrediction
from attlas.precompute.words import words_of
from payloads import document, encoder_run, sequence, translator_run


class Shouting(WordReader):
    """Tags words in capitals, and keeps what it was given to read."""

    def words(self, texts):
        self.texts[:] = texts
        for text in texts:
            yield [TaggedWord(span, "X" if text[slice(*span)].isupper() else None) for span in words_of(text)]


@pytest.fixture
def reader():
    found = Shouting("en", tagger="shouting 1")
    object.__setattr__(found, "texts", [])
    return found


def named(classes, numbers):
    return [classes.classes[number].name for number in numbers]


def test_pieces_have_the_class_of_their_word_and_special_tokens_their_own(reader):
    run = encoder_run("THE immeasurably old CAT")
    classes = DocumentClasses((reader, WordReader()))
    (found,) = classes.of([document("a", [run], "THE immeasurably old CAT")], [run])
    assert named(classes, found["source"]) == ["[CLS]", "X", "word", "word", "word", "X", "[SEP]"]
    assert classes.note is None


def test_words_are_told_from_what_is_none_without_a_tagger():
    run = encoder_run("a cat")
    words = (-1, 0, -1, -1)
    run = run.model_copy(update={"source": run.source.model_copy(update={"words": words})})
    classes = DocumentClasses((WordReader("tlh"), WordReader()))
    (found,) = classes.of([document("a", [run], "a cat")], [run])
    assert named(classes, found["source"]) == ["[CLS]", "word", "other", "[SEP]"]
    assert (
        classes.note
        == "words of the source are without parts of speech: nothing here tags the language 'tlh'"
    )


def test_both_texts_of_a_pair_and_what_a_model_wrote_are_read(reader):
    pair = encoder_run("WHO sat", "THE cat")
    written = encoder_run("WHO sat", "THE end").model_copy(
        update={"continuation": Continuation(start=3, text="THE end", ended=True, steps=())}
    )
    classes = DocumentClasses((reader, WordReader()))
    asked = [document("a", [pair], "WHO sat", "THE cat"), document("b", [written], "WHO sat")]
    found = classes.of(asked, [pair, written])
    assert reader.texts == ["WHO sat", "THE cat", "WHO sat", "THE end"]
    for each in found:
        assert named(classes, each["source"]) == ["[CLS]", "X", "word", "[SEP]", "X", "word", "[SEP]"]


def test_targets_are_read_as_given_or_else_as_written(reader):
    run = translator_run("a cat", "EIN Tier")
    classes = DocumentClasses((WordReader(), reader))
    given = SourceDocument(id="a", text="a cat", target="EIN Tier")
    (found,) = classes.of([given], [run])
    assert named(classes, found["target"]) == ["[CLS]", "X", "word", "[SEP]"]
    written = run.model_copy(update={"prediction": GeneratedPrediction(task="generated", text="EIN Tier")})
    classes.of([document("b", [written], "a cat")], [written])
    assert reader.texts == ["EIN Tier"]
    assert classes.note == "words of the source are without parts of speech: no language was named"


def test_no_more_is_read_than_the_model_read(reader):
    run = encoder_run("THE cat sat on")
    cut = run.model_copy(update={"source": sequence("THE cat", n_truncated=2)})
    DocumentClasses((reader, WordReader())).of([document("a", [cut], "THE cat sat on")], [cut])
    assert reader.texts == ["THE cat"]


def test_a_tagger_that_names_no_part_of_speech_is_named(reader):
    run = encoder_run("a cat")
    classes = DocumentClasses((reader, WordReader()))
    classes.of([document("a", [run], "a cat")], [run])
    assert classes.note == "words of the source are without parts of speech: shouting 1 names none"


@pytest.mark.parametrize(
    ("options", "is_used", "is_worthwhile", "language"),
    [
        (SpeechOptions(), True, False, None),
        (SpeechOptions(), True, True, "en"),
        (SpeechOptions(language="fr"), True, False, "fr"),
        (SpeechOptions(language=None), True, True, None),
        (SpeechOptions(), False, True, None),
        (SpeechOptions(language="fr"), False, True, None),
    ],
)
def test_words_are_tagged_where_it_is_used_and_asked_for_or_worthwhile(
    options, is_used, is_worthwhile, language
):
    reader, _ = options.readers_over_documents(is_used=is_used, is_worthwhile=is_worthwhile)
    assert (reader.language, bool(reader.tagger)) == (language, language is not None)


def test_settings_name_what_tagged_words():
    assert word_settings(SpeechOptions(language="tlh").readers) is None
    found = word_settings(SpeechOptions(language="en", target_language="fr").readers)
    assert (found.language, found.target_language) == ("en", "fr")
    assert found.tagger.startswith("attlas ")
