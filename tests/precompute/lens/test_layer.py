"""What is counted in clusters, and how heads are put together: checked against counting one token after the other."""

from collections import Counter

import numpy as np
import pytest

from attlas.precompute.codec import decode_counts, decode_vectors
from attlas.precompute.contract import LensText, TokenClass
from attlas.precompute.lens.assign import key_heads_of, layer_centroids, layer_clusters
from attlas.precompute.lens.clusters import cluster
from attlas.precompute.lens.head import described, key_head, query_head
from attlas.precompute.lens.index import LensSide, lens_sequence
from attlas.precompute.lens.layer import LayerHeads, LensPlace, lens_layer
from attlas.precompute.lens.lists import Numbering, SideLists
from attlas.precompute.lens.order import like_neighbours
from attlas.precompute.lens.sketch import head_sketches
from attlas.precompute.lens.tokens import LensTokens, TokenRelations

N_TEXTS, LENGTH, DIM = 40, 35, 5
CLASSES = ("NOUN", "VERB", "[CLS]")
N_TOKENS = N_TEXTS * LENGTH
RNG = np.random.default_rng(5)


def tokens() -> LensTokens:
    rng = np.random.default_rng(7)
    word_of = rng.integers(0, 30, N_TOKENS)
    place = np.tile(np.arange(LENGTH), N_TEXTS)
    word_of[place == 0] = 30
    return LensTokens(
        classes=tuple(TokenClass(name=name, role="special" if name[0] == "[" else "pos") for name in CLASSES),
        class_of=np.where(word_of == 30, 2, word_of % 2),
        words=(*(f"w{number:02}" for number in range(30)), "[CLS]"),
        word_class=np.array([*(number % 2 for number in range(30)), 2]),
        word_of=word_of,
        place=place,
        n_in_sequence=np.full(N_TOKENS, LENGTH),
        text_of=np.repeat(rng.permutation(N_TEXTS), LENGTH),
        rank=rng.permutation(N_TOKENS),
        relations=TokenRelations(
            tuple(TokenClass(name=name, role="relation") for name in ("obj", "root")), word_of // 7 % 2
        ),
    )


TOKENS = tokens()


def vectors(seed: int) -> np.ndarray:
    """Draw vectors that depend on class and place."""
    rng = np.random.default_rng(seed)
    centres = 3 * rng.normal(size=(len(CLASSES), DIM))
    drift = np.outer(TOKENS.place / LENGTH, rng.normal(size=DIM))
    return (centres[TOKENS.class_of] + drift + rng.normal(size=(N_TOKENS, DIM))).astype(np.float32)


@pytest.fixture(scope="module")
def found():
    return cluster(vectors(1), 6)


def test_every_count_is_that_of_the_tokens(found):
    head = described(found, TOKENS)
    for number in range(6):
        own = np.flatnonzero(found.labels == number)
        assert head.sizes[number] == len(own)
        for counts, values in (
            (head.classes, TOKENS.class_of),
            (head.deciles, 10 * TOKENS.place // LENGTH),
            (head.positions, np.minimum(TOKENS.place, 31)),
            (head.relations, TOKENS.relations.of),
        ):
            expected = Counter(values[own].tolist())
            assert counts[number].tolist() == [expected[place] for place in range(counts.shape[1])]
        words = Counter(TOKENS.word_of[own].tolist())
        frequent = head.frequent[number]
        assert dict(zip(frequent.words.tolist(), frequent.counts.tolist(), strict=True)) == dict(
            sorted(words.items(), key=lambda item: (-item[1], item[0]))[:20]
        )


def test_examples_are_each_from_another_text_in_the_order_of_texts(found):
    for number, examples in enumerate(described(found, TOKENS).examples):
        own = np.flatnonzero(found.labels == number)
        first = {}
        for token in sorted(own, key=lambda token: (TOKENS.text_of[token], TOKENS.rank[token])):
            first.setdefault(TOKENS.text_of[token], token)
        assert examples.tolist() == list(first.values())[:20]


PLACE = LensPlace(
    model="m0",
    kind="encoder",
    layer=3,
    query_sequence="source",
    key_sequence="source",
    heads=(0, 2, 3),
    key_heads=(0, 1, 1),
    rotated=False,
    scaling=0.5,
)


@pytest.fixture(scope="module")
def heads():
    return LayerHeads(
        place=PLACE,
        queries=[query_head(vectors(seed), TOKENS, n) for seed, n in ((1, 6), (2, 4), (3, 5))],
        keys=[key_head(vectors(seed), vectors(seed + 10), TOKENS, 5) for seed in (4, 5)],
    )


@pytest.fixture(scope="module")
def layer_and_lists(heads):
    lists = SideLists()
    return lens_layer(heads, asking=lists, answering=lists), lists


def test_similarities_are_inner_products_of_centroids(layer_and_lists):
    layer, _ = layer_and_lists
    query, key = decode_vectors(layer.query.centroids), decode_vectors(layer.key.centroids)
    assert layer.query.n_clusters == (6, 4, 5)
    for head, key_place in enumerate(layer.key_heads):
        expected = query[head].astype(float) @ key[key_place].T.astype(float)
        np.testing.assert_allclose(decode_vectors(layer.similarity)[head], expected, atol=0.01)


def test_heads_with_fewer_clusters_are_filled_up_with_zeros(layer_and_lists):
    layer, _ = layer_and_lists
    sizes = decode_counts(layer.query.sizes)
    assert (sizes[1, 4:] == 0).all()
    assert (sizes.sum(axis=1) == N_TOKENS).all()
    assert (decode_counts(layer.query.classes)[1, 4:] == 0).all()
    assert (decode_vectors(layer.similarity)[1, 4:] == 0).all()


def test_orders_hold_each_cluster_once(layer_and_lists):
    layer, _ = layer_and_lists
    for order, n_clusters in zip(decode_counts(layer.query_order), layer.query.n_clusters, strict=True):
        assert sorted(order[:n_clusters]) == [*range(n_clusters)]


def test_written_counts_tokens_of_key_and_value_clusters(heads, layer_and_lists):
    layer, _ = layer_and_lists
    key, value = cluster(vectors(4), 5), cluster(vectors(14), 5)
    expected = np.zeros((5, 5), int)
    np.add.at(expected, (key.labels, value.labels), 1)
    np.testing.assert_array_equal(decode_counts(layer.written)[0], expected)


def test_listed_words_and_examples_are_found_in_the_index(heads, layer_and_lists):
    layer, lists = layer_and_lists
    side = LensSide(
        sequence="source",
        n_documents=N_TEXTS,
        n_tokens=N_TOKENS,
        generated=False,
        language="en",
        tagger="a test",
        parser=None,
        tokens=TOKENS,
        texts=[LensText(id=str(n), document=False, segment=0, text="x " * LENGTH) for n in range(N_TEXTS)],
        spans=[(2 * place, 2 * place + 1) for place in TOKENS.place.tolist()],
        kept=[slice(0, LENGTH)] * N_TEXTS,
    )
    index = lens_sequence(side, lists)
    frequent = decode_counts(layer.query.frequent)[0, 0]
    expected = heads.queries[0].frequent[0]
    assert [index.words[word].text for word, count in frequent if count] == [
        TOKENS.words[word] for word in expected.words
    ]
    listed = decode_counts(index.examples)
    rows = [listed[place - 1] for place in decode_counts(layer.query.examples)[0, 0] if place]
    for (text, place, *span), token in zip(rows, heads.queries[0].examples[0], strict=True):
        assert index.texts[text].id == str(TOKENS.text_of[token])
        assert place == TOKENS.place[token]
        assert index.texts[text].text[slice(*span)] in ("x", "")
    assert len({text.id for text in index.texts}) < N_TEXTS


def test_a_sketch_is_the_largest_product_that_is_not_of_special_tokens(heads):
    lists = SideLists()
    sketches = head_sketches(heads, asking=(TOKENS, lists), answering=(TOKENS, lists))
    assert [sketch.head for sketch in sketches] == [0, 2, 3]
    for sketch, (query, key) in zip(sketches, heads.pairs(), strict=True):
        allowed = [
            (row, column)
            for row in range(len(query.sizes))
            for column in range(len(key.sizes))
            if all(
                head.classes[place, 2] * 2 <= head.sizes[place] and head.sizes[place] >= N_TOKENS / 100
                for head, place in ((query, row), (key, column))
            )
        ]
        products = query.centroids.astype(float) @ key.centroids.T.astype(float)
        assert (sketch.query.cluster, sketch.key.cluster) == max(allowed, key=lambda pair: products[pair])
        assert sketch.scaled == pytest.approx(sketch.similarity / 2, rel=1e-5)
        repeated = np.repeat(np.repeat(products / 2, query.sizes, axis=0), key.sizes, axis=1)
        assert sketch.spread == pytest.approx(repeated.std(), rel=1e-4)
        assert [share for _, share in sketch.query.classes] == sorted(
            (share for _, share in sketch.query.classes), reverse=True
        )


def test_documents_are_assigned_by_the_stored_centroids(heads, layer_and_lists):
    layer, _ = layer_and_lists
    centroids = layer_centroids(layer)
    queries = np.stack([vectors(seed)[:20] for seed in (1, 9, 2, 3)])[np.newaxis]
    keys, values = (
        np.stack([vectors(seed)[:20] for seed in seeds])[np.newaxis] for seeds in ((4, 5), (14, 15))
    )
    (clusters,) = layer_clusters((queries, keys, values), centroids, queries=slice(3, 20), keys=slice(0, 6))
    assert decode_counts(clusters.query).shape == (3, 17)
    assert decode_counts(clusters.value).shape == (2, 6)
    np.testing.assert_array_equal(decode_counts(clusters.query)[0], cluster(vectors(1), 6).labels[3:20])
    np.testing.assert_array_equal(decode_counts(clusters.key)[1], cluster(vectors(5), 5).labels[:6])


@pytest.mark.parametrize(
    ("heads", "expected"),
    [([0, 1, 2, 3], ([0, 1], (0, 0, 1, 1))), ([2], ([1], (0,))), ([1, 2], ([0, 1], (0, 1)))],
)
def test_heads_that_share_key_heads_name_them(heads, expected):
    assert key_heads_of(heads, n_heads=4, n_key_heads=2) == expected


def test_numbers_follow_the_order_of_asking():
    numbering = Numbering()
    assert numbering.of([5, 2, 5]).tolist() == [0, 1, 0]
    assert numbering.of([9, 2]).tolist() == [2, 1]
    assert numbering.places == [5, 2, 9]


@pytest.mark.parametrize("n_rows", [1, 2, 9])
def test_an_order_has_every_row(n_rows):
    assert sorted(like_neighbours(RNG.normal(size=(n_rows, 3)))) == [*range(n_rows)]
