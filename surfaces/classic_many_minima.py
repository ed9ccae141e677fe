"""Classic test functions with many minima: a large bowl seen through waves, or waves alone."""

import math

from jax import Array
from jax import numpy as jnp

from .base import Demonstration, Family, Minimum, Parameter, Surface
from .classic_bowls import SURVEY

FAMILY = Family(key="classics, many minima", place=9)


def safe_root(square: Array) -> Array:
    """√square whose derivative at 0 is 0, not infinite: the kink of a norm at the origin gets a flat tangent."""
    positive = square > 0
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, square, 1)), 0)


COSINE_SERIES = [(-1) ** k / math.factorial(2 * k) for k in range(11)]


def cosine_of_root(square: Array) -> Array:
    """cos √square, which is smooth at 0 as the root is not: there by its series, so that it has all its derivatives."""
    is_near = square < 1
    near = jnp.zeros_like(square)
    for coefficient in reversed(COSINE_SERIES):
        near = near * jnp.where(is_near, square, 0) + coefficient
    return jnp.where(is_near, near, jnp.cos(jnp.sqrt(jnp.where(is_near, 1, square))))


def ackley(point: Array, *, a: Array, b: Array) -> Array:
    x, y = point
    peak = a * jnp.exp(-b * safe_root((x**2 + y**2) / 2))
    waves = jnp.exp((jnp.cos(2 * jnp.pi * x) + jnp.cos(2 * jnp.pi * y)) / 2)
    return a + math.e - peak - waves


ACKLEY = Surface(
    key="ackley",
    title="Ackley",
    family="classics, many minima",
    function=ackley,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(-3.3, 2.4),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = a + e - a\, e^{-b\sqrt{(x^2 + y^2)/2}} - e^{(\cos 2\pi x + \cos 2\pi y)/2}",
    source="Ackley (1987), A Connectionist Machine for Genetic Hillclimbing",
    summary="A funnel with a pointed bottom in a corrugated plain: it flattens with the distance, the waves do not.",
    parameters=(
        Parameter(key="a", title="depth of the funnel", symbol="a", default=20.0, low=1.0, high=40.0),
        Parameter(key="b", title="steepness of the funnel", symbol="b", default=0.2, low=0.02, high=1.0, scale="log"),
    ),
    levels="linear",
)


def rastrigin(point: Array, *, amplitude: Array) -> Array:
    x, y = point
    return x**2 + y**2 + amplitude * (2 - jnp.cos(2 * jnp.pi * x) - jnp.cos(2 * jnp.pi * y))


RASTRIGIN_AMPLITUDE = Parameter(
    key="amplitude", title="amplitude of the waves", symbol="A", default=10.0, low=0.0, high=20.0
)

RASTRIGIN = Surface(
    key="rastrigin",
    title="Rastrigin",
    family="classics, many minima",
    function=rastrigin,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(3.4, -2.3),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = 2A + x^2 - A\cos 2\pi x + y^2 - A\cos 2\pi y",
    source="Rastrigin (1974), Systems of Extremal Control",
    summary="A bowl under a regular lattice of dips: lower the waves to see the bowl come out.",
    parameters=(RASTRIGIN_AMPLITUDE,),
    levels="linear",
)


def griewank(point: Array) -> Array:
    x, y = point
    return 1 + (x**2 + y**2) / 4000 - jnp.cos(x) * jnp.cos(y / math.sqrt(2))


GRIEWANK = Surface(
    key="griewank",
    title="Griewank",
    family="classics, many minima",
    function=griewank,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-7.8, 5.5),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = 1 + \tfrac{x^2 + y^2}{4000} - \cos x\,\cos\tfrac{y}{\sqrt2}",
    source="Griewank (1981), Generalized descent for global optimization",
    summary="Up close all dips look alike: the bowl that tells them apart is a thousand times flatter than the waves.",
    levels="linear",
)


def levy(point: Array) -> Array:
    u, v = 1 + (point[0] - 1) / 4, 1 + (point[1] - 1) / 4
    first = jnp.sin(jnp.pi * u) ** 2
    middle = (u - 1) ** 2 * (1 + 10 * jnp.sin(jnp.pi * u + 1) ** 2)
    return first + middle + (v - 1) ** 2 * (1 + jnp.sin(2 * jnp.pi * v) ** 2)


LEVY = Surface(
    key="levy",
    title="Lévy",
    family="classics, many minima",
    function=levy,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-8.0, 7.0),
    minima=lambda **parameters: [Minimum((1.0, 1.0), 0.0)],
    formula=r"f(x, y) = \sin^2 \pi u + (u - 1)^2\left(1 + 10\sin^2(\pi u + 1)\right)"
    r" + (v - 1)^2\left(1 + \sin^2 2\pi v\right), \quad u = 1 + \tfrac{x - 1}4,\ v = 1 + \tfrac{y - 1}4",
    source="Levy and Montalvo (1985), The tunneling algorithm for the global minimization of functions",
    summary="Deep parallel troughs across one weight, ripples far lower across the other.",
)


SCHWEFEL_CONSTANT = 4.189828872724338
SCHWEFEL_MINIMUM = 4.2096874635998205


def schwefel(point: Array) -> Array:
    # Below 1e-12 the root is that of 1e-12: its slope at 0 would be infinite.
    roots = jnp.sqrt(jnp.maximum(jnp.abs(100 * point), 1e-12))
    return 2 * SCHWEFEL_CONSTANT - jnp.sum(point * jnp.sin(roots))


SCHWEFEL = Surface(
    key="schwefel",
    title="Schwefel",
    family="classics, many minima",
    function=schwefel,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(-1.5, 1.2),
    minima=lambda **parameters: [Minimum((SCHWEFEL_MINIMUM, SCHWEFEL_MINIMUM), 0.0)],
    formula=r"f(x, y) = 8.3797 - x\sin\sqrt{|100x|} - y\sin\sqrt{|100y|}",
    source="Schwefel (1981), Numerical Optimization of Computer Models; weights and loss in hundreds of his unit",
    summary="The best basin lies in a corner, the next best far from it: going downhill leads away from both.",
    levels="linear",
)


def bohachevsky(point: Array, *, waves: Array) -> Array:
    x, y = point
    ripple = 0.3 * (1 - jnp.cos(3 * jnp.pi * x)) + 0.4 * (1 - jnp.cos(4 * jnp.pi * y))
    return x**2 + 2 * y**2 + waves * ripple


BOHACHEVSKY = Surface(
    key="bohachevsky",
    title="Bohachevsky",
    family="classics, many minima",
    function=bohachevsky,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.6, 1.3),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = x^2 + 2y^2 + c\left(0.7 - 0.3\cos 3\pi x - 0.4\cos 4\pi y\right)",
    source="Bohachevsky, Johnson and Stein (1986), Generalized simulated annealing for function optimization",
    summary="A bowl with ripples, published with c = 1: momentum rolls over them, plain descent stops at the first.",
    parameters=(Parameter(key="waves", title="strength of the ripples", symbol="c", default=1.0, low=0.0, high=2.0),),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.01, "momentum": 0.005}),
)


def egg_crate(point: Array) -> Array:
    x, y = point
    return x**2 + y**2 + 25 * (jnp.sin(x) ** 2 + jnp.sin(y) ** 2)


EGG_CRATE = Surface(
    key="egg_crate",
    title="Egg crate",
    family="classics, many minima",
    function=egg_crate,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(4.4, -1.9),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = x^2 + y^2 + 25\left(\sin^2 x + \sin^2 y\right)",
    source="Egg crate function; as in " + SURVEY,
    summary="Nine cups in a bowl, the lowest in the middle.",
    levels="linear",
)


def shubert(point: Array) -> Array:
    j = jnp.arange(1, 6, dtype=point.dtype)
    x, y = point
    return jnp.sum(j * jnp.cos((j + 1) * x + j)) * jnp.sum(j * jnp.cos((j + 1) * y + j))


SHUBERT_INNER = -0.8003211004719731
SHUBERT_OUTER = (-1.425128428319761, -1.425128428319761 + 2 * math.pi)
SHUBERT_VALUE = -186.73090883102384
"""One factor is at its lowest, the other at its highest; four of the 18 lowest minima lie in the domain."""

SHUBERT = Surface(
    key="shubert",
    title="Shubert",
    family="classics, many minima",
    function=shubert,
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    start=(1.3, -3.0),
    minima=lambda **parameters: [
        Minimum(point, SHUBERT_VALUE) for x in SHUBERT_OUTER for point in ((x, SHUBERT_INNER), (SHUBERT_INNER, x))
    ],
    formula=r"f(x, y) = \sum_{j=1}^5 j\cos\left((j + 1)x + j\right)\;\sum_{j=1}^5 j\cos\left((j + 1)y + j\right)",
    source="Shubert (1972), A sequential method seeking the global maximum of a function",
    summary="Two hundred minima in clusters, the lowest of them in pairs beside each other.",
    levels="linear",
)


def drop_wave(point: Array) -> Array:
    x, y = point
    square = x**2 + y**2
    return -(1 + cosine_of_root(144 * square)) / (square / 2 + 2)


DROP_WAVE = Surface(
    key="drop_wave",
    title="Drop wave",
    family="classics, many minima",
    function=drop_wave,
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    start=(-1.3, 0.7),
    minima=lambda **parameters: [Minimum((0.0, 0.0), -1.0)],
    formula=r"f(x, y) = -\frac{1 + \cos 12\sqrt{x^2 + y^2}}{\tfrac12\left(x^2 + y^2\right) + 2}",
    source="Molga and Smutnicki (2005), Test functions for optimization needs",
    summary="Rings round the minimum: every one of them is a moat that has to be crossed.",
    levels="linear",
)


def schaffer(point: Array) -> Array:
    x, y = point
    return 0.5 + (jnp.sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2


SCHAFFER = Surface(
    key="schaffer",
    title="Schaffer no. 2",
    family="classics, many minima",
    function=schaffer,
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    start=(2.3, 0.9),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = \tfrac12 + \frac{\sin^2\left(x^2 - y^2\right) - \tfrac12}"
    r"{\left(1 + 0.001\left(x^2 + y^2\right)\right)^2}",
    source="Schaffer et al. (1989), as in " + SURVEY,
    summary="Waves that narrow with the distance: along the two diagonals the valley floor is all but level.",
    levels="linear",
)


def trefethen(point: Array) -> Array:
    x, y = point
    waves = jnp.exp(jnp.sin(50 * x)) + jnp.sin(60 * jnp.exp(y)) + jnp.sin(70 * jnp.sin(x)) + jnp.sin(jnp.sin(80 * y))
    return waves - jnp.sin(10 * (x + y)) + (x**2 + y**2) / 4


TREFETHEN = Surface(
    key="trefethen",
    title="Trefethen's hundred-digit problem",
    family="classics, many minima",
    function=trefethen,
    domain=((-0.4, 0.4), (-0.4, 0.4)),
    start=(-0.2, -0.1),
    minima=lambda **parameters: [Minimum((-0.02440307969437517, 0.21061242715535572), -3.306868647475237)],
    formula=r"f(x, y) = e^{\sin 50x} + \sin\left(60e^y\right) + \sin(70\sin x) + \sin(\sin 80y) - \sin 10(x + y)"
    r" + \tfrac14\left(x^2 + y^2\right)",
    source="Trefethen (2002), A hundred-dollar, hundred-digit challenge, problem 4",
    summary="Waves of five lengths on top of each other: a few steps decide which of a hundred dips is the last.",
    levels="linear",
)
