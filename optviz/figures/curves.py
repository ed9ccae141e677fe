"""One quantity of all optimizers, against the steps or the gradients taken."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from optviz.engine.simulate import Path, Run
from optviz.figures.epochs import draw_epochs
from optviz.figures.layout import Box
from optviz.figures.marks import draw_best, dress, mark_lines, seen_end
from optviz.figures.setting import Sheet, add_line, outline_of, set_axes
from optviz.figures.text import width_of
from optviz.figures.ticks import LABEL, set_ticks
from optviz.figures.tracks import last_row, mark_of
from optviz.picture.curves import AGAINST, Curves, across_of, curves_of, possible, rows_of_squares
from optviz.picture.epochs import epochs_of
from optviz.picture.looks import SHARES, STROKES
from optviz.picture.view import NotDrawable
from optviz.texts.language import say

OF_EPOCHS = 1.1
"""The height of their numbers over the plot, in em."""


def check_curve(run: Run, curve: str) -> Curves:
    """The curves of a run.

    Raises:
        NotDrawable: no path has this quantity.
    """
    curves = curves_of(run, curve)
    if all(values is None for values in curves.values):
        raise NotDrawable.of("curve", "nothing_to_plot", quantity=curves.title, choices=possible(run))
    return curves


def draw_curves(sheet: Sheet, box: Box, *, curve: str, scale: str, against: str) -> None:
    size, theme, run = sheet.em, sheet.theme, sheet.run
    epochs = epochs_of(run, against)
    above = OF_EPOCHS if epochs else 0.0
    box = box._replace(height=max(box.height - above * sheet.layout.em, box.height / 2))
    axes = sheet.add_axes(box)
    axes.set_gid("curves")
    set_axes(axes, sheet, left=True, bottom=True)
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.grid(color=theme.grid, linewidth=0.05 * size)
    axes.set_axisbelow(True)
    curves, across = check_curve(run, curve), across_of(run, against)
    set_values_axis(axes, curves, scale)
    axes.set_xlim(0, max(1, *(one[-1] for one in across)))
    set_ticks(axes, sheet, box, most=("across", "upwards"), whole=True)
    for i, path in enumerate(run):
        values, beside = curves.drawn(i, scale), curves.drawn_beside(i, scale)
        if values is None:
            continue
        if beside is not None:
            draw_beside(sheet, axes, i, path, np.column_stack([across[i], beside]))
        if (best := curves.best[i]) is not None:
            draw_best(sheet, axes, i, best, np.array([across[i][best], (values if beside is None else beside)[best]]))
        draw_curve(sheet, axes, i, path, np.column_stack([across[i], values]))
    words = say(AGAINST[against])
    if epochs:
        longer = f"{words} · {draw_epochs(sheet, axes, box, epochs)}"
        words = longer if width_of(longer, LABEL * sheet.layout.em) <= box.width else words
    note = curves.ranges[scale].note
    label = {"xycoords": "axes fraction", "textcoords": "offset points", "color": theme.muted, "fontsize": 0.8 * size}
    title = f"{curves.title} {note}" if curves.ranges[scale].logarithmic and note else curves.title
    axes.annotate(title, (0, 1), (0, (0.5 + above) * size), ha="left", va="bottom", annotation_clip=False, **label)
    axes.annotate(words, (1, 0), (0, -1.35 * size), ha="right", va="top", annotation_clip=False, **label)


def draw_curve(sheet: Sheet, axes: Axes, i: int, path: Path, places: np.ndarray) -> None:
    """A curve, with the path's mark where it has come to, or where it left what is shown."""
    colour = sheet.style.colours[i]
    properties = {"edgecolor": colour, "linewidth": STROKES.curve * sheet.pixel, "dash": sheet.style.dashes[i]}
    line = add_line(axes, gid=f"curve-{i}", **properties)
    head = mark_lines(f"curve-end-{i}", zorder=5, clip_on=False)
    to_scale = axes.transScale
    low, high = to_scale.transform(np.transpose([axes.get_xlim(), axes.get_ylim()]))
    for part in head:
        axes.add_line(part)

    def show(step: int) -> None:
        walked = places[: last_row(path, step) + 1]
        line.set_path(outline_of(walked))
        (across, height), top = walked[-1], axes.get_ylim()[1]
        dress(*head, mark_of(sheet, i, step), colour, sheet, SHARES.on_curve)
        if height > top:
            place = np.array([across, top])
        elif (left := seen_end(to_scale.transform(walked), low, high)) is not None:
            place = to_scale.inverted().transform(left)
        else:
            place = np.empty((2, 0))
        for part in head:
            part.set_data(*place.reshape(2, -1))

    sheet.move((line, *head), show)


def draw_beside(sheet: Sheet, axes: Axes, i: int, path: Path, places: np.ndarray) -> None:
    """A line beside a curve: thinner, with squares."""
    colour, pixel = sheet.style.colours[i], sheet.pixel
    look = {"edgecolor": colour, "linewidth": STROKES.ahead * pixel, "dash": sheet.style.dashes[i]}
    line = add_line(axes, gid=f"beside-{i}", **look)
    face = {"markerfacecolor": sheet.theme.paper, "markeredgecolor": colour, "markeredgewidth": STROKES.ahead * pixel}
    size = 2 * STROKES.beside_reach * pixel
    squares = Line2D([], [], marker="s", markersize=size, linestyle="none", zorder=4, gid=f"squares-{i}", **face)
    axes.add_line(squares)
    rows = np.array(rows_of_squares(len(places)), int)

    def show(step: int) -> None:
        last = last_row(path, step)
        line.set_path(outline_of(places[: last + 1]))
        squares.set_data(*places[rows[rows <= last]].T)

    sheet.move((line, squares), show)


def set_values_axis(axes: Axes, curves: Curves, scale: str) -> None:
    low, high, logarithmic, _ = curves.ranges[scale]
    if not logarithmic:
        axes.set_ylim(low, high)
        return
    axes.set_yscale("log", nonpositive="clip")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_ylim(10.0**low, 10.0**high)
