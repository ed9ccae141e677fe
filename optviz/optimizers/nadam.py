"""NAdam: Adam that looks ahead as Nesterov's momentum does."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import BETA_1, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss, Parameter

MOMENTUM_WARM_UP = Parameter(
    key="momentum_warm_up", title="momentum warm-up ω", symbol=r"\omega", default=0.5, low=0.0, high=1.0
)
WARM_UP_BASE, WARM_UP_STEPS = 0.96, 250


class State(NamedTuple):
    first_moment: Array
    """m, the decaying mean of the gradients."""
    second_moment: Array
    """s, the decaying mean of the squared gradients of each coordinate."""
    momentum_product: Array
    """Π, the product of the momenta μ₁ … μ_t so far: the weight that the start at zero still has in m."""
    step_count: Array
    """t, the number of steps taken."""


def init(theta: Array) -> State:
    return State(jnp.zeros_like(theta), jnp.zeros_like(theta), jnp.ones((), theta.dtype), jnp.zeros((), theta.dtype))


def momentum_at(step_count: Array, beta_1: Array, momentum_warm_up: Array) -> Array:
    return beta_1 * (1 - momentum_warm_up * WARM_UP_BASE ** (step_count / WARM_UP_STEPS))


def step(
    loss: Loss,
    theta: Array,
    state: State,
    *,
    learning_rate: Array,
    beta_1: Array,
    beta_2: Array,
    epsilon: Array,
    momentum_warm_up: Array,
) -> tuple[Array, State]:
    """As in the paper the momentum μ_t rises with t, in the mean m as in the step.

    PyTorch lets it rise in the step only and keeps m at β₁; optax holds it at β₁ everywhere, which is a warm-up of 0
    here. The paper also prints a factor β₂ before s that none of them has: it divides η by √β₂ and is left out.
    """
    gradient = jax.grad(loss)(theta)
    step_count = state.step_count + 1
    momentum = momentum_at(step_count, beta_1, momentum_warm_up)
    next_momentum = momentum_at(step_count + 1, beta_1, momentum_warm_up)
    product = state.momentum_product * momentum
    first_moment = momentum * state.first_moment + (1 - momentum) * gradient
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    ahead = next_momentum * first_moment / (1 - product * next_momentum)
    direction = ahead + (1 - momentum) * gradient / (1 - product)
    scale = jnp.sqrt(second_moment / (1 - beta_2**step_count)) + epsilon
    return theta - learning_rate * direction / scale, State(first_moment, second_moment, product, step_count)


NADAM = Optimizer(
    key="nadam",
    title="NAdam",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 0.1),
        BETA_1,
        BETA_2,
        hyperparameter(EPSILON, 1e-8),
        MOMENTUM_WARM_UP,
    ),
    symbols={"first_moment": "m", "second_moment": "s", "momentum_product": r"\Pi", "step_count": "t"},
    formula=r"\mu_t = \beta_1 \left(1 - \omega\, 0.96^{t / 250}\right), \qquad \Pi_t = \mu_t\, \Pi_{t-1}, \qquad "
    r"m \leftarrow \mu_t m + (1 - \mu_t)\, g, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"x \leftarrow x - \frac{\eta}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon} "
    r"\left(\frac{\mu_{t+1}\, m}{1 - \Pi_{t+1}} + \frac{(1 - \mu_t)\, g}{1 - \Pi_t}\right)",
    pseudocode="""\
m, s, Π = 0, 0, 1
for t in 1, 2, ...:
    g = grad(f, x)
    μ = β₁ * (1 - ω * 0.96**(t / 250))
    μ_next = β₁ * (1 - ω * 0.96**((t + 1) / 250))
    Π = μ * Π
    m = μ * m + (1 - μ) * g
    s = β₂ * s + (1 - β₂) * g**2
    d = μ_next * m / (1 - μ_next * Π) + (1 - μ) * g / (1 - Π)
    s_hat = s / (1 - β₂**t)
    x = x - η * d / (sqrt(s_hat) + ε)""",
    differs="As in the paper μ rises in the mean m too, where PyTorch keeps β₁. The paper's stray factor β₂ "
    "before s is left out, as everywhere.",
    source="Dozat (2016), Incorporating Nesterov momentum into Adam",
    colour=8,
    after="adam",
    optax=(
        Counterpart(
            call="optax.nadam({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon})",
            holds=lambda numbers: numbers["momentum_warm_up"] == 0,
        ),
    ),
    not_in_optax="optax.nadam holds its momentum at beta_1 from the first step on: it is this rule where "
    "momentum_warm_up is 0",
    rate_unit="length",
)
