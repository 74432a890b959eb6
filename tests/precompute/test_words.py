"""Words of a text, and of its tokens."""

import pytest

from attlas.precompute.words import assign_words, words_of


def split(text):
    return [text[start:end] for start, end in words_of(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't stop, don’t!", ["Don't", "stop", ",", "don’t", "!"]),
        ("'tis the dogs' l’eau", ["'", "tis", "the", "dogs", "'", "l’eau"]),
        (
            "a well-known state-of-the-art--really",
            ["a", "well-known", "state-of-the-art", "-", "-", "really"],
        ),
        ("1,000,000.5 or 3.14. 50%", ["1,000,000.5", "or", "3.14", ".", "50", "%"]),
        ("e.g. U.S.", ["e", ".", "g", ".", "U", ".", "S", "."]),
        ("snake_case(x²)", ["snake_case", "(", "x²", ")"]),
        ("…?!", ["…", "?", "!"]),
        ("cafe\u0301 nai\u0308ve", ["cafe\u0301", "nai\u0308ve"]),
        ("东京タワーへ行く。カードを", ["东", "京", "タワー", "へ", "行", "く", "。", "カード", "を"]),
        ("葛\U000e0100城 々 〇", ["葛\U000e0100", "城", "々", "〇"]),
        ("한국어 문장.", ["한국어", "문장", "."]),
        ("เที่ยวสวัสดี", ["เที่", "ย", "ว", "ส", "วั", "ส", "ดี"]),
        ("កម្ពុជា", ["ក", "ម្ពុ", "ជា"]),
        ("नमस्ते क्\u200dष।", ["नमस्ते", "क्\u200dष", "।"]),
        ("می\u200cخواهم صه، צה״ל", ["می\u200cخواهم", "صه", "،", "צה״ל"]),
        ("👩‍⚕️👨‍👩‍👧🇩🇪🇫🇷👍🏽❤️‍🔥🙂‍↔️", ["👩‍⚕️", "👨‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽", "❤️‍🔥", "🙂‍↔️"]),
        ("1️⃣ #️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", ["1️⃣", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]),
        ("a\u200bb c\u00a0d\u2028e", ["a", "b", "c", "d", "e"]),
        ("\u202eabc\x00", ["\u202e", "abc", "\x00"]),
        (" \n\t", []),
        ("", []),
    ],
)
def test_words_follow_the_rule_in_every_script(text, words):
    assert split(text) == words


def test_words_cover_everything_but_white_space():
    text = "".join(chr(code) for code in range(0x20, 0x3000)) + "\U0001f600\ud800\U0010fffd"
    assert "".join(split(text)) == "".join(
        character for character in text if not character.isspace()
    ).replace("\u200b", "")


def test_a_token_has_the_word_of_its_first_character():
    words = words_of("The fox's den")
    assert assign_words([0, 4, 7, 10], [3, 7, 9, 13], words) == [0, 1, 1, 2]


def test_pieces_of_one_character_share_its_word():
    assert assign_words([2, 2, 2], [3, 3, 3], words_of("a 🦊 b")) == [1, 1, 1]


def test_white_space_at_the_front_of_a_token_does_not_count():
    assert assign_words([1], [5], words_of("a  fox")) == [1]


@pytest.mark.parametrize("span", [(-1, -1), (1, 2), (7, 8)], ids=["no text", "white space", "past the end"])
def test_a_token_that_touches_no_word_has_none(span):
    assert assign_words([span[0]], [span[1]], words_of("a fox  ")) == [-1]
