"""Exports with random attention, made by hand: flows of one model and of two, of causal models and of translators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from attlas.precompute.codec import encode
from attlas.precompute.contract import (
    Attention,
    AttentionKind,
    AttentionLayer,
    ClassPrediction,
    GeneratedPrediction,
    Manifest,
    ModelRun,
    ScoredLabel,
    SequenceName,
    TokenSequence,
)
from payloads import CLASSES, document, sequence, write_export

PAIR = ("who sat on the old mat", "the cat sat there all day")
TARGET = "die Katze saß dort"
WRITTEN = "a cat sat on the mat"
N_LAYERS, N_HEADS = 3, 6
N_DEEP = 14
"""Layers of the deep model, more than can be shown in full."""

N_BEFORE = 7
"""Tokens before the window of the document that is one."""

WILD = ClassPrediction(
    task="classes",
    classes=(ScoredLabel(label="calm", probability=0.375), ScoredLabel(label="wild", probability=0.625)),
)
"""What the second model predicts, unlike the first."""


def flow_exports(folder: Path) -> dict[str, Path]:
    """Write exports whose documents two models read, one, a writer, a translator, a deep model."""
    pair = sequence(*PAIR)
    first, second = encoder("m0", pair, seed=1), encoder("m1", pair, seed=2, prediction=WILD)
    other_tokens = encoder("m1", sequence("who sat", PAIR[1]), seed=2)
    shallow = encoder("m1", pair, seed=3, n_layers=2)
    window = pair.model_copy(update={"n_before": N_BEFORE, "special": (False,) * len(pair.tokens)})
    written, translated = sequence(WRITTEN), sequence(PAIR[1])
    long = " ".join(f"w{number}" for number in range(70))
    deep = encoder("m0", sequence(long), seed=5, n_layers=N_DEEP, n_heads=2)
    contents = {
        "two": [
            document("pair", [first, second], *PAIR, title="Pair", label="calm"),
            document("alike", [first, first.model_copy(update={"model": "m1"})], *PAIR, title="Alike"),
            document("tokens", [first, other_tokens], *PAIR, title="Other tokens"),
            document("layers", [first, shallow], *PAIR, title="Other layers"),
        ],
        "one": [
            document("alone", [first], *PAIR, title="Alone", label="calm"),
            document("window", [encoder("m0", window, seed=1)], *PAIR, title="Window"),
            document("even", [encoder("m0", pair, seed=1, sharpness=0.0)], *PAIR, title="Even"),
        ],
        "writer": [document("written", [writer(written)], WRITTEN, title="Written")],
        "translator": [
            document("translated", [translator(translated, sequence(TARGET))], PAIR[1], title="Translated")
        ],
        "deep": [document("deep", [deep], long, title="Deep")],
    }
    return {name: _named(write_export(folder / name, documents)) for name, documents in contents.items()}


def encoder(
    name: str,
    source: TokenSequence,
    *,
    seed: int,
    n_layers: int = N_LAYERS,
    n_heads: int = N_HEADS,
    sharpness: float = 2.5,
    prediction: ClassPrediction = CLASSES,
) -> ModelRun:
    """Make the run of an encoder with random attention."""
    rng = np.random.default_rng(seed)
    n_tokens = len(source.tokens)
    weights = [attend(rng, n_heads, n_tokens, n_tokens, sharpness=sharpness) for _ in range(n_layers)]
    return ModelRun(
        model=name,
        source=source,
        target=None,
        target_generated=False,
        attention=(_layers("encoder", ("source", "source"), weights),),
        prediction=prediction,
    )


def writer(source: TokenSequence) -> ModelRun:
    """Make the run of a causal model."""
    rng = np.random.default_rng(3)
    n_tokens = len(source.tokens)
    weights = [attend(rng, N_HEADS, n_tokens, n_tokens, is_causal=True) for _ in range(N_LAYERS)]
    return ModelRun(
        model="m0",
        source=source,
        target=None,
        target_generated=False,
        attention=(_layers("decoder", ("source", "source"), weights),),
        prediction=CLASSES,
    )


def translator(source: TokenSequence, target: TokenSequence) -> ModelRun:
    """Make the run of an encoder-decoder model, of two layers each."""
    rng = np.random.default_rng(4)
    n_source, n_target = len(source.tokens), len(target.tokens)
    own = [attend(rng, N_HEADS, n_source, n_source) for _ in range(2)]
    causal = [attend(rng, N_HEADS, n_target, n_target, is_causal=True) for _ in range(2)]
    cross = [attend(rng, N_HEADS, n_target, n_source) for _ in range(2)]
    return ModelRun(
        model="m0",
        source=source,
        target=target,
        target_generated=False,
        attention=(
            _layers("encoder", ("source", "source"), own),
            _layers("decoder", ("target", "target"), causal),
            _layers("cross", ("target", "source"), cross),
        ),
        prediction=GeneratedPrediction(task="generated", text=TARGET),
    )


def attend(
    rng: np.random.Generator,
    n_heads: int,
    n_query: int,
    n_key: int,
    *,
    sharpness: float = 2.5,
    is_causal: bool = False,
) -> npt.NDArray[np.float64]:
    """Draw attention, axes (head, query, key); rows sum to 1."""
    scores = sharpness * rng.normal(size=(n_heads, n_query, n_key))
    if is_causal:
        scores[:, np.triu(np.ones((n_query, n_key), dtype=bool), 1)] = -np.inf
    mass = np.exp(scores)
    return np.asarray(mass / mass.sum(axis=2, keepdims=True))


def _layers(
    kind: AttentionKind,
    names: tuple[SequenceName, SequenceName],
    weights: list[npt.NDArray[np.float64]],
) -> Attention:
    layers = tuple(
        AttentionLayer(layer=number, heads=tuple(range(len(each))), weights=encode(each))
        for number, each in enumerate(weights)
    )
    return Attention(kind=kind, query=names[0], key=names[1], layers=layers)


def _named(folder: Path) -> Path:
    """Tell two models apart by their names."""
    path = folder / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes())
    names = ("First model", "Second model")
    models = tuple(
        each.model_copy(update={"label": name, "name": name.lower().replace(" ", "-")})
        for each, name in zip(manifest.models, names, strict=False)
    )
    content = manifest.model_copy(update={"models": models}).model_dump(mode="json")
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_SORT_KEYS))
    return folder
