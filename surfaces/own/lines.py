"""Least squares on a table of the reader's own, of which a model is given the inputs on one of three scales: the switch
chooses the numbers in the table, and the loss does not look at it."""

from dataclasses import replace

from jax import Array

from ..base import Minimum, Surface
from ..data.errors import squared_error
from ..data.exercise import EXERCISE
from ..data.linear_regression import CARS, least_squares
from ..data.planes import plane_minimum
from ..data.table import SCALED
from ..data_space import Model
from ..either import Number
from ..examples import Table

OWN_CARS = CARS.in_round_units()
OWN_MEN = replace(EXERCISE, held_out=(), source=EXERCISE.source.removesuffix(", 6 of them held out")).in_round_units()
DOMAIN = ((-4.0, 4.0), (-4.0, 4.0))


def own_line(point: Array, inputs: Array, *, table: Table, normalisation: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1]


def own_line_on_examples(point: Array, *, table: Table, normalisation: Array) -> Array:
    return squared_error(own_line(point, table.inputs, table=table, normalisation=normalisation), table.targets)


def own_line_loss(point: Array, *, table: Table, normalisation: Array) -> Array:
    return table.mean(own_line_on_examples(point, table=table, normalisation=normalisation))


def own_line_minima(*, table: Table, normalisation: Number) -> list[Minimum]:
    return least_squares(table.inputs[:, 0], table)


OWN_LINE = Surface(
    key="own_line",
    title="Your own data: a line",
    family="your own data",
    function=own_line_loss,
    domain=DOMAIN,
    start=(-1.5, 1.0),
    minima=own_line_minima,
    weights=("slope", "intercept"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b - y_i\right)^2",
    source=CARS.source,
    summary="Your own table and a line: with both columns scaled to mean 0 and deviation 1 the slope of the "
    "best one is their correlation, and the bowl is round.",
    parameters=(SCALED,),
    on_examples=own_line_on_examples,
    examples=len(CARS.training),
    licence=CARS.licence,
    model=Model(data=(OWN_CARS,), predict=own_line, error=squared_error, scaling=SCALED.key, takes_tables=True),
)


def own_plane(point: Array, inputs: Array, *, table: Table, normalisation: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1]


def own_plane_on_examples(point: Array, *, table: Table, normalisation: Array) -> Array:
    return squared_error(own_plane(point, table.inputs, table=table, normalisation=normalisation), table.targets)


def own_plane_loss(point: Array, *, table: Table, normalisation: Array) -> Array:
    return table.mean(own_plane_on_examples(point, table=table, normalisation=normalisation))


def own_plane_minima(*, table: Table, normalisation: Number) -> list[Minimum]:
    return plane_minimum(table, table.targets)


OWN_PLANE = Surface(
    key="own_plane",
    title="Your own data: a plane",
    family="your own data",
    function=own_plane_loss,
    domain=DOMAIN,
    start=(-1.5, 1.5),
    minima=own_plane_minima,
    weights=("slope of the first", "slope of the second"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b z_i - y_i\right)^2",
    source=OWN_MEN.source,
    summary="Your own table and a plane: with all three columns scaled the condition number is "
    "(1 + |r|)/(1 − |r|), where r is the correlation of the two inputs.",
    parameters=(SCALED,),
    on_examples=own_plane_on_examples,
    examples=len(OWN_MEN.rows),
    licence=EXERCISE.licence,
    model=Model(data=(OWN_MEN,), predict=own_plane, error=squared_error, scaling=SCALED.key, takes_tables=True),
)
