"""The losses of `PROBLEMS`, written by hand in NumPy."""

from collections.abc import Callable

import numpy as np

from tests.optimizers.problems import PROBLEMS, Problem


def ravine(point):
    return point @ PROBLEMS[0].hessian(point) @ point / 2


def saddle(point):
    x, y = point
    return (x**2 - 1) ** 2 / 4 + y**2 / 2


def rosenbrock(point):
    x, y = point
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def himmelblau(point):
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


VALUES = {"ravine": ravine, "saddle": saddle, "rosenbrock": rosenbrock, "himmelblau": himmelblau}


def value_of(problem: Problem) -> Callable[[np.ndarray], float]:
    return VALUES[problem.surface["key"]]
