"""The tiny models and tokenizers that other tests stand on."""

from pathlib import Path

import pytest
import torch
import transformers

from tiny import FAMILIES, LABELS, LOADERS, save_tiny, tiny_model
from tiny_tokenizers import SENTENCES, tiny_tokenizer


def test_same_arguments_give_the_same_model() -> None:
    first, second = (tiny_model("bert").state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize(
    ("family", "task"),
    [
        ("bert", None),
        ("bert", "classes"),
        ("roberta", "masked_tokens"),
        ("gpt2", "next_token"),
        ("llama", "next_token"),
        ("marian", "generated"),
        ("t5", "generated"),
    ],
)
def test_saved_folder_loads(tmp_path: Path, family: str, task: str | None) -> None:
    save_tiny(tmp_path, family, task)
    model = LOADERS[task].from_pretrained(tmp_path)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path)
    expected = tiny_tokenizer(FAMILIES[family].tokenizer)
    assert tokenizer(SENTENCES[0]).input_ids == expected(SENTENCES[0]).input_ids
    saved, fresh = model.state_dict(), tiny_model(family, task).state_dict()
    assert all(torch.equal(saved[name], fresh[name]) for name in fresh)


def test_classifier_names_its_classes() -> None:
    assert tuple(tiny_model("bert", "classes").config.id2label.values()) == LABELS


@pytest.mark.parametrize("kind", ["bytes", "bare bytes"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_bytes_lose_nothing(kind: str, sentence: str) -> None:
    tokenizer = tiny_tokenizer(kind)
    assert tokenizer.decode(tokenizer(sentence).input_ids, skip_special_tokens=True) == sentence


@pytest.mark.parametrize(
    ("kind", "single", "pair"),
    [
        ("wordpiece", "[CLS] x [SEP]", "[CLS] x [SEP] x [SEP]"),
        ("bytes", "<s> x </s>", "<s> x </s> </s> x </s>"),
        ("bare bytes", "x", "x x"),
        ("pieces", "x </s>", "x </s> x </s>"),
        ("opened pieces", "<s> x", "<s> x <s> x"),
    ],
)
def test_special_tokens_are_those_of_the_family(kind: str, single: str, pair: str) -> None:
    tokenizer = tiny_tokenizer(kind)
    special = set(tokenizer.all_special_tokens)

    def pattern(*texts: str) -> str:
        return " ".join(token if token in special else "x" for token in tokenizer(*texts).tokens())

    assert (pattern("a"), pattern("a", "a")) == (single, pair)
