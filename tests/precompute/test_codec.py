"""The codec keeps its error bound, on made-up extremes and on real attention."""

import zlib
from base64 import b64decode

import numpy as np
import pytest

from attlas.precompute.codec import (
    MAX_RELATIVE_ERROR,
    decode,
    decode_floats,
    decode_vectors,
    dequantise,
    encode,
    encode_floats,
    encode_vectors,
    quantise,
)
from attlas.precompute.errors import AttlasError


def softmax_rows(rng: np.random.Generator, sharpness: float, shape: tuple[int, ...]) -> np.ndarray:
    logits = rng.normal(size=shape) * sharpness
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


@pytest.mark.parametrize("sharpness", [0.0, 0.5, 3.0, 30.0])
@pytest.mark.parametrize("n_tokens", [1, 2, 17, 512])
def test_error_stays_within_the_stated_bound(sharpness, n_tokens):
    weights = softmax_rows(np.random.default_rng(0), sharpness, (3, n_tokens, n_tokens))
    packed = encode(weights)
    assert np.abs(decode(packed) - weights).max() <= packed.max_error <= 0.004


def test_bound_is_the_worst_case_over_all_values():
    values = np.linspace(0, 1, 1_000_001)
    worst = np.abs(dequantise(quantise(values)) - values).max()
    assert worst <= MAX_RELATIVE_ERROR
    assert worst == pytest.approx(MAX_RELATIVE_ERROR, rel=1e-3)


def test_weights_above_a_hundred_thousandth_survive():
    assert quantise(np.array([1.00001e-5])).item() > 0


def test_codes_keep_the_order_of_weights():
    values = np.sort(np.random.default_rng(1).random(10_000))
    assert (np.diff(quantise(values).astype(int)) >= 0).all()


@pytest.mark.parametrize("scale", [0.5, 1.0, 40.0])
def test_scale_is_the_value_of_the_top_code(scale):
    packed = encode(np.array([0.0, scale / 3, scale]), scale=scale)
    assert decode(packed)[-1] == pytest.approx(scale)
    assert np.abs(decode(packed) - [0.0, scale / 3, scale]).max() <= packed.max_error


def test_bytes_are_raw_deflate_in_row_major_order():
    weights = softmax_rows(np.random.default_rng(2), 2.0, (2, 3, 4))
    codes = np.frombuffer(zlib.decompress(b64decode(encode(weights).data), wbits=-15), np.uint8)
    np.testing.assert_array_equal(codes.reshape(2, 3, 4), np.rint(np.sqrt(weights) * 255))


def test_non_contiguous_arrays_keep_their_values():
    weights = softmax_rows(np.random.default_rng(3), 1.0, (2, 5, 5))
    assert encode(np.asfortranarray(weights)) == encode(weights)


def test_an_empty_array_makes_the_round_trip():
    assert decode(encode(np.zeros((0, 4)))).shape == (0, 4)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.1, 1.1])
def test_what_is_no_probability_is_refused(bad):
    with pytest.raises(AttlasError, match="expected 0 to 1"):
        encode(np.array([0.5, bad]))


@pytest.mark.parametrize(
    ("data", "message"), [("AAAA", "damaged"), ("not base64!", "damaged"), ("AwA=", "holds 0")]
)
def test_damaged_bytes_are_named(data, message):
    with pytest.raises(AttlasError, match=message):
        decode(encode(np.array([0.5])).model_copy(update={"data": data}))


@pytest.mark.parametrize("size", [1e-6, 1.0, 3e4])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("bits", "allowed"), [(16, 1e-4), (24, 1e-6)])
def test_vectors_stay_within_the_stated_bound(size, dtype, bits, allowed):
    vectors = (np.random.default_rng(4).normal(size=(3, 40, 64)) * size).astype(dtype)
    packed = encode_vectors(vectors, bits=bits)
    error = np.abs(decode_vectors(packed) - vectors).max()
    assert error <= packed.max_error < allowed * size


def test_a_large_vector_does_not_coarsen_the_others():
    vectors = np.array([[1e6, 3.0], [1.0, 1 / 3]])
    assert np.abs(decode_vectors(encode_vectors(vectors)) - vectors)[1].max() < 2e-5


def test_vectors_are_scales_and_codes_in_row_major_order():
    vectors = np.array([[[1.0, -0.5], [0.0, 0.0]], [[2.0, 2.0], [0.0, -4.0]]])
    stream = zlib.decompress(b64decode(encode_vectors(vectors).data), wbits=-15)
    assert np.frombuffer(stream, "<f4", 4).tolist() == [1.0, 0.0, 2.0, 4.0]
    codes = [32767, -16384, 0, 0, 32767, 32767, 0, -32767]
    assert np.frombuffer(stream, "<i2", offset=16).tolist() == codes


def test_codes_of_24_bits_are_three_bytes_each():
    vectors = np.array([[1.0, -0.5, -1.0, 2**-23]])
    stream = zlib.decompress(b64decode(encode_vectors(vectors, bits=24).data), wbits=-15)
    assert [stream[at : at + 3].hex() for at in range(4, 16, 3)] == ["ffff7f", "0000c0", "010080", "010000"]


@pytest.mark.parametrize("shape", [(0, 4), (2, 0), (2, 0, 3)])
def test_empty_vectors_make_the_round_trip(shape):
    assert decode_vectors(encode_vectors(np.zeros(shape))).shape == shape


def test_floats_stay_as_they_are():
    values = np.random.default_rng(5).normal(size=(3, 7)).astype(np.float32)
    np.testing.assert_array_equal(decode_floats(encode_floats(values)), values)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("encode_array", [encode_vectors, encode_floats])
def test_what_is_not_finite_is_refused(encode_array, bad):
    with pytest.raises(AttlasError, match="NaN or infinity"):
        encode_array(np.array([[0.5, bad]]))


@pytest.mark.parametrize(
    ("packed", "decode_array"),
    [(encode_vectors(np.ones((2, 3))), decode_vectors), (encode_floats(np.ones(5)), decode_floats)],
)
@pytest.mark.parametrize(("data", "message"), [("AAAA", "damaged"), ("AwA=", "holds")])
def test_damaged_vectors_are_named(packed, decode_array, data, message):
    with pytest.raises(AttlasError, match=message):
        decode_array(packed.model_copy(update={"data": data}))
