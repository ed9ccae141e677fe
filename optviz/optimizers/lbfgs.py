"""L-BFGS: BFGS that keeps the last few pairs instead of a matrix."""

from collections.abc import Mapping
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from optviz.optimizers.base import Optimizer
from optviz.optimizers.bfgs import curves_upwards, first_scale, scaled_pair
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
from optviz.surfaces.base import Loss, Parameter

MAX_MEMORY = 20
MEMORY = Parameter(key="memory", title="memory m", symbol="m", default=10, low=1, high=MAX_MEMORY, integer=True)


class State(NamedTuple):
    steps: Array
    """S, the last steps, each divided by its largest component; a ring of `MAX_MEMORY` places."""
    gradient_changes: Array
    """Y, the changes of the gradient along them, divided by the same."""
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


def pairs_of(state: Mapping[str, np.ndarray], numbers: Mapping[str, float]) -> dict[str, list[np.ndarray]]:
    """The lists S and Y of the text, for each of some states: the last m pairs of the ring, oldest first."""
    seen = state["pairs_seen"]
    ages = [np.arange(-min(count, int(numbers["memory"])), 0) for count in seen]
    places = [(count + age) % MAX_MEMORY for count, age in zip(seen, ages, strict=True)]
    return {
        name: [ring[place] for ring, place in zip(state[field], places, strict=True)]
        for name, field in (("S", "steps"), ("Y", "gradient_changes"))
    }


TWO_LOOPS_TEXT = """\
def two_loops(q, S, Y):  # B @ q without B
    w, k = [], count(S)
    for i in k, ..., 1:
        w = [S[i] @ q / (S[i] @ Y[i])] + w
        q = q - w[1] * Y[i]
    q = S[k] @ Y[k] / (Y[k] @ Y[k]) * q if k > 0 else q
    for i in 1, ..., k:
        q = q + (w[i] - Y[i] @ q / (S[i] @ Y[i])) * S[i]
    return q"""

LBFGS = Optimizer(
    key="lbfgs",
    title="L-BFGS",
    family="quasi-Newton",
    init=init,
    step=step,
    hyperparameters=(FIRST_LENGTH, CURVATURE, MEMORY),
    symbols={"steps": "S", "gradient_changes": "Y", "pairs_seen": "k"},
    formula=r"x \leftarrow x - \alpha B_m g, \qquad B_m \text{: the BFGS update of } "
    r"\frac{s^\top y}{y^\top y} I \text{ by the last } m \text{ pairs } (s, y), \qquad " + WOLFE_FORMULA,
    pseudocode="""\
S, Y, k = [], [], 0
for t in 1, 2, ...:
    g = grad(f, x)
    d = -two_loops(g, S, Y)
    α = η * min(1, 1 / norm(g)) if k == 0 else η
    α = strong_wolfe(x, d, α, c₂)
    s = α * d
    y = grad(f, x + s) - g
    useful = s @ y > 1e-10 * norm(s) * norm(y)
    S = last(S + [s], m) if useful else S
    Y = last(Y + [y], m) if useful else Y
    k = k + 1 if useful else k
    x = x + s""",
    helpers=(BETWEEN_TEXT, STRONG_WOLFE_TEXT, TWO_LOOPS_TEXT),
    text_state=pairs_of,
    differs="PyTorch's takes up to 20 such steps in one, and each without a line search unless it is asked for.",
    source="Nocedal (1980), Updating quasi-Newton matrices with limited storage; Liu and Nocedal (1989)",
    colour=8,
    after="bfgs",
    lecture=11,
    not_in_optax="optax.lbfgs searches along a line in another way, and scales its first step otherwise",
    rotation_equivariant=True,
    first_order=False,
)
