"""Exports with a lens, made by hand: which tokens fall into a cluster can be told from a rule.

Queries are grouped by the class of their token, keys by the length of their word, values by their place. Head h takes
the groups h places further, so that heads differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson
from pydantic import BaseModel

from attlas.precompute.contract import (
    Attention,
    Document,
    LensEntry,
    LensIndex,
    LensIndexEntry,
    LensLayer,
    LensSettings,
    LensText,
    Manifest,
    ModelRun,
    SequenceName,
    TokenClass,
    TokenSequence,
)
from attlas.precompute.lens.assign import layer_centroids, layer_clusters
from attlas.precompute.lens.clusters import Clustering
from attlas.precompute.lens.head import KeyHead, described
from attlas.precompute.lens.index import LensSide, lens_sequence
from attlas.precompute.lens.layer import LayerHeads, LensPlace, lens_layer
from attlas.precompute.lens.lists import SideLists
from attlas.precompute.lens.sketch import head_sketches
from attlas.precompute.lens.tokens import LensTokens, TokenRelations, crosstab

Vectors = npt.NDArray[np.float32]

SETTINGS = LensSettings(
    corpus_sha256=None,
    n_tokens=50_000,
    n_clusters=4,
    language="en",
    target_language=None,
    spacy_model=None,
)
NOTES = ("no tags: nothing here tags the target's words",)
TAGS = {"the": "DET", "The": "DET", "A": "DET", "a": "DET", "cat": "NOUN", "sat": "VERB", "Who": "PRON"}
"""Everything else is an adjective; what follows a comma is a noun, so that "sat" is of two classes."""
RELATIONS = {"DET": "det", "NOUN": "nsubj", "VERB": "root", "PRON": "nsubj"}
"""By part of speech; adjectives are punctuation, so that one class is grey."""

N_GROUPS, DIM, SCALING = 4, 6, 0.5


def write_lens(folder: Path, documents: Sequence[Document], *, indent: bool = False) -> Path:
    """Give an export that `write_export` wrote a lens of every model, over its own documents."""
    made = [_ModelLens(documents, place) for place in range(len(documents[0].runs))]
    for number, document in enumerate(documents):
        runs = tuple(lens.assigned(document.runs[lens.model], number) for lens in made)
        _write(folder / "documents" / f"{number}.json", document.model_copy(update={"runs": runs}), indent)
    for lens in made:
        for name, payload in lens.files().items():
            _write(folder / name, payload, indent)
    path = folder / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes())
    settings = manifest.settings.model_copy(update={"lens": SETTINGS})
    entries = tuple(lens.entry() for lens in made)
    _write(path, manifest.model_copy(update={"lens": entries, "settings": settings}), indent)
    return folder


class _Side:
    """Tokens of all documents on one side of a model."""

    def __init__(self, name: SequenceName, documents: Sequence[Document], model: int) -> None:
        runs = [each.runs[model] for each in documents]
        self.name: SequenceName = name
        self.sequences = [_sequence(run, name) for run in runs]
        self.texts = [
            LensText(id=each.id, document=True, segment=segment, text=text)
            for each in documents
            for segment, text in enumerate(_texts(each, each.runs[model], name))
        ]
        self.tokens = self._tokens()
        self.lists = SideLists()

    def index(self) -> LensSide:
        is_tagged = self.name == "source"
        n_tokens = len(self.tokens.place)
        return LensSide(
            sequence=self.name,
            n_documents=len(self.sequences),
            n_tokens=n_tokens,
            generated=not is_tagged,
            language="en" if is_tagged else None,
            tagger="a rule of the tests" if is_tagged else None,
            parser="another rule" if is_tagged else None,
            tokens=self.tokens,
            texts=self.texts,
            spans=[_span(each, place) for each in self.sequences for place in range(len(each.tokens))],
            kept=[slice(0, n_tokens)] * len(self.texts),
        )

    def of_document(self, number: int) -> slice:
        ends = np.cumsum([len(each.tokens) for each in self.sequences])
        return slice(int(ends[number] - len(self.sequences[number].tokens)), int(ends[number]))

    def _tokens(self) -> LensTokens:
        names = [self._class(each, place) for each in self.sequences for place in range(len(each.tokens))]
        roles = dict(names)
        class_of = [sorted(roles).index(name) for name, _ in names]
        texts = [_word(each, place) for each in self.sequences for place in range(len(each.tokens))]
        words = [*zip(texts, class_of, strict=True)]
        listed = sorted(set(words))
        lengths = [len(each.tokens) for each in self.sequences]
        starts = np.cumsum([0, *(len(set(each.segments)) for each in self.sequences)])
        return LensTokens(
            classes=tuple(TokenClass(name=name, role=roles[name]) for name in sorted(roles)),
            class_of=np.array(class_of),
            words=tuple(text for text, _ in listed),
            word_class=np.array([own for _, own in listed]),
            word_of=np.array([listed.index(word) for word in words]),
            place=np.concatenate([np.arange(length) for length in lengths]),
            n_in_sequence=np.repeat(lengths, lengths),
            text_of=np.concatenate(
                [start + np.array(each.segments) for start, each in zip(starts, self.sequences, strict=False)]
            ),
            rank=np.arange(sum(lengths)),
            relations=_relations(names) if self.name == "source" else None,
        )

    def _class(self, sequence: TokenSequence, place: int) -> tuple[str, str]:
        if sequence.special[place]:
            return sequence.tokens[place], "special"
        if self.name == "target":
            return "word", "untagged"
        if place > 0 and _word(sequence, place - 1) == ",":
            return "NOUN", "pos"
        return TAGS.get(_word(sequence, place), "ADJ"), "pos"


def _relations(names: Sequence[tuple[str, str]]) -> TokenRelations:
    """Give the relations of tokens of some classes."""
    own = [
        (RELATIONS.get(name, "punct"), "relation") if role == "pos" else (name, role) for name, role in names
    ]
    listed = sorted(set(own), key=lambda each: (each[1], each[0]))
    return TokenRelations(
        tuple(TokenClass(name=name, role=role) for name, role in listed),
        np.array([listed.index(each) for each in own]),
    )


class _ModelLens:
    """The lens of one model."""

    def __init__(self, documents: Sequence[Document], model: int) -> None:
        self.model = model
        first = documents[0].runs[model]
        names: tuple[SequenceName, ...] = ("source", "target") if first.target else ("source",)
        self.sides = {name: _Side(name, documents, model) for name in names}
        self.key = first.model
        self.layers: list[LensLayer] = []
        self.sketches = []
        for attention in first.attention:
            for layer in attention.layers:
                self._add(attention, layer.layer, len(layer.heads))

    def _add(self, attention: Attention, number: int, n_heads: int) -> None:
        asking, answering = self.sides[attention.query], self.sides[attention.key]
        queries, keys, values = _layer_vectors(asking.tokens, answering.tokens, number, n_heads)
        heads = LayerHeads(
            place=LensPlace(
                model=self.key,
                kind=attention.kind,
                layer=number,
                query_sequence=attention.query,
                key_sequence=attention.key,
                heads=tuple(range(n_heads)),
                key_heads=tuple(range(n_heads)),
                rotated=False,
                scaling=SCALING,
            ),
            queries=[described(_grouped(each), asking.tokens) for each in queries],
            keys=[_key_head(key, value, answering.tokens) for key, value in zip(keys, values, strict=True)],
        )
        self.layers.append(lens_layer(heads, asking=asking.lists, answering=answering.lists))
        self.sketches += head_sketches(
            heads, asking=(asking.tokens, asking.lists), answering=(answering.tokens, answering.lists)
        )

    def files(self) -> dict[str, BaseModel]:
        index = LensIndex(
            schema_version=1,
            model=self.key,
            sequences=tuple(lens_sequence(side.index(), side.lists) for side in self.sides.values()),
            heads=tuple(self.sketches),
            notes=NOTES if "target" in self.sides else (),
        )
        return {self.entry().file: index} | {
            entry.file: layer for entry, layer in zip(self.entry().layers, self.layers, strict=True)
        }

    def entry(self) -> LensIndexEntry:
        return LensIndexEntry(
            model=self.key,
            file=f"lens/{self.key}/index.json",
            layers=tuple(
                LensEntry(
                    kind=layer.kind,
                    layer=layer.layer,
                    file=f"lens/{self.key}/{layer.kind}-{layer.layer}.json",
                )
                for layer in self.layers
            ),
        )

    def assigned(self, run: ModelRun, number: int) -> ModelRun:
        return run.model_copy(
            update={"attention": tuple(self._assigned(each, number) for each in run.attention)}
        )

    def _assigned(self, attention: Attention, number: int) -> Attention:
        asking, answering = self.sides[attention.query], self.sides[attention.key]
        found = {layer.layer: layer for layer in self.layers if layer.kind == attention.kind}
        layers = []
        for layer in attention.layers:
            vectors = _layer_vectors(asking.tokens, answering.tokens, layer.layer, len(layer.heads))
            (clusters,) = layer_clusters(
                tuple(each[np.newaxis] for each in vectors),
                layer_centroids(found[layer.layer]),
                queries=asking.of_document(number),
                keys=answering.of_document(number),
            )
            layers.append(layer.model_copy(update={"lens": clusters}))
        return attention.model_copy(update={"layers": tuple(layers)})


def _layer_vectors(
    asking: LensTokens, answering: LensTokens, layer: int, n_heads: int
) -> tuple[Vectors, Vectors, Vectors]:
    lengths = np.array([len(word) for word in answering.words])[answering.word_of]
    rules = (asking.class_of, lengths, answering.place)
    queries, keys, values = (
        np.stack([_vectors(rule + head + layer) for head in range(n_heads)]) for rule in rules
    )
    return queries, keys, values


def _vectors(rule: npt.NDArray[np.integer]) -> Vectors:
    """Place tokens by their group on an axis of its own, and a little apart by their number."""
    group = rule % N_GROUPS
    apart = np.round(0.2 * np.cos(np.outer(np.arange(len(rule)) + 1, np.arange(DIM) + 1)), 3)
    return np.asarray(apart + (3 - group)[:, np.newaxis] * np.eye(DIM)[group] + np.eye(DIM)[-1], np.float32)


def _grouped(vectors: Vectors) -> Clustering:
    """Group vectors by the axis that they are longest on, the largest group first."""
    axis = np.where(
        vectors[:, : N_GROUPS - 1].max(axis=1) > 0.5, vectors[:, : N_GROUPS - 1].argmax(axis=1), 3
    )
    sizes = np.bincount(axis, minlength=N_GROUPS)
    order = [group for group in np.argsort(-sizes, kind="stable") if sizes[group]]
    labels = np.array([order.index(group) for group in axis])
    centroids = np.stack([vectors[labels == number].mean(axis=0) for number in range(len(order))])
    return Clustering(labels, centroids, float(np.square(vectors - centroids[labels]).sum() / len(vectors)))


def _key_head(keys: Vectors, values: Vectors, tokens: LensTokens) -> KeyHead:
    key, value = _grouped(keys), _grouped(values)
    written = crosstab(key.labels, value.labels, key.n_clusters, value.n_clusters)
    return KeyHead(described(key, tokens), described(value, tokens), written)


def _sequence(run: ModelRun, side: SequenceName) -> TokenSequence:
    return run.source if side == "source" or run.target is None else run.target


def _texts(document: Document, run: ModelRun, side: SequenceName) -> list[str]:
    if side == "target":
        return [run.prediction.text]
    return [text for text in (document.text, document.text_b) if text is not None][
        : max(run.source.segments) + 1
    ]


def _word(sequence: TokenSequence, place: int) -> str:
    number = sequence.words[place]
    return sequence.tokens[place] if number < 0 else sequence.word_labels[number]


def _span(sequence: TokenSequence, place: int) -> tuple[int, int]:
    number = sequence.words[place]
    if number < 0:
        return 0, 0
    members = [other for other, word in enumerate(sequence.words) if word == number]
    return sequence.starts[members[0]], sequence.ends[members[-1]]


def _write(path: Path, payload: BaseModel, indent: bool) -> None:
    option = orjson.OPT_SORT_KEYS | (orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if indent else 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(payload.model_dump(mode="json"), option=option))
