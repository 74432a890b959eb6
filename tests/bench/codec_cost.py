"""The codec beside the alternatives it was chosen from, on real attention."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections.abc import Callable, Sequence
from time import process_time
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from attlas.precompute.axes import Codes
from attlas.precompute.codec import decode, dequantise, encode, quantise
from bench.results import CodecCost

Weights = npt.NDArray[np.float32]
NEGLIGIBLE = 1e-5


class Alternative(NamedTuple):
    """A way to make bytes of weights, and weights of the codes."""

    name: str
    quantise: Callable[[Weights], Codes]
    deflate: Callable[[Codes], bytes]
    restore: Callable[[Codes], npt.NDArray[np.floating]]


def deflater(level: int, strategy: int) -> Callable[[Codes], bytes]:
    """Raw deflate with zlib's parameters."""

    def deflate(codes: Codes) -> bytes:
        stream = zlib.compressobj(level, wbits=-zlib.MAX_WBITS, memLevel=9, strategy=strategy)
        return stream.compress(codes.tobytes()) + stream.flush()

    return deflate


def linear(weights: Weights) -> Codes:
    """8 bits without companding."""
    codes: Codes = np.rint(weights * 255).astype(np.uint8)
    return codes


def coarse(weights: Weights) -> Codes:
    """7 bits after a square root."""
    codes: Codes = np.rint(np.sqrt(weights) * 127).astype(np.uint8)
    return codes


run_lengths, huffman = deflater(1, zlib.Z_RLE), deflater(1, zlib.Z_HUFFMAN_ONLY)
ALTERNATIVES = (
    Alternative("square root, 8 bits, deflate 6", quantise, deflater(6, zlib.Z_DEFAULT_STRATEGY), dequantise),
    Alternative("square root, 8 bits, Huffman only", quantise, huffman, dequantise),
    Alternative(
        "square root, 7 bits, run lengths", coarse, run_lengths, lambda codes: np.square(codes / 127)
    ),
    Alternative("linear, 8 bits, run lengths", linear, run_lengths, lambda codes: codes / 255),
)


def codec_costs(layers: Sequence[Weights]) -> list[CodecCost]:
    """Measure the codec and its alternatives.

    Parameters
    ----------
    layers : sequence of float32 arrays of shape (head, query, key)
        Attention of one text, one stream per layer as in an export.

    Returns
    -------
    list of CodecCost
        The codec first.
    """
    return [_chosen(layers), *(_alternative(layers, each) for each in ALTERNATIVES)]


def _chosen(layers: Sequence[Weights]) -> CodecCost:
    began = process_time()
    packed = [encode(layer) for layer in layers]
    taken = process_time() - began
    n_bytes = sum(len(b64decode(each.data)) for each in packed)
    name = "square root, 8 bits, run lengths (attlas)"
    return _cost(name, layers, [decode(each) for each in packed], n_bytes, taken)


def _alternative(layers: Sequence[Weights], each: Alternative) -> CodecCost:
    began = process_time()
    codes = [each.quantise(layer) for layer in layers]
    n_bytes = sum(len(each.deflate(layer)) for layer in codes)
    taken = process_time() - began
    return _cost(each.name, layers, [each.restore(layer) for layer in codes], n_bytes, taken)


def _cost(
    name: str,
    layers: Sequence[Weights],
    restored: Sequence[npt.NDArray[np.floating]],
    n_bytes: int,
    cpu_s: float,
) -> CodecCost:
    weights, decoded = np.stack(layers), np.stack(restored)
    errors = np.abs(weights - decoded)
    n_cells = weights.size
    return CodecCost(
        name=name,
        n_tokens=weights.shape[-1],
        bytes_per_cell=n_bytes / n_cells,
        max_error=float(errors.max()),
        mean_error=float(errors.mean()),
        lost=float(np.mean(decoded[weights > NEGLIGIBLE] == 0)),
        cpu_ns_per_cell=1e9 * cpu_s / n_cells,
    )
