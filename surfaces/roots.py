"""Minima along one weight that no closed form gives: where the slope turns from falling to rising."""

from collections.abc import Callable

import numpy as np

GRID = 2001
PARTS = 65
ROUNDS = 9
Slope = Callable[[np.ndarray], np.ndarray]


def bottoms(slope: Slope, low: float, high: float) -> list[float]:
    """Every place between `low` and `high` where `slope` goes from negative to positive, to the last bits.

    Args:
        slope: the derivative, for a NumPy array of places.
        low, high: the range searched, in steps of a 2,000th of it: two minima closer than that are taken for one.
    """
    found = []
    for left, right in rising(slope, np.linspace(low, high, GRID)):
        for _ in range(ROUNDS):
            left, right = rising(slope, np.linspace(left, right, PARTS))[0]
        found.append(float(left + right) / 2)
    return found


def rising(slope: Slope, places: np.ndarray) -> list[tuple[float, float]]:
    """The neighbours among `places` between which `slope` turns from negative to not negative."""
    values = slope(places)
    turns = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    return list(zip(places[turns], places[turns + 1], strict=True))
