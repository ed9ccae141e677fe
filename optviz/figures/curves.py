"""One quantity of all optimizers, against the steps or the gradients taken."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from optviz.engine.simulate import Path, Run
from optviz.figures.layout import NotDrawable
from optviz.figures.setting import Sheet, add_line, outline_of, set_axes
from optviz.figures.tracks import last_row
from optviz.picture.numbers import written
from optviz.picture.quantities import STATE, quantity_of

LOWEST = 1e-12
"""The lowest value that a logarithmic axis shows."""
DEEPEST, HIGHEST = 1e-12, 100.0
"""How far the values are shown: downwards as a share of the highest, upwards in starts for a run that diverges."""
AGAINST = {"steps": "step", "gradients": "gradients taken"}


class Curves(NamedTuple):
    """What is plotted.

    Args:
        title: of the quantity.
        across, upwards: the places of each path's curve, (rows,); `upwards` is None where a path has no such quantity.
        logarithmic: whether the axis upwards is.
    """

    title: str
    across: tuple[np.ndarray, ...]
    upwards: tuple[np.ndarray | None, ...]
    logarithmic: bool


def curves_of(run: Run, key: str, scale: str, against: str) -> Curves:
    """The curves of a quantity.

    A logarithmic loss is counted from the lowest known minimum; where none is known, the axis is linear.

    Raises:
        NotDrawable: no path has this quantity.
    """
    quantity = quantity_of(key)
    values = [quantity.of(path, run) for path in run]
    if all(curve is None for curve in values):
        raise NotDrawable(f"curve: there is nothing to show of the {quantity.title}; {possible(run)} can be shown here")
    across = [path.evaluations[:, 1] if against == "gradients" else np.arange(len(path.losses)) for path in run]
    logarithmic, title = scale == "log", quantity.title
    if key == "loss" and logarithmic:
        logarithmic = bool(run.minima)
        base = min((minimum.value for minimum in run.minima), default=0.0)
        if base:
            values, title = [losses - base for losses in values], f"{title} above the lowest known minimum"
    return Curves(title, tuple(across), tuple(values), logarithmic and highest(values) > LOWEST)


def highest(values: list[np.ndarray | None]) -> float:
    return max(float(np.nanmax(curve, initial=-np.inf)) for curve in values if curve is not None)


def possible(run: Run) -> str:
    fields = sorted({field for path in run for field in path.state})
    return ", ".join(["loss", "gradient_norm", "step_length", "learning_rate", *(STATE + field for field in fields)])


def draw_curves(sheet: Sheet, *, curve: str, scale: str, against: str) -> None:
    size, theme, run = sheet.em, sheet.theme, sheet.run
    axes = sheet.add_axes(sheet.layout.curves)
    axes.set_gid("curves")
    set_axes(axes, sheet, left=True, bottom=True)
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.grid(axis="y", color=theme.grid, linewidth=0.05 * size)
    axes.set_axisbelow(True)
    curves = curves_of(run, curve, scale, against)
    low = set_values_axis(axes, run, curves)
    for i, (path, across, upwards) in enumerate(zip(run, curves.across, curves.upwards, strict=True)):
        if upwards is not None:
            shown = np.where(upwards > 0, upwards, low / 10) if curves.logarithmic else upwards
            draw_curve(sheet, axes, i, path, np.column_stack([across, shown]))
    axes.set_xlim(0, max(1, *(across[-1] for across in curves.across)))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    label = {"xycoords": "axes fraction", "textcoords": "offset points", "color": theme.muted, "fontsize": 0.8 * size}
    axes.annotate(curves.title, (0, 1), (0, 0.5 * size), ha="left", va="bottom", annotation_clip=False, **label)
    words = AGAINST[against]
    axes.annotate(words, (1, 0), (0, -1.35 * size), ha="right", va="top", annotation_clip=False, **label)


def draw_curve(sheet: Sheet, axes: Axes, i: int, path: Path, places: np.ndarray) -> None:
    look = {"edgecolor": sheet.style.colours[i], "linewidth": 0.13 * sheet.em, "dash": sheet.style.dashes[i]}
    line = add_line(axes, gid=f"curve-{i}", **look)
    sheet.move(line, lambda step: line.set_path(outline_of(places[: last_row(path, step) + 1])))


def set_values_axis(axes: Axes, run: Run, curves: Curves) -> float:
    """Shows all curves, but neither the depths of rounding nor the heights of a run that diverges; returns its foot."""
    shown = [
        (path, values[np.isfinite(values)])
        for path, values in zip(run, curves.upwards, strict=True)
        if values is not None
    ]
    start = max((float(values[0]) for _, values in shown if len(values)), default=0.0)
    tops = [
        float(values.max()) if path.diverged_at is None or start <= 0 else min(float(values.max()), HIGHEST * start)
        for path, values in shown
        if len(values)
    ]
    top, values = max(tops, default=1.0), np.concatenate([values for _, values in shown])
    if not curves.logarithmic:
        low = float(values.min(initial=top))
        room = 0.06 * (top - low or abs(top) or 1.0)
        axes.set_ylim(low - room, top + room)
        return low - room
    low = max(float(values[values > LOWEST].min(initial=top)), DEEPEST * top)
    axes.set_yscale("log", nonpositive="clip")
    axes.yaxis.set_minor_locator(NullLocator())
    if top > 1000 * low:
        axes.yaxis.set_major_locator(LogLocator(numticks=5))
    else:
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(lambda value, place: written(value))
    if top < 10 * low:
        low, top = 10 ** np.floor(np.log10(low)), 10 ** np.ceil(np.log10(top) + 1e-9)
    axes.set_ylim(low / 1.5, top * 1.5)
    return low / 1.5
