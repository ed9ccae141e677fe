"""AMSGrad: Adam whose scale never shrinks, so that a rare large gradient is not forgotten."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""
    second_moment: Array
    """s, the decaying mean of the squared gradients of each coordinate."""
    largest_second_moment: Array
    """ŝ, the largest s so far in each coordinate."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    """As in the paper nothing is corrected for the start at zero; only the epsilon is not in it.

    PyTorch corrects m and divides the largest s by its correction; optax takes the largest of the corrected s unless
    `bias_correction_mu` and `bias_correction_nu` are off.
    """
    gradient = jax.grad(loss)(theta)
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    largest = jnp.maximum(state.largest_second_moment, second_moment)
    moved = theta - learning_rate * first_moment / (jnp.sqrt(largest) + epsilon)
    return moved, State(first_moment, second_moment, largest)


AMSGRAD = Optimizer(
    key="amsgrad",
    title="AMSGrad",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, hyperparameter(EPSILON, 1e-8)),
    symbols={"first_moment": "m", "second_moment": "s", "largest_second_moment": r"\hat{s}"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"\hat{s} \leftarrow \max(\hat{s}, s), \qquad x \leftarrow x - \frac{\eta\, m}{\sqrt{\hat{s}} + \varepsilon}",
    pseudocode="""\
m, s, s_hat = 0, 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * g**2
    s_hat = max(s_hat, s)
    x = x - η * m / (sqrt(s_hat) + ε)""",
    differs="As in the paper nothing is corrected for the start at 0; PyTorch corrects m and ŝ. The paper has no ε.",
    source="Reddi, Kale and Kumar (2018), On the convergence of Adam and beyond",
    colour=9,
    after="adam",
    optax=(
        Counterpart(
            call="optax.amsgrad({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon}, bias_correction_mu=False, "
            "bias_correction_nu=False)"
        ),
    ),
    rate_unit="length",
)
