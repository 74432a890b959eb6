"""What tokens look like to a reader."""

import pytest

from attlas.exporter.tokens.alignment import Extent
from attlas.exporter.tokens.labels import readable, visible


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("fox", "fox"),
        (" fox ", "fox"),
        ("two words", "two words"),
        ("", "∅"),
        (" ", "␣"),
        ("\n\t\r", "⏎⇥␍"),
        ("\u00a0\u3000\u2028", "⍽⟨U+3000⟩⟨U+2028⟩"),
        ("a\nb", "a⏎b"),
        ("a\x00b\x1b\x7f\x85c", "a␀b␛⟨U+007F⟩⟨U+0085⟩c"),
        ("\u202eabc\u202c", "⟨U+202E⟩abc⟨U+202C⟩"),
        ("\u2066\u200f\u061c", "⟨U+2066⟩⟨U+200F⟩⟨U+061C⟩"),
        ("\u200b", "⟨U+200B⟩"),
        ("\ufeffa", "⟨U+FEFF⟩a"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("\u200d", "⟨U+200D⟩"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("\ufe0f", "⟨U+FE0F⟩"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u0301", "◌\u0301"),
        ("ि", "◌ि"),
        ("e\u0301", "e\u0301"),
        ("\u06dd١", "\u06dd١"),
        ("\udcf0\udc9f", "⟨F0⟩⟨9F⟩"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_labels_are_legible_and_harmless(text, label):
    assert visible(text) == label


def test_pieces_of_one_character_are_numbered():
    text = "a 🦊🦊"
    extents = [Extent(text, span) for span in [(0, 1), (2, 3), (2, 3), (3, 4), (3, 4), (3, 4)]]
    assert readable(extents) == ["a", "🦊 1/2", "🦊 2/2", "🦊 1/3", "🦊 2/3", "🦊 3/3"]


def test_white_space_is_never_numbered():
    assert readable([Extent("  ", (0, 2)), Extent("  ", (1, 2))]) == ["␣␣", "␣"]


def test_neighbours_of_different_texts_are_not_pieces_of_one_character():
    assert readable([Extent("ab", (0, 1)), Extent("xy", (0, 1))]) == ["a", "x"]
