"""Steps by sign alone: every coordinate moves by the learning rate, however small its gradient."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA, BETA_1, BETA_2, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta))


def signum_step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta: Array) -> tuple[Array, State]:
    """With β = 0 it is signSGD. Near a minimum it goes to and fro by the learning rate and needs a schedule."""
    first_moment = beta * state.first_moment + (1 - beta) * jax.grad(loss)(theta)
    return theta - learning_rate * jnp.sign(first_moment), State(first_moment)


SIGNUM = Optimizer(
    key="signum",
    title="Signum",
    family="sign",
    init=init,
    step=signum_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), BETA),
    symbols={"first_moment": "m"},
    formula=r"m \leftarrow \beta m + (1 - \beta)\, g, \qquad x \leftarrow x - \eta\, \mathrm{sign}(m)",
    pseudocode="""\
m = 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β * m + (1 - β) * g
    x = x - η * sign(m)""",
    source="Bernstein et al. (2018), signSGD: compressed optimisation for non-convex problems; signSGD is β = 0",
    colour=9,
    after="momentum",
    optax=(Counterpart(call="optax.signum({learning_rate}, beta={beta})"),),
    rate_unit="length",
)


def lion_step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array
) -> tuple[Array, State]:
    """The sign is taken of one mean and another is remembered: the gradient at hand weighs more than in Signum."""
    gradient = jax.grad(loss)(theta)
    direction = beta_1 * state.first_moment + (1 - beta_1) * gradient
    first_moment = beta_2 * state.first_moment + (1 - beta_2) * gradient
    return theta - learning_rate * jnp.sign(direction), State(first_moment)


LION = Optimizer(
    key="lion",
    title="Lion",
    family="sign",
    init=init,
    step=lion_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), BETA_1, hyperparameter(BETA_2, 0.99)),
    symbols={"first_moment": "m"},
    formula=r"x \leftarrow x - \eta\, \mathrm{sign}(\beta_1 m + (1 - \beta_1)\, g), \qquad "
    r"m \leftarrow \beta_2 m + (1 - \beta_2)\, g",
    pseudocode="""\
m = 0
for t in 1, 2, ...:
    g = grad(f, x)
    d = β₁ * m + (1 - β₁) * g
    x = x - η * sign(d)
    m = β₂ * m + (1 - β₂) * g""",
    source="Chen et al. (2023), Symbolic discovery of optimization algorithms",
    colour=8,
    after="signum",
    optax=(Counterpart(call="optax.lion({learning_rate}, b1={beta_1}, b2={beta_2}, weight_decay=0.0)"),),
    rate_unit="length",
)
