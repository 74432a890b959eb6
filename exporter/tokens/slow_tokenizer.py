"""Texts through a slow tokenizer, which gives ids alone: what belongs where is found out here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .alignment import NOWHERE, align
from .encoding import Encoding, Request, Token, call, check_every_text, check_room, model_inputs, spellings
from .spelling import Spelling

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


def encode_slow(tokenizer: PreTrainedTokenizerBase, spell: Spelling, request: Request) -> Encoding:
    """Tokenise a text or a pair; what is too long is cut, of a pair always the longer text.

    Raises
    ------
    AttlasError
        If a text gives no token, or if the maximum leaves no room for one token of each.
    """
    contents = [
        _content(tokenizer, spell, text, segment, as_target=request.as_target)
        for segment, text in enumerate(request.texts)
    ]
    check_every_text(request, {segment for segment, content in enumerate(contents) if content})
    encoding = _arranged(tokenizer, request, contents)
    limit, n_tokens = request.max_tokens, len(encoding.tokens)
    if limit is None or n_tokens <= limit:
        return encoding
    n_special = n_tokens - sum(map(len, contents))
    check_room(request, n_special)
    lengths = _longest_first([len(content) for content in contents], room=limit - n_special)
    from_left = tokenizer.truncation_side == "left"
    kept = [
        content[-length:] if from_left else content[:length]
        for content, length in zip(contents, lengths, strict=True)
    ]
    arranged = _arranged(tokenizer, request, kept)
    return Encoding(arranged.inputs, arranged.tokens, n_tokens - len(arranged.tokens))


def _content(
    tokenizer: PreTrainedTokenizerBase, spell: Spelling, text: str, segment: int, *, as_target: bool
) -> list[Token]:
    """Tokenise one text alone, without special tokens."""
    if as_target:
        ids = list(tokenizer(text_target=text, add_special_tokens=False, verbose=False)["input_ids"])
        written = spellings(tokenizer, ids)
    else:
        # The pieces before they are looked up: they show what an unknown token stands for.
        written = tokenizer.tokenize(text)
        ids = tokenizer.convert_tokens_to_ids(written)
    spans = align([spell(token) for token in written], text)
    columns = zip(ids, written, spans, strict=True)
    return [
        Token(number, tokenizer.unk_token if number == tokenizer.unk_token_id else token, span, segment)
        for number, token, span in columns
    ]


def _arranged(
    tokenizer: PreTrainedTokenizerBase, request: Request, contents: Sequence[list[Token]]
) -> Encoding:
    """Put the special tokens around the contents.

    The tokenizer arranges negative numbers in the place of ids, so that each token is recognised wherever it
    lands; the masks that slow tokenizers offer are wrong for several classes (Marian's among them).
    """
    content = [token for tokens in contents for token in tokens]
    markers = iter(range(-1, -len(content) - 1, -1))
    numbered = [[next(markers) for _ in tokens] for tokens in contents]
    encoding = call(tokenizer, numbered, request)
    added = [number for number in encoding["input_ids"] if number >= 0]
    spelling_of = dict(zip(added, spellings(tokenizer, added), strict=True))
    tokens = [
        content[-1 - number] if number < 0 else Token(number, spelling_of[number], NOWHERE, None)
        for number in encoding["input_ids"]
    ]
    inputs = model_inputs(tokenizer, encoding) | {"input_ids": [token.id for token in tokens]}
    return Encoding(inputs, tokens, 0)


def _longest_first(lengths: list[int], *, room: int) -> list[int]:
    kept = list(lengths)
    for _ in range(sum(lengths) - room):
        kept[kept.index(max(kept))] -= 1
    return kept
