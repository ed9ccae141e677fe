"""Numbers of a surface along a path: what no optimizer is told."""

import jax
import numpy as np

from optviz.engine.surface_programs import measures_program, together_program
from optviz.engine.tables import held_out_of, holds_out, table_of
from optviz.engine.taylor import models_along
from optviz.scenario.choices import SurfaceChoice

MOST = 1e12
"""What a condition number in double precision can be told from infinity by."""


OF_HELD_OUT = ("held_out", "held_out_accuracy")
"""What is measured on held-out examples, and is nothing where there are none."""


def condition_numbers(choice: SurfaceChoice, points: np.ndarray) -> np.ndarray:
    """Of the Hessians at `points` (rows, 2): how many times the larger curvature is the smaller one, by their sizes.

    Infinite where the surface does not curve in some direction, or so little that rounding decides.
    """
    _, hessians = models_along(choice, points)
    return conditions(hessians)


def conditions(hessians: np.ndarray) -> np.ndarray:
    """Of symmetric matrices (rows, 2, 2)."""
    a, b, d = hessians[:, 0, 0], hessians[:, 0, 1], hessians[:, 1, 1]
    with np.errstate(all="ignore"):
        largest = np.abs((a + d) / 2) + np.hypot((a - d) / 2, b)
        found = largest / np.abs((a * d - b * b) / largest)
        return np.where(found <= MOST, found, np.inf)


def measured(choice: SurfaceChoice, points: np.ndarray) -> dict[str, np.ndarray]:
    """What the model of a surface measures at `points` (rows, weights), by key, (rows,) each; nothing without a model.

    The rows are padded to a power of two, so that a few programs serve any number of them.
    """
    model = choice.record.model
    if not model or not model.measures:
        return {}
    rows, padded = len(points), filled(points, 1)
    with jax.enable_x64(True):
        given = padded, np.array(choice.values), table_of(choice), held_out_of(choice)
        found = np.asarray(measures_program(choice.record)(*given))[:rows]
    by_key = zip(model.measures, found.T, strict=True)
    return {key: values for key, values in by_key if key not in OF_HELD_OUT or holds_out(choice)}


def lost_together(choice: SurfaceChoice, points: np.ndarray, counted: np.ndarray) -> np.ndarray | None:
    """The loss on held-out examples of the mean of what several weights say, (rows,); None where nothing is held out.

    Args:
        points: (rows, members, weights).
        counted: (rows, members), whether a member counts in a row; one does in each.
    """
    model = choice.record.model
    if not model or not holds_out(choice):
        return None
    count = filled(counted.astype(float), 2)
    count[len(points) :, 0] = 1
    with jax.enable_x64(True):
        given = filled(points, 2), count, np.array(choice.values), table_of(choice), held_out_of(choice)
        return np.asarray(together_program(choice.record)(*given))[: len(points)]


def filled(array: np.ndarray, axes: int) -> np.ndarray:
    """The same with zeros behind it, up to a power of two along each of the first axes: few programs serve them all."""
    lengths = [1 << max(length - 1, 0).bit_length() for length in array.shape[:axes]]
    found = np.zeros((*lengths, *array.shape[axes:]))
    found[tuple(map(slice, array.shape))] = array
    return found
