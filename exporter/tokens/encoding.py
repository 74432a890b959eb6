"""What a tokenizer is asked for and what it gives, in one form for fast tokenizers and slow ones."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attlas.precompute.errors import AttlasError
from attlas.precompute.words import Span

if TYPE_CHECKING:
    from transformers import BatchEncoding, PreTrainedTokenizerBase


@dataclass(frozen=True)
class Token:
    """A token in its place.

    Parameters
    ----------
    id : int
        Number in the vocabulary.
    spelling : str
        As the vocabulary spells it.
    span : (int, int)
        What it stands for in its text, without white space around it; (-1, -1) for nothing.
    segment : int, optional
        The text it comes from, 0 or 1; None for tokens that the tokenizer added.
    """

    id: int
    spelling: str
    span: Span
    segment: int | None


@dataclass(frozen=True)
class Encoding:
    """A text or a pair as tokenized: the model's inputs, their tokens, and how many were cut off."""

    inputs: dict[str, list[int]]
    tokens: list[Token]
    n_truncated: int


@dataclass(frozen=True)
class Request:
    """What is to be encoded.

    Parameters
    ----------
    texts : tuple of str
        One text, or the two of a pair.
    document : str
        Id of the document, for errors.
    max_tokens : int, optional
        Longest sequence, special tokens included.
    as_target : bool
        Whether the text is what the model is to write.
    """

    texts: tuple[str, ...]
    document: str
    max_tokens: int | None
    as_target: bool


def spellings(tokenizer: PreTrainedTokenizerBase, ids: Sequence[int]) -> list[str]:
    """Spell ids as the vocabulary does; ids beyond it, which models with a padded one can give, by number."""
    tokens = tokenizer.convert_ids_to_tokens(list(ids))
    return [f"<{number}>" if token is None else token for number, token in zip(ids, tokens, strict=True)]


def call(
    tokenizer: PreTrainedTokenizerBase,
    texts: Sequence[str] | Sequence[list[int]],
    request: Request,
    **options: object,
) -> BatchEncoding:
    """Call a tokenizer on texts, or a slow one on lists of ids, as source or as target."""
    if request.as_target:
        return tokenizer(text_target=texts[0], verbose=False, **options)
    return tokenizer(*texts, verbose=False, **options)


def model_inputs(tokenizer: PreTrainedTokenizerBase, encoding: BatchEncoding) -> dict[str, list[int]]:
    """Keep what the model is to be given."""
    return {name: list(encoding[name]) for name in encoding if name in tokenizer.model_input_names}


def check_every_text(request: Request, present: Container[int | None]) -> None:
    """Refuse a document if one of its texts has no token.

    Parameters
    ----------
    present : container of int or None
        Segments that have tokens.
    """
    if any(segment not in present for segment in range(len(request.texts))):
        raise AttlasError(
            f"document {request.document!r} gives no token, expected a text that the tokenizer knows; "
            "change the text or remove the document"
        )


def check_room(request: Request, n_special: int) -> None:
    """Refuse a maximum that leaves no room for a token of each text beside the special ones."""
    needed = n_special + len(request.texts)
    if request.max_tokens is not None and request.max_tokens < needed:
        raise AttlasError(
            f"document {request.document!r} is cut at {request.max_tokens} tokens, "
            f"expected at least {needed} ({n_special} are special tokens); raise the maximum"
        )
