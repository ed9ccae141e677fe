"""Data in files: marks where the table has them, lines where the models are at a step."""

import numpy as np
import pytest

from optviz import Scenario, simulate
from optviz.engine.batches import batch_of
from optviz.exports.figure import figure
from optviz.exports.plotly import plotly_figure
from optviz.picture.quantities import quantity_of
from optviz.picture.view import NotDrawable
from optviz.views.catalogue import view_of

BATCHES = {"key": "mini_batch", "batch_size": 6}
CARS = simulate(Scenario(surface="linear_regression", optimizers=["sgd", "adam"], noise=BATCHES, num_steps=9))
IRISES = simulate(Scenario(surface="svm_irises", optimizers=["sgd"], num_steps=9))
STEP = 4


def drawn(run, **options):
    made = figure(run, view="data", step=STEP, **options)
    return {artist.get_gid(): artist for artist in made.findobj() if artist.get_gid()}


def test_a_line_its_residuals_and_its_batch():
    named = drawn(CARS, residuals=True)
    rows = CARS.scenario.surface.record.model.data[0].rows
    for i, path in enumerate(CARS):
        slope, intercept = path.points[STEP]
        x, y = named[f"model-{i}-0"].get_path().vertices.T
        np.testing.assert_allclose(y, slope * x + intercept, rtol=1e-12)
        ends = named[f"residuals-{i}"].get_path().vertices.reshape(-1, 2, 2)
        np.testing.assert_array_equal(ends[:, 0], rows)
        np.testing.assert_allclose(ends[:, 1], np.column_stack([rows[:, 0], slope * rows[:, 0] + intercept]))
    places = np.column_stack(named["batch"].get_data())
    np.testing.assert_array_equal(places, rows[batch_of(CARS.scenario, STEP)])
    assert len(places) == 6
    marks = [named[f"example-{k}"] for k in range(len(rows))]
    np.testing.assert_array_equal([[mark.get_xdata()[0], mark.get_ydata()[0]] for mark in marks], rows)
    assert {mark.get_marker() for mark in marks} == {"o"}


def test_the_border_of_two_classes_and_its_margin():
    named = drawn(IRISES)
    data = IRISES.scenario.surface.record.model.data[0]
    petals = data.training[:, :-1]
    weights = IRISES[0].points[STEP]
    for k, level in enumerate([0, -1, 1]):
        places = named[f"model-0-{k}"].get_path().vertices
        scores = (places - petals.mean(axis=0)) / petals.std(axis=0) @ weights
        np.testing.assert_allclose(scores, level, atol=1e-9)
        assert len(places) > 2
    marks = [named[f"example-{k}"] for k in range(100)]
    assert [k for k, mark in enumerate(marks) if mark.get_marker() == "s"] == list(data.held_out)
    filled = [mark.get_markerfacecolor() == mark.get_markeredgecolor() for mark in marks]
    np.testing.assert_array_equal(filled, data.rows[:, -1] == 1)


def test_a_square_is_where_early_stopping_stops_once_a_path_has_come_there():
    surface = {"key": "penalised_regression", "l2": 0.1}
    run = simulate(Scenario(surface=surface, optimizers=[{"key": "momentum", "learning_rate": 0.2}], num_steps=28))
    best = int(np.argmin(quantity_of("held_out").of(run[0], run)))
    assert 3 < best < 25
    losses = run[0].losses - run.minima[0].value
    for step, count in ((best - 1, 0), (best, 1)):
        shown = figure(run, view="panels", step=step)
        made = [np.column_stack(one.get_data()) for one in shown.findobj() if one.get_gid() == "best-0"]
        panel, curve = made
        np.testing.assert_allclose(panel, run[0].points[[best] * count])
        np.testing.assert_allclose(curve, np.reshape([best, losses[best]], (1, 2))[:count])
    for view, y in (("panels", run[0].points[best, 1]), ("curves", losses[best])):
        made = plotly_figure(run, view=view, frames=29)
        (number,) = (i for i, trace in enumerate(made.data) if trace.name == "best")
        marks = [frame.data[frame.traces.index(number)].y for frame in made.frames[best - 1 : best + 1]]
        assert [list(mark) for mark in marks] == [[], [pytest.approx(y)]]


def test_held_out_loss_is_a_thinner_line_with_squares_beside_the_training_loss():
    momentum = {"key": "momentum", "learning_rate": 0.2}
    run = simulate(Scenario(surface={"key": "penalised_regression", "l2": 0.1}, optimizers=[momentum], num_steps=60))
    held = quantity_of("held_out").of(run[0], run)
    best = int(held.argmin())
    shown = figure(run, view="curves", curve="losses", scale="linear", step=40)
    named = {one.get_gid(): one for one in shown.findobj() if one.get_gid()}
    np.testing.assert_allclose(named["curve-0"].get_path().vertices[:, 1], run[0].losses[:41])
    np.testing.assert_allclose(named["beside-0"].get_path().vertices[:, 1], held[:41])
    assert named["beside-0"].get_linewidth() < named["curve-0"].get_linewidth()
    assert named["beside-0"].get_edgecolor() == named["curve-0"].get_edgecolor()
    places = np.column_stack(named["squares-0"].get_data())
    np.testing.assert_allclose(places, [(row, held[row]) for row in range(5, 41, 5)])
    np.testing.assert_allclose(np.column_stack(named["best-0"].get_data()), [(best, held[best])])
    made = plotly_figure(run, view="curves", curve="losses", scale="linear", frames=0)
    line, squares = (trace for trace in made.data if trace.name == "beside")
    np.testing.assert_array_equal(line.y, held)
    assert (squares.marker.symbol, list(squares.x)) == ("square", list(range(5, 60, 5)))
    assert [trace.y for trace in made.data if trace.name == "best"] == [(held[best],)]


def test_larger_marks_have_larger_targets():
    run = simulate(Scenario(surface="penalised_regression", optimizers=["sgd"], num_steps=5))
    named = drawn(run)
    rows = run.scenario.surface.record.model.data[0].rows
    sizes = [named[f"example-{k}"].get_markersize() for k in range(len(rows))]
    assert np.corrcoef(sizes, rows[:, -1])[0, 1] == pytest.approx(1)


def test_plotly_shows_the_same():
    made = plotly_figure(CARS, view="data", residuals=True, frames=0)
    traces = {trace.name: trace for trace in made.data}
    rows = CARS.scenario.surface.record.model.data[0].rows
    np.testing.assert_array_equal(np.column_stack([traces["examples"].x, traces["examples"].y]), rows)
    slope, intercept = CARS["sgd"].points[-1]
    x, y = np.array(traces["SGD"].x[:-1]), np.array(traces["SGD"].y[:-1])
    np.testing.assert_allclose(y, slope * x + intercept, rtol=1e-12)
    ringed = np.column_stack([traces["mini-batch"].x, traces["mini-batch"].y])
    np.testing.assert_array_equal(ringed, rows[batch_of(CARS.scenario, 9)])
    assert made.layout.xaxis.title.text == "Speed (10 mph)"


def test_it_is_for_surfaces_with_data():
    run = simulate(Scenario(surface="ravine", optimizers=["sgd"], num_steps=1))
    with pytest.raises(NotDrawable, match=r"data needs a surface with data, and Ravine has none; .*curves"):
        view_of("data", run)
