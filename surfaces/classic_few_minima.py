"""Classic test functions with a few minima: the start, the rule and its numbers decide which one is found."""

import math
from typing import Any

from jax import Array
from jax import numpy as jnp

from .base import Demonstration, Family, Minimum, Parameter, Surface
from .classic_bowls import SURVEY
from .either import Number, functions_for, remembered, those
from .roots import bottoms

FAMILY = Family(key="classics, a few minima", place=8)


def himmelblau(point: Array) -> Array:
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


HIMMELBLAU = Surface(
    key="himmelblau",
    title="Himmelblau",
    family="classics, a few minima",
    function=himmelblau,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(0.0, -0.5),
    minima=lambda **parameters: [
        Minimum((3.0, 2.0), 0.0),
        Minimum((-2.805118086952745, 3.131312518250573), 0.0),
        Minimum((-3.779310253377747, -3.283185991286170), 0.0),
        Minimum((3.584428340330492, -1.848126526964404), 0.0),
    ],
    formula=r"f(x, y) = \left(x^2 + y - 11\right)^2 + \left(x + y^2 - 7\right)^2",
    source="Himmelblau (1972), Applied Nonlinear Programming",
    summary="Four minima of the same depth: the start, the rule and its numbers decide which one is found.",
)


def goldstein_price(point: Array) -> Array:
    x, y = point
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return first * second


GOLDSTEIN_PRICE = Surface(
    key="goldstein_price",
    title="Goldstein–Price",
    family="classics, a few minima",
    function=goldstein_price,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.2, -1.0),
    minima=lambda **parameters: [
        Minimum((0.0, -1.0), 3.0),
        Minimum((-0.6, -0.4), 30.0),
        Minimum((1.8, 0.2), 84.0),
        Minimum((1.2, 0.8), 840.0),
    ],
    formula=r"f(x, y) = \left(1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6xy + 3y^2)\right)"
    r"\left(30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)\right)",
    source="Goldstein and Price (1971), On descent from local minima",
    summary="Values from 3 to a million: only tiny learning rates, or rules that ignore the gradient's length, stay.",
)


def styblinski_tang(point: Array, *, tilt: Array) -> Array:
    x, y = point
    return (x**4 - 16 * x**2 + tilt * x + y**4 - 16 * y**2 + tilt * y) / 2


@remembered
def styblinski_tang_minima(*, tilt: Number) -> list[Minimum]:
    """Every pair of the two bottoms of one weight's quartic."""
    found = bottoms(lambda x: 2 * x**3 - 16 * x + tilt / 2, -5.0, 5.0)
    along = [(x, (x**4 - 16 * x**2 + tilt * x) / 2) for _, x in found]
    return those(*((True, (x, y), first + second) for x, first in along for y, second in along))


STYBLINSKI_TANG = Surface(
    key="styblinski_tang",
    title="Styblinski–Tang",
    family="classics, a few minima",
    function=styblinski_tang,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(0.5, 4.0),
    minima=styblinski_tang_minima,
    formula=r"f(x, y) = \tfrac12\left(x^4 - 16x^2 + tx + y^4 - 16y^2 + ty\right)",
    source="Styblinski and Tang (1990), Experiments in nonconvex optimization",
    summary="Four basins, one deeper than the others by the tilt of each weight's double well.",
    parameters=(Parameter(key="tilt", title="tilt", symbol="t", default=5.0, low=0.0, high=10.0),),
)


def six_hump_camel(point: Array) -> Array:
    x, y = point
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2


HALF_OF_THE_CAMEL = (
    (0.08984201310031806, -0.7126564030207396, -1.0316284534898774),
    (1.7036067149699807, -0.7960835686726251, -0.21546382438371725),
    (1.6071047529201974, 0.5686514548841314, 2.1042503103112584),
)
"""The surface is the same turned by 180°: the other three minima lie opposite."""

SIX_HUMP_CAMEL = Surface(
    key="six_hump_camel",
    title="Six-hump camel",
    family="classics, a few minima",
    function=six_hump_camel,
    domain=((-2.0, 2.0), (-1.1, 1.1)),
    start=(-1.4, 0.1),
    minima=lambda **parameters: [
        Minimum((sign * x, sign * y), value) for x, y, value in HALF_OF_THE_CAMEL for sign in (1, -1)
    ],
    formula=r"f(x, y) = \left(4 - 2.1x^2 + \tfrac{x^4}3\right)x^2 + xy + \left(4y^2 - 4\right)y^2",
    source="Dixon and Szegő (1978), Towards Global Optimisation 2",
    summary="Six minima in three pairs: two are the lowest, and two hang high up on the humps.",
)


def three_hump_camel(point: Array) -> Array:
    x, y = point
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2


OUTER_CAMEL = math.sqrt((4.2 + math.sqrt(4.2**2 - 14)) / 2)
OUTER_CAMEL_VALUE = 1.75 * OUTER_CAMEL**2 - 1.05 * OUTER_CAMEL**4 + OUTER_CAMEL**6 / 6

THREE_HUMP_CAMEL = Surface(
    key="three_hump_camel",
    title="Three-hump camel",
    family="classics, a few minima",
    function=three_hump_camel,
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    start=(-2.1, -1.0),
    minima=lambda **parameters: [
        Minimum((0.0, 0.0), 0.0),
        Minimum((-OUTER_CAMEL, OUTER_CAMEL / 2), OUTER_CAMEL_VALUE),
        Minimum((OUTER_CAMEL, -OUTER_CAMEL / 2), OUTER_CAMEL_VALUE),
    ],
    formula=r"f(x, y) = 2x^2 - 1.05x^4 + \tfrac{x^6}6 + xy + y^2",
    source="Dixon and Szegő (1975), Towards Global Optimisation; as in " + SURVEY,
    summary="A deep bowl between two shallow ones: momentum rolls on into the deep one.",
    demonstration=Demonstration(rates={"sgd": 0.03, "momentum": 0.02}),
)


def mccormick(point: Array) -> Array:
    x, y = point
    return jnp.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1


MCCORMICK = Surface(
    key="mccormick",
    title="McCormick",
    family="classics, a few minima",
    function=mccormick,
    domain=((-1.5, 4.0), (-3.0, 4.0)),
    start=(3.5, 3.0),
    minima=lambda **parameters: [
        Minimum((0.5 - math.pi / 3, -0.5 - math.pi / 3), -math.sqrt(3) / 2 - math.pi / 3),
        Minimum((0.5 + 2 * math.pi / 3, -0.5 + 2 * math.pi / 3), -math.sqrt(3) / 2 + 2 * math.pi / 3),
    ],
    formula=r"f(x, y) = \sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
    source="McCormick's function; as in " + SURVEY,
    summary="Waves down a trough: the first hollow holds the path, the lower one lies one wave further.",
)


def branin(point: Array) -> Array:
    x, y = point
    valley = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * jnp.cos(x) + 10


BRANIN = Surface(
    key="branin",
    title="Branin",
    family="classics, a few minima",
    function=branin,
    domain=((-5.0, 10.0), (0.0, 15.0)),
    start=(6.5, 11.0),
    minima=lambda **parameters: [
        Minimum((-math.pi, 12.275), 10 / (8 * math.pi)),
        Minimum((math.pi, 2.275), 10 / (8 * math.pi)),
        Minimum((3 * math.pi, 2.475), 10 / (8 * math.pi)),
    ],
    formula=r"f(x, y) = \left(y - \tfrac{5.1}{4\pi^2}x^2 + \tfrac5\pi x - 6\right)^2"
    r" + 10\left(1 - \tfrac1{8\pi}\right)\cos x + 10",
    source="Branin (1972), Widely convergent method for finding multiple solutions of simultaneous nonlinear equations",
    summary="Three equal minima along one bent valley.",
)


def aluffi_pentini(point: Array, *, tilt: Array) -> Array:
    x, y = point
    return x**4 / 4 - x**2 / 2 + tilt * x + y**2 / 2


@remembered
def aluffi_pentini_minima(*, tilt: Number) -> list[Minimum]:
    """The outer roots of x³ - x + t; both are minima as long as the tilt leaves the right-hand well standing."""
    found = bottoms(lambda x: x**3 - x + tilt, -2.0, 2.0)
    return those(*((is_there, (x, 0.0), x**4 / 4 - x**2 / 2 + tilt * x) for is_there, x in found))


ALUFFI_PENTINI = Surface(
    key="aluffi_pentini",
    title="Aluffi-Pentini (tilted double well)",
    family="classics, a few minima",
    function=aluffi_pentini,
    domain=((-2.0, 2.0), (-1.6, 1.6)),
    start=(1.7, 1.0),
    minima=aluffi_pentini_minima,
    formula=r"f(x, y) = \tfrac14 x^4 - \tfrac12 x^2 + tx + \tfrac12 y^2",
    source="Aluffi-Pentini, Parisi and Zirilli (1985), Global optimization and stochastic differential equations",
    summary="Two wells, the nearer one shallower by the tilt: without momentum or noise the path stays in it.",
    parameters=(Parameter(key="tilt", title="tilt", symbol="t", default=0.1, low=0.0, high=0.35),),
    demonstration=Demonstration(rates={"sgd": 0.2, "momentum": 0.05}),
)


def michalewicz(point: Array, *, m: Array) -> Array:
    x, y = point
    # the power of a square, so that a fractional m never meets a negative base
    narrow_x, narrow_y = jnp.sin(x**2 / jnp.pi) ** 2, jnp.sin(2 * y**2 / jnp.pi) ** 2
    return -jnp.sin(x) * narrow_x**m - jnp.sin(y) * narrow_y**m


@remembered
def michalewicz_minima(*, m: Number) -> list[Minimum]:
    """The published minimum is that of m = 10. The valley across y lies at π/2 for every m."""
    xp = functions_for(m)

    def slope(x: Any) -> Any:
        wave = xp.sin(x**2 / math.pi)
        steep = 4 * m * x / math.pi * xp.sin(x) * xp.cos(x**2 / math.pi) * wave ** (2 * m - 1)
        return -xp.cos(x) * wave ** (2 * m) - steep

    (is_there, x), _ = bottoms(slope, 1.5, 2.5)
    return those((is_there, (x, math.pi / 2), -xp.sin(x) * xp.sin(x**2 / math.pi) ** (2 * m) - 1))


MICHALEWICZ = Surface(
    key="michalewicz",
    title="Michalewicz",
    family="classics, a few minima",
    function=michalewicz,
    domain=((0.0, math.pi), (0.0, math.pi)),
    start=(1.8, 1.9),
    minima=michalewicz_minima,
    formula=r"f(x, y) = -\sin x\,\sin^{2m}\tfrac{x^2}\pi - \sin y\,\sin^{2m}\tfrac{2y^2}\pi",
    source="Michalewicz (1992), Genetic Algorithms + Data Structures = Evolution Programs",
    summary="Two narrow trenches that cross on a flat plain: off them the slope tells nothing.",
    parameters=(Parameter(key="m", title="steepness", symbol="m", default=10, low=2, high=20, integer=True),),
    levels="linear",
)


def easom(point: Array, *, sharpness: Array) -> Array:
    x, y = point
    return -jnp.cos(x) * jnp.cos(y) * jnp.exp(-sharpness * ((x - jnp.pi) ** 2 + (y - jnp.pi) ** 2))


EASOM = Surface(
    key="easom",
    title="Easom",
    family="classics, a few minima",
    function=easom,
    domain=((-2.0, 8.0), (-2.0, 8.0)),
    start=(1.8, 2.0),
    minima=lambda **parameters: [Minimum((math.pi, math.pi), -1.0)],
    formula=r"f(x, y) = -\cos x\,\cos y\; e^{-s\left((x - \pi)^2 + (y - \pi)^2\right)}",
    source="Easom (1990), A survey of global optimization techniques",
    summary="A hole in a plain: from a little further away plain descent does not move at all.",
    parameters=(
        Parameter(key="sharpness", title="sharpness", symbol="s", default=1.0, low=0.1, high=2.0, scale="log"),
    ),
    levels="linear",
)


def bird(point: Array) -> Array:
    x, y = point
    return jnp.sin(x) * jnp.exp((1 - jnp.cos(y)) ** 2) + jnp.cos(y) * jnp.exp((1 - jnp.sin(x)) ** 2) + (x - y) ** 2


BIRD = Surface(
    key="bird",
    title="Bird",
    family="classics, a few minima",
    function=bird,
    domain=((-2 * math.pi, 2 * math.pi), (-2 * math.pi, 2 * math.pi)),
    start=(1.0, -1.5),
    minima=lambda **parameters: [
        Minimum((4.701043130249553, 3.15293850372493), -106.7645367492647),
        Minimum((-1.5821421769300335, -3.1302468034546562), -106.7645367492647),
    ],
    formula=r"f(x, y) = \sin x\; e^{(1 - \cos y)^2} + \cos y\; e^{(1 - \sin x)^2} + (x - y)^2",
    source="Mishra (2006), Some new test functions for global optimization",
    summary="Two deep pits of equal depth among gentle hollows that catch half of the paths.",
    levels="linear",
)
