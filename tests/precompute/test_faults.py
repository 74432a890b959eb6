"""Faults inside payloads of the right form: damaged arrays, and rows that do not sum to what they should."""

import numpy as np
import pytest

from attlas.precompute.codec import encode, encode_floats
from attlas.precompute.contract import TokenBlock, TokenVector, TokenVectors
from attlas.precompute.faults import document_faults
from payloads import document, encoder_run, translator_run


def with_weights(change, *, n_before=0):
    """Make a document whose layer 1 has its weights changed."""
    run = encoder_run("The cat sat on the mat")
    (attention,) = run.attention
    layer = attention.layers[1]
    values = change(np.full(layer.weights.shape, 1 / layer.weights.shape[2]))
    layer = layer.model_copy(update={"weights": encode(np.minimum(values, 1))})
    attention = attention.model_copy(update={"layers": (attention.layers[0], layer)})
    source = run.source.model_copy(update={"n_before": n_before})
    return document("x", [run.model_copy(update={"attention": (attention,), "source": source})], "x")


def row_times(factor, *rows):
    def change(weights):
        weights[2, rows or slice(None)] *= factor
        return weights

    return change


@pytest.mark.parametrize(
    "sound",
    [
        document("x", [encoder_run("The cat sat")], "x"),
        document("x", [translator_run("The cat", "Le chat")], "x"),
        with_weights(lambda weights: weights),
    ],
)
def test_nothing_is_wrong_with_a_sound_document(sound):
    assert [*document_faults(sound)] == []


@pytest.mark.parametrize(("n_tokens", "n_heads"), [(5, 200), (512, 3)])
def test_rounding_of_the_codes_is_no_fault(n_tokens, n_heads):
    rng = np.random.default_rng(0)
    sharp = rng.gamma(0.05, size=(n_heads, n_tokens, n_tokens)) + 1e-9
    run = encoder_run(" ".join("a" * (n_tokens - 2)))
    (attention,) = run.attention
    layer = attention.layers[0].model_copy(
        update={
            "heads": tuple(range(n_heads)),
            "weights": encode(sharp / sharp.sum(axis=-1, keepdims=True)),
        }
    )
    attention = attention.model_copy(update={"layers": (layer,)})
    assert [*document_faults(document("x", [run.model_copy(update={"attention": (attention,)})], "x"))] == []


def test_a_row_that_sums_to_more_is_named():
    (fault,) = document_faults(with_weights(row_times(1.5, 3)))
    assert "runs.0.attention.0.layers.1.weights: row 3 of head 2 sums to 1.489, expected 1" in fault


def test_a_row_that_lacks_alone_is_named():
    (fault,) = document_faults(with_weights(row_times(0.4, 4)))
    assert "row 4 of head 2 sums to 0.4" in fault


def test_beside_a_sink_every_row_may_lack():
    assert [*document_faults(with_weights(row_times(0.5)))] == []


def test_of_a_window_rows_may_lack():
    assert [*document_faults(with_weights(row_times(0.5, 4), n_before=7))] == []


def test_a_damaged_array_is_named():
    run = encoder_run("a b")
    (attention,) = run.attention
    layers = [
        layer.model_copy(update={"weights": layer.weights.model_copy(update={"data": data})})
        for layer, data in zip(attention.layers, ["!", "AAAA"], strict=True)
    ]
    attention = attention.model_copy(update={"layers": tuple(layers)})
    faults = [*document_faults(document("x", [run.model_copy(update={"attention": (attention,)})], "x"))]
    assert [fault.partition(":")[0] for fault in faults] == [
        "runs.0.attention.0.layers.0.weights",
        "runs.0.attention.0.layers.1.weights",
    ]


def test_imported_vectors_must_be_finite():
    values = encode_floats(np.float32([1, 2, 3, 4]))
    nan = values.model_copy(update={"data": "YGAAgf///z8A"})
    vector = TokenVector(name="a", color=None, visible=None, values=nan)
    block = TokenBlock(name=None, visible=None, start=0, end=4, vectors=(vector,))
    vectors = TokenVectors(blocks=(block,), highlight_block=None, highlight_vectors=())
    run = encoder_run("a b").model_copy(update={"attention": (), "vectors": vectors})
    (fault,) = document_faults(document("x", [run], "x"))
    assert fault.startswith("runs.0.vectors.blocks.0.vectors.0.values: ")
