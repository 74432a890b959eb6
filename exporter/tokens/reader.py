"""Texts as a model reads them: input ids, and for every token its place, its word and its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from attlas.precompute.contract import TokenSequence

from .alignment import NOWHERE, Extent, align, spelled_out
from .encoding import Request, Token, spellings
from .fast_tokenizer import encode_fast, fast_length
from .labels import readable, visible
from .slow_tokenizer import encode_slow
from .spelling import Spelling, spelling_of
from .words import number_words

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class ModelInput:
    """A text, or a pair, ready for a model.

    Parameters
    ----------
    inputs : dict of str to list of int
        What the tokenizer gives the model, under the model's names: ``input_ids`` and, depending on the
        tokenizer, ``attention_mask`` and ``token_type_ids``. No batch axis, no padding.
    tokens : TokenSequence
        The tokens of ``input_ids``.
    """

    inputs: dict[str, list[int]]
    tokens: TokenSequence


class TokenReader:
    """Reads texts with one tokenizer, fast or slow.

    Parameters
    ----------
    tokenizer : transformers tokenizer
        Of any vocabulary (WordPiece, byte-level, SentencePiece, marked BPE), with or without special tokens.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._tokenizer = tokenizer
        self._spell = spelling_of(tokenizer)
        self._special_ids = _special_ids(tokenizer)
        self._unknown_id = tokenizer.unk_token_id

    def read(
        self,
        text: str,
        text_b: str | None = None,
        *,
        document: str,
        max_tokens: int | None = None,
        as_target: bool = False,
    ) -> ModelInput:
        """Tokenise a text or a sentence pair.

        Parameters
        ----------
        text, text_b : str
            The text, and the second one of a pair.
        document : str
            Id of the document, for errors.
        max_tokens : int, optional
            Longest sequence, special tokens included. What is too long is cut where the tokenizer cuts (most
            often at the end), of a pair always the longer text; ``tokens.n_truncated`` counts what is
            missing.
        as_target : bool
            Read the text as what the model is to write: some tokenizers have a vocabulary or a language code
            for that. Not for pairs.

        Raises
        ------
        AttlasError
            If a text gives no token, or if `max_tokens` leaves no room for one token of each.
        """
        texts = (text,) if text_b is None else (text, text_b)
        request = Request(texts, document=document, max_tokens=max_tokens, as_target=as_target)
        encode = encode_fast if self._tokenizer.is_fast else encode_slow
        encoding = encode(self._tokenizer, self._spell, request)
        return ModelInput(encoding.inputs, self._sequence(encoding.tokens, texts, encoding.n_truncated))

    def length(
        self, text: str, text_b: str | None = None, *, document: str, max_tokens: int | None = None
    ) -> int:
        """Count the tokens that `read` gives, in less time.

        Raises
        ------
        AttlasError
            As `read`.
        """
        texts = (text,) if text_b is None else (text, text_b)
        request = Request(texts, document=document, max_tokens=max_tokens, as_target=False)
        if self._tokenizer.is_fast:
            n_tokens = fast_length(self._tokenizer, request)
            if max_tokens is None or n_tokens <= max_tokens:
                return n_tokens
        return len(self.read(text, text_b, document=document, max_tokens=max_tokens).tokens.tokens)

    def describe(self, ids: Sequence[int], text: str, *, n_truncated: int = 0) -> TokenSequence:
        """Describe tokens that exist only as ids: what a decoder reads, given or generated.

        Parameters
        ----------
        ids : sequence of int
            The tokens; special ones among them stand for no text.
        text : str
            The text that the others spell.
        n_truncated : int
            Tokens that were cut off before.
        """
        spelled = spellings(self._tokenizer, ids)
        is_text = [number not in self._special_ids for number in ids]
        pieces = [
            self._spell(token)
            for token, stands_for_text in zip(spelled, is_text, strict=True)
            if stands_for_text
        ]
        spans = iter(align(pieces, text))
        tokens = [
            Token(number, token, next(spans), 0) if stands_for_text else Token(number, token, NOWHERE, None)
            for number, token, stands_for_text in zip(ids, spelled, is_text, strict=True)
        ]
        return self._sequence(tokens, (text,), n_truncated)

    def _sequence(self, tokens: Sequence[Token], texts: tuple[str, ...], n_truncated: int) -> TokenSequence:
        return token_sequence(
            tokens, texts, spell=self._spell, unknown_id=self._unknown_id, n_truncated=n_truncated
        )


def token_sequence(
    tokens: Sequence[Token],
    texts: tuple[str, ...],
    *,
    spell: Spelling,
    unknown_id: int | None = None,
    n_truncated: int = 0,
) -> TokenSequence:
    """Describe tokens whose places in their texts are known.

    Parameters
    ----------
    tokens : sequence of Token
        In the order of the model's input.
    texts : tuple of str
        One text, or the two of a pair.
    spell : Spelling
        Gives the bytes that a token stands for.
    unknown_id : int, optional
        Id of the unknown token, whose text the model cannot see.
    n_truncated : int
        Tokens that were cut off before.
    """
    words, word_labels = number_words(tokens, texts)
    return TokenSequence(
        tokens=tuple(token.spelling for token in tokens),
        labels=tuple(_labels(tokens, texts, spell, unknown_id)),
        starts=tuple(token.span[0] for token in tokens),
        ends=tuple(token.span[1] for token in tokens),
        words=tuple(words),
        segments=_segments(tokens),
        special=tuple(token.segment is None for token in tokens),
        word_labels=tuple(word_labels),
        n_truncated=n_truncated,
    )


def _labels(
    tokens: Sequence[Token], texts: tuple[str, ...], spell: Spelling, unknown_id: int | None
) -> list[str]:
    """Label tokens by their text; added and unknown ones, whose text the model cannot see, as spelled."""
    labels = [visible(token.spelling) for token in tokens]
    for segment, text in enumerate(texts):
        own = [
            index for index, token in enumerate(tokens) if token.segment == segment and token.id != unknown_id
        ]
        pieces = spelled_out([spell(tokens[index].spelling) for index in own])
        extents = [
            piece if tokens[index].span == NOWHERE else Extent(text, tokens[index].span)
            for index, piece in zip(own, pieces, strict=True)
        ]
        for index, label in zip(own, readable(extents), strict=True):
            labels[index] = label
    return labels


def _special_ids(tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """Collect the ids that stand for no text; unknown and mask tokens do, they take the place of a word."""
    added = (number for number, token in tokenizer.added_tokens_decoder.items() if token.special)
    languages = getattr(tokenizer, "lang_code_to_id", {}).values()
    return frozenset({*tokenizer.all_special_ids, *added, *languages}) - {
        tokenizer.unk_token_id,
        tokenizer.mask_token_id,
    }


def _segments(tokens: Sequence[Token]) -> tuple[int, ...]:
    """Give added tokens the segment of the text before them, the first one that of the first text."""
    return tuple(accumulate((token.segment or 0 for token in tokens), max))
