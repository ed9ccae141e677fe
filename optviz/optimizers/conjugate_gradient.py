"""Conjugate gradient: each direction spares what the ones before have already done."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import Optimizer, hyperparameter
from optviz.optimizers.line_search import CURVATURE, FIRST_LENGTH, start_of, strong_wolfe
from optviz.optimizers.vectors import quotient
from optviz.surfaces.base import Loss


class State(NamedTuple):
    direction: Array
    """d, the direction of the last step."""
    gradient: Array
    """g₋, the gradient at the start of the last step."""
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
    symbols={"direction": "d", "gradient": "g_-"},
    formula=r"d \leftarrow -g + \max\!\left(0, \frac{g^\top (g - g_-)}{g_-^\top g_-}\right) d, \qquad "
    r"x \leftarrow x + \alpha d",
    pseudocode="g = grad(f, x)\nbeta = max(0, g @ (g - g_old) / (g_old @ g_old))\nd = -g + beta * d\n"
    "alpha = strong_wolfe(f, x, d, first=learning_rate)\nx = x + alpha * d\ng_old = g",
    source="Polak and Ribière (1969), Note sur la convergence de méthodes de directions conjuguées; "
    "with the + of Gilbert and Nocedal (1992)",
    colour=9,
    not_in_optax="optax has no conjugate gradients",
    rotation_equivariant=True,
    first_order=False,
)
