"""Exports for the Tokens view, made by hand: an encoder of many heads, a writer, a translator, imported vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson

from attlas.precompute.codec import encode_floats
from attlas.precompute.contract import (
    Activation,
    ActivationsPrediction,
    Document,
    Manifest,
    ModelRun,
    RunSummary,
    TokenBlock,
    TokenSequence,
    TokenVector,
    TokenVectors,
)
from flow_payloads import TARGET, encoder, translator, writer
from payloads import document, sequence, write_export

TEXT = "the cat sat on the immeasurably old mat and looked at the unbelievable moon"
PAIR = ("who sat here", "the old cat")
N_LAYERS, N_HEADS = 6, 12
N_LONG = 128
"""Tokens of the long text."""
IMPORTED = "a kind word turned the storm away"


def token_exports(folder: Path) -> dict[str, Path]:
    """Write an export of each sort."""
    long = " ".join(f"w{number}" for number in range(N_LONG - 2))
    contents = {
        "encoder": [
            _encoded("one", TEXT, seed=1),
            _encoded("pair", *PAIR, seed=2),
            _encoded("long", long, seed=3),
        ],
        "writer": [document("written", [writer(sequence(TEXT))], TEXT, title="Written")],
        "translator": [
            document(
                "translated", [translator(sequence(PAIR[1]), sequence(TARGET))], PAIR[1], title="Translated"
            )
        ],
    }
    exports = {name: write_export(folder / name, documents) for name, documents in contents.items()}
    return exports | {"imported": imported_export(folder / "imported")}


def _encoded(name: str, *texts: str, seed: int) -> Document:
    run = encoder("m0", sequence(*texts), seed=seed, n_layers=N_LAYERS, n_heads=N_HEADS)
    return document(name, [run], *texts, title=name.title(), label="calm")


def imported_vectors() -> tuple[list[list[float]], list[list[float]]]:
    """Give the values of two blocks of the imported text: four tokens, then three."""
    rng = np.random.default_rng(9)
    first, second = rng.uniform(size=(3, 4)), rng.uniform(-1, 1, size=(2, 3))
    return first.astype(np.float32).tolist(), second.astype(np.float32).tolist()


def imported_export(folder: Path) -> Path:
    """Write a document with two blocks of imported vectors and no attention."""
    words = IMPORTED.split(" ")
    starts = [len(" ".join(words[:number])) + (number > 0) for number in range(len(words))]
    source = TokenSequence(
        tokens=tuple(words),
        labels=tuple(words),
        starts=tuple(starts),
        ends=tuple(start + len(word) for start, word in zip(starts, words, strict=True)),
        words=tuple(range(len(words))),
        segments=(0,) * len(words),
        special=(False,) * len(words),
        word_labels=tuple(words),
        n_truncated=0,
    )
    first, second = imported_vectors()
    blocks = (
        _block("opening", 0, first, ("warm", None, "<b>cold</b>"), ("#cc3366", None, None)),
        _block("end", 4, second, ("warm", "cold"), (None, None)),
    )
    run = ModelRun(
        model="m0",
        source=source,
        target=None,
        target_generated=False,
        attention=(),
        prediction=ActivationsPrediction(
            task="activations", outputs=(Activation(name="yes", value=3.0), Activation(name=None, value=1.0))
        ),
        vectors=TokenVectors(blocks=blocks, highlight_block=0, highlight_vectors=(0,)),
    )
    return _write_imported(folder, document("kind", [run], IMPORTED, title="Kind"))


def _block(
    name: str,
    start: int,
    values: list[list[float]],
    names: tuple[str | None, ...],
    colors: tuple[str | None, ...],
) -> TokenBlock:
    vectors = tuple(
        TokenVector(name=each, color=color, visible=None, values=encode_floats(np.float32(row)))
        for each, color, row in zip(names, colors, values, strict=True)
    )
    return TokenBlock(name=name, visible=None, start=start, end=start + len(values[0]), vectors=vectors)


def _write_imported(folder: Path, imported: Document) -> Path:
    """Write an export of a document that no model of this package has read."""
    export = write_export(folder, [_encoded("one", TEXT, seed=1)])
    path = export / "manifest.json"
    manifest = Manifest.model_validate_json(path.read_bytes())
    (entry,) = manifest.documents
    (model,) = manifest.models
    (run,) = imported.runs
    summary = RunSummary(
        n_tokens=len(run.source.tokens),
        n_target_tokens=None,
        n_truncated=0,
        prediction=None,
        probability=None,
    )
    entry = entry.model_copy(
        update={
            "id": imported.id,
            "title": imported.title,
            "label": None,
            "excerpt": imported.text,
            "runs": (summary,),
        }
    )
    model = model.model_copy(
        update={
            "label": "Imported",
            "name": "kind.json",
            "attention": (),
            "captured_by": "vectors",
            "vectors": False,
            "vectors_note": "the file holds no model",
        }
    )
    content = manifest.model_copy(update={"documents": (entry,), "models": (model,)})
    path.write_bytes(orjson.dumps(content.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS))
    (export / entry.file).write_bytes(orjson.dumps(imported.model_dump(mode="json")))
    return export
