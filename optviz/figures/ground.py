"""What the paths run on: the tints of a loss and the lines at its levels, or the graph of one weight."""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np
from contourpy import LineType, contour_generator
from matplotlib.path import Path as Outline

from optviz.engine.landscape import Landscape, landscape, losses_on
from optviz.picture.colours import between, mixed_parts
from optviz.picture.levels import RULES, Line, calm, levels_of, lines_of, strengths
from optviz.picture.looks import STROKES, Theme
from optviz.picture.tint import tints
from optviz.scenario.scenario import Scenario

PLACES = 320
"""Of the ground along each weight."""
STEPS = 4
"""How many strengths of a line are told apart."""


class Contour(NamedTuple):
    """What of a level has one strength: its outline, in weights, and how it is drawn; widths in pixels of the page."""

    outline: Outline
    colour: str
    width: float


class Ground(NamedTuple):
    """The ground of a panel.

    Args:
        axes: the places along each weight.
        values: (y, x) places on the ramp for two weights, (x,) losses for one.
        contours: by a name for each; none for one weight.
        lines: the levels that are drawn.
        shown: the landscape.
        scale: that whose levels and tints these are.
    """

    axes: tuple[np.ndarray, ...]
    values: np.ndarray
    contours: dict[str, Contour]
    lines: list[Line]
    shown: Landscape
    scale: Landscape


def make_ground(scenario: Scenario, theme: Theme, size: tuple[float, float]) -> Ground:
    """The ground of a scenario on a panel of a size in pixels of the page."""
    shown = landscape(scenario.surface)
    if len(shown.axes) > 1:
        return ground_on(shown, shown, scenario, theme, size)
    axes = tuple(np.linspace(low, high, PLACES) for low, high in scenario.surface.record.domain)
    losses = losses_on(scenario.surface, axes)
    return Ground(axes, np.where(np.isfinite(losses), losses, np.nan), {}, [], shown, shown)


def ground_on(
    shown: Landscape, scale: Landscape, scenario: Scenario, theme: Theme, size: tuple[float, float]
) -> Ground:
    """The ground of a landscape of two weights, with the tints and levels of a scale."""
    axes = tuple(np.linspace(low, high, PLACES) for low, high in scenario.surface.record.domain)
    shades = shown.shades_on(axes)
    lines = lines_of(levels_of(scale, dense=min(size) >= RULES["dense_from"]))
    values = tints(scale, shades)
    tinted = tints(scale, np.array([line.level.shade for line in lines]))
    return Ground(axes, values, contours_of(lines, tinted, axes, shades, theme, size), lines, shown, scale)


def contours_of(
    lines: list[Line],
    tinted: np.ndarray,
    axes: tuple[np.ndarray, ...],
    shades: np.ndarray,
    theme: Theme,
    size: tuple[float, float],
) -> dict[str, Contour]:
    """The lines of levels, in pieces of one strength; none is closed, as only these are thinned out where straight."""
    pixels = [side / (len(axis) - 1) for side, axis in zip(size, axes, strict=True)]
    slopes = np.hypot(*np.gradient(shades, pixels[1], pixels[0]))
    most = calm(lines, shades, slopes)
    drawer = contour_generator(axes[0], axes[1], np.ma.masked_invalid(shades), line_type=LineType.Separate)
    found = {}
    for k, (line, tint) in enumerate(zip(lines, tinted, strict=True)):
        pieces = defaultdict(list)
        for corners in cast(list[np.ndarray], drawer.lines(line.level.shade)):
            for strength, piece in pieces_of(corners, np.rint(STEPS * strengths(line, at(slopes, axes, corners)))):
                pieces[strength].append(piece)
        ground, ink = between(theme.ramp, tint), between(getattr(theme, line.level.kind), tint)
        for strength, outlines in pieces.items():
            colour = mixed_parts(ground, ink, most * strength / STEPS)
            width = getattr(STROKES, line.level.kind)
            found[f"{k}-{strength}"] = Contour(Outline.make_compound_path(*map(Outline, outlines)), colour, width)
    return found


def at(values: np.ndarray, axes: tuple[np.ndarray, ...], places: np.ndarray) -> np.ndarray:
    """The values of the nearest nodes of a grid."""
    cells = [
        np.rint((places[:, k] - axis[0]) / (axis[1] - axis[0])).astype(int).clip(0, len(axis) - 1)
        for k, axis in enumerate(axes)
    ]
    return values[cells[1], cells[0]]


def pieces_of(corners: np.ndarray, strengths: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """A line cut where its strength changes, without what has none."""
    ends = [0, *(np.flatnonzero(np.diff(strengths)) + 1), len(corners)]
    pieces = ((int(strengths[first]), corners[first : last + 1]) for first, last in pairwise(ends))
    return [(strength, piece) for strength, piece in pieces if strength and len(piece) > 1]
