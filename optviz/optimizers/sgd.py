"""Gradient descent."""

from typing import NamedTuple

import jax
from jax import Array

from optviz.optimizers.base import LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.optimizers.on_quadratics import OnQuadratics
from optviz.surfaces.base import Loss


class State(NamedTuple):
    """Gradient descent remembers nothing."""


def init(theta: Array) -> State:
    return State()


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array) -> tuple[Array, State]:
    gradient = jax.grad(loss)(theta)
    return theta - learning_rate * gradient, state


SGD = Optimizer(
    key="sgd",
    title="SGD",
    family="first order",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.19),),
    formula=r"x \leftarrow x - \eta\, g",
    pseudocode="""\
for t in 1, 2, ...:
    g = grad(f, x)
    x = x - η * g""",
    source="Cauchy (1847); stochastic: Robbins and Monro (1951)",
    colour=0,
    lecture=1,
    compared=True,
    optax=(Counterpart(call="optax.sgd({learning_rate})"),),
    rate_unit="inverse curvature",
    on_quadratics=OnQuadratics(recursion=lambda share, numbers: (1 - share, 0.0), limit="2/L"),
    rotation_equivariant=True,
)
