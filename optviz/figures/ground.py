"""What the paths run on: the loss on a grid, and the levels of its contours."""

from typing import NamedTuple

import numpy as np

from optviz.engine.landscape import losses_on
from optviz.scenario.scenario import Scenario

NUM_LEVELS = 16
DEEPEST = 1e-6
"""The lowest contour of a logarithmic ground, as a share of the whole height."""


class Ground(NamedTuple):
    """The loss of a surface over its domain.

    Args:
        axes: the places along each weight.
        losses: (y, x) for two weights, (x,) for one; NaN where the loss is not finite.
        heights: what is contoured: the loss, or the logarithm of what it is above its lowest value.
        levels: the heights of the contours, lowest first; empty for one weight.
    """

    axes: tuple[np.ndarray, ...]
    losses: np.ndarray
    heights: np.ndarray
    levels: np.ndarray


def make_ground(scenario: Scenario, places: int = 200) -> Ground:
    """The ground of a scenario on a grid of `places` along each weight."""
    surface = scenario.surface.record
    axes = tuple(np.linspace(low, high, places) for low, high in surface.domain)
    losses = losses_on(scenario.surface, axes)
    losses = np.where(np.isfinite(losses), losses, np.nan)
    heights = heights_of(losses, surface.levels == "log")
    return Ground(axes, losses, heights, levels_of(heights) if len(axes) == 2 else np.empty(0))


def heights_of(losses: np.ndarray, logarithmic: bool) -> np.ndarray:
    if not logarithmic:
        return losses
    above = losses - np.nanmin(losses)
    top = np.nanmax(above)
    return np.log10(np.maximum(above, DEEPEST * top)) if top > 0 else above


def levels_of(heights: np.ndarray) -> np.ndarray:
    """Evenly spaced heights, from what only a hundredth of the ground lies below."""
    low, high = np.nanquantile(heights, [0.01, 1.0])
    return np.linspace(low, high, NUM_LEVELS + 2)[:-1] if high > low else np.empty(0)
