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
    """r, the largest distance from the start so far."""
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
    symbols={"start": "x_0", "distance": "r", "squared_gradients": "G"},
    formula=r"r \leftarrow \max(r, \lVert x - x_0 \rVert), \qquad "
    r"G \leftarrow G + \lVert g \rVert^2, \qquad "
    r"x \leftarrow x - \eta\, \frac{r}{\sqrt{G + \varepsilon}}\, g, \qquad "
    r"\text{at the start } r = \alpha (1 + \lVert x_0 \rVert)",
    pseudocode="""\
x₀, r, G = x, α * (1 + norm(x)), 0
for t in 1, 2, ...:
    g = grad(f, x)
    r = max(r, norm(x - x₀))
    G = G + norm(g)**2
    x = x - η * r / sqrt(G + ε) * g""",
    differs="α is 0.001, for few steps; the authors' code has 1e-6. The paper's rule is this one at η = 1; "
    "η is there for schedules.",
    source="Ivgi, Hinder and Carmon (2023), DoG is SGD's best friend: a parameter-free dynamic step size schedule",
    colour=4,
    after="sgd",
    optax=(
        Counterpart(
            call='optax.contrib.dog({learning_rate}, init_step=("heuristic", {first_distance}), eps={epsilon})'
        ),
    ),
    shift_equivariant=False,
    rotation_equivariant=True,
)
