"""The path of an optimizer on a panel."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from optviz.engine.simulate import Path
from optviz.figures.marks import dress, mark_lines, seen_end
from optviz.figures.setting import Sheet, add_line, outline_of
from optviz.picture.looks import DIVERGED, STROKES


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
    sheet: Sheet,
    axes: Axes,
    i: int,
    line: Callable[[int], np.ndarray],
    *,
    is_dashed: bool,
    end: Callable[[int], np.ndarray] | None = None,
) -> None:
    """A path on a halo, so that it stands out where it crosses contours; a ring at its start, its mark at its end.

    Args:
        line: the places up to a step; not finite where the line is broken.
        end: the place at a step; the last one of `line` that can be seen unless given.
    """
    size, theme, colour = sheet.em, sheet.theme, sheet.style.colours[i]
    dash = sheet.style.dashes[i] if is_dashed else ()
    pixel = sheet.pixel
    halo = add_line(axes, gid=f"halo-{i}", edgecolor=theme.paper, linewidth=STROKES.halo * pixel, zorder=3)
    path = add_line(axes, gid=f"path-{i}", edgecolor=colour, linewidth=STROKES.walked * pixel, zorder=4, dash=dash)
    ring = {"mfc": theme.paper, "mec": colour, "mew": 0.12 * size, "ms": 0.55 * size}
    low, high = np.transpose([axes.get_xlim(), axes.get_ylim()])
    rings = axes.plot(
        *(end(0) if end else line(0)[-1]), gid=f"start-{i}", marker="o", linestyle="none", zorder=5, **ring
    )
    head = mark_lines(f"end-{i}", zorder=5, clip_on=False)
    for part in head:
        axes.add_line(part)

    def show(step: int) -> None:
        outline = outline_of(line(step))
        halo.set_path(outline)
        path.set_path(outline)
        dress(*head, mark_of(sheet, i, step), colour, sheet)
        place = end(step) if end else seen_end(line(step), low, high)
        for part in head:
            part.set_data(*([], []) if place is None else place[:, None])

    sheet.move((halo, path, *rings, *head), show)
