"""Line searches: how far to go along a direction. Used by the rules that ask the loss itself for the length of a step.

`strong_wolfe` asks for the strong Wolfe conditions: the loss has fallen in proportion to the length (`SUFFICIENT`, c₁),
and the slope along the direction has fallen to a fraction c₂ of the first one. It brackets such a length and closes in
on it (Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6), with cubic interpolation.
`backtracking` (Armijo, 1966) shortens the step until the first condition holds.

Both take at most `MAX_TRIALS` trials, whatever the numbers are, NaN included, and stop earlier where the fall that the
slope promises is lost in the rounding of the loss. If no trial will do, they return the best that has fallen enough,
or the length 0.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.surfaces.base import Loss, Parameter

SUFFICIENT = 1e-4
MAX_TRIALS = 30
EDGE = 0.1
"""How near to an end of the bracket a trial may lie, as a fraction of the bracket."""

FIRST_LENGTH = Parameter(
    key="learning_rate",
    title="first length tried η",
    symbol=r"\eta",
    default=1.0,
    low=1e-4,
    high=10.0,
    scale="log",
)
CURVATURE = Parameter(
    key="curvature", title="slope left c₂", symbol="c_2", default=0.9, low=1e-3, high=0.95, scale="log"
)


WOLFE_FORMULA = r"\alpha \text{ by the strong Wolfe conditions with } c_2, \text{ from } \eta \text{ on}"
"""What formulas say of the length that `strong_wolfe` finds."""
BETWEEN_TEXT = """\
def between(x, d, a, b):  # the lowest point of the cubic through both ends, off the ends
    p, q = grad(f, x + a * d) @ d, grad(f, x + b * d) @ d
    h = p + q - 3 * (f(x + b * d) - f(x + a * d)) / (b - a)
    r = sign(b - a) * sqrt(h**2 - p * q)
    share = 1 - (q + r - h) / (q - p + 2 * r)
    return a + (b - a) * (clip(share, 0.1, 0.9) if finite(share) else 0.5)"""
STRONG_WOLFE_TEXT = """\
def strong_wolfe(x, d, α, c₂):  # it lies between near and far, once the bracket is closed
    value, slope = f(x), grad(f, x) @ d
    near, far, closed = 0, 0, false
    for trial in 1, ..., 30:
        p = grad(f, x + α * d) @ d
        fallen = f(x + α * d) <= min(value + 1e-4 * α * slope, f(x + near * d))
        passed = fallen and p * (far - near if closed else 1) >= 0
        far = (near if passed else far) if fallen else α
        near = α if fallen else near
        closed = closed or passed or not fallen
        if fallen and abs(p) <= -c₂ * slope: break
        α = between(x, d, near, far) if closed else 2 * α
        if closed and α * abs(slope) <= 2**-52 * abs(value): break  # lost in rounding
    return near"""
BACKTRACKING_TEXT = """\
def backtracking(x, d, α, τ):
    value, slope, fallen = f(x), grad(f, x) @ d, false
    for trial in 1, ..., 30:
        fallen = f(x + α * d) <= value + 1e-4 * α * slope
        if fallen or α * abs(slope) <= 2**-52 * abs(value): break
        α = τ * α
    return α if fallen else 0"""
"""The searches in the language of `optviz.pseudocode`."""


class Trial(NamedTuple):
    """A point on the line: how far out, and the loss, its gradient and its slope along the direction there."""

    length: Array
    value: Array
    gradient: Array
    slope: Array


class Bracket(NamedTuple):
    """The search so far. `best` has fallen enough; once `closed`, an acceptable length lies between it and `far`."""

    best: Trial
    far: Trial
    closed: Array
    done: Array
    length: Array
    trials: Array


def start_of(loss: Loss, theta: Array) -> tuple[Array, Array]:
    """The loss and its gradient at `theta`. They are taken anew in each step: its noise or batch is another one."""
    return jax.value_and_grad(loss)(theta)


def strong_wolfe(
    loss: Loss, theta: Array, value: Array, gradient: Array, direction: Array, first_length: Array, curvature: Array
) -> tuple[Trial, Array]:
    """The first trial along `direction` that meets the strong Wolfe conditions.

    Args:
        loss: the loss of this step.
        theta, value, gradient: the point, and the loss and its gradient there.
        direction: where to go; the loss has to fall that way, or the length found is 0.
        first_length: the length tried first, as a multiple of `direction`; while the loss keeps falling it is doubled.
        curvature: c₂, between `SUFFICIENT` and 1.

    Returns:
        The trial that was accepted, and the number of trials; each took one loss and one gradient.
    """
    slope = jnp.dot(gradient, direction)
    start = Trial(jnp.zeros_like(slope), value, gradient, slope)

    def try_next(bracket: Bracket) -> Bracket:
        best, far, length = bracket.best, bracket.far, bracket.length
        trial_value, trial_gradient = jax.value_and_grad(loss)(theta + length * direction)
        trial = Trial(length, trial_value, trial_gradient, jnp.dot(trial_gradient, direction))
        fallen = (trial.value <= value + SUFFICIENT * length * slope) & (trial.value <= best.value)
        done = fallen & (jnp.abs(trial.slope) <= -curvature * slope)
        outwards = jnp.where(bracket.closed, far.length - best.length, 1.0)
        passed = fallen & (trial.slope * outwards >= 0)  # the lowest point lies between the best one and this
        far = choose(fallen, choose(passed, best, far), trial)
        best = choose(fallen, trial, best)
        closed = bracket.closed | passed | ~fallen
        length = jnp.where(closed, between(best, far), 2 * length)
        lost_in_rounding = closed & (length * jnp.abs(slope) <= jnp.finfo(slope.dtype).eps * jnp.abs(value))
        return Bracket(best, far, closed, done | lost_in_rounding, length, bracket.trials + 1)

    no = jnp.zeros((), bool)
    first = Bracket(start, start, no, no, first_length * jnp.ones_like(slope), jnp.zeros((), jnp.int32))
    found = jax.lax.while_loop(lambda bracket: ~bracket.done & (bracket.trials < MAX_TRIALS), try_next, first)
    return found.best, found.trials


def choose(condition: Array, yes: Trial, no: Trial) -> Trial:
    return jax.tree.map(lambda one, other: jnp.where(condition, one, other), yes, no)


def between(best: Trial, far: Trial) -> Array:
    """The lowest point of the cubic through both ends, kept off the ends; the middle where there is none.

    Source: Nocedal and Wright (2006), equation 3.59.
    """
    span = far.length - best.length
    bend = best.slope + far.slope - 3 * (far.value - best.value) / span
    root = jnp.sign(span) * jnp.sqrt(bend**2 - best.slope * far.slope)
    fraction = 1 - (far.slope + root - bend) / (far.slope - best.slope + 2 * root)
    fraction = jnp.where(jnp.isfinite(fraction), jnp.clip(fraction, EDGE, 1 - EDGE), 0.5)
    return best.length + fraction * span


def backtracking(
    loss: Loss, theta: Array, value: Array, gradient: Array, direction: Array, first_length: Array, factor: Array
) -> tuple[Array, Array]:
    """The first of the lengths `first_length`, times `factor`, times `factor` ... at which the loss has fallen enough.

    Returns:
        The length (0 if there is none), and the number of trials; each took one loss.
    """
    slope = jnp.dot(gradient, direction)

    def fallen(length: Array) -> Array:
        return loss(theta + length * direction) <= value + SUFFICIENT * length * slope

    def goes_on(search: tuple[Array, Array, Array]) -> Array:
        length, done, trials = search
        return ~done & (trials < MAX_TRIALS) & (length * jnp.abs(slope) > jnp.finfo(slope.dtype).eps * jnp.abs(value))

    def shorten(search: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        length, _, trials = search
        return length * factor, fallen(length * factor), trials + 1

    length = first_length * jnp.ones_like(slope)
    length, done, trials = jax.lax.while_loop(goes_on, shorten, (length, fallen(length), jnp.ones((), jnp.int32)))
    return jnp.where(done, length, 0.0), trials
