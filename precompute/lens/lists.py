"""Words and examples that clusters list, numbered as they come up, so that the index holds no others."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .tokens import Numbers


class Numbering:
    """Gives places of a long list numbers from 0, in the order in which they are first asked for.

    Examples
    --------
    >>> numbering = Numbering()
    >>> numbering.of([7, 3, 7]).tolist(), numbering.places
    ([0, 1, 0], [7, 3])
    """

    def __init__(self) -> None:
        self._number_of: dict[int, int] = {}

    def of(self, places: Iterable[int]) -> Numbers:
        """Give the numbers of places."""
        known = self._number_of
        return np.array([known.setdefault(int(place), len(known)) for place in places], np.int64)

    @property
    def places(self) -> list[int]:
        """Places that have a number, in the order of the numbers."""
        return list(self._number_of)


class SideLists:
    """What clusters list of one side of a corpus: words and tokens, as places in its `LensTokens`."""

    def __init__(self) -> None:
        self.words = Numbering()
        self.examples = Numbering()
