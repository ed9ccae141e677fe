"""RAdam: Adam that waits until its scale can be trusted, and takes steps of momentum until then."""

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.adam import State, init
from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss

TRUSTED_LENGTH = 4.0
"""The length of the average from which on the variance of the scale is finite."""


def rectification(length: Array, longest: Array) -> Array:
    """r, by how much the variance of the scale is larger than in the long run. Only sensible for a `length` above 4."""
    return jnp.sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta_1: Array, beta_2: Array, epsilon: Array
) -> tuple[Array, State]:
    """The scale is used where the length ρ of the average is above 4, as in the paper.

    PyTorch and optax wait for 5 (optax: `threshold`); PyTorch also adds epsilon before correcting the second moment.
    """
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    first_moment = beta_1 * state.first_moment + (1 - beta_1) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    direction = first_moment / (1 - beta_1**step_count)
    scale = jnp.sqrt(second_moment / (1 - beta_2**step_count)) + epsilon
    longest = 2 / (1 - beta_2) - 1
    length = longest - 2 * step_count * beta_2**step_count / (1 - beta_2**step_count)
    rectified = rectification(length, longest) * direction / scale
    moved = theta - learning_rate * jnp.where(length > TRUSTED_LENGTH, rectified, direction)
    return moved, State(first_moment, second_moment, step_count)


RADAM = Optimizer(
    key="radam",
    title="RAdam",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, EPSILON),
    symbols={"first_moment": "m", "second_moment": "s", "step_count": "t"},
    formula=r"\rho_\infty = \frac{2}{1 - \beta_2} - 1, \qquad "
    r"\rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \qquad \hat{m} = \frac{m}{1 - \beta_1^t}, \qquad "
    r"x \leftarrow x - \eta \begin{cases} r_t\, \dfrac{\hat{m}}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon} & "
    r"\rho_t > 4 \\ \hat{m} & \text{else} \end{cases}, \qquad "
    r"r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\, \rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\, \rho_t}}",
    pseudocode="g = grad(f, x)\nm = beta_1 * m + (1 - beta_1) * g\ns = beta_2 * s + (1 - beta_2) * g**2\n"
    "m_hat = m / (1 - beta_1**t)\ns_hat = s / (1 - beta_2**t)\n"
    "rho_inf = 2 / (1 - beta_2) - 1\nrho = rho_inf - 2 * t * beta_2**t / (1 - beta_2**t)\n"
    "if rho > 4:\n"
    "    r = sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))\n"
    "    x = x - learning_rate * r * m_hat / (sqrt(s_hat) + epsilon)\n"
    "else:\n    x = x - learning_rate * m_hat",
    source="Liu et al. (2020), On the variance of the adaptive learning rate and beyond",
    colour=11,
    optax=(
        Counterpart(
            call="optax.radam({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon}, threshold=4.000000000000001)",
            note="The scale is trusted from a length above 4 on, as in the paper; optax waits for 5 unless told.",
        ),
    ),
    rate_unit="length",
)
