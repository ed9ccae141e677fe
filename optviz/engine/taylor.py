"""Taylor models: what a rule of first or second order believes the loss to be around a point."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jax
import numpy as np

from optviz.engine.blocks import in_blocks
from optviz.engine.surface_programs import derivatives_program, models_program
from optviz.engine.tables import NOTHING, table_of
from optviz.scenario.choices import SurfaceChoice
from optviz.surfaces.base import Surface


@dataclass(frozen=True, eq=False)
class Taylor:
    """The Taylor polynomial of a loss around a point.

    Args:
        point: (weights,) where it was taken.
        value: the loss there.
        gradient: (weights,).
        hessian: (weights, weights).
        minimiser: (weights,) the minimum of the polynomial of second order; None if it has none, which is so
            unless the Hessian is positive definite. The polynomial of first order never has one.
    """

    point: np.ndarray
    value: float
    gradient: np.ndarray
    hessian: np.ndarray
    minimiser: np.ndarray | None


def models_along(choice: SurfaceChoice, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradients (rows, weights) and Hessians (rows, weights, weights) of the loss at `points` (rows, weights)."""
    return in_blocks(
        models_program(choice.record), [np.asarray(points, float)], np.array(choice.values), table_of(choice)
    )


def taylor(surface: Surface, numbers: Mapping[str, float], point: Any) -> Taylor:
    """The Taylor model of a surface around a point, in float64.

    Args:
        numbers: a value for each of the surface's parameters, by key.
        point: (weights,).
    """
    table = surface.model.data_at(numbers).matrix if surface.model else NOTHING
    point = np.array(point, np.float64)
    with jax.enable_x64(True):
        values = np.array([numbers[parameter.key] for parameter in surface.parameters], np.float64)
        value, gradient, hessian = map(np.asarray, derivatives_program(surface)(point, values, table))
    return Taylor(point, float(value), gradient, hessian, minimiser(point, gradient, hessian))


def minimiser(point: np.ndarray, gradient: np.ndarray, hessian: np.ndarray) -> np.ndarray | None:
    """Where the polynomial of second order is lowest, or None if its Hessian is not positive definite."""
    try:
        root = np.linalg.cholesky(hessian)
    except np.linalg.LinAlgError:
        return None
    lowest = point - np.linalg.solve(root.T, np.linalg.solve(root, gradient))
    return lowest if np.isfinite(lowest).all() else None


def evaluate(model: Taylor, points: np.ndarray, order: Literal[1, 2]) -> np.ndarray:
    """The polynomial of first or second order at `points` (..., weights): what contours and curves of it draw."""
    offsets = np.asarray(points) - model.point
    values = model.value + offsets @ model.gradient
    if order == 2:
        values = values + np.einsum("...i,ij,...j->...", offsets, model.hessian, offsets) / 2
    return values
