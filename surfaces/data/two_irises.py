"""Two kinds of iris told apart by a line: logistic regression, and a linear support vector machine."""

from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import hinge_error, logistic_error
from ..data.irises import IRISES
from ..data.penalties import SOME_L2, ridge
from ..data.table import NORMALISATION, column_shifts_and_scales, rescaled, weighted_sum
from ..data_space import Model
from ..either import Number, functions_for, remembered, repeated, those

PETALS, KINDS = IRISES.training[:, :-1], IRISES.training[:, -1]
SHIFTS, SCALES = column_shifts_and_scales(PETALS)
SIGNS = 2 * KINDS - 1
NEWTON_STEPS, WIDTHS, ROUNDS = 40, 80, 6
FINEST, ON_MARGIN, SURELY, SURE = 1e-8, 1e-6, 500.0, 1e-10
"""How narrowly the corners of the hinge are rounded off at last, how near to the margin a flower is on it, beyond which
exponent nothing changes, and what is more than nothing."""


def score(point: Array, inputs: Array, *, normalisation: Array, l2: Array) -> Array:
    return weighted_sum(point, inputs, SHIFTS, SCALES, normalisation)


def logistic_on_examples(point: Array, indices: Array | np.ndarray, **parameters: Array) -> Array:
    said = score(point, jnp.asarray(PETALS, point.dtype)[indices], **parameters)
    lost = logistic_error(said, jnp.asarray(KINDS, point.dtype)[indices])
    return lost + ridge(point, parameters["l2"])


def logistic(point: Array, **parameters: Array) -> Array:
    return jnp.mean(logistic_on_examples(point, np.arange(len(PETALS)), **parameters))


def hinge_on_examples(point: Array, indices: Array | np.ndarray, **parameters: Array) -> Array:
    said = score(point, jnp.asarray(PETALS, point.dtype)[indices], **parameters)
    lost = hinge_error(said, jnp.asarray(KINDS, point.dtype)[indices])
    return lost + ridge(point, parameters["l2"])


def hinge(point: Array, **parameters: Array) -> Array:
    return jnp.mean(hinge_on_examples(point, np.arange(len(PETALS)), **parameters))


def petals_on(normalisation: Number) -> list[Any]:
    """Both columns on a scale."""
    return [rescaled(PETALS[:, i], SHIFTS[:, i], SCALES[:, i], normalisation) for i in range(2)]


def newton_step(a: Any, b: Any, c: Any, slope: tuple[Any, Any]) -> tuple[Any, Any]:
    """What the inverse of a Hessian, of a, b and c, makes of a slope."""
    p, q = slope
    return (c * p - b * q) / (a * c - b**2), (a * q - b * p) / (a * c - b**2)


@remembered
def logistic_minima(*, normalisation: Number, l2: Number) -> list[Minimum]:
    """By Newton's method from zero, which converges on these data; the loss is convex."""
    xp = functions_for(normalisation, l2)
    first, second = petals_on(normalisation)

    def one_step(weights: tuple[Any, ...]) -> tuple[Any, ...]:
        x, z = weights
        chance = 1 / (1 + xp.exp(-(x * first + z * second)))
        error, bend = chance - KINDS, chance * (1 - chance)
        slope = (error * first).mean() + l2 * x, (error * second).mean() + l2 * z
        a, b, c = (bend * first**2).mean() + l2, (bend * first * second).mean(), (bend * second**2).mean() + l2
        along, across = newton_step(a, b, c, slope)
        return x - along, z - across

    nothing = 0 * first.sum()
    x, z = repeated(NEWTON_STEPS, one_step, (nothing, nothing))
    said = x * first + z * second
    return those((True, (x, z), (xp.logaddexp(0, said) - KINDS * said).mean() + l2 / 2 * (x**2 + z**2)))


@remembered
def hinge_minima(*, normalisation: Number, l2: Number) -> list[Minimum]:
    """Rounded off less and less, the loss leads Newton's method to where its minimum is; there the flowers on the
    margin are held on it.
    """
    xp = functions_for(normalisation, l2)
    first, second = (column * SIGNS for column in petals_on(normalisation))

    def one_step(numbers: tuple[Any, ...]) -> tuple[Any, ...]:
        x, z, width = numbers
        for _ in range(ROUNDS):
            inside = 1 / (1 + xp.exp(xp.clip((x * first + z * second - 1) / width, -SURELY, SURELY)))
            bend = inside * (1 - inside) / width
            slope = l2 * x - (inside * first).mean(), l2 * z - (inside * second).mean()
            a, b, c = (bend * first**2).mean() + l2, (bend * first * second).mean(), (bend * second**2).mean() + l2
            along, across = newton_step(a, b, c, slope)
            x, z = x - along, z - across
        return x, z, width * FINEST ** (1 / WIDTHS)

    nothing = 0 * first.sum()
    x, z, _ = repeated(WIDTHS + 1, one_step, (nothing, nothing, nothing + 1))
    x, z = held_on_margin(first, second, x, z, l2)
    lost = xp.maximum(1 - x * first - z * second, 0).mean()
    return those((True, (x, z), lost + l2 / 2 * (x**2 + z**2)))


def held_on_margin(first: Any, second: Any, x: Any, z: Any, l2: Number) -> tuple[Any, Any]:
    """The minimum beside these weights: in directions in which flowers on the margin hold it, where they are on it; in
    others where the penalty is balanced by what pulls from within.
    """
    xp = functions_for(first, x, l2)
    short = 1 - x * first - z * second
    on_it, within = xp.where(abs(short) < ON_MARGIN, 1.0, 0.0), xp.where(short >= ON_MARGIN, 1.0, 0.0)
    a, b, c = (on_it * first**2).sum(), (on_it * first * second).sum(), (on_it * second**2).sum()
    angle = xp.arctan2(2 * b, a - c) / 2
    found = [0 * x, 0 * z]
    for i, way in enumerate((angle, angle + np.pi / 2)):
        u, v = xp.cos(way), xp.sin(way)
        along = u * first + v * second
        hold = (on_it * along**2).sum()
        is_held = hold > (SURE if i == 0 else SURE * (a + c))
        held = (on_it * along).sum() / xp.where(is_held, hold, 1)
        place = xp.where(is_held, held, (within * along).mean() / l2)
        found = [found[0] + place * u, found[1] + place * v]
    return found[0], found[1]


SCALED = (replace(NORMALISATION, default=2), SOME_L2)
DOMAIN = ((-3.0, 7.0), (-2.0, 8.0))
WEIGHTS = ("weight of length", "weight of width")

LOGISTIC_IRISES = Surface(
    key="logistic_irises",
    title="Logistic regression: two irises",
    family="real data",
    function=logistic,
    domain=DOMAIN,
    start=(-2.0, -1.0),
    minima=logistic_minima,
    weights=WEIGHTS,
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \ln\left(1 + e^{a x_i + b z_i}\right) - y_i\,(a x_i + b z_i) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right)",
    source=IRISES.source,
    summary="A line through the mean of scaled petals tells most flowers apart; one of raw petals, which goes through "
    "zero, fewer, and its loss is a ravine.",
    parameters=SCALED,
    on_examples=logistic_on_examples,
    examples=len(PETALS),
    licence=IRISES.licence,
    model=Model(data=(IRISES,), predict=score, error=logistic_error, borders=(0.0,)),
)

SVM_IRISES = Surface(
    key="svm_irises",
    title="Support vector machine: two irises",
    family="real data",
    function=hinge,
    domain=DOMAIN,
    start=(-2.0, -1.0),
    minima=hinge_minima,
    weights=WEIGHTS,
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \max\left(0, 1 - y_i\,(a x_i + b z_i)\right) "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right)",
    source=IRISES.source,
    summary="Only flowers within the margin, or on the wrong side of it, pull at the line; the slope jumps where one "
    "comes in.",
    parameters=SCALED,
    has_creases=True,
    on_examples=hinge_on_examples,
    examples=len(PETALS),
    licence=IRISES.licence,
    model=Model(data=(IRISES,), predict=score, error=hinge_error, borders=(0.0, -1.0, 1.0)),
)
