"""Saddles: points where the gradient vanishes and the loss still falls in some direction."""

import math

from jax import Array

from .base import Demonstration, Family, Minimum, Parameter, Surface
from .either import Number, functions_for, those

FAMILY = Family(key="saddles", place=5)


def saddle(point: Array) -> Array:
    x, y = point
    return (x**2 - 1) ** 2 / 4 + y**2 / 2


SADDLE = Surface(
    key="saddle",
    title="Saddle between two minima",
    family="saddles",
    function=saddle,
    domain=((-2.0, 2.0), (-1.6, 1.6)),
    start=(0.0, 1.2),
    minima=lambda **parameters: [Minimum((-1.0, 0.0), 0.0), Minimum((1.0, 0.0), 0.0)],
    formula=r"f(x, y) = \tfrac14\left(x^2 - 1\right)^2 + \tfrac12 y^2",
    source="The double well; a start on the saddle's ridge is the figure of CS231n (2017), lecture 7",
    summary="A start on the ridge x = 0 runs into the saddle at the origin; the smallest push off it decides the side.",
    levels="linear",
)


PLAIN_REACH = 2.5
PLAIN_FARTHEST = 100 * PLAIN_REACH
"""Farther out no run gets: it has diverged before."""


def plain_saddle(point: Array, *, floor: Array) -> Array:
    x, y = point
    return x**2 / 2 - y**2 / 2 + floor * y**4 / 4


def plain_saddle_minima(*, floor: Number) -> list[Minimum]:
    """Two minima, the farther out the lower the floor is; without a floor there are none."""
    xp = functions_for(floor)
    lowest = 1 / PLAIN_FARTHEST**2
    are_there, floor = floor >= lowest, xp.maximum(floor, lowest)
    return those(*((are_there, (0.0, side / xp.sqrt(floor)), -1 / (4 * floor)) for side in (-1, 1)))


PLAIN_SADDLE = Surface(
    key="plain_saddle",
    title="Plain saddle",
    family="saddles",
    function=plain_saddle,
    domain=((-2.5, 2.5), (-PLAIN_REACH, PLAIN_REACH)),
    start=(-2.0, 0.01),
    minima=plain_saddle_minima,
    formula=r"f(x, y) = \tfrac12 x^2 - \tfrac12 y^2 + \tfrac c4 y^4",
    source="The textbook saddle; Dauphin et al. (2014), Identifying and attacking the saddle point problem",
    summary="A start a hair off the ridge: near the saddle the gradient is small, not zero, and descent leaves late.",
    parameters=(Parameter(key="floor", title="floor", symbol="c", default=0.25, low=0.0, high=1.0),),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.05, "momentum": 0.01}),
)


def monkey_saddle(point: Array, *, floor: Array) -> Array:
    x, y = point
    return x**3 - 3 * x * y**2 + floor * (x**2 + y**2) ** 2 / 4


def monkey_saddle_minima(*, floor: Number) -> list[Minimum]:
    """On each of the three valleys, at the angles 60°, 180° and 300°."""
    radius = 3 / floor
    angles = (math.pi / 3, math.pi, -math.pi / 3)
    return those(*((True, (radius * math.cos(a), radius * math.sin(a)), -27 / (4 * floor**3)) for a in angles))


MONKEY_SADDLE = Surface(
    key="monkey_saddle",
    title="Monkey saddle",
    family="saddles",
    function=monkey_saddle,
    domain=((-1.6, 1.6), (-1.6, 1.6)),
    start=(1.3, 0.04),
    minima=monkey_saddle_minima,
    formula=r"f(x, y) = x^3 - 3xy^2 + \tfrac c4\left(x^2 + y^2\right)^2",
    source="Hilbert and Cohn-Vossen (1932), Anschauliche Geometrie; with a quartic floor added",
    summary="Two valleys for the legs and one for the tail: at the centre the Hessian vanishes too.",
    parameters=(Parameter(key="floor", title="floor", symbol="c", default=3.0, low=2.2, high=6.0),),
    levels="linear",
)


def linear_network(point: Array, *, weight_decay: Array) -> Array:
    first, second = point
    return (first * second - 1) ** 2 / 2 + weight_decay / 2 * (first**2 + second**2)


def linear_network_minima(*, weight_decay: Number) -> list[Minimum]:
    weight = functions_for(weight_decay).sqrt(1 - weight_decay)
    value = weight_decay - weight_decay**2 / 2
    return those((True, (weight, weight), value), (True, (-weight, -weight), value))


LINEAR_NETWORK = Surface(
    key="linear_network",
    title="Linear network of two layers",
    family="saddles",
    function=linear_network,
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    start=(-0.6, 0.8),
    minima=linear_network_minima,
    weights=("first layer", "second layer"),
    formula=r"f(w_1, w_2) = \tfrac12\left(w_1 w_2 - 1\right)^2 + \tfrac\lambda2\left(w_1^2 + w_2^2\right)",
    source="Baldi and Hornik (1989), Neural networks and principal component analysis",
    summary="The smallest deep network: a saddle where both weights vanish, and two bent valleys of good weights.",
    parameters=(
        Parameter(
            key="weight_decay",
            title="weight decay",
            symbol=r"\lambda",
            default=0.02,
            low=0.001,
            high=0.5,
            scale="log",
        ),
    ),
)
