"""Schedule-free methods: an average of the iterates takes the place of a decay of the learning rate.

Three points: the base z takes the steps, y between z and x is where the gradient is taken, and x, the weighted mean of
all z, is the answer. The point that is plotted is x: it is what the paper evaluates and what one would keep, and the
loss of the curves is the loss there. The state shows z and y. (PyTorch's and optax's parameters in training are y.)
The common option of decoupled weight decay acts on x, as for every rule; the rule's own decay acts on z.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.adamw import DECOUPLED_DECAY
from optviz.optimizers.base import BETA, BETA_2, EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.counterpart import Counterpart
from optviz.surfaces.base import Loss

INTERPOLATION = hyperparameter(BETA, 0.9, title="interpolation β", high=1.0, scale="linear")


class State(NamedTuple):
    base_point: Array
    """z, the point that takes the steps."""
    gradient_point: Array
    """y, where the last gradient was taken."""
    weight_sum: Array
    """W, the sum of the squared learning rates: the weights of the mean."""


def init(theta: Array) -> State:
    return State(theta, theta, jnp.zeros((), theta.dtype))


def averaged(theta: Array, base_point: Array, weight_sum: Array, learning_rate: Array) -> tuple[Array, Array]:
    """The mean x with the new base point in it, and the new sum of the weights.

    As long as every learning rate was 0 (a schedule may begin so) there is no mean, and x stays where it is, as in the
    authors' code.
    """
    weight_sum = weight_sum + learning_rate**2
    share = learning_rate**2 / jnp.where(weight_sum == 0, 1.0, weight_sum)
    return (1 - share) * theta + share * base_point, weight_sum


def sgd_step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, beta: Array) -> tuple[Array, State]:
    """The weights of the mean are η², as in the paper's Algorithm 1, its authors' code and optax.

    The start is not in the mean, so x is z after the first step. (The paper's text counts it in.)
    """
    gradient_point = (1 - beta) * state.base_point + beta * theta
    base_point = state.base_point - learning_rate * jax.grad(loss)(gradient_point)
    moved, weight_sum = averaged(theta, base_point, state.weight_sum, learning_rate)
    return moved, State(base_point, gradient_point, weight_sum)


SCHEDULE_FREE_SGD = Optimizer(
    key="schedule_free_sgd",
    title="Schedule-free SGD",
    family="averaging",
    init=init,
    step=sgd_step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.2), INTERPOLATION),
    symbols={"base_point": "z", "gradient_point": "y", "weight_sum": "W"},
    formula=r"y = (1 - \beta)\, z + \beta x, \qquad g = \nabla f(y), \qquad z \leftarrow z - \eta\, g, \qquad "
    r"W \leftarrow W + \eta^2, \qquad c = \frac{\eta^2}{W}, \qquad x \leftarrow (1 - c)\, x + c\, z",
    pseudocode="""\
z, W = x, 0
for t in 1, 2, ...:
    y = (1 - β) * z + β * x
    g = grad(f, y)
    z = z - η * g
    W = W + η**2
    c = η**2 / W if W > 0 else 0
    x = (1 - c) * x + c * z""",
    differs="The paper's text counts the start in the mean x; its Algorithm 1 and its authors' code do not, nor "
    "does this.",
    source="Defazio et al. (2024), The road less scheduled",
    colour=0,
    after="sgd",
    optax=(
        Counterpart(
            call="optax.contrib.schedule_free_sgd({learning_rate}, b1={beta})",
            holds=lambda numbers: numbers["beta"] > 0,
            with_schedule=False,
            point="optax.contrib.schedule_free_eval_params({state}, theta)",
            note="optax moves y, where the gradient is taken.",
        ),
    ),
    not_in_optax="optax finds x by a division by beta, and weighs the mean by the largest rate so far: they agree "
    "where beta is not 0 and the rate is constant",
    rate_unit="inverse curvature",
    rotation_equivariant=True,
)


class AdamWState(NamedTuple):
    base_point: Array
    """z, the point that takes the steps."""
    gradient_point: Array
    """y, where the last gradient was taken."""
    weight_sum: Array
    """W, the sum of the squared learning rates: the weights of the mean."""
    second_moment: Array
    """s, the decaying mean of the squared gradients of each coordinate."""
    step_count: Array
    """t, the number of steps taken."""


def adamw_init(theta: Array) -> AdamWState:
    return AdamWState(*init(theta), jnp.zeros_like(theta), jnp.zeros((), theta.dtype))


def adamw_step(
    loss: Loss,
    theta: Array,
    state: AdamWState,
    *,
    learning_rate: Array,
    beta: Array,
    beta_2: Array,
    epsilon: Array,
    decoupled_decay: Array,
) -> tuple[Array, AdamWState]:
    """The decay acts on z by what y is, as in the paper, its authors' code and optax.

    The correction for the start at zero stands under the root, as in the authors' code today and in optax; the first
    version of the paper had it in the learning rate, and so in the weights of the mean as well.
    """
    gradient_point = (1 - beta) * state.base_point + beta * theta
    gradient = jax.grad(loss)(gradient_point)
    step_count = state.step_count + 1
    second_moment = beta_2 * state.second_moment + (1 - beta_2) * gradient**2
    scale = jnp.sqrt(second_moment / (1 - beta_2**step_count)) + epsilon
    base_point = state.base_point - learning_rate * (gradient / scale + decoupled_decay * gradient_point)
    moved, weight_sum = averaged(theta, base_point, state.weight_sum, learning_rate)
    return moved, AdamWState(base_point, gradient_point, weight_sum, second_moment, step_count)


SCHEDULE_FREE_ADAMW = Optimizer(
    key="schedule_free_adamw",
    title="Schedule-free AdamW",
    family="averaging",
    init=adamw_init,
    step=adamw_step,
    hyperparameters=(
        hyperparameter(LEARNING_RATE, 0.1),
        INTERPOLATION,
        BETA_2,
        hyperparameter(EPSILON, 1e-8),
        hyperparameter(DECOUPLED_DECAY, 0.0),
    ),
    symbols={
        "base_point": "z",
        "gradient_point": "y",
        "weight_sum": "W",
        "second_moment": "s",
        "step_count": "t",
    },
    formula=r"y = (1 - \beta)\, z + \beta x, \qquad g = \nabla f(y), \qquad "
    r"s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2, \qquad "
    r"z \leftarrow z - \eta \left(\frac{g}{\sqrt{s / (1 - \beta_2^t)} + \varepsilon} + \lambda y\right), \qquad "
    r"W \leftarrow W + \eta^2, \qquad c = \frac{\eta^2}{W}, \qquad x \leftarrow (1 - c)\, x + c\, z",
    pseudocode="""\
z, W, s = x, 0, 0
for t in 1, 2, ...:
    y = (1 - β) * z + β * x
    g = grad(f, y)
    s = β₂ * s + (1 - β₂) * g**2
    s_hat = s / (1 - β₂**t)
    z = z - η * (g / (sqrt(s_hat) + ε) + λ * y)
    W = W + η**2
    c = η**2 / W if W > 0 else 0
    x = (1 - c) * x + c * z""",
    differs="The correction for the start of s stands under the root, as in the authors' code today; the paper's "
    "first version had it in η, and so in the mean.",
    source="Defazio et al. (2024), The road less scheduled, Algorithm 1",
    colour=10,
    after="adamw",
    optax=(
        Counterpart(
            call="optax.contrib.schedule_free_adamw({learning_rate}, b1={beta}, b2={beta_2}, eps={epsilon}, "
            "weight_decay={decoupled_decay})",
            holds=lambda numbers: numbers["beta"] > 0,
            with_schedule=False,
            point="optax.contrib.schedule_free_eval_params({state}, theta)",
            note="optax moves y, where the gradient is taken.",
        ),
    ),
    not_in_optax="optax finds x by a division by beta, and weighs the mean by the largest rate so far: they agree "
    "where beta is not 0 and the rate is constant",
    rate_unit="length",
)
