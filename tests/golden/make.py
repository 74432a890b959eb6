"""Writes the golden export and the pages expected of it; the README beside says what for."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from attlas.site_template.bundle import build  # noqa: E402
from lens_payload import write_lens  # noqa: E402
from payloads import document, encoder_run, translator_run, write_export  # noqa: E402 - needs the line above
from sites import STUB, skeleton  # noqa: E402
from statistics_payload import write_statistics  # noqa: E402

TITLE = "Golden <site> & co."

TEXTS = (
    ("one", ("The cat sat",), "Die Katze saß", {"title": "A cat", "label": "calm"}),
    ("pair", ("Who sat?", "The immeasurably old cat."), "Wer saß?", {"label": "calm"}),
    (
        "hostile",
        ("</script> <!--<script> مرحبا 😀",),
        "<b>&amp;</b>",
        {"title": '"><img src=x onerror=alert(1)>'},
    ),
)


def main() -> None:
    """Write export, page and index."""
    documents = [
        document(
            name,
            [encoder_run(*texts, n_truncated=len(name)), translator_run(texts[0], target)],
            *texts,
            **given,
        )
        for name, texts, target, given in TEXTS
    ]
    export = write_export(HERE / "export", documents, indent=True)
    write_statistics(export, documents, indent=True)
    write_lens(export, documents, indent=True)
    with TemporaryDirectory() as folder:
        for name, page in (("page.html", "page.html"), ("folder", "folder/index.html")):
            build(export, Path(folder) / name, title=TITLE, assets=STUB)
            expected = HERE / "site" / f"{Path(name).stem}.html"
            expected.write_text(skeleton((Path(folder) / page).read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
