"""The data of a surface, and the line of each path among them."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from optviz.engine.batches import batch_of
from optviz.engine.data_space import DataSpace, predictions, space_of
from optviz.engine.simulate import Run
from optviz.engine.tables import data_of
from optviz.figures.data import outlines_of
from optviz.picture.examples import Example, examples_of
from optviz.picture.looks import STROKES, THEMES, Theme
from optviz.plotly_figures.styling import Styled, Traced, axis, base_layout, last_row, number_of_traces, styled
from optviz.texts.language import say


def traced(run: Run, theme: str, *, residuals: bool) -> Traced:
    """The examples, and what each path says at a step."""
    colours, surface = THEMES[theme], run.scenario.surface
    space, examples, paths = space_of(surface), examples_of(surface), styled(run, theme)
    across, upwards = map(say, space.titles)
    figure = go.Figure([marked(examples, colours)])

    def at(step: int) -> list[Any]:
        parts = [ringed(run, examples, step, colours)] if run.scenario.noise.record.draws_batch else []
        for one in paths:
            parts += [said_by(one, space, run, step)]
            if residuals and not space.is_plane:
                parts += [residuals_of(one, run, step)]
        return parts

    figure.add_traces(at(run.scenario.num_steps))
    axes = {
        "xaxis": axis(colours, *space.ranges[0], title=across),
        "yaxis": axis(colours, *space.ranges[1], title=upwards),
    }
    figure.update_layout(base_layout(colours) | {"height": 460} | axes)
    return Traced(figure, list(range(1, number_of_traces(figure))), at, run.scenario.num_steps)


def marked(examples: list[Example], theme: Theme) -> Any:
    marker = {
        "symbol": ["square" if one.number is None else "circle" for one in examples],
        "size": [2 * one.reach for one in examples],
        "color": [theme.ink if one.is_full else theme.paper for one in examples],
        "line": {"color": theme.ink, "width": examples[0].outline},
    }
    x, y = np.transpose([one.place for one in examples])
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, name="examples", showlegend=False)


def ringed(run: Run, examples: list[Example], step: int, theme: Theme) -> Any:
    """Rings around the examples of a step's mini-batch."""
    batch = batch_of(run.scenario, step)
    assert batch is not None
    places = np.reshape([one.place for one in examples if one.number is not None and batch[one.number]], (-1, 2))
    size = 2 * (STROKES.example_reach + STROKES.example_lit)
    marker = {"symbol": "circle-open", "size": size, "color": theme.ink, "line": {"width": STROKES.example}}
    return go.Scatter(
        x=places[:, 0], y=places[:, 1], mode="markers", marker=marker, name="mini-batch", hoverinfo="skip"
    )


def said_by(one: Styled, space: DataSpace, run: Run, step: int) -> Any:
    """What a path says at a step: its curve, or on a plane its borders."""
    said = predictions(run.scenario.surface, one.path.points[last_row(one.path, step)], space.nodes)
    gap = np.full((1, 2), np.nan)
    places = np.concatenate([part for outline in outlines_of(space, said) for part in (outline.vertices, gap)])
    line = {"color": one.colour, "width": STROKES.walked, "dash": one.dash}
    return go.Scatter(x=places[:, 0], y=places[:, 1], mode="lines", line=line, name=one.path.label)


def residuals_of(one: Styled, run: Run, step: int) -> Any:
    """From each example to what a path says of it."""
    data = data_of(run.scenario.surface)
    rows = data.rows[list(data.places)]
    said = predictions(run.scenario.surface, one.path.points[last_row(one.path, step)], rows[:, :-1])
    x = np.repeat(rows[:, 0], 3)
    y = np.column_stack([rows[:, 1], said, np.full(len(rows), np.nan)]).ravel()
    line = {"color": one.colour, "width": STROKES.ahead}
    return go.Scatter(x=x, y=y, mode="lines", line=line, showlegend=False, hoverinfo="skip")
