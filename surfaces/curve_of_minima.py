"""Minima that do not stand alone: a curve of points all of which are as low as their neighbours on it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial.chebyshev import chebder, chebval, chebvander

DEGREE = 12
NODES = -np.cos(np.pi * np.arange(DEGREE + 1) / DEGREE)
"""Where a piece of a curve is known, from -1 to 1; in between it is the polynomial through its points there."""
COEFFICIENTS = np.linalg.inv(chebvander(NODES, DEGREE))
COARSE, LIKELY = 4, 3
"""Every so many of a piece's points are looked at to see which pieces are near; so many of these are tried."""
NEWTON_STEPS = 12
ROWS = 2048
"""Points that are looked at together, for the sake of memory."""


@dataclass(frozen=True, eq=False)
class CurveOfMinima:
    """A curve on which the loss is `value`, and higher beside it.

    Args:
        lines: for each part that hangs together, its points (pieces, `DEGREE` + 1, 2) at the `NODES` of its pieces;
            each piece ends where the next one begins.
        value: the loss on it.
    """

    lines: tuple[np.ndarray, ...]
    value: float

    @property
    def corners(self) -> list[np.ndarray]:
        """Points along each line, (n, 2), close enough to be joined by straight strokes."""
        return [np.concatenate([line[:, :-1].reshape(-1, 2), line[-1:, -1]]) for line in self.lines]

    def corners_in(self, *ranges: tuple[float, float]) -> list[np.ndarray]:
        """The strokes of `corners` that pass between these (low, high) of each weight, each list (n, 2)."""
        low, high = np.array(ranges).T
        found = []
        for line in self.corners:
            # a stroke is outside for sure only where both of its ends lie beyond the same edge
            beyond = np.stack([line < low, line > high])
            is_out = np.append((beyond[:, 1:] & beyond[:, :-1]).any(axis=(0, 2)), True)
            begins = np.flatnonzero(~is_out & np.insert(is_out[:-1], 0, True))
            ends = np.flatnonzero(is_out & ~np.insert(is_out[:-1], 0, True))
            found += [line[begin : end + 1] for begin, end in zip(begins, ends, strict=True)]
        return found

    def is_in(self, domain: tuple[tuple[float, float], ...]) -> bool:
        """Whether some of it lies in this range of each weight."""
        return bool(self.corners_in(*domain))

    def nearest(self, points: np.ndarray) -> np.ndarray:
        """The point of the curve nearest to each of `points` (rows, 2): to the rounding of the curve's own points."""
        parts = [points[i : i + ROWS] for i in range(0, len(points), ROWS)]
        return np.concatenate([self.nearest_to_few(part) for part in parts])

    def nearest_to_few(self, points: np.ndarray) -> np.ndarray:
        begins, ways = self.strokes
        from_begin = points[:, None, None] - begins
        along = np.clip((from_begin * ways).sum(axis=3) / np.maximum((ways**2).sum(axis=2), 1e-300), 0, 1)
        to_piece = ((from_begin - along[..., None] * ways) ** 2).sum(axis=3).min(axis=2)
        likely = np.argsort(to_piece, axis=1)[:, :LIKELY].T
        candidates = [self.foot(points, pieces) for pieces in likely]
        distances = [np.hypot.reduce(foot - points, axis=1) for foot in candidates]
        return np.take_along_axis(np.stack(candidates), np.argmin(distances, axis=0)[None, :, None], axis=0)[0]

    def foot(self, points: np.ndarray, pieces: np.ndarray) -> np.ndarray:
        """The point of one piece for each of `points`, by Newton's method for where the way there is square to it."""
        place, slope, bend = (polynomial[pieces].transpose(1, 2, 0) for polynomial in self.polynomials)
        at = NODES[((np.concatenate(self.lines)[pieces] - points[:, None]) ** 2).sum(axis=2).argmin(axis=1)]
        for _ in range(NEWTON_STEPS):
            way = chebval(at, place, tensor=False) - points.T
            first, second = chebval(at, slope, tensor=False), chebval(at, bend, tensor=False)
            length = (first**2).sum(axis=0)
            curvature = length + (way * second).sum(axis=0)
            at = np.clip(at - (way * first).sum(axis=0) / np.where(curvature > 0, curvature, length), -1, 1)
        return chebval(at, place, tensor=False).T

    @cached_property
    def strokes(self) -> tuple[np.ndarray, np.ndarray]:
        """Where straight strokes along each piece begin, and where they go, (pieces, strokes, 2)."""
        coarse = np.concatenate([line[:, ::COARSE] for line in self.lines])
        return coarse[:, :-1], np.diff(coarse, axis=1)

    @cached_property
    def polynomials(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The coefficients (pieces, ..., 2) of place, slope and bend of every piece."""
        place = COEFFICIENTS @ np.concatenate(self.lines)
        return place, chebder(place, axis=1), chebder(place, 2, axis=1)
