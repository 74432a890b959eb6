"""Exports with what the Network view orders and piles heads by, made by hand."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import numpy as np
import orjson

from attlas.precompute.codec import decode
from attlas.precompute.contract import Attention, Corpus, CorpusEntry, Document, Manifest, ModelRun
from attlas.precompute.network import layer_networks
from attlas.precompute.patterns import PatternSums, corpus_patterns, merged, pattern_sums
from payloads import document, encoder_run, translator_run, write_export

TEXT = "the cat sat on the immeasurably old mat"
TARGET = "die Katze saß auf der Matte"
N_LAYERS, N_HEADS = 3, 5
PAIR = ("who sat here", "the old cat")


def network_export(folder: Path) -> Path:
    """Write a sentence and a pair, each as an encoder and a translator read it, and what both do on average."""
    documents = [
        document("one", _runs((TEXT,), TARGET), TEXT, title="One"),
        document("pair", _runs(PAIR, TARGET), *PAIR, title="Pair"),
    ]
    write_export(folder, documents)
    return _with_corpus(folder, documents)


def _runs(texts: tuple[str, ...], target: str) -> list[ModelRun]:
    encoder = encoder_run(*texts, n_layers=N_LAYERS, n_heads=N_HEADS)
    return [_with_network(run) for run in (encoder, translator_run(texts[0], target, n_heads=4))]


def _with_network(run: ModelRun) -> ModelRun:
    return run.model_copy(update={"attention": tuple(map(_ordered, run.attention))})


def _ordered(attention: Attention) -> Attention:
    layers = tuple(
        layer.model_copy(update={"network": network})
        for layer in attention.layers
        for network in layer_networks(decode(layer.weights)[np.newaxis], kind=attention.kind)
    )
    return attention.model_copy(update={"layers": layers})


def _with_corpus(folder: Path, documents: list[Document]) -> Path:
    path = folder / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes())
    (folder / "corpus").mkdir()
    entries = tuple(
        CorpusEntry(model=model.key, file=f"corpus/{model.key}.json") for model in manifest.models
    )
    for place, entry in enumerate(entries):
        sums = reduce(merged, (pattern_sums(each.runs[place]) for each in documents), PatternSums())
        corpus = Corpus(
            schema_version=1,
            model=entry.model,
            n_documents=sums.n_documents,
            patterns=corpus_patterns(sums),
        )
        (folder / entry.file).write_bytes(orjson.dumps(corpus.model_dump(mode="json")))
    path.write_bytes(orjson.dumps(manifest.model_copy(update={"corpus": entries}).model_dump(mode="json")))
    return folder
