"""Documents of which there are only tokens and attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from attlas.precompute.axes import Weights
from attlas.precompute.contract import Attention, Continuation, ModelRun, SequenceName

from ..documents import SourceDocument, without_surrogates
from ..layers import attention_layer
from ..selection import Selection
from .checks import check_weights
from .parts import Given, Part
from .tokens import is_padding, spelled_sequence

UNREAD = 1e-4
"""Weight below which a padding token was masked."""


@dataclass(frozen=True)
class TensorDocument:
    """A document, without its padding.

    Parameters
    ----------
    given : Given
        The batch.
    number : int
        Its place in the batch.
    tokens : mapping of side to tuple of str
        Tokens that are kept of "source" and "target".
    places : mapping of side to list of int
        Their rows and columns in the arrays.
    second : int, optional
        Index in the source of the second text's first token.
    n_prompt : int, optional
        Tokens of the prompt, where the model wrote the rest of the source.
    """

    given: Given
    number: int
    tokens: Mapping[SequenceName, tuple[str, ...]]
    places: Mapping[SequenceName, Sequence[int]]
    second: int | None
    n_prompt: int | None

    @classmethod
    def of(cls, given: Given, number: int, *, second: int | None) -> TensorDocument:
        """Take a document out of a batch; padding that no other token attends to is left behind."""
        tokens = {side: batch[number] for side, batch in given.tokens.items()}
        places = {side: _read_places(side, number, given.parts, tokens) for side in tokens}

        def kept_before(bound: int | None) -> int | None:
            return None if bound is None else sum(place < bound for place in places["source"])

        return cls(
            given=given,
            number=number,
            tokens={side: tuple(tokens[side][place] for place in places[side]) for side in tokens},
            places=places,
            second=kept_before(second),
            n_prompt=kept_before(given.n_prompt),
        )

    def check(self, *, tolerance: float | None, sinks: bool) -> None:
        """Refuse weights that are no distributions over keys.

        Raises
        ------
        AttlasError
            Naming document, layer, head and row.
        """
        for part in self.given.parts:
            allowed = part.layers.tolerance if tolerance is None else tolerance
            for layer, weights in self.weights(part):
                place = f"{part.name} of document {self.number + 1}, layer {layer}"
                check_weights(weights, place, tolerance=allowed, sinks=sinks)

    def weights(self, part: Part) -> Iterator[tuple[int, Weights]]:
        """Give the layers of one kind of attention, each with its number."""
        rows, columns = self.places[part.query], self.places[part.key]
        for layer, array in sorted(part.layers.arrays.items()):
            yield layer, array[self.number][:, rows][:, :, columns]

    def payload(self, selection: Selection, *, title: str | None) -> tuple[SourceDocument, ModelRun]:
        """Turn the document into what an export holds of it."""
        continued = self.n_prompt is not None
        second = self.n_prompt if continued else self.second
        source, (text, *more) = spelled_sequence(
            self.tokens["source"], marker=self.given.marker, second=second
        )
        target, target_text = None, None
        if "target" in self.tokens:
            target, (target_text,) = spelled_sequence(self.tokens["target"], marker=self.given.marker)
        document = SourceDocument(
            id=str(self.number + 1),
            text=text,
            text_b=None if continued else next(iter(more), None),
            target=target_text,
            title=without_surrogates(title) if title else None,
        )
        run = ModelRun(
            model="m0",
            source=source,
            target=target,
            target_generated=any(
                part.query == "target" and part.layers.n_prompt is not None for part in self.given.parts
            ),
            attention=tuple(
                attention
                for part in self.given.parts
                if (attention := self._attention(part, selection)).layers
            ),
            prediction=None,
            continuation=Continuation(start=second or 0, text=more[0], ended=False, steps=())
            if continued
            else None,
        )
        return document, run

    def _attention(self, part: Part, selection: Selection) -> Attention:
        kept = selection.kept_layers(part.shape)
        layers = []
        for number, weights in self.weights(part):
            heads = selection.kept_heads(len(weights))
            if heads and number in kept:
                layers.append(
                    attention_layer(
                        np.minimum(weights[list(heads)], 1),
                        kind=part.kind,
                        layer=number,
                        heads=heads,
                        views=selection.views,
                    )
                )
        return Attention(kind=part.kind, query=part.query, key=part.key, layers=tuple(layers))


def _read_places(
    side: SequenceName, number: int, parts: Sequence[Part], tokens: Mapping[SequenceName, Sequence[str]]
) -> list[int]:
    """Find the tokens of a side that are no padding, or that some token attends to all the same."""
    own = {
        name: [place for place, token in enumerate(row) if not is_padding(token)]
        for name, row in tokens.items()
    }
    padding = [place for place, token in enumerate(tokens[side]) if is_padding(token)]
    read: set[int] = set()
    for part in parts if padding else ():
        for array in part.layers.arrays.values() if part.key == side else ():
            most = array[number][:, own[part.query]][:, :, padding].max(axis=(0, 1), initial=0)
            read.update(place for place, weight in zip(padding, most, strict=True) if weight > UNREAD)
    return sorted([*own[side], *read])
