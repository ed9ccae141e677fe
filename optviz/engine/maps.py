"""`Map`: what came of a sweep, as arrays with axes; and which minimum each of its runs has reached."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optviz.engine.tiles import NEVER
from optviz.scenario.sweep import Sweep
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima

NO_MINIMUM = -1


@dataclass(frozen=True, eq=False, kw_only=True)
class Map:
    """What came of a sweep: arrays with a row for each value along y, and a column for each along x.

    Args:
        sweep: what was asked for.
        x: (columns,) the values along x.
        y: (rows,) the values along y; one row, not a number, where there is no such axis.
        points: (rows, columns, weights) the last good point of each run.
        losses: (rows, columns) the true loss there; not a number where a run is not yet computed.
        first_losses: (rows, columns) the true loss at the start.
        steps: (rows, columns) the step from which on the loss stays within the tolerance of the lowest known minimum;
            of a sweep of starts, of the minimum that was reached. -1 if there is none.
        diverged_at: (rows, columns) the step at which the run diverged, or -1.
        distances: (rows, columns) from the last point to the nearest known minimum; not a number where none is known.
        minima: (rows, columns) the place of the minimum that was reached among those of the surface, or -1: the nearest
            one, if the run ended within the tolerance of its loss.
    """

    sweep: Sweep
    x: np.ndarray
    y: np.ndarray
    points: np.ndarray
    losses: np.ndarray
    first_losses: np.ndarray
    steps: np.ndarray
    diverged_at: np.ndarray
    distances: np.ndarray
    minima: np.ndarray

    def __repr__(self) -> str:
        rows, columns = self.losses.shape
        axes = " × ".join(axis.key for axis in self.sweep.axes)
        return f"<Map of {columns} × {rows} runs over {axes}: {(self.diverged_at >= 0).sum()} diverged>"

    @property
    def precision(self) -> int:
        """How many bits the numbers of its runs had: 32 or 64."""
        return 8 * self.points.dtype.itemsize

    @property
    def shown(self) -> np.ndarray:
        """(rows, columns) the outcome that the sweep asks for; not a number where it never came about."""
        outcomes = {
            "final_loss": self.losses,
            "steps": self.steps,
            "distance": self.distances,
            "divergence": self.diverged_at,
            "minimum": self.minima,
        }
        found = outcomes[self.sweep.outcome].astype(float)
        if self.sweep.outcome in ("final_loss", "distance"):
            return np.where(self.diverged_at == NEVER, found, np.nan)
        return np.where(found == NEVER, np.nan, found)


def nearest_of(
    minima: Sequence[Minimum | CurveOfMinima], points: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of `points` (runs, weights) the place of the nearest minimum, how far it is, and the loss there."""
    if not minima:
        unknown = np.full(len(points), np.nan)
        return np.full(len(points), NO_MINIMUM), unknown, unknown
    squares = [squared_distance(points, one.nearest(points)) for one in minima]
    if len(minima) == 1:
        return np.zeros(len(points), int), np.sqrt(squares[0]), np.full(len(points), float(minima[0].value))
    nearest = np.argmin(squares, axis=0)
    levels = np.array([one.value for one in minima])
    return nearest, np.sqrt(np.min(squares, axis=0)), levels[nearest]


def squared_distance(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Component by component: NumPy takes long over sums of two."""
    found = np.zeros(len(points))
    for i in range(points.shape[1]):
        found += (points[:, i] - others[:, i]) ** 2
    return found
