"""Gradient descent."""

from typing import NamedTuple

import jax

from optviz.optimizers.base import LEARNING_RATE, Optimizer, hyperparameter


class State(NamedTuple):
    """Gradient descent remembers nothing."""


def init(theta):
    return State()


def step(loss, theta, state, *, learning_rate):
    gradient = jax.grad(loss)(theta)
    return theta - learning_rate * gradient, state


SGD = Optimizer(
    key="sgd",
    title="SGD",
    family="first order",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.18),),
    formula=r"x \leftarrow x - \eta\, g",
    pseudocode="g = grad(f, x)\nx = x - learning_rate * g",
    source="Cauchy (1847); stochastic: Robbins and Monro (1951)",
    colour=0,
    rate_unit="inverse curvature",
    rotation_equivariant=True,
)
