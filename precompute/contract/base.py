"""What every payload of the contract is made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1

AttentionKind = Literal["encoder", "decoder", "cross"]

SequenceName = Literal["source", "target"]

ViewName = Literal["heads", "model", "network", "corpus", "neurons", "lens"]

Probability = Annotated[float, Field(ge=0, le=1)]


class Payload(BaseModel):
    """Base of every payload: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
