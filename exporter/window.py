"""A range of tokens to keep of a long text, and what a model made of the text cut down to it."""

from __future__ import annotations

from dataclasses import dataclass

from attlas.precompute.contract import Continuation, MaskedTokenPrediction, ModelRun, Prediction
from attlas.precompute.errors import AttlasError

from .tokens.sequences import cut_sequence


@dataclass(frozen=True)
class Window:
    """Tokens to keep, by their place in the source, from `first` to the one before `last`.

    Negative numbers count from the end; None is no limit. The model reads the whole text. What is kept of its
    attention is a part of the matrix as it is: rows may sum to less than 1.
    """

    first: int | None
    last: int | None

    def place(self, n_tokens: int) -> slice:
        """Find the window's tokens in a sequence; the slice may be empty, both its ends are given."""
        start, stop, _ = slice(self.first, self.last).indices(n_tokens)
        return slice(start, max(start, stop))

    @property
    def is_from_end(self) -> bool:
        """Whether it depends on where a sequence ends."""
        return any(bound is not None and bound < 0 for bound in (self.first, self.last))

    def check(self, n_tokens: int, *, document: str) -> None:
        """Refuse a document that has no token in the window.

        Raises
        ------
        AttlasError
            Naming it.
        """
        place = self.place(n_tokens)
        if place.start == place.stop:
            raise AttlasError(
                f"document {document!r} has {n_tokens} tokens and none of them in the window {self}; "
                "move the window or remove the document"
            )

    def __str__(self) -> str:
        return ":".join("" if bound is None else str(bound) for bound in (self.first, self.last))


def cut_run(run: ModelRun, kept: slice) -> ModelRun:
    """Cut all that a run says of the source, its attention apart, down to the tokens that are kept.

    Parameters
    ----------
    kept : slice
        From where to where, both given.
    """
    return run.model_copy(
        update={
            "source": cut_sequence(run.source, kept),
            "prediction": _cut_prediction(run.prediction, kept),
            "continuation": _cut_continuation(run.continuation, kept),
        }
    )


def _cut_prediction(prediction: Prediction | None, kept: slice) -> Prediction | None:
    if not isinstance(prediction, MaskedTokenPrediction):
        return prediction
    positions = tuple(
        filled.model_copy(update={"position": filled.position - kept.start})
        for filled in prediction.positions
        if kept.start <= filled.position < kept.stop
    )
    return prediction.model_copy(update={"positions": positions})


def _cut_continuation(continuation: Continuation | None, kept: slice) -> Continuation | None:
    if continuation is None:
        return None
    steps = tuple(
        step.model_copy(update={"position": step.position - kept.start})
        for step in continuation.steps
        if kept.start <= step.position < kept.stop
    )
    start = min(max(continuation.start, kept.start), kept.stop) - kept.start
    return continuation.model_copy(update={"start": start, "steps": steps})
