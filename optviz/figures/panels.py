"""Panels: the contours of a loss, or its graph for one weight, and the paths on them."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from contourpy import LineType, contour_generator
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from optviz.engine.landscape import landscape
from optviz.engine.simulate import Run
from optviz.figures.arrows import draw_arrows
from optviz.figures.ground import Ground, make_ground
from optviz.figures.models import draw_models
from optviz.figures.setting import Sheet, set_axes
from optviz.figures.ticks import set_ticks
from optviz.figures.tracks import draw_track, places_of
from optviz.picture.graph import graph_range
from optviz.picture.looks import STROKES

NARROWEST, WIDEST = 0.4, 2.5
"""The shapes (width over height) within which a panel keeps equal scales on both axes."""


def panel_shape(run: Run) -> float:
    """The width of a panel over its height: equal scales, unless that would make a strip of it."""
    spans = [high - low for low, high in run.scenario.surface.record.domain]
    return min(max(spans[0] / spans[1], NARROWEST), WIDEST) if len(spans) == 2 else 1.5


def draw_panels(sheet: Sheet, *, arrows: float, taylor: bool) -> None:
    """One path a panel, or all paths on the only one. Arrows are for two weights."""
    arrows = arrows if len(sheet.run.scenario.start) == 2 else 0.0
    layout, run = sheet.layout, sheet.run
    ground = make_ground(run.scenario)
    contours = contours_of(ground)
    alone = len(layout.panels) == len(run)
    for i, box in enumerate(layout.panels):
        axes = sheet.add_axes(box)
        axes.set_gid(f"panel-{i}")
        is_left, is_lowest = i % layout.columns == 0, i + layout.columns >= len(layout.panels)
        set_axes(axes, sheet, left=is_left, bottom=is_lowest)
        draw_ground(axes, ground, contours, sheet)
        draw_minima(axes, sheet)
        for axis, (low, high) in zip((axes.set_xlim, axes.set_ylim), limits(sheet), strict=True):
            axis(low, high)
        set_ticks(axes, sheet, box)
        for j in [i] if alone else range(len(run)):
            path = run[j]
            draw_track(sheet, axes, j, line=lambda step, path=path: places_of(path, step), is_dashed=not alone)
            if taylor:
                draw_models(sheet, axes, box, j)
            if arrows:
                draw_arrows(sheet, axes, box, j, arrows)


def limits(sheet: Sheet) -> list[tuple[float, float]]:
    """The ranges of both axes."""
    surface = sheet.run.scenario.surface
    ends = list(surface.record.domain)
    return ends if len(ends) == 2 else [*ends, graph_range(landscape(surface))]


def contours_of(ground: Ground) -> list[Outline]:
    """One outline a level, of lines that are not closed, as only these are thinned out where they are straight."""
    if not ground.levels:
        return []
    lines = contour_generator(
        ground.axes[0], ground.axes[1], np.ma.masked_invalid(ground.shades), line_type=LineType.Separate
    )
    found = (cast(list[np.ndarray], lines.lines(level.shade)) for level in ground.levels)
    return [Outline.make_compound_path(*map(Outline, level)) for level in found if level]


def draw_ground(axes: Axes, ground: Ground, contours: Sequence[Outline], sheet: Sheet) -> None:
    """The contours of two weights, on a ramp that is the paper itself at the lowest; or the graph of one."""
    theme = sheet.theme
    if len(ground.axes) == 1:
        properties = {"color": theme.muted, "linewidth": STROKES.graph * sheet.pixel, "zorder": 1}
        axes.plot(ground.axes[0], ground.losses, gid=f"{axes.get_gid()}-graph", **properties)
        return
    ramp = LinearSegmentedColormap.from_list("ramp", theme.ramp)
    half = [(axis[1] - axis[0]) / 2 for axis in ground.axes]
    across, upwards = ground.axes
    extent = (across[0] - half[0], across[-1] + half[0], upwards[0] - half[1], upwards[-1] + half[1])
    shown = {"vmin": 0.0, "vmax": 1.0, "interpolation": "bilinear", "interpolation_stage": "data"}
    axes.imshow(ground.shades, cmap=ramp, origin="lower", extent=extent, aspect="auto", zorder=0, **shown)
    properties = {"fill": False, "edgecolor": theme.contour, "linewidth": STROKES.contour * sheet.pixel, "zorder": 1}
    for k, contour in enumerate(contours):
        axes.add_artist(PathPatch(contour, gid=f"{axes.get_gid()}-contour-{k}", **properties))


def draw_minima(axes: Axes, sheet: Sheet) -> None:
    for i, minimum in enumerate(sheet.run.minima):
        place = minimum.point if len(minimum.point) == 2 else (*minimum.point, minimum.value)
        draw_minimum(axes, sheet, place, i)


def draw_minimum(axes: Axes, sheet: Sheet, place: Sequence[float], number: int) -> None:
    pixel = sheet.pixel
    properties = {"color": sheet.theme.ink, "alpha": STROKES.minimum_opacity, "zorder": 2}
    properties |= {"ms": 2 * STROKES.minimum_reach * pixel, "mew": STROKES.minimum * pixel}
    axes.plot(*place, "+", gid=f"{axes.get_gid()}-minimum-{number}", **properties)
