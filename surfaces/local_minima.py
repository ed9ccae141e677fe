"""Local minima: dips that hold a path which should have gone on."""

from typing import Any

from jax import Array
from jax import numpy as jnp

from .base import Demonstration, Family, Minimum, Parameter, Surface
from .either import Number, functions_for, remembered, those
from .roots import bottoms

FAMILY = Family(key="local minima", place=4)

DIP_CENTRE = (1.4, 0.0)
DEPTH = Parameter(key="depth", title="depth of the dip", symbol="d", default=0.4, low=0.0, high=1.5)
WIDTH = Parameter(key="width", title="width of the dip", symbol="w", default=0.3, low=0.1, high=0.8)


def dip(point: Array, *, depth: Array, width: Array) -> Array:
    x, y = point
    bowl = (x**2 + y**2) / 4
    distance_squared = (x - DIP_CENTRE[0]) ** 2 + (y - DIP_CENTRE[1]) ** 2
    return bowl - depth * jnp.exp(-distance_squared / (2 * width**2))


def dip_along(x: Any, *, depth: Number, width: Number) -> tuple[Any, Any]:
    """The dip on y = 0: its value and its slope."""
    offset = x - DIP_CENTRE[0]
    hollow = depth * functions_for(x, depth).exp(-(offset**2) / (2 * width**2))
    return x**2 / 4 - hollow, x / 2 + offset / width**2 * hollow


@remembered
def dip_minima(**parameters: Number) -> list[Minimum]:
    """All minima lie on y = 0, since both terms fall towards it."""
    found = bottoms(lambda x: dip_along(x, **parameters)[1], -1.0, 2.5)
    return those(*((is_there, (x, 0.0), dip_along(x, **parameters)[0]) for is_there, x in found))


LOCAL_MINIMUM = Surface(
    key="local_minimum",
    title="Local minimum",
    family="local minima",
    function=dip,
    domain=((-2.0, 3.0), (-2.0, 2.0)),
    start=(2.6, 0.5),
    minima=dip_minima,
    formula=r"f(x, y) = \tfrac14\left(x^2 + y^2\right) - d\, e^{-\left((x - 1.4)^2 + y^2\right) / 2w^2}",
    source="A bowl with a Gaussian dip, after the figure of CS231n (2017), lecture 7",
    summary="A dip in the wall of a bowl: who has momentum crosses it, who has none stays.",
    parameters=(DEPTH, WIDTH),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.16, "momentum": 0.04, "nesterov": 0.04, "rmsprop": 0.02, "adam": 0.15}),
)


NARROW_CENTRE, WIDE_CENTRE = -1.3, 1.1
NARROW_WIDTH = Parameter(
    key="narrow_width", title="width of the narrow basin", symbol="n", default=0.2, low=0.06, high=0.6
)
WIDE_WIDTH = Parameter(key="wide_width", title="width of the wide basin", symbol="w", default=0.9, low=0.5, high=1.2)
EXTRA_DEPTH = Parameter(key="extra_depth", title="narrow deeper by", symbol=r"\delta", default=0.2, low=-0.5, high=0.5)


def narrow_and_wide(point: Array, *, narrow_width: Array, wide_width: Array, extra_depth: Array) -> Array:
    x, y = point
    narrow = (1 + extra_depth) * jnp.exp(-((x - NARROW_CENTRE) ** 2 + y**2) / (2 * narrow_width**2))
    wide = jnp.exp(-((x - WIDE_CENTRE) ** 2 + y**2) / (2 * wide_width**2))
    return (x**2 + y**2) / 20 - narrow - wide


def narrow_and_wide_along(x: Any, *, narrow_width: Number, wide_width: Number, extra_depth: Number) -> tuple[Any, Any]:
    """The two basins on y = 0: value and slope."""
    xp = functions_for(x, narrow_width)
    from_narrow, from_wide = x - NARROW_CENTRE, x - WIDE_CENTRE
    narrow = (1 + extra_depth) * xp.exp(-(from_narrow**2) / (2 * narrow_width**2))
    wide = xp.exp(-(from_wide**2) / (2 * wide_width**2))
    slope = x / 10 + from_narrow / narrow_width**2 * narrow + from_wide / wide_width**2 * wide
    return x**2 / 20 - narrow - wide, slope


@remembered
def narrow_and_wide_minima(**parameters: Number) -> list[Minimum]:
    """All minima lie on y = 0, since all terms fall towards it."""
    found = bottoms(lambda x: narrow_and_wide_along(x, **parameters)[1], -2.0, 2.0)
    return those(*((is_there, (x, 0.0), narrow_and_wide_along(x, **parameters)[0]) for is_there, x in found))


NARROW_AND_WIDE = Surface(
    key="narrow_and_wide",
    title="Narrow and wide basin",
    family="local minima",
    function=narrow_and_wide,
    domain=((-3.0, 3.0), (-2.4, 2.4)),
    start=(-2.0, 0.5),
    minima=narrow_and_wide_minima,
    formula=r"f(x, y) = \tfrac1{20}\left(x^2 + y^2\right) - (1 + \delta)\, e^{-\left((x + 1.3)^2 + y^2\right) / 2n^2}"
    r" - e^{-\left((x - 1.1)^2 + y^2\right) / 2w^2}",
    source="Two Gaussian basins; the question is that of Hochreiter and Schmidhuber (1997), Flat minima",
    summary="The deepest basin is the narrow one: a large learning rate throws the path out of it, noise does in time.",
    parameters=(NARROW_WIDTH, WIDE_WIDTH, EXTRA_DEPTH),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.2, "momentum": 0.02}),
)


HEIGHTS = (-200.0, -100.0, -170.0, 15.0)
CURVATURES_XX = (-1.0, -1.0, -6.5, 0.7)
CURVATURES_XY = (0.0, 0.0, 11.0, 0.6)
CURVATURES_YY = (-10.0, -10.0, -6.5, 0.7)
CENTRES_X = (1.0, 0.0, -0.5, -1.0)
CENTRES_Y = (0.0, 0.5, 1.5, 1.0)


def mueller_brown(point: Array) -> Array:
    x, y = point
    total = jnp.zeros((), point.dtype)
    terms = zip(HEIGHTS, CURVATURES_XX, CURVATURES_XY, CURVATURES_YY, CENTRES_X, CENTRES_Y, strict=True)
    for height, xx, xy, yy, centre_x, centre_y in terms:
        dx, dy = x - centre_x, y - centre_y
        total += height * jnp.exp(xx * dx**2 + xy * dx * dy + yy * dy**2)
    return total / 100


MUELLER_BROWN = Surface(
    key="mueller_brown",
    title="Müller–Brown",
    family="local minima",
    function=mueller_brown,
    domain=((-1.5, 1.2), (-0.4, 2.0)),
    start=(-0.75, 0.55),
    minima=lambda **parameters: [
        Minimum((-0.5582236346330243, 1.4417258418046686), -1.46699517209954),
        Minimum((0.6234994049308766, 0.028037758528685657), -1.0816672411685235),
        Minimum((-0.0500108229982061, 0.4666941048719721), -0.8076781812965903),
    ],
    formula=r"f(x, y) = \tfrac1{100}\sum_{k=1}^4 A_k\,"
    r" e^{a_k (x - x_k)^2 + b_k (x - x_k)(y - y_k) + c_k (y - y_k)^2}",
    source="Müller and Brown (1979), Location of saddle points and minimum energy paths; in hundreds of its unit",
    summary="Three basins behind one another in a bent trough, with a saddle between each two.",
)
