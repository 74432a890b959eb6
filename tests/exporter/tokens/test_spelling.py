"""What the tokens of a vocabulary stand for."""

from types import SimpleNamespace

import pytest
from tokenizers.pre_tokenizers import ByteLevel

from attlas.exporter.tokens.spelling import byte_level, latin_1, marked, spelling_of


def slow(*tokens):
    return SimpleNamespace(
        is_fast=False, get_vocab=lambda: {token: rank for rank, token in enumerate(tokens)}
    )


@pytest.mark.parametrize(
    ("vocabulary", "token", "spelled"),
    [
        (["▁the", "▁fox", "es", "##"], "▁fox", b" fox"),
        (["the", "##es", "##ing"], "##es", b"es"),
        (["the</w>", "fo", "x</w>"], "x</w>", b"x"),
        (["fo@@", "x", "th@@"], "fo@@", b"fo"),
        (["Ġthe", "Ġfox", "ÃŁ"], "ÃŁ", "ß".encode()),
        (["a", "b"], "a", b"a"),
        ([chr(byte) for byte in range(256)], "\x9f", b"\x9f"),
    ],
)
def test_slow_vocabularies_are_known_by_their_markers(vocabulary, token, spelled):
    assert spelling_of(slow(*vocabulary))(token) == spelled


def test_every_byte_has_a_character():

    assert sorted(byte_level(character) for character in ByteLevel.alphabet()) == [
        bytes([byte]) for byte in range(256)
    ]


def test_added_tokens_of_byte_vocabularies_are_plain_text():
    assert byte_level("<|start of text|>") == b"<|start of text|>"
    assert byte_level("你好") == "你好".encode()


def test_a_marker_alone_is_not_read_away():
    assert marked("##", prefix="##") == b"##"
    assert marked("▁", space="▁") == b" "


def test_added_tokens_of_byte_per_token_vocabularies_are_plain_text():
    assert latin_1("</s>") == b"</s>"
