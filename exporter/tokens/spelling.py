"""How a vocabulary spells its tokens, and the bytes of text that a spelling stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

Spelling = Callable[[str], bytes]
"""Gives the UTF-8 bytes that a token stands for; only several tokens together may make a character."""

METASPACE, BYTE_SPACE, CONTINUING, WORD_END, CONTINUED = "▁", "Ġ", "##", "</w>", "@@"
MARKERS = (METASPACE, BYTE_SPACE, CONTINUING, WORD_END, CONTINUED)
BYTE_FALLBACK = re.compile("<0x([0-9A-Fa-f]{2})>")
LATIN_1 = frozenset(map(chr, range(256)))


def spelling_of(tokenizer: PreTrainedTokenizerBase) -> Spelling:
    """Find out how a tokenizer's vocabulary is spelled.

    Fast tokenizers tell by the parts they are made of. The others share no description, so the marker that
    most of their vocabulary carries decides.

    Examples
    --------
    >>> from tokenizers import Tokenizer, models
    >>> from transformers import PreTrainedTokenizerFast
    >>> pieces = Tokenizer(models.WordPiece({"[UNK]": 0, "run": 1, "##ning": 2}, unk_token="[UNK]"))
    >>> spelling_of(PreTrainedTokenizerFast(tokenizer_object=pieces))("##ning")
    b'ning'
    """
    return _fast_spelling(tokenizer) if tokenizer.is_fast else _slow_spelling(tokenizer.get_vocab())


def _fast_spelling(tokenizer: PreTrainedTokenizerBase) -> Spelling:
    backend = tokenizer.backend_tokenizer
    parts = (backend.normalizer, backend.pre_tokenizer, backend.decoder)
    state = b"".join(part.__getstate__() for part in parts if part is not None).decode("utf-8")
    if '"ByteLevel"' in state:
        return byte_level
    return partial(
        marked,
        space=METASPACE if '"Metaspace"' in state or METASPACE in state else "",
        prefix=getattr(backend.model, "continuing_subword_prefix", None) or "",
        suffix=getattr(backend.model, "end_of_word_suffix", None) or "",
    )


def _slow_spelling(vocabulary: Iterable[str]) -> Spelling:
    tokens = frozenset(vocabulary)
    if tokens >= LATIN_1 and len(tokens) < 2 * len(LATIN_1):  # ByT5 and its kin: a token per byte
        return latin_1
    return spelling_by(prevalent_marker(tokens))


def prevalent_marker(tokens: Iterable[str]) -> str:
    """Find the marker that most of these tokens begin or end with; empty if none does."""
    counts = Counter(
        marker for token in tokens for marker in MARKERS if token.startswith(marker) or token.endswith(marker)
    )
    return counts.most_common(1)[0][0] if counts else ""


def spelling_by(marker: str) -> Spelling:
    """Read tokens as a vocabulary does that marks them so; an empty marker is none."""
    if marker == BYTE_SPACE:
        return byte_level
    return partial(
        marked,
        space=marker if marker == METASPACE else "",
        prefix=marker if marker == CONTINUING else "",
        suffix=marker if marker in (WORD_END, CONTINUED) else "",
    )


def marked(token: str, *, space: str = "", prefix: str = "", suffix: str = "") -> bytes:
    r"""Read a token of a WordPiece, SentencePiece or marked BPE vocabulary.

    Parameters
    ----------
    token : str
        As the vocabulary spells it.
    space : str
        Character that stands for a space, if the vocabulary has one.
    prefix, suffix : str
        Marker before a token that continues a word, after one that ends or continues it.

    Examples
    --------
    >>> marked("▁fox", space="▁"), marked("##es", prefix="##"), marked("<0xF0>", space="▁")
    (b' fox', b'es', b'\xf0')
    """
    if byte := BYTE_FALLBACK.fullmatch(token):
        return bytes([int(byte[1], 16)])
    text = token.removeprefix(prefix).removesuffix(suffix) or token
    return (text.replace(space, " ") if space else text).encode("utf-8", "replace")


def byte_level(token: str) -> bytes:
    """Read a token of a byte-level BPE vocabulary (Radford et al. 2019); added tokens are plain text.

    Examples
    --------
    >>> byte_level("Ġfox"), byte_level("ðŁ¦Ĭ").decode()
    (b' fox', '🦊')
    """
    if all(character in BYTE_OF for character in token):
        return bytes(BYTE_OF[character] for character in token)
    return token.encode("utf-8", "replace")


def latin_1(token: str) -> bytes:
    """Read a token of a vocabulary that writes each byte as the Latin-1 character of that number."""
    return token.encode("latin-1" if len(token) == 1 else "utf-8", "replace")


def _byte_of_character() -> dict[str, int]:
    # Printable Latin-1 characters stand for themselves, the other bytes for the characters from U+0100 on.
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(0x100 + rank): byte for rank, byte in enumerate(others)
    }


BYTE_OF = _byte_of_character()
