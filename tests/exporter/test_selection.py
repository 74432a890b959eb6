"""Layers and heads are chosen by number, from either end."""

import pytest

from attlas.exporter.selection import Selection
from attlas.precompute.contract import AttentionShape
from attlas.precompute.errors import AttlasError

ENCODER = AttentionShape(kind="encoder", n_layers=6, n_heads=8, n_key_heads=8, head_dim=4)
DECODER = AttentionShape(kind="decoder", n_layers=3, n_heads=4, n_key_heads=4, head_dim=4)


HEADS = {("encoder", layer): 8 for layer in range(6)} | {("decoder", layer): 4 for layer in range(1, 3)}
"""The decoder's first layer does not attend."""


def test_nothing_asked_keeps_everything():
    assert Selection().kept_layers(ENCODER) == frozenset(range(6))
    assert Selection().kept_heads(4) == (0, 1, 2, 3)


def test_negative_numbers_count_from_the_end_of_each_kind():
    last = Selection(layers=(-1,))
    assert (last.kept_layers(ENCODER), last.kept_layers(DECODER)) == ({5}, {2})


def test_a_layer_that_only_one_kind_has_is_kept_there():
    assert Selection(layers=(5,)).kept_layers(DECODER) == frozenset()


@pytest.mark.parametrize(
    ("selection", "message"),
    [(Selection(layers=(6,)), "layer 6 is not in"), (Selection(heads=(-9,)), "head -9 is not in")],
)
def test_a_number_that_no_kind_has_is_an_error(selection, message):
    with pytest.raises(AttlasError, match=message):
        selection.check([ENCODER, DECODER], HEADS, label="tiny")


@pytest.mark.parametrize(
    ("selection", "asked"),
    [
        (Selection(layers=()), "layers none leave"),
        (Selection(heads=()), "heads none leave"),
        (Selection(layers=(1,), heads=()), "layers 1 and heads none leave"),
    ],
)
def test_numbers_that_leave_nothing_are_an_error(selection, asked):
    with pytest.raises(
        AttlasError, match=f"{asked} nothing of tiny, expected a head of a layer that attends"
    ):
        selection.check([ENCODER, DECODER], HEADS, label="tiny")


@pytest.mark.parametrize("selection", [Selection(layers=(0,)), Selection(layers=(0,), heads=(2,))])
def test_a_layer_that_does_not_attend_is_no_layer_to_keep(selection):
    with pytest.raises(AttlasError, match="leave nothing of tiny"):
        selection.check([DECODER], {key: n for key, n in HEADS.items() if key[0] == "decoder"}, label="tiny")


def test_what_one_kind_has_is_enough():
    Selection(layers=(0,), heads=(7,)).check([ENCODER, DECODER], HEADS, label="tiny")


def test_share_counts_what_is_kept():
    assert Selection(layers=(0, 1, 2), heads=(0, 1, 2, 3)).share([ENCODER]) == pytest.approx(0.25)
