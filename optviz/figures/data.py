"""The data of a surface, and the line of each optimizer among them."""

from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path as Outline

from optviz.engine.batches import batch_of
from optviz.engine.data_space import DataSpace, predictions, space_of
from optviz.engine.tables import data_of
from optviz.figures.layout import Box
from optviz.figures.setting import Sheet, add_line, outline_of, set_axes
from optviz.figures.ticks import set_ticks
from optviz.figures.tracks import last_row
from optviz.picture.examples import Example, examples_of
from optviz.picture.looks import STROKES
from optviz.texts.language import say


def draw_data(sheet: Sheet, box: Box, *, residuals: bool) -> None:
    """The examples and the models; `residuals` are drawn where there is one input."""
    axes, surface = sheet.add_axes(box), sheet.run.scenario.surface
    space = space_of(surface)
    axes.set_gid("data")
    set_axes(axes, sheet, left=True, bottom=True)
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)
    axes.set_xlim(*space.ranges[0])
    axes.set_ylim(*space.ranges[1])
    set_ticks(axes, sheet, box)
    draw_titles(axes, sheet, space)
    examples = examples_of(surface)
    for i, example in enumerate(examples):
        draw_example(axes, sheet, example, i)
    if sheet.run.scenario.noise.record.draws_batch:
        draw_batch(axes, sheet, examples)
    for i in range(len(sheet.run)):
        if residuals and not space.is_plane:
            draw_residuals(axes, sheet, i)
        draw_model(axes, sheet, space, i)


def draw_titles(axes: Axes, sheet: Sheet, space: DataSpace) -> None:
    size = sheet.em
    label = {
        "xycoords": "axes fraction",
        "textcoords": "offset points",
        "color": sheet.theme.muted,
        "fontsize": 0.8 * size,
    }
    across, upwards = map(say, space.titles)
    axes.annotate(upwards, (0, 1), (0, 0.5 * size), ha="left", va="bottom", annotation_clip=False, **label)
    axes.annotate(across, (1, 0), (0, -1.35 * size), ha="right", va="top", annotation_clip=False, **label)


def draw_example(axes: Axes, sheet: Sheet, example: Example, number: int) -> None:
    face = sheet.theme.ink if example.is_full else sheet.theme.paper
    marker = "s" if example.number is None else "o"
    sizes: dict[str, Any] = {
        "markersize": 2 * example.reach * sheet.pixel,
        "markeredgewidth": example.outline * sheet.pixel,
    }
    colours: dict[str, Any] = {"markerfacecolor": face, "markeredgecolor": sheet.theme.ink}
    axes.plot(*example.place, marker, gid=f"example-{number}", zorder=2, **sizes, **colours)


def draw_batch(axes: Axes, sheet: Sheet, examples: list[Example]) -> None:
    """Rings around the examples of a step's mini-batch."""
    size = 2 * (STROKES.example_reach + STROKES.example_lit) * sheet.pixel
    look = {"markeredgecolor": sheet.theme.ink, "markeredgewidth": STROKES.example * sheet.pixel}
    rings = Line2D([], [], marker="o", linestyle="none", markersize=size, markerfacecolor="none", zorder=2.1, **look)
    rings.set_gid("batch")
    axes.add_line(rings)

    def show(step: int) -> None:
        batch = batch_of(sheet.run.scenario, step)
        assert batch is not None
        places = [one.place for one in examples if one.number is not None and batch[one.number]]
        rings.set_data(*np.reshape(places, (-1, 2)).T)

    sheet.move(rings, show)


def draw_model(axes: Axes, sheet: Sheet, space: DataSpace, i: int) -> None:
    """What a path says at a step: its curve, or on a plane its borders, those of a margin as thinner lines."""
    path, surface = sheet.run[i], sheet.run.scenario.surface
    widths = [STROKES.walked] if not space.is_plane else [STROKES.walked, *[STROKES.ahead] * (len(space.borders) - 1)]
    look = {"edgecolor": sheet.style.colours[i], "dash": sheet.style.dashes[i], "zorder": 3}
    lines = [
        add_line(axes, gid=f"model-{i}-{k}", linewidth=width * sheet.pixel, **look) for k, width in enumerate(widths)
    ]

    def show(step: int) -> None:
        said = predictions(surface, path.points[last_row(path, step)], space.nodes)
        for line, outline in zip(lines, outlines_of(space, said), strict=True):
            line.set_path(outline)

    sheet.move(lines, show)


def outlines_of(space: DataSpace, said: np.ndarray) -> list[Outline]:
    """The lines of what a model says of the nodes."""
    if not space.is_plane:
        return [outline_of(np.column_stack([space.nodes[:, 0], said]))]
    side = round(len(space.nodes) ** 0.5)
    across, upwards = space.nodes[:side, 0], space.nodes[::side, 1]
    found = contour_generator(across, upwards, said.reshape(side, side))
    return [compound([np.asarray(line) for line in found.lines(level)]) for level in space.borders]


def compound(lines: list[np.ndarray]) -> Outline:
    if not lines:
        return outline_of(np.full((1, 2), np.nan))
    codes = [[Outline.MOVETO] + [Outline.LINETO] * (len(line) - 1) for line in lines]
    return outline_of(np.concatenate(lines), np.concatenate(codes))


def draw_residuals(axes: Axes, sheet: Sheet, i: int) -> None:
    """From each example to what a path says of it."""
    path, surface = sheet.run[i], sheet.run.scenario.surface
    data = data_of(surface)
    rows = data.rows[list(data.places)]
    width = STROKES.ahead * sheet.pixel
    lines = add_line(axes, gid=f"residuals-{i}", edgecolor=sheet.style.colours[i], linewidth=width, zorder=1.9)

    def show(step: int) -> None:
        said = predictions(surface, path.points[last_row(path, step)], rows[:, :-1])
        ends = np.stack([rows, np.column_stack([rows[:, 0], said])], axis=1)
        lines.set_path(compound(list(ends)))

    sheet.move(lines, show)
