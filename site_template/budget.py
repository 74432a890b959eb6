"""A page within a size: what is made coarser or left out, in which order, and what the reader is told of it.

A step is taken only if those before it do not do, and of the documents only as many lose something, from the last on,
as must: attention within 0.008; no queries, keys and values; attention within 0.016; no HeadLens; nothing over all
documents; attention within 0.032; fewer documents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TypeAlias

from attlas.precompute.contract import Contents, Document, SizeLimit
from attlas.precompute.errors import AttlasError

from .container import LARGEST_PIECE, Packable
from .reduction import LEVELS, Plan, left_out, reduced
from .sizes import LENS, OVER_ALL, PARTS, PROGRAM, VECTORS, exact, readable, sizes

FRAME_OF_PIECE = 110
"""Most bytes around each further piece of a payload that has several, and for telling of them."""

SENTENCE = 400
"""Bytes that one more reduction may take to be told, as settings and to readers without a script."""

Step: TypeAlias = Callable[[Plan], Plan]


class Budget:
    """The payloads of a page, and the size that it must not pass.

    Parameters
    ----------
    contents : Contents
        The list of them.
    documents : sequence of callable
        Each reads a document, whenever it is asked to; one is in memory at a time.
    others : sequence of callable
        Likewise, every other payload of the page.
    frame : callable
        Gives the bytes of the page around payloads, as a plan leaves it and with what is said of its limit.
    max_bytes : int
        Most bytes that the page may have.
    """

    def __init__(
        self,
        contents: Contents,
        documents: Sequence[Callable[[], Document]],
        others: Sequence[Callable[[], Packable]],
        *,
        frame: Callable[[Plan, SizeLimit], int],
        max_bytes: int,
    ) -> None:
        self.n_documents = len(documents)
        self._contents = contents
        self._documents = documents
        self.max_bytes = max_bytes
        self._others = sum((sizes(read()) for read in others), Counter[str]())
        self._frame = frame
        self._sizes = cache(self._size)

    @property
    def whole(self) -> Plan:
        """Everything, as it was exported."""
        return Plan((0,) * self.n_documents)

    def plan(self) -> Plan:
        """Choose what is kept.

        Raises
        ------
        AttlasError
            If not even the first document has room.
        """
        plan, steps = self.whole, self._steps()
        while self.excess(plan) > 0:
            step = next(steps, None)
            if step is None:
                raise AttlasError(
                    f"the page takes {readable(self.max_bytes + self.excess(plan))} with one document, coarsened, "
                    f"expected at most {readable(self.max_bytes)}; export fewer --layers or --heads, or a --window"
                )
            plan = step(plan)
        return plan

    def document(self, number: int, level: int, *, lens: bool = True) -> Document:
        """Read a document, reduced; without `lens`, no token has a cluster.

        Raises
        ------
        AttlasError
            If an array of the document is damaged.
        """
        reason = (
            f"they were left out of this page to keep it within {exact(self.max_bytes)}; "
            "the author’s export has them"
        )
        return reduced(self._documents[number](), LEVELS[level], reason, lens=lens)

    def excess(self, plan: Plan) -> int:
        """Return the bytes by which the page would pass its size."""
        return self.parts(plan).total() - self.max_bytes

    def parts(self, plan: Plan) -> Counter[str]:
        """Return the bytes of each part of the page."""
        parts = Counter(self._others)
        for number, level in enumerate(plan.levels):
            parts.update(self._sizes(number, level))
        for name, kept in ((LENS, plan.lens), (OVER_ALL, plan.over_all)):
            if not kept:
                del parts[name]
        n_pieces = parts.total() // LARGEST_PIECE
        parts[PROGRAM] = self._frame(plan, self.limit(plan)) + FRAME_OF_PIECE * n_pieces
        return parts

    def limit(self, plan: Plan) -> SizeLimit:
        """Say what was given up."""
        return SizeLimit(
            max_bytes=self.max_bytes,
            reductions=tuple(self._reductions(plan)),
            left_out=left_out(self._contents, plan),
        )

    def table(self, plan: Plan) -> Iterator[str]:
        """List what each part takes, whole and as planned, in lines for a terminal."""
        whole, planned = self.parts(self.whole), self.parts(plan)
        yield f"{'part':28}{'whole':>12}{'here':>12}"
        for name in PARTS:
            if whole[name]:
                yield f"{name:28}{readable(whole[name]):>12}{readable(planned[name]):>12}"
        yield f"{'together':28}{readable(whole.total()):>12}{readable(planned.total()):>12}"
        yield from self._reductions(plan)

    def _size(self, number: int, level: int) -> Counter[str]:
        return sizes(self.document(number, level))

    def _steps(self) -> Iterator[Step]:
        yield partial(self._coarser, level=1)
        yield partial(self._coarser, level=2)
        yield partial(self._coarser, level=3)
        yield partial(replace, lens=False)
        yield partial(replace, over_all=False)
        yield partial(self._coarser, level=4)
        yield self._fewer

    def _coarser(self, plan: Plan, *, level: int) -> Plan:
        levels, excess = [*plan.levels], self.excess(plan) + SENTENCE
        for number in reversed(range(len(levels))):
            if excess <= 0:
                break
            excess -= self._sizes(number, levels[number]).total() - self._sizes(number, level).total()
            levels[number] = level
        return replace(plan, levels=tuple(levels))

    def _fewer(self, plan: Plan) -> Plan:
        def first(n: int) -> Plan:
            return replace(plan, levels=plan.levels[:n])

        fitting = bisect_right(range(1, len(plan.levels)), 0, key=lambda n: self.excess(first(n)))
        return first(max(fitting, 1))

    def _reductions(self, plan: Plan) -> Iterator[str]:
        n_kept, n_all = len(plan.levels), self.n_documents
        for error in sorted({LEVELS[level].max_error for level in plan.levels} - {0}):
            n = sum(LEVELS[level].max_error == error for level in plan.levels)
            yield f"The attention of {n} of {n_kept} documents differs from the model's by up to {error}."
        n_without = sum(
            not LEVELS[level].vectors and self._sizes(number, 0)[VECTORS] > 0
            for number, level in enumerate(plan.levels)
        )
        if n_without:
            yield f"Queries, keys and values of {n_without} of {n_kept} documents are left out."
        if not plan.lens and self._others[LENS]:
            yield "HeadLens is left out."
        if not plan.over_all and self._others[OVER_ALL]:
            yield "Statistics over all documents are left out."
        if n_kept < n_all:
            yield f"{n_all - n_kept} of {n_all} documents are left out, the last ones."
