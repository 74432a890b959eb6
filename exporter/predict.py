"""What a model predicts, read from the logits of the same forward pass that attention was captured from."""

from __future__ import annotations

from typing import Any

import torch

from attlas.precompute.contract import (
    ClassPrediction,
    GeneratedPrediction,
    MaskedPosition,
    MaskedTokenPrediction,
    NextTokenPrediction,
    Prediction,
    ScoredLabel,
)

from .models import LoadedModel
from .tokens.encoding import spellings

TOP = 10
DIGITS = 6


def predict(loaded: LoadedModel, outputs: Any, ids: torch.Tensor) -> list[Prediction | None]:
    """Turn the outputs of one batch into predictions.

    Parameters
    ----------
    outputs
        What the model's forward returned.
    ids : int tensor of shape (batch, token)
        The tokens it read.

    Returns
    -------
    list of Prediction or None
        One per document; None for models without a head that attlas knows, and for generated text, which the
        caller has.
    """
    if loaded.task == "classes":
        return [_classes(row, loaded.model.config) for row in outputs.logits.float()]
    if loaded.task == "next_token":
        return [_next_token(row[-1], loaded.tokenizer) for row in outputs.logits.float()]
    if loaded.task == "masked_tokens":
        return [
            _masked_tokens(row, tokens == loaded.tokenizer.mask_token_id, loaded.tokenizer)
            for row, tokens in zip(outputs.logits, ids, strict=True)
        ]
    return [None] * len(ids)


def summary(prediction: Prediction | None) -> tuple[str | None, float | None]:
    """Return what the document table shows of a prediction: the best label and its probability."""
    match prediction:
        case ClassPrediction(classes=scored) | NextTokenPrediction(tokens=scored):
            best = max(scored, key=lambda label: label.probability)
            return best.label, best.probability
        case MaskedTokenPrediction(positions=[first, *_]):
            return first.tokens[0].label, first.tokens[0].probability
        case GeneratedPrediction(text=text):
            return text, None
        case _:
            return None, None


def _classes(logits: torch.Tensor, config: Any) -> Prediction | None:
    if config.problem_type == "multi_label_classification":
        probabilities = logits.sigmoid()
    elif len(logits) == 1:
        return None  # a regression: its one number is no probability
    else:
        probabilities = logits.softmax(-1)
    names = [str(config.id2label.get(number, number)) for number in range(len(logits))]
    return ClassPrediction(task="classes", classes=_scored(names, probabilities))


def _next_token(logits: torch.Tensor, tokenizer: Any) -> Prediction:
    return NextTokenPrediction(task="next_token", tokens=top_tokens(logits, tokenizer))


def _masked_tokens(logits: torch.Tensor, is_mask: torch.Tensor, tokenizer: Any) -> Prediction:
    positions = is_mask.nonzero().flatten().tolist()
    return MaskedTokenPrediction(
        task="masked_tokens",
        positions=tuple(
            MaskedPosition(position=position, tokens=top_tokens(logits[position].float(), tokenizer))
            for position in positions
        ),
    )


def top_tokens(logits: torch.Tensor, tokenizer: Any) -> tuple[ScoredLabel, ...]:
    """Give the ten most probable tokens of a float tensor of shape (vocabulary,), best first."""
    probabilities, ids = logits.softmax(-1).topk(min(TOP, len(logits)))
    return _scored([readable_token(tokenizer, number) for number in ids.tolist()], probabilities)


def _scored(labels: list[str], probabilities: torch.Tensor) -> tuple[ScoredLabel, ...]:
    return tuple(
        ScoredLabel(label=label, probability=round(min(max(probability, 0.0), 1.0), DIGITS))
        for label, probability in zip(labels, probabilities.tolist(), strict=True)
    )


def readable_token(tokenizer: Any, number: int) -> str:
    """Return the text a token stands for, with its leading space; the token itself if it stands for none."""
    text = str(tokenizer.decode([number]))
    return text if text.strip() and "\ufffd" not in text else spellings(tokenizer, [number])[0]
