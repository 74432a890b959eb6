"""The listed tokens, the groups of documents and the contexts depend on the corpus, not on the order it comes in."""

import numpy as np
import pytest

from attlas.precompute.hashes import document_hash, token_hashes
from attlas.precompute.statistics import contexts
from attlas.precompute.statistics.contexts import chosen_contexts
from attlas.precompute.statistics.groups import document_groups, predicted_class
from attlas.precompute.statistics.tokens import TypeCounter
from payloads import CLASSES, sequence

TEXTS = ("the cat sat , the end", "The cat", "cat cat !", "immeasurably")


def counted(order):
    counter = TypeCounter()
    for number in order:
        counter.add(number, sequence(TEXTS[number]))
    return counter


def test_types_are_listed_by_frequency_then_spelling():
    listed = counted(range(4)).listed()
    assert [each.token for each in listed.types[:5]] == ["[CLS]", "[SEP]", "cat", "the", "!"]
    assert listed.n_types == len(listed.types)
    assert {each.token: each.role for each in listed.types}["!"] == "punctuation"
    assert {each.role for each in listed.types[:2]} == {"special"}


def test_what_is_beyond_the_list_is_left_out_of_documents():
    listed = counted(range(4)).listed(3)
    assert len(listed.types) == 3
    assert listed.n_types == 11
    assert listed.documents[3].tolist() == [0, -1, -1, 1]


def test_the_order_in_which_documents_come_does_not_matter():
    one, other = counted(range(4)).listed(), counted([2, 0, 3, 1]).listed()
    assert one.types == other.types
    for mine, theirs in zip(one.documents, other.documents, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_readable_form_is_that_of_the_first_document():
    counter = TypeCounter()
    base = sequence("cat")
    counter.add(1, base.model_copy(update={"labels": ("[CLS]", "later", "[SEP]")}))
    counter.add(0, base.model_copy(update={"labels": ("[CLS]", "first", "[SEP]")}))
    assert [each.label for each in counter.listed().types if each.token == "cat"] == ["first"]


def test_a_special_token_and_a_text_that_spells_it_are_two():
    listed = counted([1]).listed()
    typed = TypeCounter()
    typed.add(0, sequence("[CLS]"))
    assert [(each.token, each.role) for each in typed.listed().types] == [
        ("[CLS]", "word"),
        ("[CLS]", "special"),
        ("[SEP]", "special"),
    ]
    assert len(listed.types) == 4


def test_groups_are_the_largest_twelve_by_name():
    labels = [f"l{number:02}" for number in range(15)] + ["l14"]
    groups = document_groups(labels, ["yes"] * 15 + [None])
    assert [group.payload.name for group in groups] == [
        None,
        *(f"l{number:02}" for number in range(11)),
        "l14",
        "yes",
    ]
    assert [groups[12].documents, groups[13].payload.n_documents] == [[14, 15], 15]


def test_the_predicted_class_is_the_most_probable():
    assert predicted_class(CLASSES) == "calm"
    assert predicted_class(None) is None


def slow_contexts(ids, documents, n_contexts):
    found = {}
    for number, (name, types) in enumerate(zip(ids, documents, strict=True)):
        hashes = token_hashes(document_hash(name), len(types))
        for place, kind in enumerate(types):
            if kind >= 0:
                found.setdefault(int(kind), []).append((int(hashes[place]), number, place))
    return sorted(
        [kind, number, place]
        for kind, every in found.items()
        for _, number, place in sorted(every)[:n_contexts]
    )


@pytest.mark.parametrize("block", [1, 50, 10_000])
def test_contexts_are_those_of_the_smallest_hashes(block, monkeypatch):
    monkeypatch.setattr(contexts, "BLOCK_TOKENS", block)
    rng = np.random.default_rng(0)
    documents = [rng.integers(-1, 5, rng.integers(1, 20)).astype(np.int32) for _ in range(30)]
    ids = [f"text {number}" for number in range(30)]
    found = chosen_contexts(ids, documents, n_contexts=4)
    assert found.tolist() == slow_contexts(ids, documents, 4)
    assert np.bincount(found[:, 0]).tolist() == [4] * 5


def test_a_corpus_without_listed_tokens_has_no_contexts():
    assert chosen_contexts(["a"], [np.array([-1, -1])]).shape == (0, 3)
