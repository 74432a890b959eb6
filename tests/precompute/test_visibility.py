"""Masks as bands around the diagonal."""

import numpy as np
import pytest

from attlas.precompute.visibility import Band, UnexplainedScoreError, visible_band, within


@pytest.mark.parametrize("n_tokens", [1, 2, 7])
@pytest.mark.parametrize(
    "band", [Band(None, None), Band(None, 0), Band(2, 0), Band(0, 0), Band(3, 3), Band(1, 4)]
)
def test_a_band_is_found_again(band, n_tokens):
    visible = np.repeat(within(band, n_tokens, n_tokens)[None], 2, axis=0)
    found = visible_band(visible)
    assert (within(found, n_tokens, n_tokens) == visible).all()


def test_limits_that_mask_nothing_are_none():
    assert visible_band(np.ones((1, 4, 4), bool)) == (None, None)
    assert visible_band(np.tril(np.ones((1, 4, 4), bool))) == (None, 0)
    assert visible_band(np.ones((1, 1, 1), bool)) == (None, None)


def test_nothing_is_masked_between_two_sequences():
    assert visible_band(np.ones((3, 4, 9), bool)) == (None, None)
    assert within(Band(None, None), 4, 9).all()


def test_text_read_in_chunks_is_no_band():
    chunks = np.kron(np.eye(2), np.ones((3, 3))).astype(bool)
    with pytest.raises(UnexplainedScoreError, match="no band around the diagonal"):
        visible_band(chunks[None])


def test_heads_with_masks_of_their_own_are_no_band():
    with pytest.raises(UnexplainedScoreError, match="no band"):
        visible_band(np.stack([np.ones((3, 3), bool), np.tril(np.ones((3, 3), bool))]))
