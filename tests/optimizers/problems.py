"""Four surfaces, their gradients and Hessians written by hand in NumPy, and starts off their symmetries."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Problem:
    surface: dict
    start: np.ndarray
    gradient: Callable[[np.ndarray], np.ndarray]
    hessian: Callable[[np.ndarray], np.ndarray]


CONDITION_NUMBER, TILT = 30.0, 25.0


def ravine_hessian(point):
    angle = np.deg2rad(TILT)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return turn.T @ np.diag([10 / CONDITION_NUMBER, 10.0]) @ turn


def ravine_gradient(point):
    return ravine_hessian(point) @ point


def saddle_gradient(point):
    x, y = point
    return np.array([x**3 - x, y])


def saddle_hessian(point):
    return np.array([[3 * point[0] ** 2 - 1, 0.0], [0.0, 1.0]])


def rosenbrock_gradient(point):
    x, y = point
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def rosenbrock_hessian(point):
    x, y = point
    return np.array([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200.0]])


def himmelblau_gradient(point):
    x, y = point
    first, second = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * first + 2 * second, 2 * first + 4 * y * second])


def himmelblau_hessian(point):
    x, y = point
    return np.array([[12 * x**2 + 4 * y - 42, 4 * (x + y)], [4 * (x + y), 12 * y**2 + 4 * x - 26]])


RAVINE = {"key": "ravine", "condition_number": CONDITION_NUMBER, "tilt": TILT}
PROBLEMS = (
    Problem(RAVINE, np.array([-2.0, 1.0]), ravine_gradient, ravine_hessian),
    Problem({"key": "saddle"}, np.array([0.1, 1.2]), saddle_gradient, saddle_hessian),
    Problem({"key": "rosenbrock", "b": 100}, np.array([-1.2, 1.0]), rosenbrock_gradient, rosenbrock_hessian),
    Problem({"key": "himmelblau"}, np.array([0.0, -0.5]), himmelblau_gradient, himmelblau_hessian),
)
