"""BFGS: learns the inverse of the Hessian from how the gradient changes along its own steps."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import Optimizer
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

ENOUGH_CURVATURE = 1e-10
"""The cosine between step and change of gradient from which on a pair is used; strong Wolfe promises more than 0."""


class State(NamedTuple):
    inverse_hessian: Array
    """B, the estimate of the inverse of the Hessian; the identity at the start."""
    pairs_seen: Array
    """k, the number of pairs (step, change of the gradient) it has learned from."""
    evaluations: Array


def init(theta: Array) -> State:
    identity = jnp.eye(theta.size, dtype=theta.dtype)
    return State(identity, jnp.zeros((), jnp.int32), jnp.zeros(3, jnp.int32))


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, curvature: Array) -> tuple[Array, State]:
    """One step along −Bg, as long as the strong Wolfe search says, then the update of B by the pair (s, y).

    The gradients of a pair are of one step, so of the same noise. A pair that does not curve upwards is left out.
    """
    value, gradient = start_of(loss, theta)
    direction = -state.inverse_hessian @ gradient
    first_length = learning_rate * first_scale(state.pairs_seen, gradient)
    found, trials = strong_wolfe(loss, theta, value, gradient, direction, first_length, curvature)
    moved = theta + found.length * direction
    s, y = scaled_pair(found.length * direction, found.gradient - gradient)
    usable = curves_upwards(s, y)
    updated = update(state.inverse_hessian, s, y, state.pairs_seen)
    inverse_hessian = jnp.where(usable, updated, state.inverse_hessian)
    taken = (trials + 1) * jnp.array([1, 1, 0], jnp.int32)
    return moved, State(inverse_hessian, state.pairs_seen + usable, state.evaluations + taken)


def first_scale(pairs_seen: Array, gradient: Array) -> Array:
    """Before anything is known of the curvature, the first trial is at most 1 away."""
    return jnp.where(pairs_seen == 0, jnp.minimum(1.0, 1 / jnp.sqrt(jnp.sum(gradient**2))), 1.0)


def scaled_pair(step_taken: Array, gradient_change: Array) -> tuple[Array, Array]:
    """(s, y), both divided by the largest component of s: the same to every formula, and safe from underflow."""
    size = jnp.max(jnp.abs(step_taken))
    return step_taken / size, gradient_change / size


def curves_upwards(s: Array, y: Array) -> Array:
    """Whether sᵀy is safely positive, without which the estimate would not stay positive definite, and its inverse a
    number."""
    product, limits = jnp.dot(s, y), jnp.finfo(s.dtype)
    is_steep_enough = product > ENOUGH_CURVATURE * jnp.sqrt(jnp.dot(s, s) * jnp.dot(y, y))
    return is_steep_enough & (product > limits.tiny / limits.eps)


def update(inverse_hessian: Array, s: Array, y: Array, pairs_seen: Array) -> Array:
    """The BFGS formula; the identity that it starts from is scaled by the first pair (equation 6.20)."""
    product = jnp.dot(s, y)
    before = jnp.where(pairs_seen == 0, quotient(s, y, y) * inverse_hessian, inverse_hessian)
    project = jnp.eye(s.size, dtype=s.dtype) - jnp.outer(s, y) / product
    return project @ before @ project.T + jnp.outer(s, s) / product


UPDATE_TEXT = """\
def bfgs(B, s, y):
    return (I - outer(s, y) / (s @ y)) @ B @ (I - outer(y, s) / (s @ y)) + outer(s, s) / (s @ y)"""

BFGS = Optimizer(
    key="bfgs",
    title="BFGS",
    family="quasi-Newton",
    init=init,
    step=step,
    hyperparameters=(FIRST_LENGTH, CURVATURE),
    symbols={"inverse_hessian": "B", "pairs_seen": "k"},
    formula=r"x \leftarrow x - \alpha B g, \quad s = \Delta x,\; y = \Delta g, \qquad "
    r"B \leftarrow \left(I - \frac{s y^\top}{s^\top y}\right) B \left(I - \frac{y s^\top}{s^\top y}\right) "
    r"+ \frac{s s^\top}{s^\top y}, \qquad " + WOLFE_FORMULA,
    pseudocode="""\
B, k = I, 0
for t in 1, 2, ...:
    g = grad(f, x)
    d = -B @ g
    α = η * min(1, 1 / norm(g)) if k == 0 else η
    α = strong_wolfe(x, d, α, c₂)
    s = α * d
    y = grad(f, x + s) - g
    useful = s @ y > 1e-10 * norm(s) * norm(y)
    B = s @ y / (y @ y) * I if useful and k == 0 else B
    B = bfgs(B, s, y) if useful else B
    k = k + 1 if useful else k
    x = x + s""",
    helpers=(BETWEEN_TEXT, STRONG_WOLFE_TEXT, UPDATE_TEXT),
    source="Broyden, Fletcher, Goldfarb and Shanno (1970); with the search of Nocedal and Wright (2006), "
    "Numerical Optimization, algorithm 6.1",
    colour=7,
    after="newton",
    lecture=10,
    not_in_optax="optax has no BFGS with a whole matrix, and its L-BFGS searches along a line in another way",
    rotation_equivariant=True,
    first_order=False,
)
