"""Tiny tokenizers of the three common sorts, made of a few sentences in several scripts.

The trainers of `tokenizers` break ties as their hash tables happen to be ordered; but for bytes, every process would
get another vocabulary. So those of word pieces and of pieces are made here, and are always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from math import log
from typing import Any, Literal

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

TokenizerKind = Literal["wordpiece", "bytes", "bare bytes", "pieces", "opened pieces"]

N_VOCABULARY = 400
LONGEST_PIECE = 4
MAX_LENGTH = 128

SENTENCES = (
    "The keeper fed the hungry otters because they had waited all morning.",
    "Nobody told the pilot that the runway was closed, so she circled twice.",
    "Three bridges cross the river; the oldest of them is made of stone.",
    "He did not laugh at the joke, and neither did his unlikely neighbours.",
    "Le vieux phare éclaire encore la côte, même quand personne ne regarde.",
    "Der Bäcker öffnet früh, weil die Straßenbahn um fünf Uhr vorbeifährt.",
    "Старый мост скрипит, когда по нему едет тяжёлый поезд.",
    "Ο γέρος ψαράς κοιτάζει τη θάλασσα κάθε πρωί.",
    "القطار الأخير يغادر المحطة قبل منتصف الليل.",
    "החתול ישן על הספר שקראתי אתמול.",
    "昨日の雨で川の水がとても高くなった。",
    "老师把书放在桌子上，然后走出了教室。",
    "शहर की पुरानी सड़क पर आज बहुत भीड़ है।",
    "Snow ❄ fell on the 24 tents 🏕 — naïve campers cheered!",
)


@cache
def tiny_tokenizer(kind: TokenizerKind) -> PreTrainedTokenizerFast:
    """Tokenizer of one sort.

    Parameters
    ----------
    kind : str
        ``"wordpiece"`` as BERT's, ``"bytes"`` as RoBERTa's and ``"pieces"`` as T5's, with the special tokens that
        these add; ``"bare bytes"`` as GPT-2's, which adds none; ``"opened pieces"`` as Llama's, with a first one.
    """
    match kind:
        case "wordpiece":
            return _wordpiece()
        case "bytes":
            return _bytes(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>")
        case "bare bytes":
            return _bytes(single="$A", pair="$A $B")
        case "pieces":
            return _pieces(single="$A </s>", pair="$A </s> $B </s>")
        case "opened pieces":
            return _pieces(single="<s> $A", pair="<s> $A <s> $B")


def _wordpiece() -> PreTrainedTokenizerFast:
    roles = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces = _frequent(
        ("" if start == 0 else "##") + word[start:end]
        for word in _words(tokenizer)
        for start, end in _spans(len(word))
    )
    vocabulary = [*roles.values(), *pieces][:N_VOCABULARY]
    tokenizer.model = models.WordPiece(
        {piece: number for number, piece in enumerate(vocabulary)}, unk_token="[UNK]"
    )
    tokenizer.decoder = decoders.WordPiece()
    _frame(tokenizer, single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1")
    return _fast(tokenizer, roles, ["input_ids", "token_type_ids", "attention_mask"])


def _bytes(*, single: str, pair: str) -> PreTrainedTokenizerFast:
    roles = {"bos": "<s>", "pad": "<pad>", "eos": "</s>", "unk": "<unk>", "mask": "<mask>"}
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=N_VOCABULARY,
        special_tokens=list(roles.values()),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    _frame(tokenizer, single=single, pair=pair)
    return _fast(tokenizer, {**roles, "cls": "<s>", "sep": "</s>"}, ["input_ids", "attention_mask"])


def _pieces(*, single: str, pair: str) -> PreTrainedTokenizerFast:
    roles = {"pad": "<pad>", "eos": "</s>", "unk": "<unk>", "bos": "<s>", "mask": "<mask>"}
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    counts = _frequent(word[start:end] for word in _words(tokenizer) for start, end in _spans(len(word)))
    specials = [(token, 0.0) for token in roles.values()]
    scored = [(piece, log(count / sum(counts.values()))) for piece, count in counts.items()]
    vocabulary = [*specials, *scored][:N_VOCABULARY]
    tokenizer.model = models.Unigram(vocabulary, unk_id=[*roles].index("unk"))
    tokenizer.add_special_tokens([*roles.values()])
    _frame(tokenizer, single=single, pair=pair)
    return _fast(tokenizer, roles, ["input_ids", "attention_mask"])


def _words(tokenizer: Tokenizer) -> Iterator[str]:
    """Split the sentences as the tokenizer does before it looks for pieces."""
    for sentence in SENTENCES:
        normal = tokenizer.normalizer.normalize_str(sentence)
        yield from (word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))


def _spans(n: int) -> Iterator[tuple[int, int]]:
    return ((start, end) for start in range(n) for end in range(start + 1, min(n, start + LONGEST_PIECE) + 1))


def _frequent(pieces: Iterable[str]) -> dict[str, int]:
    """Count pieces: single letters first, so that everything can be spelled, then by number, equal ones by text."""
    counts = Counter(pieces)
    order = sorted(counts, key=lambda piece: (len(piece.removeprefix("##")) > 1, -counts[piece], piece))
    return {piece: counts[piece] for piece in order}


def _frame(tokenizer: Tokenizer, *, single: str, pair: str) -> None:
    """Let the tokenizer add special tokens around a text and a pair of texts."""
    added = {word.split(":")[0] for word in pair.split() if not word.startswith("$")}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=single,
        pair=pair,
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in sorted(added)],
    )


def _fast(tokenizer: Tokenizer, roles: dict[str, str], inputs: list[str]) -> PreTrainedTokenizerFast:
    tokens: dict[str, Any] = {f"{role}_token": token for role, token in roles.items()}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=MAX_LENGTH, model_input_names=inputs, **tokens
    )
