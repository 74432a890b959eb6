"""The command line: the only place that knows exporter, precompute and site template together.

Nothing heavy is imported before a command needs it, so that ``attlas --help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from attlas import AttlasError, __version__

from .options import COUNT, BatchSize, ClusterNumber, NameList, NumberList, Size, TokenRange
from .terminal import Terminal, with_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence


SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


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


device_option = click.option(
    "--device", default="auto", show_default=True, type=click.Choice(["auto", "cpu", "cuda", "mps"])
)
device_map_option = click.option(
    "--device-map",
    type=click.Choice(["auto", "balanced", "balanced_low_0", "sequential"]),
    help="Spread a model that is too large for one device over all, by accelerate.",
)
trust_option = click.option(
    "--trust-remote-code", is_flag=True, help="Let a hub repository run its own code on this machine."
)


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
@click.option(
    "--attviz",
    type=click.Path(path_type=Path),
    metavar="JSON",
    help="Also write the tokens' attention to themselves as AttViz reads it; of one model.",
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
    default="heads,model,network,corpus",
    show_default=True,
    help="Views to export data for: heads, model, network, corpus (statistics over all documents), neurons (every "
    "query, key and value vector), lens; all.",
)
@click.option(
    "--lens",
    multiple=True,
    metavar="CORPUS",
    help="Texts for HeadLens, in the formats of INPUTS; repeat for more. Without, it is over INPUTS (--views lens).",
)
@click.option(
    "--lens-tokens",
    type=COUNT,
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
    default="auto",
    show_default=True,
    help="Language of the texts, for parts of speech; auto: English in HeadLens, and in flows over all documents "
    "where models are compared or there is a HeadLens.",
)
@click.option("--target-language", help="Language that an encoder-decoder model writes, likewise.")
@click.option(
    "--spacy-model", metavar="NAME", help="spaCy pipeline to tag the texts with, in place of attlas's own."
)
@click.option(
    "--generate",
    type=COUNT,
    metavar="N",
    help="Let causal models go on with each document by up to N tokens.",
)
@click.option("--max-tokens", type=COUNT, help="Cut longer documents; the page says where.")
@device_option
@device_map_option
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
@trust_option
@click.option(
    "--compare", is_flag=True, help="Demand that all models share one tokenizer, so they can be compared."
)
@click.option("--overwrite", is_flag=True, help="Replace an earlier export in the folder.")
@with_terminal
def export(
    inputs: Sequence[str],
    models: Sequence[str],
    output: Path,
    *,
    page: Path | None,
    attviz: Path | None,
    lens: Sequence[str],
    terminal: Terminal,
    **options: Any,
) -> None:
    """Run models over documents and write what their attention does as JSON.

    INPUTS are .txt, .jsonl, .csv or .tsv files, or - for standard input.
    """
    from attlas.exporter.run import export as run_export

    if attviz is not None and len(models) > 1:
        raise AttlasError(
            f"--attviz is given with {len(models)} models, expected one, which is all that AttViz shows; "
            "leave it out, and write them one by one with 'attlas export-attviz --model'"
        )
    _hush_libraries()
    with terminal.progress() as progress:
        run_export(models, inputs, output, lens=lens or None, progress=progress, **options)
    terminal.written(output)
    if page is not None:
        _build([output], page, terminal=terminal)
    if attviz is not None:
        _write_attviz(output, attviz, model=None, terminal=terminal)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder of the export.")
@click.option("--label", help="Name of the model, shown to the reader; by default that of the file.")
@click.option("--overwrite", is_flag=True, help="Replace an earlier export in the folder.")
@with_terminal
def import_attviz(
    file: Path, output: Path, *, label: str | None, overwrite: bool, terminal: Terminal
) -> None:
    """Make an export of a JSON FILE as AttViz reads it."""
    from attlas.exporter.attviz.importing import import_attviz as run_import

    with terminal.progress() as progress:
        run_import(file, output, label=label, overwrite=overwrite, progress=progress)
    terminal.written(output)


@main.command()
@click.argument("export_folder", metavar="EXPORT", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The JSON file.")
@click.option("-m", "--model", metavar="LABEL", help="Which model, where the export has several.")
@with_terminal
def export_attviz(export_folder: Path, output: Path, *, model: str | None, terminal: Terminal) -> None:
    """Write an EXPORT as JSON that AttViz reads: every token's attention to itself, by layer and head."""
    _write_attviz(export_folder, output, model=model, terminal=terminal)


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
@click.option(
    "--max-size",
    type=Size(),
    metavar="SIZE",
    help="Most bytes of the page, e.g. 10MB: attention is stored coarser, and parts are left out, until it fits.",
)
@with_terminal
def build(exports: Sequence[Path], output: Path, *, terminal: Terminal, **options: Any) -> None:
    """Bind an export, or several with different documents, into one HTML file or a folder."""
    _build(exports, output, terminal=terminal, **options)


@main.command()
@click.option("-o", "--output", default="build/demo.html", show_default=True, type=click.Path(path_type=Path))
@with_terminal
def demo(output: Path, *, terminal: Terminal) -> None:
    """Make a page from the texts and models that attlas ships: an encoder, plain and tuned, and a translator."""
    from attlas.demo import NO_TRANSLATOR, TITLE, TITLE_WITH_TRANSLATOR, demo_exports
    from attlas.exporter.run import export as run_export

    if output.name in ("", ".."):
        raise AttlasError(
            f"{output} has no name of its own, expected that of a page or a folder, which its exports have too; "
            "choose one"
        )
    _hush_libraries()
    exports = demo_exports()
    folders = [output.with_suffix(each.suffix) for each in exports]
    for each, folder in zip(exports, folders, strict=True):
        with terminal.progress() as progress:
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
    if not has_translator:
        terminal.note(NO_TRANSLATOR)
    _build(folders, output, title=TITLE_WITH_TRANSLATOR if has_translator else TITLE, terminal=terminal)


@main.command()
@click.argument("shell", type=click.Choice([*SHELLS]))
def completion(shell: str) -> None:
    """Print the script that makes a SHELL complete commands and options; its first line says where it goes."""
    profile = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/completions/attlas.fish"}[
        shell
    ]
    click.echo(f"# Append to {profile}")
    click.echo(SHELLS[shell](main, {}, "attlas", "_ATTLAS_COMPLETE").source())


@main.command()
@click.argument("export_folder", metavar="EXPORT", type=click.Path(path_type=Path))
@click.option("--sizes", is_flag=True, help="Also say where the bytes are, by part and by document.")
def inspect(export_folder: Path, *, sizes: bool) -> None:
    """Print what an export holds."""
    from attlas.site_template.inspect import describe
    from attlas.site_template.sizes import describe_sizes

    click.echo(describe(export_folder))
    if sizes:
        click.echo(describe_sizes(export_folder))


@main.command()
@click.argument("export_folder", metavar="EXPORT", type=click.Path(path_type=Path))
@click.option(
    "--rerun",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Let the models read N of the documents again, and compare.",
)
@click.option(
    "-m",
    "--model",
    "models",
    multiple=True,
    metavar="NAME_OR_FOLDER",
    help="For that, a model that came from a folder; all of them, in the export's order.",
)
@device_option
@device_map_option
@trust_option
def verify(export_folder: Path, rerun: int, **options: Any) -> None:
    """Check every file of an EXPORT: its form, hashes, row sums and error bounds; exit with 1 if one is wrong."""
    from attlas.verification import verify as run_verify

    if rerun:
        _hush_libraries()
    faults = run_verify(export_folder, rerun=rerun, **options)
    for fault in faults:
        click.echo(fault)
    click.echo(f"{export_folder}: " + (f"{len(faults)} faults" if faults else "nothing is wrong"), err=True)
    sys.exit(1 if faults else 0)


def _write_attviz(export: Path, output: Path, *, model: str | None, terminal: Terminal) -> None:
    from attlas.attviz import write_attviz

    write_attviz(export, output, model=model)
    terminal.written(output)


def _build(exports: Sequence[Path], output: Path, *, terminal: Terminal, **options: Any) -> None:
    import warnings

    from attlas.site_template.bundle import build as run_build

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        path = run_build(exports, output, say=terminal.line, **options)
    for warning in caught:
        terminal.note(str(warning.message))
    terminal.written(path)


def _hush_libraries() -> None:
    """Keep the libraries' own progress bars and advice out of ours; errors still come through as exceptions."""
    import logging

    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    for name in ("huggingface_hub", "torch.distributed.elastic.multiprocessing.redirects"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
