"""A document, its tokens, and what every model made of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .arrays import FloatArray
from .attention import Attention
from .base import Payload
from .prediction import Continuation, Prediction

CSS_COLOR = r"^(#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,25}|(rgb|hsl)a?\([0-9 .,%/]{1,40}\))$"
"""Colours that a page can be given: nothing else may pass for one on its way into a style."""


class TokenSequence(Payload):
    """One tokenised sequence as the model read it; all lists have one entry per token."""

    tokens: tuple[str, ...] = Field(description="Tokens as the vocabulary spells them, e.g. '##ing', 'Ġthe'.")
    labels: tuple[str, ...] = Field(
        description="The same tokens in readable form: no markers, bytes decoded."
    )
    starts: tuple[int, ...] = Field(
        description="First character (code point) of the token in its segment's text; -1 if it stands for no text."
    )
    ends: tuple[int, ...] = Field(
        description="Character after the token's last; -1 if it stands for no text."
    )
    words: tuple[int, ...] = Field(
        description="Number of the word a token belongs to, counted over the sequence; -1 for special tokens, white "
        "space that stands alone, and tokens that are not found in the text."
    )
    segments: tuple[int, ...] = Field(
        description="0 for the first text (or the only one), 1 for the second of a pair or for what the model wrote "
        "after a prompt; special tokens too."
    )
    special: tuple[bool, ...] = Field(description="True for tokens the tokenizer added ([CLS], </s>, …).")
    word_labels: tuple[str, ...] = Field(description="Text of each word, in the order of the word numbers.")
    n_truncated: int = Field(ge=0, description="Tokens of the document that were cut off; 0 if it is whole.")
    n_before: int = Field(
        default=0,
        ge=0,
        description="Tokens that the model read before these, left out by the author's window.",
    )
    n_after: int = Field(
        default=0,
        ge=0,
        description="Tokens that the model read after these, left out by the author's window.",
    )


class TokenVector(Payload):
    """One number for each token of a block, from whatever source."""

    name: str | None = Field(description="Its name; null for none.")
    color: str | None = Field(
        pattern=CSS_COLOR, description="Colour as CSS spells it, '#cc3366'; null for the page's choice."
    )
    visible: bool | None = Field(description="Whether it is shown at first; null for the page's choice.")
    values: FloatArray = Field(description="Axes (token).")


class TokenBlock(Payload):
    """A stretch of the source with vectors of its own."""

    name: str | None = Field(description="Its name; null for none.")
    visible: bool | None = Field(description="Whether it is shown at first; null for the page's choice.")
    start: int = Field(ge=0, description="Its first token.")
    end: int = Field(ge=0, description="The token after its last.")
    vectors: tuple[TokenVector, ...] = Field(description="What is known of its tokens.")


class TokenVectors(Payload):
    """Vectors of numbers, one per token, that were imported in place of attention.

    References
    ----------
    Škrlj et al. 2020, "AttViz: Online exploration of self-attention for transparent neural language modeling".
    """

    blocks: tuple[TokenBlock, ...] = Field(description="They follow one another and cover the source.")
    highlight_block: int | None = Field(
        ge=0, description="The block whose text is highlighted; null for none."
    )
    highlight_vectors: tuple[int, ...] = Field(description="Its vectors that the text is highlighted by.")


class ModelRun(Payload):
    """What one model made of one document."""

    model: str = Field(description="Key of the model in the manifest.")
    source: TokenSequence = Field(
        description="The tokens the model read; for a decoder-only model its only ones."
    )
    target: TokenSequence | None = Field(description="Decoder tokens of an encoder-decoder model.")
    target_generated: bool = Field(
        description="True if the model wrote the target itself; False if it was given."
    )
    attention: tuple[Attention, ...] = Field(description="One entry per kind of attention the model has.")
    prediction: Prediction | None = Field(description="The model's output; null for a model without a head.")
    continuation: Continuation | None = Field(
        default=None, description="What a causal model wrote after the document; null if it was not to write."
    )
    vectors: TokenVectors | None = Field(
        default=None, description="Imported vectors; null where there is attention."
    )


class Document(Payload):
    """``documents/<file>.json``: one document and what every model made of it."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    id: str = Field(description="The author's id, or a number given in reading order.")
    title: str | None = Field(description="The author's title.")
    text: str = Field(description="The text as it was given.")
    text_b: str | None = Field(description="Second text of a sentence pair.")
    target: str | None = Field(description="The target as it was given, for encoder-decoder models.")
    label: str | None = Field(description="The gold label.")
    runs: tuple[ModelRun, ...] = Field(description="One per model, in the order of the manifest.")
