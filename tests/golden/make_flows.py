"""Writes `flows/expected.json`: the flows of a document of the demo, by the slow definitions, for Python and client.

``flows/pair.json`` is a question and a sentence as the demo's two models read them, written by an export once; it
stays, because another machine's kernels may round it otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from attlas.precompute.contract import Document, ModelRun  # noqa: E402
from slow_flows import ENCODER, TAUS, Node, SlowFlow, weights_of  # noqa: E402 - needs the line above

PAIR, EXPECTED = HERE / "flows" / "pair.json", HERE / "flows" / "expected.json"
BRUSHED, INNER, OUTER = 3, 1, 4
"""Rings of which two tokens are brushed, and between which paths are counted."""


def main() -> None:
    """Write what is expected."""
    EXPECTED.write_bytes(orjson.dumps(expected_flows(), option=orjson.OPT_APPEND_NEWLINE))


def pair() -> Document:
    """Read the document."""
    return Document.model_validate_json(PAIR.read_bytes())


def expected_flows() -> list[dict[str, Any]]:
    """Work out the flows of both models at every threshold."""
    return [_expected(number, run, tau) for number, run in enumerate(pair().runs) for tau in TAUS]


def _expected(number: int, run: ModelRun, tau: float) -> dict[str, Any]:
    flow = SlowFlow(weights_of(run), ENCODER, root=0, tau=tau)
    n_tokens, n_heads = len(run.source.tokens), 12
    edges = [[0] * n_heads for _ in ENCODER]
    for passage in flow.passages:
        edges[ENCODER[passage.step].layer][passage.head] += 1
    influence = [
        [flow.influence(ring, token) for token in range(n_tokens)] for ring in range(1, len(ENCODER) + 1)
    ]
    brushed = _foremost(influence, BRUSHED, 2)
    inner, outer = _foremost(influence, INNER, 1), _foremost(influence, OUTER, 1)
    paths, ways = flow.paths(inner[0], outer[0])
    return {
        "run": number,
        "tau": tau,
        "edges": edges,
        "influence": influence,
        "brushed": brushed,
        "intersection": sorted(flow.intersection(brushed)),
        "ends": [inner[0], outer[0]],
        "paths": paths,
        "ways": ways,
    }


def _foremost(influence: list[list[float]], ring: int, n_tokens: int) -> list[Node]:
    """Choose the tokens of a ring with most influence; of equal ones the first."""
    own = influence[ring - 1]
    return [(ring, token) for token in sorted(range(len(own)), key=lambda token: -own[token])[:n_tokens]]


if __name__ == "__main__":
    main()
