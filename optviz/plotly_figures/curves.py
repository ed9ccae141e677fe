"""One quantity of all paths, against steps or gradients taken."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from optviz.engine.simulate import Run
from optviz.picture.curves import AGAINST, across_of, curves_of, possible, rows_of_squares
from optviz.picture.epochs import DASH, Epochs, epochs_of
from optviz.picture.looks import SHARES, STROKES, THEMES, TYPE, Theme
from optviz.picture.ticks import RULES, logarithmic_ticks, ticks
from optviz.picture.view import NotDrawable
from optviz.plotly_figures.styling import (
    Styled,
    Traced,
    axis,
    base_layout,
    best_marked,
    last_row,
    number_of_traces,
    styled,
)
from optviz.texts.language import say

WIDTH = 30.0
"""Of the plot in a narrow window, in sizes of the type of its labels: by it marks of epochs are thinned."""


def traced(run: Run, theme: str, *, curve: str, scale: str, against: str) -> Traced:
    """The curves of a quantity.

    Raises:
        NotDrawable: no path has this quantity.
    """
    curves, across, colours = curves_of(run, curve), across_of(run, against), THEMES[theme]
    if all(values is None for values in curves.values):
        raise NotDrawable.of("curve", "nothing_to_plot", quantity=curves.title, choices=possible(run))
    low, high, logarithmic, note = curves.ranges[scale]
    top = 10.0**high if logarithmic else high
    paths, plotted = styled(run, theme), [curves.drawn(i, scale) for i in range(len(run))]
    beside = [curves.drawn_beside(i, scale) for i in range(len(run))]
    end = float(max(1, *(one[-1] for one in across)))
    title = f"{curves.title} {note}" if logarithmic and note else curves.title
    most = RULES["most"]
    found = logarithmic_ticks(low, high, most["upwards"]) if logarithmic else ticks(low, high, most["upwards"])
    grid = {"showgrid": True, "gridcolor": colours.grid}
    y = axis(colours, low, high, found, title=title, type="log" if logarithmic else "linear", **grid)
    epochs = epochs_of(run, against)
    x = axis(colours, 0.0, end, ticks(0.0, end, most["across"], whole=True), title=say(AGAINST[against]), **grid)

    bests = [
        (row, taken[row], (values if other is None else other)[row])
        for row, taken, values, other in zip(curves.best, across, plotted, beside, strict=True)
        if row is not None and values is not None
    ]

    def at(step: int) -> list[Any]:
        return [
            part
            for one, values, other, taken in zip(paths, plotted, beside, across, strict=True)
            if values is not None
            for part in [
                *([] if other is None else parts_beside(one, np.asarray(taken), other, step)),
                *parts_of(one, np.asarray(taken), values, step, top),
            ]
        ] + [best_marked(*best, step=step, theme=colours) for best in bests]

    figure = go.Figure(at(run.scenario.num_steps))
    figure.update_layout(base_layout(colours) | {"height": 460, "xaxis": x, "yaxis": y})
    if epochs:
        mark_epochs(figure, epochs, end, colours)
    return Traced(figure, list(range(number_of_traces(figure))), at, run.scenario.num_steps)


def mark_epochs(figure: go.Figure, epochs: Epochs, end: float, theme: Theme) -> None:
    """A line behind the curves where an epoch ends, with its number over the plot, and over them how long one is."""
    label = {"font": {"color": theme.muted, "size": TYPE - 2}, "yref": "paper", "y": 1, "yanchor": "bottom"}
    label |= {"showarrow": False}
    dash = ",".join(f"{length}px" for length in DASH)
    for across, text in epochs.marks(end, WIDTH):
        line = {"color": theme.muted, "width": 1, "dash": dash}
        ends = {"x0": across, "x1": across, "y0": 0, "y1": 1, "yref": "paper"}
        figure.add_shape(type="line", layer="below", line=line, **ends)
        figure.add_annotation(x=across, text=text, xanchor="right", **label)
    note = {"xref": "paper", "xanchor": "left", "xshift": -4, "yshift": TYPE + 4}
    figure.add_annotation(x=0, text=epochs.note(end, WIDTH), **note, **label)


def parts_of(one: Styled, across: np.ndarray, values: np.ndarray, step: int, top: float) -> list[Any]:
    """A curve up to a step, and its mark there: at the `top` of the axis where the curve has left it upwards."""
    rows = slice(0, last_row(one.path, step) + 1)
    line = {"color": one.colour, "width": STROKES.curve, "dash": one.dash}
    label = one.path.label
    curve = go.Scatter(x=across[rows], y=values[rows], mode="lines", line=line, name=label, legendgroup=label)
    quiet = {"hoverinfo": "skip", "showlegend": False, "legendgroup": label}
    marker = one.marker(step, SHARES.on_curve)
    x, y = across[rows][-1:], np.minimum(values[rows][-1:], top)
    return [curve, go.Scatter(x=x, y=y, mode="markers", marker=marker, cliponaxis=False, **quiet)]


def parts_beside(one: Styled, across: np.ndarray, values: np.ndarray, step: int) -> list[Any]:
    """A line beside a curve up to a step: thinner, with squares."""
    last = last_row(one.path, step)
    quiet = {"hoverinfo": "skip", "showlegend": False, "legendgroup": one.path.label, "name": "beside"}
    line = {"color": one.colour, "width": STROKES.ahead, "dash": one.dash}
    outline = {"color": one.colour, "width": STROKES.ahead}
    marker = {"symbol": "square", "size": 2 * STROKES.beside_reach, "color": one.theme.paper, "line": outline}
    rows = [row for row in rows_of_squares(len(values)) if row <= last]
    return [
        go.Scatter(x=across[: last + 1], y=values[: last + 1], mode="lines", line=line, **quiet),
        go.Scatter(x=across[rows], y=values[rows], mode="markers", marker=marker, **quiet),
    ]
