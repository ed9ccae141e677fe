"""DoG: a learning rate that finds itself, the distance travelled over the gradients met."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss, Parameter

FIRST_DISTANCE = Parameter(
    key="first_distance", title="first distance α", symbol=r"\alpha", default=1e-3, low=1e-8, high=1.0, scale="log"
)


class State(NamedTuple):
    start: Array
    """x₀, the start."""
    distance: Array
    """r̄, the largest distance from the start so far."""
    squared_gradients: Array
    """G, the sum of the squared lengths of the gradients."""


def init(theta: Array) -> State:
    return State(theta, jnp.zeros((), theta.dtype), jnp.zeros((), theta.dtype))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, first_distance: Array, epsilon: Array
) -> tuple[Array, State]:
    """The learning rate multiplies what the rule finds, and is 1 in the paper: it is there for schedules."""
    gradient = jax.grad(loss)(theta)
    first = first_distance * (1 + jnp.sqrt(jnp.sum(state.start**2)))
    here = jnp.sqrt(jnp.sum((theta - state.start) ** 2))
    distance = jnp.maximum(jnp.maximum(state.distance, first), here)
    squared_gradients = state.squared_gradients + jnp.sum(gradient**2)
    found = distance / jnp.sqrt(squared_gradients + epsilon)
    return theta - learning_rate * found * gradient, State(state.start, distance, squared_gradients)


DOG = Optimizer(
    key="dog",
    title="DoG",
    family="learning-rate-free",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 1.0), FIRST_DISTANCE, hyperparameter(EPSILON, 1e-8)),
    symbols={"start": "x_0", "distance": r"\bar{r}", "squared_gradients": "G"},
    formula=r"\bar{r} \leftarrow \max(\bar{r}, \lVert x - x_0 \rVert), \qquad "
    r"G \leftarrow G + \lVert g \rVert^2, \qquad "
    r"x \leftarrow x - \eta\, \frac{\bar{r}}{\sqrt{G + \varepsilon}}\, g, \qquad "
    r"\bar{r}_0 = \alpha (1 + \lVert x_0 \rVert)",
    pseudocode="g = grad(f, x)\nr = max(r, norm(x - x_0)) if t > 1 else alpha * (1 + norm(x_0))\n"
    "G = G + norm(g)**2\nx = x - learning_rate * r / sqrt(G + epsilon) * g",
    source="Ivgi, Hinder and Carmon (2023), DoG is SGD's best friend: a parameter-free dynamic step size schedule",
    colour=4,
    optax=(
        Counterpart(
            call='optax.contrib.dog({learning_rate}, init_step=("heuristic", {first_distance}), eps={epsilon})'
        ),
    ),
    shift_equivariant=False,
    rotation_equivariant=True,
)
