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
    """s, the decaying mean of the squared gradients of each coordinate."""
    squared_updates: Array
    """u, the decaying mean of the squared updates of each coordinate."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array, epsilon: Array
) -> tuple[Array, State]:
    """The paper has no learning rate: it is this rule at 1.

    PyTorch, Keras and optax put one in front of the update as here, and all leave it out of u.
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
    symbols={"squared_gradients": "s", "squared_updates": "u"},
    formula=r"s \leftarrow \rho s + (1 - \rho)\, g^2, \qquad "
    r"d = \frac{\sqrt{u + \varepsilon}}{\sqrt{s + \varepsilon}}\, g, \qquad "
    r"u \leftarrow \rho u + (1 - \rho)\, d^2, \qquad x \leftarrow x - \eta\, d",
    pseudocode="""\
s, u = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    s = ρ * s + (1 - ρ) * g**2
    d = sqrt(u + ε) / sqrt(s + ε) * g
    u = ρ * u + (1 - ρ) * d**2
    x = x - η * d""",
    differs="ε is 1e-4; the paper's and PyTorch's is 1e-6. The paper has no learning rate: it is this rule at η = "
    "1, as is PyTorch's default, whose ρ is 0.9.",
    source="Zeiler (2012), ADADELTA: an adaptive learning rate method",
    colour=6,
    after="rmsprop",
    optax=(Counterpart(call="optax.adadelta({learning_rate}, rho={rho}, eps={epsilon})"),),
)
