"""The levels at which the contours of a surface are drawn, in flat pictures and in space."""

from typing import NamedTuple

from optviz.engine.landscape import Landscape

COUNT = 22


class Level(NamedTuple):
    """A contour: its loss, and its height as a shade of the landscape, 0 to 1."""

    loss: float
    shade: float


def levels_of(shown: Landscape) -> tuple[Level, ...]:
    """The contours of a landscape, lowest first: evenly spaced in its shades, the highest at 1. None on a flat one."""
    if not shown.highest > shown.lowest:
        return ()
    shades = [k / COUNT for k in range(1, COUNT + 1)]
    return tuple(Level(float(shown.loss(shade)), shade) for shade in shades)
