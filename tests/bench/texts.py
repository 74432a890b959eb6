"""The texts that are measured, written for the purpose: one passage cut to a number of tokens, and many sentences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, product

PASSAGE = """
The ferry that used to cross the river every morning no longer runs, because nobody in the two villages could agree
on who should pay for its new engine. My grandmother, who was born on the eastern bank, still tells the story of the
night when the rope broke. She was nine years old, and she had been sent across with a basket of eggs, a letter, and
her younger brother, whom she was told not to lose. The water was high, the wind was strong, and the ferryman had not
slept. When the rope broke, he did not shout; he sat down, lit his pipe, and told the children that the river knew the
way. It did. It carried them around the bend, past the mill, under the old bridge, and into the reeds behind the
church, where the priest found them at dawn. The eggs were whole, the letter was dry, and her brother was asleep. "Who
was frightened?" the priest asked. "He was," she said, and she pointed at the ferryman, although it was not true.

Years later an engineer came from the city to measure the river. He put up poles, counted boats, wrote down numbers,
and ate at my grandmother's table, since there was no inn. He told her that a bridge would be cheaper than a ferry if
more than forty people crossed each day. She told him that he had counted on a market day. He laughed, but he stayed
until the next market, and counted again, and the number was smaller. The bridge was not built. Some people thanked
her for it and some never forgave her, and she said that both were wrong, because she had only wanted him to count
properly. The poles are still there. In dry summers you can see all of them, gray and crooked, with a bird on each.

What I remember best is the bell. It hung on a post beside the landing, and whoever wanted to cross had to ring it:
once for a person, twice for a cart, three times for a doctor. On the day of the funeral we stood on the bank, my
uncle, my cousins and I, and none of us knew how many times to ring it. The ferryman's son had come to row us over,
although he lives in the capital now and sells insurance. "Ring it once," he said. "She would not want you to make a
fuss." So we rang it once, and the sound went over the water and came back from the hill, and it seemed to us that
somebody on the other side had answered. Nobody had, of course. But the boat was steady, the river was low, and for
the first time in my life I saw what she must have seen from there: two villages so close together that a child could
throw a stone from one to the other, and so far apart that they had built a boat.
"""
FILLER = "."

SENTENCE = "the {} {} saw that the {} was {} and {} home ."
WORDS = (
    ("old", "young", "tall", "quiet", "happy", "tired", "strong", "poor", "small", "rich"),
    ("man", "woman", "king", "doctor", "child"),
    ("house", "river", "road", "door", "garden"),
    ("open", "dark", "empty", "long", "cold", "clean", "wet", "old"),
    ("went", "walked", "ran", "came", "drove"),
)
"""Fillers of `SENTENCE`; 10,000 sentences, all of the same number of common words."""


def text_of(n_tokens: int, count_tokens: Callable[[str], int]) -> str:
    """Cut the passage to an exact number of tokens.

    Parameters
    ----------
    n_tokens : int
        Tokens wanted, those that the tokenizer adds included.
    count_tokens : callable
        Tokens of a text.

    Returns
    -------
    str
        Whole words; where the next one would be one token too many, full stops fill the rest.

    Raises
    ------
    ValueError
        If the passage is shorter, or no text is that short.
    """
    words = PASSAGE.split()
    n_words = _last(len(words), lambda n: count_tokens(" ".join(words[:n])) <= n_tokens)
    missing = n_tokens - count_tokens(" ".join(words[:n_words]))
    if n_words == 0 or (n_words == len(words) and missing):
        raise ValueError(
            f"{n_tokens} tokens, expected as many as some words of the passage have; see PASSAGE"
        )
    return " ".join([*words[:n_words], *[FILLER] * missing])


def _last(top: int, holds: Callable[[int], bool]) -> int:
    """Find the last number up to `top` for which a condition holds that, once false, stays false."""
    low, high = 0, top
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def short_texts(n_texts: int) -> list[str]:
    """Write sentences that differ from one another and have the same number of words."""
    return [SENTENCE.format(*words) for words in islice(product(*WORDS), n_texts)]
