"""What an export was made of, and in what it differs from one that is asked for."""

from __future__ import annotations

from pathlib import Path

import orjson
from pydantic import ValidationError

from attlas.precompute.contract import ExportPlan, ExportSettings, Manifest, ModelOrigin
from attlas.precompute.errors import AttlasError

from .formats import read_bytes

PLAN, MANIFEST = "plan.json", "manifest.json"

BEGINNING = b'{"attlas":"'
"""How every plan and manifest begins, one that was cut short too."""

CONTENTS = {"documents_sha256": "the documents", "lens.corpus_sha256": "the texts of the lens"}
"""Settings that are hashes: what they are of."""


def check_ours(root: Path) -> None:
    """Refuse a folder that holds no export of any version, finished or not.

    A file of the name of a plan or a manifest is no proof: other programs have such files too.

    Raises
    ------
    AttlasError
        If there is neither plan nor manifest, or one that attlas has not written.
    """
    there = [root / name for name in (MANIFEST, PLAN) if (root / name).exists()]
    if not there:
        raise AttlasError(f"{root} holds files but no export; choose an empty or a new folder")
    for path in there:
        if not _is_ours(read_bytes(path)):
            raise AttlasError(
                f"{path} is not of attlas, so its folder holds no export; choose an empty or a new folder"
            )


def earlier_plan(root: Path) -> ExportPlan:
    """Read what the export in `root` was made of, finished or not; see `check_ours`.

    Raises
    ------
    AttlasError
        If it is damaged, or one of another version.
    """
    is_finished = (root / MANIFEST).exists()
    content = read_bytes(root / (MANIFEST if is_finished else PLAN))
    try:
        if is_finished:
            return _plan_of(Manifest.model_validate_json(content))
        return ExportPlan.model_validate_json(content)
    except ValidationError as error:
        raise AttlasError(
            f"{root} holds an export this version cannot read; pass --overwrite to replace it"
        ) from error


def _is_ours(content: bytes) -> bool:
    """Tell a plan or a manifest of any version of attlas by what all of them have."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return content.startswith(BEGINNING)
    settings = value.get("settings") if isinstance(value, dict) else None
    return isinstance(settings, dict) and "documents_sha256" in settings and "schema_version" in value


def _plan_of(manifest: Manifest) -> ExportPlan:
    return ExportPlan(
        schema_version=manifest.schema_version,
        attlas=manifest.attlas,
        libraries=manifest.libraries,
        settings=manifest.settings,
        models=tuple(
            ModelOrigin(label=model.label, name=model.name, commit=model.commit, files=model.files)
            for model in manifest.models
        ),
    )


def plan_differences(there: ExportPlan, asked: ExportPlan) -> list[str]:
    """Name every setting in which two plans differ, with both values."""
    olds, news = _flat(there.settings), _flat(asked.settings)
    differing = [name for name in olds | news if olds.get(name) != news.get(name)]
    differences = [
        f"{name}: {_brief(olds.get(name))} there, {_brief(news.get(name))} asked"
        for name in differing
        if name not in CONTENTS
    ]
    differences += [f"{what} differ" for name, what in CONTENTS.items() if name in differing]
    if not differences and there.models != asked.models:
        differences.append("the models' names or files differ")
    if (there.attlas, there.libraries) != (asked.attlas, asked.libraries):
        differences.append("the versions of attlas or its libraries differ")
    return differences


def _flat(settings: ExportSettings) -> dict[str, object]:
    """Give settings by name, those of words and lens as 'words.language', 'lens.n_tokens' and so on."""
    parts = {"words": settings.words, "lens": settings.lens}
    nested = {f"{part}.{name}": value for part, own in parts.items() for name, value in own or ()}
    return {name: value for name, value in settings if name not in parts} | nested


def _brief(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "default" if value is None else str(value)
