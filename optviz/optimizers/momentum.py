"""Momentum: the heavy ball, and the two writings of Nesterov's look ahead.

With x the points of `nesterov` and v its velocity, those of `nesterov_shifted` are x + rho v: the same path, drawn
where the gradient is taken.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import LEARNING_RATE, RHO, Optimizer, hyperparameter
from optviz.surfaces.base import Loss, switch

CONVENTION = switch("convention", "convention", ("sum", "average"), advanced=True)


class State(NamedTuple):
    velocity: Array
    """v, the decaying sum of the gradients, or their decaying average; Nesterov's has the learning rate in it."""


def init(theta: Array) -> State:
    return State(velocity=jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array, convention: Array
) -> tuple[Array, State]:
    """The heavy ball, in either convention.

    As a sum, v <- rho v + g (the lecture, PyTorch); as an average, v <- rho v + (1 - rho) g (Adam's first moment).
    The average with the learning rate lr / (1 - rho) takes the very path that the sum takes with lr.
    """
    weight = jnp.where(convention == CONVENTION.choices.index("average"), 1 - rho, 1.0)
    velocity = rho * state.velocity + weight * jax.grad(loss)(theta)
    return theta - learning_rate * velocity, State(velocity)


MOMENTUM = Optimizer(
    key="momentum",
    title="Momentum",
    family="momentum",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.04), RHO, CONVENTION),
    symbols={"velocity": "v"},
    formula=r"v \leftarrow \rho v + g \quad \left(\text{as an average: } \rho v + (1 - \rho)\, g\right), "
    r"\qquad x \leftarrow x - \eta\, v; "
    r"\qquad \text{equal for } \eta_{\text{average}} = \frac{\eta_{\text{sum}}}{1 - \rho}",
    pseudocode="g = grad(f, x)\nv = rho * v + g  # as an average: rho * v + (1 - rho) * g, which takes the same path\n"
    "x = x - learning_rate * v  # with learning_rate / (1 - rho)",
    source="Polyak (1964), Some methods of speeding up the convergence of iteration methods",
    colour=1,
    rate_unit="inverse curvature",
    rotation_equivariant=True,
)


def nesterov_step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array) -> tuple[Array, State]:
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
    velocity="displacement",
    symbols={"velocity": "v"},
    formula=r"v \leftarrow \rho v - \eta\, \nabla f(x + \rho v), \qquad x \leftarrow x + v",
    pseudocode="g = grad(f, x + rho * v)\nv = rho * v - learning_rate * g\nx = x + v",
    source="Nesterov (1983); in this form Sutskever et al. (2013), On the importance of initialization and momentum",
    colour=2,
    rate_unit="inverse curvature",
    rotation_equivariant=True,
)


def nesterov_shifted_step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array
) -> tuple[Array, State]:
    velocity = rho * state.velocity - learning_rate * jax.grad(loss)(theta)
    return theta - rho * state.velocity + (1 + rho) * velocity, State(velocity)


NESTEROV_SHIFTED = Optimizer(
    key="nesterov_shifted",
    title="Nesterov, shifted",
    family="momentum",
    init=init,
    step=nesterov_shifted_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), RHO),
    velocity="displacement",
    symbols={"velocity": "v"},
    formula=r"v' \leftarrow \rho v - \eta\, g, \qquad x \leftarrow x - \rho v + (1 + \rho)\, v'",
    pseudocode="g = grad(f, x)\nv_old = v\nv = rho * v - learning_rate * g\nx = x - rho * v_old + (1 + rho) * v",
    source="Bengio, Boulanger-Lewandowski and Pascanu (2013), Advances in optimizing recurrent networks",
    colour=8,
    rate_unit="inverse curvature",
    rotation_equivariant=True,
)
