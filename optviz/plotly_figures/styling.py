"""Looks, ticks and type as Plotly takes them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from optviz.engine.landscape import Landscape
from optviz.engine.simulate import Path, Run
from optviz.picture.colours import between
from optviz.picture.looks import DIVERGED, LETTERS, MARKS, STROKES, THEMES, TYPE, Look, Theme, looks
from optviz.picture.ticks import RULES, Tick, ticks
from optviz.picture.tint import tint_table
from optviz.texts.numbers import written

SYMBOLS = {
    "circle": "circle",
    "square": "square",
    "triangle": "triangle-up",
    "inverted triangle": "triangle-down",
    "diamond": "diamond",
    "pentagon": "pentagon",
    "cross": "x-thin",
}
"""Plotly's names of the marks' shapes."""


class Traced(NamedTuple):
    """A figure of a run at its end, and how it looks earlier.

    Args:
        figure: all of its traces, drawn to the last row.
        moving: the numbers of the traces that depend on the step.
        at: `at(step)` gives these traces as they are at a step.
        shown: how many rows there are to be seen.
    """

    figure: go.Figure
    moving: list[int]
    at: Any
    shown: int


class Styled(NamedTuple):
    """How one path is drawn."""

    path: Path
    look: Look
    colour: str
    theme: Theme

    @property
    def dash(self) -> str:
        """The dash in pixels; Plotly measures it so."""
        return ",".join(f"{length * STROKES.walked:g}px" for length in self.look.dash) or "solid"

    def marker(self, step: int, share: float = 1.0) -> dict[str, Any]:
        """The path's mark at a step, or the one of all that have diverged."""
        diverged = self.path.diverged_at is not None and step >= self.path.diverged_at
        name = DIVERGED if diverged else self.look.mark
        mark = MARKS[name]
        symbol = SYMBOLS[name.removeprefix("hollow ")]
        size = 2 * max(abs(end) for corner in mark.outline[0] for end in corner) * share
        if mark.kind == "full":
            line = {"color": self.theme.paper, "width": STROKES.mark_casing}
            return {"symbol": symbol, "size": size, "color": self.colour, "line": line}
        face = self.theme.paper if mark.kind == "hollow" else self.colour
        return {"symbol": symbol, "size": size, "color": face, "line": {"color": self.colour, "width": STROKES.mark}}


def styled(run: Run, theme: str) -> list[Styled]:
    chosen = looks(run.scenario)
    pairs = zip(run, chosen, strict=True)
    return [Styled(path, look, getattr(look, theme), THEMES[theme]) for path, look in pairs]


def last_row(path: Path, step: int) -> int:
    """The row that a path has come to at a step: its last good one, where it has diverged."""
    return step if path.diverged_at is None else min(step, max(path.diverged_at - 1, 0))


def number_of_traces(figure: go.Figure) -> int:
    return len(figure.data)  # pyright: ignore[reportArgumentType]  # a tuple, which Plotly's own types take for a figure


def base_layout(theme: Theme) -> dict[str, Any]:
    return {
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "font": {"family": LETTERS.family, "size": TYPE, "color": theme.ink},
        "margin": {"l": 50, "r": 20, "t": 56, "b": 44},
        "hoverlabel": {"font": {"family": LETTERS.family}},
    }


def axis(theme: Theme, low: float, high: float, found: Iterable[Tick] | None = None, **more: Any) -> dict[str, Any]:
    """An axis with the ticks that the page has."""
    chosen = list(ticks(low, high, RULES["most"]["panel"]) if found is None else found)
    return {
        "range": [low, high],
        "tickvals": [tick.value for tick in chosen],
        "ticktext": [tick.text for tick in chosen],
        "tickfont": {"color": theme.muted, "size": TYPE - 2},
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.muted,
        "linecolor": theme.grid,
        "showline": True,
        "showgrid": False,
        "zeroline": False,
    } | more


def ramp_of(theme: Theme, shown: Landscape) -> list[list[Any]]:
    """The colours of shades."""
    table = tint_table(shown)
    return [[i / (len(table) - 1), between(theme.ramp, tint)] for i, tint in enumerate(table)]


def best_marked(row: int, x: float, y: float, *, step: int, theme: Theme) -> Any:
    """A square where the loss on held-out examples is lowest, once a path has come there."""
    places = [(x, y)] if step >= row else []
    marker = {
        "symbol": "square-open",
        "size": 2 * STROKES.best_reach,
        "color": theme.ink,
        "line": {"width": STROKES.example},
    }
    quiet = {"hoverinfo": "skip", "showlegend": False, "name": "best"}
    return go.Scatter(x=[x for x, _ in places], y=[y for _, y in places], mode="markers", marker=marker, **quiet)


def hover_of(path: Path) -> str:
    """What is said of a row under the pointer; its step, its place and its loss are its `customdata`."""
    label = path.label.replace("<", "&lt;").replace("%{", "% {")
    return f"{label}, step %{{customdata[0]}}<br>(%{{customdata[1]}})<br>loss %{{customdata[2]}}<extra></extra>"


def told(path: Path, rows: np.ndarray, losses: np.ndarray | None = None) -> list[list[str]]:
    """The `customdata` of rows: numbers as the page writes them; `losses` (rows,) in the place of the path's."""
    places = [", ".join(written(weight, 4) for weight in point) for point in path.points[rows].tolist()]
    values = [written(loss, 4) for loss in (path.losses if losses is None else losses)[rows].tolist()]
    return [[str(row), place, loss] for row, place, loss in zip(rows.tolist(), places, values, strict=True)]


def moved(trace: Any) -> Any:
    """What of a trace is another at another step; the rest it keeps in a frame, its rows' `customdata` too."""
    changes = {name: trace[name] for name in ("x", "y", "z", "marker", "name") if name in trace}
    return type(trace)({name: value for name, value in changes.items() if value is not None})


def with_frames(traced: Traced, count: int, theme: Theme) -> go.Figure:
    """A figure with a frame for each of so many steps, a button that plays them and a slider."""
    figure = traced.figure
    steps = np.unique(np.rint(np.linspace(0, traced.shown, max(count, 2))).astype(int))
    figure.frames = [
        go.Frame(data=[moved(trace) for trace in traced.at(int(step))], traces=traced.moving, name=str(step))
        for step in steps
    ]
    at_once = {"frame": {"duration": 0, "redraw": True}, "mode": "immediate", "transition": {"duration": 0}}
    play = {"frame": {"duration": 50, "redraw": True}, "fromcurrent": True, "transition": {"duration": 0}}
    buttons = [
        {"label": "Play", "method": "animate", "args": [None, play]},
        {"label": "Pause", "method": "animate", "args": [[None], at_once]},
    ]
    entries = [{"label": str(step), "method": "animate", "args": [[str(step)], at_once]} for step in steps]
    slider = {
        "active": len(steps) - 1,
        "currentvalue": {"prefix": "step ", "font": {"color": theme.muted}},
        "pad": {"t": 36, "l": 136},
        "steps": entries,
    }
    menu = {
        "type": "buttons",
        "direction": "left",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "showactive": False,
    }
    figure.update_layout(sliders=[slider], updatemenus=[menu | {"pad": {"t": 48}, "buttons": buttons}])
    figure.update_layout(margin={"b": 110})
    return figure
