"""JSON Schema of the contract; ``python -m attlas.precompute.schema`` writes it to `schema.json` beside this file.

The client's TypeScript types are generated from that file by ``npm run contract`` in `site_template/client`.
"""

from __future__ import annotations

from pathlib import Path

import orjson
from pydantic.json_schema import models_json_schema

from .contract import (
    Comparison,
    Corpus,
    Document,
    ExportPlan,
    LensIndex,
    LensLayer,
    Manifest,
    Site,
    Statistics,
)

EXPORT_FILES = (Manifest, Document, Corpus, Statistics, Comparison, LensIndex, LensLayer)
"""What the files of a finished export hold."""

PAYLOADS = (*EXPORT_FILES, ExportPlan, Site)
SCHEMA_FILE = Path(__file__).with_name("schema.json")
HEADER = "Generated from precompute/contract by: python -m attlas.precompute.schema"


def contract_schema() -> bytes:
    """Return the JSON Schema of every payload as indented JSON, the same bytes for the same contract."""
    _, schema = models_json_schema(
        [(payload, "serialization") for payload in PAYLOADS],
        title="AttlasContract",
        ref_template="#/$defs/{model}",
    )
    schema |= {"$comment": HEADER, "$schema": "https://json-schema.org/draft/2020-12/schema"}
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def main() -> None:
    """Write the schema file."""
    SCHEMA_FILE.write_bytes(contract_schema())


if __name__ == "__main__":
    main()
