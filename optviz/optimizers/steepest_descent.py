"""Steepest descent: gradient descent that asks the loss how far to go, in place of a learning rate."""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.optimizers.line_search import (
    BACKTRACKING_TEXT,
    BETWEEN_TEXT,
    CURVATURE,
    FIRST_LENGTH,
    STRONG_WOLFE_TEXT,
    WOLFE_FORMULA,
    backtracking,
    start_of,
    strong_wolfe,
)
from optviz.surfaces.base import Loss, Parameter

FACTOR = Parameter(key="factor", title="shortened by τ", symbol=r"\tau", default=0.5, low=0.1, high=0.9)


class State(NamedTuple):
    """Steepest descent remembers nothing but its cost."""

    evaluations: Array


def init(theta: Array) -> State:
    return State(evaluations=jnp.zeros(3, jnp.int32))


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, curvature: Array) -> tuple[Array, State]:
    value, gradient = start_of(loss, theta)
    found, trials = strong_wolfe(loss, theta, value, gradient, -gradient, learning_rate, curvature)
    taken = (trials + 1) * jnp.array([1, 1, 0], jnp.int32)
    return theta - found.length * gradient, State(state.evaluations + taken)


GRADIENT_DESCENT_LINE_SEARCH = Optimizer(
    key="gradient_descent_line_search",
    title="Gradient descent, line search",
    family="line search",
    init=init,
    step=step,
    hyperparameters=(FIRST_LENGTH, hyperparameter(CURVATURE, 0.1)),
    formula=r"x \leftarrow x - \alpha g, \qquad " + WOLFE_FORMULA,
    pseudocode="""\
for t in 1, 2, ...:
    g = grad(f, x)
    α = strong_wolfe(x, -g, η, c₂)
    x = x - α * g""",
    helpers=(BETWEEN_TEXT, STRONG_WOLFE_TEXT),
    source="Cauchy (1847); the search: Wolfe (1969), in the form of Nocedal and Wright (2006), Numerical Optimization",
    colour=11,
    after="sgd",
    not_in_optax="optax has another line search for the strong Wolfe conditions, which finds other lengths",
    rotation_equivariant=True,
    first_order=False,
)


def backtracking_step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, factor: Array
) -> tuple[Array, State]:
    value, gradient = start_of(loss, theta)
    length, trials = backtracking(loss, theta, value, gradient, -gradient, learning_rate, factor)
    taken = jnp.stack([trials + 1, jnp.ones_like(trials), jnp.zeros_like(trials)])
    return theta - length * gradient, State(state.evaluations + taken)


GRADIENT_DESCENT_BACKTRACKING = Optimizer(
    key="gradient_descent_backtracking",
    title="Gradient descent, backtracking",
    family="line search",
    init=init,
    step=backtracking_step,
    hyperparameters=(FIRST_LENGTH, FACTOR),
    formula=r"x \leftarrow x - \alpha g, \qquad \alpha = \eta\, \tau^j \text{ with the first } j \text{ for which } "
    r"f(x - \alpha g) \le f(x) - c_1 \alpha\, g^\top g",
    pseudocode="""\
for t in 1, 2, ...:
    g = grad(f, x)
    α = backtracking(x, -g, η, τ)
    x = x - α * g""",
    helpers=(BACKTRACKING_TEXT,),
    source="Armijo (1966), Minimization of functions having Lipschitz continuous first partial derivatives",
    colour=10,
    after="sgd",
    optax=(
        Counterpart(
            call="optax.chain(optax.sgd(1.0), optax.inject_hyperparams(optax.scale_by_backtracking_linesearch, "
            'static_args=("max_backtracking_steps", "store_grad", "verbose"))(max_backtracking_steps=29, '
            "slope_rtol=1e-4, decrease_factor={factor}, increase_factor=jnp.inf, "
            "max_learning_rate={learning_rate}))",
            note="Where no length lowers the loss enough, optax takes the last that it tried, and this rule stays.",
            asks='{{"value": loss(theta), "grad": jax.grad(loss)(theta), "value_fn": loss}}',
        ),
    ),
    rotation_equivariant=True,
    first_order=False,
)
