"""The parts of the tap on the softmax: steps, products, and what is followed from one to the other."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from attlas.exporter.capture.tap_product import Product, product_of, queries_and_keys, values
from attlas.exporter.capture.tap_step import Step
from attlas.exporter.capture.tap_trace import Traces

SCORES = torch.ones(1, 2, 3, 3)


@pytest.mark.parametrize(
    ("func", "args", "expected"),
    [
        (torch.Tensor.__truediv__, (SCORES, 4.0), 0.5),
        (torch.div, (SCORES, torch.tensor(4.0)), 0.5),
        (torch.Tensor.__itruediv__, (SCORES, 4), 0.5),
        (torch.Tensor.__rmul__, (SCORES, 3), 6.0),
        (torch.mul, (torch.tensor([3.0]), SCORES), 6.0),
        (torch.add, (SCORES, torch.zeros(3)), 2.0),
        (torch.where, (SCORES > 0, SCORES, torch.tensor(0.0)), 2.0),
        (torch.Tensor.__rtruediv__, (SCORES, 4.0), None),
        (torch.mul, (SCORES, torch.zeros(3)), None),
        (torch.tanh, (SCORES,), None),
    ],
)
def test_scaling_is_followed(
    func: Callable[..., object], args: tuple[object, ...], expected: float | None
) -> None:
    assert Step(func, args, {}).rescaled(2.0, source=SCORES) == expected


def test_unknown_scaling_stays_unknown() -> None:
    assert Step(torch.add, (SCORES, 1.0), {}).rescaled(None, source=SCORES) is None


def test_replay_replaces_tensors_in_lists_too() -> None:
    step = Step(torch.cat, ([SCORES, SCORES],), {"dim": 0})
    assert torch.equal(step.replay(lambda tensor: tensor * 2), torch.full((2, 2, 3, 3), 2.0))


@pytest.mark.parametrize(
    ("operation", "args", "kwargs"),
    [
        ("add", (SCORES, SCORES), {}),
        ("matmul", (SCORES, nn.Parameter(torch.ones(2, 3, 3))), {}),
        ("__matmul__", (SCORES, torch.ones(3, 3)), {}),
        ("einsum", ("...ij,...jk->...ik", SCORES, SCORES), {}),
        ("einsum", ("bhij->bhji", SCORES), {}),
    ],
)
def test_no_product_of_activations(
    operation: str, args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    assert product_of(operation, args, kwargs) is None


def test_added_product_has_its_factor() -> None:
    product = product_of(
        "baddbmm", (torch.ones(2, 1, 3),), {"batch1": SCORES[0], "batch2": SCORES[0], "alpha": 0.5}
    )
    assert product is not None
    assert product.factor == 0.5


def test_folded_heads_are_unfolded() -> None:
    query, key = torch.rand(2 * 4, 5, 8), torch.rand(2 * 4, 7, 8)
    pair = queries_and_keys(Product(query, key.transpose(1, 2)), torch.Size((2, 4, 5, 7)))
    assert pair is not None
    assert torch.equal(pair[0][1, 3], query[7])
    assert torch.equal(pair[1][1, 3], key[7])


def test_axes_of_an_einsum_are_put_in_order() -> None:
    query, key, value = torch.rand(5, 2, 4, 8), torch.rand(7, 2, 4, 8), torch.rand(7, 2, 4, 6)
    shape = torch.Size((2, 4, 5, 7))
    pair = queries_and_keys(Product(query, key, "ibnd,jbnd->bnij"), shape)
    mixed = values(Product(torch.rand(shape), value, "bnij,jbnd->ibnd"), shape)
    assert pair is not None
    assert mixed is not None
    assert [tuple(tensor.shape) for tensor in (*pair, mixed)] == [(2, 4, 5, 8), (2, 4, 7, 8), (2, 4, 7, 6)]
    assert torch.equal(mixed[1, 3, 6], value[6, 1, 3])


@pytest.mark.parametrize(
    "product",
    [
        Product(torch.rand(2, 4, 5, 8), torch.rand(2, 4, 8, 9)),
        Product(torch.rand(5, 2, 4, 8), torch.rand(7, 2, 4, 8), "ibnd,jbnd->ijbd"),
        Product(torch.rand(3, 5, 8), torch.rand(3, 8, 7)),
    ],
)
def test_product_of_another_shape_is_not_taken_for_queries_and_keys(product: Product) -> None:
    assert queries_and_keys(product, torch.Size((2, 4, 5, 7))) is None


def test_score_of_a_layer_is_forgotten() -> None:
    traces, owner = Traces(1, scores=False), nn.Linear(3, 3)

    def do(func: Callable[..., torch.Tensor], *args: object, **kwargs: object) -> torch.Tensor:
        return traces.follow(Step(func, args, kwargs), [owner])

    product = do(torch.matmul, SCORES, torch.rand(1, 2, 3, 3))
    projected = do(nn.functional.linear, product, owner.weight)
    do(torch.softmax, projected, dim=-1)
    assert traces.take(owner) == []
    do(torch.softmax, product, dim=-1)
    assert len(traces.take(owner)) == 1
