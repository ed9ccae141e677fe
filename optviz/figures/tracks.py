"""The path of an optimizer on a panel."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes

from optviz.engine.simulate import Path
from optviz.figures.layout import Box
from optviz.figures.marks import dress, mark_lines
from optviz.figures.setting import Sheet, Window, add_line, outline_of, window_of
from optviz.picture.colours import mixed_parts
from optviz.picture.crowding import is_crowded
from optviz.picture.heads import spread
from optviz.picture.looks import DIVERGED, SHARES, STROKES


def last_row(path: Path, step: int) -> int:
    """The row that a path has come to at a step: its last good one, where it has diverged."""
    return step if path.diverged_at is None else min(step, max(path.diverged_at - 1, 0))


def mark_of(sheet: Sheet, i: int, step: int) -> str:
    """The name of a path's mark at a step: its own, or the one of all that have diverged."""
    diverged_at = sheet.run[i].diverged_at
    return DIVERGED if diverged_at is not None and step >= diverged_at else sheet.style.marks[i]


def places_of(path: Path, step: int) -> np.ndarray:
    """The places of a path on its panel, up to a step."""
    rows = slice(0, last_row(path, step) + 1)
    points = path.points[rows]
    return points if points.shape[1] == 2 else np.column_stack([points, path.losses[rows]])


def draw_track(
    sheet: Sheet, axes: Axes, i: int, line: Callable[[int], np.ndarray], *, is_dashed: bool, width: float
) -> None:
    """A path on a casing, so that it stands out from what it crosses; the gaps of its dash are filled.

    Args:
        line: the places up to a step; not finite where the line is broken.
        width: of the line, in pixels of the page.
    """
    theme, colour, pixel = sheet.theme, sheet.style.colours[i], sheet.pixel
    dash = sheet.style.dashes[i] if is_dashed else ()
    around = (width + 2 * STROKES.casing) * pixel
    parts = [
        add_line(axes, gid=f"casing-{i}", edgecolor=theme.paper, linewidth=around, zorder=3),
        add_line(axes, gid=f"path-{i}", edgecolor=colour, linewidth=width * pixel, zorder=4, dash=dash),
    ]
    if dash:
        filled = mixed_parts(theme.paper, colour, SHARES.gap)
        parts.append(add_line(axes, gid=f"gaps-{i}", edgecolor=filled, linewidth=width * pixel, zorder=3.9))
        parts[-1].set_capstyle("butt")

    def show(step: int) -> None:
        outline = outline_of(line(step))
        for part in parts:
            part.set_path(outline)

    sheet.move(parts, show)


def draw_heads(sheet: Sheet, axes: Axes, box: Box, ends: Mapping[int, Callable[[int], np.ndarray]]) -> None:
    """The marks where paths have come to, those that meet beside each other.

    Args:
        ends: for each path, by its number, its place at a step; not a number where it has none.
    """
    heads = {i: mark_lines(f"end-{i}", zorder=5 + i / 100, clip_on=False) for i in ends}
    for head in heads.values():
        for part in head:
            axes.add_line(part)

    def show(step: int) -> None:
        window = window_of(axes, box)
        places, sizes = spread(window.place(np.array([end(step) for end in ends.values()])), sheet.pixel)
        for (i, head), place, size in zip(heads.items(), window.weights(places), sizes, strict=True):
            dress(*head, mark_of(sheet, i, step), sheet.style.colours[i], sheet, size)
            for part in head:
                part.set_data(*place[:, None])

    sheet.move([part for head in heads.values() for part in head], show)


def width_on(path: Path, window: Window, pixel: float) -> float:
    """The width of a path on a panel, in pixels of the page: less where it would fill its ground."""
    places = window.place(places_of(path, len(path.losses) - 1)) / pixel
    size = window.size / pixel
    crowded = is_crowded(np.column_stack([places[:, 0], size[1] - places[:, 1]]), (size[0], size[1]))
    return STROKES.crowded if crowded else STROKES.walked
