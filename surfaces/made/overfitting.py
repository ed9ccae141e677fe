"""Few examples with noise in their targets: the minimum of what is trained on is not that of what is held out."""

from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Parameter, Surface
from ..data.errors import squared_error
from ..data.penalties import L2, ridge
from ..data.planes import plane_minimum
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for
from ..examples import Table

SEED, TRAINED, HELD_OUT, APART = 0, 8, 32, 0.3
WEIGHTS = (0.5, 0.5)
"""Those that the targets have without noise."""


def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Inputs (rows, 2), both nearly the same, and a noise (rows,) of variance 1."""
    common, apart, noise = np.random.default_rng(SEED).normal(size=(3, TRAINED + HELD_OUT))
    return np.stack([common + APART * apart, common - APART * apart], axis=1), noise


INPUTS, DRAWN_NOISE = drawn()
CLEAN = INPUTS @ WEIGHTS
NOISE = Parameter(key="noise", title="noise of the targets", symbol=r"\sigma", default=1.0, low=0.0, high=1.5)


def made(*, noise: Number, l2: Number) -> Any:
    """All rows."""
    xp = functions_for(noise)
    inputs, clean, drawn_noise = as_precise((INPUTS, CLEAN, DRAWN_NOISE), noise)
    return xp.concatenate([inputs, (clean + noise * drawn_noise)[:, None]], axis=1)


def plane(point: Array, inputs: Array, *, table: Table, noise: Array, l2: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1]


def overfitting_on_examples(point: Array, *, table: Table, noise: Array, l2: Array) -> Array:
    said = plane(point, table.inputs, table=table, noise=noise, l2=l2)
    return squared_error(said, table.targets) + ridge(point, l2)


def overfitting(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(overfitting_on_examples(point, table=table, **parameters))


def overfitting_minima(*, table: Table, noise: Number, l2: Number) -> list[Minimum]:
    """Least squares with an L2 penalty, in closed form."""
    return plane_minimum(table, table.targets, l2)


MADE = Data(
    inputs=(Column("x"), Column("z")),
    target=Column("y"),
    rows=made(noise=NOISE.default, l2=L2.default),
    held_out=tuple(range(TRAINED, TRAINED + HELD_OUT)),
    source="Prechelt (1998), Early stopping, but when?, on such curves; these 40 rows were drawn by NumPy with the "
    "seed 0, 32 of them held out",
    licence="Made for this page; free to use.",
)
OVERFITTING = Surface(
    key="overfitting",
    title="Overfitting: eight noisy examples",
    family="made data",
    function=overfitting,
    domain=((-1.0, 2.5), (-1.0, 2.5)),
    start=(-0.5, -0.5),
    minima=overfitting_minima,
    weights=("slope of x", "slope of z"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b z_i - y_i\right)^2 "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right), \quad y_i = \frac{x_i + z_i}2 + \sigma \varepsilon_i",
    source=MADE.source,
    summary="The targets are (x + z)/2 and noise: on its way into the minimum of eight of them a path passes where the "
    "32 that are held out are told best.",
    parameters=(NOISE, L2),
    on_examples=overfitting_on_examples,
    examples=TRAINED,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=plane, error=squared_error, made=made),
)
