"""Tokens without a tokenizer: the text they spell."""

import pytest

from attlas.exporter.tensors.tokens import is_padding, spelled_sequence
from attlas.exporter.tokens.spelling import prevalent_marker


@pytest.mark.parametrize(
    ("tokens", "text", "labels", "words"),
    [
        (["[CLS]", "the", "fox", "##es", "[SEP]"], "the foxes", "[CLS] the fox es [SEP]", (-1, 0, 1, 1, -1)),
        (["The", "Ġfox", "es", "Ġran"], "The foxes ran", "The fox es ran", (0, 1, 1, 2)),
        (["▁The", "▁fox", "es", ".", "</s>"], "The foxes.", "The fox es . </s>", (0, 1, 1, 2, -1)),
        (["the</w>", "fo", "xes</w>"], "the foxes", "the fo xes", (0, 1, 1)),
        (["fo@@", "xes", "ran"], "foxes ran", "fo xes ran", (0, 0, 1)),
        (["The", " fox", "es"], "The foxes", "The fox es", (0, 1, 1)),
        (["the", "fox"], "the fox", "the fox", (0, 1)),
        (["<|endoftext|>", "Hi", "Ġ!"], "Hi !", "<|endoftext|> Hi !", (-1, 0, 1)),
        (["[CLS]", "[SEP]"], "", "[CLS] [SEP]", (-1, -1)),
    ],
)
def test_tokens_spell_their_text(tokens, text, labels, words):
    sequence, texts = spelled_sequence(tokens, marker=prevalent_marker(tokens))
    assert texts == (text,)
    assert " ".join(sequence.labels) == labels
    assert sequence.words == words
    assert sequence.tokens == tuple(tokens)


def test_bytes_share_a_character():
    tokens = ["ĠÃ", "©", "Ġok", "ðŁ"]
    sequence, (text,) = spelled_sequence(tokens, marker="Ġ")
    assert text == "é ok\ufffd\ufffd"
    assert sequence.labels == ("é 1/2", "é 2/2", "ok", "⟨F0⟩⟨9F⟩")
    assert sequence.starts == (0, 0, 2, -1)


def test_a_second_text_has_places_of_its_own():
    tokens = ["[CLS]", "who", "?", "[SEP]", "jim", "[SEP]"]
    sequence, texts = spelled_sequence(tokens, marker="", second=4)
    assert texts == ("who ?", "jim")
    assert sequence.segments == (0, 0, 0, 0, 1, 1)
    assert (sequence.starts[4], sequence.ends[4]) == (0, 3)


@pytest.mark.parametrize("token", ["[PAD]", "<pad>", "<|pad|>", "<PAD>"])
def test_padding_is_known_by_its_spelling(token):
    assert is_padding(token)


@pytest.mark.parametrize("token", ["pad", "[SEP]", "<padding", "iPad"])
def test_words_are_no_padding(token):
    assert not is_padding(token)
