"""Attention recomputed from the JSON of an export alone: without attlas, by the words of the contract."""

from __future__ import annotations

import zlib
from base64 import b64decode
from typing import Any

import numpy as np

Json = dict[str, Any]


def attention_of(vectors: Json) -> np.ndarray:
    """Recompute a layer's attention, float64 of shape (head, query, key)."""
    scores = scores_of(vectors)
    total = np.exp(scores).sum(-1)
    if vectors["outside"] is not None:
        total = total + np.exp(floats(vectors["outside"]))
    return np.exp(scores) / total[..., np.newaxis]


def scores_of(vectors: Json) -> np.ndarray:
    query, key = vector_rows(vectors["query"]), vector_rows(vectors["key"])[vectors["key_heads"]]
    scores = vectors["scaling"] * np.einsum("hqd,hkd->hqk", query, key)
    if vectors["soft_cap"] is not None:
        scores = vectors["soft_cap"] * np.tanh(scores / vectors["soft_cap"])
    offsets = np.arange(scores.shape[2]) - np.arange(scores.shape[1])[:, np.newaxis]
    if vectors["offset_bias"] is not None:
        scores = scores + floats(vectors["offset_bias"])[:, offsets + scores.shape[1] - 1]
    if vectors["key_bias"] is not None:
        scores = scores + floats(vectors["key_bias"])[:, np.newaxis]
    if vectors["pair_terms"] is not None:
        scores = scores + vector_rows(vectors["pair_terms"])
    if vectors["visible_back"] is not None:
        scores = np.where(offsets >= -vectors["visible_back"], scores, -np.inf)
    if vectors["visible_ahead"] is not None:
        scores = np.where(offsets <= vectors["visible_ahead"], scores, -np.inf)
    return scores


def floats(packed: Json) -> np.ndarray:
    return np.frombuffer(_bytes(packed), "<f4").astype(float).reshape(packed["shape"])


def vector_rows(packed: Json) -> np.ndarray:
    *rows, dim = packed["shape"]
    n_rows, content = int(np.prod(rows)), _bytes(packed)
    scales = np.frombuffer(content, "<f4", n_rows).astype(float)
    size = {"row-int16-deflate": 2, "row-int24-deflate": 3}[packed["encoding"]]
    codes = [
        int.from_bytes(content[at : at + size], "little", signed=True)
        for at in range(4 * n_rows, len(content), size)
    ]
    top = 2 ** (8 * size - 1) - 1
    return (
        np.reshape(codes, (n_rows, dim))
        .astype(float)
        .__mul__(scales[:, np.newaxis] / top)
        .reshape(*rows, dim)
    )


def _bytes(packed: Json) -> bytes:
    return zlib.decompress(b64decode(packed["data"]), wbits=-15)
