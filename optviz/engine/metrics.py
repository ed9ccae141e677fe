"""The numbers of the table: pure functions of the arrays of a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima

ROUNDING = 1e-14
"""The share of a point's largest weight up to which a movement from there may be nothing but rounding."""


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """The summary of one path. What needs a minimum is None where none is known, or where it was never reached.

    Args:
        final_loss: the loss at the last (good) point.
        distance: from the last point to the nearest known minimum, or to the nearest point of a curve of them.
        steps_to_tolerance: the step from which on the loss stays within the tolerance of the lowest known minimum; None
            for a run that ends outside of it, which may be lower where the domain has been left, or diverged.
        first_within_tolerance: the first step whose loss is within it, whether or not it stays.
        evaluations_to_tolerance: (losses, gradients, Hessians) taken until `steps_to_tolerance`.
        evaluations: (losses, gradients, Hessians) taken in all.
        path_length: the sum of the lengths of the steps.
        sign_changes: for each weight, how often its step changed direction: the zigzag. Steps of no more than
            `ROUNDING` have no direction.
        overshoot: for each weight, how far the path went beyond the minimum nearest to its end, seen from the start.
        diverged_at: the step at which the run diverged.
    """

    final_loss: float
    distance: float | None
    steps_to_tolerance: int | None
    first_within_tolerance: int | None
    evaluations_to_tolerance: tuple[int, ...] | None
    evaluations: tuple[int, ...]
    path_length: float
    sign_changes: tuple[int, ...]
    overshoot: tuple[float, ...] | None
    diverged_at: int | None


def measure(
    points: np.ndarray,
    losses: np.ndarray,
    evaluations: Sequence[np.ndarray],
    diverged_at: Sequence[int | None],
    minima: Sequence[Minimum | CurveOfMinima],
    tolerance: float,
) -> list[Metrics]:
    """The metrics of several paths at once.

    Args:
        points: (paths, rows, weights); the faster if the rows of each weight lie side by side.
        losses: (paths, rows).
        evaluations: for each path, (rows, 3).
        diverged_at: for each path.
        minima: the known ones of the surface.
        tolerance: of the loss, from the lowest of them.
    """
    count = len(points)
    columns = np.ascontiguousarray(points.transpose(0, 2, 1))  # NumPy reduces along the last axis, if it is a long one
    steps = np.diff(columns)
    lengths = np.sqrt((steps**2).sum(axis=1)).sum(axis=1).tolist()
    turns = sign_changes(steps, ROUNDING * np.abs(columns[..., 1:]).max(axis=1)).tolist()
    distances, overshoots = [None] * count, [None] * count
    touched: list[int | None] = [None] * count
    arrived: list[int | None] = [None] * count
    if minima:
        ends = points[:, -1]
        places = nearest_minima(minima, ends)
        distances = np.linalg.norm(ends - places, axis=1).tolist()
        overshoots = [tuple(row) for row in overshoot(columns, places).tolist()]
        within = np.abs(losses - min(minimum.value for minimum in minima)) <= tolerance
        touched = first_of_each(within)
        since = starts_of_last(within)
        arrived = [row if bad is None else None for row, bad in zip(since, diverged_at, strict=True)]
    return [
        Metrics(
            final_loss=final_loss,
            distance=distances[i],
            steps_to_tolerance=arrived[i],
            first_within_tolerance=touched[i],
            evaluations_to_tolerance=None if arrived[i] is None else tuple(evaluations[i][arrived[i]].tolist()),
            evaluations=tuple(evaluations[i][-1].tolist()),
            path_length=lengths[i],
            sign_changes=tuple(turns[i]),
            overshoot=overshoots[i],
            diverged_at=diverged_at[i],
        )
        for i, final_loss in enumerate(losses[:, -1].tolist())
    ]


def nearest_minima(minima: Sequence[Minimum | CurveOfMinima], points: np.ndarray) -> np.ndarray:
    """For each of `points` (rows, weights) where the nearest of the minima is."""
    places = np.stack([one.nearest(points) for one in minima])
    nearest = np.hypot.reduce(points - places, axis=2, initial=0).argmin(axis=0)
    return places[nearest, np.arange(len(points))]


def sign_changes(steps: np.ndarray, rounding: np.ndarray) -> np.ndarray:
    """How often consecutive steps differ in sign, without those that are rounding: (paths, weights, steps) to
    (paths, weights).

    Args:
        rounding: (paths, steps) up to where a step has no direction.
    """
    moves, back = np.abs(steps) > rounding[:, None], steps < 0
    signs: Iterable[np.ndarray] = back.reshape(-1, steps.shape[2])
    always = moves.all(axis=2).ravel().tolist()
    if not all(always):
        of_each = zip(signs, moves.reshape(-1, steps.shape[2]), always, strict=True)
        signs = (sign if is_whole else sign[moved] for sign, moved, is_whole in of_each)
    return np.array([np.count_nonzero(sign[1:] != sign[:-1]) for sign in signs]).reshape(steps.shape[:2])


def overshoot(columns: np.ndarray, minimum: np.ndarray) -> np.ndarray:
    """The largest distance past the `minimum` (paths, weights), seen from the start; 0 if never past it.

    Args:
        columns: (paths, weights, rows).
    """
    side = np.sign(minimum - columns[..., 0])
    farthest = np.where(side < 0, columns.min(axis=2), columns.max(axis=2))
    return np.maximum((farthest - minimum) * side, 0)


def first_of_each(holds: np.ndarray) -> list[int | None]:
    """For each path of (paths, rows) the first row where something holds."""
    return [row if holds[i, row] else None for i, row in enumerate(holds.argmax(axis=1).tolist())]


def starts_of_last(holds: np.ndarray) -> list[int | None]:
    """For each path of (paths, rows) the row from which on something holds to the end."""
    count = holds.shape[1]
    tails = holds[:, ::-1].argmin(axis=1).tolist()  # 0 as well where it holds in all rows
    return [
        (count - tail if tail else 0) if last else None for tail, last in zip(tails, holds[:, -1].tolist(), strict=True)
    ]
