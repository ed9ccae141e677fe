"""The marks of paths' heads, as matplotlib's own."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path as Outline

from optviz.figures.setting import Sheet
from optviz.picture.looks import MARKS, STROKES


def outline_of_mark(name: str) -> Outline:
    parts = []
    for corners in MARKS[name].outline:
        places = np.array(corners) * [1, -1]
        parts.append(Outline(places) if MARKS[name].kind == "open" else Outline([*places, places[0]], closed=True))
    return Outline.make_compound_path(*parts)


def dress(halo: Line2D, mark: Line2D, name: str, colour: str, sheet: Sheet, share: float = 1.0) -> None:
    """Has two lines without strokes show a mark at their places: the paper around it, and the mark itself."""
    outline, kind, paper = outline_of_mark(name), MARKS[name].kind, sheet.theme.paper
    pixel = share * sheet.pixel
    size = 2 * float(np.abs(outline.vertices).max()) * pixel  # matplotlib fits an outline to this size
    stroke = 0.0 if kind == "full" else STROKES.mark * pixel
    for line in (halo, mark):
        line.set(marker=outline, markersize=size)
    around = stroke + 2 * STROKES.mark_casing * pixel
    halo.set(markerfacecolor=paper, markeredgecolor=paper, markeredgewidth=around, visible=kind != "open")
    face = {"full": colour, "hollow": paper, "open": "none"}[kind]
    mark.set(markerfacecolor=face, markeredgecolor=colour, markeredgewidth=stroke)


def seen_end(places: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
    """Where the mark of a path stands: its last place, or where it left what is shown; nowhere if it never was there.

    Args:
        places: (n, 2) of the path, up to a step.
        low, high: the corners of what is shown.
    """
    inside = np.all((places >= low) & (places <= high), axis=1)
    if inside[-1] or not inside.any():
        return places[-1] if inside[-1] else None
    last = np.flatnonzero(inside)[-1]
    begin, way = places[last], places[last + 1] - places[last]
    if not np.isfinite(way).all():
        return begin
    edge = np.where(way > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(way == 0, 1.0, (edge - begin) / way)
    return begin + min(share.min(), 1.0) * way


def draw_best(sheet: Sheet, axes: Axes, i: int, row: int, place: np.ndarray) -> None:
    """A square where the loss on held-out examples is lowest, once a path has come there."""
    reach, width = 2 * STROKES.best_reach * sheet.pixel, STROKES.example * sheet.pixel
    look = {"markersize": reach, "markeredgewidth": width, "markerfacecolor": "none"}
    square = Line2D([], [], marker="s", linestyle="none", markeredgecolor=sheet.theme.ink, zorder=4.5, **look)
    square.set_gid(f"best-{i}")
    axes.add_line(square)
    sheet.move(square, lambda step: square.set_data(*(place[:, None] if step >= row else np.empty((2, 0)))))


def mark_lines(gid: str, **more) -> tuple[Line2D, Line2D]:
    """Two lines for `dress`; the second has the name."""
    properties = {"linestyle": "none", "markeredgewidth": 0} | more
    return Line2D([], [], **properties), Line2D([], [], gid=gid, **properties)
