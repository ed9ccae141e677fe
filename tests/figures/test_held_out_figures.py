"""Both grounds in files: what matplotlib and Plotly have drawn, beside the models in NumPy."""

import re

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from optviz import SURFACES, Scenario, simulate
from optviz.exports.base import OptionError
from optviz.exports.export import export
from optviz.exports.figure import figure
from optviz.exports.plotly import plotly_figure
from optviz.picture.levels import grounds_of, levels_of
from optviz.picture.looks import THEMES
from optviz.picture.tint import tints
from optviz.picture.view import NotDrawable
from optviz.views.catalogue import view_of

RULES = [{"key": "sgd", "learning_rate": 0.1}, {"key": "adam", "learning_rate": 0.3}]
SCENARIO = Scenario(surface={"key": "overfitting", "l2": 0.3}, start=(0, 0), optimizers=RULES, num_steps=80)
RUN = simulate(SCENARIO)
DATA = SURFACES["overfitting"].model.data[0]
STEP = 60


def losses(points, rows, penalty=0.0):
    """Half the mean square error of a plane on rows, (n,) for weights (n, 2), and a ridge penalty."""
    points = np.asarray(points, float)
    missed = points @ rows[:, :2].T - rows[:, 2]
    return (missed**2).mean(axis=-1) / 2 + penalty / 2 * (points**2).sum(axis=-1)


TOLD = (lambda points: losses(points, DATA.training, 0.3), lambda points: losses(points, DATA.left))
"""The loss on training examples, with its penalty, and that on held-out ones without."""


@pytest.fixture(scope="module")
def sheet():
    return figure(RUN, view="held_out", step=STEP)


@pytest.fixture(scope="module")
def named(sheet):
    return {artist.get_gid(): artist for artist in sheet.findobj() if artist.get_gid()}


@pytest.fixture(scope="module")
def interactive():
    return plotly_figure(RUN, view="held_out", frames=0)


@pytest.mark.parametrize("i", [0, 1])
def test_each_ground_has_the_tints_of_its_loss(named, i):
    (image,) = named[f"panel-{i}"].images
    shown, (left, right, bottom, top) = image.get_array(), image.get_extent()
    rows, columns = shown.shape
    x = left + (np.arange(columns) + 0.5) / columns * (right - left)
    y = bottom + (np.arange(rows) + 0.5) / rows * (top - bottom)
    points = np.stack(np.meshgrid(x, y), axis=-1)
    scale = grounds_of(SCENARIO.surface).scale
    np.testing.assert_allclose(shown, tints(scale, scale.shade(TOLD[i](points))), atol=1e-3)


@pytest.mark.parametrize("i", [0, 1])
def test_its_lines_are_at_levels_of_its_loss_which_are_the_same_on_both(named, i):
    levels = np.array([level.loss for level in levels_of(grounds_of(SCENARIO.surface).scale, dense=True)])
    outlines = [artist for name, artist in named.items() if name.startswith(f"panel-{i}-contour-")]
    assert len(outlines) > 8
    for outline in outlines:
        found = TOLD[i](outline.get_path().vertices)
        assert np.ptp(found) < 2e-3 * found.mean()
        assert np.abs(levels / found.mean() - 1).min() < 1e-3


def test_each_has_its_minimum_and_the_second_faintly_that_of_the_first(named):
    inputs, targets = DATA.left[:, :2], DATA.left[:, 2]
    own = LinearRegression(fit_intercept=False).fit(inputs, targets).coef_
    known = RUN.minima[0].point
    crosses = {name: np.ravel(artist.get_data()) for name, artist in named.items() if re.search(r"minimum-\d", name)}
    assert crosses.keys() == {"panel-0-minimum-0", "panel-1-minimum-0", "panel-1-other-minimum-0"}
    np.testing.assert_allclose(crosses["panel-0-minimum-0"], known)
    np.testing.assert_allclose(crosses["panel-1-minimum-0"], own, atol=1e-6)
    np.testing.assert_allclose(crosses["panel-1-other-minimum-0"], known)
    ink, muted = (named[name].get_markeredgecolor() for name in ("panel-1-minimum-0", "panel-1-other-minimum-0"))
    assert (ink, muted) == (THEMES["light"].ink, THEMES["light"].muted)


def test_the_same_paths_run_on_both_and_stop_early_at_the_lowest_held_out_loss(named):
    for j, path in enumerate(RUN):
        for name in (f"path-{j}", f"panel-1-path-{j}"):
            np.testing.assert_array_equal(named[name].get_path().vertices, path.points[: STEP + 1])
        best = TOLD[1](path.points).argmin()
        assert 0 < best < STEP
        squares = [one for one in named["panel-0"].lines if one.get_gid() == f"best-{j}"]
        for square in (*squares, named[f"panel-1-best-{j}"]):
            assert np.ravel(square.get_data()).tolist() == [*path.points[best]]
        assert len(squares) == 1


def test_their_titles_say_which_is_which(sheet, interactive):
    def in_both(surface):
        run = simulate(Scenario(surface=surface, optimizers=["sgd"], num_steps=2))
        return figure(run, view="held_out"), plotly_figure(run, view="held_out", frames=0)

    for (drawn, shown), title in (
        ((sheet, interactive), "Loss on held-out examples, without penalties"),
        (in_both("dropout"), "Loss on held-out examples, without dropout"),
        (in_both("sampled_wave"), "Loss on held-out examples"),
    ):
        written = [text.get_text() for text in drawn.texts]
        assert [text for text in written if text.startswith("Loss on")] == ["Loss on training examples", title]
        assert [one.text for one in shown.layout.annotations[:2]] == ["Loss on training examples", title]


@pytest.mark.parametrize(("width", "is_beside"), [("1280px", True), ("85mm", False)])
def test_the_plots_stand_beside_or_below_each_other_and_are_alike(width, is_beside):
    made = figure(RUN, view="held_out", width=width)
    first, second = (next(one for one in made.axes if one.get_gid() == f"panel-{i}") for i in range(2))
    one, other = first.get_position(), second.get_position()
    assert (one.y0 == other.y0, one.x0 == other.x0) == (is_beside, not is_beside)
    assert (one.width, one.height) == pytest.approx((other.width, other.height))
    assert first.get_xlim() == second.get_xlim()
    assert first.get_ylim() == second.get_ylim()
    curves = next(axes for axes in made.axes if axes.get_gid() == "curves").get_position()
    assert curves.y1 < min(one.y0, other.y0)
    assert max(one.y1, other.y1) <= 1


def is_cross(trace):
    return trace.type == "scatter" and trace.marker.symbol == "cross-thin"


def test_plotly_shows_the_same(interactive):
    made = interactive
    grounds = [trace for trace in made.data if trace.type == "heatmap"]
    for trace, told in zip(grounds, TOLD, strict=True):
        points = np.stack(np.meshgrid(trace.x, trace.y), axis=-1)
        np.testing.assert_allclose(trace.customdata, told(points), rtol=1e-6)
    assert grounds[0].colorscale == grounds[1].colorscale
    crosses = [trace for trace in made.data if is_cross(trace) and trace.xaxis == "x2"]
    inputs, targets = DATA.left[:, :2], DATA.left[:, 2]
    own = LinearRegression(fit_intercept=False).fit(inputs, targets).coef_
    np.testing.assert_allclose([crosses[-1].x[0], crosses[-1].y[0]], own, atol=1e-6)
    assert crosses[1].marker.line.color == THEMES["light"].muted
    lines = [trace for trace in made.data if trace.customdata is not None and trace.type == "scatter"]
    assert [(trace.xaxis, trace.showlegend) for trace in lines] == [("x", True)] * 2 + [("x2", False)] * 2
    for trace, told, path in zip(lines, (*TOLD[:1] * 2, *TOLD[1:] * 2), [*RUN, *RUN], strict=True):
        said = [float(row[2].replace("−", "-")) for row in trace.customdata]
        np.testing.assert_allclose(said, told(path.points), rtol=1e-3)
        np.testing.assert_array_equal(np.stack([trace.x, trace.y], axis=1), path.points)


def test_its_frames_move_what_is_on_both():
    made = plotly_figure(RUN, view="held_out", frames=3)
    first, last = made.frames[0], made.frames[-1]
    assert len(first.data) == len(last.data) == len(first.traces)
    lengths = [len(trace.x) for trace in last.data]
    assert lengths[: len(lengths) // 2] == lengths[len(lengths) // 2 :]
    assert {made.data[i].xaxis for i in first.traces} == {"x", "x2"}


def test_it_is_for_surfaces_with_held_out_examples(tmp_path):
    """At every door: of Python, of all that is drawn, and of pages."""
    said = "held_out needs a surface with held-out examples, and {} has none; panels"
    for key in ("ravine", "anscombe", "bowl_curve"):
        run = simulate(Scenario(surface=key, optimizers=["sgd"], num_steps=1))
        told = said.format(SURFACES[key].title)
        with pytest.raises(NotDrawable, match=told):
            view_of("held_out", run)
    run = simulate(Scenario(surface="anscombe", optimizers=["sgd"], num_steps=1))
    with pytest.raises(OptionError, match="held_out needs a surface with held-out examples"):
        plotly_figure(run, view="held_out")
    for kind in ("svg", "png", "pdf", "gif", "plotly", "html"):
        with pytest.raises(OptionError, match="held_out needs a surface with held-out examples"):
            export(run, format=kind, view="held_out")
    assert view_of("held_out", RUN).key == "held_out"
