"""spaCy components come back from two small files with their predictions."""

import json
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.training import Example
from spacy.util import fix_random_seed

from attlas.exporter import assets
from attlas.exporter.assets.conllu import Sentence
from attlas.exporter.assets.packed import CONFIG, WEIGHTS, add_packed, pack
from attlas.exporter.assets.spacy_training import annotated, bare, shuffled
from attlas.exporter.assets.train_parser import grouped, new_parser
from attlas.exporter.assets.train_tagger import accuracy, new_tagger
from attlas.precompute.errors import AttlasError

FOLDERS = Path(assets.__file__).parent
SENTENCES = [
    Sentence(
        "",
        False,
        "",
        (name, verb, "the", noun),
        ("PROPN", "VERB", "DET", "NOUN"),
        ("nsubj", "root", "det", "obj"),
        (True,) * 4,
        (1, -1, 3, 1),
    )
    for name in ("Ada", "Bo", "Cleo")
    for verb, noun in (("paints", "boat"), ("feeds", "gull"), ("mends", "net"))
]
NEW = {
    "morphologizer": lambda: new_tagger("en", rows=200),
    "parser": lambda: new_parser("en"),
}


def trained(name):
    fix_random_seed(1)
    pipeline = NEW[name]()
    # The parser leaves out actions that it met fewer than thirty times.
    documents = [annotated(pipeline.vocab, [sentence]) for sentence in SENTENCES * 4]
    examples = [
        Example(bare(document, [token.pos_ for token in document]), document) for document in documents
    ]
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(10):
        pipeline.update(examples, sgd=optimizer)
    return pipeline, documents[: len(SENTENCES)]


@pytest.mark.parametrize("name", NEW)
def test_a_packed_component_predicts_as_before(name, tmp_path):
    pipeline, documents = trained(name)
    pack(pipeline, name, tmp_path)
    rebuilt = spacy.blank("en")
    add_packed(rebuilt, tmp_path)
    for document in documents:
        tags = [token.pos_ for token in document]
        before, after = (each.get_pipe(name)(bare(document, tags)) for each in (pipeline, rebuilt))
        for each in (before, after):
            assert [token.pos_ for token in each] == tags
        assert [(token.dep_, token.head.i) for token in after] == [
            (token.dep_, token.head.i) for token in before
        ]


def test_a_trained_tagger_is_scored_on_words_and_on_text():
    pipeline, documents = trained("morphologizer")
    assert accuracy(pipeline, documents) == accuracy(pipeline, documents, raw_text=True) == 1


def test_packing_twice_gives_the_same_bytes(tmp_path):
    pipeline, _ = trained("morphologizer")
    for folder in (tmp_path / "a", tmp_path / "b"):
        pack(pipeline, "morphologizer", folder)
    assert (tmp_path / "a" / WEIGHTS).read_bytes() == (tmp_path / "b" / WEIGHTS).read_bytes()


def test_another_language_is_refused(tmp_path):
    pack(trained("morphologizer")[0], "morphologizer", tmp_path)
    with pytest.raises(AttlasError, match="is for language 'en', expected 'fr'"):
        add_packed(spacy.blank("fr"), tmp_path)


def test_arrays_that_do_not_fit_are_refused(tmp_path):
    pack(trained("morphologizer")[0], "morphologizer", tmp_path)
    with np.load(tmp_path / WEIGHTS) as arrays:
        kept = {name: arrays[name] for name in arrays.files[1:]}
    np.savez_compressed(tmp_path / WEIGHTS, **kept)
    with pytest.raises(AttlasError, match="do not fit"):
        add_packed(spacy.blank("en"), tmp_path)


def test_groups_keep_all_sentences_in_their_order():
    import random

    groups = grouped(SENTENCES, random.Random(3))
    assert [sentence for group in groups for sentence in group] == SENTENCES
    assert {len(group) for group in groups} <= {1, 2, 3, 4}


def test_heads_of_later_sentences_stay_in_them():
    document = annotated(spacy.blank("en").vocab, SENTENCES[:2])
    assert [token.head.i for token in document] == [1, 1, 3, 1, 5, 5, 7, 5]
    assert len([*document.sents]) == 2


def test_orders_repeat():
    assert shuffled(range(9), 4) == shuffled(range(9), 4) != shuffled(range(9), 5)


@pytest.mark.parametrize(
    ("name", "limit", "floors"),
    [
        ("tagger_en", 2_000_000, {"en_ewt-ud-test": ("words_given", 94.8)}),
        ("tagger_fr", 2_000_000, {"fr_sequoia-ud-test": ("words_given", 97.0)}),
        ("parser_en", 3_000_000, {"en_ewt-ud-test": ("las", 80.0)}),
        ("parser_fr", 3_000_000, {"fr_sequoia-ud-test": ("las", 80.0), "fr_gsd-ud-test": ("las", 80.0)}),
    ],
)
def test_what_ships_is_small_good_and_described(name, limit, floors):
    folder = FOLDERS / name
    scores = json.loads((folder / "score.json").read_text("utf-8"))
    assert (folder / WEIGHTS).stat().st_size == scores["bytes"] <= limit
    assert json.loads((folder / CONFIG).read_text("utf-8"))["language"] == name[-2:]
    readme = (folder / "README.md").read_text("utf-8")
    for treebank, (measure, floor) in floors.items():
        assert scores[treebank][measure] >= floor
        assert f"{scores[treebank][measure]:.2f}" in readme
