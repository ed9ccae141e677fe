"""Adamax: Adam with the largest recent gradient in place of the root of the mean square."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""
    largest_gradient: Array
    """u, the decaying maximum of the gradients' absolute values in each coordinate."""
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros((), theta.dtype))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array
) -> tuple[Array, State]:
    """As in the paper there is no epsilon: a coordinate that never had a gradient stays where it is.

    PyTorch and optax add one to |g|.
    """
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    largest_gradient = jnp.maximum(beta_2 * state.largest_gradient, jnp.abs(gradient))
    scale = jnp.where(largest_gradient == 0, 1.0, largest_gradient)
    moved = theta - learning_rate / (1 - beta_1**step_count) * first_moment / scale
    return moved, State(first_moment, largest_gradient, step_count)


ADAMAX = Optimizer(
    key="adamax",
    title="Adamax",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2),
    symbols={"first_moment": "m", "largest_gradient": "u", "step_count": "t"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad u \leftarrow \max(\beta_2 u, |g|), \qquad "
    r"x \leftarrow x - \frac{\eta}{1 - \beta_1^t}\, \frac{m}{u}",
    pseudocode="""\
m, u = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    u = max(β₂ * u, abs(g))
    m_hat = m / (1 - β₁**t)
    x = x - η * m_hat / (u if u > 0 else 1)""",
    differs="As in the paper there is no ε: a weight that never had a gradient stays where it is. PyTorch adds "
    "one to |g|.",
    source="Kingma and Ba (2015), Adam: a method for stochastic optimization, section 7.1",
    colour=7,
    after="adam",
    optax=(
        Counterpart(
            call="optax.adamax({learning_rate}, b1={beta_1}, b2={beta_2}, eps=1e-300)",
            note="An epsilon that no gradient feels, so that 0 / 0 is 0.",
        ),
    ),
    rate_unit="length",
)
