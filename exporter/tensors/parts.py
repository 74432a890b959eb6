"""Attention that came as tensors beside the tokens along its axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from attlas.precompute.contract import AttentionKind, AttentionShape, SequenceName
from attlas.precompute.errors import AttlasError

from ..documents import without_surrogates
from ..tokens.spelling import prevalent_marker
from .checks import check_lengths
from .forms import Layers, Nested, read_layers

TokenLists: TypeAlias = list[list[str]]
"""Tokens of each document of a batch."""

ALONG = {
    "attention": ("tokens", "tokens"),
    "encoder_attention": ("encoder_tokens", "encoder_tokens"),
    "decoder_attention": ("decoder_tokens", "decoder_tokens"),
    "cross_attention": ("decoder_tokens", "encoder_tokens"),
}
"""The tokens along queries and keys, as arguments."""

KIND_OF: dict[str, AttentionKind] = {
    "encoder_attention": "encoder",
    "decoder_attention": "decoder",
    "cross_attention": "cross",
}

ATTENDED = 1e-6
"""Weight above which a token is attended to."""


@dataclass(frozen=True)
class Part:
    """Attention of one kind, of all documents, and the sequences along its axes."""

    kind: AttentionKind
    name: str
    query: SequenceName
    key: SequenceName
    layers: Layers

    @property
    def shape(self) -> AttentionShape:
        """How much attention of this kind there is."""
        n_heads = max(array.shape[1] for array in self.layers.arrays.values())
        return AttentionShape(
            kind=self.kind, n_layers=self.layers.n_layers, n_heads=n_heads, n_key_heads=None, head_dim=None
        )


@dataclass(frozen=True)
class Given:
    """Attention and tokens that fit each other."""

    parts: Sequence[Part]
    tokens: Mapping[SequenceName, TokenLists]

    @cached_property
    def marker(self) -> str:
        """How the vocabulary marks its tokens, as far as these show it."""
        return prevalent_marker(token for batch in self.tokens.values() for row in batch for token in row)

    @property
    def n_documents(self) -> int:
        """Documents of the batch."""
        return len(self.tokens["source"])

    @property
    def n_heads(self) -> dict[tuple[AttentionKind, int], int]:
        """Heads of every layer that was given, by its kind and number."""
        return {
            (part.kind, number): array.shape[1]
            for part in self.parts
            for number, array in part.layers.arrays.items()
        }

    @property
    def n_prompt(self) -> int | None:
        """Tokens of the prompt, where the source was generated from one."""
        return next((part.layers.n_prompt for part in self.parts if part.query == "source"), None)


def read_given(attention: Mapping[str, Nested], tokens: Mapping[str, Any]) -> Given:
    """Read what an author gave, and see that it fits.

    Parameters
    ----------
    attention : mapping
        Under "attention", or under "encoder_attention", "decoder_attention" and "cross_attention".
    tokens : mapping
        Under "tokens", or under "encoder_tokens" and "decoder_tokens".

    Raises
    ------
    AttlasError
        If tokens or attention are missing, are of two models, or do not fit.
    """
    there = [name for name, nested in attention.items() if nested is not None]
    if not there:
        raise AttlasError(f"there is no attention, expected one of {', '.join(attention)}; give at least one")
    if "attention" in there and len(there) > 1:
        raise AttlasError(
            f"there is attention and {there[1]} too, expected those of one model; give self-attention alone as "
            "attention, or that of an encoder-decoder model by the other names"
        )
    sides = _sides(there, tokens)
    lists = {sides[name]: _batch(tokens[name], name) for name in sides}
    parts = [_part(name, read_layers(attention[name], name=name), sides) for name in there]
    lists = {side: _without_unread(side, batch, parts) for side, batch in lists.items()}
    for part in parts:
        _check(part, lists)
    return Given(parts, lists)


def _sides(there: Sequence[str], tokens: Mapping[str, Any]) -> dict[str, SequenceName]:
    """Say for each argument of tokens which sequence it is."""
    needed = [name for attention in there for name in ALONG[attention]]
    for name, attention in zip(needed, (one for one in there for _ in ALONG[one]), strict=True):
        if tokens[name] is None:
            raise AttlasError(f"there is {attention} and no {name}, expected both; give the tokens too")
    given = [name for name in ("encoder_tokens", "decoder_tokens") if tokens[name] is not None]
    if needed == ["tokens", "tokens"] or len(given) == 1:
        return {needed[0]: "source"}
    return {"encoder_tokens": "source", "decoder_tokens": "target"}


def _part(name: str, layers: Layers, sides: Mapping[str, SequenceName]) -> Part:
    query, key = (sides[tokens] for tokens in ALONG[name])
    return Part(KIND_OF.get(name) or _kind(layers), name, query, key, layers)


def _kind(layers: Layers) -> AttentionKind:
    """Tell a decoder, whose tokens never attend to later ones, from an encoder."""
    looks_ahead = any((np.triu(array, 1) > ATTENDED).any() for array in layers.arrays.values())
    return "encoder" if looks_ahead else "decoder"


def _batch(tokens: Any, name: str) -> TokenLists:
    is_one = isinstance(tokens, list | tuple) and all(isinstance(token, str) for token in tokens)
    batch = [tokens] if is_one else tokens
    is_batch = isinstance(batch, list | tuple) and all(isinstance(row, list | tuple) and row for row in batch)
    if not is_batch or not all(isinstance(token, str) for row in batch for token in row):
        raise AttlasError(
            f"{name} is {type(tokens).__name__}, expected a list of tokens, or a list of such lists; "
            "use tokenizer.convert_ids_to_tokens"
        )
    return [[without_surrogates(token) for token in row] for row in batch]


def _without_unread(side: SequenceName, batch: TokenLists, parts: Sequence[Part]) -> TokenLists:
    """Drop the token that a generation wrote last, and never read."""
    n_read = next(
        (
            next(iter(part.layers.arrays.values())).shape[2]
            for part in parts
            if part.query == side and part.layers.n_prompt is not None
        ),
        None,
    )
    return [row[:n_read] if n_read == len(row) - 1 else row for row in batch]


def _check(part: Part, lists: Mapping[SequenceName, TokenLists]) -> None:
    for query, key in zip(lists[part.query], lists[part.key], strict=True):
        check_lengths(
            part.layers,
            name=part.name,
            n_documents=len(lists[part.query]),
            n_query=len(query),
            n_key=len(key),
        )
