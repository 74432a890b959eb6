"""Arrays of the contract: how numbers travel as bytes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Payload

Length = Annotated[int, Field(ge=0)]


class PackedArray(Payload):
    """A non-negative array, quantised to 8 bits after a square root and deflated.

    ``value = scale * (code / 255) ** 2``, where the codes are the uint8 bytes, in row-major order, of the raw
    deflate stream (RFC 1951) in `data`.
    """

    shape: tuple[Length, ...] = Field(description="Length of each axis, outermost first.")
    encoding: Literal["sqrt-uint8-deflate"] = Field(description="How the values were turned into bytes.")
    scale: float = Field(gt=0, description="The value that code 255 stands for.")
    max_error: float = Field(ge=0, description="Largest absolute difference from the value that was encoded.")
    data: str = Field(
        description="The bytes in base64. Inside a page, the number of the blob of the same shard that holds them; "
        "of attention over more than 512 tokens the numbers of its tiles of 256 queries and 256 keys, row by row, "
        "with a space between."
    )


class FloatArray(Payload):
    """An array whose values are kept as they are: float32, little endian, row-major, deflated."""

    shape: tuple[Length, ...] = Field(description="Length of each axis, outermost first.")
    encoding: Literal["float32-deflate"] = Field(description="How the values were turned into bytes.")
    data: str = Field(
        description="The bytes in base64. Inside a page, the number of the blob of the same shard that holds them."
    )


class VectorArray(Payload):
    """Real vectors along the last axis, quantised to 16 or 24 bits with one scale each, and deflated.

    The raw deflate stream holds the scales (float32, one per vector) and then the codes (signed integers of 2 or 3
    bytes), both little endian and row-major; ``value = scale * code / top``, where the top code is 32767 or 8388607.
    """

    shape: tuple[Length, ...] = Field(
        description="Length of each axis, outermost first; vectors lie along the last."
    )
    encoding: Literal["row-int16-deflate", "row-int24-deflate"] = Field(
        description="How the values were turned into bytes."
    )
    max_error: float = Field(ge=0, description="Largest absolute difference from the value that was encoded.")
    data: str = Field(
        description="The bytes in base64. Inside a page, the number of the blob of the same shard that holds them."
    )


class CountArray(Payload):
    """Counts, places in a list or other whole numbers from 0, in the smallest type that holds them all, deflated.

    Little endian and row-major.
    """

    shape: tuple[Length, ...] = Field(description="Length of each axis, outermost first.")
    encoding: Literal["uint8-deflate", "uint16-deflate", "uint32-deflate"] = Field(
        description="How the values were turned into bytes."
    )
    data: str = Field(
        description="The bytes in base64. Inside a page, the number of the blob of the same shard that holds them."
    )
