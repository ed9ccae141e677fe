"""Cautious Adam: moves only the weights for which Adam's step and the gradient at hand agree."""

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.adam import State, init
from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.surfaces.base import Loss


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    """The share of weights that move is 1, 1/2 or 0 here: when one of two is held, the other goes twice as far.

    As in the paper's Algorithm 1; its other form divides by (number that move + 1) / (number of weights), which for two
    weights would shorten every full step to 2/3.
    """
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    scale = jnp.sqrt(second_moment / (1 - beta_2**step_count)) + epsilon
    direction = first_moment / (1 - beta_1**step_count) / scale
    agrees = (jnp.sign(direction) * jnp.sign(gradient) > 0).astype(theta.dtype)
    moved = theta - learning_rate * direction * agrees / (jnp.mean(agrees) + epsilon)
    return moved, State(first_moment, second_moment, step_count)


CAUTIOUS_ADAM = Optimizer(
    key="cautious_adam",
    title="Cautious Adam",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, hyperparameter(EPSILON, 1e-8)),
    symbols={"first_moment": "m", "second_moment": "s", "step_count": "t"},
    formula=r"u = \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon}, \qquad "
    r"\varphi = \mathbf{1}[u\, g > 0], \qquad "
    r"x \leftarrow x - \eta\, \frac{\varphi\, u}{\mathrm{mean}(\varphi) + \varepsilon}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * g**2
    m_hat = m / (1 - β₁**t)
    s_hat = s / (1 - β₂**t)
    u = m_hat / (sqrt(s_hat) + ε)
    φ = 1 if u * g > 0 else 0
    x = x - η * φ * u / (mean(φ) + ε)""",
    differs="As in the paper's Algorithm 1; its form that adds 1 to the number of weights that move would shorten "
    "every full step of two weights to 2/3.",
    source="Liang et al. (2024), Cautious optimizers: improving training with one line of code",
    colour=3,
    after="adam",
    not_in_optax="optax has no cautious rules",
    rate_unit="length",
)
