"""A surface as a picture needs it: the loss on a grid, and a shade in which valleys can be seen."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import jax
import numpy as np

from optviz.engine.surface_programs import grid_program
from optviz.scenario.choices import SurfaceChoice

REACH = 1.5
"""How many half-widths of the domain the grid covers, so that panels of any shape can show equal scales."""
CELLS = 128
Values = TypeVar("Values", float, np.ndarray)


@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss around a surface's domain.

    Args:
        axes: the weights' values along the grid, one array of `CELLS` + 1 a weight, over `REACH` times the domain.
        losses: the loss at each place of the grid, (y, x) for two weights, (x,) for one.
        shades: the same on the scale of the contours: 0 at the lowest value in the domain, 1 at the highest, beyond 1
            outside it; evenly spaced in the loss, or in the logarithm of the loss above the lowest value.
        lowest, highest: the losses whose shades are 0 and 1.
        detail: how deep the logarithm looks into the valley; None where shades are evenly spaced in the loss.
    """

    axes: tuple[np.ndarray, ...]
    losses: np.ndarray
    shades: np.ndarray
    lowest: float
    highest: float
    detail: float | None

    def shade(self, losses: Values) -> Values:
        """The shades of losses."""
        shares = (losses - self.lowest) / max(self.highest - self.lowest, np.finfo(float).tiny)
        if self.detail is None:
            return shares
        return np.log1p(self.detail * np.maximum(shares, 0)) / np.log1p(self.detail)

    def loss(self, shades: Values) -> Values:
        """The losses of shades: the inverse of `shade`."""
        span = self.highest - self.lowest
        if self.detail is None:
            return self.lowest + shades * span
        return self.lowest + np.expm1(shades * np.log1p(self.detail)) / self.detail * span


def losses_on(choice: SurfaceChoice, axes: tuple[np.ndarray, ...]) -> np.ndarray:
    """The loss on the grid that `axes` span, the last weight along the first axis of the result."""
    columns = np.meshgrid(*axes)
    points = np.stack([column.ravel() for column in columns], axis=-1)
    with jax.enable_x64(True):
        losses = grid_program(choice.record)(points, np.array(choice.values))
    return np.asarray(losses).reshape(columns[0].shape)


@lru_cache(maxsize=64)
def landscape(choice: SurfaceChoice) -> Landscape:
    """The landscape of a surface with its parameters."""
    surface = choice.record
    axes, inside = [], []
    for low, high in surface.domain:
        centre, reach = (low + high) / 2, REACH * (high - low) / 2
        axis = np.linspace(centre - reach, centre + reach, CELLS + 1)
        axes.append(axis)
        inside.append((axis >= low) & (axis <= high))
    losses = losses_on(choice, tuple(axes))
    in_domain = losses[np.ix_(*reversed(inside))]
    lowest, highest = float(in_domain.min()), float(in_domain.max())
    lowest = min([lowest, *(minimum.value for minimum in surface.minima(**choice.numbers))])
    shown = Landscape(tuple(axes), losses, losses, lowest, highest, None)
    if surface.levels == "log":
        low_share = float(np.quantile(shown.shade(in_domain), 0.05))
        shown = replace(shown, detail=float(np.clip(1 / max(low_share, 1e-7), 30, 1e7)))
    return replace(shown, shades=shown.shade(losses))
