"""RMSProp: AdaGrad with a memory that fades, so that the steps do not die."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    second_moment: Array
    """s, the decaying mean of the squared gradients of each coordinate."""


def init(theta: Array) -> State:
    return State(second_moment=jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta: Array, epsilon: Array
) -> tuple[Array, State]:
    gradient = jax.grad(loss)(theta)
    second_moment = beta * state.second_moment + (1 - beta) * gradient**2
    return theta - learning_rate * gradient / (jnp.sqrt(second_moment) + epsilon), State(second_moment)


RMSPROP = Optimizer(
    key="rmsprop",
    title="RMSProp",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), BETA, EPSILON),
    symbols={"second_moment": "s"},
    formula=r"s \leftarrow \beta s + (1 - \beta)\, g^2, "
    r"\qquad x \leftarrow x - \frac{\eta\, g}{\sqrt{s} + \varepsilon}",
    pseudocode="""\
s = 0
for t in 1, 2, ...:
    g = grad(f, x)
    s = β * s + (1 - β) * g**2
    x = x - η * g / (sqrt(s) + ε)""",
    differs="β is 0.9 and ε 1e-7 as in the lecture; PyTorch's are 0.99 and 1e-8.",
    source="Tieleman and Hinton (2012), Coursera lecture 6.5",
    colour=4,
    after="adagrad",
    lecture=6,
    compared=True,
    optax=(Counterpart(call="optax.rmsprop({learning_rate}, decay={beta}, eps={epsilon}, eps_in_sqrt=False)"),),
    rate_unit="length",
)
