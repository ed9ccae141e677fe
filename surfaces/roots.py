"""Minima along one weight that no closed form gives: where the slope turns from falling to rising."""

from collections.abc import Callable
from typing import Any

from .either import functions_for, repeated

GRID = 2001
HALVINGS = 48
"""Of a 2,000th of the range: down to the last bits."""
Slope = Callable[[Any], Any]


def bottoms(slope: Slope, low: float, high: float) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """The first and the last place between `low` and `high` where `slope` goes from negative to positive, to the last
    bits; for each whether it is there, and where. If there is only one such place, the last is not there.

    Args:
        slope: the derivative, at each of some places.
        low, high: the range searched, in steps of a 2,000th of it: two minima closer than that are taken for one.
    """
    xp = functions_for(slope(low))
    numbers, step = xp.arange(GRID - 1), (high - low) / (GRID - 1)
    falls = slope(low + step * xp.arange(GRID)) < 0
    turns = falls[:-1] & ~falls[1:]
    first, last = xp.where(turns, numbers, GRID).min(), xp.where(turns, numbers, -1).max()

    def halved(ends: tuple[Any, ...]) -> tuple[Any, ...]:
        left, right = ends
        middle = (left + right) / 2
        falls = slope(middle) < 0
        return xp.where(falls, middle, left), xp.where(falls, right, middle)

    left = low + step * xp.stack([first, last])
    left, right = repeated(HALVINGS, halved, (left, left + step))
    places = (left + right) / 2
    return (last >= 0, places[0]), (last > first, places[1])
