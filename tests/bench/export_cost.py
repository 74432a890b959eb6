"""The measuring process: exports, views of bertviz and codecs, and the pages that are opened afterwards.

``python -m bench.export_cost FOLDER TOKENS…`` leaves pages and exports in FOLDER and prints `ExportResults` as JSON.
It is a process of its own, so that its memory holds nothing but libraries, model and work.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

import attlas
from bench import peers
from bench.codec_cost import codec_costs
from bench.cost import Task, median_cpu_seconds, usage_of_fork
from bench.files import ATTLAS, BERTVIZ, CROWD_FILE, CROWD_FOLDER, NEURONS, bytes_of
from bench.results import CrowdCost, ExportCost, ExportResults, PeerCost
from bench.subject import Passage, Subject, load_subject
from bench.texts import short_texts, text_of

REPEATS = 9
SLOW_REPEATS = 3
CROWDS = (100, 1000)
FORWARD_BATCH = 64
"""Documents per pass where many run without attlas; as many as attlas takes of short ones."""


def main(folder: str, *sizes: str) -> None:
    """Measure everything that needs no browser."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would not survive a fork
    subject, start_up = load_subject()
    root = Path(folder)
    crowds = [crowd_cost(subject, n_documents, root) for n_documents in CROWDS]
    passages = [Passage(subject, text_of(int(size), subject.n_tokens)) for size in sizes]
    results = ExportResults(
        start_up=start_up,
        crowds=crowds,
        exports=[export_cost(passage, root) for passage in passages],
        codecs=[cost for passage in passages for cost in codec_costs(passage.weights())],
        peers=[peer_cost(passage, root) for passage in passages],
    )
    sys.stdout.write(results.model_dump_json())


def export_cost(passage: Passage, root: Path) -> ExportCost:
    """Measure the export of one text beside one eager forward, and build its page, and one with neurons."""
    n_tokens = len(passage.tokens)
    page = root / ATTLAS.format(n_tokens)

    def export() -> Path:
        return passage.subject.export([passage.text], Path(mkdtemp(dir=root)))

    def export_peer_views() -> Path:
        return passage.subject.export([passage.text], Path(mkdtemp(dir=root)), views=tuple(peers.VIEWS))

    exported = export()
    with_neurons = passage.subject.export([passage.text], Path(mkdtemp(dir=root)), views=("all",))
    attlas.build(with_neurons, root / NEURONS.format(n_tokens))
    peaks = [usage_of_fork(task).peak_bytes for task in (passage.forward, export)]
    times = median_cpu_seconds(
        {
            "forward": passage.forward,
            "export": export,
            "peer views": export_peer_views,
            "build": lambda: attlas.build(exported, page),
        },
        repeats=REPEATS,
    )
    return ExportCost(
        n_tokens=n_tokens,
        forward_cpu_s=times["forward"],
        export_cpu_s=times["export"],
        peer_views_cpu_s=times["peer views"],
        build_cpu_s=times["build"],
        forward_peak_bytes=peaks[0],
        export_peak_bytes=peaks[1],
        export_bytes=bytes_of(exported),
        page_bytes=bytes_of(page),
    )


def peer_cost(passage: Passage, root: Path) -> PeerCost:
    """Measure bertviz's views of one text, and write their pages."""
    tokens, attention = passage.tokens, passage.forward()
    html: dict[str, str] = {}

    def both() -> None:
        returned = passage.forward()
        for view in peers.VIEWS.values():
            view(returned, tokens)

    def making(name: str) -> Task:
        return lambda: html.update({name: peers.VIEWS[name](attention, tokens)})

    peak = usage_of_fork(both).peak_bytes
    times = median_cpu_seconds({name: making(name) for name in peers.VIEWS}, repeats=SLOW_REPEATS)
    pages = {name: root / BERTVIZ.format(name, len(tokens)) for name in html}
    for name, page in pages.items():
        peers.write_page(html[name], page)
    return PeerCost(
        n_tokens=len(tokens),
        view_cpu_s=times,
        view_bytes={name: bytes_of(page) for name, page in pages.items()},
        peak_bytes=peak,
    )


def crowd_cost(
    subject: Subject, n_documents: int, root: Path, *, shapes: Sequence[str] = (CROWD_FILE, CROWD_FOLDER)
) -> CrowdCost:
    """Measure an export of many short documents, and build its site; the last crowd's stays."""
    texts, exported = short_texts(n_documents), Path(mkdtemp(dir=root))

    def forward() -> None:
        for start in range(0, n_documents, FORWARD_BATCH):
            subject.forward(subject.inputs(texts[start : start + FORWARD_BATCH]))

    forward_usage = usage_of_fork(forward)
    usage = usage_of_fork(lambda: subject.export(texts, exported))
    for shape in shapes:
        attlas.build(exported, root / shape)
    return CrowdCost(
        n_documents=n_documents,
        n_tokens=subject.n_tokens(texts[0]),
        forward_cpu_s=forward_usage.cpu_s,
        export_cpu_s=usage.cpu_s,
        peak_bytes=usage.peak_bytes,
        n_bytes=bytes_of(exported),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
