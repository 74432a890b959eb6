"""Exports for tests, made by hand: texts split at spaces and plain patterns of attention.

No model runs here, so a value in a test can be worked out with pencil and paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from attlas.precompute.codec import encode
from attlas.precompute.contract import (
    Attention,
    AttentionKind,
    AttentionLayer,
    AttentionShape,
    ClassPrediction,
    Document,
    DocumentEntry,
    ExportSettings,
    GeneratedPrediction,
    Library,
    Manifest,
    ModelFile,
    ModelInfo,
    ModelRun,
    RunSummary,
    ScoredLabel,
    SequenceName,
    TokenSequence,
)

PIECE = 6
"""Longest piece of a word, in characters."""

CLASSES = ClassPrediction(
    task="classes",
    classes=(ScoredLabel(label="calm", probability=0.75), ScoredLabel(label="wild", probability=0.25)),
)


def sequence(*texts: str, n_truncated: int = 0) -> TokenSequence:
    """Cut one text or two into words at spaces, words into pieces of six characters; add [CLS], [SEP]."""
    rows: list[tuple[str, str, int, int, int, int, bool]] = [("[CLS]", "[CLS]", -1, -1, -1, 0, True)]
    words: list[str] = []
    for segment, text in enumerate(texts):
        end = 0
        for word in text.split(" "):
            start = text.index(word, end)
            end = start + len(word)
            for at in range(start, end, PIECE):
                piece = text[at : min(at + PIECE, end)]
                token = piece if at == start else f"##{piece}"
                rows.append((token, piece, at, at + len(piece), len(words), segment, False))
            words.append(word)
        rows.append(("[SEP]", "[SEP]", -1, -1, -1, segment, True))
    tokens, labels, starts, ends, numbers, segments, special = zip(*rows, strict=True)
    return TokenSequence(
        tokens=tokens,
        labels=labels,
        starts=starts,
        ends=ends,
        words=numbers,
        segments=segments,
        special=special,
        word_labels=tuple(words),
        n_truncated=n_truncated,
    )


def pattern(layer: int, head: int, n_query: int, n_key: int) -> npt.NDArray[np.float64]:
    """Look as one head: at the key ``head - 1`` tokens after the query, less sharply in deeper layers."""
    distance = np.abs(np.arange(n_query)[:, None] + head - 1 - np.arange(n_key)[None, :])
    weights = np.exp(-distance * 2.0 / (layer + 1))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def attention(
    kind: AttentionKind, run: tuple[TokenSequence, TokenSequence], *, n_layers: int, heads: Sequence[int]
) -> Attention:
    """Make attention of one kind between two sequences, queries first; a decoder's is causal."""
    query, key = (len(part.tokens) for part in run)
    names: tuple[SequenceName, SequenceName] = {
        "encoder": ("source", "source"),
        "decoder": ("target", "target"),
        "cross": ("target", "source"),
    }[kind]
    layers = []
    for layer in range(n_layers):
        weights = np.stack([pattern(layer, head, query, key) for head in heads])
        if kind == "decoder":
            weights = np.tril(weights)
            weights /= weights.sum(axis=2, keepdims=True)
        layers.append(AttentionLayer(layer=layer, heads=tuple(heads), weights=encode(weights)))
    return Attention(kind=kind, query=names[0], key=names[1], layers=tuple(layers))


def encoder_run(*texts: str, n_layers: int = 2, n_heads: int = 3, n_truncated: int = 0) -> ModelRun:
    """Make what an encoder with a classifier makes of a text or a pair."""
    source = sequence(*texts, n_truncated=n_truncated)
    kept = attention("encoder", (source, source), n_layers=n_layers, heads=range(n_heads))
    return ModelRun(
        model="m0", source=source, target=None, target_generated=False, attention=(kept,), prediction=CLASSES
    )


def translator_run(text: str, target: str, *, n_layers: int = 2, n_heads: int = 2) -> ModelRun:
    """Make what an encoder-decoder model makes of a text: attention of all three kinds."""
    source, written = sequence(text), sequence(target)
    kinds: tuple[tuple[AttentionKind, tuple[TokenSequence, TokenSequence]], ...] = (
        ("encoder", (source, source)),
        ("decoder", (written, written)),
        ("cross", (written, source)),
    )
    return ModelRun(
        model="m1",
        source=source,
        target=written,
        target_generated=True,
        attention=tuple(attention(kind, run, n_layers=n_layers, heads=range(n_heads)) for kind, run in kinds),
        prediction=GeneratedPrediction(task="generated", text=target),
    )


def document(
    id: str,  # noqa: A002 - the contract's name
    runs: Sequence[ModelRun],
    *texts: str,
    title: str | None = None,
    label: str | None = None,
) -> Document:
    """Make a document of one text, or of a pair."""
    return Document(
        schema_version=1,
        id=id,
        title=title,
        text=texts[0],
        text_b=texts[1] if len(texts) > 1 else None,
        target=None,
        label=label,
        runs=tuple(runs),
    )


def model(run: ModelRun, *, label: str, name: str, architecture: str) -> ModelInfo:
    """Describe the model that made `run`, of 32 dimensions a head."""
    shapes = [
        AttentionShape(
            kind=part.kind,
            n_layers=len(part.layers),
            n_heads=len(part.layers[0].heads),
            n_key_heads=len(part.layers[0].heads),
            head_dim=32,
        )
        for part in run.attention
    ]
    return ModelInfo(
        key=run.model,
        label=label,
        name=name,
        revision=None,
        commit=None,
        architecture=architecture,
        model_type=architecture.removesuffix("Model").lower(),
        n_parameters=1_234_567,
        dtype="float32",
        files=(ModelFile(name="model.safetensors", n_bytes=4_938_268, sha256="0123456789abcdef" * 4),),
        tokenizer="fedcba9876543210",
        attention=tuple(shapes),
        captured_by="interface",
        vectors=True,
        vectors_note=None,
    )


def manifest(documents: Iterable[Document]) -> Manifest:
    """List these documents, in this order; the first tells the models."""
    entries = []
    models: tuple[ModelInfo, ...] = ()
    for number, each in enumerate(documents):
        models = models or tuple(_model_of(run) for run in each.runs)
        entries.append(_entry(number, each))
    return Manifest(
        schema_version=1,
        attlas="0.1.0",
        libraries=(Library(name="numpy", version="2.0.0"), Library(name="torch", version="2.4.0")),
        settings=ExportSettings(
            models=tuple(model.name for model in models),
            layers=None,
            heads=None,
            max_tokens=16,
            dtype="float32",
            device="cpu",
            batch_size=None,
            revision=None,
            trust_remote_code=False,
            documents_sha256="89abcdef01234567" * 4,
        ),
        models=models,
        documents=tuple(entries),
    )


def write_export(folder: Path, documents: Sequence[Document], *, indent: bool = False) -> Path:
    """Write an export as `attlas.export` would; indented, it can be read by eye."""
    option = orjson.OPT_SORT_KEYS | (orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE if indent else 0)
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(documents):
        path = folder / "documents" / f"{number}.json"
        path.write_bytes(orjson.dumps(each.model_dump(mode="json"), option=option))
    content = manifest(documents).model_dump(mode="json")
    (folder / "manifest.json").write_bytes(orjson.dumps(content, option=option))
    return folder


def _model_of(run: ModelRun) -> ModelInfo:
    if run.target is None:
        return model(run, label="Tiny encoder", name="tiny-encoder", architecture="BertModel")
    return model(run, label="Tiny translator", name="tiny-translator", architecture="T5Model")


def _entry(number: int, each: Document) -> DocumentEntry:
    return DocumentEntry(
        id=each.id,
        file=f"documents/{number}.json",
        title=each.title,
        label=each.label,
        excerpt=" ".join(each.text.split())[:160],
        runs=tuple(_summary(run) for run in each.runs),
    )


def _summary(run: ModelRun) -> RunSummary:
    best = max(run.prediction.classes, key=lambda scored: scored.probability) if run.target is None else None
    return RunSummary(
        n_tokens=len(run.source.tokens),
        n_target_tokens=None if run.target is None else len(run.target.tokens),
        n_truncated=run.source.n_truncated,
        prediction=best.label if best else run.prediction.text,
        probability=best.probability if best else None,
    )
