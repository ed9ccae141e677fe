"""Sophia-H: momentum divided by the curvature of each coordinate, and clipped where that is small or negative."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.adamw import DECOUPLED_DECAY
from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.surfaces.base import Loss, Parameter

GAMMA = Parameter(
    key="gamma", title="curvature weight γ", symbol=r"\gamma", default=0.05, low=1e-4, high=10.0, scale="log"
)
INTERVAL = Parameter(
    key="interval", title="Hessian every k", symbol="k", default=10, low=1, high=100, integer=True, unit="steps"
)


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""
    curvature: Array
    """h, the decaying mean of the Hessian's diagonal."""
    step_count: Array
    """t, the number of steps taken."""
    evaluations: Array
    """Losses, gradients and Hessians taken so far."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros((), theta.dtype), jnp.zeros(3, jnp.int32))


def step(
    loss: Loss,
    theta: Array,
    state: State,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    gamma: Array,
    epsilon: Array,
    interval: Array,
    decoupled_decay: Array,
) -> tuple[Array, State]:
    """The Hessian is taken in the first step and then every `interval` steps, and counted there only.

    Its diagonal is exact: with two weights there is no need for Hutchinson's random estimate of it, which has the
    same mean. As in the paper m is not corrected for its start at zero, and a new h is used in the step that takes it;
    optax corrects m and uses a new h one step later. PyTorch has no Sophia. The paper's γ for Sophia-H is 0.01.
    """
    gradient = jax.grad(loss)(theta)
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    is_due = jnp.mod(state.step_count, interval) == 0
    curvature = jax.lax.cond(
        is_due,
        lambda: beta_2 * state.curvature + (1 - beta_2) * jnp.diag(jax.hessian(loss)(theta)),
        lambda: state.curvature,
    )
    direction = jnp.clip(first_moment / jnp.maximum(gamma * curvature, epsilon), -1.0, 1.0)
    evaluations = state.evaluations + jnp.stack([jnp.int32(0), jnp.int32(1), is_due.astype(jnp.int32)])
    moved = theta - learning_rate * (direction + decoupled_decay * theta)
    return moved, State(first_moment, curvature, state.step_count + 1, evaluations)


SOPHIA = Optimizer(
    key="sophia",
    title="Sophia-H",
    family="second order",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 0.03),
        hyperparameter(BETA_1, 0.96),
        hyperparameter(BETA_2, 0.99),
        GAMMA,
        hyperparameter(EPSILON, 1e-12),
        INTERVAL,
        hyperparameter(DECOUPLED_DECAY, 0.0),
    ),
    symbols={"first_moment": "m", "curvature": "h", "step_count": "t"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad "
    r"h \leftarrow \beta_2 h + (1 - \beta_2)\, \mathrm{diag}\, \nabla^2 f(x) \text{ every } k \text{ steps}, \qquad "
    r"x \leftarrow x - \eta "
    r"\left(\mathrm{clip}\!\left(\frac{m}{\max(\gamma h, \varepsilon)}, 1\right) + \lambda x\right)",
    pseudocode="""\
m, h = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    h = β₂ * h + (1 - β₂) * diag(hessian(f, x)) if (t - 1) % k == 0 else h
    d = clip(m / max(γ * h, ε), -1, 1)
    x = x - η * (d + λ * x)""",
    differs="The diagonal of the Hessian is exact where the paper estimates it from random directions. γ is 0.05; "
    "the paper's is 0.01.",
    source="Liu et al. (2023), Sophia: a scalable stochastic second-order optimizer for language model pre-training",
    colour=11,
    after="adam",
    not_in_optax="optax.contrib.sophia corrects m for its start at zero, and uses a new Hessian one step later",
    rate_unit="length",
    first_order=False,
)
