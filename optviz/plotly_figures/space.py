"""The landscape in three dimensions, with all paths lying on it."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from optviz.engine.landscape import Landscape, landscape
from optviz.engine.simulate import Run
from optviz.figures.relief import lay_on, relief_of
from optviz.picture.levels import levels_of, lines_of
from optviz.picture.looks import STROKES, THEMES, Theme
from optviz.picture.minima import crosses_inside, curves_in_space
from optviz.picture.scene import (
    AZIMUTHS,
    ELEVATION,
    HEIGHT,
    LIGHT,
    SLIVER,
    WIDTH,
    loss_ticks,
    loss_title,
    raised,
    weight_ticks,
)
from optviz.picture.view import Shown
from optviz.picture.words import outcome_of, weight_names
from optviz.plotly_figures.contours import contours_of
from optviz.plotly_figures.styling import (
    Styled,
    Traced,
    base_layout,
    hover_of,
    last_row,
    number_of_traces,
    ramp_of,
    styled,
    told,
)
from optviz.texts.language import say

DISTANCE = 2.15
LIFT = 0.012
"""How far paths are above the surface, in heights."""
LEVEL_LIFT = 0.004
PLACES = 161
"""Of the grid on which levels are sought, along each weight."""
CENTRE = {"x": 0, "y": 0, "z": -0.12}
FAR = 5000
"""How far away the light is."""
DASHES = ((0.0, "solid"), (2.5, "dot"), (7.0, "dash"), (np.inf, "longdash"))
"""Plotly's dashes in space, by the longest stroke that each stands for."""


def traced(run: Run, theme: str, how: Shown) -> Traced:
    """The scene, seen from an azimuth around the vertical and an elevation above the floor, in degrees."""
    colours, paths = THEMES[theme], styled(run, theme)
    ground, domain = landscape(run.scenario.surface), run.scenario.surface.record.domain
    shown = raised(ground, how.heights)
    azimuth = AZIMUTHS[0] if how.azimuth is None else how.azimuth
    elevation = ELEVATION if how.elevation is None else how.elevation
    figure = go.Figure(
        [surface_of(ground, shown, domain, colours, azimuth), *levels_on(ground, shown, domain, colours)]
    )
    figure.add_traces([minima_of(run, shown, colours), *curves_of_minima(run, shown, colours)])
    moving: list[int] = []
    for one in paths:
        for part in parts_of(one, shown, domain, run.scenario.num_steps):
            moving.append(number_of_traces(figure))
            figure.add_trace(part)
    eye = towards(azimuth, elevation, DISTANCE)
    names = weight_names(run.scenario.surface.record)
    scene = scene_of(shown, domain, names, colours) | {"camera": {"eye": eye, "center": CENTRE}}
    figure.update_layout(base_layout(colours) | {"height": 640, "scene": scene})

    def at(step: int) -> list[Any]:
        return [part for one in paths for part in parts_of(one, shown, domain, step)]

    return Traced(figure, moving, at, run.scenario.num_steps)


def towards(azimuth: float, elevation: float, distance: float) -> dict[str, float]:
    around, above = np.radians([azimuth, elevation])
    flat = distance * np.cos(above)
    return {"x": flat * np.cos(around), "y": flat * np.sin(around), "z": distance * float(np.sin(above))}


def scene_of(
    shown: Landscape, domain: tuple[tuple[float, float], ...], names: tuple[str, ...], theme: Theme
) -> dict[str, Any]:
    spans = np.ptp(np.array(domain), axis=1)
    sides = WIDTH * np.maximum(SLIVER, spans / spans.max())
    properties = {"color": theme.muted, "gridcolor": theme.grid, "showbackground": False, "showspikes": False}
    axes = {}
    for name, title, ends, found in zip("xy", names, domain, weight_ticks(domain), strict=True):
        ticks = {"tickvals": [tick.value for tick in found], "ticktext": [tick.text for tick in found]}
        axes[f"{name}axis"] = properties | ticks | {"range": list(ends), "title": title}
    losses = loss_ticks(shown)
    heights = [float(shown.shade(np.float64(tick.value))) for tick in losses]
    z = {"tickvals": heights, "ticktext": [tick.text for tick in losses], "range": [-0.02, 1.05]}
    axes["zaxis"] = properties | z | {"title": loss_title(shown)}
    return axes | {"aspectmode": "manual", "aspectratio": {"x": sides[0], "y": sides[1], "z": HEIGHT}}


def surface_of(
    ground: Landscape, shown: Landscape, domain: tuple[tuple[float, float], ...], theme: Theme, azimuth: float
) -> Any:
    """The surface in the tints of `ground`, at the heights of `shown`, lit from the left of who looks."""
    inside = [
        (axis >= low - 1e-9) & (axis <= high + 1e-9) for axis, (low, high) in zip(shown.axes, domain, strict=True)
    ]
    heights, shades = (np.minimum(one.shades[np.ix_(*reversed(inside))], 1) for one in (shown, ground))
    losses = shown.losses[np.ix_(*reversed(inside))]
    return go.Surface(
        x=shown.axes[0][inside[0]],
        y=shown.axes[1][inside[1]],
        z=heights,
        surfacecolor=shades,
        customdata=losses,
        cmin=0,
        cmax=1,
        colorscale=ramp_of(theme, ground),
        showscale=False,
        lightposition=towards(azimuth - LIGHT["left"], LIGHT["above"], FAR),
        lighting={"ambient": 0.7, "diffuse": 0.5, "specular": 0.02, "roughness": 0.8, "fresnel": 0},
        hovertemplate="(%{x:.3~g}, %{y:.3~g})<br>loss %{customdata:.4~g}<extra></extra>",
    )


def levels_on(ground: Landscape, shown: Landscape, domain: tuple[tuple[float, float], ...], theme: Theme) -> list[Any]:
    """The lines at the levels, a trace for each."""
    drawn = [line.level for line in lines_of(levels_of(ground)) if line.level.shade < 1]
    axes = tuple(np.linspace(low, high, PLACES) for low, high in domain)
    shades, traces = ground.shades_on(axes), []
    for level, corners, colour, width in contours_of(ground, drawn, axes, shades, theme):
        z = np.full(len(corners), float(shown.shade(level.loss)) + LEVEL_LIFT)
        quiet: Any = {"mode": "lines", "hoverinfo": "skip", "showlegend": False, "name": level.text}
        traces.append(
            go.Scatter3d(x=corners[:, 0], y=corners[:, 1], z=z, line={"color": colour, "width": 2 * width}, **quiet)
        )
    return traces


def minima_of(run: Run, shown: Landscape, theme: Theme) -> Any:
    places = np.array([[*one.point, float(shown.shade(np.float64(one.value)))] for one in crosses_inside(run)]).reshape(
        -1, 3
    )
    x, y, z = places.T
    marker = {"symbol": "cross", "size": 4, "color": theme.ink}
    return go.Scatter3d(x=x, y=y, z=z + LIFT, mode="markers", marker=marker, hoverinfo="skip", showlegend=False)


def curves_of_minima(run: Run, shown: Landscape, theme: Theme) -> list[Any]:
    line = {"color": theme.ink, "width": 2.5 * STROKES.minimum}
    quiet: Any = {
        "mode": "lines",
        "line": line,
        "hoverinfo": "skip",
        "showlegend": False,
        "name": say("a curve of minima"),
    }
    return [go.Scatter3d(x=x, y=y, z=z + LIFT, **quiet) for x, y, z in (one.T for one in curves_in_space(run, shown))]


def parts_of(one: Styled, shown: Landscape, domain: tuple[tuple[float, float], ...], step: int) -> list[Any]:
    """A path up to a step on its casing, as far as it lies in the domain, and its head."""
    path, end = one.path, last_row(one.path, step) + 1
    heights = np.minimum(shown.shade(path.losses[:end]), 1)
    laid = lay_on(relief_of(shown, domain), path.points[:end], heights)
    low, high = np.array(domain).T
    inside = ((laid.places[:, :2] >= low) & (laid.places[:, :2] <= high)).all(axis=1)
    x, y, z = np.where(inside[:, None], laid.places + np.array([0.0, 0.0, LIFT]), np.nan).T
    longest = max(one.look.dash, default=0.0)
    dash = next(name for most, name in DASHES if longest <= most)
    line = go.Scatter3d(
        x=x,
        y=y,
        z=z,
        mode="lines",
        line={"color": one.colour, "width": 2.5 * STROKES.walked, "dash": dash},
        customdata=told(path, laid.rows.astype(int)),
        hovertemplate=hover_of(path),
        name=f"{path.label}, {outcome_of(path, step)}",
        legendgroup=path.label,
    )
    casing = go.Scatter3d(
        x=x,
        y=y,
        z=z - LIFT / 2,
        mode="lines",
        line={"color": one.theme.paper, "width": 2.5 * (STROKES.walked + 2 * STROKES.casing)},
        hoverinfo="skip",
        showlegend=False,
        legendgroup=path.label,
    )
    marker = {"symbol": "circle", "size": 5, "color": one.colour, "line": {"color": one.theme.paper, "width": 1}}
    quiet = {"hoverinfo": "skip", "showlegend": False, "legendgroup": path.label}
    head = go.Scatter3d(x=x[-1:], y=y[-1:], z=z[-1:], mode="markers", marker=marker, **quiet)
    return [casing, line, head]
