"""Token sequences cut and joined, their words numbered anew."""

from __future__ import annotations

from attlas.precompute.contract import TokenSequence

PER_TOKEN = ("tokens", "labels", "starts", "ends", "segments", "special")


def cut_sequence(sequence: TokenSequence, kept: slice) -> TokenSequence:
    """Keep some tokens of a sequence, and the words that they belong to.

    Parameters
    ----------
    kept : slice
        From where to where, both given.
    """
    numbers = sequence.words[kept]
    words = sorted({number for number in numbers if number >= 0})
    rank = {number: place for place, number in enumerate(words)}
    return sequence.model_copy(
        update={
            **{name: getattr(sequence, name)[kept] for name in PER_TOKEN},
            "words": tuple(rank.get(number, -1) for number in numbers),
            "word_labels": tuple(sequence.word_labels[number] for number in words),
            "n_before": sequence.n_before + kept.start,
            "n_after": sequence.n_after + len(sequence.tokens) - kept.stop,
        }
    )


def joined_sequences(first: TokenSequence, second: TokenSequence) -> TokenSequence:
    """Put a sequence after another one, as segment 1; its spans stay places in its own text."""
    n_words = len(first.word_labels)
    second = second.model_copy(
        update={
            "segments": (1,) * len(second.tokens),
            "words": tuple(number if number < 0 else number + n_words for number in second.words),
        }
    )
    lists = {
        name: getattr(first, name) + getattr(second, name) for name in (*PER_TOKEN, "words", "word_labels")
    }
    return first.model_copy(update=lists)
