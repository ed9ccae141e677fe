"""AdaBelief: Adam scaled by how far the gradients stray from their mean: long steps where they agree."""

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
    spread: Array
    """s, the decaying mean of the squared distances (g − m)² in each coordinate."""
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros((), theta.dtype))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    """As in the paper epsilon stands in both places, and inside it adds up in s. optax can tell the two apart."""
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    spread = beta_2 * state.spread + (1 - beta_2) * (gradient - first_moment) ** 2 + epsilon
    direction = first_moment / (1 - beta_1**step_count)
    scale = jnp.sqrt(spread / (1 - beta_2**step_count)) + epsilon
    return theta - learning_rate * direction / scale, State(first_moment, spread, step_count)


ADABELIEF = Optimizer(
    key="adabelief",
    title="AdaBelief",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.05), BETA_1, BETA_2, hyperparameter(EPSILON, 1e-8, low=1e-16)),
    symbols={"first_moment": "m", "spread": "s", "step_count": "t"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad "
    r"s \leftarrow \beta_2 s + (1 - \beta_2)(g - m)^2 + \varepsilon, \qquad "
    r"x \leftarrow x - \frac{\eta\; m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * (g - m)**2 + ε
    m_hat = m / (1 - β₁**t)
    s_hat = s / (1 - β₂**t)
    x = x - η * m_hat / (sqrt(s_hat) + ε)""",
    differs="ε is 1e-8 as in the authors' first code; today's has 1e-16.",
    source="Zhuang et al. (2020), AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
    colour=6,
    after="adam",
    optax=(
        Counterpart(
            call="optax.adabelief({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon}, eps_root={epsilon})"
        ),
    ),
    rate_unit="length",
)
