"""Two kinds of iris told apart by a line: logistic regression, and a linear support vector machine."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import hinge_error, logistic_error
from ..data.irises import IRISES
from ..data.penalties import SOME_L2, ridge
from ..data.table import NORMALISATION, column_shifts_and_scales, weighted_sum
from ..data_space import Model

PETALS, KINDS = IRISES.training[:, :-1], IRISES.training[:, -1]
SHIFTS, SCALES = column_shifts_and_scales(PETALS)
SIGNS = 2 * KINDS - 1
NEWTON_STEPS, WIDTHS, ROUNDS = 40, 80, 6
FINEST, ON_MARGIN, SURELY = 1e-8, 1e-6, 500.0
"""How narrowly the corners of the hinge are rounded off at last, and how near to the margin a flower is on it."""


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


def logistic_minimum(inputs: np.ndarray, kinds: np.ndarray, l2: float) -> Minimum:
    """By Newton's method from zero, which converges on these data; the loss is convex."""
    weights = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - kinds) / len(inputs) + l2 * weights
        curvature = (inputs.T * (chance * (1 - chance))) @ inputs / len(inputs) + l2 * np.eye(2)
        weights = weights - np.linalg.solve(curvature, slope)
    said = inputs @ weights
    lost = np.mean(np.logaddexp(0, said) - kinds * said)
    return Minimum(tuple(weights.tolist()), float(lost + l2 / 2 * weights @ weights))


def hinge_minimum(inputs: np.ndarray, signs: np.ndarray, l2: float) -> Minimum:
    """Rounded off less and less, the loss leads Newton's method to where its minimum is; there the flowers on the
    margin are held on it, and the rest is a linear system.
    """
    pulls, weights = inputs * signs[:, None], np.zeros(2)
    for width in np.geomspace(1, FINEST, WIDTHS):
        for _ in range(ROUNDS):
            inside = 1 / (1 + np.exp(np.clip((pulls @ weights - 1) / width, -SURELY, SURELY)))
            slope = l2 * weights - pulls.T @ inside / len(inputs)
            curvature = (pulls.T * (inside * (1 - inside))) @ pulls / (width * len(inputs)) + l2 * np.eye(2)
            weights = weights - np.linalg.solve(curvature, slope)
    short = 1 - pulls @ weights
    on_it = pulls[np.abs(short) < ON_MARGIN]
    system = np.block([[l2 * np.eye(2), on_it.T], [on_it, np.zeros((len(on_it), len(on_it)))]])
    wanted = np.concatenate([pulls[short >= ON_MARGIN].sum(axis=0) / len(inputs), np.ones(len(on_it))])
    weights = np.linalg.lstsq(system, wanted)[0][:2]
    lost = np.mean(np.maximum(1 - pulls @ weights, 0))
    return Minimum(tuple(weights.tolist()), float(lost + l2 / 2 * weights @ weights))


@lru_cache(maxsize=64)
def logistic_minima(*, normalisation: float, l2: float) -> Sequence[Minimum]:
    which = int(normalisation)
    return [logistic_minimum((PETALS - SHIFTS[which]) / SCALES[which], KINDS, l2)]


@lru_cache(maxsize=64)
def hinge_minima(*, normalisation: float, l2: float) -> Sequence[Minimum]:
    which = int(normalisation)
    return [hinge_minimum((PETALS - SHIFTS[which]) / SCALES[which], SIGNS, l2)]


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
