"""What goes on inside a method at a row of its path: displacements, rates of each weight, and what it believes.

The numbers are those that the page's inspector draws.
"""

from typing import NamedTuple

import numpy as np

from optviz.engine.simulate import Path


class Arrow(NamedTuple):
    """A displacement from the row's point, in weights. `kind`: gradient, velocity or step; `field`: of the state."""

    kind: str
    field: str
    of: np.ndarray


class Quadratic(NamedTuple):
    """A quadratic seen from a point: where its minimum lies from there, and its contour through the point.

    Args:
        centre: (2,) in weights, from the point.
        axes: the two half-axes, in weights.
        angle: of the first one, in radians.
    """

    centre: np.ndarray
    axes: np.ndarray
    angle: float


class Inspection(NamedTuple):
    """What is to be seen at a row.

    Args:
        arrows: the gradient, what the state has of directions, and the step.
        rates: half-axes of the ellipse of the rates of each weight, 1/√s or √(u + ε)/√(s + ε), the longer one being 1;
            None without any.
        belief: the quadratic of a method that keeps an inverse Hessian.
    """

    arrows: tuple[Arrow, ...]
    rates: np.ndarray | None
    belief: Quadratic | None


def inspect(path: Path, row: int) -> Inspection:
    """What is to be seen of a path of two weights at a row."""
    last, record = len(path.points) - 1, path.choice.record
    epsilon = path.choice.numbers.get("epsilon", 0.0)
    rate = path.learning_rates[min(row, last - 1)]
    gradient = path.gradients[row]
    arrows = [Arrow("gradient", "", -rate * gradient)]
    for field, direction in record.arrows.items():
        value = path.state[field][row]
        arrows.append(Arrow("velocity", field, -rate * value if direction == "uphill" else value))
    arrows.append(Arrow("step", "", path.points[min(row + 1, last)] - path.points[row]))
    squares, updates = (path.state.get(field) for field in (record.accumulator, record.updates))
    inverse = path.state.get("inverse_hessian")
    return Inspection(
        tuple(arrows),
        None if squares is None else rates_of(squares[row], None if updates is None else updates[row], epsilon),
        None if inverse is None else quadratic(gradient, inverse[row]),
    )


def rates_of(squares: np.ndarray, updates: np.ndarray | None, epsilon: float) -> np.ndarray | None:
    """By squared gradients s and, where a rule has them, squared updates u: a rule that has these adds ε to both."""
    if squares.shape != (2,) or not (squares > 0).all():
        return None
    rates = 1 / np.sqrt(squares) if updates is None else np.sqrt(updates + epsilon) / np.sqrt(squares + epsilon)
    return rates / rates.max()


def quadratic(gradient: np.ndarray, inverse: np.ndarray) -> Quadratic | None:
    """The quadratic with this gradient and inverse Hessian; None where it has no minimum."""
    (a, b), (_, d) = inverse
    half, spread = (a + d) / 2, np.hypot((a - d) / 2, b)
    centre = -inverse @ gradient
    through = -float(centre @ gradient)
    if not half - spread > 0 or not through > 0:
        return None
    axes = np.sqrt(np.array([half + spread, half - spread]) * through)
    return Quadratic(centre, axes, float(np.arctan2(2 * b, a - d)) / 2)
