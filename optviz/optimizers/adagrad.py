"""AdaGrad: each coordinate's step shrinks with all the squared gradients that it has seen."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    squared_gradients: Array
    """s, the sum of the squared gradients of each coordinate."""


def init(theta: Array) -> State:
    return State(squared_gradients=jnp.zeros_like(theta))


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, epsilon: Array) -> tuple[Array, State]:
    gradient = jax.grad(loss)(theta)
    squared_gradients = state.squared_gradients + gradient**2
    return theta - learning_rate * gradient / (jnp.sqrt(squared_gradients) + epsilon), State(squared_gradients)


ADAGRAD = Optimizer(
    key="adagrad",
    title="AdaGrad",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.5), EPSILON),
    symbols={"squared_gradients": "s"},
    formula=r"s \leftarrow s + g^2, \qquad x \leftarrow x - \frac{\eta\, g}{\sqrt{s} + \varepsilon}",
    pseudocode="""\
s = 0
for t in 1, 2, ...:
    g = grad(f, x)
    s = s + g**2
    x = x - η * g / (sqrt(s) + ε)""",
    differs="ε is 1e-7 as in the lecture; PyTorch's is 1e-10.",
    source="Duchi, Hazan and Singer (2011), Adaptive subgradient methods",
    colour=3,
    after="sgd",
    lecture=5,
    compared=True,
    optax=(
        Counterpart(
            call='optax.inject_hyperparams(optax.rmsprop, static_args="eps_in_sqrt")(lambda t: {rate} / jnp.sqrt(t '
            "+ 1.0), decay=lambda t: t / (t + 1.0), eps=lambda t: {epsilon} / jnp.sqrt(t + 1.0), "
            "eps_in_sqrt=False)",
            note="optax.adagrad has its epsilon under the root. The sum of the squares is t + 1 times their plain "
            "mean, which RMSProp keeps if its decay is t / (t + 1).",
        ),
    ),
    rate_unit="length",
)
