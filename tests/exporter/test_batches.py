"""Batches hold equal lengths, fit their budget, and do not depend on what is left to do."""

import pytest

from attlas.exporter.batches import (
    MAX_LAYER_CELLS,
    Length,
    estimate_bytes,
    estimate_value_bytes,
    plan_batches,
)
from attlas.precompute.contract import AttentionShape

LENGTHS = [Length(5 + number * 7 % 3, number % 2) for number in range(200)]


def plan(lengths, **options):
    return plan_batches(lengths, **{"n_heads": 12, "vocabulary": 0, "batch_size": None, **options})


def test_every_document_is_in_exactly_one_batch():
    assert sorted(number for batch in plan(LENGTHS) for number in batch) == list(range(200))


def test_documents_of_a_batch_have_equal_lengths():
    assert all(len({LENGTHS[number] for number in batch}) == 1 for batch in plan(LENGTHS))


def test_a_batch_stays_within_its_memory():
    longest = max(len(batch) for batch in plan([Length(512)] * 50))
    assert longest * 12 * 512**2 <= MAX_LAYER_CELLS


def test_one_document_too_large_for_the_budget_still_runs():
    assert plan([Length(100_000)]) == [(0,)]


def test_large_outputs_make_smaller_batches():
    assert max(map(len, plan([Length(128)] * 64, vocabulary=250_000))) < max(
        map(len, plan([Length(128)] * 64))
    )


def test_a_batch_size_is_kept():
    assert {len(batch) for batch in plan([Length(9)] * 12, batch_size=4)} == {4}


@pytest.mark.parametrize(("n_tokens", "n_bytes"), [(32, 73_728 * 1.04), (128, 973_000), (512, 11_868_000)])
def test_estimate_is_near_what_minilm_weighs(n_tokens, n_bytes):
    shape = AttentionShape(kind="encoder", n_layers=6, n_heads=12, n_key_heads=12, head_dim=32)
    assert estimate_bytes([Length(n_tokens)], [shape]) == pytest.approx(n_bytes, rel=0.33)


def test_values_take_four_bytes_for_each_quantity_of_a_key_from_a_head():
    shapes = [
        AttentionShape(kind=kind, n_layers=2, n_heads=3, n_key_heads=3, head_dim=8)
        for kind in ("encoder", "decoder", "cross")
    ]
    n_values = 6 * (2 * 10 + 2 * 7 + 1 * 10)
    assert estimate_value_bytes([Length(10, 7)], shapes) == 4 * n_values
    assert estimate_value_bytes([Length(10, 7)] * 2, shapes, kept=0.5) == 4 * n_values
