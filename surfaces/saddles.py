"""Saddles: points where the gradient vanishes and the loss still falls in some direction."""

from surfaces.base import Minimum, Surface


def saddle(point):
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
    source="The double well; its saddle at the origin is the lecture's",
    summary="A start on the ridge x = 0 runs into the saddle at the origin; the smallest push off it decides the side.",
    levels="linear",
)
