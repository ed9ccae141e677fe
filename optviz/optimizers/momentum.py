"""Momentum: the heavy ball, and the two writings of Nesterov's look ahead."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import LEARNING_RATE, RHO, Optimizer, hyperparameter


class State(NamedTuple):
    velocity: Array
    """v, the decaying sum of the gradients."""


def init(theta):
    return State(velocity=jnp.zeros_like(theta))


def step(loss, theta, state, *, learning_rate, rho):
    velocity = rho * state.velocity + jax.grad(loss)(theta)
    return theta - learning_rate * velocity, State(velocity)


MOMENTUM = Optimizer(
    key="momentum",
    title="Momentum",
    family="momentum",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), RHO),
    symbols={"velocity": "v"},
    formula=r"v \leftarrow \rho v + g, \qquad x \leftarrow x - \eta\, v",
    pseudocode="g = grad(f, x)\nv = rho * v + g\nx = x - learning_rate * v",
    source="Polyak (1964), Some methods of speeding up the convergence of iteration methods",
    colour=1,
    rotation_equivariant=True,
)


def nesterov_step(loss, theta, state, *, learning_rate, rho):
    look_ahead = theta + rho * state.velocity
    velocity = rho * state.velocity - learning_rate * jax.grad(loss)(look_ahead)
    return theta + velocity, State(velocity)


NESTEROV = Optimizer(
    key="nesterov",
    title="Nesterov",
    family="momentum",
    init=init,
    step=nesterov_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), RHO),
    symbols={"velocity": "v"},
    formula=r"v \leftarrow \rho v - \eta\, \nabla f(x + \rho v), \qquad x \leftarrow x + v",
    pseudocode="g = grad(f, x + rho * v)\nv = rho * v - learning_rate * g\nx = x + v",
    source="Nesterov (1983); in this form Sutskever et al. (2013), On the importance of initialization and momentum",
    colour=2,
    rotation_equivariant=True,
)
