"""Numbers of a surface along a path: what no optimizer is told."""

import numpy as np

from optviz.engine.blocks import in_blocks
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
    """What the model of a surface measures at `points` (rows, weights), by key, (rows,) each; nothing without one."""
    model = choice.record.model
    if not model or not model.measures:
        return {}
    found = in_blocks(measures_program(choice.record), [np.asarray(points, float)], *shared_by_all(choice))
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
    members = counted.shape[1]
    more = (1 << (members - 1).bit_length()) - members  # that do not count, so that few programs serve any number
    rows = [np.pad(points, ((0, 0), (0, more), (0, 0))), np.pad(counted.astype(float), ((0, 0), (0, more)))]
    return in_blocks(together_program(choice.record), rows, *shared_by_all(choice))


def shared_by_all(choice: SurfaceChoice) -> tuple[np.ndarray, ...]:
    """What each row is measured with: the surface's values, the examples that a model is trained on, those held out."""
    return np.array(choice.values), table_of(choice), held_out_of(choice)
