"""Documents survive their packing, and long ones their cutting into parts."""

import zlib
from base64 import b64decode

import orjson
import pytest

from attlas import AttlasError
from attlas.site_template.container import base64_text, pack, tags
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
        ("", [("shard-7", 1, "")]),
        ("AAAABBBB", [("shard-7", 1, "AAAABBBB")]),
        ("AAAABBBBCC==", [("shard-7", 2, "AAAABBBB"), ("shard-7.1", 1, "CC==")]),
        ("A" * 20, [("shard-7", 3, "A" * 8), ("shard-7.1", 1, "A" * 8), ("shard-7.2", 1, "A" * 4)]),
    ],
)
def test_long_text_is_cut_into_parts(text, expected):
    assert list(tags(7, text, limit=8)) == expected
