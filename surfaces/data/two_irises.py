"""Two kinds of iris told apart by a line: logistic regression, and a linear support vector machine."""

from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import hinge_error, logistic_error
from ..data.irises import IRISES
from ..data.logistic import logistic_minimum, newton_step
from ..data.penalties import L1, SOME_L2, elastic_net, ridge
from ..data.table import SCALED, normalised, weighted_sum
from ..data_space import Model
from ..either import Number, functions_for, repeated, those
from ..examples import Table

WIDTHS, ROUNDS = 80, 6
FINEST, ON_MARGIN, SURELY, SURE = 1e-8, 1e-6, 500.0, 1e-10
"""How narrowly the corners of the hinge are rounded off at last, how near to the margin a flower is on it, beyond which
exponent nothing changes, and what is more than nothing."""


def score(point: Array, inputs: Array, *, table: Table, normalisation: Array, **penalties: Array) -> Array:
    return weighted_sum(point, inputs, table, normalisation)


def logistic_on_examples(point: Array, *, table: Table, **parameters: Array) -> Array:
    lost = logistic_error(score(point, table.inputs, table=table, **parameters), table.targets)
    return lost + elastic_net(point, parameters["l2"], parameters["l1"])


def logistic(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(logistic_on_examples(point, table=table, **parameters))


def hinge_on_examples(point: Array, *, table: Table, **parameters: Array) -> Array:
    lost = hinge_error(score(point, table.inputs, table=table, **parameters), table.targets)
    return lost + ridge(point, parameters["l2"])


def hinge(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(hinge_on_examples(point, table=table, **parameters))


def petals_on(table: Table, normalisation: Number) -> list[Any]:
    """Both columns on a scale."""
    return [normalised(table.inputs[:, i], table, normalisation, i) for i in range(2)]


def logistic_minima(*, table: Table, normalisation: Number, l2: Number, l1: Number) -> list[Minimum]:
    first, second = petals_on(table, normalisation)
    return logistic_minimum(table, first, second, l2, l1)


def hinge_minima(*, table: Table, normalisation: Number, l2: Number) -> list[Minimum]:
    """Rounded off less and less, the loss leads Newton's method to where its minimum is; there the flowers on the
    margin are held on it.
    """
    xp = functions_for(table.inputs, normalisation, l2)
    mean, signs = table.mean, 2 * table.targets - 1
    first, second = (column * signs for column in petals_on(table, normalisation))

    def one_step(numbers: tuple[Any, ...]) -> tuple[Any, ...]:
        x, z, width = numbers
        for _ in range(ROUNDS):
            inside = 1 / (1 + xp.exp(xp.clip((x * first + z * second - 1) / width, -SURELY, SURELY)))
            bend = inside * (1 - inside) / width
            slope = l2 * x - mean(inside * first), l2 * z - mean(inside * second)
            a, b, c = mean(bend * first**2) + l2, mean(bend * first * second), mean(bend * second**2) + l2
            along, across = newton_step(a, b, c, slope)
            x, z = x - along, z - across
        return x, z, width * FINEST ** (1 / WIDTHS)

    nothing = 0 * table.total(first)
    x, z, _ = repeated(WIDTHS + 1, one_step, (nothing, nothing, nothing + 1))
    x, z = held_on_margin(first, second, x, z, table, l2)
    lost = mean(xp.maximum(1 - x * first - z * second, 0))
    return those((True, (x, z), lost + l2 / 2 * (x**2 + z**2)))


def held_on_margin(first: Any, second: Any, x: Any, z: Any, table: Table, l2: Number) -> tuple[Any, Any]:
    """The minimum beside these weights: in directions in which flowers on the margin hold it, where they are on it; in
    others where the penalty is balanced by what pulls from within.
    """
    xp = functions_for(first, x, l2)
    short = 1 - x * first - z * second
    on_it, within = xp.where(abs(short) < ON_MARGIN, 1.0, 0.0), xp.where(short >= ON_MARGIN, 1.0, 0.0)
    a, b, c = table.total(on_it * first**2), table.total(on_it * first * second), table.total(on_it * second**2)
    angle = xp.arctan2(2 * b, a - c) / 2
    found = [0 * x, 0 * z]
    for i, way in enumerate((angle, angle + np.pi / 2)):
        u, v = xp.cos(way), xp.sin(way)
        along = u * first + v * second
        hold = table.total(on_it * along**2)
        is_held = hold > (SURE if i == 0 else SURE * (a + c))
        held = table.total(on_it * along) / xp.where(is_held, hold, 1)
        place = xp.where(is_held, held, table.mean(within * along) / l2)
        found = [found[0] + place * u, found[1] + place * v]
    return found[0], found[1]


DOMAIN = ((-3.0, 7.0), (-2.0, 8.0))
WEIGHTS = ("weight of length", "weight of width")

LOGISTIC_IRISES = Surface(
    key="logistic_irises",
    title="Logistic regression: two irises",
    family="real data",
    function=logistic,
    domain=DOMAIN,
    start=(-2.0, -1.0),
    minima=logistic_minima,
    weights=WEIGHTS,
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \ln\left(1 + e^{a x_i + b z_i}\right) - y_i\,(a x_i + b z_i) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right) + \lambda_1 \left(|a| + |b|\right)",
    source=IRISES.source,
    summary="A line through the mean of scaled petals tells most flowers apart; one of raw petals, which goes through "
    "zero, fewer, and its loss is a ravine.",
    parameters=(SCALED, SOME_L2, L1),
    has_creases=True,
    on_examples=logistic_on_examples,
    examples=len(IRISES.training),
    licence=IRISES.licence,
    model=Model(data=(IRISES,), predict=score, error=logistic_error, borders=(0.0,)),
)

SVM_IRISES = Surface(
    key="svm_irises",
    title="Support vector machine: two irises",
    family="real data",
    function=hinge,
    domain=DOMAIN,
    start=(-2.0, -1.0),
    minima=hinge_minima,
    weights=WEIGHTS,
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \max\left(0, 1 - y_i\,(a x_i + b z_i)\right) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right)",
    source=IRISES.source,
    summary="Only flowers within the margin, or on the wrong side of it, pull at the line; the slope jumps where one "
    "comes in.",
    parameters=(SCALED, SOME_L2),
    has_creases=True,
    on_examples=hinge_on_examples,
    examples=len(IRISES.training),
    licence=IRISES.licence,
    model=Model(data=(IRISES,), predict=score, error=hinge_error, borders=(0.0, -1.0, 1.0)),
)
