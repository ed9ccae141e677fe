"""Plotly figures: what is decided of a picture is what they show; they can be gone on with, and read again."""

import json
from functools import cache

import numpy as np
import plotly.io
import pytest

from optviz import Scenario, figure, plotly_figure, simulate
from optviz.engine.landscape import landscape
from optviz.engine.simulate import Run
from optviz.exports.base import OptionError
from optviz.exports.export import export, find_format
from optviz.exports.stamp import read_scenario
from optviz.picture.curves import curves_of
from optviz.picture.levels import levels_of
from optviz.picture.levels import lines_of as lines_of_levels
from optviz.picture.looks import STROKES, THEMES, looks
from optviz.picture.scene import loss_ticks, weight_ticks
from optviz.picture.ticks import ticks
from optviz.texts.numbers import written

SCENARIO = Scenario(
    surface="himmelblau",
    start=(-1.0, -1.0),
    optimizers=[
        {"key": "sgd", "learning_rate": 0.01},
        "adam",
        {"key": "sgd", "learning_rate": 5.0, "label": "<b>5</b>"},
    ],
    num_steps=30,
)


@cache
def the_run() -> Run:
    return simulate(SCENARIO)


def texts_of(point):
    return [written(weight, 4) for weight in point]


def lines_of(figure, label):
    return [one for one in figure.data if one.legendgroup == label and one.mode == "lines" and one.name]


@pytest.mark.parametrize("style", THEMES)
@pytest.mark.parametrize("view", ["overlaid", "curves"])
def test_each_path_has_its_look(view, style):
    drawn = plotly_figure(the_run(), view=view, style=style, frames=0)
    seen = set()
    for path, look in zip(the_run(), looks(SCENARIO), strict=True):
        (line,) = lines_of(drawn, path.label)
        assert line.line.color == getattr(look, style)
        width = STROKES.walked if view == "overlaid" else STROKES.curve
        assert line.line.width == width
        dash = [] if line.line.dash == "solid" else [float(part[:-2]) for part in line.line.dash.split(",")]
        np.testing.assert_allclose(dash, np.multiply(look.dash, STROKES.walked))
        heads = [one for one in drawn.data if one.legendgroup == path.label and one.mode == "markers"]
        seen.add((line.line.dash, heads[-1].marker.symbol))
    assert len(seen) == 3  # nothing by colour alone
    assert heads[-1].marker.symbol == "x-thin"  # it has diverged


def test_paths_are_those_of_the_run():
    drawn = plotly_figure(the_run(), view="overlaid", frames=0)
    for path in the_run():
        (line,) = lines_of(drawn, path.label)
        rows = len(path.points) if path.diverged_at is None else max(path.diverged_at, 1)
        np.testing.assert_array_equal(np.column_stack([line.x, line.y]), path.points[:rows])
        told = [[str(row), *texts_of(path.points[row]), written(path.losses[row], 4)] for row in range(rows)]
        assert [[step, *place.split(", "), loss] for step, place, loss in line.customdata] == told
    assert "<b>" not in lines_of(drawn, "<b>5</b>")[0].hovertemplate


def is_contour(trace):
    return trace.type == "scatter" and trace.mode == "lines" and trace.legendgroup is None


def test_contours_are_at_the_levels_and_ticks_where_the_page_has_them():
    drawn = plotly_figure(the_run(), frames=0)
    tint, shown = drawn.data[0], landscape(SCENARIO.surface)
    lines = lines_of_levels(levels_of(shown))
    contours = [trace for trace in drawn.data if is_contour(trace) and trace.xaxis in (None, "x")]
    highest = np.array(tint.z).max()
    drawn_levels = [line.level for line in lines if line.level.shade < highest]
    assert [trace.name for trace in contours if trace.name] == [level.text for level in drawn_levels if level.text]
    for trace, level in zip(contours, drawn_levels, strict=True):
        x, y = (np.array(part)[np.isfinite(part)] for part in (trace.x, trace.y))
        losses = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
        np.testing.assert_allclose(shown.shade(losses), level.shade, atol=4e-3)
        assert trace.line.color not in THEMES["light"].ramp
    exact = shown.shade(np.array(tint.customdata))
    np.testing.assert_allclose(np.array(tint.z), exact, atol=2e-3)
    for axis, ends in zip((drawn.layout.xaxis, drawn.layout.yaxis), SCENARIO.surface.record.domain, strict=True):
        assert axis.range == ends
        expected = ticks(*ends, 6)
        assert axis.tickvals == tuple(tick.value for tick in expected)
        assert axis.ticktext == tuple(tick.text for tick in expected)


def test_the_numbers_of_strong_levels_stand_on_their_lines():
    drawn, shown = plotly_figure(the_run(), view="overlaid", frames=0), landscape(SCENARIO.surface)
    texts = {line.level.text: line.level.loss for line in lines_of_levels(levels_of(shown)) if line.level.text}
    numbers = [one for one in drawn.layout.annotations if one.text in texts]
    assert len(numbers) > 2
    for one in numbers:
        loss = (one.x**2 + one.y - 11) ** 2 + (one.x + one.y**2 - 7) ** 2
        np.testing.assert_allclose(shown.shade(loss), shown.shade(texts[one.text]), atol=0.02)


def test_frames_say_only_what_moves():
    """Nothing of the ground, and the words of no row a second time: a file of four panels keeps below 3 MB."""
    file = export(Scenario.default(), format="plotly")
    moving = [trace for frame in json.loads(file)["frames"] for trace in frame["data"]]
    assert moving
    assert not any("customdata" in trace or "color" in trace.get("line", {}) for trace in moving)
    assert len(file) < 3e6


def test_curves_have_the_values_and_the_range_of_the_page():
    drawn = plotly_figure(the_run(), view="curves", curve="gradient_norm", frames=0)
    curves = curves_of(the_run(), "gradient_norm")
    assert drawn.layout.yaxis.type == "log"
    assert drawn.layout.yaxis.range == (curves.ranges["log"].low, curves.ranges["log"].high)
    (line,) = lines_of(drawn, "Adam")
    np.testing.assert_array_equal(line.y, curves.values[1])
    linear = plotly_figure(the_run(), view="curves", scale="linear", against="gradients", frames=0)
    assert linear.layout.xaxis.title.text == "gradients taken"
    np.testing.assert_array_equal(lines_of(linear, "Adam")[0].y, the_run()[1].losses)


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_a_loss_that_explodes_ends_above_the_axis_and_is_marked_at_its_edge(scale):
    sgd = {"key": "sgd", "learning_rate": 0.79}
    run = simulate(Scenario(surface="mueller_brown", optimizers=[sgd, "adam"], num_steps=60))
    drawn = plotly_figure(run, view="curves", scale=scale, frames=0)
    line, mark = drawn.data[:2]
    top = drawn.layout.yaxis.range[1]
    assert (line.x[-1], mark.x[-1]) == (run[0].diverged_at - 1, run[0].diverged_at - 1)
    assert line.y[-1] > 1e70
    assert mark.y[-1] == pytest.approx(10.0**top if scale == "log" else top)
    assert mark.marker.symbol == "x-thin"


def test_the_scene_has_its_axes_and_paths_lie_on_it():
    drawn = plotly_figure(the_run(), view="space", frames=0, azimuth=30, elevation=60)
    scene, shown = drawn.layout.scene, landscape(SCENARIO.surface)
    for axis, expected in zip((scene.xaxis, scene.yaxis), weight_ticks(SCENARIO.surface.record.domain), strict=True):
        assert axis.tickvals == tuple(tick.value for tick in expected)
    assert scene.zaxis.ticktext == tuple(tick.text for tick in loss_ticks(shown))
    eye = np.array([scene.camera.eye.x, scene.camera.eye.y, scene.camera.eye.z])
    np.testing.assert_allclose(np.degrees(np.arctan2(eye[1], eye[0])), 30)
    np.testing.assert_allclose(np.degrees(np.arcsin(eye[2] / np.linalg.norm(eye))), 60)
    (line,) = lines_of(drawn, "Adam")
    steps = np.array([row[0] for row in line.customdata], float)
    at_rows = np.array([np.flatnonzero(steps == k)[0] for k in range(31)])
    np.testing.assert_allclose(np.array(line.z)[at_rows], shown.shade(the_run()[1].losses), atol=0.02)


def test_frames_play_the_paths():
    drawn = plotly_figure(the_run(), view="overlaid", frames=7)
    assert [frame.name for frame in drawn.frames] == ["0", "5", "10", "15", "20", "25", "30"]
    assert len(drawn.layout.sliders[0].steps) == 7
    for frame in drawn.frames:
        assert all(drawn.data[i].type == part.type for i, part in zip(frame.traces, frame.data, strict=True))
        (line,) = [part for part in frame.data if (part.name or "").startswith("Adam, ")]
        assert len(line.x) == int(frame.name) + 1


@pytest.mark.parametrize("view", ["panels", "overlaid", "space", "curves"])
def test_the_file_is_read_again_by_plotly_and_opens_here(view, tmp_path):
    file = export(the_run(), tmp_path / "run.plotly.json", view=view, frames=3)
    read = plotly.io.read_json(file)
    assert len(read.frames) == 3
    assert read_scenario(file) == SCENARIO
    again = plotly_figure(the_run(), view=view, frames=3)
    assert len(read.data) == len(again.data)
    json.loads(file.read_text(encoding="utf-8"))


def test_the_longest_ending_tells_the_format():
    assert find_format("a.plotly.json", None).key == "plotly"
    assert find_format("a.json", None).key == "json"


def test_one_weight_is_drawn_on_its_graph():
    run = simulate(Scenario(surface="double_well_curve", optimizers=["sgd"], num_steps=5))
    drawn = plotly_figure(run, frames=0)
    (line,) = lines_of(drawn, "SGD")
    np.testing.assert_array_equal(np.column_stack([line.x, line.y]), np.column_stack([run[0].points, run[0].losses]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": "sideways"}, "one of panels, overlaid, space, curves"),
        ({"frames": 1000}, "a whole number from 0 to 400"),
        ({"colour": "red"}, "no such option"),
        ({"view": "space"}, "needs a surface of two weights"),
        ({"view": "curves", "curve": "rate_y"}, "there is nothing to show"),
    ],
)
def test_what_cannot_be_drawn_is_said(options, message):
    run = simulate(Scenario(surface="bowl_curve", optimizers=["sgd"], num_steps=3))
    with pytest.raises(OptionError, match=message):
        plotly_figure(run, **options)


def test_a_matplotlib_figure_can_be_added_to():
    drawn = figure(the_run(), view="overlaid", width="120mm")
    panel = next(axes for axes in drawn.axes if axes.get_gid() == "panel-0")
    panel.annotate("here", (0, 0))
    assert drawn.get_figwidth() == pytest.approx(120 / 25.4)
    with pytest.raises(OptionError):
        figure(SCENARIO, view="sideways")
