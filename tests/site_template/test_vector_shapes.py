"""Imported vectors that do not fit their tokens are refused by name when a page is built."""

import numpy as np
import pytest

from attlas import AttlasError, build
from attlas.precompute.codec import encode_floats
from attlas.precompute.contract import TokenBlock, TokenVector, TokenVectors
from attlas.site_template.fallback import sample
from payloads import document, encoder_run, write_export
from sites import STUB

N_TOKENS = 4
"""[CLS], a, b, [SEP]."""


def vectors(*ends, lengths=None, highlight_block=None, highlight_vectors=()):
    blocks, start = [], 0
    for end, length in zip(ends, lengths or np.diff([0, *ends]), strict=True):
        values = encode_floats(np.arange(abs(int(length)), dtype=np.float32))
        vector = TokenVector(name="late", color=None, visible=None, values=values)
        blocks.append(TokenBlock(name=None, visible=None, start=start, end=end, vectors=(vector, vector)))
        start = end
    return TokenVectors(
        blocks=tuple(blocks), highlight_block=highlight_block, highlight_vectors=highlight_vectors
    )


def imported(given):
    run = encoder_run("a b").model_copy(update={"attention": (), "vectors": given})
    return document("x", [run], "a b")


@pytest.mark.parametrize(
    "sound", [vectors(4), vectors(1, 4), vectors(2, 4, highlight_block=1, highlight_vectors=(1, 0))]
)
def test_what_fits_becomes_a_page(tmp_path, sound):
    export = write_export(tmp_path / "x.export", [imported(sound)])
    assert build(export, tmp_path / "x.html", assets=STUB).exists()


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (vectors(3), r"0\.json: the blocks of vectors end at \[3\], expected .* cover all 4 tokens"),
        (vectors(2, 5), r"end at \[2, 5\]"),
        (vectors(3, 1, 4), r"end at \[3, 1, 4\]"),
        (vectors(1, 4, lengths=[1, 2]), r"block 1, vector 0 \(late\) has shape \(2,\), expected \(3,\)"),
        (vectors(4, highlight_block=1), r"vectors \[\] of block 1 are highlighted, which are not there"),
        (vectors(4, highlight_block=0, highlight_vectors=(2,)), r"vectors \[2\] of block 0 are highlighted"),
        (vectors(4, highlight_vectors=(0,)), r"vectors \[0\] of block None are highlighted"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, broken, message):
    export = write_export(tmp_path / "x.export", [imported(broken)])
    with pytest.raises(AttlasError, match=message):
        build(export, tmp_path / "x.html", assets=STUB)
    assert not (tmp_path / "x.html").exists()


def test_the_largest_value_of_every_vector_is_shown_without_a_script():
    made = sample(imported(vectors(3, 4)))
    assert [(peak.vector, peak.token, peak.value) for peak in made.peaks] == [
        *[("late", "b", 2)] * 2,
        *[("late", "[SEP]", 0)] * 2,
    ]
    assert (made.n_vectors, made.figures, made.run.vectors) == (4, (), None)
