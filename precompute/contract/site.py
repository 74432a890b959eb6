"""The configuration of a page."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Payload
from .manifest import Contents, ExportSettings, Library


class SiteExport(Payload):
    """How one of the exports was made that a page is built of."""

    attlas: str = Field(description="Version of attlas that wrote the export.")
    libraries: tuple[Library, ...] = Field(description="Libraries that can change the numbers, by name.")
    settings: ExportSettings = Field(description="What was asked for.")
    models: tuple[str, ...] = Field(description="Keys that its models have in the page.")
    n_documents: int = Field(ge=0, description="Its documents, which follow those of the exports before it.")


class LeftOut(Payload):
    """What the exports have and the page has not, for its size."""

    n_documents: int = Field(ge=0, description="Documents, the last ones.")
    lens: tuple[str, ...] = Field(description="Keys of the models whose HeadLens it is.")
    corpus: tuple[str, ...] = Field(
        description="Keys of the models whose heads' mean patterns over all documents it is."
    )
    statistics: tuple[str, ...] = Field(
        description="Keys of the models whose statistics over all documents it is."
    )
    comparisons: tuple[tuple[str, str], ...] = Field(
        description="Keys of the models whose comparison over all documents it is, a pair each."
    )


class SizeLimit(Payload):
    """A size that the author bounded the page to."""

    max_bytes: int = Field(ge=1, description="Most bytes of the page, of all files of a folder together.")
    reductions: tuple[str, ...] = Field(
        description="What was given up for it, a sentence each; empty if the page is small enough as it is."
    )
    left_out: LeftOut = Field(
        description="What of that a view would show; vectors are left out by documents, whose layers say so."
    )


class Site(Payload):
    """The configuration of a page, in its element ``attlas-site``."""

    schema_version: Literal[1] = Field(description="Version of this contract.")
    mode: Literal["file", "folder"] = Field(
        description="Whether the shards are elements of the page, or scripts in the folder beside it."
    )
    title: str = Field(description="Title of the page.")
    start: str = Field(
        default="",
        description="What the page shows at first, as its address says it: 'view=model&layer=3'. Empty for the "
        "first document's first layer.",
    )
    limit: SizeLimit | None = Field(
        default=None, description="Size that the author bounded it to; null for none."
    )
    exports: tuple[SiteExport, ...] = Field(description="What the page is built of, in the order given.")
    manifest: Contents = Field(
        description="What all exports hold, one after the other; keys of models are given anew, and files are named "
        "relative to the export that they are from."
    )
