"""A range of tokens: what is kept, and that the rest of the payload follows it."""

import json
from pathlib import Path

import numpy as np
import pytest

from attlas.exporter.run import export
from attlas.exporter.tokens.encoding import Token
from attlas.exporter.tokens.reader import token_sequence
from attlas.exporter.tokens.sequences import cut_sequence, joined_sequences
from attlas.exporter.window import Window
from attlas.precompute.codec import decode
from attlas.precompute.contract import Document, Manifest
from attlas.precompute.errors import AttlasError
from tiny import save_tiny

PLAIN = {"text": "The dog did not see the cat.", "id": "plain"}
MASKED = {"text": "The [MASK] did not see the [MASK].", "id": "masked"}


def spelled(*words: str):
    """Words of a text, one token each."""
    text = " ".join(words)
    starts = [len(" ".join(words[:number])) + (number > 0) for number in range(len(words))]
    tokens = [
        Token(0, word, (start, start + len(word)), 0) for word, start in zip(words, starts, strict=True)
    ]
    return token_sequence(tokens, (text,), spell=str.encode)


def run(folder: Path, document: dict, output: Path, **options):
    export([str(folder)], [document], output, **options)
    return Document.model_validate_json(next((output / "documents").iterdir()).read_bytes()).runs[0]


@pytest.fixture(scope="module")
def bert(tmp_path_factory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("bert"), "bert", "masked_tokens")


@pytest.mark.parametrize(
    ("window", "n_tokens", "place"),
    [
        ((0, 4), 9, slice(0, 4)),
        ((6, None), 9, slice(6, 9)),
        ((None, -2), 9, slice(0, 7)),
        ((-3, None), 9, slice(6, 9)),
        ((-64, None), 9, slice(0, 9)),
        ((2, 100), 9, slice(2, 9)),
        ((12, 20), 9, slice(9, 9)),
        ((5, 3), 9, slice(5, 5)),
    ],
)
def test_a_window_is_a_slice(window, n_tokens, place):
    assert Window(*window).place(n_tokens) == place


def test_words_of_a_cut_sequence_are_numbered_anew():
    cut = cut_sequence(spelled("the", "dog", "saw", "a", "cat"), slice(2, 4))
    assert (cut.labels, cut.words, cut.word_labels) == (("saw", "a"), (0, 1), ("saw", "a"))
    assert (cut.starts, cut.n_before, cut.n_after) == ((8, 12), 2, 1)


def test_a_sequence_cut_twice_counts_all_that_is_missing():
    cut = cut_sequence(cut_sequence(spelled(*"abcdefg"), slice(1, 6)), slice(1, 3))
    assert (cut.labels, cut.n_before, cut.n_after) == (("c", "d"), 2, 3)


def test_a_joined_sequence_is_a_second_segment():
    joined = joined_sequences(spelled("the", "dog"), spelled("ran", "off"))
    assert (joined.segments, joined.words) == ((0, 0, 1, 1), (0, 1, 2, 3))
    assert joined.word_labels == ("the", "dog", "ran", "off")
    assert joined.starts == (0, 4, 0, 4)


def test_the_part_of_the_matrix_stays_as_it_was(bert, tmp_path):
    whole, part = run(bert, PLAIN, tmp_path / "a"), run(bert, PLAIN, tmp_path / "b", window=(2, 7))
    for one, other in zip(whole.attention[0].layers, part.attention[0].layers, strict=True):
        np.testing.assert_array_equal(decode(one.weights)[:, 2:7, 2:7], decode(other.weights))
    assert part.source.labels == whole.source.labels[2:7]
    assert (part.source.n_before, part.source.n_after) == (2, len(whole.source.tokens) - 7)


def test_predictions_are_those_of_the_whole_text(bert, tmp_path):
    whole, part = run(bert, MASKED, tmp_path / "a"), run(bert, MASKED, tmp_path / "b", window=(1, 6))
    (kept,) = part.prediction.positions
    assert part.source.tokens[kept.position] == "[MASK]"
    assert kept.tokens == whole.prediction.positions[0].tokens


def test_a_target_is_kept_whole(tmp_path):
    folder = save_tiny(tmp_path / "bart", "bart", "generated")
    document = {"text": "The dog did not see the cat.", "target": "Le chien dort."}
    part = run(folder, document, tmp_path / "x", window=(1, 5))
    n_target = len(part.target.tokens)
    shapes = [attention.layers[0].weights.shape[1:] for attention in part.attention]
    assert shapes == [(4, 4), (n_target, n_target), (n_target, 4)]


def test_settings_say_what_was_kept(bert, tmp_path):
    run(bert, PLAIN, tmp_path / "x", window=(2, None), views=["all"])
    settings = Manifest.model_validate_json((tmp_path / "x" / "manifest.json").read_bytes()).settings
    assert (settings.window, settings.views) == ("2:", ("heads", "model", "network", "corpus", "neurons"))


def test_a_document_outside_the_window_is_named_before_anything_is_written(bert, tmp_path):
    with pytest.raises(
        AttlasError, match="document 'plain' has 15 tokens and none of them in the window 40:"
    ):
        run(bert, PLAIN, tmp_path / "x", window=(40, None))
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("views", [["pictures"], []])
def test_views_are_checked_by_name(bert, tmp_path, views):
    with pytest.raises(AttlasError, match="is no view, expected some of: all, heads"):
        run(bert, PLAIN, tmp_path / "x", views=views)


def test_other_views_are_another_export(bert, tmp_path):
    run(bert, PLAIN, tmp_path / "x")
    with pytest.raises(AttlasError, match="views: heads,model,network,corpus there, heads asked"):
        run(bert, PLAIN, tmp_path / "x", views=["heads"])


def test_without_the_network_nothing_is_computed_for_it(bert, tmp_path):
    run(bert, PLAIN, tmp_path / "x", views=["heads", "model"])
    assert not (tmp_path / "x" / "corpus").exists()
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_bytes())
    assert manifest["corpus"] == []
