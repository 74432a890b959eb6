"""What an export keeps of all that a model computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from attlas.precompute.contract import AttentionKind, AttentionShape, ViewName
from attlas.precompute.errors import AttlasError

from .window import Window

VIEWS: tuple[ViewName, ...] = ("heads", "model", "network", "corpus", "neurons", "lens")
DEFAULT_VIEWS: tuple[ViewName, ...] = ("heads", "model", "network", "corpus")
"""All but the neurons, whose vectors can weigh more than the attention, and the lens, which is over a corpus."""


@dataclass(frozen=True)
class Selection:
    """What to keep; None keeps all.

    Parameters
    ----------
    layers, heads : tuple of int, optional
        Negative numbers count from the end, for each kind of attention by itself.
    window : Window, optional
        Tokens of the source.
    views : tuple of ViewName
        Views whose data is kept. Heads and Model share theirs, which is always kept.
    """

    layers: tuple[int, ...] | None = None
    heads: tuple[int, ...] | None = None
    window: Window | None = None
    views: tuple[ViewName, ...] = DEFAULT_VIEWS

    def check(
        self,
        shapes: Sequence[AttentionShape],
        n_heads: Mapping[tuple[AttentionKind, int], int],
        *,
        label: str,
    ) -> None:
        """Refuse numbers that no kind of attention of the model has, or that together leave nothing of it.

        Parameters
        ----------
        shapes : sequence of AttentionShape
            How much attention of each kind there is.
        n_heads : mapping of (kind, layer) to int
            Heads of every layer that attends.
        label : str
            Name of the model.

        Raises
        ------
        AttlasError
            Naming the first such layer or head, or what is asked for if it leaves nothing.
        """
        for what, asked, counts in (
            ("layer", self.layers, [shape.n_layers for shape in shapes]),
            ("head", self.heads, [shape.n_heads for shape in shapes]),
        ):
            for number in asked or ():
                if not any(-count <= number < count for count in counts):
                    raise AttlasError(
                        f"{what} {number} is not in {label}, expected 0 to {max(counts) - 1}, or -1 for the last"
                    )
        self._check_rest(shapes, n_heads, label)

    def kept_layers(self, shape: AttentionShape) -> frozenset[int]:
        """Return the numbers of the layers that are kept of one kind of attention."""
        return frozenset(_resolved(self.layers, shape.n_layers))

    def kept_heads(self, n_heads: int) -> tuple[int, ...]:
        """Return the numbers of the heads that are kept of a layer, in ascending order."""
        return tuple(_resolved(self.heads, n_heads))

    def share(self, shapes: Sequence[AttentionShape]) -> float:
        """Return the share of all (layer, head) pairs that is kept."""
        kept = sum(len(self.kept_layers(shape)) * len(self.kept_heads(shape.n_heads)) for shape in shapes)
        return kept / sum(shape.n_layers * shape.n_heads for shape in shapes)

    def _check_rest(
        self, shapes: Sequence[AttentionShape], n_heads: Mapping[tuple[AttentionKind, int], int], label: str
    ) -> None:
        layers = {shape.kind: self.kept_layers(shape) for shape in shapes}
        if not any(self.kept_heads(n) for (kind, layer), n in n_heads.items() if layer in layers[kind]):
            chosen = (("layers", self.layers), ("heads", self.heads))
            asked = [f"{what} {_listed(numbers)}" for what, numbers in chosen if numbers is not None]
            raise AttlasError(
                f"{' and '.join(asked)} leave nothing of {label}, expected a head of a layer that attends; "
                "choose others"
            )


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers)) or "none"


def _resolved(asked: tuple[int, ...] | None, count: int) -> list[int]:
    """Turn numbers, some counted from the end, into sorted ones without repetition.

    >>> _resolved((0, 5, -1), 6)
    [0, 5]
    """
    if asked is None:
        return list(range(count))
    return sorted({number % count for number in asked if -count <= number < count})


def chosen_views(names: Sequence[str], *, has_corpus: bool = False) -> tuple[ViewName, ...]:
    """Check the names of views, and put them in the order of the page.

    "all" stands for all that documents are enough for: the lens is over a corpus, and a few documents are none.

    Parameters
    ----------
    has_corpus : bool
        Whether a corpus was named for the lens, which asks for it.

    Raises
    ------
    AttlasError
        Naming what is no view.

    Examples
    --------
    >>> chosen_views(["neurons", "heads"])
    ('heads', 'neurons')
    >>> chosen_views(["all"])[-1], chosen_views(["all"], has_corpus=True)[-1]
    ('neurons', 'lens')
    """
    unknown = [name for name in names if name not in (*VIEWS, "all")]
    if unknown or not names:
        met = repr(unknown[0]) if unknown else "nothing"
        raise AttlasError(f"{met} is no view, expected some of: all, {', '.join(VIEWS)}")
    meant = {*names, *(VIEWS[:-1] if "all" in names else ()), *(("lens",) if has_corpus else ())}
    return tuple(view for view in VIEWS if view in meant)


def has_statistics(views: Sequence[ViewName], n_documents: int) -> bool:
    """Say whether an export counts over its documents: of one they would say no more than it does itself."""
    return "corpus" in views and n_documents > 1


def kinds_of(shapes: Sequence[AttentionShape]) -> dict[AttentionKind, AttentionShape]:
    """Index shapes by their kind."""
    return {shape.kind: shape for shape in shapes}
