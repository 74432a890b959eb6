"""What a model gives out for a document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Payload, Probability


class ScoredLabel(Payload):
    """A class or a token with its probability."""

    label: str = Field(description="Name of the class, or the token in readable form.")
    probability: Probability = Field(description="Softmax probability (sigmoid for multi-label models).")


class ClassPrediction(Payload):
    """Output of a sequence classifier."""

    task: Literal["classes"] = Field(description="Tells the predictions apart.")
    classes: tuple[ScoredLabel, ...] = Field(description="Every class, in the order of the model's config.")


class NextTokenPrediction(Payload):
    """Output of a causal language model after the last token."""

    task: Literal["next_token"] = Field(description="Tells the predictions apart.")
    tokens: tuple[ScoredLabel, ...] = Field(description="The ten most probable next tokens, best first.")


class MaskedPosition(Payload):
    """What a masked language model puts in one masked place."""

    position: int = Field(ge=0, description="Index of the mask token in the sequence.")
    tokens: tuple[ScoredLabel, ...] = Field(description="The ten most probable tokens, best first.")


class MaskedTokenPrediction(Payload):
    """Output of a masked language model at its mask tokens."""

    task: Literal["masked_tokens"] = Field(description="Tells the predictions apart.")
    positions: tuple[MaskedPosition, ...] = Field(
        description="One entry per mask token; empty if there is none."
    )


class GeneratedPrediction(Payload):
    """Text that an encoder-decoder model generated for the source, greedily unless its config says otherwise."""

    task: Literal["generated"] = Field(description="Tells the predictions apart.")
    text: str = Field(description="The generated text without special tokens.")


class Activation(Payload):
    """An output of a model of which no more is known."""

    name: str | None = Field(description="Its name; null for none.")
    value: float = Field(description="Its value, of any size.")


class ActivationsPrediction(Payload):
    """Outputs as a file of AttViz gives them, which need not be probabilities."""

    task: Literal["activations"] = Field(description="Tells the predictions apart.")
    outputs: tuple[Activation, ...] = Field(description="Every output, in the order of the file.")


Prediction = Annotated[
    ClassPrediction
    | NextTokenPrediction
    | MaskedTokenPrediction
    | GeneratedPrediction
    | ActivationsPrediction,
    Field(discriminator="task"),
]


class GeneratedStep(Payload):
    """What a causal model would write after the tokens before one that it wrote."""

    position: int = Field(ge=0, description="Index in the source of the token that was written.")
    tokens: tuple[ScoredLabel, ...] = Field(
        description="The ten most probable tokens, best first. The written one is the first of them unless the "
        "model's own settings, as a repetition penalty, say otherwise."
    )


class Continuation(Payload):
    """What a causal model wrote after a prompt, greedily; its tokens end the source."""

    start: int = Field(ge=0, description="Index in the source of the first token that was written.")
    text: str = Field(description="What was written; the spans of tokens of segment 1 are places in it.")
    ended: bool = Field(description="True if the model ended its text, False if it was stopped at a length.")
    steps: tuple[GeneratedStep, ...] = Field(
        description="One per token that was written and is in the source, in order."
    )
