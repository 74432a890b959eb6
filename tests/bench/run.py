"""Measures attlas beside bertviz on the same texts and model: see README.md.

``python tests/bench/run.py [--tokens 16,128,512] [--scale] [--lens] [--json FILE] [--strict]``
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import orjson

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from bench import peers
from bench.page_cost import page_cost
from bench.report import markdown, rows
from bench.results import ExportResults, Measurements, PageCost, ScaleResults
from bench.views import View, crowd_views, empty_view, scale_views, views_of
from browser.programs import chromium

TESTS = Path(__file__).parents[1]
LIBRARIES = ("attlas", "bertviz", "torch", "transformers", "numpy")


@click.command()
@click.option("--tokens", default="16,128,512", show_default=True, help="Lengths of the texts, at most 512.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Also write every number here.")
@click.option("--strict", is_flag=True, help="Exit with code 1 if a bound is not held.")
@click.option("--scale", is_flag=True, help="Measure long documents, a large model and 10,000 documents too.")
@click.option("--lens", is_flag=True, help="Measure HeadLens too, over 10,000 to 200,000 tokens.")
def main(tokens: str, json_file: Path | None, *, strict: bool, scale: bool, lens: bool) -> None:
    """Measure export, pages and codec, and print the report as Markdown."""
    sizes = [int(size) for size in tokens.split(",") if size.strip().isdigit()]
    if len(sizes) != len(tokens.split(",")):
        raise click.BadParameter(f"{tokens!r}, expected whole numbers such as 16,128", param_hint="--tokens")
    if chromium() is None:
        raise click.ClickException("no Chromium here; install it, or name it in the variable CHROMIUM")
    with TemporaryDirectory(prefix="attlas-bench-") as folder:
        measured = measure(sizes, Path(folder), scale=scale)
    click.echo(markdown(measured))
    if lens:
        measure_lens()
    lines = rows(measured)
    if json_file is not None:
        report = {**measured.model_dump(), "rows": [row._asdict() for row in lines]}
        json_file.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    if strict and any(row.verdict == "over" for row in lines):
        sys.exit(1)


def measure(sizes: Sequence[int], folder: Path, *, scale: bool) -> Measurements:
    """Measure everything, exports first; pages lie in `folder`."""
    load_before = os.getloadavg()[0]
    exports = measure_exports(sizes, folder)
    scaled = measure_scale(folder) if scale else None
    views = [empty_view(folder), *(view for size in sizes for view in views_of(size)), *crowd_views()]
    if not peers.provide_libraries(folder):
        _note("npm does not give d3, jquery and requirejs, so bertviz's pages are not opened")
        views = [view for view in views if not view.name.startswith("bertviz")]
    if scaled:
        views += scale_views((cost.page, cost.n_tokens) for cost in scaled.long)
    pages, browser = measure_pages(views, folder)
    environment = {name: version(name) for name in LIBRARIES} | {
        "Python": sys.version.split()[0],
        "Chromium": browser,
        "processors": str(os.cpu_count()),
        "load before and after": f"{load_before:.1f}, {os.getloadavg()[0]:.1f}",
    }
    return Measurements(environment=environment, export=exports, pages=pages, scale=scaled)


def measure_exports(sizes: Sequence[int], folder: Path) -> ExportResults:
    """Run the measuring process."""
    _note("exports, bertviz's views, codecs")
    return ExportResults.model_validate_json(_measured("bench.export_cost", folder, *map(str, sizes)))


def measure_scale(folder: Path) -> ScaleResults:
    """Run the process that measures long documents, a large model and very many documents."""
    _note("10,000 documents, 1,024 and 2,048 tokens, 32 layers and 32 heads")
    return ScaleResults.model_validate_json(_measured("bench.scale_cost", folder))


def measure_lens() -> None:
    """Run the process that measures the lens, and print its table."""
    _note("HeadLens")
    with TemporaryDirectory(prefix="attlas-bench-") as folder:
        click.echo(_measured("bench.lens_cost", Path(folder)).decode())


def _measured(module: str, folder: Path, *arguments: str) -> bytes:
    command = [sys.executable, "-m", module, str(folder), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout


def measure_pages(views: Sequence[View], folder: Path) -> tuple[list[PageCost], str]:
    """Measure every view, and name the browser's version."""
    costs = []
    with sync_playwright() as playwright:
        for view in views:
            _note(view.name if view.n_tokens is None else f"{view.name}, {view.n_tokens} tokens")
            costs.append(page_cost(playwright, view, folder))
        browser = playwright.chromium.launch(executable_path=chromium())
        name = browser.version
        browser.close()
    return costs, name


def _note(line: str) -> None:
    click.echo(f"bench: {line}", err=True)


if __name__ == "__main__":
    main()
