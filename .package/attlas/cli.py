"""The command line: the only place that knows exporter, precompute and site template together.

Nothing heavy is imported before a command needs it, so that ``attlas --help`` answers at once.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from attlas import AttlasError, __version__

from .options import BatchSize, ClusterNumber, NameList, NumberList, TokenRange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from attlas.exporter.progress import Progress


class OneLineErrors(click.Group):
    """Turns an `AttlasError` into one line and exit code 1; anything else keeps its traceback."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # the signature is click's
        """Run the command line."""
        try:
            super().main(*args, **kwargs)
        except AttlasError as error:
            click.echo(f"attlas: {error}", err=True)
            sys.exit(1)
        raise AssertionError("click exits by itself")


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="attlas")
def main() -> None:
    """attlas, an atlas of attention: models and texts in, one self-contained page out."""


@main.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option(
    "-m",
    "--model",
    "models",
    multiple=True,
    required=True,
    metavar="NAME_OR_FOLDER[=LABEL]",
    help="Hub name or folder of a model; repeat for several models over the same documents.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder of the export.")
@click.option(
    "--page", type=click.Path(path_type=Path), help="Also build the page: an .html file or a folder."
)
@click.option("--per-file", is_flag=True, help="A .txt file is one document, not one per line.")
@click.option("--text-column", default="text", show_default=True, help="Field or column that holds the text.")
@click.option("--layers", type=NumberList(), help="Layers to keep, e.g. 0,5,-1 or 0-3.")
@click.option("--heads", type=NumberList(), help="Heads to keep.")
@click.option(
    "--window", type=TokenRange(), help="Tokens to keep of each document, e.g. 0:128 or -64:; all are read."
)
@click.option(
    "--views",
    type=NameList(),
    default="heads,model,network",
    show_default=True,
    help="Views to export data for: heads, model, network, neurons (every query, key and value vector), lens; all.",
)
@click.option(
    "--lens",
    multiple=True,
    metavar="CORPUS",
    help="Texts for HeadLens, in the formats of INPUTS; repeat for more. Without, it is over INPUTS (--views lens).",
)
@click.option(
    "--lens-tokens",
    type=click.IntRange(min=1),
    default=50_000,
    show_default=True,
    help="Most tokens whose vectors HeadLens clusters.",
)
@click.option(
    "--clusters",
    type=ClusterNumber(),
    default=16,
    show_default=True,
    help="Clusters of each head's queries, keys and values.",
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    help="Language of the texts, for parts of speech in HeadLens.",
)
@click.option("--target-language", help="Language that an encoder-decoder model writes, likewise.")
@click.option(
    "--spacy-model", metavar="NAME", help="spaCy pipeline to tag the texts with, in place of attlas's own."
)
@click.option(
    "--generate",
    type=click.IntRange(min=1),
    metavar="N",
    help="Let causal models go on with each document by up to N tokens.",
)
@click.option("--max-tokens", type=click.IntRange(min=1), help="Cut longer documents; the page says where.")
@click.option(
    "--device", default="auto", show_default=True, type=click.Choice(["auto", "cpu", "cuda", "mps"])
)
@click.option(
    "--dtype",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
    help="Type of the weights.",
)
@click.option(
    "--batch-size", type=BatchSize(), default="auto", show_default=True, help="Documents per batch."
)
@click.option("--revision", help="Branch, tag or commit of hub models.")
@click.option(
    "--trust-remote-code", is_flag=True, help="Let a hub repository run its own code on this machine."
)
@click.option(
    "--compare", is_flag=True, help="Demand that all models share one tokenizer, so they can be compared."
)
@click.option("--overwrite", is_flag=True, help="Replace an earlier export in the folder.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def export(
    inputs: Sequence[str],
    models: Sequence[str],
    output: Path,
    *,
    page: Path | None,
    lens: Sequence[str],
    quiet: bool,
    **options: Any,
) -> None:
    """Run models over documents and write what their attention does as JSON.

    INPUTS are .txt, .jsonl, .csv or .tsv files, or - for standard input.
    """
    from attlas.exporter.run import export as run_export

    _hush_libraries()
    with _progress(quiet) as progress:
        run_export(models, inputs, output, lens=lens or None, progress=progress, **options)
    if not quiet:
        _say_written(output)
    if page is not None:
        _build([output], page, title=None, quiet=quiet)


@main.command()
@click.argument("exports", metavar="EXPORT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="An .html file, or a folder for a static host.",
)
@click.option("--title", help="Title of the page.")
@click.option(
    "--start",
    default="",
    metavar="STATE",
    help="What the page shows at first, as its address says it: 'view=model&layer=3'.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def build(exports: Sequence[Path], output: Path, *, title: str | None, start: str, quiet: bool) -> None:
    """Bind an export, or several with different documents, into one HTML file or a folder."""
    _build(exports, output, title=title, start=start, quiet=quiet)


@main.command()
@click.option("-o", "--output", default="build/demo.html", show_default=True, type=click.Path(path_type=Path))
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def demo(output: Path, *, quiet: bool) -> None:
    """Make a page from the texts and models that attlas ships: an encoder, plain and tuned, and a translator."""
    from attlas.demo import NO_TRANSLATOR, TITLE, TITLE_WITH_TRANSLATOR, demo_exports
    from attlas.exporter.run import export as run_export

    _hush_libraries()
    exports = demo_exports()
    folders = [output.with_suffix(each.suffix) for each in exports]
    for each, folder in zip(exports, folders, strict=True):
        with _progress(quiet) as progress:
            run_export(
                each.models,
                each.documents,
                folder,
                views=each.views,
                lens=each.lens,
                target_language=each.target_language,
                dtype="float32",
                overwrite=True,
                progress=progress,
            )
    has_translator = any(each.target_language for each in exports)
    if not has_translator and not quiet:
        click.echo(f"note: {NO_TRANSLATOR}", err=True)
    _build(folders, output, title=TITLE_WITH_TRANSLATOR if has_translator else TITLE, quiet=quiet)


@main.command()
@click.argument("export_folder", metavar="EXPORT", type=click.Path(path_type=Path))
def inspect(export_folder: Path) -> None:
    """Print what an export holds."""
    from attlas.site_template.inspect import describe

    click.echo(describe(export_folder))


def _build(exports: Sequence[Path], output: Path, *, title: str | None, start: str = "", quiet: bool) -> None:
    import warnings

    from attlas.site_template.bundle import build as run_build

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        path = run_build(exports, output, title=title, start=start)
    if not quiet:
        for warning in caught:
            click.echo(f"note: {warning.message}", err=True)
        _say_written(path)


def _progress(quiet: bool) -> AbstractContextManager[Progress]:
    from attlas.exporter.progress import Bar, Silent

    return nullcontext(Silent()) if quiet else Bar(lambda line: click.echo(line, err=True))


def _say_written(path: Path) -> None:
    from attlas.exporter.progress import readable_bytes

    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    click.echo(f"{path}  {readable_bytes(sum(file.stat().st_size for file in files))}")


def _hush_libraries() -> None:
    """Keep the libraries' own progress bars and advice out of ours; errors still come through as exceptions."""
    import logging

    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    for name in ("huggingface_hub", "torch.distributed.elastic.multiprocessing.redirects"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
