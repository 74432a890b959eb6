"""The sample is the tokens with the smallest hashes, whatever order the documents come in."""

import numpy as np
import pytest

from attlas.exporter.lens.sample import sample_tokens
from attlas.precompute.hashes import document_hash, token_hashes

IDS = [f"text {number}" for number in range(40)]
HASHES = [document_hash(each) for each in IDS]
LENGTHS = [3 + number % 7 for number in range(40)]


def chosen(order, n_tokens):
    sample = sample_tokens([HASHES[n] for n in order], [LENGTHS[n] for n in order], n_tokens)
    return {(IDS[order[n]], int(place)) for n, place in zip(sample.document, sample.place, strict=True)}


def test_the_order_of_the_documents_does_not_matter():
    assert chosen(range(40), 60) == chosen(range(39, -1, -1), 60)


@pytest.mark.parametrize("n_tokens", [1, 60, sum(LENGTHS), 10_000])
def test_exactly_as_many_as_there_are_or_are_wanted(n_tokens):
    sample = sample_tokens(HASHES, LENGTHS, n_tokens)
    assert len(sample) == min(n_tokens, sum(LENGTHS))
    assert len(set(zip(sample.document.tolist(), sample.place.tolist(), strict=True))) == len(sample)


def test_they_have_the_smallest_hashes():
    everything = sample_tokens(HASHES, LENGTHS, 10_000)
    assert sorted(sample_tokens(HASHES, LENGTHS, 50).hashes) == sorted(everything.hashes)[:50]


def test_a_larger_sample_holds_the_smaller_one():
    assert chosen(range(40), 20) < chosen(range(40), 90)


def test_tokens_come_in_the_order_of_documents_and_places():
    sample = sample_tokens(HASHES, LENGTHS, 80)
    assert np.lexsort((sample.place, sample.document)).tolist() == [*range(80)]


def test_a_token_has_the_hash_of_splitmix():
    state = (12345 + 2 * 0x9E3779B97F4A7C15) % 2**64
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB % 2**64
    assert int(token_hashes(12345, 2)[1]) == state ^ (state >> 31)
