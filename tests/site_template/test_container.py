"""Documents survive their packing, and long ones their cutting into tiles and pieces."""

import zlib
from base64 import b64decode
from itertools import product

import numpy as np
import orjson
import pytest

from attlas import AttlasError
from attlas.precompute.codec import decode_codes, encode
from attlas.precompute.contract import PackedArray
from attlas.site_template.container import base64_text, pack, pieces_of
from payloads import document, encoder_run, translator_run
from sites import unpack

RUNS = [encoder_run("a b", n_layers=3), translator_run("a b", "c")]
DOCUMENT = document("x", RUNS, "a </script> 😀")


def test_document_comes_back_with_its_arrays():
    assert unpack(base64_text(pack(DOCUMENT))) == DOCUMENT.model_dump(mode="json")


def test_arrays_travel_as_they_are_in_the_export():
    container = pack(DOCUMENT)
    arrays = [layer.weights for run in RUNS for kind in run.attention for layer in kind.layers]
    assert container.endswith(b"".join(b64decode(array.data) for array in arrays))


def test_every_array_has_its_place_and_checksum_in_the_header():
    container = pack(DOCUMENT)
    body = 4 + int.from_bytes(container[:4], "little")
    blobs = orjson.loads(zlib.decompress(container[4:body], -zlib.MAX_WBITS))["blobs"]
    assert sum(length for _, length, _ in blobs) == len(container) - body
    for offset, length, checksum in blobs:
        assert zlib.crc32(container[body + offset : body + offset + length]) == checksum


def long_document(n_query, n_key):
    """Give attention of two layers, cross-attention of so many tokens to so many."""
    run = translator_run("a b", "c")
    cross = next(part for part in run.attention if part.kind == "cross")
    random = np.random.default_rng(0)
    layers = tuple(
        cross.layers[0].model_copy(
            update={"layer": layer, "weights": encode(random.random((2, n_query, n_key)))}
        )
        for layer in range(2)
    )
    attention = (cross.model_copy(update={"layers": layers}),)
    return document("x", [run.model_copy(update={"attention": attention})], "a b")


@pytest.mark.parametrize(("n_query", "n_key", "n_tiles"), [(512, 512, 1), (513, 20, 3), (600, 520, 9)])
def test_attention_of_long_documents_is_in_tiles(n_query, n_key, n_tiles):
    made = long_document(n_query, n_key)
    header, blobs = header_of(pack(made))
    layers = header["document"]["runs"][0]["attention"][0]["layers"]
    for layer, whole in zip(layers, made.runs[0].attention[0].layers, strict=True):
        numbers = layer["weights"]["data"].split()
        assert len(numbers) == n_tiles
        places = product(range(0, n_query, 256), range(0, n_key, 256)) if n_tiles > 1 else [(0, 0)]
        codes = decode_codes(PackedArray.model_validate(whole.weights))
        for (query, key), number in zip(places, numbers, strict=True):
            size = 256 if n_tiles > 1 else 512
            tile = codes[:, query : query + size, key : key + size]
            assert zlib.decompress(blobs[int(number)], -zlib.MAX_WBITS) == tile.tobytes()


def test_what_is_shown_first_of_a_long_document_comes_first():
    header, _ = header_of(pack(long_document(600, 520)))
    first, second = (
        [int(number) for number in layer["weights"]["data"].split()]
        for layer in header["document"]["runs"][0]["attention"][0]["layers"]
    )
    assert (first[0], second[0]) == (0, 1)
    assert sorted(first[:2] + first[3:5] + second[:2] + second[3:5]) == [*range(8)]
    assert sorted(first + second) == [*range(18)]


def header_of(container):
    body = 4 + int.from_bytes(container[:4], "little")
    header = orjson.loads(zlib.decompress(container[4:body], -zlib.MAX_WBITS))
    return header, [container[body + offset :][:length] for offset, length, _ in header["blobs"]]


def test_packing_twice_gives_the_same_bytes():
    assert pack(DOCUMENT) == pack(DOCUMENT.model_copy())


def test_a_text_that_looks_like_an_array_stays_a_text():
    assert unpack(base64_text(pack(document("x", RUNS, "data")))) == document("x", RUNS, "data").model_dump(
        mode="json"
    )


def test_damaged_base64_is_named():
    weights = RUNS[0].attention[0].layers[0].weights.model_copy(update={"data": "A"})
    layer = RUNS[0].attention[0].layers[0].model_copy(update={"weights": weights})
    kind = RUNS[0].attention[0].model_copy(update={"layers": (layer,)})
    with pytest.raises(AttlasError, match="document 'x' has an array that is not base64"):
        pack(document("x", [RUNS[0].model_copy(update={"attention": (kind,)})], "a"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("7", 1, "")]),
        ("AAAABBBB", [("7", 1, "AAAABBBB")]),
        ("AAAABBBBCC==", [("7", 2, "AAAABBBB"), ("7.1", 2, "CC==")]),
        ("A" * 20, [("7", 3, "A" * 8), ("7.1", 3, "A" * 8), ("7.2", 3, "A" * 4)]),
    ],
)
def test_long_text_is_cut_into_pieces(text, expected):
    assert list(pieces_of(7, text, limit=8)) == expected
