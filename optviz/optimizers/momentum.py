"""Momentum: the heavy ball, and the two writings of Nesterov's look ahead.

With x the points of `nesterov` and v its velocity, those of `nesterov_shifted` are x + rho v: the same path, drawn
where the gradient is taken.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import LEARNING_RATE, RHO, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.optimizers.on_quadratics import Numbers, OnQuadratics
from optviz.surfaces.base import Loss, switch

CONVENTION = switch("convention", "convention", ("sum", "average"), advanced=True)


class State(NamedTuple):
    velocity: Array
    """v, the decaying sum of the gradients, or their decaying average; Nesterov's has the learning rate in it."""


def init(theta: Array) -> State:
    return State(velocity=jnp.zeros_like(theta))


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array, convention: Array
) -> tuple[Array, State]:
    """The heavy ball, in either convention.

    As a sum, v <- rho v + g (the lecture, PyTorch); as an average, v <- rho v + (1 - rho) g (Adam's first moment).
    The average with the learning rate lr / (1 - rho) takes the very path that the sum takes with lr.
    """
    weight = jnp.where(convention == CONVENTION.choices.index("average"), 1 - rho, 1.0)
    velocity = rho * state.velocity + weight * jax.grad(loss)(theta)
    return theta - learning_rate * velocity, State(velocity)


def recursion(share: float, numbers: Numbers) -> tuple[float, float]:
    """x_{t+1} - x_t = ρ (x_t - x_{t-1}) - η g; the average has (1 - ρ) η in the place of η."""
    rho = numbers["rho"]
    return 1 + rho - share * (1 - rho * is_average(numbers)), rho


def is_average(numbers: Numbers) -> bool:
    return numbers["convention"] == CONVENTION.choices.index("average")


MOMENTUM = Optimizer(
    key="momentum",
    title="Momentum",
    family="momentum",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.04), RHO, CONVENTION),
    symbols={"velocity": "v"},
    formula={
        "sum": r"v \leftarrow \rho v + g, \qquad x \leftarrow x - \eta\, v",
        "average": r"v \leftarrow \rho v + (1 - \rho)\, g, \qquad x \leftarrow x - \eta\, v",
    },
    pseudocode={
        "sum": """\
v = 0
for t in 1, 2, ...:
    g = grad(f, x)
    v = ρ * v + g
    x = x - η * v""",
        "average": """\
v = 0
for t in 1, 2, ...:
    g = grad(f, x)
    v = ρ * v + (1 - ρ) * g
    x = x - η * v""",
    },
    differs="PyTorch's form is the sum. Polyak's own has η inside v, which is another path under a schedule.",
    source="Polyak (1964), Some methods of speeding up the convergence of iteration methods",
    colour=1,
    after="sgd",
    lecture=2,
    compared=True,
    optax=(
        Counterpart(
            call="optax.sgd({learning_rate}, momentum={rho})",
            holds=lambda numbers: not is_average(numbers),
        ),
        Counterpart(
            call="optax.chain(optax.ema({rho}, debias=False), optax.scale_by_learning_rate({learning_rate}))",
        ),
    ),
    rate_unit="inverse curvature",
    on_quadratics=OnQuadratics(
        recursion=recursion,
        limit=lambda numbers: "2(1 + ρ)/((1 − ρ) L)" if is_average(numbers) else "2(1 + ρ)/L",
    ),
    rotation_equivariant=True,
)


def nesterov_recursion(share: float, numbers: Numbers) -> tuple[float, float]:
    """The same with the gradient at x_t + ρ (x_t - x_{t-1}); the shifted points are sums of these, and go alike."""
    rho = numbers["rho"]
    return (1 + rho) * (1 - share), rho * (1 - share)


NESTEROV_ON_QUADRATICS = OnQuadratics(recursion=nesterov_recursion, limit="2(1 + ρ)/((1 + 2ρ) L)")


def nesterov_step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array) -> tuple[Array, State]:
    look_ahead = theta + rho * state.velocity
    velocity = rho * state.velocity - learning_rate * jax.grad(loss)(look_ahead)
    return theta + velocity, State(velocity)


NESTEROV = Optimizer(
    key="nesterov",
    title="Nesterov",
    family="momentum",
    init=init,
    step=nesterov_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), RHO),
    velocity="displacement",
    symbols={"velocity": "v"},
    formula=r"g = \nabla f(x + \rho v), \qquad v \leftarrow \rho v - \eta\, g, \qquad x \leftarrow x + v",
    pseudocode="""\
v = 0
for t in 1, 2, ...:
    g = grad(f, x + ρ * v)
    v = ρ * v - η * g
    x = x + v""",
    differs="PyTorch's points are those of the shifted form, x + ρ v, and its η stands outside v.",
    source="Nesterov (1983); in this form Sutskever et al. (2013), On the importance of initialization and momentum",
    colour=2,
    after="momentum",
    lecture=3,
    compared=True,
    optax=(
        Counterpart(
            call="optax.chain(optax.scale_by_learning_rate({learning_rate}), optax.trace({rho}, nesterov=True))",
            point="theta - {rho} * {state}[1].trace",
            note="optax moves the point where the gradient is taken, x + rho v; with a constant rate this is "
            "optax.sgd(nesterov=True).",
        ),
    ),
    rate_unit="inverse curvature",
    on_quadratics=NESTEROV_ON_QUADRATICS,
    rotation_equivariant=True,
)


def nesterov_shifted_step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, rho: Array
) -> tuple[Array, State]:
    velocity = rho * state.velocity - learning_rate * jax.grad(loss)(theta)
    return theta - rho * state.velocity + (1 + rho) * velocity, State(velocity)


NESTEROV_SHIFTED = Optimizer(
    key="nesterov_shifted",
    title="Nesterov, shifted",
    family="momentum",
    init=init,
    step=nesterov_shifted_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.02), RHO),
    velocity="displacement",
    symbols={"velocity": "v"},
    formula=r"v \leftarrow \rho v_\mathrm{old} - \eta\, g, \qquad "
    r"x \leftarrow x - \rho v_\mathrm{old} + (1 + \rho)\, v",
    pseudocode="""\
v = 0
for t in 1, 2, ...:
    g = grad(f, x)
    v_old = v
    v = ρ * v - η * g
    x = x - ρ * v_old + (1 + ρ) * v""",
    differs="PyTorch's η stands outside v, which is another path under a schedule.",
    source="Bengio, Boulanger-Lewandowski and Pascanu (2013), Advances in optimizing recurrent networks",
    colour=8,
    after="nesterov",
    lecture=4,
    optax=(
        Counterpart(
            call="optax.chain(optax.scale_by_learning_rate({learning_rate}), optax.trace({rho}, nesterov=True))",
            note="With a constant rate this is optax.sgd(nesterov=True).",
        ),
    ),
    rate_unit="inverse curvature",
    on_quadratics=NESTEROV_ON_QUADRATICS,
    rotation_equivariant=True,
)
