"""Logistic regression with a slope and an intercept."""

from collections.abc import Sequence
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import log_error, logistic_error
from ..data.table import NORMALISATION, columns, normalised, shift_and_scale
from ..data_space import Column, Data, Model

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


@lru_cache(maxsize=8)
def damage_minima(*, normalisation: float) -> Sequence[Minimum]:
    """By Newton's method from zero, which converges on these data; the loss is convex."""
    which = int(normalisation)
    inputs = np.stack([(TEMPERATURES - SHIFTS[which]) / SCALES[which], np.ones_like(DAMAGE)])
    weights = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-weights @ inputs))
        weights -= np.linalg.solve((inputs * chance * (1 - chance)) @ inputs.T, inputs @ (chance - DAMAGE))
    score = weights @ inputs
    return [Minimum(tuple(weights.tolist()), float(np.mean(np.logaddexp(0, score) - DAMAGE * score)))]


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
