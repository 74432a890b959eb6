"""The decoder's side of encoder-decoder models: targets given by the author, or written by the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from attlas.precompute.contract import TokenSequence
from attlas.precompute.errors import AttlasError

from .models import LoadedModel

MAX_GENERATED = 256


@dataclass(frozen=True)
class Target:
    """What the decoder reads.

    Parameters
    ----------
    ids : tuple of int
        Decoder inputs: the start token, then the target but its last token. Row i of the attention is what the
        decoder did to predict token i + 1.
    tokens : TokenSequence
        The same tokens, readable.
    generated : str, optional
        The whole text, if the model wrote it; None if it was given.
    """

    ids: tuple[int, ...]
    tokens: TokenSequence
    generated: str | None = None


def given_target(loaded: LoadedModel, text: str, *, document: str, max_tokens: int | None) -> Target:
    """Tokenise a target as the model was trained to read it, shifted to the right by its start token.

    Raises
    ------
    AttlasError
        If the text gives no token, or the model names no token that its decoder starts with.
    """
    labels = loaded.reader.read(text, document=document, max_tokens=max_tokens, as_target=True)
    ids = _shifted_right(loaded.model, labels.inputs["input_ids"])
    return Target(ids=ids, tokens=loaded.reader.describe(ids, text, n_truncated=labels.tokens.n_truncated))


def generated_targets(
    loaded: LoadedModel, inputs: dict[str, torch.Tensor], *, max_tokens: int | None
) -> list[Target]:
    """Let the model write the targets, without sampling: the same source gives the same target.

    Parameters
    ----------
    inputs : dict of tensor of shape (batch, token)
        The sources, without padding.

    Returns
    -------
    list of Target
        One per source.

    Raises
    ------
    AttlasError
        If the model has no head to write with.
    """
    if not loaded.model.can_generate():
        raise AttlasError(
            f"{loaded.origin.label} has no head to write a target with ({type(loaded.model).__name__}); "
            "give every document a target, or save the model with its language-model head"
        )
    limit = max_tokens or MAX_GENERATED
    written = loaded.model.generate(**inputs, do_sample=False, max_new_tokens=limit)
    end = end_tokens(loaded.model)
    return [_generated_target(loaded, row, end) for row in written.tolist()]


def _generated_target(loaded: LoadedModel, written: Sequence[int], end: frozenset[int]) -> Target:
    stop = next((number for number, token in enumerate(written) if number and token in end), len(written))
    text = str(loaded.tokenizer.decode(written[1:stop], skip_special_tokens=True)).strip()
    # What the decoder read: not what it wrote last, whether that is an end or not.
    ids = tuple(written[: min(stop, len(written) - 1)])
    return Target(ids=ids, tokens=loaded.reader.describe(ids, text), generated=text)


def end_tokens(model: Any) -> frozenset[int]:
    """Collect the tokens that end what a model writes; none if it knows none."""
    end = model.generation_config.eos_token_id
    return frozenset(end if isinstance(end, list) else [] if end is None else [end])


def _shifted_right(model: Any, ids: Sequence[int]) -> tuple[int, ...]:
    prepare = getattr(model, "prepare_decoder_input_ids_from_labels", None)
    if prepare is not None:
        return tuple(prepare(torch.tensor([ids], device=model.device))[0].tolist())
    start = getattr(model.config, "decoder_start_token_id", None)
    if start is None:
        raise AttlasError(
            f"{type(model).__name__} names no decoder_start_token_id; set it in the model's config"
        )
    return (start, *ids[:-1])
