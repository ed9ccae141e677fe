"""By how much a prediction misses a target, of each example: what losses are means of."""

import jax
import jax.numpy as jnp
from jax import Array


def squared_error(predictions: Array, targets: Array) -> Array:
    """Half of it: the Hessian of a linear model is then the mean of the inputs' products."""
    return (predictions - targets) ** 2 / 2


def log_error(probabilities: Array, targets: Array) -> Array:
    """Minus the logarithm of the probability of the right one of two classes, 0 and 1."""
    return -jnp.log(jnp.where(targets > 0, probabilities, 1 - probabilities))


def logistic_error(scores: Array, targets: Array) -> Array:
    """The same for the logarithm of the ratio of both classes' probabilities."""
    return jax.nn.softplus(scores) - targets * scores


def hinge_error(scores: Array, targets: Array) -> Array:
    """By how much a score falls short of 1, with the sign of the class."""
    return jnp.maximum(1 - (2 * targets - 1) * scores, 0)
