"""Linear regression on two inputs that say nearly the same, with penalties: ridge, lasso, elastic net."""

from itertools import product
from typing import Any

from jax import Array

from ..base import Minimum, Surface
from ..data.errors import squared_error
from ..data.exercise import EXERCISE
from ..data.penalties import L1, L2, elastic_net
from ..data.table import SCALED, normalised, weighted_sum
from ..data_space import Model
from ..either import Number, functions_for, those
from ..examples import Table


def level(table: Table, normalisation: Number) -> Any:
    """What the model says of an input of zeros. It has no intercept; that of centred data is this."""
    return functions_for(table.means, normalisation).where(normalisation > 0, table.means[-1], 0)


def chin_ups(point: Array, inputs: Array, *, table: Table, normalisation: Array, l2: Array, l1: Array) -> Array:
    return weighted_sum(point, inputs, table, normalisation) + level(table, normalisation)


def exercise_on_examples(point: Array, *, table: Table, **parameters: Array) -> Array:
    lost = squared_error(chin_ups(point, table.inputs, table=table, **parameters), table.targets)
    return lost + elastic_net(point, parameters["l2"], parameters["l1"])


def exercise(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(exercise_on_examples(point, table=table, **parameters))


def moments(table: Table, normalisation: Number) -> tuple[Any, ...]:
    """The means of x², x z, z², x y, z y and y² on a scale."""
    first, second = (normalised(table.inputs[:, i], table, normalisation, i) for i in range(2))
    targets = table.targets - level(table, normalisation)
    products = (first**2, first * second, second**2, first * targets, second * targets, targets**2)
    return tuple(map(table.mean, products))


def exercise_minima(*, table: Table, normalisation: Number, l2: Number, l1: Number) -> list[Minimum]:
    """Of all signs that the two weights may have, zero among them, the ones whose own minimum is lowest."""
    xp = functions_for(table.inputs, normalisation, l2, l1)
    a, b, c, p, q, rest = moments(table, normalisation)
    first, second, value = 0 * p, 0 * q, rest / 2
    for sign, other in product((-1, 0, 1), repeat=2):
        x, z = solved(a + l2, b, c + l2, p - l1 * sign, q - l1 * other, sign != 0, other != 0)
        loss = (rest - 2 * (p * x + q * z) + a * x**2 + 2 * b * x * z + c * z**2 + l2 * (x**2 + z**2)) / 2
        loss = loss + l1 * (abs(x) + abs(z))
        is_lower = loss < value
        first, second = xp.where(is_lower, x, first), xp.where(is_lower, z, second)
        value = xp.where(is_lower, loss, value)
    return those((True, (first, second), value))


def solved(a: Any, b: Any, c: Any, p: Any, q: Any, has_first: bool, has_second: bool) -> tuple[Any, Any]:
    """The weights at which a x + b z = p and b x + c z = q, where one that is not there is 0."""
    if has_first and has_second:
        return (c * p - b * q) / (a * c - b**2), (a * q - b * p) / (a * c - b**2)
    return p / a if has_first else 0 * p, q / c if has_second else 0 * q


PENALISED_REGRESSION = Surface(
    key="penalised_regression",
    title="Linear regression with penalties: chin-ups",
    family="real data",
    function=exercise,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.5, 1.5),
    minima=exercise_minima,
    weights=("slope of weight", "slope of waist"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b z_i - y_i\right)^2 "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right) + \lambda_1 \left(|a| + |b|\right)",
    source=EXERCISE.source,
    summary="Two inputs that say nearly the same make a ravine; L2 rounds it, and L1 puts the minimum onto an axis.",
    parameters=(SCALED, L2, L1),
    has_creases=True,
    on_examples=exercise_on_examples,
    examples=len(EXERCISE.training),
    licence=EXERCISE.licence,
    model=Model(data=(EXERCISE,), predict=chin_ups, error=squared_error),
)
