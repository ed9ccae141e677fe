"""A straight line through a table by least squares: slope and intercept."""

from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Surface, switch
from ..data.errors import squared_error
from ..data.table import NORMALISATION, columns, normalised
from ..data_space import Column, Data, Model
from ..either import Number, those
from ..examples import Table

ROUNDING = 1e-24
"""Of squares: numbers that differ by less are all the same."""
SPEEDS, DISTANCES = columns("stopping_distances") / 10
"""In tens of miles an hour and tens of feet, so that one picture holds the minimum on all three scales."""

CARS = Data(
    inputs=(Column("speed", "10 mph"),),
    target=Column("stopping distance", "10 ft"),
    rows=np.stack([SPEEDS, DISTANCES], axis=1),
    source="Ezekiel (1930), Methods of Correlation Analysis: speed (10 mph) and stopping distance (10 ft) of 50 cars",
    licence="Numbers only, as in the book; R has them as cars. No licence is stated with them.",
)


def line(point: Array, inputs: Array) -> Array:
    return point[0] * inputs + point[1]


def least_squares(inputs: Any, table: Table) -> list[Minimum]:
    """The minimum in closed form; there is none that stands alone where all inputs are the same."""
    targets = table.targets
    centre = table.mean(inputs)
    deviations = inputs - centre
    square = table.total(deviations**2)
    slope = table.total(deviations * targets) / (square + (square == 0))
    intercept = table.mean(targets) - slope * centre
    loss = table.mean((slope * inputs + intercept - targets) ** 2) / 2
    return those((square > ROUNDING * table.total(inputs**2), (slope, intercept), loss))


def stopping_line(point: Array, inputs: Array, *, table: Table, normalisation: Array) -> Array:
    return line(point, normalised(inputs[:, 0], table, normalisation))


def stopping_on_examples(point: Array, *, table: Table, normalisation: Array) -> Array:
    return squared_error(stopping_line(point, table.inputs, table=table, normalisation=normalisation), table.targets)


def stopping(point: Array, *, table: Table, normalisation: Array) -> Array:
    return table.mean(stopping_on_examples(point, table=table, normalisation=normalisation))


def stopping_minima(*, table: Table, normalisation: Number) -> list[Minimum]:
    return least_squares(normalised(table.inputs[:, 0], table, normalisation), table)


LINEAR_REGRESSION = Surface(
    key="linear_regression",
    title="Linear regression: stopping distances",
    family="real data",
    function=stopping,
    domain=((-2.0, 8.0), (-4.0, 8.0)),
    start=(-1.5, 0.5),
    minima=stopping_minima,
    weights=("slope", "intercept"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b - y_i\right)^2",
    source=CARS.source,
    summary="Raw speeds make a ravine, since slope and intercept make up for each other; scaled ones a round bowl.",
    parameters=(NORMALISATION,),
    on_examples=stopping_on_examples,
    examples=len(SPEEDS),
    licence=CARS.licence,
    model=Model(data=(CARS,), predict=stopping_line, error=squared_error),
)


X, Y_1, Y_2, Y_3, X_4, Y_4 = columns("anscombe")
QUARTET_INPUTS = np.array([X, X, X, X_4]) / 10
QUARTET_TARGETS = np.array([Y_1, Y_2, Y_3, Y_4])
QUARTET = tuple(
    Data(
        inputs=(Column("x", "tens"),),
        target=Column("y"),
        rows=np.stack([inputs, targets], axis=1),
        source="Anscombe (1973), Graphs in statistical analysis; x in tens",
        licence="Numbers only, as in the paper; R has them as anscombe. No licence is stated with them.",
    )
    for inputs, targets in zip(QUARTET_INPUTS, QUARTET_TARGETS, strict=True)
)


def quartet_line(point: Array, inputs: Array, *, table: Table, data_set: Array) -> Array:
    return line(point, inputs[:, 0])


def quartet_on_examples(point: Array, *, table: Table, data_set: Array) -> Array:
    return squared_error(line(point, table.inputs[:, 0]), table.targets)


def quartet(point: Array, *, table: Table, data_set: Array) -> Array:
    return table.mean(quartet_on_examples(point, table=table, data_set=data_set))


def quartet_minima(*, table: Table, data_set: Number) -> list[Minimum]:
    return least_squares(table.inputs[:, 0], table)


ANSCOMBE = Surface(
    key="anscombe",
    title="Linear regression: Anscombe's quartet",
    family="real data",
    function=quartet,
    domain=((-1.0, 11.0), (-3.0, 9.0)),
    start=(0.0, 0.0),
    minima=quartet_minima,
    weights=("slope", "intercept"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b - y_i\right)^2",
    source=QUARTET[0].source,
    summary="Four data sets that look nothing alike have the same loss surface; their mini-batches tell them apart.",
    parameters=(switch("data_set", "data set", ("I", "II", "III", "IV")),),
    on_examples=quartet_on_examples,
    examples=len(X),
    licence=QUARTET[0].licence,
    model=Model(data=QUARTET, predict=quartet_line, error=squared_error, choice="data_set"),
)
