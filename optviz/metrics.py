"""The numbers of the table: pure functions of the arrays of a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surfaces.base import Minimum


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """The summary of one path. What needs a minimum is None where none is known, or where it was never reached.

    Args:
        final_loss: the loss at the last (good) point.
        distance: from the last point to the nearest known minimum.
        steps_to_tolerance: the first step whose loss is within the tolerance above the lowest known minimum.
        evaluations_to_tolerance: (losses, gradients, Hessians) taken until then.
        evaluations: (losses, gradients, Hessians) taken in all.
        path_length: the sum of the lengths of the steps.
        sign_changes: for each weight, how often its step changed direction: the zigzag.
        overshoot: for each weight, how far the path went beyond the minimum nearest to its end, seen from the start.
        diverged_at: the step at which the run diverged.
    """

    final_loss: float
    distance: float | None
    steps_to_tolerance: int | None
    evaluations_to_tolerance: tuple[int, ...] | None
    evaluations: tuple[int, ...]
    path_length: float
    sign_changes: tuple[int, ...]
    overshoot: tuple[float, ...] | None
    diverged_at: int | None


def measure(
    points: np.ndarray,
    losses: np.ndarray,
    evaluations: np.ndarray,
    diverged_at: int | None,
    minima: Sequence[Minimum],
    tolerance: float,
) -> Metrics:
    """The metrics of one path: `points` (rows, weights), `losses` (rows,), `evaluations` (rows, 3)."""
    steps = np.diff(points, axis=0)
    reached = distance = overshoot = None
    if minima:
        places = np.array([minimum.point for minimum in minima])
        distances = np.linalg.norm(places - points[-1], axis=1)
        distance = float(distances.min())
        overshoot = beyond(points, places[distances.argmin()])
        arrived = np.flatnonzero(losses <= min(minimum.value for minimum in minima) + tolerance)
        reached = int(arrived[0]) if arrived.size else None
    return Metrics(
        final_loss=float(losses[-1]),
        distance=distance,
        steps_to_tolerance=reached,
        evaluations_to_tolerance=None if reached is None else tuple(evaluations[reached].tolist()),
        evaluations=tuple(evaluations[-1].tolist()),
        path_length=float(np.linalg.norm(steps, axis=1).sum()),
        sign_changes=tuple(changes_of_sign(column) for column in steps.T),
        overshoot=overshoot,
        diverged_at=diverged_at,
    )


def changes_of_sign(values: np.ndarray) -> int:
    """How often consecutive values other than zero differ in sign."""
    signs = np.sign(values[values != 0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def beyond(points: np.ndarray, minimum: np.ndarray) -> tuple[float, ...]:
    """For each weight, the largest distance past `minimum`, on the side away from the start; 0 if never past it."""
    side = np.sign(minimum - points[0])
    return tuple(np.maximum((points - minimum) * side, 0).max(axis=0).tolist())
