"""Plateaus and cliffs: slopes that vanish, and slopes that explode."""

from typing import Any

import jax
from jax import Array
from jax import numpy as jnp

from .base import Demonstration, Family, Minimum, Parameter, Surface
from .either import Number, functions_for, remembered, those
from .roots import bottoms

FAMILY = Family(key="plateaus", place=6)


def plateau(point: Array, *, width: Array) -> Array:
    x, y = point
    return 1 - jnp.exp(-(x**2 + y**2) / (2 * width**2))


PLATEAU = Surface(
    key="plateau",
    title="Well in a plateau",
    family="plateaus",
    function=plateau,
    domain=((-3.0, 3.0), (-2.4, 2.4)),
    start=(-2.8, 2.2),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = 1 - e^{-\left(x^2 + y^2\right) / 2w^2}",
    source="A Gaussian well; vanishing gradients after Bengio, Simard and Frasconi (1994)",
    summary="Far from the well the slope vanishes: steps in proportion to it hardly move, steps of set length arrive.",
    parameters=(Parameter(key="width", title="width of the well", symbol="w", default=0.8, low=0.3, high=2.0),),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 1.0, "momentum": 0.1}),
)


CLIFF_HEIGHT = Parameter(key="height", title="height of the cliff", symbol="h", default=1.5, low=0.0, high=3.0)
CLIFF_STEEPNESS = Parameter(
    key="steepness", title="steepness of the cliff", symbol="s", default=50.0, low=2.0, high=100.0, scale="log"
)


def cliff(point: Array, *, height: Array, steepness: Array) -> Array:
    x, y = point
    return ((x + 0.5) ** 2 + y**2) / 10 + height * jax.nn.sigmoid(steepness * (x - 1))


def cliff_along(x: Any, *, height: Number, steepness: Number) -> tuple[Any, Any]:
    """The cliff on y = 0: value and slope. The hyperbolic tangent is the sigmoid that cannot overflow."""
    rise = (1 + functions_for(x, steepness).tanh(steepness * (x - 1) / 2)) / 2
    return (x + 0.5) ** 2 / 10 + height * rise, (x + 0.5) / 5 + height * steepness * rise * (1 - rise)


@remembered
def cliff_minima(**parameters: Number) -> list[Minimum]:
    """The one minimum, on y = 0: at the bottom of the bowl, shifted by the foot of the cliff."""
    (is_there, x), _ = bottoms(lambda x: cliff_along(x, **parameters)[1], -2.0, 0.5)
    return those((is_there, (x, 0.0), cliff_along(x, **parameters)[0]))


CLIFF = Surface(
    key="cliff",
    title="Cliff",
    family="plateaus",
    function=cliff,
    domain=((-3.0, 3.0), (-2.4, 2.4)),
    start=(2.5, 1.0),
    minima=cliff_minima,
    formula=r"f(x, y) = \tfrac1{10}\left((x + \tfrac12)^2 + y^2\right) + h\,\sigma\left(s (x - 1)\right)",
    source="A bowl with a sigmoid step, after Goodfellow, Bengio and Courville (2016), Deep Learning, section 8.2.4",
    summary="One gradient taken on the cliff throws plain descent across the whole bowl, unless it is clipped.",
    parameters=(CLIFF_HEIGHT, CLIFF_STEEPNESS),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.27}),
)


def saturated_neuron(point: Array, *, target: Array) -> Array:
    weight, bias = point
    high, low = jax.nn.sigmoid(weight + bias), jax.nn.sigmoid(bias - weight)
    return ((high - target) ** 2 + (low - (1 - target)) ** 2) / 2


def saturated_neuron_minima(*, target: Number) -> list[Minimum]:
    weight = functions_for(target).log(target / (1 - target))
    return those((True, (weight, 0.0), 0.0))


SATURATED_NEURON = Surface(
    key="saturated_neuron",
    title="Saturated neuron",
    family="plateaus",
    function=saturated_neuron,
    domain=((-8.0, 8.0), (-8.0, 8.0)),
    start=(-3.0, 3.5),
    minima=saturated_neuron_minima,
    weights=("weight", "bias"),
    formula=r"f(w, b) = \tfrac12\left(\sigma(w + b) - t\right)^2 + \tfrac12\left(\sigma(b - w) - (1 - t)\right)^2",
    source="A sigmoid neuron with squared error on two examples; LeCun et al. (1998), Efficient BackProp",
    summary="Large weights saturate the sigmoid: four plateaus where descent hardly moves, however wrong the answer.",
    parameters=(Parameter(key="target", title="target", symbol="t", default=0.8, low=0.55, high=0.99),),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 1.0, "momentum": 0.1}),
)


def flat_bottom(point: Array, *, condition_number: Array) -> Array:
    x, y = point
    return (x**4 / condition_number + y**4) / 4


FLAT_BOTTOM = Surface(
    key="flat_bottom",
    title="Flat bottom",
    family="plateaus",
    function=flat_bottom,
    domain=((-2.0, 2.0), (-1.6, 1.6)),
    start=(-1.8, 1.2),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = \tfrac14\left(\tfrac{x^4}{\kappa} + y^4\right)",
    source="The quartic bowl; Polyak (1987), Introduction to Optimization",
    summary="The curvature vanishes at the minimum: steps die out on the way, and Newton's gain a third each.",
    parameters=(
        Parameter(
            key="condition_number",
            title="condition number",
            symbol=r"\kappa",
            default=4.0,
            low=1.0,
            high=100.0,
            scale="log",
        ),
    ),
    is_flat=True,
)
