"""The loss on training examples and that on held-out ones, side by side, all paths on both."""

from typing import Any

from plotly.subplots import make_subplots

from optviz.engine.held_out import held_out_minima, held_out_on
from optviz.engine.landscape import losses_on
from optviz.engine.simulate import Run
from optviz.picture.levels import grounds_of
from optviz.picture.looks import THEMES
from optviz.picture.minima import crosses
from optviz.picture.quantities import best_row, measure
from optviz.picture.words import axis_titles, ground_titles
from optviz.plotly_figures.contours import numbers_on
from optviz.plotly_figures.flat import (
    TALL,
    WIDTH,
    axes_of,
    crosses_at,
    ground_on,
    minima_of,
    parts_of,
    ranges_of,
    starts_of,
)
from optviz.plotly_figures.styling import Traced, axis, base_layout, number_of_traces, styled


def traced(run: Run, theme: str) -> Traced:
    """Two panels on one scale; what is told of a path on the second is its loss on held-out examples."""
    paths, colours = styled(run, theme), THEMES[theme]
    surface = run.scenario.surface
    training, held_out, scale = grounds_of(surface)
    titles = [title[:1].upper() + title[1:] for title in ground_titles(surface.record)]
    figure = make_subplots(1, 2, subplot_titles=titles, horizontal_spacing=0.06)
    axes, ends = axes_of(run), ranges_of(run)
    known = [one.point for one in crosses(run)]
    own = [one.point for one in held_out_minima(surface)]
    faint = crosses_at(known, colours, colours.muted) if known else []
    minima = [minima_of(run, colours), faint + (crosses_at(own, colours, colours.ink) if own else [])]
    grounds = [(training, losses_on(surface, axes)), (held_out, held_out_on(surface, axes))]
    names = [title or None for title in axis_titles(surface.record)]
    for i, (shown, losses) in enumerate(grounds):
        place: Any = {"row": 1, "col": i + 1}
        for trace in [*ground_on(axes, losses, shown, scale, colours), *minima[i], *starts_of(run, colours)]:
            figure.add_trace(trace, **place)
        equal: Any = {"scaleanchor": f"x{i + 1 if i else ''}"}
        figure.update_xaxes(axis(colours, *ends[0], constrain="domain", title=names[0]), **place)
        figure.update_yaxes(
            axis(colours, *ends[1], constrain="domain", title=None if i else names[1], constraintoward="top", **equal),
            **place,
        )
        points = [path.points for path in run]
        for number in numbers_on(shown, scale, surface.record.domain, (WIDTH / 2, TALL), points, colours):
            figure.add_annotation(number, **place)

    best = [best_row(one.path, run) for one in paths]
    told = [[None] * len(paths), [measure("held_out", one.path, run) for one in paths]]

    def at(step: int) -> list[Any]:
        layers = []
        for losses in told:
            parts = [
                parts_of(one, row, step, is_dashed=True, losses=values, is_named=losses is told[0])
                for one, row, values in zip(paths, best, losses, strict=True)
            ]
            layers += [part for layer in zip(*parts, strict=True) for part in layer]
        return layers

    moving: list[int] = []
    traces = at(run.scenario.num_steps)
    for number, trace in enumerate(traces):
        moving.append(number_of_traces(figure))
        figure.add_trace(trace, row=1, col=1 + (2 * number >= len(traces)))
    figure.update_layout(base_layout(colours) | {"height": TALL + 120, "showlegend": True})
    return Traced(figure, moving, at, run.scenario.num_steps)
