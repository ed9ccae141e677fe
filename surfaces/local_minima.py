"""Local minima: dips that hold a path which should have gone on."""

import numpy as np
from jax import numpy as jnp

from surfaces.base import Minimum, Parameter, Surface

DIP_CENTRE = (1.4, 0.0)


def dip(point, *, depth, width):
    x, y = point
    bowl = (x**2 + y**2) / 4
    distance_squared = (x - DIP_CENTRE[0]) ** 2 + (y - DIP_CENTRE[1]) ** 2
    return bowl - depth * jnp.exp(-distance_squared / (2 * width**2))


def dip_minima(*, depth, width):
    """All minima lie on y = 0, since both terms fall towards it: the roots of the slope along x where it rises."""
    x = np.linspace(-1.0, 2.5, 20_001)

    def slope(x):
        offset = x - DIP_CENTRE[0]
        return x / 2 + depth * offset / width**2 * np.exp(-(offset**2) / (2 * width**2))

    minima = []
    values = slope(x)
    for low, high in ((x[i], x[i + 1]) for i in np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))):
        for _ in range(60):  # bisection, to the last bit
            middle = (low + high) / 2
            low, high = (middle, high) if slope(middle) < 0 else (low, middle)
        bottom = (low + high) / 2
        value = bottom**2 / 4 - depth * np.exp(-((bottom - DIP_CENTRE[0]) ** 2) / (2 * width**2))
        minima.append(Minimum((float(bottom), 0.0), float(value)))
    return minima


LOCAL_MINIMUM = Surface(
    key="local_minimum",
    title="Local minimum",
    family="local minima",
    function=dip,
    domain=((-2.0, 3.0), (-2.0, 2.0)),
    start=(2.6, 0.5),
    minima=dip_minima,
    formula=r"f(x, y) = \tfrac14\left(x^2 + y^2\right) - d\, e^{-\left((x - 1.4)^2 + y^2\right) / 2w^2}",
    source="A bowl with a Gaussian dip, after the lecture's figure",
    summary="A dip in the wall of a bowl: who has momentum crosses it, who has none stays.",
    parameters=(
        Parameter(key="depth", title="depth of the dip", symbol="d", default=0.25, low=0.0, high=1.5),
        Parameter(key="width", title="width of the dip", symbol="w", default=0.3, low=0.1, high=0.8),
    ),
    levels="linear",
)
