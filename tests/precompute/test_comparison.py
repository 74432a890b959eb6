"""How much attention moved from one model to another, worked out again with plain loops."""

import numpy as np
import pytest

from attlas.precompute.codec import decode, decode_counts, decode_floats
from attlas.precompute.comparison import ComparisonSums, comparison, same_tokens, total_variation
from attlas.precompute.contract import TokenClass
from attlas.precompute.flows import THRESHOLD, flow_profiles, flow_rows, head_keys, run_edges, usual_root
from flow_payloads import encoder, translator, writer
from payloads import sequence
from slow_flows import weights_of

TEXTS = ("who sat on the old mat", "the cat sat all day")
CLASSES = [TokenClass(name="X", role="pos"), TokenClass(name="[CLS]", role="special")]
"""The second class was met first by nobody: classes are named in another order than they are numbered."""


def classes_of(run):
    """Call special tokens 1 and others 0."""
    sequences = {"source": run.source} | ({"target": run.target} if run.target else {})
    return {name: np.array(each.special, np.int64) for name, each in sequences.items()}


def flows_of(runs):
    rows = {number: flow_rows(run_edges(run), run.attention, classes_of(run)) for number, run in runs.items()}
    return flow_profiles(rows, head_keys(runs[0].attention), CLASSES)


def compared(firsts, seconds):
    """Compare models over documents; those of the second dictionary that the first has not are not compared."""
    sums = ComparisonSums()
    for number in sorted(firsts):
        sums.add(number, firsts[number], seconds[number], classes_of(firsts[number]))
    return comparison(("m0", "m1"), sums, (flows_of(firsts), flows_of(seconds)), CLASSES, note="n")


@pytest.fixture(scope="module")
def pairs():
    sources = [sequence(text) for text in TEXTS]
    firsts = {number: encoder("m0", each, seed=number) for number, each in enumerate(sources)}
    seconds = {number: encoder("m1", each, seed=9 + number) for number, each in enumerate(sources)}
    return firsts, seconds


@pytest.mark.parametrize("seed", range(5))
def test_total_variation_is_a_bounded_distance(seed):
    one, two, three = np.random.default_rng(seed).dirichlet(np.full(6, 0.3), (3, 40))
    assert (total_variation(one, two) == total_variation(two, one)).all()
    assert (total_variation(one, one) == 0).all()
    assert ((total_variation(one, two) >= 0) & (total_variation(one, two) <= 1)).all()
    assert (
        total_variation(one, three) <= total_variation(one, two) + total_variation(two, three) + 1e-12
    ).all()


def test_moved_attention_is_the_mean_over_queries_and_that_of_the_root(pairs):
    firsts, seconds = pairs
    found = compared(firsts, seconds)
    (part,) = found.parts
    assert found.note == "n"
    assert decode_counts(found.documents).tolist() == [0, 1]
    assert part.heads == tuple((layer, head) for layer in range(3) for head in range(6))
    moved, root_moved = decode(part.moved), decode(part.root_moved)
    for number in firsts:
        first, second = (weights_of(run[number]) for run in (firsts, seconds))
        for place, (layer, head) in enumerate(part.heads):
            rows = [
                sum(abs(float(a) - float(b)) for a, b in zip(own, other, strict=True)) / 2
                for own, other in zip(
                    first["encoder", layer][head], second["encoder", layer][head], strict=True
                )
            ]
            assert moved[number, place] == pytest.approx(sum(rows) / len(rows), abs=part.moved.max_error)
            assert root_moved[number, place] == pytest.approx(rows[0], abs=part.moved.max_error)


def test_classes_receive_the_mean_over_documents_and_queries(pairs):
    firsts, seconds = pairs
    found = compared(firsts, seconds)
    (part,) = found.parts
    assert [each.name for each in found.classes] == ["X", "[CLS]"]
    n_special = [sum(run.source.special) for run in firsts.values()]
    n_tokens = [len(run.source.tokens) for run in firsts.values()]
    assert decode_counts(found.class_sizes).tolist() == [
        [sum(n_tokens) - sum(n_special), sum(n_special)],
        [0, 0],
    ]
    for runs, received in zip(pairs, map(decode_floats, part.received), strict=True):
        for place, (layer, head) in enumerate(part.heads):
            shares = [
                weights_of(run)["encoder", layer][head][:, np.array(run.source.special)].sum(axis=1).mean()
                for run in runs.values()
            ]
            assert received[place, 1] == pytest.approx(np.mean(shares), abs=1e-6)


def test_edges_are_the_mean_number_in_the_graphs_of_the_documents_that_are_compared(pairs):
    firsts, seconds = pairs
    one = {0: firsts[0]}
    sums = ComparisonSums()
    sums.add(0, firsts[0], seconds[0], classes_of(firsts[0]))
    found = comparison(("m0", "m1"), sums, (flows_of(firsts), flows_of(seconds)), CLASSES)
    counts = np.bincount(run_edges(one[0])[0], minlength=18)
    assert decode_floats(found.parts[0].edges[0]).tolist() == counts.tolist()
    assert found.threshold == THRESHOLD


def test_a_model_moves_nothing_from_itself(pairs):
    firsts, _ = pairs
    (part,) = compared(firsts, firsts).parts
    assert decode(part.moved).max() == decode(part.root_moved).max() == 0
    assert part.received[0] == part.received[1]
    assert part.edges[0] == part.edges[1]


def test_only_heads_that_both_have_are_compared():
    source = sequence(TEXTS[0])
    first, second = encoder("m0", source, seed=1), encoder("m1", source, seed=2, n_layers=2, n_heads=4)
    (part,) = compared({0: first}, {0: second}).parts
    assert part.heads == tuple((layer, head) for layer in range(2) for head in range(4))


def test_models_without_a_kind_of_attention_in_common_are_not_compared():
    source = sequence(TEXTS[0])
    sums = ComparisonSums()
    first = encoder("m0", source, seed=1)
    sums.add(0, first, writer(source), classes_of(first))
    assert not sums.documents


def test_the_encoder_of_a_translator_has_no_root_and_cross_attention_has_classes_of_the_source():
    run = translator(sequence(TEXTS[0]), sequence("die Katze"))
    other = encoder("m1", run.source, seed=5, n_layers=2)
    mixed = run.model_copy(update={"attention": (other.attention[0], *run.attention[1:])})
    by_kind = {part.kind: part for part in compared({0: run}, {0: mixed}).parts}
    assert by_kind["encoder"].root_moved is None
    assert decode(by_kind["encoder"].moved).min() > 0
    assert decode(by_kind["cross"].root_moved).max() == 0
    share = weights_of(run)["cross", 1][2][:, np.array(run.source.special)].sum(axis=1).mean()
    place = by_kind["cross"].heads.index((1, 2))
    assert decode_floats(by_kind["cross"].received[0])[place, 1] == pytest.approx(share, abs=1e-6)
    assert usual_root(run) == len(run.target.tokens) - 1


def test_documents_are_compared_only_if_both_read_the_same_tokens():
    first = encoder("m0", sequence("who sat"), seed=1)
    assert same_tokens(first, encoder("m1", sequence("who sat"), seed=2))
    assert not same_tokens(first, encoder("m1", sequence("who sits"), seed=2))
    moved = first.source.model_copy(update={"n_before": 3})
    assert not same_tokens(first, first.model_copy(update={"source": moved}))
