"""Prompts that a causal model goes on with, and what else it would have written at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from attlas.precompute.contract import Continuation, GeneratedStep
from attlas.precompute.errors import AttlasError

from .models import LoadedModel
from .predict import top_tokens
from .targets import end_tokens
from .tokens.reader import ModelInput
from .tokens.sequences import cut_sequence, joined_sequences


@dataclass(frozen=True)
class Written:
    """What a model wrote after a prompt.

    Parameters
    ----------
    ids : tuple of int
        Its tokens; the end, if the model wrote it, is not among them, for it was never read.
    text : str
        Their text.
    ended : bool
        Whether the model wrote an end.
    """

    ids: tuple[int, ...]
    text: str
    ended: bool


def check_causal(loaded: LoadedModel) -> None:
    """Refuse a model that cannot go on with a text.

    Raises
    ------
    AttlasError
        If it has no next-token head.
    """
    if loaded.task != "next_token":
        raise AttlasError(
            f"{loaded.origin.label} is a {type(loaded.model).__name__}, expected a causal language model to generate "
            "with; leave --generate out, or choose a model such as GPT-2"
        )


def without_end(loaded: LoadedModel, prompt: ModelInput) -> ModelInput:
    """Take off the end that some tokenizers put after every text: the model is to go on, not to begin anew."""
    stop = len(prompt.tokens.tokens) - 1
    has_end = prompt.tokens.special[stop] and prompt.inputs["input_ids"][stop] in end_tokens(loaded.model)
    if stop == 0 or not has_end:
        return prompt
    tokens = cut_sequence(prompt.tokens, slice(0, stop)).model_copy(update={"n_after": 0})
    return ModelInput({name: values[:stop] for name, values in prompt.inputs.items()}, tokens)


def written_after(loaded: LoadedModel, inputs: dict[str, torch.Tensor], *, n_tokens: int) -> list[Written]:
    """Let a model write after prompts of equal length, without sampling and without beams.

    Parameters
    ----------
    inputs : dict of tensor of shape (batch, token)
        The prompts, without padding.
    n_tokens : int
        Most tokens to write.

    Returns
    -------
    list of Written
        One per prompt.
    """
    end = end_tokens(loaded.model)
    padding = min(end, default=0)  # follows an end, where nobody reads it
    rows = loaded.model.generate(
        **inputs, do_sample=False, num_beams=1, max_new_tokens=n_tokens, pad_token_id=padding
    )
    n_prompt = inputs["input_ids"].shape[1]
    return [_written(loaded, row, end) for row in rows[:, n_prompt:].tolist()]


def continued(loaded: LoadedModel, prompt: ModelInput, written: Written) -> ModelInput:
    """Put prompt and continuation together, as the model reads them in one pass; the latter is segment 1."""
    inputs = {
        name: [*values, *(written.ids if name == "input_ids" else values[-1:] * len(written.ids))]
        for name, values in prompt.inputs.items()
    }
    tokens = loaded.reader.describe(written.ids, written.text)
    return ModelInput(inputs, joined_sequences(prompt.tokens, tokens))


def continuation(loaded: LoadedModel, written: Written, *, start: int, logits: torch.Tensor) -> Continuation:
    """Describe what was written, with what else could have been.

    Parameters
    ----------
    start : int
        Tokens of the prompt.
    logits : float tensor of shape (n_written, vocabulary)
        What the model gave before each token that it wrote.
    """
    return Continuation(
        start=start,
        text=written.text,
        ended=written.ended,
        steps=tuple(
            GeneratedStep(position=start + number, tokens=top_tokens(row.float(), loaded.tokenizer))
            for number, row in enumerate(logits)
        ),
    )


def _written(loaded: LoadedModel, row: Sequence[int], end: frozenset[int]) -> Written:
    stop = next((number for number, token in enumerate(row) if token in end), len(row))
    ids = tuple(row[:stop])
    text = str(loaded.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))
    return Written(ids=ids, text=text, ended=stop < len(row))
