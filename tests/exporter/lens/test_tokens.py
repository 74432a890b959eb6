"""Tokens of a sample with their words and classes."""

import pytest

from attlas.exporter.lens.sample import sample_tokens
from attlas.exporter.lens.tags import TaggedWord, WordReader, word_readers
from attlas.exporter.lens.tokens import TokenTable
from attlas.exporter.tokens.reader import TokenReader
from attlas.precompute.contract import LensText
from attlas.precompute.errors import AttlasError
from tiny_tokenizers import tiny_tokenizer

TEXT = "The unfed dog ran."
TAGS = {"The": "DET", "unfed": "ADJ", "dog": "NOUN", "ran": "VERB", ".": "PUNCT"}


def table_of(*texts, kind="wordpiece", tags=None, n_tokens=1000):
    """Read each text as a document; words are tagged by a table, or not at all."""
    reader = TokenReader(tiny_tokenizer(kind))
    sequences = [reader.read(text, document="x").tokens for text in texts]
    lengths = [len(sequence.tokens) for sequence in sequences]
    sample = sample_tokens([*range(len(texts))], lengths, n_tokens)
    table = TokenTable(sample, lengths, [*reversed(range(len(texts)))])
    for number, (text, sequence) in enumerate(zip(texts, sequences, strict=True)):
        words = [
            [TaggedWord(word.span, (tags or {}).get(text[slice(*word.span)])) for word in found]
            for found in WordReader().words([text])
        ]
        table.add(number, sequence, [LensText(id=str(number), document=False, segment=0, text=text)], words)
    return table, sequences


def named(table):
    tokens = table.tokens()
    return [
        (tokens.words[word], tokens.classes[number].name)
        for word, number in zip(tokens.word_of, tokens.class_of, strict=True)
    ]


def test_pieces_have_the_word_and_the_tag_of_their_word():
    table, (sequence,) = table_of(TEXT, tags=TAGS)
    for label, (word, tag), special in zip(sequence.labels, named(table), sequence.special, strict=True):
        assert word == label if special else label.lower() in word.lower()
        assert tag == (label if special else {k.lower(): v for k, v in TAGS.items()}[word.lower()])


def test_special_tokens_are_classes_of_their_own():
    table, _ = table_of(TEXT, tags=TAGS)
    roles = {each.name: each.role for each in table.tokens().classes}
    assert {name for name, role in roles.items() if role == "special"} == {"[CLS]", "[SEP]"}
    assert roles["NOUN"] == "pos"


def test_untagged_words_are_one_class():
    table, _ = table_of(TEXT)
    assert {(each.name, each.role) for each in table.tokens().classes if each.role != "special"} == {
        ("word", "untagged")
    }


def test_what_is_no_word_is_another_class():
    table, _ = table_of("dog\n\n\ncat", kind="bare bytes")
    assert [tag for _, tag in named(table)].count("other") >= 1
    others = [word for word, tag in named(table) if tag == "other"]
    assert all(word.strip("⏎␣") == "" for word in others)


def test_spans_are_those_of_words_and_empty_for_special_tokens():
    table, (sequence,) = table_of(TEXT, tags=TAGS)
    for span, special, (word, _) in zip(table.spans(), sequence.special, named(table), strict=True):
        assert span[0] == span[1] if special else TEXT[slice(*span)].lower() == word.lower()
    assert table.spans()[-1] == (len(TEXT), len(TEXT))


@pytest.mark.parametrize(("kind", "expected"), [("bare bytes", "The"), ("wordpiece", None)])
def test_words_are_in_lower_case_for_models_that_read_no_other(kind, expected):
    table, (sequence,) = table_of(TEXT, kind=kind)
    reads_capitals = any(
        character.isupper()
        for token, special in zip(sequence.tokens, sequence.special, strict=True)
        for character in token.replace("Ġ", "")
        if not special
    )
    assert ("The" in table.tokens().words) == reads_capitals
    assert ("the" in table.tokens().words) != reads_capitals
    if expected:
        assert expected in table.tokens().words


def test_texts_are_in_the_order_of_their_rank():
    table, _ = table_of("A dog.", "A cat.", "A fox.")
    assert [text.id for text in table.ordered_texts()] == ["2", "1", "0"]
    tokens = table.tokens()
    assert tokens.text_of[0] == 2
    assert tokens.place[0] == 0


def test_only_sampled_tokens_are_kept():
    table, _ = table_of(*["The dog ran and ran."] * 5, n_tokens=7)
    assert len(table.tokens().place) == len(table.spans()) == 7


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
