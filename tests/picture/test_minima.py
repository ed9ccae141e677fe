"""Minima that are a curve are drawn as a line, everywhere alike."""

import json

import numpy as np
import pytest

from optviz import Scenario, export, figure, plotly_figure, simulate
from optviz.engine.landscape import landscape
from optviz.exports.numbers import arrays_of
from optviz.picture.minima import curves_in_space
from optviz.player.payload import payload

RUN = simulate(Scenario(surface="recurrent_unit", optimizers=["adam"], num_steps=5))


def last_state(weight, bias):
    state = 0.5
    for _ in range(50):
        state = weight / (1 + np.exp(-state)) + bias
    return state


def sent():
    body = payload(RUN)
    length = int.from_bytes(body[:4], "little")
    header = json.loads(body[4 : 4 + length])
    (entry,) = [one for one in header["arrays"] if one["name"].startswith("curve_of_minima.")][:1]
    data = np.frombuffer(body, "<f4", int(np.prod(entry["shape"])), 4 + length + entry["offset"])
    return header, data.reshape(entry["shape"])


def test_the_page_gets_a_line_and_no_crosses():
    header, line = sent()
    assert header["surface"]["minima"] == []
    assert header["surface"]["curve_heights"][0] == 0  # nothing is lower
    gentle = line[(np.abs(line[:, 0] - 1) < 2.5)]
    assert len(gentle) > 20
    np.testing.assert_allclose(last_state(*gentle.T.astype(float)), np.log(0.7 / 0.3), atol=1e-5)


def test_figures_draw_it_on_paper():
    drawn = {line.get_gid(): line for axes in figure(RUN).axes for line in axes.lines}
    ink, paper = (drawn[f"panel-0-curve-of-minima-{name}-0"] for name in ("minimum", "paper"))
    np.testing.assert_array_equal(ink.get_xydata(), paper.get_xydata())
    assert ink.get_linewidth() < paper.get_linewidth()
    assert not [name for name in drawn if name and name.startswith("panel-0-minimum")]
    np.testing.assert_allclose(ink.get_xydata(), sent()[1], atol=1e-5)


@pytest.mark.parametrize("view", ["overlaid", "space"])
def test_plotly_has_it_by_name(view):
    lines = [trace for trace in plotly_figure(RUN, view=view).data if trace.name == "a curve of minima"]
    assert {trace.mode for trace in lines} == {"lines"}
    assert len(lines[0].x) > 50


def test_in_the_scene_it_lies_on_the_floor_inside():
    for line in curves_in_space(RUN, landscape(RUN.scenario.surface)):
        seen = line[np.isfinite(line).all(axis=1)]
        assert (seen[:, 2] == 0).all()
        assert ((seen[:, :2] >= [-2, -4]) & (seen[:, :2] <= [7, 2])).all()


def test_files_have_its_points():
    line = arrays_of(RUN)["curve_of_minima/0"]
    assert (line[:, 2] == 0).all()
    assert arrays_of(RUN)["minima"].size == 0
    assert b"panel-0-curve-of-minima" in export(RUN, format="svg")
