"""k-means is scikit-learn's, in a fixed order, and never gives more clusters than there are different vectors."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from attlas.precompute.lens import clusters
from attlas.precompute.lens.clusters import bend, cluster, n_distinct, nearest


def blobs(n_blobs: int, n_each: int = 50, dim: int = 6, spread: float = 0.05) -> np.ndarray:
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(n_blobs, dim))
    noise = spread * rng.normal(size=(n_blobs * n_each, dim))
    return (np.repeat(centres, n_each, axis=0) + noise).astype(np.float32)


def test_clusters_are_those_of_scikit_learn_the_largest_first():
    vectors = blobs(9)[: 9 * 50 - 30]
    found = cluster(vectors, 5)
    with threadpool_limits(1):
        plain = KMeans(5, n_init=1, random_state=0).fit(vectors)
    sizes = np.bincount(found.labels)
    assert sizes.tolist() == sorted(np.bincount(plain.labels_).tolist(), reverse=True)
    order = [int(np.argmin(np.square(plain.cluster_centers_ - row).sum(1))) for row in found.centroids]
    np.testing.assert_array_equal(np.array(order)[found.labels], plain.labels_)
    assert found.inertia == pytest.approx(plain.inertia_ / len(vectors), rel=1e-5)


def test_the_same_vectors_give_the_same_bytes():
    vectors = blobs(20, spread=0.8)
    one, other = cluster(vectors, 16), cluster(vectors.copy(), 16)
    assert one.labels.tobytes() == other.labels.tobytes()
    assert one.centroids.tobytes() == other.centroids.tobytes()


def test_equal_sizes_are_ordered_by_centroid():
    vectors = np.array([[2.0, 0.0], [1.0, 5.0], [1.0, 3.0]], np.float32)
    assert cluster(vectors, 3).centroids.tolist() == [[1, 3], [1, 5], [2, 0]]


@pytest.mark.parametrize(
    ("vectors", "n_clusters"),
    [
        (np.ones((40, 3)), 1),
        (np.zeros((40, 3)), 1),
        (np.tile(np.eye(3), (20, 1)), 3),
        (np.tile(np.eye(3), (300, 1)) + 1e-6 * np.random.default_rng(0).normal(size=(900, 3)), 3),
        (np.arange(7)[:, np.newaxis] * np.ones(4), 7),
        (np.ones((1, 3)), 1),
    ],
    ids=[
        "one word",
        "nothing",
        "three words",
        "three words and rounding",
        "fewer than clusters",
        "one token",
    ],
)
@pytest.mark.parametrize("asked", [16, None])
@pytest.mark.filterwarnings("error")
def test_vectors_that_do_not_differ_give_fewer_clusters(vectors, n_clusters, asked):
    found = cluster(vectors.astype(np.float32), asked)
    assert found.n_clusters <= n_clusters if asked is None else found.n_clusters == n_clusters
    assert np.bincount(found.labels, minlength=found.n_clusters).min() > 0
    assert found.is_short


@pytest.mark.parametrize(("asked", "is_short"), [(29, False), (31, True), (None, False)])
def test_only_vectors_of_which_too_few_differ_are_short(asked, is_short):
    assert cluster(np.repeat(blobs(30, n_each=1), 2, axis=0), asked).is_short == is_short


def test_counting_stops_at_the_limit():
    assert n_distinct(blobs(30), 16) == 16


def test_different_vectors_far_down_are_found():
    vectors = np.zeros((1000, 2), np.float32)
    vectors[900:, 0], vectors[950:, 1] = 1, 1
    assert n_distinct(vectors, 16) == 3


def test_the_inertia_bends_at_the_number_of_blobs():
    assert bend(blobs(8, spread=0.01), 24) == 8


def test_the_bend_is_looked_for_among_some_of_many_vectors(monkeypatch):
    monkeypatch.setattr(clusters, "N_FOR_BEND", 200)
    assert 4 <= bend(blobs(8, spread=0.01), 24) <= 12


def test_many_vectors_are_looked_at_in_small_batches(monkeypatch):
    monkeypatch.setattr(clusters, "MINIBATCH_ABOVE", 300)
    found = cluster(blobs(8, spread=0.01), 8)
    assert np.bincount(found.labels).tolist() == [50] * 8
    assert found.labels.tobytes() == cluster(blobs(8, spread=0.01), 8).labels.tobytes()


def test_the_nearest_of_the_real_centroids_is_found():
    rng = np.random.default_rng(1)
    vectors, centroids = rng.normal(size=(3, 2, 9, 4)), rng.normal(size=(2, 5, 4))
    centroids[1, 3:] = 0
    found = nearest(vectors, centroids, [5, 3])
    for document in range(3):
        for head, n_clusters in enumerate((5, 3)):
            gaps = np.square(vectors[document, head, :, np.newaxis] - centroids[head, :n_clusters]).sum(-1)
            np.testing.assert_array_equal(found[document, head], gaps.argmin(-1))
