"""By how much a prediction misses a target, of each example: what losses are means of."""

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
    return softplus(scores) - targets * scores


def softplus(scores: Array) -> Array:
    """ln(1 + eˢ), with one power of e for it and its derivatives: of tables, half of the time goes there."""
    power = jnp.exp(jnp.where(scores > 0, -scores, scores))
    return jnp.where(scores > 0, scores, 0.0) + jnp.log1p(power)


def hinge_error(scores: Array, targets: Array) -> Array:
    """By how much a score falls short of 1, with the sign of the class."""
    return jnp.maximum(1 - (2 * targets - 1) * scores, 0)
