"""Tokens without offsets, and where they stand."""

import pytest

from attlas.exporter.tokens.alignment import align, spelled_out, tight


def aligned(pieces, text):
    return [
        None if span == (-1, -1) else text[slice(*span)]
        for span in align([piece.encode("utf-8") for piece in pieces], text)
    ]


@pytest.mark.parametrize(
    ("pieces", "text", "found"),
    [
        (["the", " fox"], "the fox", ["the", "fox"]),
        (["straße", "n"], "STRASSEN", ["STRASSE", "N"]),
        (["cafe", "teria"], "Cafétéria", ["Café", "téria"]),
        (["é", "a"], "e\u0301a", ["e\u0301", "a"]),
        (["fi", "x"], "ﬁx", ["ﬁ", "x"]),
        (["1", "⁄", "2"], "½", ["½", "½", "½"]),
        (["a", "b"], "a\u00adb", ["a", "b"]),
        (["क", "्", "या"], "क्या", ["क", "्", "या"]),
        ([" ", "a", " ", " b"], "a  b", [None, "a", " ", "b"]),
        (["a", "\n", "b"], "a\nb", ["a", "\n", "b"]),
        (["the", " x", "fox"], "the fox", ["the", None, "fox"]),
        (["the", "<unk>", "fox"], "the 🦊🦊 fox", ["the", "🦊🦊", "fox"]),
        (["<unk>", "fox"], "🦊 fox", ["🦊", "fox"]),
        (["the", "<unk>"], "the 🦊 ", ["the", "🦊"]),
        (["the", "<unk>", "<unk>", "fox"], "the 🦊 🐕 fox", ["the", None, None, "fox"]),
        (["x", "the", "fox"], "the fox", [None, "the", "fox"]),
        (["fox", "the"], "the fox", ["fox", None]),
        (["the"], "", [None]),
        ([], "the", []),
        (["", "the"], "the", [None, "the"]),
    ],
)
def test_pieces_are_found_in_order(pieces, text, found):
    assert aligned(pieces, text) == found


def test_a_letter_does_not_run_ahead():
    text = "an old ship in harbour"
    assert aligned(["an", "r", "old", "ship"], text) == ["an", None, "old", "ship"]


def test_pieces_of_a_character_share_its_place():
    assert align([b"a\xf0", b"\x9f\xa6", b"\x8a", b"b"], "a🦊b") == [(0, 2), (1, 2), (1, 2), (2, 3)]


def test_every_text_is_found_in_itself():
    text = "".join(chr(code) for code in range(0x21, 0x3000) if not chr(code).isspace())
    pieces = [character.encode("utf-8") for character in text]
    found = align(pieces, text)
    assert [start for start, _ in found] == list(range(len(text)))


def test_bytes_that_make_no_character_stand_alone():
    assert [
        text[slice(*span)] for text, span in ((x.text, x.span) for x in spelled_out([b"\xff", b"a\xe4"]))
    ] == [
        "\udcff",
        "a\udce4",
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [((0, 4), (1, 3)), ((0, 1), (0, 1)), ((2, 2), (-1, -1)), ((-1, -1), (-1, -1)), ((1, 3), (1, 3))],
)
def test_tight_spans_begin_and_end_with_text(span, expected):
    assert tight(" ab ", span) == expected
