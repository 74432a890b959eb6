"""The measured texts have the length they are said to have."""

import pytest

from bench.texts import short_texts, text_of


def count(text):
    """Count words and two special tokens; words of three letters are two tokens."""
    return 2 + sum(2 if len(word) == 3 else 1 for word in text.split())


@pytest.mark.parametrize("n_tokens", [4, 16, 17, 18, 128, 400])
def test_text_has_exactly_the_tokens(n_tokens):
    assert count(text_of(n_tokens, count)) == n_tokens


@pytest.mark.parametrize("n_tokens", [2, 3, 100_000])
def test_length_that_no_text_has_is_refused(n_tokens):
    with pytest.raises(ValueError, match=f"{n_tokens} tokens, expected"):
        text_of(n_tokens, count)


def test_short_texts_differ_and_are_of_one_length():
    texts = short_texts(10_000)
    assert len(set(texts)) == 10_000
    assert len({len(text.split()) for text in texts}) == 1
