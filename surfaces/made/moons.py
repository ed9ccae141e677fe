"""Two moons, and two blobs: points of two classes that a line tells apart, or does not."""

from dataclasses import replace
from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Parameter, Surface, switch
from ..data.errors import logistic_error
from ..data.logistic import logistic_minimum
from ..data.penalties import SOME_L2, ridge
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for
from ..examples import Table

SEED, COUNT = 4, 72
PLACES = np.arange(COUNT)
KINDS = PLACES % 2
DRAWN = np.random.default_rng(SEED).normal(size=(COUNT, 2)).round(2)
HELD_OUT = tuple(PLACES[PLACES % 6 > 3].tolist())
ANGLES = np.pi * (PLACES // 2 + 0.5) / (COUNT / 2)
SIDES = 1.0 - 2 * KINDS
MOONS = SIDES[:, None] * np.stack([np.cos(ANGLES) - 0.5, np.sin(ANGLES) - 0.25], axis=1).round(3)
"""Half circles of radius 1 that reach into each other, about their common middle."""
BLOBS = SIDES[:, None] * np.array([-0.5, 0.7])
SHAPE = switch("shape", "data", ("moons", "blobs"))
SPREAD = Parameter(key="spread", title="spread", symbol=r"\sigma", default=0.2, low=0.0, high=0.5)


def made(*, shape: Number, spread: Number, l2: Number = 0.0) -> Any:
    """x, z and the kind."""
    xp = functions_for(shape, spread)
    moons, blobs, drawn, kinds = as_precise((MOONS, BLOBS, DRAWN, KINDS[:, None]), shape, spread)
    return xp.concatenate([xp.where(shape > 0, blobs, moons) + spread * drawn, kinds], axis=1)


def score(point: Array, inputs: Array, **others: Any) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1]


def moons_on_examples(point: Array, *, table: Table, l2: Array, **others: Array) -> Array:
    return logistic_error(score(point, table.inputs), table.targets) + ridge(point, l2)


def moons(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(moons_on_examples(point, table=table, **parameters))


def moons_minima(*, table: Table, shape: Number, spread: Number, l2: Number) -> list[Minimum]:
    return logistic_minimum(table, table.inputs[:, 0], table.inputs[:, 1], l2)


MADE = Data(
    inputs=(Column("x"), Column("z")),
    target=Column("kind"),
    rows=made(shape=0.0, spread=SPREAD.default),
    classes=("upper", "lower"),
    held_out=HELD_OUT,
    source="Pedregosa et al. (2011), Scikit-learn: moons and blobs as it makes them, 72 points drawn by NumPy with the "
    f"seed {SEED}, {len(HELD_OUT)} of them held out",
    licence="Made for this page; free to use.",
)
MOONS_AND_BLOBS = Surface(
    key="moons_and_blobs",
    title="Logistic regression: moons and blobs",
    family="made data",
    function=moons,
    domain=((-2.0, 6.0), (-7.0, 2.0)),
    start=(-1.0, 1.0),
    minima=moons_minima,
    weights=("weight of x", "weight of z"),
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \ln\left(1 + e^{a x_i + b z_i}\right) - y_i\,(a x_i + b z_i) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right), \quad (x_i, z_i) = m_i + \sigma \varepsilon_i",
    source=MADE.source,
    summary="Two blobs that lie apart can be told apart by a line; of two moons it leaves one point in eight on the "
    "wrong side, even where they have no spread.",
    parameters=(SHAPE, SPREAD, replace(SOME_L2, default=0.01)),
    on_examples=moons_on_examples,
    examples=COUNT - len(HELD_OUT),
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=score, error=logistic_error, made=made, borders=(0.0,)),
)
