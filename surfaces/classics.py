"""The classic test functions of optimization, with their published minima."""

from surfaces.base import Minimum, Parameter, Surface


def rosenbrock(point, *, b):
    x, y = point
    return (1 - x) ** 2 + b * (y - x**2) ** 2


ROSENBROCK = Surface(
    key="rosenbrock",
    title="Rosenbrock",
    family="classics",
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


def himmelblau(point):
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


HIMMELBLAU = Surface(
    key="himmelblau",
    title="Himmelblau",
    family="classics",
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
