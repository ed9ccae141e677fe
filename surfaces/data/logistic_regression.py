"""Logistic regression with a slope and an intercept."""

from typing import Any

import jax
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import log_error, logistic_error
from ..data.table import NORMALISATION, columns, normalised
from ..data_space import Column, Data, Model
from ..either import Number, functions_for, repeated, those
from ..examples import Table

FAHRENHEIT, DAMAGE = columns("challenger_o_rings")
TEMPERATURES = (FAHRENHEIT - 32) / 18
"""In tens of degrees Celsius, so that one picture holds the minimum on all three scales."""

NEWTON_STEPS, STANDS_STILL = 20, 1e-6
O_RINGS = Data(
    inputs=(Column("temperature", "10 °C"),),
    target=Column("damage"),
    rows=np.stack([TEMPERATURES, DAMAGE], axis=1),
    classes=("none", "damage"),
    source="Dalal, Fowlkes and Hoadley (1989), Risk analysis of the space shuttle: damage by temperature (10 °C)",
    licence="Numbers only, as in the paper; the UCI repository has them too. No licence is stated with them.",
)


def damage_score(point: Array, inputs: Array, *, table: Table, normalisation: Array) -> Array:
    return point[0] * normalised(inputs[:, 0], table, normalisation) + point[1]


def damage_probability(point: Array, inputs: Array, *, table: Table, normalisation: Array) -> Array:
    return jax.nn.sigmoid(damage_score(point, inputs, table=table, normalisation=normalisation))


def damage_on_examples(point: Array, *, table: Table, normalisation: Array) -> Array:
    score = damage_score(point, table.inputs, table=table, normalisation=normalisation)
    return logistic_error(score, table.targets)


def damage(point: Array, *, table: Table, normalisation: Array) -> Array:
    return table.mean(damage_on_examples(point, table=table, normalisation=normalisation))


def damage_minima(*, table: Table, normalisation: Number) -> list[Minimum]:
    """By Newton's method from zero; the loss is convex. Where classes do not overlap it falls without end, and the
    method goes on and on.
    """
    xp = functions_for(table.inputs, normalisation)
    inputs, targets = normalised(table.inputs[:, 0], table, normalisation), table.targets

    def one_step(numbers: tuple[Any, ...]) -> tuple[Any, ...]:
        slope, intercept, _ = numbers
        chance = 1 / (1 + xp.exp(-(slope * inputs + intercept)))
        error, curvature = chance - targets, chance * (1 - chance)
        a, b, c = table.total(curvature * inputs**2), table.total(curvature * inputs), table.total(curvature)
        along, off = table.total(error * inputs), table.total(error)
        determinant = a * c - b**2
        steps = (c * along - b * off) / determinant, (a * off - b * along) / determinant
        return slope - steps[0], intercept - steps[1], abs(steps[0]) + abs(steps[1])

    nothing = 0 * table.total(inputs)
    with np.errstate(all="ignore"):
        slope, intercept, last = repeated(NEWTON_STEPS, one_step, (nothing, nothing, nothing))
        score = slope * inputs + intercept
        loss = table.mean(xp.logaddexp(0, score) - targets * score)
    return those((last < STANDS_STILL, (slope, intercept), loss))


LOGISTIC_REGRESSION = Surface(
    key="logistic_regression",
    title="Logistic regression: O-rings",
    family="real data",
    function=damage,
    domain=((-9.0, 5.0), (-6.0, 11.0)),
    start=(-7.0, -3.0),
    minima=damage_minima,
    weights=("slope", "intercept"),
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \ln\left(1 + e^{a x_i + b}\right) - y_i\,(a x_i + b)",
    source=O_RINGS.source,
    summary="On raw temperatures a small turn of the line breaks the fit; centred and scaled, the loss is a bowl.",
    parameters=(NORMALISATION,),
    on_examples=damage_on_examples,
    examples=len(DAMAGE),
    licence=O_RINGS.licence,
    model=Model(data=(O_RINGS,), predict=damage_probability, error=log_error, borders=(0.5,)),
)
