"""AdaDelta: RMSProp whose step is as long as its own recent steps, so that the units come out right."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import EPSILON, LEARNING_RATE, RHO, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    squared_gradients: Array
    """E[g²], the decaying mean of the squared gradients of each coordinate."""
    squared_updates: Array
    """E[Δ²], the decaying mean of the squared updates of each coordinate."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array, epsilon: Array
) -> tuple[Array, State]:
    """The paper has no learning rate: it is this rule at 1.

    PyTorch, Keras and optax put one in front of the update as here, and all leave it out of E[Δ²].
    """
    gradient = jax.grad(loss)(theta)
    squared_gradients = rho * state.squared_gradients + (1 - rho) * gradient**2
    update = jnp.sqrt(state.squared_updates + epsilon) / jnp.sqrt(squared_gradients + epsilon) * gradient
    squared_updates = rho * state.squared_updates + (1 - rho) * update**2
    return theta - learning_rate * update, State(squared_gradients, squared_updates)


ADADELTA = Optimizer(
    key="adadelta",
    title="AdaDelta",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 1.0),
        hyperparameter(RHO, 0.95, title="decay ρ"),
        hyperparameter(EPSILON, 1e-4),
    ),
    symbols={"squared_gradients": "E[g^2]", "squared_updates": r"E[\Delta^2]"},
    formula=r"E[g^2] \leftarrow \rho E[g^2] + (1 - \rho)\, g^2, \qquad "
    r"\Delta = \frac{\sqrt{E[\Delta^2] + \varepsilon}}{\sqrt{E[g^2] + \varepsilon}}\, g, \qquad "
    r"E[\Delta^2] \leftarrow \rho E[\Delta^2] + (1 - \rho)\, \Delta^2, \qquad x \leftarrow x - \eta\, \Delta",
    pseudocode="g = grad(f, x)\ns = rho * s + (1 - rho) * g**2\nd = sqrt(u + epsilon) / sqrt(s + epsilon) * g\n"
    "u = rho * u + (1 - rho) * d**2\nx = x - learning_rate * d",
    source="Zeiler (2012), ADADELTA: an adaptive learning rate method",
    colour=6,
    optax=(Counterpart(call="optax.adadelta({learning_rate}, rho={rho}, eps={epsilon})"),),
)
