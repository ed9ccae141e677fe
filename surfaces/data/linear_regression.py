"""A straight line through a table by least squares: slope and intercept."""

from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface, switch
from ..data.errors import squared_error
from ..data.table import NORMALISATION, columns, normalised, rescaled, shift_and_scale
from ..data_space import Column, Data, Model
from ..either import Number, functions_for, remembered, those

SPEEDS, DISTANCES = columns("stopping_distances") / 10
"""In tens of miles an hour and tens of feet, so that one picture holds the minimum on all three scales."""

SHIFTS, SCALES = shift_and_scale(SPEEDS)


CARS = Data(
    inputs=(Column("speed", "10 mph"),),
    target=Column("stopping distance", "10 ft"),
    rows=np.stack([SPEEDS, DISTANCES], axis=1),
    source="Ezekiel (1930), Methods of Correlation Analysis: speed (10 mph) and stopping distance (10 ft) of 50 cars",
    licence="Numbers only, as in the book; R has them as cars. No licence is stated with them.",
)


def line(point: Array, inputs: Array) -> Array:
    return point[0] * inputs + point[1]


def least_squares(inputs: Any, targets: Any) -> list[Minimum]:
    """The minimum in closed form."""
    deviations = inputs - inputs.mean()
    slope = (deviations * targets).sum() / (deviations**2).sum()
    intercept = targets.mean() - slope * inputs.mean()
    return those((True, (slope, intercept), ((slope * inputs + intercept - targets) ** 2).mean() / 2))


def stopping_line(point: Array, inputs: Array, *, normalisation: Array) -> Array:
    return line(point, normalised(inputs[:, 0], SHIFTS, SCALES, normalisation))


def stopping_on_examples(point: Array, indices: Array | np.ndarray, *, normalisation: Array) -> Array:
    speeds = jnp.asarray(SPEEDS, point.dtype)[indices, None]
    distances = jnp.asarray(DISTANCES, point.dtype)[indices]
    return squared_error(stopping_line(point, speeds, normalisation=normalisation), distances)


def stopping(point: Array, *, normalisation: Array) -> Array:
    return jnp.mean(stopping_on_examples(point, np.arange(len(SPEEDS)), normalisation=normalisation))


@remembered
def stopping_minima(*, normalisation: Number) -> list[Minimum]:
    return least_squares(rescaled(SPEEDS, SHIFTS, SCALES, normalisation), DISTANCES)


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


def quartet_line(point: Array, inputs: Array, *, data_set: Array) -> Array:
    return line(point, inputs[:, 0])


def quartet_on_examples(point: Array, indices: Array | np.ndarray, *, data_set: Array) -> Array:
    which = jnp.asarray(data_set, jnp.int32)
    inputs = jnp.asarray(QUARTET_INPUTS, point.dtype)[which, indices]
    return squared_error(line(point, inputs), jnp.asarray(QUARTET_TARGETS, point.dtype)[which, indices])


def quartet(point: Array, *, data_set: Array) -> Array:
    return jnp.mean(quartet_on_examples(point, np.arange(len(X)), data_set=data_set))


@remembered
def quartet_minima(*, data_set: Number) -> list[Minimum]:
    xp = functions_for(data_set)
    which = xp.asarray(data_set, xp.int32)
    return least_squares(xp.asarray(QUARTET_INPUTS)[which], xp.asarray(QUARTET_TARGETS)[which])


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
