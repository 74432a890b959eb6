"""The contract, its schema and the client's types are one."""

import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from attlas.precompute.contract import PackedArray, Payload
from attlas.precompute.schema import SCHEMA_FILE, contract_schema

CLIENT = Path(__file__).parents[2] / "site_template" / "client"
TYPES = CLIENT / "src" / "contract.d.ts"


def payloads(base: type[BaseModel] = Payload) -> list[type[BaseModel]]:
    return [found for kind in base.__subclasses__() for found in (kind, *payloads(kind))]


def test_schema_is_fresh():
    assert SCHEMA_FILE.read_bytes() == contract_schema(), "run: python -m attlas.precompute.schema"


@pytest.mark.skipif(not (CLIENT / "node_modules").exists(), reason="needs npm ci in site_template/client")
def test_client_types_are_fresh(tmp_path):
    committed = TYPES.read_bytes()
    shutil.copy(TYPES, tmp_path)
    try:
        subprocess.run(["npm", "run", "--silent", "contract"], cwd=CLIENT, check=True)
        assert TYPES.read_bytes() == committed, "run: npm run contract (in site_template/client)"
    finally:
        shutil.copy(tmp_path / TYPES.name, TYPES)


@pytest.mark.parametrize("payload", payloads(), ids=lambda payload: payload.__name__)
def test_every_field_is_described(payload):
    missing = [name for name, field in payload.model_fields.items() if not field.description]
    assert missing == []


@pytest.mark.parametrize("payload", payloads(), ids=lambda payload: payload.__name__)
def test_payloads_are_frozen_and_closed(payload):
    assert payload.model_config["frozen"]
    assert payload.model_config["extra"] == "forbid"


def test_unknown_fields_are_errors():
    with pytest.raises(ValidationError, match="Extra inputs"):
        PackedArray(shape=(1,), encoding="sqrt-uint8-deflate", scale=1, max_error=0, data="", more=1)
