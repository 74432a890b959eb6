"""Tokens of a sample with their words and classes."""

import numpy as np
import pytest

from attlas.exporter.lens.sample import sample_tokens
from attlas.exporter.lens.tokens import TokenTable
from attlas.exporter.speech.tags import TaggedWord, WordReader
from attlas.exporter.tokens.reader import TokenReader
from attlas.precompute.contract import LensText
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


def test_a_word_of_two_classes_is_two_words():
    table, _ = table_of("Ran dog ran.", tags={**TAGS, "Ran": "NOUN"})
    tokens = table.tokens()
    of_ran = [place for place, word in enumerate(tokens.words) if word.lower() == "ran"]
    assert {tokens.classes[tokens.word_class[place]].name for place in of_ran} == {"NOUN", "VERB"}
    np.testing.assert_array_equal(tokens.word_class[tokens.word_of], tokens.class_of)


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
