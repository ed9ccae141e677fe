"""Panels: the contours of a loss, or its graph for one weight, and the paths on them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import PathPatch

from optviz.engine.landscape import landscape
from optviz.engine.simulate import Path, Run
from optviz.figures.arrows import draw_arrows
from optviz.figures.ground import Ground, make_ground
from optviz.figures.layout import Box
from optviz.figures.lettering import draw_labels, draw_names, draw_titles, labels_on
from optviz.figures.marks import draw_best, seen_end
from optviz.figures.models import draw_models
from optviz.figures.setting import Sheet, Window, points, set_axes, window_of
from optviz.figures.ticks import set_ticks
from optviz.figures.tracks import draw_heads, draw_track, places_of, width_on
from optviz.picture.graph import graph_range
from optviz.picture.labels import Label
from optviz.picture.looks import STROKES
from optviz.picture.minima import crosses, curve_lines
from optviz.picture.quantities import best_row

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
    size = layout.panels[0].width, layout.panels[0].height
    ground = make_ground(run.scenario, sheet.theme, (points(size[0]) / sheet.pixel, points(size[1]) / sheet.pixel))
    alone = len(layout.panels) == len(run)
    labels: list[Label] = []
    for i, box in enumerate(layout.panels):
        axes = add_panel(sheet, i, ground)
        draw_minima(axes, sheet)
        paths = [i] if alone else list(range(len(run)))
        window = stage_paths(axes, sheet, box, paths)
        labels = labels_on(sheet, ground, window, seen_minima(run)) if i == 0 else labels
        draw_labels(sheet, axes, ground, labels)
        draw_titles(sheet, axes)
        draw_paths(axes, sheet, box, paths, is_dashed=not alone, arrows=arrows, taylor=taylor)


def add_panel(sheet: Sheet, i: int, ground: Ground) -> Axes:
    """The axes of a panel, with its ground."""
    layout = sheet.layout
    axes = sheet.add_axes(layout.panels[i])
    axes.set_gid(f"panel-{i}")
    is_left, is_lowest = i % layout.columns == 0, i + layout.columns >= len(layout.panels)
    set_axes(axes, sheet, left=is_left, bottom=is_lowest)
    draw_ground(axes, ground, sheet)
    return axes


def stage_paths(axes: Axes, sheet: Sheet, box: Box, paths: list[int]) -> Window:
    """The starts of these paths, and what of the weights is shown."""
    for k, start in enumerate(starts_of([sheet.run[j] for j in paths])):
        draw_start(axes, sheet, start, k)
    for axis, (low, high) in zip((axes.set_xlim, axes.set_ylim), limits(sheet), strict=True):
        axis(low, high)
    set_ticks(axes, sheet, box)
    return window_of(axes, box)


def draw_paths(
    axes: Axes, sheet: Sheet, box: Box, paths: list[int], *, is_dashed: bool, arrows: float, taylor: bool
) -> None:
    """These paths, with what is drawn of each of them, and their heads."""
    run = sheet.run
    for j in paths:
        path = run[j]
        width = width_on(path, window_of(axes, box), sheet.pixel)
        draw_track(sheet, axes, j, line=lambda step, path=path: places_of(path, step), is_dashed=is_dashed, width=width)
        if (best := best_row(path, run)) is not None:
            draw_best(sheet, axes, j, best, places_of(path, best)[-1])
        if taylor:
            draw_models(sheet, axes, box, j)
        if arrows:
            draw_arrows(sheet, axes, box, j, arrows)
    ends = {j: end_on(axes, run[j]) for j in paths}
    draw_heads(sheet, axes, box, ends)
    if len(ends) > 1:
        draw_names(sheet, axes, box, ends, [places_of(run[j], run.scenario.num_steps) for j in ends])


def seen_minima(run: Run) -> list[tuple[float, ...]]:
    return [minimum.point for minimum in crosses(run)]


def end_on(axes: Axes, path: Path) -> Callable[[int], np.ndarray]:
    """The place of a path at a step, or where it left the panel; not a number if it never was there."""
    low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])

    def end(step: int) -> np.ndarray:
        found = seen_end(places_of(path, step), low, high)
        return np.full(2, np.nan) if found is None else found

    return end


def limits(sheet: Sheet) -> list[tuple[float, float]]:
    """The ranges of both axes."""
    surface = sheet.run.scenario.surface
    ends = list(surface.record.domain)
    return ends if len(ends) == 2 else [*ends, graph_range(landscape(surface))]


def draw_ground(axes: Axes, ground: Ground, sheet: Sheet) -> None:
    """The tints and levels of two weights, on a ramp that is the paper itself at the lowest; or the graph of one."""
    theme = sheet.theme
    if len(ground.axes) == 1:
        properties = {"color": theme.muted, "linewidth": STROKES.graph * sheet.pixel, "zorder": 1}
        axes.plot(ground.axes[0], ground.values, gid=f"{axes.get_gid()}-graph", **properties)
        return
    ramp = LinearSegmentedColormap.from_list("ramp", theme.ramp)
    half = [(axis[1] - axis[0]) / 2 for axis in ground.axes]
    across, upwards = ground.axes
    extent = (across[0] - half[0], across[-1] + half[0], upwards[0] - half[1], upwards[-1] + half[1])
    shown = {"vmin": 0.0, "vmax": 1.0, "interpolation": "bilinear", "interpolation_stage": "data"}
    axes.imshow(ground.values, cmap=ramp, origin="lower", extent=extent, aspect="auto", zorder=0, **shown)
    for name, (outline, colour, width) in ground.contours.items():
        properties = {"fill": False, "edgecolor": colour, "linewidth": width * sheet.pixel, "zorder": 1}
        axes.add_artist(PathPatch(outline, capstyle="butt", gid=f"{axes.get_gid()}-contour-{name}", **properties))


def draw_minima(axes: Axes, sheet: Sheet) -> None:
    for i, line in enumerate(curve_lines(sheet.run)):
        draw_curve_of_minima(axes, sheet, line[:, :2], i)
    for i, minimum in enumerate(crosses(sheet.run)):
        place = minimum.point if len(minimum.point) == 2 else (*minimum.point, minimum.value)
        draw_minimum(axes, sheet, place, i)


def draw_minimum(
    axes: Axes, sheet: Sheet, place: Sequence[float], number: int, *, name: str = "minimum", colour: str = ""
) -> None:
    """A cross on paper."""
    pixel, reach = sheet.pixel, STROKES.minimum_reach
    paper = {"ms": 2 * (reach + STROKES.minimum_casing), "mew": STROKES.minimum + 2 * STROKES.minimum_casing}
    cross = {"ms": 2 * reach, "mew": STROKES.minimum}
    under = "paper" if name == "minimum" else f"{name}-paper"
    for part, ink, sizes in ((under, sheet.theme.paper, paper), (name, colour or sheet.theme.ink, cross)):
        properties: Any = {key: pixel * size for key, size in sizes.items()} | {"color": ink, "zorder": 2}
        axes.plot(*place, "+", gid=f"{axes.get_gid()}-{part}-{number}", **properties)


def draw_curve_of_minima(axes: Axes, sheet: Sheet, places: np.ndarray, number: int) -> None:
    """A line on paper."""
    casing = {"color": sheet.theme.paper, "lw": (STROKES.minimum + 2 * STROKES.minimum_casing) * sheet.pixel}
    line = {"color": sheet.theme.ink, "lw": STROKES.minimum * sheet.pixel}
    for name, properties in (("paper", casing), ("minimum", line)):
        axes.plot(*places.T, gid=f"{axes.get_gid()}-curve-of-minima-{name}-{number}", zorder=2, **properties)


def starts_of(paths: Iterable[Path]) -> list[list[float]]:
    """Where some paths begin on a panel, each place once."""
    return [list(place) for place in dict.fromkeys(tuple(places_of(path, 0)[0].tolist()) for path in paths)]


def draw_start(axes: Axes, sheet: Sheet, place: Sequence[float], number: int = 0) -> None:
    """A ring at a start, and the paper of it under the paths, so that it hides no short one."""
    pixel, paper = sheet.pixel, sheet.theme.paper
    properties: Any = {"marker": "o", "linestyle": "none", "ms": 2 * STROKES.start_radius * pixel}
    around = (STROKES.start + 2 * STROKES.start_casing) * pixel
    axes.plot(*place, mfc=paper, mec=paper, mew=around, zorder=2.1, **properties)
    ring: Any = {"mfc": "none", "mec": sheet.theme.ink, "mew": STROKES.start * pixel, "zorder": 4.1}
    axes.plot(*place, gid=f"{axes.get_gid()}-start{f'-{number}' if number else ''}", **ring, **properties)
