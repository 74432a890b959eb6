"""The offline library: its tables are those of plain numpy over the attention that an export holds."""

import doctest
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from attlas import AttlasError, from_tensors, statistics
from attlas.precompute.aggregates import aggregates
from attlas.precompute.codec import decode
from payloads import document, encoder_run, translator_run, write_export
from statistics_payload import write_statistics

TEXTS = {"one": ("the cat sat , the end", "calm"), "two": ("The cat", "wild"), "three": ("cat the !", "calm")}
N_HEADS = 6
PACKED = 0.004


def made():
    return [
        document(name, [encoder_run(text), translator_run(text, "un chat")], text, label=label)
        for name, (text, label) in TEXTS.items()
    ]


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    return write_statistics(write_export(tmp_path_factory.mktemp("library") / "x", made()), made())


def weights_of(run, number=0):
    return np.concatenate([decode(layer.weights) for layer in run.attention[number].layers])


def self_attention(token):
    """Values of all occurrences of a token, axes (head, occurrence)."""
    found = []
    for each in made():
        run = each.runs[0]
        diagonals = np.diagonal(weights_of(run), axis1=1, axis2=2)
        found.append(diagonals[:, [token == other for other in run.source.tokens]])
    return np.concatenate(found, axis=1)


def test_examples_are_true(tmp_path):
    """Every function has one, of two sentences: its first head gives half of its attention to the first word."""
    attention = np.full((2, 2, 3, 3), 1 / 3)
    attention[:, 0] = [0.5, 0.25, 0.25]
    sentences = [["the", "cat", "sat"], ["the", "dog", "sat"]]
    made = from_tensors(sentences, [attention], output=tmp_path / "x.export")
    for name in ("top_tokens", "token_heads", "head_similarity", "aggregates"):
        example = doctest.DocTestFinder().find(getattr(statistics, name), name)[0]
        assert example.examples
        example.globs |= {"export": made}
        assert doctest.DocTestRunner().run(example).failed == 0


def test_top_tokens_of_a_head_are_those_of_the_largest_means(export):
    table = statistics.top_tokens(export, 3, head=(1, 2))
    means = {token: self_attention(token)[5].mean() for token in ("[CLS]", "[SEP]", "cat", "the", "The", "!")}
    for name, reduce in (("mean", np.mean), ("deviation", np.std), ("peak", np.max)):
        expected = [reduce(self_attention(token)[5]) for token in table["token"]]
        np.testing.assert_allclose(table[name], expected, atol=PACKED)
    assert table["mean"][0] == pytest.approx(max(means.values()), abs=1e-3)
    assert (np.diff(table["mean"]) <= 0).all()


def test_all_heads_together_are_the_default(export):
    table = statistics.top_tokens(export, 100)
    place = table["token"].tolist().index("cat")
    values = self_attention("cat")
    assert table["count"][place] == 3
    assert table["mean"][place] == pytest.approx(values.mean(), abs=1e-4)
    assert table["deviation"][place] == pytest.approx(values.std(), abs=2 * PACKED)
    assert table["peak"][place] == pytest.approx(values.max(), abs=PACKED)


def test_rare_tokens_and_roles_can_be_left_out(export):
    assert set(statistics.top_tokens(export, roles=("special",))["token"]) == {"[CLS]", "[SEP]"}
    assert set(statistics.top_tokens(export, roles=("punctuation",))["token"]) == {",", "!"}
    frequent = statistics.top_tokens(export, minimum_count=3, roles=("word",))
    assert set(frequent["token"]) == {"cat", "the"}


def test_a_group_has_its_own_tokens(export):
    of_wild = statistics.top_tokens(export, 100, group=("label", "wild"))
    assert dict(zip(of_wild["token"], of_wild["count"], strict=True)) == {
        "[CLS]": 1,
        "[SEP]": 1,
        "The": 1,
        "cat": 1,
    }


def test_a_token_is_found_by_spelling_and_by_label(export):
    table = statistics.token_heads(export, "cat")
    assert (table["layer"].tolist(), table["head"].tolist()) == ([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2])
    np.testing.assert_allclose(table["mean"], self_attention("cat").mean(axis=1), atol=1e-4)
    np.testing.assert_allclose(table["peak"], self_attention("cat").max(axis=1), atol=PACKED)


def test_head_similarity_is_square_and_ordered(export):
    table = statistics.head_similarity(export, "fuji", model="m1", kind="cross")
    assert table["similarity"].shape == (4, 4)
    np.testing.assert_allclose(np.diag(table["similarity"]), 1, atol=1e-4)
    assert sorted(table["order"]) == [0, 1, 2, 3]


@pytest.mark.parametrize("quantity", ["self", "received"])
def test_aggregates_of_a_document_are_those_of_its_attention(export, quantity):
    table = statistics.aggregates(export, "one", quantity=quantity)
    weights = weights_of(made()[0].runs[0]).astype(float)
    values = weights.mean(axis=1) if quantity == "received" else np.diagonal(weights, axis1=1, axis2=2)
    assert table["token"].tolist() == list(made()[0].runs[0].source.tokens)
    np.testing.assert_allclose(table["mean"], values.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(table["deviation"], values.std(axis=0, ddof=1), atol=1e-6)
    np.testing.assert_allclose(table["range"], np.ptp(values, axis=0), atol=1e-6)
    np.testing.assert_allclose(table["entropy"], [slow_entropy(each) for each in values.T], atol=1e-6)


def slow_entropy(values):
    bins = [int(np.floor(value * 100 + 0.5)) for value in values]
    shares = [bins.count(each) / len(bins) for each in set(bins)]
    return -sum(share * np.log(share) for share in shares) / len(shares)


def test_aggregates_by_hand():
    found = aggregates(np.array([[0.10, 1.0], [0.104, 1.0], [0.2, 1.0], [0.5, 1.0]]))
    assert found["entropy"] == pytest.approx([(0.5 * np.log(2) + 0.5 * np.log(4)) / 3, 0])
    assert found["deviation"] == pytest.approx([np.std([0.10, 0.104, 0.2, 0.5], ddof=1), 0])
    assert np.isnan(aggregates(np.array([[0.5]]))["deviation"]).all()


def test_the_target_of_a_translator_has_aggregates_too(export):
    table = statistics.aggregates(export, "two", model="Tiny translator", kind="decoder")
    assert table["token"].tolist() == ["[CLS]", "un", "chat", "[SEP]"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (partial(statistics.top_tokens, model="none"), "has no model 'none'"),
        (partial(statistics.top_tokens, kind="cross"), "has no cross attention"),
        (partial(statistics.top_tokens, head=(7, 0)), "head 0 of layer 7 is not in the export"),
        (
            partial(statistics.top_tokens, group=("label", "sad")),
            "has no group label 'sad', expected one of: label",
        ),
        (
            partial(statistics.top_tokens, model="m1", kind="cross", quantity="self"),
            "has no 'self', expected",
        ),
        (partial(statistics.token_heads, token="dog"), "'dog' is not among the"),
        (
            partial(statistics.head_similarity, measure="cosine"),
            "'cosine' is no measure, expected one of fuji, jaccard, pearson",
        ),
        (partial(statistics.head_similarity, measure="order"), "'order' is no measure"),
        (partial(statistics.aggregates, document="none"), "has no document 'none'"),
    ],
)
def test_what_is_not_there_is_one_line(export, call, message):
    with pytest.raises(AttlasError) as caught:
        call(export)
    assert message in str(caught.value)


def test_an_export_without_statistics_says_how_to_get_them(tmp_path):
    bare = write_export(tmp_path / "x", made())
    with pytest.raises(AttlasError, match="--views corpus"):
        statistics.top_tokens(bare)
    assert len(statistics.aggregates(bare, "two")["mean"]) == 4


def test_a_single_document_has_no_similarity_of_heads(tmp_path):
    single = write_statistics(write_export(tmp_path / "x", made()[:1]), made()[:1])
    with pytest.raises(AttlasError, match="is of a single document"):
        statistics.head_similarity(single)


def test_it_needs_no_torch():
    code = "import attlas.statistics, sys; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
