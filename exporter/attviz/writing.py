"""Documents of an export as AttViz reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from attlas.precompute.codec import decode, decode_floats
from attlas.precompute.contract import (
    ActivationsPrediction,
    Attention,
    ClassPrediction,
    Document,
    ModelRun,
    NextTokenPrediction,
    Prediction,
    TokenBlock,
    TokenSequence,
    TokenVector,
    TokenVectors,
)
from attlas.precompute.errors import AttlasError

Json: TypeAlias = dict[str, Any]  # what orjson writes, arrays of numpy among it


def attviz_file(documents: Iterable[tuple[Document, ModelRun]]) -> Iterator[bytes]:
    """Write documents as a list, piece by piece, a line each; the same documents give the same bytes.

    Numbers are the shortest decimals that give their float32 again.

    Parameters
    ----------
    documents : iterable of (Document, ModelRun)
        Each with the run that is to be written.

    Raises
    ------
    AttlasError
        If a run has neither self-attention nor imported vectors, or one of its arrays is damaged.
    """
    before = b"[\n"
    for document, run in documents:
        yield before + orjson.dumps(attviz_document(document, run), option=orjson.OPT_SERIALIZE_NUMPY)
        before = b",\n"
    yield b"\n]\n"


def attviz_document(document: Document, run: ModelRun) -> Json:
    """Give one document in the form of AttViz.

    What was imported leaves as it came. Attention becomes one set per stack with a vector for every layer and head:
    ``A[i, i]``, the attention of each token to itself (Škrlj et al. 2020), by names as 'L3 · H7'. The form has no
    place for other attention, cross-attention, labels and second texts.

    Raises
    ------
    AttlasError
        If there is nothing to write, or an array is damaged.
    """
    try:
        sets = _imported(run) if run.vectors else [*_stacks(run)]
    except AttlasError as error:
        raise AttlasError(f"document {document.id!r}: {error}") from error
    if not sets:
        raise AttlasError(
            f"document {document.id!r} of model {run.model} has no self-attention, expected some; "
            "AttViz shows nothing else"
        )
    name = document.title if run.vectors else document.title or document.id
    outputs = [_named(label, {"value": value}) for label, value in _outputs(run.prediction)]
    written = _named(name, {"text": document.text, "sets": sets, "output_activations": outputs})
    return written | (_highlight(run.vectors) if run.vectors else {})


def _imported(run: ModelRun) -> list[Json]:
    blocks = run.vectors.blocks if run.vectors else ()
    return [_block(block, run.source) for block in blocks]


def _block(block: TokenBlock, source: TokenSequence) -> Json:
    return _named(
        block.name,
        {
            "tokens": source.tokens[block.start : block.end],
            "attention_vectors": [_vector(vector) for vector in block.vectors],
            **_present(visible=block.visible),
        },
    )


def _vector(vector: TokenVector) -> Json:
    return _named(
        vector.name,
        {
            "vectors": decode_floats(vector.values),
            **_present(color=vector.color, visible=vector.visible),
        },
    )


def _highlight(vectors: TokenVectors) -> Json:
    if vectors.highlight_block is None:
        return {}
    return {"hilight": {"block": vectors.highlight_block, "vectors": vectors.highlight_vectors}}


def _stacks(run: ModelRun) -> Iterator[Json]:
    """Give a set for the source, and one for the target of an encoder-decoder model."""
    for attention in run.attention:
        if attention.query == attention.key and attention.layers:
            tokens = run.target if attention.query == "target" and run.target else run.source
            yield _named(
                attention.query if run.target else None,
                {"tokens": tokens.tokens, "attention_vectors": [*_heads(attention)]},
            )


def _heads(attention: Attention) -> Iterator[Json]:
    for layer in attention.layers:
        own = _diagonals(decode(layer.weights))
        for head, values in zip(layer.heads, own, strict=True):
            yield {"name": f"L{layer.layer} · H{head}", "vectors": values}


def _diagonals(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Give ``A[i, i]``, shape (head, token)."""
    return np.ascontiguousarray(weights.diagonal(axis1=1, axis2=2))


def _outputs(prediction: Prediction | None) -> list[tuple[str | None, float]]:
    """Give what the form has a place for: numbers with names."""
    match prediction:
        case ClassPrediction(classes=scored) | NextTokenPrediction(tokens=scored):
            return [(label.label, label.probability) for label in scored]
        case ActivationsPrediction(outputs=outputs):
            return [(output.name, output.value) for output in outputs]
        case _:
            return []


def _named(name: str | None, fields: Json) -> Json:
    return _present(name=name) | fields


def _present(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
