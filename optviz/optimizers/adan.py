"""Adan: Nesterov's look ahead without a second gradient, from the difference of the last two."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss, Parameter

BETA_3 = Parameter(
    key="beta_3", title="decay β₃", symbol=r"\beta_3", default=0.99, low=0.0, high=0.9999, scale="complement"
)


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""
    mean_difference: Array
    """v, the decaying mean of the differences of consecutive gradients."""
    second_moment: Array
    """n, the decaying mean of the squared look-ahead gradients of each coordinate."""
    previous_gradient: Array
    """g_old, the gradient of the step before."""
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    zeros = jnp.zeros_like(theta)
    return State(zeros, zeros, zeros, zeros, jnp.zeros((), theta.dtype))


def step(
    loss: Loss,
    theta: Array,
    state: State,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    beta_3: Array,
    epsilon: Array,
) -> tuple[Array, State]:
    """The decays are those of code, 1 minus the paper's: its look ahead (1 − β₂)(g − g₋) is β₂ (g − g₋) here.

    The means are corrected for their start at zero as in the authors' code and in optax; the paper's Algorithm 1
    starts them at the first gradient and its square. optax multiplies the difference by 1 − β₂ with the β₂ of code,
    0.08 where the paper and its authors have 0.92: it is this rule at β₂ = 0.5 only.
    """
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    difference = jnp.where(step_count == 1, 0.0, gradient - state.previous_gradient)
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    mean_difference = beta_2 * state.mean_difference + (1 - beta_2) * difference
    second_moment = beta_3 * state.second_moment + (1 - beta_3) * (gradient + beta_2 * difference) ** 2
    ahead = beta_2 * mean_difference / (1 - beta_2**step_count)
    direction = first_moment / (1 - beta_1**step_count) + ahead
    scale = jnp.sqrt(second_moment / (1 - beta_3**step_count)) + epsilon
    state = State(first_moment, mean_difference, second_moment, gradient, step_count)
    return theta - learning_rate * direction / scale, state


ADAN = Optimizer(
    key="adan",
    title="Adan",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 0.1),
        hyperparameter(BETA_1, 0.98),
        hyperparameter(BETA_2, 0.92),
        BETA_3,
        hyperparameter(EPSILON, 1e-8),
    ),
    symbols={
        "first_moment": "m",
        "mean_difference": "v",
        "second_moment": "n",
        "previous_gradient": r"g_\mathrm{old}",
        "step_count": "t",
    },
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad "
    r"v \leftarrow \beta_2 v + (1 - \beta_2)(g - g_\mathrm{old}), \qquad "
    r"n \leftarrow \beta_3 n + (1 - \beta_3)\left(g + \beta_2 (g - g_\mathrm{old})\right)^2, \qquad "
    r"x \leftarrow x - \eta\, \frac{m / (1 - \beta_1^t) + \beta_2\, v / (1 - \beta_2^t)}"
    r"{\sqrt{n / (1 - \beta_3^t)} + \varepsilon}",
    pseudocode="""\
m, v, n, g_old = 0, 0, 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    d = g - g_old if t > 1 else 0
    m = β₁ * m + (1 - β₁) * g
    v = β₂ * v + (1 - β₂) * d
    n = β₃ * n + (1 - β₃) * (g + β₂ * d)**2
    m_hat = m / (1 - β₁**t)
    v_hat = v / (1 - β₂**t)
    n_hat = n / (1 - β₃**t)
    x = x - η * (m_hat + β₂ * v_hat) / (sqrt(n_hat) + ε)
    g_old = g""",
    differs="The paper's β are 1 minus these, and it starts the means at the first gradient; its authors' code "
    "starts them at 0 and corrects for that, as here.",
    source="Xie et al. (2022), Adan: adaptive Nesterov momentum algorithm for faster optimizing deep models",
    colour=10,
    after="nadam",
    optax=(
        Counterpart(
            call="optax.adan({learning_rate}, b1={beta_1}, b2={beta_2}, b3={beta_3}, eps={epsilon}, eps_root=0.0)",
            holds=lambda numbers: numbers["beta_2"] == 0.5,
        ),
    ),
    not_in_optax="optax weighs the difference of the gradients by 1 - beta_2, and the authors of the rule by beta_2: "
    "they agree at 0.5 only",
    rate_unit="length",
)
