"""Minima that stand alone."""

from typing import NamedTuple

import numpy as np


class Minimum(NamedTuple):
    """A known local minimum of a surface: where it is, and the loss there."""

    point: tuple[float, ...]
    value: float

    def nearest(self, points: np.ndarray) -> np.ndarray:
        """Itself, for each of `points` (rows, weights)."""
        return np.broadcast_to(self.point, points.shape)

    def is_in(self, domain: tuple[tuple[float, float], ...]) -> bool:
        """Whether it lies in this range of each weight."""
        return all(low <= x <= high for x, (low, high) in zip(self.point, domain, strict=True))
