"""A recurrent unit of two weights, and the curve of weights with which it is right."""

import math
from collections.abc import Sequence
from functools import lru_cache

import jax
import numpy as np
from jax import Array
from jax import numpy as jnp

from .base import Parameter, Surface
from .curve_of_minima import COEFFICIENTS, NODES, CurveOfMinima

RECURRENT_STEPS = 50
FIRST_STATE = 0.5
AT_REST = 1 / (1 + math.exp(-FIRST_STATE))


def recurrent_unit(point: Array, *, target: Array) -> Array:
    weight, bias = point

    def one_step(state: Array, _: None) -> tuple[Array, None]:
        return weight * jax.nn.sigmoid(state) + bias, None

    last, _ = jax.lax.scan(one_step, jnp.full((), FIRST_STATE, point.dtype), None, length=RECURRENT_STEPS)
    return (jax.nn.sigmoid(last) - target) ** 2


# The loss is zero where the last state is logit(target). One line of weights keeps the state where it is from the first
# step on, b = 1/2 - w σ(1/2): on it the last state is 1/2, so that the curve does not cross it, unless the target is
# σ(1/2). On either side lies one part of the curve: each way across that side, in a direction that is the part's own,
# meets it once. One part passes through the domain; the other is the boundary of where large negative weights swing.
WAYS_ACROSS = {
    "below, then above": ((0.53, -0.85), (-0.78, 0.62)),
    "above, then below": ((0.3, 1.0), (-0.96, 0.29)),
}
FARTHEST = 4000.0
"""Across, from the line; a run that is a hundred half-widths away has diverged."""
HALVINGS = 64
BREAKS = np.concatenate([-np.geomspace(1, 800, 12)[::-1], [0.0], np.geomspace(1, 800, 12)]) - 4
"""Weights on the line between which the pieces of the curve begin, dense where it bends."""
PARTS = 8
"""Into how many pieces one is cut that is no polynomial yet."""
EXACT, SMALLEST = 1e-12, 1e-8
"""The share to which a piece has to be a polynomial, and half the width of a piece that is cut no more."""


def last_state(weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The state after all steps, in NumPy; a sigmoid that overflows is 0."""
    state = np.full(weight.shape, FIRST_STATE)
    with np.errstate(over="ignore"):
        for _ in range(RECURRENT_STEPS):
            state = weight / (1 + np.exp(-state)) + bias
    return state


def across(weight: np.ndarray, reach: np.ndarray, way: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """The weights that lie so far from the line."""
    return weight + reach * way[0], FIRST_STATE - AT_REST * weight + reach * way[1]


def reach_of_curve(weight: np.ndarray, way: tuple[float, float], aim: float) -> np.ndarray:
    """How far the curve is from the line, to the last bits: there the last state passes the aim."""
    near, far = np.zeros(weight.shape), np.full(weight.shape, FARTHEST)
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        is_near = (last_state(*across(weight, middle, way)) > aim) == (aim < FIRST_STATE)
        near, far = np.where(is_near, middle, near), np.where(is_near, far, middle)
    return (near + far) / 2


def traced(way: tuple[float, float], aim: float) -> np.ndarray:
    """One part of the curve, cut into pieces until each is a polynomial, or a corner too sharp for any."""
    ends, done = np.stack([BREAKS[:-1], BREAKS[1:]], axis=1), []
    while len(ends):
        half = np.diff(ends) / 2
        weight = ends[:, :1] + half * (1 + NODES)
        reach = reach_of_curve(weight, way, aim)
        rest = np.abs((reach @ COEFFICIENTS.T)[:, -2:]).max(axis=1)
        is_rough = (rest > EXACT * np.maximum(1, reach.max(axis=1))) & (half[:, 0] > SMALLEST)
        pieces = np.stack(across(weight, reach, way), axis=-1)
        done += zip(ends[~is_rough, 0].tolist(), pieces[~is_rough], strict=True)
        cuts = ends[is_rough, :1] + np.diff(ends[is_rough]) * np.linspace(0, 1, PARTS + 1)
        ends = np.stack([cuts[:, :-1], cuts[:, 1:]], axis=-1).reshape(-1, 2)
    return np.array([piece for _, piece in sorted(done, key=lambda one: one[0])])


@lru_cache(maxsize=16)
def recurrent_unit_minima(*, target: float) -> Sequence[CurveOfMinima]:
    aim = math.log(target / (1 - target))
    ways = WAYS_ACROSS["below, then above" if aim < FIRST_STATE else "above, then below"]
    return [CurveOfMinima(tuple(traced(way, aim) for way in ways), 0.0)]


RECURRENT_UNIT = Surface(
    key="recurrent_unit",
    title="Recurrent unit, 50 steps",
    family="plateaus",
    function=recurrent_unit,
    domain=((-2.0, 7.0), (-4.0, 2.0)),
    start=(6.0, -2.2),
    minima=recurrent_unit_minima,
    minima_by_numpy=True,
    weights=("weight", "bias"),
    formula=r"f(w, b) = \left(\sigma(x_{50}) - t\right)^2, \quad x_{k} = w\,\sigma(x_{k-1}) + b, \quad x_0 = \tfrac12",
    source="Pascanu, Mikolov and Bengio (2013), On the difficulty of training recurrent neural networks, figure 6",
    summary="A wall where the slope explodes beside plains where it vanishes; a whole curve of weights has no loss.",
    parameters=(Parameter(key="target", title="target", symbol="t", default=0.7, low=0.1, high=0.9),),
    levels="linear",
)
