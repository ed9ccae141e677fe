"""Values, gradients and Hessians of a surface at many points: one compiled program a surface and type of number."""

from functools import cache
from itertools import product

import jax
import numpy as np
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima

from tests.quickly import QUICKLY

ROWS = 2048


@cache
def program(surface, with_hessian):
    def describe(point, values):
        numbers = {parameter.key: values[i] for i, parameter in enumerate(surface.parameters)}

        def loss(theta):
            return surface.function(theta, **numbers)

        value, gradient = jax.value_and_grad(loss)(point)
        return (value, gradient, jax.hessian(loss)(point)) if with_hessian else (value, gradient)

    return jax.jit(jax.vmap(describe, in_axes=(0, None)), compiler_options=QUICKLY)


def evaluate(surface, points, numbers, dtype=np.float64):
    """(values, gradients, Hessians) at `points` (rows, weights), at most `ROWS`; without Hessians in float32."""
    points = np.asarray(points, dtype)
    padded = np.concatenate([points, np.repeat(points[:1], ROWS - len(points), axis=0)])
    values = np.array([numbers[parameter.key] for parameter in surface.parameters], dtype)
    return [np.asarray(array)[: len(points)] for array in program(surface, dtype == np.float64)(padded, values)]


def defaults(surface):
    return {parameter.key: float(parameter.default) for parameter in surface.parameters}


def cases(surface):
    """The defaults, each parameter alone at either end, every choice of a switch, and all corners of the ranges."""
    found = [defaults(surface)]
    ends = []
    for parameter in surface.parameters:
        places = range(len(parameter.choices)) if parameter.choices else (parameter.low, parameter.high)
        ends.append([(parameter.key, float(place)) for place in places])
        found += [defaults(surface) | dict([end]) for end in ends[-1]]
    return found + [dict(corner) for corner in product(*ends) if len(ends) > 1]


def minima_alone(surface, numbers):
    """The known minima that are no curves."""
    return [one for one in surface.minima(**numbers) if isinstance(one, Minimum)]


def places_of_minima(surface, numbers):
    """Where the known minima are; of a curve of them every fourth corner inside the domain."""
    low, high = np.array(surface.domain).T
    curves = [one for one in surface.minima(**numbers) if isinstance(one, CurveOfMinima)]
    corners = [line[::4] for one in curves for line in one.corners]
    on_curves = [line[((line >= low) & (line <= high)).all(axis=1)] for line in corners]
    alone = [one.point for one in minima_alone(surface, numbers)]
    return np.concatenate([np.array(alone).reshape(-1, len(low)), *on_curves])


def grid(surface, reach=1.0):
    """At most `ROWS` points spaced evenly over the domain, or over `reach` times its width."""
    low, high = np.array(surface.domain).T
    centre, half = (low + high) / 2, reach * (high - low) / 2
    count = 45 if len(low) == 2 else 2025
    axes = [np.linspace(c - h, c + h, count) for c, h in zip(centre, half, strict=True)]
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)


def scattered(surface, count, seed):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(seed).uniform(low, high, (count, len(low)))


def widths(surface):
    low, high = np.array(surface.domain).T
    return high - low
