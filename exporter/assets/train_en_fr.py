"""Train the English-French Transformer of the demo: ``python -m attlas.exporter.assets.train_en_fr PAIRS FOLDER``.

PAIRS is the tab-separated file of Tatoeba sentence pairs from manythings.org/anki (English first, French second;
plain or .xz). FOLDER receives the model in half precision, its tokenizer, and ``score.json``. Training goes on from
``checkpoint.pt`` in FOLDER if it is there, so it can be stopped at any time.

The model is a Marian encoder-decoder, 3 + 3 layers of 8 heads, 256 dimensions, with one vocabulary of 8,000 pieces
for both languages. 1,500 English sentences, and every pair that shares a French side with them, are held out.
"""

from __future__ import annotations

import json
import lzma
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_
from transformers import MarianConfig, MarianMTModel, PreTrainedTokenizerFast

PAD, END = 0, 1
SPECIAL_TOKENS = ["<pad>", "</s>", "<unk>"]
MAX_WORDS = 16
N_HELD_OUT, N_DEVELOPMENT = 1500, 500
LEARNING_RATE, WARM_UP, SMOOTHING = 8e-4, 400, 0.1
SPELLINGS = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2009": " ", "’": "'"})

Pair = tuple[str, str]


@dataclass(frozen=True)
class Corpus:
    """Training pairs, and held-out English sentences with all their translations."""

    train: list[Pair]
    development: dict[str, list[str]]
    test: dict[str, list[str]]


def read_corpus(path: Path) -> Corpus:
    """Read the pairs and divide them, always in the same way."""
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    translations: dict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        english, french = (_normalised(side) for side in line.split("\t")[:2])
        if len(english.split()) <= MAX_WORDS and len(french.split()) <= MAX_WORDS + 6:
            translations[english].append(french)
    sentences = sorted(translations)
    random.Random(5).shuffle(sentences)  # noqa: S311 (a division, not a secret)
    held_out = set(sentences[:N_HELD_OUT])
    known_french = {french for english in held_out for french in translations[english]}
    return Corpus(
        train=[
            (english, french)
            for english in sentences[N_HELD_OUT:]
            for french in translations[english]
            if french not in known_french
        ],
        development={english: translations[english] for english in sentences[:N_DEVELOPMENT]},
        test={english: translations[english] for english in sentences[N_DEVELOPMENT:N_HELD_OUT]},
    )


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(SPELLINGS).strip())


def train_tokenizer(pairs: Sequence[Pair], *, vocabulary: int) -> PreTrainedTokenizerFast:
    """Learn one byte-pair vocabulary for both languages."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation("isolated")]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=SPECIAL_TOKENS, min_frequency=2, show_progress=False
    )
    tokenizer.train_from_iterator((side for pair in pairs for side in pair), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", END)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=128,
    )


def new_model(vocabulary: int) -> MarianMTModel:
    """Make the untrained model."""
    config = MarianConfig(
        vocab_size=vocabulary,
        decoder_vocab_size=vocabulary,
        d_model=256,
        encoder_layers=3,
        decoder_layers=3,
        encoder_attention_heads=8,
        decoder_attention_heads=8,
        encoder_ffn_dim=1024,
        decoder_ffn_dim=1024,
        dropout=0.1,
        max_position_embeddings=128,
        activation_function="relu",
        pad_token_id=PAD,
        eos_token_id=END,
        decoder_start_token_id=PAD,
        forced_eos_token_id=None,
        scale_embedding=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
    )
    return MarianMTModel(config)


def batches(lengths: Sequence[int], *, size: int, seed: int) -> list[list[int]]:
    """Divide an epoch into batches of similar length, in a random order that `seed` decides."""
    shuffle = random.Random(seed)  # noqa: S311 (an order, not a secret)
    order = list(range(len(lengths)))
    shuffle.shuffle(order)
    divided = []
    for start in range(0, len(order), size * 100):
        window = sorted(order[start : start + size * 100], key=lambda number: lengths[number])
        divided += [window[first : first + size] for first in range(0, len(window), size)]
    shuffle.shuffle(divided)
    return divided


def padded(rows: Sequence[Sequence[int]], device: torch.device) -> torch.Tensor:
    """Stack rows of token ids, filled with padding; shape (row, token)."""
    tensor = torch.full((len(rows), max(map(len, rows))), PAD)
    for number, row in enumerate(rows):
        tensor[number, : len(row)] = torch.tensor(row)
    return tensor.to(device)


def loss_of(model: MarianMTModel, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Cross entropy with label smoothing over the real target tokens, in nats per token."""
    start = torch.full((len(target), 1), PAD, device=target.device)
    with torch.autocast(target.device.type, dtype=torch.bfloat16):
        hidden = model.model(
            input_ids=source,
            attention_mask=(source != PAD).long(),
            decoder_input_ids=torch.cat([start, target[:, :-1]], dim=1),
            use_cache=False,
        ).last_hidden_state
        kept = target != PAD
        logits = model.lm_head(hidden[kept]) + model.final_logits_bias
    return cross_entropy(logits.float(), target[kept], label_smoothing=SMOOTHING)


def rate(step: int, n_steps: int) -> float:
    """Share of the learning rate: rising at first, falling to 0 over the last half."""
    return min(1.0, (step + 1) / WARM_UP, (n_steps - step) / (n_steps / 2))


class Training:
    """The state of a training that can be stopped and taken up again."""

    def __init__(
        self, corpus: Corpus, folder: Path, *, n_epochs: int, batch_size: int, device: torch.device
    ) -> None:
        self.corpus, self.folder, self.n_epochs, self.batch_size, self.device = (
            corpus,
            folder,
            n_epochs,
            batch_size,
            device,
        )
        torch.manual_seed(1)
        self.tokenizer = train_tokenizer(corpus.train, vocabulary=8000)
        self.model = new_model(len(self.tokenizer)).to(device)
        self.optimizer = torch.optim.AdamW(
            self.model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.01
        )
        self.step = 0
        self.sources = self.tokenizer([english for english, _ in corpus.train])["input_ids"]
        self.targets = self.tokenizer([french for _, french in corpus.train])["input_ids"]
        self.n_steps = n_epochs * len(batches([*map(len, self.targets)], size=batch_size, seed=0))
        if self.checkpoint.exists():
            self._load()

    @property
    def checkpoint(self) -> Path:
        """Where the state is kept."""
        return self.folder / "checkpoint.pt"

    def run(self, *, save_every: int = 500) -> None:
        """Train to the end, saving the state now and then."""
        self.model.train()
        for numbers in self._remaining():
            source = padded([self.sources[number] for number in numbers], self.device)
            target = padded([self.targets[number] for number in numbers], self.device)
            loss = self._update(source, target)
            self.step += 1
            if self.step % save_every == 0:
                self._save()
                click.echo(f"step {self.step} of {self.n_steps}, loss {loss:.3f}")
        self._save()

    def _remaining(self) -> Iterator[list[int]]:
        lengths = [*map(len, self.targets)]
        per_epoch = self.n_steps // self.n_epochs
        for epoch in range(self.step // per_epoch, self.n_epochs):
            order = batches(lengths, size=self.batch_size, seed=epoch)
            yield from order[self.step - epoch * per_epoch :]

    def _update(self, source: torch.Tensor, target: torch.Tensor) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = LEARNING_RATE * rate(self.step, self.n_steps)
        loss = loss_of(self.model, source, target)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss.item()

    def _save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        temporary = self.checkpoint.with_suffix(".part")
        torch.save(state, temporary)
        temporary.replace(self.checkpoint)

    def _load(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]


@torch.inference_mode()
def translate(model: MarianMTModel, tokenizer: Any, sentences: Sequence[str]) -> list[str]:
    """Translate greedily."""
    translations: list[str] = []
    model.eval()
    for start in range(0, len(sentences), 100):
        source = padded(tokenizer(list(sentences[start : start + 100]))["input_ids"], model.device)
        written = model.generate(
            input_ids=source,
            attention_mask=(source != PAD).long(),
            max_new_tokens=40,
            do_sample=False,
            num_beams=1,
        )
        translations += tokenizer.batch_decode(written, skip_special_tokens=True)
    return translations


def score(model: MarianMTModel, tokenizer: Any, held_out: dict[str, list[str]]) -> dict[str, Any]:
    """Give BLEU of the sentences of at most ten words, against one reference and against all."""
    import sacrebleu

    sentences = sorted((english for english in held_out if len(english.split()) <= 10), key=len)
    hypotheses = translate(model, tokenizer, sentences)
    one = [[held_out[english][0] for english in sentences]]
    n_references = min(8, max(len(held_out[english]) for english in sentences))
    several = [
        [held_out[english][number] if number < len(held_out[english]) else "" for english in sentences]
        for number in range(n_references)
    ]
    return {
        "bleu_one_reference": round(sacrebleu.corpus_bleu(hypotheses, one).score, 1),
        "bleu_all_references": round(sacrebleu.corpus_bleu(hypotheses, several).score, 1),
        "n_sentences": len(sentences),
    }


@click.command()
@click.argument("pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--epochs", default=6, show_default=True)
@click.option("--batch-size", default=64, show_default=True)
@click.option("--device", default="cpu", show_default=True)
@click.option("--score-only", is_flag=True, help="Score the checkpoint as it is, without training.")
def main(pairs: Path, folder: Path, *, epochs: int, batch_size: int, device: str, score_only: bool) -> None:
    """Train the model of the demo and score it on held-out sentences."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(pairs)
    training = Training(corpus, folder, n_epochs=epochs, batch_size=batch_size, device=torch.device(device))
    click.echo(f"{len(corpus.train)} pairs, {training.n_steps} steps, at step {training.step}")
    if not score_only:
        training.run()
    result = score(training.model, training.tokenizer, corpus.test) | {
        "epochs": round(epochs * training.step / training.n_steps, 2)
    }
    click.echo(json.dumps(result))
    (folder / "score.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    training.model.half().save_pretrained(folder)
    training.tokenizer.save_pretrained(folder)


if __name__ == "__main__":
    main()
