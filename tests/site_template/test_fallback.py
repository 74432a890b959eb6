"""Without a script: the right numbers in the table, the right greys in the picture, in few bytes."""

import struct
import zlib
from base64 import b64decode

import numpy as np
import pytest

from attlas import AttlasError
from attlas.precompute.contract import (
    GeneratedPrediction,
    MaskedPosition,
    MaskedTokenPrediction,
    NextTokenPrediction,
    ScoredLabel,
)
from attlas.site_template.fallback import sample
from attlas.site_template.picture import grey_png, ink, max_pool
from attlas.site_template.prediction import prediction_text
from payloads import document, encoder_run, translator_run

LABELS = tuple(ScoredLabel(label=f"t{n}", probability=n / 10) for n in range(7))


def pixels(picture):
    """Read a PNG as it is written here: greys, 0 for black to 15."""
    png = b64decode(picture.partition(",")[2])
    width, height = struct.unpack(">II", png[16:24])
    length = struct.unpack(">I", png[33:37])[0]
    rows = np.frombuffer(zlib.decompress(png[41 : 41 + length]), np.uint8).reshape(height, -1)[:, 1:]
    return np.stack([rows >> 4, rows & 15], axis=2).reshape(height, -1)[:, :width]


@pytest.mark.parametrize("width", [1, 4, 5])
def test_picture_holds_the_pixels(width):
    darkness = np.arange(3 * width, dtype=np.uint8).reshape(3, width)
    assert (pixels(grey_png(darkness)) == 15 - darkness).all()


def test_pooling_keeps_a_single_strong_link():
    weights = np.zeros((1, 100, 37))
    weights[0, 63, 20] = 0.9
    assert max_pool(weights, 8).max() == 0.9
    assert max_pool(weights, 8).shape == (1, 8, 8)


def test_pooling_leaves_a_short_text_alone():
    weights = np.arange(12.0).reshape(1, 3, 4)
    assert (max_pool(weights, 8) == weights).all()


def test_ink_is_the_square_root():
    assert ink(np.array([0, 0.01, 0.25, 1])).tolist() == [0, 2, 8, 15]


def test_strongest_link_is_between_tokens_of_the_text():
    figure = sample(document("x", [encoder_run("The cat sat")], "The cat sat")).figures[0]
    link = figure.links[2]
    assert (link.layer, link.head, link.query, link.key) == (0, 2, "cat", "sat")
    assert link.weight == pytest.approx(0.77, abs=0.01)


def test_damaged_array_is_named():
    run = encoder_run("a")
    attention = run.attention[0]
    weights = attention.layers[0].weights.model_copy(update={"data": "AAAA"})
    broken = attention.model_copy(
        update={"layers": (attention.layers[0].model_copy(update={"weights": weights}),)}
    )
    with pytest.raises(AttlasError, match="document 'x': array data is damaged"):
        sample(document("x", [run.model_copy(update={"attention": (broken,)})], "a"))


def test_every_kind_of_attention_has_its_figure():
    figures = sample(document("x", [translator_run("a b", "c")], "a b")).figures
    assert [figure.kind for figure in figures] == ["encoder", "decoder", "cross"]
    assert pixels(figures[2].picture).shape == (2 * (3 + 1), 2 * (4 + 1))


def test_head_that_is_not_kept_is_white():
    run = encoder_run("a b", n_layers=2, n_heads=2)
    attention = run.attention[0]
    layer = attention.layers[1]
    kept = layer.model_copy(update={"heads": (5, 7)})
    other = attention.model_copy(update={"layers": (attention.layers[0], kept)})
    figure = sample(document("x", [run.model_copy(update={"attention": (other,)})], "a b")).figures[0]
    assert figure.heads == (0, 1, 5, 7)
    assert (pixels(figure.picture)[5:9, :4] == 15).all()


@pytest.mark.parametrize(("n_layers", "n_heads"), [(12, 12), (32, 32)])
def test_figure_is_small(n_layers, n_heads):
    words = " ".join("word" for _ in range(40))
    figure = sample(document("x", [encoder_run(words, n_layers=n_layers, n_heads=n_heads)], words)).figures[0]
    assert len(figure.picture) < 30_000
    assert len(figure.links) <= 256
    assert figure.n_heads == n_layers * n_heads


@pytest.mark.parametrize(
    ("prediction", "text"),
    [
        (
            NextTokenPrediction(task="next_token", tokens=LABELS),
            "Next token: t6 0.60, t5 0.50, t4 0.40, t3 0.30, t2 0.20",
        ),
        (
            MaskedTokenPrediction(
                task="masked_tokens", positions=(MaskedPosition(position=3, tokens=LABELS[5:]),)
            ),
            "Masked tokens: token 3: t6 0.60, t5 0.50",
        ),
        (MaskedTokenPrediction(task="masked_tokens", positions=()), "Masked tokens: none in this text"),
        (GeneratedPrediction(task="generated", text="Hallo"), "Generated text: Hallo"),
    ],
)
def test_prediction_is_said_in_words(prediction, text):
    assert prediction_text(prediction) == text
