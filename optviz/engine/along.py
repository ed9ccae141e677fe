"""Numbers of a surface along a path: what no optimizer is told."""

import jax
import numpy as np

from optviz.engine.surface_programs import held_out_program
from optviz.engine.taylor import models_along
from optviz.scenario.choices import SurfaceChoice

MOST = 1e12
"""What a condition number in double precision can be told from infinity by."""


def condition_numbers(choice: SurfaceChoice, points: np.ndarray) -> np.ndarray:
    """Of the Hessians at `points` (rows, 2): how many times the larger curvature is the smaller one, by their sizes.

    Infinite where the surface does not curve in some direction, or so little that rounding decides.
    """
    _, hessians = models_along(choice.record, choice.values, points)
    return conditions(hessians)


def conditions(hessians: np.ndarray) -> np.ndarray:
    """Of symmetric matrices (rows, 2, 2)."""
    a, b, d = hessians[:, 0, 0], hessians[:, 0, 1], hessians[:, 1, 1]
    with np.errstate(all="ignore"):
        largest = np.abs((a + d) / 2) + np.hypot((a - d) / 2, b)
        found = largest / np.abs((a * d - b * b) / largest)
        return np.where(found <= MOST, found, np.inf)


def held_out_losses(choice: SurfaceChoice, points: np.ndarray) -> np.ndarray:
    """The mean error on the examples that are held out, at `points` (rows, weights), without penalties: (rows,).

    The rows are padded to a power of two, so that a few programs serve any number of them.
    """
    rows = len(points)
    padded = np.zeros((1 << max(rows - 1, 0).bit_length(), points.shape[1]))
    padded[:rows] = points
    with jax.enable_x64(True):
        return np.asarray(held_out_program(choice.record)(padded, np.array(choice.values)))[:rows]
