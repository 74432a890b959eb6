"""The report says what holds its bound and what does not."""

import pytest

from bench.report import SLIDERS, VIEWS, markdown, rows
from bench.results import (
    CrowdCost,
    ExportCost,
    ExportResults,
    Hover,
    Measurements,
    Opening,
    PageCost,
    PeerCost,
    Spread,
    StartUp,
)


def page(view, wall_ms, work_ms, n_tokens=128):
    spread = Spread(n=5, least=1, median=work_ms, p95=2 * work_ms)
    opening = Opening(wall=Spread(n=5, least=wall_ms, median=wall_ms, p95=wall_ms), cpu_ms=wall_ms / 2)
    hover = Hover(work=spread, latency=spread, cpu_ms=work_ms)
    return PageCost(view=view, n_tokens=n_tokens, n_bytes=10**6, opening=opening, hover=hover)


def measurements(*pages, export_cpu_s=0.08, page_bytes=10**6, many_peak=10**8):
    shown = {each.view: each for each in pages}
    usual = [page(f"attlas {view}", 200, 5) for view in [*VIEWS, *SLIDERS]]
    extra = [page("an empty page", 50, 1, None), page("attlas crowd, one file", 400, 1, None)]
    return Measurements(
        environment={"Python": "3"},
        export=ExportResults(
            start_up=StartUp(import_cpu_s=4, load_cpu_s=0.3, describe_cpu_s=0.05, peak_bytes=10**8),
            exports=[
                ExportCost(
                    n_tokens=128,
                    forward_cpu_s=0.05,
                    export_cpu_s=export_cpu_s,
                    peer_views_cpu_s=0.05,
                    build_cpu_s=0.01,
                    forward_peak_bytes=10**8,
                    export_peak_bytes=10**8,
                    export_bytes=10**6,
                    page_bytes=page_bytes,
                )
            ],
            peers=[
                PeerCost(
                    n_tokens=128,
                    view_cpu_s={"heads": 1, "model": 1},
                    view_bytes={"heads": 5 * 10**7, "model": 5 * 10**7},
                    peak_bytes=10**9,
                )
            ],
            codecs=[],
            crowds=[
                CrowdCost(
                    n_documents=n,
                    n_tokens=15,
                    forward_cpu_s=1,
                    export_cpu_s=1.5,
                    peak_bytes=peak,
                    n_bytes=10**6,
                )
                for n, peak in ((100, 10**8), (1000, many_peak))
            ],
        ),
        pages=[shown.get(each.view, each) for each in usual] + extra,
    )


def over(measured):
    return [row.measure for row in rows(measured) if row.verdict == "over"]


def test_what_holds_its_bound_is_ok():
    assert over(measurements()) == []


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        ({"export_cpu_s": 0.11}, "the same, Network too"),
        ({"page_bytes": 1_400_001}, "HTML"),
        ({"many_peak": 106_000_000}, "peak memory (of 100 documents)"),
    ],
)
def test_what_does_not_is_over(change, measure):
    assert over(measurements(**change)) == [measure]


def test_slow_pages_are_over():
    measured = measurements(page("attlas heads", 501, 5), page("attlas model", 200, 16.1))
    assert over(measured) == [
        "first view (best; CPU): Heads",
        "hover (p95; CPU; with the wait for a frame): Model, all thumbnails",
    ]


def test_a_slow_slider_is_over():
    measured = measurements(page("attlas link slider", 200, 51), page("attlas cut slider", 200, 50))
    assert over(measured) == ["move (p95; CPU; with the wait for a frame): Network, the Link slider"]


def test_a_page_that_never_came_is_over_and_said():
    never = PageCost(view="attlas heads", n_tokens=128, n_bytes=1, opening=None, hover=None)
    measured = measurements(never)
    assert len(over(measured)) == 2
    assert "never within 60 s" in markdown(measured)
