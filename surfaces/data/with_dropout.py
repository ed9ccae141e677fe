"""A neuron of two inputs, each of which is dropped now and then: the mean over its four masks."""

from typing import Any

import jax.numpy as jnp
from jax import Array

from ..base import Minimum, Parameter, Surface, switch
from ..data.errors import squared_error
from ..data.exercise import EXERCISE
from ..data_space import Model
from ..either import Number, functions_for, those
from ..examples import Table

MASKS = ((0, 0), (0, 1), (1, 0), (1, 1))
KEEP = Parameter(key="keep", title="keep probability", symbol="p", default=0.5, low=0.1, high=1.0)
SCALING = switch("scaling", "scaled by p", ("in training, inverted", "at test time"))


def scaled(inputs: Any, table: Table) -> list[Any]:
    """Both columns of inputs (rows, 2), with a mean of 0 and a mean square of 1."""
    return [(inputs[:, i] - table.means[i]) / table.deviations[i] for i in range(2)]


def activation(point: Array, inputs: Array, table: Table) -> Array:
    """w₁x + w₂y of scaled inputs."""
    first, second = scaled(inputs, table)
    return point[0] * first + point[1] * second


def at_test_time(point: Array, inputs: Array, *, table: Table, keep: Array, scaling: Array) -> Array:
    """With no input dropped: what the masked neuron says on average."""
    return jnp.where(scaling > 0, keep, 1) * activation(point, inputs, table) + table.means[-1]


def dropout_on_examples(point: Array, *, table: Table, keep: Array, scaling: Array) -> Array:
    """The mean of each example's error over the masks, each as often as it comes about."""
    grown = jnp.where(scaling > 0, 1, 1 / keep)
    total = jnp.zeros_like(table.targets)
    for first, second in MASKS:
        share = (keep if first else 1 - keep) * (keep if second else 1 - keep)
        masked = point * jnp.asarray((first, second), point.dtype)
        said = grown * activation(masked, table.inputs, table) + table.means[-1]
        total = total + share * squared_error(said, table.targets)
    return total


def dropout(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(dropout_on_examples(point, table=table, **parameters))


def dropout_minima(*, table: Table, keep: Number, scaling: Number) -> list[Minimum]:
    """Least squares with an L2 penalty of (1 − p) / p for each column whose mean square is 1, as scaled ones' are."""
    xp, mean = functions_for(table.inputs, keep, scaling), table.mean
    (first, second), targets = scaled(table.inputs, table), table.targets - table.means[-1]
    b, p, q = mean(first * second), mean(first * targets), mean(second * targets)
    a, c = (mean(column**2) * (1 + (1 - keep) / keep) for column in (first, second))
    determinant = a * c - b**2
    is_one = determinant > 0
    x, z = ((a * q - b * p) / xp.where(is_one, determinant, 1) for a, b, p, q in ((c, b, q, p), (a, b, p, q)))
    value = (mean(targets**2) - p * x - q * z) / 2
    grown = xp.where(scaling > 0, 1 / keep, 1)
    return those((is_one, (x * grown, z * grown), value))


DROPOUT = Surface(
    key="dropout",
    title="Dropout: a neuron of two inputs",
    family="real data",
    function=dropout,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.5, 1.5),
    minima=dropout_minima,
    weights=("w₁ of weight", "w₂ of waist"),
    formula=r"f(a, b) = \sum_{m \in \{0, 1\}^2} p^{|m|} (1 - p)^{2 - |m|} "
    r"\frac1{2n}\sum_{i=1}^n \left(\frac{m_1 a x_i + m_2 b z_i}p - y_i\right)^2",
    source=EXERCISE.source,
    summary="The mean over all four masks is the loss without them and an L2 penalty of (1 − p)/p: the less is kept, "
    "the rounder the bowl.",
    parameters=(KEEP, SCALING),
    on_examples=dropout_on_examples,
    examples=len(EXERCISE.training),
    licence=EXERCISE.licence,
    model=Model(data=(EXERCISE,), predict=at_test_time, error=squared_error),
)
