"""Draws a Run with matplotlib's objects: no pyplot, no browser, no display.

What is drawn has a name (`path-0`, `curve-0`, `panel-0` …), which SVG keeps as its id.
"""

from collections.abc import Sequence
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

import matplotlib
import numpy as np
from contourpy import LineType, contour_generator
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from optviz.figures.ground import Ground, make_ground
from optviz.figures.layout import Box, Layout, em_of, lay_out
from optviz.figures.words import digits, numbers_of, outcome_of, title_of
from optviz.palette import THEMES, Look, Theme, looks
from optviz.simulate import Path, Run

NARROWEST, WIDEST = 0.4, 2.5
"""The shapes (width over height) within which a panel keeps equal scales on both axes."""
DEEPEST_CURVE, HIGHEST_CURVE = 1e-12, 100.0
"""How far the losses are shown: downwards as a share of the highest, upwards in starts for a run that diverges."""
UPPER, LOWER, SMALL = 1.75, 0.5, 0.85
"""The baselines of the two lines over a panel, and the size of what is less important, in em."""
FONTS = ("DejaVu Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei")
"""The first comes with matplotlib; the others are used, where installed, for labels that it has no letters for."""
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "optviz", "pdf.fonttype": 42}
LOCK = Lock()


class Style(NamedTuple):
    """The theme, and the colour and the dash of each path in it."""

    theme: Theme
    colours: tuple[str, ...]
    dashes: tuple[tuple[float, ...], ...]


@contextmanager
def matplotlib_as_shipped():
    """matplotlib with its own defaults, whatever the user's settings are; one thread at a time, as they are global."""
    with LOCK, matplotlib.rc_context():
        matplotlib.rcdefaults()
        installed = {font.name for font in font_manager.fontManager.ttflist}
        matplotlib.rcParams["font.family"] = [name for name in FONTS if name in installed]
        matplotlib.rcParams.update(SETTINGS)
        yield


def make_style(chosen: Sequence[Look], name: str) -> Style:
    colours = tuple(getattr(look, name) for look in chosen)
    dashes = tuple(look.dash if name == "print" else () for look in chosen)
    return Style(THEMES[name], colours, dashes)


def panel_shape(run: Run) -> float:
    """The width of a panel over its height: equal scales, unless that would make a strip of it."""
    spans = [high - low for low, high in run.scenario.surface.record.domain]
    return min(max(spans[0] / spans[1], NARROWEST), WIDEST) if len(spans) == 2 else 1.5


def draw(run: Run, *, width, height, style, view, title, curves, letters, step) -> Figure:
    """The figure of a Run. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`."""
    layout = lay_out(
        len(run),
        panel_shape(run),
        width.inches,
        height and height.inches,
        em=em_of(width.inches),
        view=view,
        title=title,
        curves=curves,
    )
    styled = make_style(looks(run.scenario), style)
    step = run.scenario.num_steps if step is None else min(step, run.scenario.num_steps)
    figure = Figure(figsize=(layout.width, layout.height), facecolor=styled.theme.paper)
    FigureCanvasAgg(figure)
    if layout.title:
        draw_title(figure, layout, run, styled.theme)
    draw_heads(figure, layout, run, styled, step, letters=letters and view == "panels")
    if layout.panels:
        draw_panels(figure, layout, run, styled, step)
    if layout.curves:
        draw_curves(add_axes(figure, layout, layout.curves), layout, run, styled, step)
    return figure


def add_axes(figure: Figure, layout: Layout, box: Box) -> Axes:
    share = (box.left / layout.width, box.bottom / layout.height, box.width / layout.width, box.height / layout.height)
    return figure.add_axes(share)


def draw_panels(figure: Figure, layout: Layout, run: Run, style: Style, step: int) -> None:
    """One path a panel, or all paths on the only one."""
    ground = make_ground(run.scenario)
    contours = contours_of(ground)
    alone = len(layout.panels) == len(run)
    for i, box in enumerate(layout.panels):
        axes = add_axes(figure, layout, box)
        axes.set_gid(f"panel-{i}")
        is_left, is_lowest = i % layout.columns == 0, i + layout.columns >= len(layout.panels)
        set_axes(axes, layout, style.theme, left=is_left, bottom=is_lowest)
        draw_ground(axes, ground, contours, style.theme, layout)
        draw_minima(axes, run, style.theme, layout)
        for j in [i] if alone else range(len(run)):
            dash = () if alone else style.dashes[j]
            draw_path(axes, run[j], j, style.colours[j], dash, style.theme, layout, step)
        for axis, (low, high) in zip((axes.set_xlim, axes.set_ylim), limits(ground), strict=False):
            axis(low, high)


def limits(ground: Ground) -> list[tuple[float, float]]:
    ends = [(float(axis[0]), float(axis[-1])) for axis in ground.axes]
    if len(ends) == 1:
        low, high = float(np.nanmin(ground.losses)), float(np.nanmax(ground.losses))
        room = 0.08 * (high - low or 1.0)
        ends.append((low - room, high + room))
    return ends


def set_axes(axes: Axes, layout: Layout, theme: Theme, *, left: bool, bottom: bool) -> None:
    """Thin edges, few numbers, and these only on the outer panels."""
    size = points(layout.em)
    axes.set_facecolor(theme.paper)
    for edge in axes.spines.values():
        edge.set(color=theme.grid, linewidth=0.06 * size)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.tick_params(
        length=0.25 * size,
        width=0.06 * size,
        pad=0.25 * size,
        color=theme.grid,
        labelcolor=theme.muted,
        labelsize=0.8 * size,
        labelleft=left,
        labelbottom=bottom,
    )


def points(inches: float) -> float:
    return inches * 72


def contours_of(ground: Ground) -> list[Outline]:
    """One outline a level, of lines that are not closed, as only these are thinned out where they are straight."""
    if not len(ground.levels):
        return []
    lines = contour_generator(*ground.axes, np.ma.masked_invalid(ground.heights), line_type=LineType.Separate)
    found = (lines.lines(level) for level in ground.levels)
    return [Outline.make_compound_path(*map(Outline, level)) for level in found if level]


def draw_ground(axes: Axes, ground: Ground, contours: Sequence[Outline], theme: Theme, layout: Layout) -> None:
    """The contours of two weights, on a ramp that is the paper itself at the lowest; or the graph of one."""
    size = points(layout.em)
    if len(ground.axes) == 1:
        axes.plot(
            ground.axes[0],
            ground.losses,
            color=theme.muted,
            linewidth=0.12 * size,
            gid=f"{axes.get_gid()}-graph",
            zorder=1,
        )
        return
    ramp = LinearSegmentedColormap.from_list("ramp", theme.ramp)
    low = ground.levels[0] if len(ground.levels) else None
    half = [(axis[1] - axis[0]) / 2 for axis in ground.axes]
    extent = [edge for axis, h in zip(ground.axes, half, strict=True) for edge in (axis[0] - h, axis[-1] + h)]
    axes.imshow(ground.heights, cmap=ramp, vmin=low, origin="lower", extent=extent, aspect="auto", zorder=0)
    for contour in contours:
        axes.add_patch(PathPatch(contour, fill=False, edgecolor=theme.contour, linewidth=0.05 * size, zorder=1))


def draw_minima(axes: Axes, run: Run, theme: Theme, layout: Layout) -> None:
    size = points(layout.em)
    for i, minimum in enumerate(run.minima):
        place = minimum.point if len(minimum.point) == 2 else (*minimum.point, minimum.value)
        axes.plot(
            *place,
            "+",
            color=theme.muted,
            ms=0.7 * size,
            mew=0.09 * size,
            gid=f"{axes.get_gid()}-minimum-{i}",
            zorder=2,
        )


def places_of(path: Path, step: int) -> np.ndarray:
    """The places of a path on its panel, up to a step; its last good one is the last where it diverged."""
    last = step if path.diverged_at is None else min(step, max(path.diverged_at - 1, 0))
    rows = path.points[: last + 1]
    return rows if rows.shape[1] == 2 else np.column_stack([rows, path.losses[: last + 1]])


def draw_path(axes, path, place, colour, dash, theme, layout, step) -> None:
    """The path on a halo, so that it stands out where it crosses contours; a ring at its start, a dot at its end."""
    size = points(layout.em)
    places = places_of(path, step)
    draw_line(axes, places, gid=f"halo-{place}", edgecolor=theme.paper, linewidth=0.32 * size, alpha=0.7, zorder=3)
    draw_line(axes, places, gid=f"path-{place}", edgecolor=colour, linewidth=0.14 * size, zorder=4, dash=dash)
    mark = {"marker": "o", "linestyle": "none", "zorder": 5, "clip_on": True}
    ring = {"mfc": theme.paper, "mec": colour, "mew": 0.12 * size, "ms": 0.55 * size}
    axes.plot(*places[0], gid=f"start-{place}", **ring, **mark)
    dot = {"mfc": colour, "mec": theme.paper, "mew": 0.07 * size, "ms": 0.7 * size}
    axes.plot(*places[-1], gid=f"end-{place}", **dot, **mark)


def draw_line(axes: Axes, places: np.ndarray, *, dash: tuple[float, ...] = (), **look) -> None:
    """A line through all of its places: no backend may leave any out."""
    outline = Outline(places)
    outline.should_simplify = False
    style = (0, dash) if dash else "solid"
    patch = PathPatch(outline, fill=False, capstyle="round" if not dash else "butt", joinstyle="round", **look)
    patch.set_linestyle(style)
    axes.add_patch(patch)


def draw_curves(axes: Axes, layout: Layout, run: Run, style: Style, step: int) -> None:
    """The loss of all optimizers over the steps; logarithmic where no loss is negative."""
    size, theme = points(layout.em), style.theme
    axes.set_gid("curves")
    set_axes(axes, layout, theme, left=True, bottom=True)
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.grid(axis="y", color=theme.grid, linewidth=0.05 * size)
    axes.set_axisbelow(True)
    for i, path in enumerate(run):
        last = len(places_of(path, step))
        places = np.column_stack([np.arange(last), path.losses[:last]])
        draw_line(
            axes, places, gid=f"curve-{i}", edgecolor=style.colours[i], linewidth=0.13 * size, dash=style.dashes[i]
        )
    axes.set_xlim(0, run.scenario.num_steps)
    set_loss_axis(axes, run)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    label = {"xycoords": "axes fraction", "textcoords": "offset points", "color": theme.muted, "fontsize": 0.8 * size}
    axes.annotate("loss", (0, 1), (0, 0.5 * size), ha="left", va="bottom", annotation_clip=False, **label)
    axes.annotate("step", (1, 0), (0, -1.35 * size), ha="right", va="top", annotation_clip=False, **label)


def set_loss_axis(axes: Axes, run: Run) -> None:
    """Shows all curves, but neither the depths of rounding nor the heights of a run that diverges.

    It is logarithmic where no loss is negative and they span a decade.
    """
    losses = np.concatenate([path.losses for path in run])
    start = max(path.losses[0] for path in run)
    tops = [float(path.losses.max()) for path in run]
    top = max(
        t if path.diverged_at is None else min(t, HIGHEST_CURVE * start) for t, path in zip(tops, run, strict=True)
    )
    positive = losses[losses > 0]
    low = max(float(positive.min(initial=top)), DEEPEST_CURVE * top)
    if losses.min() >= 0 and top > 10 * low:
        axes.set_yscale("log", nonpositive="mask")
        axes.set_ylim(low / 1.5, top * 1.5)
        axes.yaxis.set_minor_locator(NullLocator())
        if top > 1000 * low:
            axes.yaxis.set_major_locator(LogLocator(numticks=5))
        else:
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_major_formatter(lambda value, place: digits(value))
    else:
        low = float(losses.min())
        room = 0.06 * (top - low or 1.0)
        axes.set_ylim(low - room, top + room)


def write_text(figure, layout, left, bottom, text, *, size, colour, math=False, **more) -> None:
    figure.text(
        left / layout.width,
        bottom / layout.height,
        text,
        fontsize=points(size),
        color=colour,
        parse_math=math,
        va="baseline",
        **more,
    )


def width_of(text: str, size: float, *, bold: bool = False, math: bool = False) -> float:
    """The width of a text in inches."""
    font = font_manager.FontProperties(size=points(size), weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, font, math and "$" in text)[0] / 72


def fitting(parts: Sequence[str], width: float, size: float, between: str = "   ") -> str:
    """As many of the parts, from the first one, as fit into a width."""
    kept = list(parts)
    while kept and width_of(between.join(kept), size, math=True) > width:
        kept.pop()
    return between.join(kept)


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    if width_of(text, size, bold=bold) <= width:
        return text
    while text and width_of(text + "…", size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def draw_title(figure: Figure, layout: Layout, run: Run, theme: Theme) -> None:
    """The surface in bold, then what the whole picture shares."""
    em, box = layout.em, layout.title
    name = run.scenario.surface.record.title
    baseline = box.top - 1.3 * em
    write_text(figure, layout, box.left, baseline, name, size=1.25 * em, colour=theme.ink, weight="bold")
    used = width_of(name, 1.25 * em, bold=True) + 1.2 * em
    rest = fitting(title_of(run.scenario), box.width - used, em)
    write_text(figure, layout, box.left + used, baseline, rest, size=em, colour=theme.muted, math=True)


def draw_heads(figure: Figure, layout: Layout, run: Run, style: Style, step: int, *, letters: bool) -> None:
    """Over each panel a sample of the line, the label and the loss; under them the numbers.

    Where some label leaves no room beside it, all losses go down to the line of the numbers.
    """
    em = layout.em
    outcomes = [outcome_of(path, step) for path in run]
    indent = (1.9 + 1.7 * letters) * em
    beside = all(
        indent + width_of(path.label, em, bold=True) + width_of(outcome, SMALL * em) + 0.8 * em <= box.width
        for path, outcome, box in zip(run, outcomes, layout.heads, strict=True)
    )
    for i, (path, outcome, box) in enumerate(zip(run, outcomes, layout.heads, strict=True)):
        draw_label(figure, layout, box, path.label, style, i, letters)
        shown = outcome if beside else outcome.removeprefix("loss ")
        draw_numbers(figure, layout, box, path, i, shown, style.theme, beside)


def draw_label(figure, layout, box, label, style, place, letters) -> None:
    em, left, baseline = layout.em, box.left, box.bottom + UPPER * layout.em
    if letters:
        write_text(figure, layout, left, baseline, f"({chr(ord('a') + place)})", size=em, colour=style.theme.ink)
        left += 1.7 * em
    ends, level = np.array([left, left + 1.5 * em]) / layout.width, (baseline + 0.36 * em) / layout.height
    sample = Line2D(ends, [level, level], color=style.colours[place], lw=points(0.18 * em), solid_capstyle="butt")
    sample.set_linestyle((0, style.dashes[place]) if style.dashes[place] else "solid")
    figure.add_artist(sample)
    left += 1.9 * em
    text = shortened(label, box.right - left, em, bold=True)
    write_text(figure, layout, left, baseline, text, size=em, colour=style.theme.ink, weight="bold")


def draw_numbers(figure, layout, box, path, place, outcome, theme, beside) -> None:
    """The outcome at the right end, on the upper line or on the lower, and the numbers in what room is left."""
    em, room = layout.em, box.width
    lower, size = box.bottom + LOWER * em, SMALL * em
    level = box.bottom + UPPER * em if beside else lower
    gid = f"outcome-{place}"
    write_text(figure, layout, box.right, level, outcome, size=size, colour=theme.muted, ha="right", gid=gid)
    if not beside:
        room -= width_of(outcome, size) + 0.8 * em
    numbers = fitting(numbers_of(path.choice), room, size)
    write_text(figure, layout, box.left, lower, numbers, size=size, colour=theme.muted, math=True)
