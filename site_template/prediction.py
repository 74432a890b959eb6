"""Predictions in words, for readers without a script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attlas.precompute.contract import (
    Activation,
    ActivationsPrediction,
    ClassPrediction,
    GeneratedPrediction,
    MaskedTokenPrediction,
    NextTokenPrediction,
    Prediction,
    ScoredLabel,
)

_MOST = 5


def prediction_text(prediction: Prediction) -> str:
    """Say in one line what a model made of a document, e.g. ``Class: positive 0.70, negative 0.30``.

    Of many classes or tokens the five most probable are named; probabilities have two decimals.
    """
    match prediction:
        case ClassPrediction():
            return f"Class: {_ranked(prediction.classes)}"
        case NextTokenPrediction():
            return f"Next token: {_ranked(prediction.tokens)}"
        case MaskedTokenPrediction():
            places = [f"token {place.position}: {_ranked(place.tokens)}" for place in prediction.positions]
            return f"Masked tokens: {'; '.join(places) or 'none in this text'}"
        case GeneratedPrediction():
            return f"Generated text: {prediction.text}"
        case ActivationsPrediction():
            return f"Outputs: {_named(prediction.outputs)}"


def _named(outputs: Sequence[Activation]) -> str:
    return ", ".join(
        f"{output.name or number} {output.value:.4g}" for number, output in enumerate(outputs[:_MOST])
    )


def _ranked(labels: Iterable[ScoredLabel]) -> str:
    best = sorted(labels, key=lambda scored: -scored.probability)[:_MOST]
    return ", ".join(f"{scored.label} {scored.probability:.2f}" for scored in best)
