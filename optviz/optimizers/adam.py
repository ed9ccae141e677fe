"""Adam: momentum and RMSProp in one, with and without the correction for their start at zero."""

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
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros((), theta.dtype))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    direction = first_moment / (1 - beta_1**step_count)
    scale = jnp.sqrt(second_moment / (1 - beta_2**step_count)) + epsilon
    return theta - learning_rate * direction / scale, State(first_moment, second_moment, step_count)


ADAM = Optimizer(
    key="adam",
    title="Adam",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.06), BETA_1, BETA_2, EPSILON),
    symbols={"first_moment": "m", "second_moment": "s", "step_count": "t"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"x \leftarrow x - \frac{\eta\; m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * g**2
    m_hat = m / (1 - β₁**t)
    s_hat = s / (1 - β₂**t)
    x = x - η * m_hat / (sqrt(s_hat) + ε)""",
    differs="ε is 1e-7 as in the lecture; the paper's and PyTorch's is 1e-8.",
    source="Kingma and Ba (2015), Adam: a method for stochastic optimization",
    colour=5,
    after="rmsprop",
    lecture=8,
    compared=True,
    optax=(Counterpart(call="optax.adam({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon})"),),
    rate_unit="length",
)


class UncorrectedState(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients, as if they had been 0 before the start."""
    second_moment: Array
    """s, the decaying mean of the squared gradients, as if they had been 0 before the start."""


def uncorrected_init(theta: Array) -> UncorrectedState:
    return UncorrectedState(jnp.zeros_like(theta), jnp.zeros_like(theta))


def uncorrected_step(
    loss: Loss,
    theta: Array,
    state: UncorrectedState,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    epsilon: Array,
) -> tuple[Array, UncorrectedState]:
    gradient = jax.grad(loss)(theta)
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    moved = theta - learning_rate * first_moment / (jnp.sqrt(second_moment) + epsilon)
    return moved, UncorrectedState(first_moment, second_moment)


ADAM_UNCORRECTED = Optimizer(
    key="adam_uncorrected",
    title="Adam, uncorrected",
    family="adaptive",
    init=uncorrected_init,
    step=uncorrected_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, EPSILON),
    symbols={"first_moment": "m", "second_moment": "s"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"x \leftarrow x - \frac{\eta\, m}{\sqrt{s} + \varepsilon}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * g**2
    x = x - η * m / (sqrt(s) + ε)""",
    differs="The paper and PyTorch correct m and s for their start at 0.",
    source="The lecture's first form of Kingma and Ba (2015), whose section 3 says why it must be corrected",
    colour=11,
    after="rmsprop",
    lecture=7,
    optax=(
        Counterpart(
            call="optax.inject_hyperparams(optax.adam)(lambda t: {rate} * (1 - {beta_1} ** (t + 1)) / jnp.sqrt(1 - "
            "{beta_2} ** (t + 1)), b1={beta_1}, b2={beta_2}, eps=lambda t: {epsilon} / jnp.sqrt(1 - {beta_2} "
            "** (t + 1)))",
            note="Rate and epsilon undo the correction for the start at zero, which optax.adam always makes.",
        ),
    ),
    rate_unit="length",
)
