"""A neuron of two inputs, each of which is dropped now and then: the mean over its four masks."""

import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Parameter, Surface, switch
from ..data.errors import squared_error
from ..data.exercise import EXERCISE
from ..data_space import Model
from ..either import Number, functions_for, remembered, those

SIZES, CHIN_UPS = EXERCISE.training[:, :-1], EXERCISE.training[:, -1]
MEANS, DEVIATIONS, LEVEL = SIZES.mean(axis=0), SIZES.std(axis=0), float(CHIN_UPS.mean())
MASKS = ((0, 0), (0, 1), (1, 0), (1, 1))
KEEP = Parameter(key="keep", title="keep probability", symbol="p", default=0.5, low=0.1, high=1.0)
SCALING = switch("scaling", "scaled by p", ("in training, inverted", "at test time"))


def activation(point: Array, inputs: Array) -> Array:
    """w₁x + w₂y of scaled inputs (rows, 2)."""
    columns = [(inputs[:, i] - float(MEANS[i])) / float(DEVIATIONS[i]) for i in range(2)]
    return point[0] * columns[0] + point[1] * columns[1]


def at_test_time(point: Array, inputs: Array, *, keep: Array, scaling: Array) -> Array:
    """With no input dropped: what the masked neuron says on average."""
    return jnp.where(scaling > 0, keep, 1) * activation(point, inputs) + LEVEL


def dropout_on_examples(point: Array, indices: Array | np.ndarray, *, keep: Array, scaling: Array) -> Array:
    """The mean of each example's error over the masks, each as often as it comes about."""
    sizes = jnp.asarray(SIZES, point.dtype)[indices]
    targets = jnp.asarray(CHIN_UPS, point.dtype)[indices]
    grown = jnp.where(scaling > 0, 1, 1 / keep)
    total = jnp.zeros_like(targets)
    for first, second in MASKS:
        share = (keep if first else 1 - keep) * (keep if second else 1 - keep)
        masked = point * jnp.asarray((first, second), point.dtype)
        total = total + share * squared_error(grown * activation(masked, sizes) + LEVEL, targets)
    return total


def dropout(point: Array, **parameters: Array) -> Array:
    return jnp.mean(dropout_on_examples(point, np.arange(len(SIZES)), **parameters))


@remembered
def dropout_minima(*, keep: Number, scaling: Number) -> list[Minimum]:
    """Least squares with an L2 penalty of (1 − p) / p, since scaled inputs have a mean square of 1."""
    xp = functions_for(keep, scaling)
    inputs, targets = (SIZES - MEANS) / DEVIATIONS, CHIN_UPS - LEVEL
    correlation, (p, q) = float((inputs[:, 0] * inputs[:, 1]).mean()), (inputs.T @ targets / len(inputs)).tolist()
    kept = 1 + (1 - keep) / keep
    determinant = kept**2 - correlation**2
    x, z = (kept * p - correlation * q) / determinant, (kept * q - correlation * p) / determinant
    value = (float((targets**2).mean()) - p * x - q * z) / 2
    grown = xp.where(scaling > 0, 1 / keep, 1)
    return those((True, (x * grown, z * grown), value))


DROPOUT = Surface(
    key="dropout",
    title="Dropout: a neuron of two inputs",
    family="real data",
    function=dropout,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.5, 1.5),
    minima=dropout_minima,
    weights=("w₁ of weight", "w₂ of waist"),
    formula=r"f(a, b) = \sum_{m \in \{0, 1\}^2} p^{|m|} (1 - p)^{2 - |m|} "
    r"\frac1{2n}\sum_{i=1}^n \left(\frac{m_1 a x_i + m_2 b z_i}p - y_i\right)^2",
    source=EXERCISE.source,
    summary="The mean over all four masks is the loss without them and an L2 penalty of (1 − p)/p: the less is kept, "
    "the rounder the bowl.",
    parameters=(KEEP, SCALING),
    on_examples=dropout_on_examples,
    examples=len(SIZES),
    licence=EXERCISE.licence,
    model=Model(data=(EXERCISE,), predict=at_test_time, error=squared_error),
)
