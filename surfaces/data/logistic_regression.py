"""Logistic regression with a slope and an intercept."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import log_error, logistic_error
from ..data.table import NORMALISATION, columns, normalised, rescaled, shift_and_scale
from ..data_space import Column, Data, Model
from ..either import Number, functions_for, remembered, repeated, those

FAHRENHEIT, DAMAGE = columns("challenger_o_rings")
TEMPERATURES = (FAHRENHEIT - 32) / 18
"""In tens of degrees Celsius, so that one picture holds the minimum on all three scales."""

SHIFTS, SCALES = shift_and_scale(TEMPERATURES)
NEWTON_STEPS = 20
O_RINGS = Data(
    inputs=(Column("temperature", "10 °C"),),
    target=Column("damage"),
    rows=np.stack([TEMPERATURES, DAMAGE], axis=1),
    classes=("none", "damage"),
    source="Dalal, Fowlkes and Hoadley (1989), Risk analysis of the space shuttle: damage by temperature (10 °C)",
    licence="Numbers only, as in the paper; the UCI repository has them too. No licence is stated with them.",
)


def damage_score(point: Array, inputs: Array, *, normalisation: Array) -> Array:
    return point[0] * normalised(inputs[:, 0], SHIFTS, SCALES, normalisation) + point[1]


def damage_probability(point: Array, inputs: Array, *, normalisation: Array) -> Array:
    return jax.nn.sigmoid(damage_score(point, inputs, normalisation=normalisation))


def damage_on_examples(point: Array, indices: Array | np.ndarray, *, normalisation: Array) -> Array:
    temperatures = jnp.asarray(TEMPERATURES, point.dtype)[indices, None]
    score = damage_score(point, temperatures, normalisation=normalisation)
    return logistic_error(score, jnp.asarray(DAMAGE, point.dtype)[indices])


def damage(point: Array, *, normalisation: Array) -> Array:
    return jnp.mean(damage_on_examples(point, np.arange(len(DAMAGE)), normalisation=normalisation))


@remembered
def damage_minima(*, normalisation: Number) -> list[Minimum]:
    """By Newton's method from zero, which converges on these data; the loss is convex."""
    xp = functions_for(normalisation)
    inputs = rescaled(TEMPERATURES, SHIFTS, SCALES, normalisation)

    def one_step(weights: tuple[Any, ...]) -> tuple[Any, ...]:
        slope, intercept = weights
        chance = 1 / (1 + xp.exp(-(slope * inputs + intercept)))
        error, curvature = chance - DAMAGE, chance * (1 - chance)
        a, b, c = (curvature * inputs**2).sum(), (curvature * inputs).sum(), curvature.sum()
        along, off = (error * inputs).sum(), error.sum()
        determinant = a * c - b**2
        return slope - (c * along - b * off) / determinant, intercept - (a * off - b * along) / determinant

    nothing = 0 * inputs.sum()
    slope, intercept = repeated(NEWTON_STEPS, one_step, (nothing, nothing))
    score = slope * inputs + intercept
    return those((True, (slope, intercept), (xp.logaddexp(0, score) - DAMAGE * score).mean()))


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
