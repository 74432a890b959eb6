"""One operation of torch, as the tap on the softmax sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

CASTS = frozenset({"to", "type", "type_as", "float", "half", "bfloat16", "double"})
"""Operations that change the type of a tensor and nothing else."""

ADDITIONS = frozenset(
    {"add", "add_", "__add__", "__radd__", "__iadd__", "sub", "sub_", "__sub__", "__isub__"}
)
MASKINGS = frozenset({"where", "masked_fill", "masked_fill_", "max", "maximum"})
VIEWS = frozenset(
    {
        *("view", "reshape", "flatten", "unflatten", "unsqueeze", "squeeze"),
        *("transpose", "permute", "expand", "contiguous", "clone", "__getitem__"),
    }
)

NEUTRAL = CASTS | ADDITIONS | MASKINGS | VIEWS
"""Operations after which a score still holds its product with the same factor."""

MULTIPLICATIONS = frozenset({"mul", "mul_", "multiply", "__mul__", "__rmul__", "__imul__"})
DIVISIONS = frozenset({"div", "div_", "divide", "true_divide", "__truediv__", "__idiv__", "__itruediv__"})


@dataclass(frozen=True, eq=False)
class Step:
    """A function of torch and what the model calls it with."""

    func: Callable[..., Any]  # most functions of torch return a tensor, some a shape or a number
    args: Sequence[Any]
    kwargs: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the function; the same for functions of torch and for methods of tensors."""
        return getattr(self.func, "__name__", "")

    def run(self) -> Any:
        """Do what the model asked for."""
        return self.func(*self.args, **self.kwargs)

    def replay(self, replace: Callable[[torch.Tensor], torch.Tensor]) -> Any:
        """Do the same with other tensors."""
        args = [_replaced(arg, replace) for arg in self.args]
        return self.func(*args, **{name: _replaced(arg, replace) for name, arg in self.kwargs.items()})

    def tensors(self) -> Iterator[torch.Tensor]:
        """Give the tensors among the arguments, those in lists included."""
        return _tensors((*self.args, *self.kwargs.values()))

    def rescaled(self, scaling: float | None, *, source: torch.Tensor) -> float | None:
        """Give the factor on a product after this step, where `source` held it with the factor `scaling`.

        None means that the step did something else than adding terms and multiplying by a number.
        """
        if scaling is None or self.name in NEUTRAL:
            return scaling
        others = [_number(arg) for arg in self.args if arg is not source]
        if len(others) != 1 or others[0] is None:
            return None
        if self.name in MULTIPLICATIONS:
            return scaling * others[0]
        if self.name in DIVISIONS and self.args[0] is source:
            return scaling / others[0]
        return None


def _replaced(value: Any, replace: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    if isinstance(value, torch.Tensor):
        return replace(value)
    if type(value) in (list, tuple):
        return type(value)(_replaced(item, replace) for item in value)
    return value


def _tensors(values: Iterable[object]) -> Iterator[torch.Tensor]:
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif type(value) in (list, tuple):
            yield from _tensors(value)  # type: ignore[arg-type]  # mypy does not narrow by type()


def _number(value: object) -> float | None:
    if isinstance(value, torch.Tensor):
        return float(value) if value.numel() == 1 else None
    return float(value) if isinstance(value, int | float) else None
