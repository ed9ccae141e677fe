"""A surface as a picture needs it: the loss on a grid, and a shade in which valleys can be seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

import jax
import numpy as np

from optviz.engine.surface_programs import grid_program
from optviz.engine.tables import minima_of, table_of
from optviz.scenario.choices import SurfaceChoice

REACH = 1.5
"""How many half-widths of the domain the grid covers, so that panels of any shape can show equal scales."""
CELLS = 128
HUGE = 1e30
"""Shares above it count as it, so that what is infinite does not spoil what lies beside it."""
DEEP = {"quantile": 0.05, "smallest": 1e-7, "least": 30.0, "most": 1e7}
"""How deep a logarithm looks into a valley: one over the share of the way upwards below which this `quantile` of the
domain lies, or over the `smallest`; from the `least` depth to the `most`."""
UNEQUAL = 4.0
"""A cubic between two places bends at most so many times as much as the second differences at either of them."""
EXAMPLES: dict[str, Any] = {"every": (4, 2), "tried": 16, "apart": 0.004}
"""A loss of examples takes long: it is found at every so many places of an axis, and interpolated between them, if the
shades in the middle, of every so many tried, are no further from those of the loss than this, a tenth of what lies
between two contours."""
WHILE_MOVING: dict[str, Any] = {"every": (8, 4, 2), "tried": 16, "apart": 0.008}
"""The same for a page on which a hand moves the data or a number of the surface: as exact again once it rests."""
Values = TypeVar("Values", float, np.ndarray)
Axes = tuple[np.ndarray, ...]
LossesOn = Callable[[SurfaceChoice, Axes], np.ndarray]
"""Gives the losses on the grid that axes span, the last weight along the first axis."""


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

    def share(self, losses: Values) -> Values:
        """How far losses are from the lowest to the highest."""
        return (losses - self.lowest) / max(self.highest - self.lowest, np.finfo(float).tiny)

    def shade(self, losses: Values) -> Values:
        """The shades of losses."""
        return self.shade_of_share(self.share(losses))

    def shade_of_share(self, shares: Values) -> Values:
        """The shades of `share`."""
        if self.detail is None:
            return shares
        return np.log1p(self.detail * np.maximum(shares, 0)) / np.log1p(self.detail)

    def shades_on(self, axes: Sequence[np.ndarray]) -> np.ndarray:
        """The shades on a grid of other places, (y, x): the losses between this one's.

        Losses, not their logarithms: round a minimum they are a bowl, which `interpolated` has exactly.
        """
        narrow = interpolated(np.minimum(self.share(self.losses), HUGE).T, self.axes[0], np.asarray(axes[0]))
        return self.shade_of_share(interpolated(narrow.T, self.axes[1], np.asarray(axes[1])))

    def loss(self, shades: Values) -> Values:
        """The losses of shades: the inverse of `shade`."""
        span = self.highest - self.lowest
        if self.detail is None:
            return self.lowest + shades * span
        return self.lowest + np.expm1(shades * np.log1p(self.detail)) / self.detail * span


def interpolated(values: np.ndarray, axis: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Values at other places along the first axis: by cubics through four neighbours, without rings beside a cliff.

    How much a cubic bends between two of them comes from the second differences at both. Where these are far from equal
    there is a cliff, beyond which the cubic would swing; and where all four rise, or fall, so does what lies between.
    """
    at = (places - axis[0]) / (axis[1] - axis[0])
    first = np.clip(np.floor(at).astype(int) - 1, 0, len(axis) - 4)
    share = (at - first)[:, None] - 1
    before, left, right, behind = (values[first + k] for k in range(4))
    bends = before - 2 * left + right, left - 2 * right + behind
    bend = ((2 - share) * bends[0] + (1 + share) * bends[1]) / 3
    most = UNEQUAL * np.where(bends[0] * bends[1] > 0, np.minimum(np.abs(bends[0]), np.abs(bends[1])), 0)
    rise = right - left
    rises = left - before, behind - right
    is_steady = (rises[0] * rise >= 0) & (rises[1] * rise >= 0) & (rises[0] * rises[1] >= 0)
    most = np.where(is_steady, np.minimum(most, 2 * np.abs(rise)), most)
    bend = np.where((share >= 0) & (share <= 1), np.clip(bend, -most, most), bend)
    return left + share * rise + share * (share - 1) / 2 * bend


def in_domain(shown: Landscape) -> np.ndarray:
    """The losses inside the domain, which is what `REACH` leaves of the grid on all sides."""
    inside = []
    for axis in shown.axes:
        reach = (axis[-1] - axis[0]) / 2 / REACH * (1 + 1e-9)
        inside.append(np.abs(axis - (axis[0] + axis[-1]) / 2) <= reach)
    return shown.losses[np.ix_(*reversed(inside))]


def losses_on(choice: SurfaceChoice, axes: Axes) -> np.ndarray:
    """The loss on the grid that `axes` span, the last weight along the first axis of the result."""
    with jax.enable_x64(True):
        losses = grid_program(choice.record)(points_on(axes), np.array(choice.values), table_of(choice))
    return on_grid(losses, axes)


def points_on(axes: Axes) -> np.ndarray:
    """The places of the grid that `axes` span, (places, weights)."""
    return np.stack([column.ravel() for column in np.meshgrid(*axes)], axis=-1)


def on_grid(losses: Any, axes: Axes) -> np.ndarray:
    """What was found at these places, the last weight along the first axis."""
    return np.asarray(losses).reshape([len(axis) for axis in reversed(axes)])


@lru_cache(maxsize=64)
def landscape(choice: SurfaceChoice) -> Landscape:
    """The landscape of a surface with its parameters."""
    minima = [one for one in minima_of(choice) if one.is_in(choice.record.domain)]
    return landscape_of(choice, losses_on, min((one.value for one in minima), default=np.inf))


def landscape_of(choice: SurfaceChoice, losses_on: LossesOn, floor: float = np.inf) -> Landscape:
    """The landscape of a loss over the weights of a surface, which is known to be as low as `floor` in its domain."""
    axes = []
    for low, high in choice.record.domain:
        centre, reach = (low + high) / 2, REACH * (high - low) / 2
        axes.append(np.linspace(centre - reach, centre + reach, CELLS + 1))
    has_examples = choice.record.model and len(axes) == 2
    for every in EXAMPLES["every"] if has_examples else ():
        if shown := between_examples(choice, tuple(axes), every, losses_on, floor):
            return shown
    return of_losses(choice, tuple(axes), losses_on(choice, tuple(axes)), floor)


def between_examples(
    choice: SurfaceChoice, axes: Axes, every: int, losses_on: LossesOn, floor: float
) -> Landscape | None:
    """The landscape of a loss of examples, found at every so many places; None where what lies between them shows."""
    tried = EXAMPLES["tried"]
    few, middles = (tuple(axis[first::step] for axis in axes) for first, step in ((0, every), (every // 2, tried)))
    found, there = (losses_on(choice, places) for places in (few, middles))
    narrow = interpolated(found.T, few[0], axes[0])
    shown = of_losses(choice, axes, interpolated(narrow.T, few[1], axes[1]), floor)
    apart = shown.shades[(slice(every // 2, None, tried),) * 2] - shown.shade(there)
    return shown if np.abs(apart).max() <= EXAMPLES["apart"] else None


def of_losses(choice: SurfaceChoice, axes: Axes, losses: np.ndarray, floor: float) -> Landscape:
    """The landscape of losses on a grid."""
    shown = Landscape(axes, losses, losses, 0.0, 0.0, None)
    inside = in_domain(shown)
    shown = replace(shown, lowest=min(float(inside.min()), floor), highest=float(inside.max()))
    return spaced(shown, depth_of(shown) if choice.record.levels == "log" else None)


def depth_of(shown: Landscape) -> float:
    """How deep a logarithm has to look into the valley of a landscape: as deep as a twentieth of its domain."""
    low_share = float(np.quantile(shown.share(in_domain(shown)), DEEP["quantile"]))
    return float(np.clip(1 / max(low_share, DEEP["smallest"]), DEEP["least"], DEEP["most"]))


def spaced(shown: Landscape, detail: float | None) -> Landscape:
    """The same landscape with its shades spaced by a logarithm that looks so deep, or evenly."""
    shown = replace(shown, detail=detail)
    return replace(shown, shades=shown.shade(shown.losses))
