"""ADOPT: Adam that scales a gradient by what was known before it, and so converges with any decay β₂."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the scaled gradients."""
    second_moment: Array
    """s, the decaying mean of the squared gradients of each coordinate."""
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros((), theta.dtype))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    """The first step only measures: it sets s to g² and does not move, as in the authors' code and in optax."""
    gradient = jax.grad(loss)(theta)
    is_first = state.step_count == 0
    limit = state.step_count**0.25
    scaled = jnp.clip(gradient / jnp.maximum(jnp.sqrt(state.second_moment), epsilon), -limit, limit)
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * scaled
    decay = jnp.where(is_first, 0.0, beta_2)
    second_moment = decay * state.second_moment + (1 - decay) * gradient**2
    return theta - learning_rate * first_moment, State(first_moment, second_moment, state.step_count + 1)


ADOPT = Optimizer(
    key="adopt",
    title="ADOPT",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 0.1),
        BETA_1,
        hyperparameter(BETA_2, 0.99),
        hyperparameter(EPSILON, 1e-6),
    ),
    symbols={"first_moment": "m", "second_moment": "s", "step_count": "t"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, "
    r"\mathrm{clip}\!\left(\frac{g}{\max(\sqrt{s}, \varepsilon)}, (t - 1)^{1/4}\right), \qquad "
    r"x \leftarrow x - \eta\, m, \qquad "
    r"s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2 \quad \text{(first: } s \leftarrow g^2 \text{)}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    c = (t - 1)**0.25
    d = clip(g / max(sqrt(s), ε), -c, c)
    m = β₁ * m + (1 - β₁) * d
    x = x - η * m
    s = β₂ * s + (1 - β₂) * g**2 if t > 1 else g**2""",
    differs="β₂ is 0.99; the paper's is 0.9999. The first step only measures, as in the authors' code: it sets s "
    "to g² and does not move.",
    source="Taniguchi et al. (2024), ADOPT: modified Adam can converge with any β₂ with the optimal rate",
    colour=1,
    after="adam",
    optax=(Counterpart(call="optax.contrib.adopt({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon})"),),
    rate_unit="length",
)
