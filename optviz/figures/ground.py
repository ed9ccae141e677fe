"""What the paths run on: the loss on a grid, as the landscape shades it, with the levels of its contours."""

from typing import NamedTuple

import numpy as np

from optviz.engine.landscape import landscape, losses_on
from optviz.picture.levels import Level, levels_of
from optviz.scenario.scenario import Scenario


class Ground(NamedTuple):
    """The loss of a surface over its domain.

    Args:
        axes: the places along each weight.
        losses: (y, x) for two weights, (x,) for one; NaN where the loss is not finite.
        shades: the same on the scale of the contours.
        levels: those of the contours; none for one weight.
    """

    axes: tuple[np.ndarray, ...]
    losses: np.ndarray
    shades: np.ndarray
    levels: tuple[Level, ...]


def make_ground(scenario: Scenario, places: int = 200) -> Ground:
    """The ground of a scenario on a grid of `places` along each weight."""
    shown = landscape(scenario.surface)
    axes = tuple(np.linspace(low, high, places) for low, high in scenario.surface.record.domain)
    losses = losses_on(scenario.surface, axes)
    losses = np.where(np.isfinite(losses), losses, np.nan)
    return Ground(axes, losses, shown.shade(losses), levels_of(shown) if len(axes) == 2 else ())
