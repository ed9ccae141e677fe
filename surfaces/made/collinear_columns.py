"""Two standardised columns whose correlation is a slider: the ravine that it makes."""

from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Parameter, Surface
from ..data.errors import squared_error
from ..data.planes import plane_minimum
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for
from ..examples import Table

SEED, COUNT, SPREAD = 0, 24, 0.3


def standard_columns() -> np.ndarray:
    """(rows, 3): three columns of mean 0 and mean square 1, no two of them correlated."""
    drawn = np.random.default_rng(SEED).normal(size=(COUNT, 3))
    columns, _ = np.linalg.qr(drawn - drawn.mean(axis=0))
    return columns * np.sqrt(COUNT)


FIRST, SECOND, REST = standard_columns().T
CORRELATION = Parameter(key="correlation", title="correlation", symbol="r", default=0.9, low=-0.99, high=0.99)
WEIGHTS = (1.0, 0.5)


def made(*, correlation: Number) -> Any:
    """x, z and y = x + z / 2 and a rest that neither knows of."""
    xp = functions_for(correlation)
    first, second, rest = as_precise((FIRST, SECOND, REST), correlation)
    mixed = correlation * first + xp.sqrt(1 - correlation**2) * second
    return xp.stack([first, mixed, WEIGHTS[0] * first + WEIGHTS[1] * mixed + SPREAD * rest], axis=1)


def plane(point: Array, inputs: Array, *, table: Table, correlation: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1]


def collinear_on_examples(point: Array, *, table: Table, correlation: Array) -> Array:
    return squared_error(plane(point, table.inputs, table=table, correlation=correlation), table.targets)


def collinear(point: Array, *, table: Table, correlation: Array) -> Array:
    return table.mean(collinear_on_examples(point, table=table, correlation=correlation))


def collinear_minima(*, table: Table, correlation: Number) -> list[Minimum]:
    """Least squares without an intercept; where the columns' own weights are, while no row is moved: the rest is at
    right angles to both.
    """
    return plane_minimum(table, table.targets)


MADE = Data(
    inputs=(Column("x"), Column("z")),
    target=Column("y"),
    rows=made(correlation=CORRELATION.default),
    source="Hoerl and Kennard (1970), Ridge regression, on such columns; these were drawn by NumPy with the seed 0",
    licence="Made for this page; free to use.",
)
COLLINEAR_COLUMNS = Surface(
    key="collinear_columns",
    title="Two columns with a correlation",
    family="made data",
    function=collinear,
    domain=((-2.0, 4.0), (-2.5, 3.5)),
    start=(-1.5, -1.5),
    minima=collinear_minima,
    weights=("slope of x", "slope of z"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b z_i - y_i\right)^2, "
    r"\quad \frac1n\sum_{i=1}^n x_i z_i = r",
    source=MADE.source,
    summary="The more two columns say the same, the narrower the ravine: its condition number is (1 + |r|)/(1 − |r|).",
    parameters=(CORRELATION,),
    on_examples=collinear_on_examples,
    examples=COUNT,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=plane, error=squared_error, made=made),
)
