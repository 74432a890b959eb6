"""Texts through a fast tokenizer, which gives every token's place in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attlas.precompute.words import Span

from .alignment import NOWHERE, tight
from .encoding import Encoding, Request, Token, call, check_every_text, check_room, model_inputs, spellings
from .spelling import Spelling

if TYPE_CHECKING:
    from transformers import BatchEncoding, PreTrainedTokenizerBase


def encode_fast(tokenizer: PreTrainedTokenizerBase, spell: Spelling, request: Request) -> Encoding:
    """Tokenise a text or a pair; what is too long is cut, of a pair always the longer text.

    Raises
    ------
    AttlasError
        If a text gives no token, or if the maximum leaves no room for one token of each.
    """
    options: dict[str, object] = {"return_offsets_mapping": True, "return_special_tokens_mask": True}
    whole = encoding = call(tokenizer, request.texts, request, **options)
    n_tokens, limit = len(whole["input_ids"]), request.max_tokens
    check_every_text(request, _segments(whole))
    if limit is not None and n_tokens > limit:
        check_room(request, _segments(whole).count(None))
        options |= {"truncation": "longest_first", "max_length": limit}
        encoding = call(tokenizer, request.texts, request, **options)
    ids = encoding["input_ids"]
    offset_mapping, segments = encoding["offset_mapping"], _segments(encoding)
    columns = zip(ids, spellings(tokenizer, ids), offset_mapping, segments, strict=True)
    tokens = [
        Token(number, spelling, _span(spell(spelling), offsets, request, segment), segment)
        for number, spelling, offsets, segment in columns
    ]
    return Encoding(model_inputs(tokenizer, encoding), tokens, n_tokens - len(tokens))


def fast_length(tokenizer: PreTrainedTokenizerBase, request: Request) -> int:
    """Count the tokens of a text or a pair before anything is cut.

    Raises
    ------
    AttlasError
        If a text gives no token.
    """
    encoding = call(tokenizer, request.texts, request, return_special_tokens_mask=True)
    check_every_text(request, _segments(encoding))
    return len(encoding["input_ids"])


def _segments(encoding: BatchEncoding) -> list[int | None]:
    columns = zip(encoding["special_tokens_mask"], encoding.sequence_ids(0), strict=True)
    return [None if is_special else segment for is_special, segment in columns]


def _span(piece: bytes, offsets: Span, request: Request, segment: int | None) -> Span:
    """Correct a tokenizer's offsets, which may hold the white space before a word, or miss a token's own."""
    if segment is None:
        return NOWHERE
    text, spelled = request.texts[segment], piece.decode("utf-8", "replace")
    if not spelled.isspace():
        return tight(text, offsets)
    # Byte-level tokenizers that trim their offsets leave (end, end) of a token that is white space;
    # SentencePiece ones give the space that they put before a text the place of its first character.
    start, end = offsets if offsets[0] < offsets[1] else (offsets[1] - len(spelled), offsets[1])
    return (start, end) if start >= 0 and text[start:end].isspace() else NOWHERE
