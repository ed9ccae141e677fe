"""Known minima as a picture has them: crosses where they stand alone, lines where a curve has nothing but minima."""

import numpy as np

from optviz.engine.landscape import REACH, Landscape
from optviz.engine.simulate import Run
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima


def crosses(run: Run) -> list[Minimum]:
    return [one for one in run.minima if isinstance(one, Minimum)]


def crosses_inside(run: Run) -> list[Minimum]:
    """Those in the domain, which is all that a scene shows."""
    return [one for one in crosses(run) if one.is_in(run.scenario.surface.record.domain)]


def curve_lines(run: Run) -> list[np.ndarray]:
    """The curves of minima, each stroke (n, 3) with its loss, as far as a picture of any shape reaches."""
    ranges, found = [], []
    for low, high in run.scenario.surface.record.domain:
        centre, half = (low + high) / 2, REACH * (high - low) / 2
        ranges.append((centre - half, centre + half))
    for one in run.minima:
        for stroke in one.corners_in(*ranges) if isinstance(one, CurveOfMinima) else ():
            found.append(np.column_stack([stroke, np.full(len(stroke), one.value)]))
    return found


def curves_in_space(run: Run, shown: Landscape) -> list[np.ndarray]:
    """The same in the scene, (n, 3) with heights; not a number outside the domain."""
    low, high = np.array(run.scenario.surface.record.domain).T
    lines = curve_lines(run)
    inside = [((line[:, :2] >= low) & (line[:, :2] <= high)).all(axis=1, keepdims=True) for line in lines]
    laid = [np.column_stack([line[:, :2], shown.shade(line[:, 2])]) for line in lines]
    return [np.where(is_in, line, np.nan) for is_in, line in zip(inside, laid, strict=True)]
