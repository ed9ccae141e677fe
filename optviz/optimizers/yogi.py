"""Yogi: Adam whose scale moves by what the new gradient weighs, not by how far it is off: it forgets slowly."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""
    second_moment: Array
    """s, which moves towards the squared gradient of each coordinate by a share of that square."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    """As in the paper's Algorithm 2 both moments start at 0 and are not corrected for it.

    optax corrects both and starts both, m too, at 1e-6. PyTorch has no Yogi.
    """
    gradient = jax.grad(loss)(theta)
    square = gradient**2
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    second_moment = state.second_moment - (1 - beta_2) * jnp.sign(state.second_moment - square) * square
    return theta - learning_rate * first_moment / (jnp.sqrt(second_moment) + epsilon), State(
        first_moment, second_moment
    )


YOGI = Optimizer(
    key="yogi",
    title="Yogi",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, hyperparameter(EPSILON, 1e-3)),
    symbols={"first_moment": "m", "second_moment": "s"},
    formula=r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g, \qquad "
    r"s \leftarrow s - (1 - \beta_2)\, \mathrm{sign}(s - g^2)\, g^2, \qquad "
    r"x \leftarrow x - \frac{\eta\, m}{\sqrt{s} + \varepsilon}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = s - (1 - β₂) * sign(s - g**2) * g**2
    x = x - η * m / (sqrt(s) + ε)""",
    source="Zaheer et al. (2018), Adaptive methods for nonconvex optimization",
    colour=7,
    after="adam",
    optax=(
        Counterpart(
            call="optax.chain(optax.inject_hyperparams(optax.scale_by_yogi)(b1={beta_1}, b2={beta_2}, eps=lambda t: "
            "{epsilon} / jnp.sqrt(1 - {beta_2} ** (t + 1)), initial_accumulator_value=0.0), "
            "optax.scale_by_learning_rate(lambda t: {rate} * (1 - {beta_1} ** (t + 1)) / jnp.sqrt(1 - {beta_2} "
            "** (t + 1))))",
            note="Rate and epsilon undo the correction for the start at zero, which optax.yogi always makes; its "
            "moments start at 1e-6.",
        ),
    ),
    rate_unit="length",
)
