"""Eight noisy examples of a new task, and another task whose minimum is not far: where transfer starts."""

from typing import Any

from jax import Array

from ..base import Minimum, Surface, switch
from ..data.errors import squared_error
from ..data.planes import plane_minimum
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for
from ..examples import Table
from ..made.overfitting import HELD_OUT, TRAINED, drawn

INPUTS, DRAWN_NOISE = (one.round(2) for one in drawn())
OTHER_WEIGHTS, WEIGHTS, NOISE = (1.1, -0.1), (1.3, 0.1), 0.7
TASK = switch("task", "task", ("new", "other"))


def made(*, task: Number) -> Any:
    """All rows: the new task has noise in its targets; the other one none, as if its examples were very many."""
    xp = functions_for(task)
    inputs, noise = as_precise((INPUTS, DRAWN_NOISE), task)
    first, second = (xp.where(task > 0, *pair) for pair in zip(OTHER_WEIGHTS, WEIGHTS, strict=True))
    targets = first * inputs[:, 0] + second * inputs[:, 1] + xp.where(task > 0, 0.0, NOISE) * noise
    return xp.concatenate([inputs, targets[:, None]], axis=1)


def plane(point: Array, inputs: Array, *, table: Table, task: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1]


def transfer_on_examples(point: Array, *, table: Table, task: Array) -> Array:
    return squared_error(plane(point, table.inputs, table=table, task=task), table.targets)


def transfer(point: Array, *, table: Table, task: Array) -> Array:
    return table.mean(transfer_on_examples(point, table=table, task=task))


def transfer_minima(*, table: Table, task: Number) -> list[Minimum]:
    """Least squares, in closed form."""
    return plane_minimum(table, table.targets)


MADE = Data(
    inputs=(Column("x"), Column("z")),
    target=Column("y"),
    rows=made(task=0.0),
    held_out=tuple(range(TRAINED, TRAINED + HELD_OUT)),
    source="Yosinski et al. (2014), How transferable are features in deep neural networks?, on two planes; these 40 "
    "rows were drawn by NumPy with the seed 0, 32 of them held out",
    licence="Made for this page; free to use.",
)
TRANSFER = Surface(
    key="transfer",
    title="Transfer: eight examples of a new task",
    family="made data",
    function=transfer,
    domain=((-0.5, 2.0), (-0.75, 1.5)),
    start=OTHER_WEIGHTS,
    minima=transfer_minima,
    weights=("slope of x", "slope of z"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b z_i - y_i\right)^2, \quad "
    r"y_i = 1.3\,x_i + 0.1\,z_i + 0.7\,\varepsilon_i",
    source=MADE.source,
    summary="Runs start in the minimum of another task. From there a few small steps come lower on held-out examples "
    "than training from scratch ever does; large ones soon forget what was known.",
    parameters=(TASK,),
    on_examples=transfer_on_examples,
    examples=TRAINED,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=plane, error=squared_error, made=made),
)
