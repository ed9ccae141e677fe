"""A line, and three points that are far off it: how far is a slider."""

from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Parameter, Surface
from ..data.errors import squared_error
from ..data.linear_regression import least_squares
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for
from ..examples import Table

SEED, COUNT = 1, 20
INPUTS = np.linspace(-1, 1, COUNT)
DRAWN = np.random.default_rng(SEED).normal(size=COUNT)
IS_OFF = np.isin(np.arange(COUNT), (COUNT - 4, COUNT - 2, COUNT - 1)).astype(float)
SLOPE, INTERCEPT = 1.0, 0.5
NOISE = Parameter(key="noise", title="noise", symbol=r"\sigma", default=0.2, low=0.0, high=0.5)
DISTANCE = Parameter(key="distance", title="outliers' distance", symbol="d", default=3.0, low=0.0, high=5.0)


def made(*, noise: Number, distance: Number) -> Any:
    """x, and y = x + ½ with noise, of which three at the right lie lower."""
    xp = functions_for(noise, distance)
    inputs, drawn, is_off = as_precise((INPUTS, DRAWN, IS_OFF), noise, distance)
    return xp.stack([inputs, SLOPE * inputs + INTERCEPT + noise * drawn - distance * is_off], axis=1)


def line(point: Array, inputs: Array, *, table: Table, noise: Array, distance: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1]


def outliers_on_examples(point: Array, *, table: Table, **parameters: Array) -> Array:
    return squared_error(line(point, table.inputs, table=table, **parameters), table.targets)


def outliers(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(outliers_on_examples(point, table=table, **parameters))


def outliers_minima(*, table: Table, noise: Number, distance: Number) -> list[Minimum]:
    return least_squares(table.inputs[:, 0], table)


MADE = Data(
    inputs=(Column("x"),),
    target=Column("y"),
    rows=made(noise=NOISE.default, distance=DISTANCE.default),
    source="Huber (1964), Robust estimation, on such points; these were drawn by NumPy with the seed 1",
    licence="Made for this page; free to use.",
)
LINE_WITH_OUTLIERS = Surface(
    key="line_with_outliers",
    title="A line with three outliers",
    family="made data",
    function=outliers,
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(-2.0, 2.0),
    minima=outliers_minima,
    weights=("slope", "intercept"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b - y_i\right)^2, \quad "
    r"y_i = x_i + \frac12 + \sigma \varepsilon_i - d\, o_i",
    source=MADE.source,
    summary="Three of twenty points turn the line by least squares over, if they are only far enough off.",
    parameters=(NOISE, DISTANCE),
    on_examples=outliers_on_examples,
    examples=COUNT,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=line, error=squared_error, made=made),
)
