"""Text that a causal model goes on with: what it writes, and what is recorded of it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers.processors import TemplateProcessing
from transformers import AutoModelForCausalLM, AutoTokenizer

from attlas.exporter.run import export
from attlas.precompute.codec import MAX_RELATIVE_ERROR, decode
from attlas.precompute.contract import Document, Manifest
from attlas.precompute.errors import AttlasError
from tiny import save_tiny

PROMPTS = ("The dog did not see the cat.", "The cat sleeps")


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("models")
    kinds = [
        *((family, "next_token") for family in ("gpt2", "llama", "gptj", "bloom")),
        ("bert", "masked_tokens"),
        ("bart", "generated"),
    ]
    return {family: save_tiny(root / family, family, task) for family, task in kinds}


def run(folder: Path, output: Path, *prompts: str, **options):
    export([str(folder)], [{"text": prompt} for prompt in prompts], output, **options)
    return [
        Document.model_validate_json((output / "documents" / f"{number}.json").read_bytes()).runs[0]
        for number in range(1, len(prompts) + 1)
    ]


def greedy(folder: Path, prompt: str, n_tokens: int) -> tuple[list[int], list[int]]:
    """Go on with a prompt token by token, without generate and without a cache; stop at the end token."""
    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    prompt_ids = tokenizer(prompt)["input_ids"]
    ids = list(prompt_ids)
    for _ in range(n_tokens):
        with torch.no_grad():
            best = int(model(torch.tensor([ids])).logits[0, -1].argmax())
        if best == model.generation_config.eos_token_id:
            break
        ids.append(best)
    return prompt_ids, ids


@pytest.mark.parametrize("family", ["gpt2", "llama", "gptj", "bloom"])
def test_the_model_writes_what_it_finds_most_probable(folders, tmp_path, family):
    tokenizer = AutoTokenizer.from_pretrained(folders[family])
    for prompt, made in zip(PROMPTS, run(folders[family], tmp_path / "x", *PROMPTS, generate=6), strict=True):
        prompt_ids, ids = greedy(folders[family], prompt, 6)
        known = tokenizer.convert_ids_to_tokens(ids)
        assert [token for token, own in zip(made.source.tokens, known, strict=True) if own] == [
            own for own in known if own
        ]
        assert made.continuation.start == len(prompt_ids)
        assert made.continuation.ended == (len(ids) < len(prompt_ids) + 6)
        assert made.continuation.text == tokenizer.decode(ids[len(prompt_ids) :], skip_special_tokens=True)


def test_attention_is_that_of_one_pass_over_prompt_and_continuation(folders, tmp_path):
    (made,) = run(folders["gpt2"], tmp_path / "x", PROMPTS[0], generate=5)
    model = AutoModelForCausalLM.from_pretrained(folders["gpt2"], attn_implementation="eager").eval()
    _, ids = greedy(folders["gpt2"], PROMPTS[0], 5)
    with torch.no_grad():
        own = model(torch.tensor([ids]), output_attentions=True).attentions
    for layer in made.attention[0].layers:
        assert np.abs(decode(layer.weights) - own[layer.layer][0].numpy()).max() <= MAX_RELATIVE_ERROR + 1e-5


def test_each_step_has_its_ten_best_tokens(folders, tmp_path):
    (made,) = run(folders["gpt2"], tmp_path / "x", PROMPTS[0], generate=5)
    model = AutoModelForCausalLM.from_pretrained(folders["gpt2"]).eval()
    prompt_ids, ids = greedy(folders["gpt2"], PROMPTS[0], 5)
    with torch.no_grad():
        probabilities = model(torch.tensor([ids])).logits[0].softmax(-1)
    assert [step.position for step in made.continuation.steps] == list(range(len(prompt_ids), len(ids)))
    for step in made.continuation.steps:
        expected = probabilities[step.position - 1].topk(10).values.numpy()
        assert [scored.probability for scored in step.tokens] == pytest.approx(expected, abs=2e-6)
    after = [scored.probability for scored in made.prediction.tokens]
    assert after == pytest.approx(probabilities[-1].topk(10).values.numpy(), abs=2e-6)


def test_the_boundary_is_one_of_segments(folders, tmp_path):
    (made,) = run(folders["llama"], tmp_path / "x", PROMPTS[1], generate=4)
    start = made.continuation.start
    assert set(made.source.segments[:start]) == {0}
    assert set(made.source.segments[start:]) == {1}
    for token in range(start, len(made.source.tokens)):
        first, last = made.source.starts[token], made.source.ends[token]
        label = made.source.labels[token].removeprefix("◌")  # which a combining mark is shown on
        assert first < 0 or label in made.continuation.text[first:last]


def test_a_model_that_ends_at_once_writes_nothing(folders, tmp_path):
    folder = tmp_path / "model"
    model = AutoModelForCausalLM.from_pretrained(folders["gpt2"])
    tokenizer = AutoTokenizer.from_pretrained(folders["gpt2"])
    prompt_ids, ids = greedy(folders["gpt2"], PROMPTS[0], 1)
    model.generation_config.eos_token_id = ids[-1]
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (made,) = run(folder, tmp_path / "x", PROMPTS[0], generate=3)
    assert (made.continuation.text, made.continuation.ended, made.continuation.steps) == ("", True, ())
    assert made.continuation.start == len(made.source.tokens) == len(prompt_ids)


def test_an_end_after_the_prompt_is_taken_off(folders, tmp_path):
    """Regression: a model went on after the end that its tokenizer adds, as if with another text."""
    folder = tmp_path / "model"
    model = AutoModelForCausalLM.from_pretrained(folders["gpt2"])
    tokenizer = AutoTokenizer.from_pretrained(folders["gpt2"])
    end = model.generation_config.eos_token_id
    token = tokenizer.convert_ids_to_tokens(end)
    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single=f"$A {token}", special_tokens=[(token, end)]
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (made,) = run(folder, tmp_path / "x", PROMPTS[0], generate=4)
    (expected,) = run(folders["gpt2"], tmp_path / "y", PROMPTS[0], generate=4)
    assert (made.source, made.continuation) == (expected.source, expected.continuation)


def test_prompts_leave_room_for_what_is_written(folders, tmp_path):
    (made,) = run(folders["gpt2"], tmp_path / "x", PROMPTS[0], generate=5, max_tokens=12)
    assert made.continuation.start == 7
    assert made.source.n_truncated > 0
    assert len(made.source.tokens) <= 12


def test_the_document_table_shows_what_was_written(folders, tmp_path):
    (made,) = run(folders["gpt2"], tmp_path / "x", PROMPTS[0], generate=5)
    entry = Manifest.model_validate_json((tmp_path / "x" / "manifest.json").read_bytes()).documents[0]
    assert entry.runs[0].prediction == made.continuation.text


def test_a_window_moves_the_boundary(folders, tmp_path):
    (whole,) = run(folders["gpt2"], tmp_path / "a", PROMPTS[0], generate=5)
    (part,) = run(folders["gpt2"], tmp_path / "b", PROMPTS[0], generate=5, window=(-8, -1))
    n_before = len(whole.source.tokens) - 8
    assert part.source.labels == whole.source.labels[-8:-1]
    assert part.continuation.start == whole.continuation.start - n_before
    assert [step.position + n_before for step in part.continuation.steps] == [
        step.position for step in whole.continuation.steps[:-1]
    ]


@pytest.mark.parametrize("family", ["bert", "bart"])
def test_models_that_do_not_go_on_are_refused(folders, tmp_path, family):
    with pytest.raises(AttlasError, match="expected a causal language model to generate with"):
        run(folders[family], tmp_path / "x", PROMPTS[0], generate=5)
    assert not (tmp_path / "x").exists()


def test_a_pair_is_no_prompt(folders, tmp_path):
    pair = {"text": "Who?", "text_b": "Maria.", "id": "pair"}
    with pytest.raises(AttlasError, match="document 'pair' is a pair, expected a single text to go on with"):
        export([str(folders["gpt2"])], [pair], tmp_path / "x", generate=5)


def test_there_must_be_room_for_a_prompt(folders, tmp_path):
    with pytest.raises(AttlasError, match="reads 5 tokens at most, --generate 5 leaves none of them"):
        run(folders["gpt2"], tmp_path / "x", PROMPTS[0], generate=5, max_tokens=5)
