"""Linear regression on two inputs that say nearly the same, with penalties: ridge, lasso, elastic net."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product

import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import squared_error
from ..data.exercise import EXERCISE
from ..data.penalties import L1, L2, elastic_net
from ..data.table import NORMALISATION, column_shifts_and_scales, weighted_sum
from ..data_space import Model

SIZES, CHIN_UPS = EXERCISE.training[:, :-1], EXERCISE.training[:, -1]
SHIFTS, SCALES = column_shifts_and_scales(SIZES)
LEVELS = (0.0, float(CHIN_UPS.mean()), float(CHIN_UPS.mean()))
"""What the model says of an input of zeros: raw, centred, scaled. It has no intercept; that of centred data is this."""


def chin_ups(point: Array, inputs: Array, *, normalisation: Array, l2: Array, l1: Array) -> Array:
    level = jnp.asarray(LEVELS, point.dtype)[jnp.asarray(normalisation, jnp.int32)]
    return weighted_sum(point, inputs, SHIFTS, SCALES, normalisation) + level


def exercise_on_examples(point: Array, indices: Array | np.ndarray, **parameters: Array) -> Array:
    said = chin_ups(point, jnp.asarray(SIZES, point.dtype)[indices], **parameters)
    lost = squared_error(said, jnp.asarray(CHIN_UPS, point.dtype)[indices])
    return lost + elastic_net(point, parameters["l2"], parameters["l1"])


def exercise(point: Array, **parameters: Array) -> Array:
    return jnp.mean(exercise_on_examples(point, np.arange(len(SIZES)), **parameters))


def elastic_net_minimum(inputs: np.ndarray, targets: np.ndarray, l2: float, l1: float) -> Minimum:
    """Of all signs that the two weights may have, zero among them, the ones whose own minimum is lowest."""

    def loss(weights: np.ndarray) -> float:
        penalty = l2 / 2 * weights @ weights + l1 * np.abs(weights).sum()
        return float(np.mean((inputs @ weights - targets) ** 2) / 2 + penalty)

    products, slopes = inputs.T @ inputs / len(inputs), inputs.T @ targets / len(inputs)
    found = []
    for signs in product((-1, 0, 1), repeat=2):
        weights, kept = np.zeros(2), np.flatnonzero(signs)
        system = products[np.ix_(kept, kept)] + l2 * np.eye(len(kept))
        weights[kept] = np.linalg.solve(system, slopes[kept] - l1 * np.array(signs)[kept])
        found.append(weights)
    lowest = min(found, key=loss)
    return Minimum(tuple(lowest.tolist()), loss(lowest))


@lru_cache(maxsize=64)
def exercise_minima(*, normalisation: float, l2: float, l1: float) -> Sequence[Minimum]:
    which = int(normalisation)
    return [elastic_net_minimum((SIZES - SHIFTS[which]) / SCALES[which], CHIN_UPS - LEVELS[which], l2, l1)]


PENALISED_REGRESSION = Surface(
    key="penalised_regression",
    title="Linear regression with penalties: chin-ups",
    family="real data",
    function=exercise,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.5, 1.5),
    minima=exercise_minima,
    weights=("slope of weight", "slope of waist"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a x_i + b z_i - y_i\right)^2 "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right) + \lambda_1 \left(|a| + |b|\right)",
    source=EXERCISE.source,
    summary="Two inputs that say nearly the same make a ravine; L2 rounds it, and L1 puts the minimum onto an axis.",
    parameters=(replace(NORMALISATION, default=2), L2, L1),
    has_creases=True,
    on_examples=exercise_on_examples,
    examples=len(SIZES),
    licence=EXERCISE.licence,
    model=Model(data=(EXERCISE,), predict=chin_ups, error=squared_error),
)
