"""Two classes of a table of the reader's own, told apart by a line."""

from dataclasses import replace

from jax import Array

from ..base import Minimum, Surface
from ..data.errors import hinge_error, logistic_error
from ..data.irises import IRISES
from ..data.logistic import logistic_minimum
from ..data.penalties import SOME_L2, ridge
from ..data.table import SCALED
from ..data.two_irises import hinge_minima
from ..data_space import Model
from ..either import Number
from ..examples import Table

FLOWERS = replace(
    IRISES,
    rows=IRISES.training,
    held_out=(),
    source="Fisher (1936), The use of multiple measurements in taxonomic problems: 60 of the 100 irises, those "
    "on which models are trained elsewhere",
).in_round_units()
DOMAIN, START = ((-8.0, 8.0), (-8.0, 8.0)), (-4.0, -3.0)
WEIGHTS = ("weight of the first", "weight of the second")


AS_THEY_ARE = 0.0
"""The inputs are normalised in the table."""


def own_score(point: Array, inputs: Array, *, table: Table, **numbers: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1]


def own_logistic_on_examples(point: Array, *, table: Table, normalisation: Array, l2: Array) -> Array:
    return logistic_error(own_score(point, table.inputs, table=table), table.targets) + ridge(point, l2)


def own_logistic(point: Array, *, table: Table, normalisation: Array, l2: Array) -> Array:
    return table.mean(own_logistic_on_examples(point, table=table, normalisation=normalisation, l2=l2))


def own_logistic_minima(*, table: Table, normalisation: Number, l2: Number) -> list[Minimum]:
    return logistic_minimum(table, table.inputs[:, 0], table.inputs[:, 1], l2)


def own_hinge_on_examples(point: Array, *, table: Table, normalisation: Array, l2: Array) -> Array:
    return hinge_error(own_score(point, table.inputs, table=table), table.targets) + ridge(point, l2)


def own_hinge(point: Array, *, table: Table, normalisation: Array, l2: Array) -> Array:
    return table.mean(own_hinge_on_examples(point, table=table, normalisation=normalisation, l2=l2))


def own_hinge_minima(*, table: Table, normalisation: Number, l2: Number) -> list[Minimum]:
    return hinge_minima(table=table, normalisation=AS_THEY_ARE, l2=l2)


OWN_LOGISTIC = Surface(
    key="own_logistic",
    title="Your own data: logistic regression",
    family="your own data",
    function=own_logistic,
    domain=DOMAIN,
    start=START,
    minima=own_logistic_minima,
    weights=WEIGHTS,
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \ln\left(1 + e^{a x_i + b z_i}\right) - y_i\,(a x_i + b z_i) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right)",
    source=FLOWERS.source,
    summary="Your own table and two classes: a line through the mean of the scaled inputs tells them apart, and "
    "where both weights are 0 the loss is ln 2.",
    parameters=(SCALED, SOME_L2),
    on_examples=own_logistic_on_examples,
    examples=len(FLOWERS.rows),
    licence=FLOWERS.licence,
    model=Model(
        data=(FLOWERS,), predict=own_score, error=logistic_error, borders=(0.0,), scaling=SCALED.key, takes_tables=True
    ),
)

OWN_HINGE = Surface(
    key="own_hinge",
    title="Your own data: support vector machine",
    family="your own data",
    function=own_hinge,
    domain=DOMAIN,
    start=START,
    minima=own_hinge_minima,
    weights=WEIGHTS,
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \max\left(0, 1 - y_i\,(a x_i + b z_i)\right) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right)",
    source=FLOWERS.source,
    summary="Your own table and two classes: a line through the mean of the scaled inputs tells them apart with a "
    "margin, and where both weights are 0 the loss is 1.",
    parameters=(SCALED, SOME_L2),
    has_creases=True,
    on_examples=own_hinge_on_examples,
    examples=len(FLOWERS.rows),
    licence=FLOWERS.licence,
    model=Model(
        data=(FLOWERS,),
        predict=own_score,
        error=hinge_error,
        borders=(0.0, -1.0, 1.0),
        scaling=SCALED.key,
        takes_tables=True,
    ),
)
