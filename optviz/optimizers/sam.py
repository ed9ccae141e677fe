"""SAM: descends by the gradient at the worst point nearby, and so prefers wide minima to narrow ones."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.optimizers.vectors import length
from optviz.surfaces.base import Loss, Parameter

RADIUS = Parameter(key="radius", title="radius ρ", symbol=r"\rho", default=0.05, low=0.0, high=2.0)


class State(NamedTuple):
    ascent: Array
    """e, the step uphill to where the last gradient was taken."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta))


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, radius: Array) -> tuple[Array, State]:
    """Two gradients a step: one to look uphill, one to go down. Where the first is zero there is no uphill."""
    gradient = jax.grad(loss)(theta)
    norm = length(gradient)
    ascent = radius * gradient / jnp.where(norm == 0, 1.0, norm)
    return theta - learning_rate * jax.grad(loss)(theta + ascent), State(ascent)


SAM = Optimizer(
    key="sam",
    title="SAM",
    family="first order",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), RADIUS),
    symbols={"ascent": "e"},
    formula=r"e = \rho\, \frac{\nabla f(x)}{\lVert \nabla f(x) \rVert}, \qquad x \leftarrow x - \eta\, \nabla f(x + e)",
    pseudocode="""\
for t in 1, 2, ...:
    g = grad(f, x)
    e = ρ * g / norm(g) if norm(g) > 0 else 0
    x = x - η * grad(f, x + e)""",
    source="Foret et al. (2021), Sharpness-aware minimization for efficiently improving generalization",
    colour=2,
    after="sgd",
    optax=(
        Counterpart(
            call="optax.contrib.sam(optax.sgd({learning_rate}), "
            "optax.chain(optax.normalize_by_update_norm(eps=1e-300), optax.sgd({radius})), opaque_mode=True)",
            asks='{{"grad_fn": lambda theta, _: {gradient}}}',
        ),
    ),
    rate_unit="inverse curvature",
    rotation_equivariant=True,
    evaluations=(0, 2, 0),
)
