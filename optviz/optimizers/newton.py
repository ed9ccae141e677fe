"""Newton's method: jumps to where the quadratic model of the loss has no slope, be it a minimum or a saddle."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import Optimizer
from optviz.optimizers.symmetric import eigen
from optviz.surfaces.base import Loss, Parameter, switch

STEP_LENGTH = Parameter(key="learning_rate", title="step length η", symbol=r"\eta", default=1.0, low=0.0, high=2.0)
DAMPING = Parameter(key="damping", title="damping λ", symbol=r"\lambda", default=0.0, low=0.0, high=20.0)
FORM = switch("form", "curvatures", ("plain", "saddle-free"))
ROUNDING = 64.0
"""Of how many last digits a curvature or a slope may consist and be nothing but rounding."""
LEVEL = 1e-8
"""The share of the gradient's size up to which the slope along a curvature that is rounding is rounding too."""


class State(NamedTuple):
    """Newton's method remembers nothing."""


def init(theta: Array) -> State:
    return State()


def step(
    loss: Loss, theta: Array, state: State, *, learning_rate: Array, damping: Array, form: Array
) -> tuple[Array, State]:
    """One step of H⁻¹g, through the curvatures (eigenvalues) of H.

    Saddle-free takes their absolute values, so that a saddle repels; the damping λ (Levenberg) is added to them.
    Where a curvature is 0 and the slope along it is not, the model has no such point: the step is not finite, and the
    run has diverged. Where that slope is 0 too, there is nothing to do along it, as with the pseudo-inverse: a batch of
    one example has such a Hessian, of rank one. Both are 0 if they are no larger than what rounding leaves.
    """
    curvatures, axes = eigen(jax.hessian(loss)(theta))
    gradient = jax.grad(loss)(theta)
    slopes = axes.T @ gradient
    curvatures = jnp.where(form == FORM.choices.index("saddle-free"), jnp.abs(curvatures), curvatures) + damping
    is_still = is_level(slopes, curvatures, gradient, theta) | (learning_rate == 0)
    along_axes = jnp.where(is_still, 0.0, slopes / curvatures)
    return theta - learning_rate * axes @ along_axes, state


def is_level(slopes: Array, curvatures: Array, gradient: Array, theta: Array) -> Array:
    """For each axis, whether there is nothing to do along it: no slope, or slope and curvature are both rounding."""
    steepest, rounding = jnp.max(jnp.abs(curvatures)), ROUNDING * jnp.finfo(theta.dtype).eps
    slope_by_rounding = jnp.maximum(LEVEL * jnp.max(jnp.abs(gradient)), rounding * steepest * jnp.max(jnp.abs(theta)))
    is_rounding = (jnp.abs(curvatures) <= rounding * steepest) & (jnp.abs(slopes) <= slope_by_rounding)
    return (slopes == 0) | is_rounding


NEWTON = Optimizer(
    key="newton",
    title="Newton",
    family="second order",
    init=init,
    step=step,
    hyperparameters=(STEP_LENGTH, DAMPING, FORM),
    formula={
        "plain": r"x \leftarrow x - \eta\, (H + \lambda I)^{-1} g, \qquad H = \nabla^2 f(x)",
        "saddle-free": r"x \leftarrow x - \eta\, (H + \lambda I)^{-1} g, \qquad H = |\nabla^2 f(x)|",
    },
    pseudocode={
        "plain": """\
for t in 1, 2, ...:
    g = grad(f, x)
    H = hessian(f, x)
    x = x - solve(H + λ * I, η * g)""",
        "saddle-free": """\
for t in 1, 2, ...:
    g = grad(f, x)
    H = matrix_abs(hessian(f, x))
    x = x - solve(H + λ * I, η * g)""",
    },
    source="Newton (1669), Raphson (1690); damping: Levenberg (1944); saddle-free: Dauphin et al. (2014), "
    "Identifying and attacking the saddle point problem",
    colour=6,
    after="sgd",
    lecture=9,
    not_in_optax="optax has no Newton's method",
    rotation_equivariant=True,
    evaluations=(0, 1, 1),
    first_order=False,
)
