"""Known minima as a picture has them: crosses where they stand alone, lines where a curve has nothing but minima."""

import numpy as np

from optviz.engine.landscape import REACH
from optviz.engine.simulate import Run
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima

CURVE = "a curve of minima"


def crosses(run: Run) -> list[Minimum]:
    return [one for one in run.minima if isinstance(one, Minimum)]


def is_inside(places: np.ndarray, domain: tuple[tuple[float, float], ...]) -> np.ndarray:
    """Which of `places` (n, weights) lie in the domain."""
    low, high = np.array(domain).T
    return ((places >= low) & (places <= high)).all(axis=1)


def curve_lines(run: Run, reach: float = REACH) -> list[np.ndarray]:
    """The curves of minima, each stroke (n, weights), over so many half-widths of the domain."""
    ranges = []
    for low, high in run.scenario.surface.record.domain:
        centre, half = (low + high) / 2, reach * (high - low) / 2
        ranges.append((centre - half, centre + half))
    return [stroke for one in run.minima if isinstance(one, CurveOfMinima) for stroke in one.corners_in(*ranges)]
