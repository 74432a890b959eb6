"""The graph from the root, over batches of documents and over one, and its edges by classes of words."""

import json
from collections import Counter

import numpy as np
import pytest

from attlas.precompute.codec import decode_counts
from attlas.precompute.contract import TokenClass
from attlas.precompute.flows import (
    flow_profiles,
    flow_rows,
    has_root,
    head_keys,
    hops_of,
    merged_layers,
    reached_edges,
    run_edges,
    strong_layer,
    usual_root,
)
from flow_payloads import encoder, translator, writer
from golden.make_flows import EXPECTED, expected_flows, pair
from payloads import sequence
from slow_flows import ENCODER, TAUS, SlowFlow, Step, weights_of

SOURCE = sequence("who sat on the old mat", "the cat sat there")
RUNS = {
    "encoder": encoder("m0", SOURCE, seed=1, sharpness=1.5),
    "writer": writer(sequence("a cat sat on the mat")),
    "translator": translator(sequence("the cat sat"), sequence("die Katze")),
}
STEPS = {
    "encoder": [Step("encoder", layer, 2 - layer, 3 - layer) for layer in (2, 1, 0)],
    "writer": [Step("decoder", layer, 2 - layer, 3 - layer) for layer in (2, 1, 0)],
    "translator": [
        Step("decoder", 1, 0, 1),
        Step("cross", 1, 0, 3),
        Step("decoder", 0, 1, 2),
        Step("cross", 0, 1, 3),
        Step("encoder", 1, 3, 4),
        Step("encoder", 0, 4, 5),
    ],
}
ROOTS = {"encoder": 0, "writer": 8 - 1, "translator": 4 - 1}


@pytest.mark.parametrize("form", RUNS)
def test_layers_lie_between_the_rings_that_the_client_draws(form):
    layers = {part.kind: [layer.layer for layer in part.layers] for part in RUNS[form].attention}
    assert [tuple(hop) for hop in hops_of(layers)] == [tuple(step) for step in STEPS[form]]


@pytest.mark.parametrize("tau", TAUS)
@pytest.mark.parametrize("form", RUNS)
def test_edges_are_those_of_plain_sets(form, tau):
    run = RUNS[form]
    slow = SlowFlow(weights_of(run), STEPS[form], root=ROOTS[form], tau=tau)
    heads = head_keys(run.attention)
    found = {(*heads[head], query, key) for head, query, key in run_edges(run, threshold=tau).T.tolist()}
    expected = {
        (STEPS[form][each.step].kind, STEPS[form][each.step].layer, each.head, each.query, each.key)
        for each in slow.passages
    }
    assert found == expected
    assert usual_root(run) == ROOTS[form]


def test_the_root_of_an_encoder_is_named_or_else_the_first_special_token():
    source = SOURCE.model_copy(update={"tokens": ("<s>", *SOURCE.tokens[1:])})
    run = RUNS["encoder"].model_copy(update={"source": source})
    assert usual_root(run) == 0
    moved = source.model_copy(update={"tokens": (*source.tokens[:-1], "<CLS>")})
    assert usual_root(run.model_copy(update={"source": moved})) == len(moved.tokens) - 1
    plain = source.model_copy(update={"special": (False,) * len(source.tokens)})
    assert usual_root(run.model_copy(update={"source": plain})) == 0


@pytest.mark.parametrize(
    ("tokens", "n_special", "n_before", "n_after", "expected"),
    [
        (["[CLS]", "a"], 1, 0, 9, True),
        (["a", "<cls>"], 1, 9, 0, True),
        (["<s>", "a"], 1, 0, 9, True),
        (["a", "</s>"], 1, 9, 0, False),
        (["a", "b"], 0, 9, 0, False),
        (["a", "b"], 0, 0, 3, False),
        (["a", "b"], 0, 0, 0, True),
    ],
)
def test_a_window_may_leave_out_the_root_of_an_encoder(tokens, n_special, n_before, n_after, expected):
    special = tuple(bool(n_special) and not token.isalpha() for token in tokens)
    source = SOURCE.model_copy(
        update={"tokens": tuple(tokens), "special": special, "n_before": n_before, "n_after": n_after}
    )
    assert has_root(RUNS["encoder"].model_copy(update={"source": source})) is expected


def test_a_batch_in_blocks_gives_what_its_documents_give_alone():
    codes = np.random.default_rng(3).integers(0, 256, (5, 2, 4, 6, 6), np.uint8) // 2
    roots = [0, 5, 2, 1, 3]

    def layers(documents):
        return [strong_layer(codes[documents, layer], kind="encoder", layer=layer) for layer in range(2)]

    blocks = zip(layers(slice(0, 2)), layers(slice(2, 4)), layers(slice(4, 5)), strict=True)
    together = reached_edges([merged_layers(each) for each in blocks], roots)
    for number, edges in enumerate(together):
        (alone,) = reached_edges(layers(slice(number, number + 1)), [roots[number]])
        np.testing.assert_array_equal(edges, alone)


def test_a_run_without_attention_has_no_edges():
    assert run_edges(RUNS["encoder"].model_copy(update={"attention": ()})).shape == (3, 0)


def test_edges_are_counted_by_head_and_by_the_classes_at_their_ends():
    run = RUNS["translator"]
    classes = {"source": np.array([0, 1, 1, 2, 0]), "target": np.array([0, 2, 1, 0])}
    edges = run_edges(run)
    heads = head_keys(run.attention)
    sides = {part.kind: (part.query, part.key) for part in run.attention}
    expected = Counter(
        (head, *(classes[side][token] for side, token in zip(sides[heads[head][0]], ends, strict=True)))
        for head, *ends in edges.T.tolist()
    )
    rows = flow_rows(edges, run.attention, classes)
    assert {tuple(row[:3]): row[3] for row in rows.T.tolist()} == expected
    assert rows[:3].T.tolist() == sorted(rows[:3].T.tolist())
    assert rows[3].sum() == edges.shape[1]


def test_profiles_name_classes_in_one_order_whatever_order_they_were_met_in():
    names = [("special", "[SEP]"), ("pos", "VERB"), ("untagged", "word"), ("pos", "NOUN"), ("pos", "X")]
    met = [TokenClass(name=name, role=role) for role, name in names]
    rows = {
        7: np.array([[0, 0, 1], [1, 3, 0], [2, 1, 1], [5, 6, 7]], np.int32),
        2: np.array([[1], [3], [0], [9]], np.int32),
        4: np.zeros((4, 0), np.int32),
    }
    profiles = flow_profiles(rows, (("encoder", 0, 0), ("encoder", 0, 1)), met, note="n")
    assert [each.name for each in profiles.classes] == ["NOUN", "VERB", "[SEP]", "word"]
    assert decode_counts(profiles.documents).tolist() == [2, 4, 7]
    assert decode_counts(profiles.starts).tolist() == [0, 1, 1]
    assert decode_counts(profiles.edges).T.tolist() == [
        [1, 0, 2, 9],
        [0, 0, 1, 6],
        [0, 1, 3, 5],
        [1, 2, 1, 7],
    ]


def test_edges_of_the_demo_are_those_of_plain_sets():
    document = pair()
    expected = json.loads(EXPECTED.read_bytes())
    for each in expected:
        run = document.runs[each["run"]]
        head, *_ = run_edges(run, threshold=each["tau"])
        counts = np.bincount(head, minlength=6 * 12).reshape(6, 12)
        assert counts.tolist() == each["edges"]


@pytest.mark.slow
def test_what_is_expected_of_the_demo_is_up_to_date():
    assert json.loads(EXPECTED.read_bytes()) == json.loads(json.dumps(expected_flows()))


def test_the_demo_is_read_as_the_encoder_it_is():
    document = pair()
    assert [part.kind for part in document.runs[0].attention] == ["encoder"]
    assert [layer.layer for layer in document.runs[0].attention[0].layers] == [
        step.layer for step in ENCODER
    ][::-1]
