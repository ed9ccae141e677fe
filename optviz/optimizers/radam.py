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
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1), BETA_1, BETA_2, hyperparameter(EPSILON, 1e-8)),
    symbols={"first_moment": "m", "second_moment": "s", "step_count": "t"},
    formula=r"\rho_\infty = \frac{2}{1 - \beta_2} - 1, \qquad "
    r"\rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \qquad \hat{m} = \frac{m}{1 - \beta_1^t}, \qquad "
    r"x \leftarrow x - \eta \begin{cases} r_t\, \dfrac{\hat{m}}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon} & "
    r"\rho_t > 4 \\ \hat{m} & \text{else} \end{cases}, \qquad "
    r"r_t = \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\, \rho_\infty}{(\rho_\infty - 4)(\rho_\infty - 2)\, \rho_t}}",
    pseudocode="""\
m, s = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    m = β₁ * m + (1 - β₁) * g
    s = β₂ * s + (1 - β₂) * g**2
    m_hat = m / (1 - β₁**t)
    s_hat = s / (1 - β₂**t)
    ρ∞ = 2 / (1 - β₂) - 1
    ρ = ρ∞ - 2 * t * β₂**t / (1 - β₂**t)
    r = sqrt((ρ - 4) * (ρ - 2) * ρ∞ / ((ρ∞ - 4) * (ρ∞ - 2) * ρ)) if ρ > 4 else 1
    x = x - η * r * m_hat / (sqrt(s_hat) + ε if ρ > 4 else 1)""",
    differs="The scale is used from ρ > 4 on as in the paper; PyTorch waits for 5, and adds ε before it corrects s.",
    source="Liu et al. (2020), On the variance of the adaptive learning rate and beyond",
    colour=11,
    after="adam",
    optax=(
        Counterpart(
            call="optax.radam({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon}, threshold=4.000000000000001)",
            note="The scale is trusted from a length above 4 on, as in the paper; optax waits for 5 unless told.",
        ),
    ),
    rate_unit="length",
)
