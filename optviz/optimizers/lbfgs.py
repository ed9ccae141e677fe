"""L-BFGS: BFGS that keeps the last few pairs instead of a matrix."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import Optimizer
from optviz.optimizers.bfgs import curves_upwards, first_scale, scaled_pair
from optviz.optimizers.line_search import CURVATURE, FIRST_LENGTH, start_of, strong_wolfe
from optviz.optimizers.vectors import quotient
from optviz.surfaces.base import Loss, Parameter

MAX_MEMORY = 20
MEMORY = Parameter(key="memory", title="memory m", symbol="m", default=10, low=1, high=MAX_MEMORY, integer=True)


class State(NamedTuple):
    steps: Array
    """s, the last steps, each divided by its largest component; a ring of `MAX_MEMORY` places."""
    gradient_changes: Array
    """y, the changes of the gradient along them, divided by the same."""
    pairs_seen: Array
    """k, the number of pairs seen so far; the newest lies at place k − 1 of the ring."""
    evaluations: Array


def init(theta: Array) -> State:
    ring = jnp.zeros((MAX_MEMORY, theta.size), theta.dtype)
    return State(ring, ring, jnp.zeros((), jnp.int32), jnp.zeros(3, jnp.int32))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, curvature: Array, memory: Array
) -> tuple[Array, State]:
    """One step along −Bg, where B is what the last m pairs say, as long as the strong Wolfe search says."""
    value, gradient = start_of(loss, theta)
    direction = -two_loops(gradient, state, jnp.minimum(state.pairs_seen, memory.astype(jnp.int32)))
    first_length = learning_rate * first_scale(state.pairs_seen, gradient)
    found, trials = strong_wolfe(loss, theta, value, gradient, direction, first_length, curvature)
    s, y = scaled_pair(found.length * direction, found.gradient - gradient)
    usable = curves_upwards(s, y)
    place = state.pairs_seen % MAX_MEMORY
    taken = (trials + 1) * jnp.array([1, 1, 0], jnp.int32)
    state = State(
        steps=state.steps.at[place].set(jnp.where(usable, s, state.steps[place])),
        gradient_changes=state.gradient_changes.at[place].set(jnp.where(usable, y, state.gradient_changes[place])),
        pairs_seen=state.pairs_seen + usable,
        evaluations=state.evaluations + taken,
    )
    return theta + found.length * direction, state


def two_loops(gradient: Array, state: State, count: Array) -> Array:
    """Bg from the last `count` pairs, newest to oldest and back (Nocedal, 1980)."""

    def pair(age: Array | int) -> tuple[Array, Array, Array]:
        place = (state.pairs_seen - 1 - age) % MAX_MEMORY
        s, y = state.steps[place], state.gradient_changes[place]
        return s, y, jnp.dot(s, y)

    def backwards(age: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        vector, weights = carry
        s, y, product = pair(age)
        weight = jnp.dot(s, vector) / product
        return vector - weight * y, weights.at[age].set(weight)

    def forwards(i: Array, vector: Array) -> Array:
        age = count - 1 - i
        s, y, product = pair(age)
        return vector + s * (weights[age] - jnp.dot(y, vector) / product)

    weights = jnp.zeros(MAX_MEMORY, gradient.dtype)
    vector, weights = jax.lax.fori_loop(0, count, backwards, (gradient, weights))
    s, y, _ = pair(0)
    vector = vector * jnp.where(count == 0, 1.0, quotient(s, y, y))
    return jax.lax.fori_loop(0, count, forwards, vector)


LBFGS = Optimizer(
    key="lbfgs",
    title="L-BFGS",
    family="quasi-Newton",
    init=init,
    step=step,
    hyperparameters=(FIRST_LENGTH, CURVATURE, MEMORY),
    symbols={"steps": "s", "gradient_changes": "y", "pairs_seen": "k"},
    formula=r"x \leftarrow x - \alpha B_m g, \qquad B_m \text{: the BFGS update of } "
    r"\frac{s^\top y}{y^\top y} I \text{ by the last } m \text{ pairs } (s, y)",
    pseudocode="g = grad(f, x)\nd = -two_loops(g, pairs)  # B @ g without B\n"
    "alpha = strong_wolfe(f, x, d, first=learning_rate)\ns = alpha * d\ny = grad(f, x + s) - g\n"
    "if s @ y > 0: pairs = (pairs + [(s, y)])[-m:]\nx = x + s",
    source="Nocedal (1980), Updating quasi-Newton matrices with limited storage; Liu and Nocedal (1989)",
    colour=8,
    not_in_optax="optax.lbfgs searches along a line in another way, and scales its first step otherwise",
    rotation_equivariant=True,
    first_order=False,
)
