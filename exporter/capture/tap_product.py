"""Products of activations inside an attention module: what was multiplied, as queries, keys and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import nn


@dataclass(frozen=True, eq=False)
class Product:
    """A product of two activations, ``left @ right`` or the einsum of `equation`, times `factor`."""

    left: torch.Tensor
    right: torch.Tensor
    equation: str | None = None
    factor: float = 1.0


def product_of(operation: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Product | None:
    """Read a call of torch as a product of two activations.

    Parameters
    ----------
    operation : str
        Name of the torch function.
    args, kwargs
        What it is called with.

    Returns
    -------
    Product or None
        None if it is no product, or one with a weight of the model, as a projection is.
    """
    product = _read(operation, args, kwargs)
    if product is None or min(product.left.ndim, product.right.ndim) < 3:
        return None
    is_projection = isinstance(product.left, nn.Parameter) or isinstance(product.right, nn.Parameter)
    return None if is_projection else product


def queries_and_keys(product: Product, shape: torch.Size) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Give both sides of a score product with axes (batch, head, token, dim).

    Parameters
    ----------
    product : Product
        The product that the scores began as.
    shape : torch.Size of length 4
        Shape of the scores, (batch, head, query, key).

    Returns
    -------
    pair of tensors of shape (batch, head, query, dim) and (batch, key_head, key, dim), or None
        None if the operands do not have the axes that `shape` asks for.
    """
    query: torch.Tensor | None
    key: torch.Tensor | None
    if product.equation is None:
        query = split_heads(product.left, shape[0])
        key = split_heads(product.right.transpose(-1, -2), shape[0])
    else:
        left, right, result = _labels(product.equation)
        common = [axis for axis in left if axis in right and axis not in result]
        if len(result) != 4 or len(common) != 1:
            return None
        batch, head, row, column = tuple(result)
        query = _arrange(product.left, left, (batch, head, row, *common))
        key = _arrange(product.right, right, (batch, head, column, *common))
    if query is None or key is None or (query.shape[-2], key.shape[-2]) != tuple(shape[-2:]):
        return None
    return query, key


def values(product: Product, shape: torch.Size) -> torch.Tensor | None:
    """Give the right side of a product with weights of the given shape, with axes (batch, head, token, dim)."""
    if product.equation is None:
        value = split_heads(product.right, shape[0])
    else:
        left, right, result = _labels(product.equation)
        own = [axis for axis in right if axis in result and axis not in left]
        if len(left) != 4 or len(own) != 1:
            return None
        batch, head, _, column = tuple(left)
        value = _arrange(product.right, right, (batch, head, column, *own))
    return value if value is not None and value.shape[-2] == shape[-1] else None


def split_heads(tensor: torch.Tensor, n_documents: int) -> torch.Tensor | None:
    """Unfold (batch · head, …) into (batch, head, …); a tensor with both axes stays as it is."""
    if tensor.ndim == 4:
        return tensor
    if tensor.ndim == 3 and tensor.shape[0] % n_documents == 0:
        return tensor.reshape(n_documents, -1, *tensor.shape[1:])
    return None


def _read(operation: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Product | None:
    if operation in {"matmul", "__matmul__", "bmm"}:
        return _product(args, kwargs, ("input", "other", "mat2"))
    if operation == "baddbmm":
        return _product(args[1:], kwargs, ("batch1", "batch2"), factor=kwargs.get("alpha", 1.0))
    if operation == "einsum" and isinstance(args[0], str) and "." not in args[0] and "->" in args[0]:
        operands = args[1] if isinstance(args[1], list | tuple) else args[1:]
        return _product(operands, {}, (), equation=args[0].replace(" ", ""))
    return None


def _product(
    args: Sequence[object],
    kwargs: Mapping[str, object],
    names: Sequence[str],
    *,
    equation: str | None = None,
    factor: object = 1.0,
) -> Product | None:
    operands = [*args, *(kwargs[name] for name in names if name in kwargs)][:2]
    match operands:
        case [torch.Tensor() as left, torch.Tensor() as right] if isinstance(factor, int | float):
            return Product(left, right, equation, float(factor))
    return None


def _labels(equation: str) -> tuple[str, str, str]:
    operands, result = equation.split("->")
    left, _, right = operands.partition(",")
    return left, right, result


def _arrange(tensor: torch.Tensor, axes: str, wanted: Sequence[str]) -> torch.Tensor | None:
    if set(axes) != set(wanted):
        return None
    return tensor.permute([axes.index(axis) for axis in wanted])
