"""Without a script: the tokens that are given most attention, as plain numpy finds them."""

from collections import defaultdict

import numpy as np
import pytest

from attlas import AttlasError
from attlas.precompute.codec import decode
from attlas.site_template.top_tokens import top_tokens
from payloads import document, encoder_run
from statistics_payload import statistics_of

TEXTS = ("the cat sat on the mat", "the dog sat", "a cat ran to the dog")


@pytest.fixture(scope="module")
def documents():
    return [document(text, [encoder_run(text)], text) for text in TEXTS]


def test_top_tokens_have_the_largest_means(documents):
    values = defaultdict(list)
    for each in documents:
        run = each.runs[0]
        weights = np.stack([decode(layer.weights) for layer in run.attention[0].layers])
        for place, token in enumerate(run.source.tokens):
            values[token].append(weights.mean(axis=(0, 1, 2))[place])
    means = {token: np.mean(found) for token, found in values.items() if len(found) > 1 and token[0] != "["}
    top = top_tokens(statistics_of(documents), "Tiny encoder")
    assert [each.token for each in top.tokens] == sorted(means, key=lambda token: -means[token])
    assert [each.mean for each in top.tokens] == pytest.approx(sorted(means.values(), reverse=True), abs=1e-4)
    assert {each.token: each.count for each in top.tokens}["the"] == 4


def test_rare_tokens_are_listed_where_there_are_no_others(documents):
    top = top_tokens(statistics_of(documents[1:2]), "Tiny encoder")
    assert {each.count for each in top.tokens} == {1}


def test_statistics_of_flows_have_no_top_tokens(documents):
    assert top_tokens(statistics_of(documents).model_copy(update={"parts": ()}), "Tiny encoder") is None


def test_a_damaged_array_is_named(documents):
    statistics = statistics_of(documents)
    part = statistics.parts[0]
    damaged = part.model_copy(update={"counts": part.counts.model_copy(update={"data": "AAAA"})})
    with pytest.raises(AttlasError, match="statistics of 'm0'"):
        top_tokens(statistics.model_copy(update={"parts": (damaged,)}), "Tiny encoder")
