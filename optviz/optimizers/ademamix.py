"""AdEMAMix: Adam with a second, much slower mean of the gradients added to the first."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss, Parameter

BETA_3 = Parameter(
    key="beta_3", title="slow decay β₃", symbol=r"\beta_3", default=0.99, low=0.0, high=0.9999, scale="complement"
)
ALPHA = Parameter(key="alpha", title="weight of the slow mean α", symbol=r"\alpha", default=1.0, low=0.0, high=10.0)


class State(NamedTuple):
    first_moment: Array
    """m₁, the decaying mean of the gradients."""
    slow_moment: Array
    """m₂, the slowly decaying mean of the gradients."""
    second_moment: Array
    """s, the decaying mean of the squared gradients of each coordinate."""
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    zeros = jnp.zeros_like(theta)
    return State(zeros, zeros, zeros, jnp.zeros((), theta.dtype))


def step(
    loss: Loss,
    theta: Array,
    state: State,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    beta_3: Array,
    alpha: Array,
    epsilon: Array,
) -> tuple[Array, State]:
    """As in the paper the slow mean is not corrected for its start at zero. Its warm-ups of α and β₃ are left out.

    The paper's β₃ of 0.9999 and α of 5 to 8 are for hundreds of thousands of steps.
    """
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    slow_moment = beta_3 * state.slow_moment + (1 - beta_3) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    direction = first_moment / (1 - beta_1**step_count) + alpha * slow_moment
    scale = jnp.sqrt(second_moment / (1 - beta_2**step_count)) + epsilon
    state = State(first_moment, slow_moment, second_moment, step_count)
    return theta - learning_rate * direction / scale, state


ADEMAMIX = Optimizer(
    key="ademamix",
    title="AdEMAMix",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, BETA_3, ALPHA, hyperparameter(EPSILON, 1e-8)),
    symbols={"first_moment": "m_1", "slow_moment": "m_2", "second_moment": "s", "step_count": "t"},
    formula=r"m_1 \leftarrow \beta_1 m_1 + (1 - \beta_1)\, g, \qquad "
    r"m_2 \leftarrow \beta_3 m_2 + (1 - \beta_3)\, g, \qquad "
    r"s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"x \leftarrow x - \eta\, \frac{m_1 / (1 - \beta_1^t) + \alpha m_2}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}",
    pseudocode="""\
m₁, m₂, s = 0, 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m₁ = β₁ * m₁ + (1 - β₁) * g
    m₂ = β₃ * m₂ + (1 - β₃) * g
    s = β₂ * s + (1 - β₂) * g**2
    m_hat = m₁ / (1 - β₁**t)
    s_hat = s / (1 - β₂**t)
    x = x - η * (m_hat + α * m₂) / (sqrt(s_hat) + ε)""",
    differs="Without the paper's warm-ups of α and β₃, and for fewer steps: its β₃ is 0.9999 and its α 5 to 8.",
    source="Pagliardini, Ablin and Grangier (2024), The AdEMAMix optimizer: better, faster, older",
    colour=0,
    after="adam",
    optax=(
        Counterpart(
            call="optax.contrib.ademamix({learning_rate}, b1={beta_1}, b2={beta_2}, b3={beta_3}, alpha={alpha}, "
            "eps={epsilon})"
        ),
    ),
    rate_unit="length",
)
