"""The index of a lens holds passages around its examples, and says which of them a page can show."""

from itertools import pairwise

import numpy as np
import pytest

from attlas.precompute.codec import decode_counts
from attlas.precompute.contract import LensText, TokenClass
from attlas.precompute.lens.index import LensSide, lens_sequence
from attlas.precompute.lens.lists import SideLists
from attlas.precompute.lens.passages import CONTEXT, passages
from attlas.precompute.lens.tokens import LensTokens

N_TOKENS = 200
TEXT = " ".join(f"w{place:03}" for place in range(N_TOKENS))
WORD = 4


def sequence(examples, *, document=True, kept=slice(0, N_TOKENS)):
    """Index two equal texts of which some tokens are examples."""
    lists = SideLists()
    lists.examples.of(examples)
    lists.words.of([0])
    one = np.arange(N_TOKENS)
    return lens_sequence(
        LensSide(
            sequence="source",
            n_documents=2,
            n_tokens=2 * N_TOKENS,
            generated=False,
            language=None,
            tagger=None,
            parser=None,
            tokens=LensTokens(
                classes=(TokenClass(name="word", role="untagged"),),
                class_of=np.zeros(2 * N_TOKENS, int),
                words=("w",),
                word_class=np.zeros(1, int),
                word_of=np.zeros(2 * N_TOKENS, int),
                place=np.tile(one, 2),
                n_in_sequence=np.full(2 * N_TOKENS, N_TOKENS),
                text_of=np.repeat([0, 1], N_TOKENS),
                rank=np.arange(2 * N_TOKENS),
            ),
            texts=[LensText(id=name, document=document, segment=0, text=TEXT) for name in "ab"],
            spans=[(5 * place, 5 * place + WORD) for place in [*one, *one]],
            kept=[kept, kept],
        ),
        lists,
    )


def rows(found):
    return [
        (found.texts[text], int(place), found.texts[text].text[start:end])
        for text, place, start, end in decode_counts(found.examples)
    ]


def test_examples_are_found_in_their_passages_whatever_their_order():
    chosen = [150, 3, N_TOKENS + 60, 152, 7]
    found = sequence(chosen)
    assert [(text.id, place, word) for text, place, word in rows(found)] == [
        ("ab"[token // N_TOKENS], token % N_TOKENS, f"w{token % N_TOKENS:03}") for token in chosen
    ]


def test_passages_hold_the_context_and_no_more():
    found = sequence([0, 100, 102])
    first, second = (text.text for text in found.texts)
    assert first == TEXT[: WORD + CONTEXT]
    assert second == TEXT[500 - CONTEXT : 510 + WORD + CONTEXT]


def test_examples_that_the_window_left_out_are_no_part_of_the_document():
    found = sequence([40, 50, 59, 60], kept=slice(50, 60))
    assert [(text.document, place) for text, place, _ in rows(found)] == [
        (False, 40),
        (True, 0),
        (True, 9),
        (False, 60),
    ]


def test_texts_that_are_no_documents_stay_so():
    found = sequence([40], document=False, kept=slice(30, 60))
    assert [(text.document, place) for text, place, _ in rows(found)] == [(False, 40)]


@pytest.mark.parametrize("seed", range(5))
def test_passages_hold_every_word_and_do_not_meet(seed):
    starts = np.random.default_rng(seed).integers(0, 2000, 30)
    found = passages([(start, start + 5) for start in starts], 1990)
    assert all(
        sum(
            first <= max(0, start - CONTEXT) and min(1990, start + 5 + CONTEXT) <= last
            for first, last in found
        )
        for start in starts
    )
    assert all(one[1] < other[0] for one, other in pairwise(found))
