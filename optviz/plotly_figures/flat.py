"""Panels and overlaid paths: the ground of a surface, or the graph of one weight, and the paths on it."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from optviz.engine.landscape import Landscape, landscape, losses_on
from optviz.engine.simulate import Path, Run
from optviz.picture.colours import mixed_parts
from optviz.picture.graph import graph_range
from optviz.picture.levels import levels_of, lines_of
from optviz.picture.looks import SHARES, STROKES, THEMES, Theme
from optviz.picture.minima import crosses, curve_lines
from optviz.picture.quantities import best_row
from optviz.picture.words import axis_titles, outcome_of
from optviz.plotly_figures.contours import contours_of, numbers_on, traces_of
from optviz.plotly_figures.styling import (
    Styled,
    Traced,
    axis,
    base_layout,
    best_marked,
    hover_of,
    last_row,
    number_of_traces,
    ramp_of,
    styled,
    told,
)
from optviz.texts.language import say

PLACES = 160
"""Of the ground along each weight."""
WIDEST = 4
"""Columns of panels."""
WIDTH, HEIGHT, TALL = 1200, 360, 520
"""Of the figure, where it is shown as wide as that; of a row of panels, and of the only one; in pixels."""


def traced(run: Run, theme: str, *, alone: bool) -> Traced:
    """A panel for each path if each is `alone`, or one for all of them."""
    paths, colours = styled(run, theme), THEMES[theme]
    count = len(run) if alone else 1
    columns = min(count, WIDEST)
    rows = math.ceil(count / columns)
    titles = [one.path.label for one in paths] if alone else [say(run.scenario.surface.record.title)]
    figure = make_subplots(rows, columns, subplot_titles=titles, horizontal_spacing=0.05, vertical_spacing=0.14)
    ground = ground_of(run, colours)
    ends = ranges_of(run)
    size = WIDTH / columns, HEIGHT if alone else TALL
    numbers = numbers_of(run, size, colours)
    places: list[Any] = [
        {"row": i // columns + 1, "col": i % columns + 1} for i in (range(len(run)) if alone else [0] * len(run))
    ]
    for i, place in enumerate(places if alone else places[:1]):
        for trace in [*ground, *minima_of(run, colours), *starts_of([run[i]] if alone else run, colours)]:
            figure.add_trace(trace, **place)
        equal: Any = {"scaleanchor": f"x{i + 1 if i else ''}"} if len(run.scenario.start) == 2 else {}
        names = [title or None for title in axis_titles(run.scenario.surface.record)]
        figure.update_xaxes(axis(colours, *ends[0], constrain="domain", title=names[0]), **place)
        figure.update_yaxes(axis(colours, *ends[1], constrain="domain", title=names[1], **equal), **place)
        for number in numbers:
            figure.add_annotation(number, **place)

    best = [best_row(one.path, run) for one in paths]

    def at(step: int) -> list[Any]:
        layers = zip(
            *(parts_of(one, row, step, is_dashed=not alone) for one, row in zip(paths, best, strict=True)), strict=True
        )
        return [part for layer in layers for part in layer]

    moving: list[int] = []
    for number, trace in enumerate(at(run.scenario.num_steps)):
        moving.append(number_of_traces(figure))
        figure.add_trace(trace, **places[number % len(run)])
    figure.update_layout(
        base_layout(colours) | {"height": rows * (HEIGHT if alone else TALL) + 120, "showlegend": not alone}
    )
    return Traced(figure, moving, at, run.scenario.num_steps)


def ranges_of(run: Run) -> list[tuple[float, float]]:
    surface = run.scenario.surface
    ends = list(surface.record.domain)
    return ends if len(ends) == 2 else [*ends, graph_range(landscape(surface))]


def ground_of(run: Run, theme: Theme) -> list[Any]:
    """The tint and the contours of two weights, or the graph of one."""
    surface, axes = run.scenario.surface, axes_of(run)
    losses = losses_on(surface, axes)
    if len(axes) == 1:
        line = {"color": theme.muted, "width": STROKES.graph}
        return [go.Scatter(x=axes[0], y=losses, mode="lines", line=line, hoverinfo="skip", showlegend=False)]
    shown = landscape(surface)
    return ground_on(axes, losses, shown, shown, theme)


def axes_of(run: Run) -> tuple[np.ndarray, ...]:
    """The places of the ground along each weight."""
    return tuple(np.linspace(low, high, PLACES) for low, high in run.scenario.surface.record.domain)


def ground_on(
    axes: tuple[np.ndarray, ...], losses: np.ndarray, shown: Landscape, scale: Landscape, theme: Theme
) -> list[Any]:
    """The tint and the contours of a landscape, with the tints and levels of a scale; `losses` are told at the axes."""
    shades = shown.shades_on(axes)
    hover = "(%{x:.3~g}, %{y:.3~g})<br>loss %{customdata:.4~g}<extra></extra>"
    tint = go.Heatmap(
        x=axes[0],
        y=axes[1],
        z=shades.astype(np.float32),
        customdata=losses.astype(np.float32),
        zmin=0,
        zmax=1,
        zsmooth="best",
        colorscale=ramp_of(theme, scale),
        showscale=False,
        hovertemplate=hover,
    )
    levels = [line.level for line in lines_of(levels_of(scale))]
    return [tint, *traces_of(contours_of(scale, levels, axes, shades, theme))]


def numbers_of(run: Run, size: tuple[float, float], theme: Theme) -> list[dict[str, Any]]:
    """Those on the levels, in one place in all panels."""
    surface = run.scenario.surface
    if len(surface.record.domain) == 1:
        return []
    shown = landscape(surface)
    return numbers_on(shown, shown, surface.record.domain, size, [path.points for path in run], theme)


def looks_of_minima(theme: Theme, ink: str) -> list[tuple[str, float, float]]:
    """The paper under a mark, and the mark: colour, width and reach of each."""
    casing = STROKES.minimum_casing
    return [
        (theme.paper, STROKES.minimum + 2 * casing, STROKES.minimum_reach + casing),
        (ink, STROKES.minimum, STROKES.minimum_reach),
    ]


def crosses_at(places: list[tuple[float, ...]], theme: Theme, ink: str) -> list[Any]:
    """A cross on paper at each of some places (x, y)."""
    x, y = np.array(places).T
    return [
        go.Scatter(
            x=x,
            y=y,
            mode="markers",
            marker={"symbol": "cross-thin", "size": 2 * reach, "line": {"color": colour, "width": width}},
            hoverinfo="skip",
            showlegend=False,
        )
        for colour, width, reach in looks_of_minima(theme, ink)
    ]


def minima_of(run: Run, theme: Theme) -> list[Any]:
    """Crosses, and lines where a curve has nothing but minima, each on paper."""
    quiet: Any = {"hoverinfo": "skip", "showlegend": False}
    along = [
        go.Scatter(
            x=x, y=y, mode="lines", line={"color": colour, "width": width}, name=say("a curve of minima"), **quiet
        )
        for x, y, _ in (line.T for line in curve_lines(run))
        for colour, width, _ in looks_of_minima(theme, theme.ink)
    ]
    if not (alone := crosses(run)):
        return along
    return along + crosses_at([(*one.point, one.value)[:2] for one in alone], theme, theme.ink)


def places_of(path: Path, step: int) -> np.ndarray:
    rows = slice(0, last_row(path, step) + 1)
    points = path.points[rows]
    return points if points.shape[1] == 2 else np.column_stack([points, path.losses[rows]])


def starts_of(paths: Iterable[Path], theme: Theme) -> list[Any]:
    """A ring on paper at each place where some paths begin."""
    x, y = np.array(list(dict.fromkeys(tuple(places_of(path, 0)[0].tolist()) for path in paths))).T.tolist()
    stroke = STROKES.start
    looks = [(theme.paper, stroke + 2 * STROKES.start_casing), (theme.ink, stroke)]
    marks = [
        {"size": 2 * STROKES.start_radius, "color": theme.paper, "line": {"color": colour, "width": width}}
        for colour, width in looks
    ]
    return [go.Scatter(x=x, y=y, mode="markers", marker=mark, hoverinfo="skip", showlegend=False) for mark in marks]


def parts_of(
    one: Styled,
    best: int | None,
    step: int,
    *,
    is_dashed: bool,
    losses: np.ndarray | None = None,
    is_named: bool = True,
) -> list[Any]:
    """A path up to a step, the lowest first: its casing, what fills the gaps of its dash, its line, the square where
    it is best on held-out examples, if there are any, its mark.

    Args:
        losses: (rows,) those that are told of it, where they are not its own.
        is_named: whether it is in the legend.
    """
    path, places = one.path, places_of(one.path, step)
    x, y = places.T
    dash, width = one.dash if is_dashed else "solid", STROKES.walked
    quiet: Any = {"hoverinfo": "skip", "showlegend": False, "legendgroup": path.label}

    def under(colour: str, width: float) -> Any:
        line = {"color": colour, "width": width}
        return go.Scatter(x=x.astype(np.float32), y=y.astype(np.float32), mode="lines", line=line, **quiet)

    line = go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": one.colour, "width": width, "dash": dash},
        customdata=told(path, np.arange(len(places)), losses),
        hovertemplate=hover_of(path),
        name=f"{path.label}, {outcome_of(path, step)}",
        legendgroup=path.label,
        showlegend=is_named,
    )
    head = go.Scatter(x=x[-1:], y=y[-1:], mode="markers", marker=one.marker(step, SHARES.head), **quiet)
    casing = under(one.theme.paper, width + 2 * STROKES.casing)
    square = [] if best is None else [best_marked(best, *places_of(path, best)[-1], step=step, theme=one.theme)]
    return [casing, under(mixed_parts(one.theme.paper, one.colour, SHARES.gap), width), line, *square, head]
