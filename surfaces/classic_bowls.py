"""Classic test functions with one basin: what they differ in is how round it is."""

from jax import Array

from .base import Family, Minimum, Surface

FAMILY = Family(key="classic bowls", place=2)

SURVEY = "Jamil and Yang (2013), A literature survey of benchmark functions for global optimization"


def sphere(point: Array) -> Array:
    x, y = point
    return x**2 + y**2


SPHERE = Surface(
    key="sphere",
    title="Sphere",
    family="classic bowls",
    function=sphere,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-4.0, 2.5),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = x^2 + y^2",
    source="De Jong (1975), An analysis of the behavior of a class of genetic adaptive systems",
    summary="The roundest bowl: the gradient points straight at the minimum, and every rule gets there.",
)


def booth(point: Array) -> Array:
    x, y = point
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


BOOTH = Surface(
    key="booth",
    title="Booth",
    family="classic bowls",
    function=booth,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-8.0, -3.0),
    minima=lambda **parameters: [Minimum((1.0, 3.0), 0.0)],
    formula=r"f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2",
    source="Booth (1949); as in " + SURVEY,
    summary="Two linear equations as a loss: a tilted ellipse with condition number 9.",
)


def matyas(point: Array) -> Array:
    x, y = point
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


MATYAS = Surface(
    key="matyas",
    title="Matyas",
    family="classic bowls",
    function=matyas,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(-8.0, 2.0),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = 0.26\left(x^2 + y^2\right) - 0.48\,xy",
    source="Matyas (1965), Random optimization",
    summary="A ravine along the diagonal, condition number 25: scaling each weight by itself gains nothing here.",
)


def zakharov(point: Array) -> Array:
    x, y = point
    line = x / 2 + y
    return x**2 + y**2 + line**2 + line**4


ZAKHAROV = Surface(
    key="zakharov",
    title="Zakharov",
    family="classic bowls",
    function=zakharov,
    domain=((-5.0, 10.0), (-5.0, 10.0)),
    start=(7.0, -4.5),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x, y) = x^2 + y^2 + \left(\tfrac x2 + y\right)^2 + \left(\tfrac x2 + y\right)^4",
    source="Zakharov's function; as in " + SURVEY,
    summary="Walls of fourth order round a gentle floor: a rate that suits the floor diverges from high on the walls.",
)


def trid(point: Array) -> Array:
    x, y = point
    return (x - 1) ** 2 + (y - 1) ** 2 - x * y


TRID = Surface(
    key="trid",
    title="Trid",
    family="classic bowls",
    function=trid,
    domain=((-4.0, 4.0), (-4.0, 4.0)),
    start=(-3.0, 1.0),
    minima=lambda **parameters: [Minimum((2.0, 2.0), -2.0)],
    formula=r"f(x, y) = (x - 1)^2 + (y - 1)^2 - xy",
    source="Surjanovic and Bingham (2013), Virtual Library of Simulation Experiments",
    summary="A mild ellipse along the diagonal, condition number 3, away from the centre.",
)
