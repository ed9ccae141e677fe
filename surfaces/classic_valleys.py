"""Classic test functions with bent valleys: easy to enter, slow to follow."""

from jax import Array
from jax import numpy as jnp

from .base import Family, Minimum, Parameter, Surface

FAMILY = Family(key="classic valleys", place=7)


def rosenbrock(point: Array, *, b: Array) -> Array:
    x, y = point
    return (1 - x) ** 2 + b * (y - x**2) ** 2


ROSENBROCK = Surface(
    key="rosenbrock",
    title="Rosenbrock",
    family="classic valleys",
    function=rosenbrock,
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    start=(-1.2, 1.0),
    minima=lambda **parameters: [Minimum((1.0, 1.0), 0.0)],
    formula=r"f(x, y) = (1 - x)^2 + b\left(y - x^2\right)^2",
    source="Rosenbrock (1960), An automatic method for finding the greatest or least value of a function",
    summary="A bent valley: easy to enter, slow to follow.",
    parameters=(
        Parameter(
            key="b", title="steepness of the walls", symbol="b", default=100.0, low=1.0, high=1000.0, scale="log"
        ),
    ),
)


def beale(point: Array) -> Array:
    x, y = point
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


BEALE = Surface(
    key="beale",
    title="Beale",
    family="classic valleys",
    function=beale,
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    start=(1.0, 1.5),
    minima=lambda **parameters: [Minimum((3.0, 0.5), 0.0)],
    formula=r"f(x, y) = (1.5 - x + xy)^2 + \left(2.25 - x + xy^2\right)^2 + \left(2.625 - x + xy^3\right)^2",
    source="Beale (1958), On an iterative method for finding a local minimum of a function of more than one variable",
    summary="Flat valleys in the shape of a cross between steep corners; one of them leads away from the minimum.",
)


def dixon_price(point: Array) -> Array:
    x, y = point
    return (x - 1) ** 2 + 2 * (2 * y**2 - x) ** 2


DIXON_PRICE = Surface(
    key="dixon_price",
    title="Dixon–Price",
    family="classic valleys",
    function=dixon_price,
    domain=((-2.0, 3.0), (-1.75, 1.75)),
    start=(2.5, 0.1),
    minima=lambda **parameters: [Minimum((1.0, -(0.5**0.5)), 0.0), Minimum((1.0, 0.5**0.5), 0.0)],
    formula=r"f(x, y) = (x - 1)^2 + 2\left(2y^2 - x\right)^2",
    source="Dixon and Price (1989), The truncated Newton method for sparse unconstrained optimisation",
    summary="One valley bent back on itself, with a minimum on either arm and a saddle between them.",
)


def freudenstein_roth(point: Array) -> Array:
    x, y = point
    return (-13 + x + ((5 - y) * y - 2) * y) ** 2 + (-29 + x + ((y + 1) * y - 14) * y) ** 2


FREUDENSTEIN_ROTH = Surface(
    key="freudenstein_roth",
    title="Freudenstein–Roth",
    family="classic valleys",
    function=freudenstein_roth,
    domain=((-2.0, 16.0), (-3.0, 5.5)),
    start=(0.5, -2.0),
    minima=lambda **parameters: [
        Minimum((5.0, 4.0), 0.0),
        Minimum((11.412778986902094, -0.8968052532744766), 48.98425367924003),
    ],
    formula=r"f(x, y) = \left(-13 + x + ((5 - y)y - 2)y\right)^2 + \left(-29 + x + ((y + 1)y - 14)y\right)^2",
    source="Freudenstein and Roth (1963), Numerical solutions of systems of nonlinear equations",
    summary="From the published start most rules turn into the wrong valley, to 48.98; a line search leaps out of it.",
)


def jennrich_sampson(point: Array) -> Array:
    x, y = point
    i = jnp.arange(1, 11, dtype=point.dtype)
    return jnp.sum((2 + 2 * i - jnp.exp(i * x) - jnp.exp(i * y)) ** 2)


JENNRICH_SAMPSON = Surface(
    key="jennrich_sampson",
    title="Jennrich–Sampson",
    family="classic valleys",
    function=jennrich_sampson,
    domain=((-0.4, 0.5), (-0.4, 0.5)),
    start=(0.3, 0.4),
    minima=lambda **parameters: [Minimum((0.2578252136703641, 0.2578252136703641), 124.36218235561478)],
    formula=r"f(x, y) = \sum_{i=1}^{10}\left(2 + 2i - e^{ix} - e^{iy}\right)^2",
    source="Jennrich and Sampson (1968), Application of stepwise regression to non-linear estimation",
    summary="Two exponents fitted to a straight line: a flat floor, and a wall that grows exponentially.",
)
