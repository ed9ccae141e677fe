"""Conjugate gradient: each direction spares what the ones before have already done."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import Optimizer, hyperparameter
from optviz.optimizers.line_search import (
    BETWEEN_TEXT,
    CURVATURE,
    FIRST_LENGTH,
    STRONG_WOLFE_TEXT,
    WOLFE_FORMULA,
    start_of,
    strong_wolfe,
)
from optviz.optimizers.vectors import quotient
from optviz.surfaces.base import Loss


class State(NamedTuple):
    direction: Array
    """d, the direction of the last step."""
    gradient: Array
    """g_old, the gradient at the start of the last step."""
    evaluations: Array


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.zeros(3, jnp.int32))


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, curvature: Array) -> tuple[Array, State]:
    """Polak-Ribière+, as long as the strong Wolfe search says; it starts afresh where d would not lead downhill."""
    value, gradient = start_of(loss, theta)
    share = quotient(gradient, gradient - state.gradient, state.gradient)
    share = jnp.where(jnp.any(state.gradient != 0), jnp.maximum(share, 0), 0.0)
    direction = share * state.direction - gradient
    direction = jnp.where(jnp.dot(direction, gradient) < 0, direction, -gradient)
    found, trials = strong_wolfe(loss, theta, value, gradient, direction, learning_rate, curvature)
    taken = (trials + 1) * jnp.array([1, 1, 0], jnp.int32)
    return theta + found.length * direction, State(direction, gradient, state.evaluations + taken)


CONJUGATE_GRADIENT = Optimizer(
    key="conjugate_gradient",
    title="Conjugate gradient",
    family="line search",
    init=init,
    step=step,
    hyperparameters=(FIRST_LENGTH, hyperparameter(CURVATURE, 0.1, high=0.5)),
    symbols={"direction": "d", "gradient": r"g_\mathrm{old}"},
    formula=r"\beta = \max\!\left(0, "
    r"\frac{g^\top (g - g_\mathrm{old})}{g_\mathrm{old}^\top g_\mathrm{old}}\right), \qquad "
    r"d \leftarrow \beta d - g, \qquad x \leftarrow x + \alpha d, \qquad " + WOLFE_FORMULA,
    pseudocode="""\
d, g_old = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    β = max(0, g @ (g - g_old) / (g_old @ g_old)) if norm(g_old) > 0 else 0
    d = β * d - g
    d = d if d @ g < 0 else -g
    α = strong_wolfe(x, d, η, c₂)
    x = x + α * d
    g_old = g""",
    helpers=(BETWEEN_TEXT, STRONG_WOLFE_TEXT),
    source="Polak and Ribière (1969), Note sur la convergence de méthodes de directions conjuguées; "
    "with the + of Gilbert and Nocedal (1992)",
    colour=9,
    after="gradient_descent_line_search",
    not_in_optax="optax has no conjugate gradients",
    rotation_equivariant=True,
    first_order=False,
)
