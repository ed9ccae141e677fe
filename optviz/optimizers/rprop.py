"""Rprop: trusts the sign of each slope and nothing else."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import LEARNING_RATE, Optimizer, hyperparameter
from optviz.surfaces.base import Loss, Parameter

GROWTH = Parameter(key="growth", title="growth η⁺", symbol=r"\eta^+", default=1.2, low=1.0, high=2.0)
SHRINKAGE = Parameter(key="shrinkage", title="shrinkage η⁻", symbol=r"\eta^-", default=0.5, low=0.1, high=1.0)
SMALLEST, LARGEST = 1e-6, 50.0
"""The bounds of a coordinate's step, in units of the first one."""


class State(NamedTuple):
    step_factors: Array
    """Δ, each coordinate's step in units of the learning rate, which is the first step."""
    previous_gradient: Array
    """g_old, the gradient of the step before; 0 where the sign has just changed."""


def init(theta: Array) -> State:
    return State(jnp.ones_like(theta), jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, growth: Array, shrinkage: Array
) -> tuple[Array, State]:
    """iRprop−: on a change of sign a coordinate shrinks its step and sits out one turn, without going back.

    It is PyTorch's form. Riedmiller and Braun's own goes back by the step that crossed the valley; optax (0.2.8) moves
    by the update of the step before, so that its first step goes nowhere.
    The steps are kept in units of the learning rate, so that a schedule scales them all.
    """
    gradient = jax.grad(loss)(theta)
    agreement = jnp.sign(gradient) * jnp.sign(state.previous_gradient)  # their product may be too small for a number
    change = jnp.where(agreement > 0, growth, jnp.where(agreement < 0, shrinkage, 1.0))
    step_factors = jnp.clip(state.step_factors * change, SMALLEST, LARGEST)
    gradient = jnp.where(agreement < 0, 0.0, gradient)
    return theta - learning_rate * step_factors * jnp.sign(gradient), State(step_factors, gradient)


RPROP = Optimizer(
    key="rprop",
    title="Rprop",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.1, title="first step η"), GROWTH, SHRINKAGE),
    symbols={"step_factors": r"\Delta", "previous_gradient": r"g_\mathrm{old}"},
    formula=r"\Delta \leftarrow \Delta \cdot \begin{cases} \eta^+ & g\, g_\mathrm{old} > 0 \\ "
    r"\eta^- & g\, g_\mathrm{old} < 0 \text{, then } g \leftarrow 0 \end{cases} \qquad "
    r"x \leftarrow x - \eta\, \Delta\, \operatorname{sign}(g), \qquad 10^{-6} \le \Delta \le 50",
    pseudocode="""\
Δ, g_old = 1, 0
for t in 1, 2, ...:
    g = grad(f, x)
    c = η⁺ if g * g_old > 0 else η⁻ if g * g_old < 0 else 1
    Δ = clip(c * Δ, 1e-6, 50)
    g = 0 if g * g_old < 0 else g
    x = x - η * Δ * sign(g)
    g_old = g""",
    differs="PyTorch's form, iRprop−: on a change of sign a weight sits out one turn, where the paper goes back "
    "by its last step. The bounds of Δ are in units of η.",
    source="Riedmiller and Braun (1993), The RPROP algorithm; this form, iRprop−, Igel and Hüsken (2000)",
    colour=10,
    after="sgd",
    not_in_optax="optax.rprop moves by the update of the step before, so that its first step goes nowhere",
    rate_unit="length",
)
