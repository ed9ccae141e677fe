"""Prodigy: Adam without a learning rate; it estimates how far the minimum is from the start, and never lowers that."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.surfaces.base import Loss, Parameter

FIRST_ESTIMATE = Parameter(
    key="first_estimate", title="first distance d₀", symbol="d_0", default=1e-6, low=1e-10, high=1.0, scale="log"
)


class State(NamedTuple):
    start: Array
    """x₀, the start."""
    distance: Array
    """d, the estimated distance from the start to the minimum; 0 before the first step."""
    progress: Array
    """r, the weighted sum of gradient times way from the start."""
    gradient_sum: Array
    """q, the weighted sum of the gradients."""
    first_moment: Array
    """m, the decaying mean of the gradients times d."""
    second_moment: Array
    """s, the decaying mean of the squared gradients times d²."""


def init(theta: Array) -> State:
    zeros, zero = jnp.zeros_like(theta), jnp.zeros((), theta.dtype)
    return State(theta, zero, zero, zeros, zeros, zeros)


def step(
    loss: Loss,
    theta: Array,
    state: State,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    epsilon: Array,
    first_estimate: Array,
) -> tuple[Array, State]:
    """The learning rate multiplies what the rule finds, and is 1 in the paper: it is there for schedules.

    As in the paper nothing is corrected for the start at zero, and epsilon is weighed with the d of this step. optax
    corrects as Adam does, in the estimate as well, and weighs epsilon with the next d.
    """
    gradient = jax.grad(loss)(theta)
    distance = jnp.maximum(state.distance, first_estimate)
    memory = jnp.sqrt(beta_2)
    weight = (1 - memory) * learning_rate * distance**2
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * distance * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * (distance * gradient) ** 2
    progress = memory * state.progress + weight * jnp.sum(gradient * (state.start - theta))
    gradient_sum = memory * state.gradient_sum + weight * gradient
    size = jnp.sum(jnp.abs(gradient_sum))
    estimate = progress / jnp.where(size == 0, 1.0, size)
    moved = theta - learning_rate * distance * first_moment / (jnp.sqrt(second_moment) + distance * epsilon)
    distance = jnp.maximum(distance, estimate)
    return moved, State(state.start, distance, progress, gradient_sum, first_moment, second_moment)


PRODIGY = Optimizer(
    key="prodigy",
    title="Prodigy",
    family="learning-rate-free",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 1.0),
        BETA_1,
        BETA_2,
        hyperparameter(EPSILON, 1e-8),
        FIRST_ESTIMATE,
    ),
    symbols={
        "start": "x_0",
        "distance": "d",
        "progress": "r",
        "gradient_sum": "q",
        "first_moment": "m",
        "second_moment": "s",
    },
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, d g, \qquad "
    r"s \leftarrow \beta_2 s + (1 - \beta_2)\, d^2 g^2, \qquad "
    r"r \leftarrow \sqrt{\beta_2}\, r + (1 - \sqrt{\beta_2})\, \eta d^2 \langle g, x_0 - x \rangle, \qquad "
    r"q \leftarrow \sqrt{\beta_2}\, q + (1 - \sqrt{\beta_2})\, \eta d^2 g, \qquad "
    r"x \leftarrow x - \frac{\eta\, d\, m}{\sqrt{s} + d \varepsilon}, \qquad "
    r"d \leftarrow \max\!\left(d, \frac{r}{\lVert q \rVert_1}\right), \qquad "
    r"\text{at the start } d = d_0",
    pseudocode="""\
x₀, d, r, q, m, s = x, d₀, 0, 0, 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * d * g
    s = β₂ * s + (1 - β₂) * (d * g)**2
    w = (1 - sqrt(β₂)) * η * d**2
    r = sqrt(β₂) * r + w * g @ (x₀ - x)
    q = sqrt(β₂) * q + w * g
    x = x - η * d * m / (sqrt(s) + d * ε)
    d = max(d, r / sum(abs(q)) if norm(q) > 0 else 0)""",
    differs="The paper's rule is this one at η = 1; η is there for schedules.",
    source="Mishchenko and Defazio (2024), Prodigy: an expeditiously adaptive parameter-free learner",
    colour=5,
    after="adam",
    not_in_optax="optax.contrib.prodigy weighs epsilon with the distance that it estimates for the next step",
)
