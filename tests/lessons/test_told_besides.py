"""What lessons say of other numbers than those of their own run, which no claim of theirs can hold."""

import numpy as np
import pytest
from optviz.surfaces.gradient_check import PLACE

from optviz.engine.along import condition_numbers
from optviz.engine.simulate import simulate
from optviz.engine.tables import minima_of
from optviz.engine.taylor import models_along
from optviz.lessons.catalogue import lessons
from optviz.picture.quantities import QUANTITIES
from optviz.scenario.scenario import Scenario

LESSONS = lessons()


def run_with(key, **changes):
    """The run of a lesson with other numbers of its surface, its noise, its start or its steps."""
    data = LESSONS[key].scenario.to_dict()
    surface = {**data["surface"], **changes.pop("surface", {})}
    return simulate(Scenario.from_dict({**data, **changes, "surface": surface}))


def test_dropout_least_squares_has_weights_of_opposite_signs():
    assert "0.24 and −0.52" in LESSONS["dropout"].ask
    (lowest,) = run_with("dropout").minima
    np.testing.assert_allclose(lowest.point, (0.24, -0.52), atol=0.005)
    assert "0.0848" in LESSONS["dropout"].claims[1].say
    assert lowest.value == pytest.approx(0.0848, abs=1e-4)


def test_dropout_the_mean_over_masks_has_its_minimum_where_sgd_comes_to():
    """By NumPy: least squares with a penalty of (1 − p)/p on inputs of mean square 1."""
    data = LESSONS["dropout"].scenario.surface.record.model.data[0].training
    inputs = (data[:, :2] - data[:, :2].mean(axis=0)) / data[:, :2].std(axis=0)
    products, wanted = inputs.T @ inputs / len(inputs), inputs.T @ (data[:, 2] - data[:, 2].mean()) / len(inputs)
    lowest = np.linalg.solve(products + np.eye(2), wanted)
    points = run_with("dropout")[1].points
    np.testing.assert_allclose(points[150:].mean(axis=0), lowest, atol=0.02)


def test_early_stopping_there_is_nothing_to_stop_for_without_noise():
    assert "Drag the noise of the targets to 0" in LESSONS["early_stopping"].notes
    run = run_with("early_stopping", surface={"noise": 0.0})
    losses = QUANTITIES["held_out"].of(run[0], run)
    assert np.diff(losses[::10]).max() < 0


def test_early_stopping_the_path_passes_by_the_one_minimum_on_its_way_to_the_other():
    """The minimum of the 32 by least squares in NumPy."""
    lesson = LESSONS["early_stopping"]
    assert "on that of the eight the path of the first SGD goes downhill to its end" in lesson.notes
    assert "passes close by the minimum and climbs again, towards the faint cross" in lesson.notes
    run = run_with("early_stopping")
    path, left = run[0], run.scenario.surface.record.model.data[0].left
    own, *_ = np.linalg.lstsq(left[:, :2], left[:, 2])
    away, apart = np.linalg.norm(path.points - own, axis=1), np.linalg.norm(np.subtract(run.minima[0].point, own))
    assert away.min() < 0.05 * apart < 0.7 * apart < away[-1]
    assert (np.diff(path.losses) < 0).all()
    held_out = ((path.points @ left[:, :2].T - left[:, 2]) ** 2).mean(axis=1) / 2
    assert (np.diff(held_out[held_out.argmin() :]) > 0).all()
    to_cross = np.linalg.norm(path.points - run.minima[0].point, axis=1)
    assert (np.diff(to_cross[held_out.argmin() :]) < 0).all()


@pytest.mark.parametrize(("steps", "arrives"), [(1, False), (5, True)])
def test_warm_up_five_steps_are_enough_one_is_not(steps, arrives):
    assert "5 steps are enough here, 1 is not" in LESSONS["warm_up"].notes
    scenario = LESSONS["warm_up"].scenario
    rule = scenario.to_dict()["optimizers"][2]
    rule["schedule"]["warm_up"] = steps
    run = simulate(Scenario.from_dict(scenario.to_dict() | {"optimizers": [rule]}))
    assert (run[0].diverged_at is None) == arrives


def test_batch_normalisation_raw_channels_are_a_ravine_and_layers_too():
    lesson = LESSONS["batch_normalisation"]
    assert "diverges at a rate of 0.2" in lesson.ask
    conditions = {}
    for kind in ("none", "batch", "layer", "instance", "group"):
        run = run_with("batch_normalisation", surface={"normalisation": kind})
        (conditions[kind],) = condition_numbers(run.scenario.surface, run[0].points[:1])
        assert (run[0].diverged_at is not None) == (kind == "none")
    assert "above 40" in lesson.claims[1].say
    assert conditions["none"] > 40
    assert "none and layer are ravines, batch and instance bowls, group lies between" in lesson.notes
    assert max(conditions["batch"], conditions["instance"]) < 1.5
    assert 2 < conditions["group"] < 10 < conditions["layer"]


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_gradient_check_the_v_is_that_of_numpy(precision):
    """The error of central differences of ln(1 + eˣ) in the machine's numbers: on the right branch it is the curve's,
    on the left, where rounding decides, hardly above it.
    """
    kind, is_narrow = np.dtype(precision).type, float(precision == "float32")
    surface = LESSONS["gradient_check"].scenario.surface.record
    place, slope = kind(PLACE), 1 / (1 + np.exp(-PLACE))
    for exponent in np.arange(-8.0, -0.4, 0.25):
        step = kind(10**exponent)
        found = (np.log1p(np.exp(place + step)) - np.log1p(np.exp(place - step))) / (2 * step)
        error = abs(float(found) - slope) / slope
        said = surface.function(np.array([exponent]), precision=is_narrow, difference=0.0, mistake=0.0)
        assert error < 10 * 10.0 ** float(said)
        if exponent >= -1:
            assert error == pytest.approx(10.0 ** float(said), rel=0.1)


def test_gradient_check_a_mistake_is_a_floor():
    assert "A mistake of 0.001 is found at every h" in LESSONS["gradient_check"].notes
    assert run_with("gradient_check", surface={"mistake": 0.001})[0].losses.min() > -3.001


def slope_at_start(key, **surface):
    return np.hypot(*run_with(key, surface=surface)[0].gradients[0])


def test_depth_a_plain_chain_gets_worse_with_each_layer_and_a_residual_one_arrives():
    lesson = LESSONS["depth"]
    assert "Of a single layer SGD learns them within 50 steps" in lesson.ask
    assert run_with("depth", surface={"depth": 1})[0].metrics.steps_to_tolerance < 50
    assert "the loss and its slope become smaller with each, and the path shorter" in lesson.notes
    runs = [run_with("depth", surface={"depth": depth})[0] for depth in (1, 4, 7, 10)]
    for number in (lambda path: path.losses[0], lambda path: np.hypot(*path.gradients[0])):
        assert (np.diff([number(path) for path in runs]) < 0).all()
    assert runs[3].metrics.path_length < 0.6 * runs[0].metrics.path_length
    assert "Then the same with residual connections: the path arrives each time" in lesson.notes
    for depth in (1, 4, 7, 10):
        assert run_with("depth", surface={"depth": depth, "link": "residual"})[0].metrics.steps_to_tolerance <= 50


def test_depth_a_centred_sigmoid_leaves_a_sixteenth_of_the_slope():
    assert "each layer more leaves about a sixteenth of the slope" in LESSONS["depth"].notes
    sigmoids = {"activation": "sigmoid, centred"}
    slopes = [slope_at_start("depth", depth=depth, **sigmoids) for depth in (2, 3, 4)]
    np.testing.assert_allclose(np.divide(slopes[1:], slopes[:-1]), 1 / 16, rtol=0.05)


def test_activations_lead_sgd_to_the_minimum_or_elsewhere():
    notes = LESSONS["activations"].notes
    assert "tanh, the centred sigmoid, leaky ReLU and ELU lead SGD to the minimum from this start" in notes
    for name in ("tanh", "sigmoid, centred", "leaky ReLU", "ELU"):
        path = run_with("activations", surface={"activation": name})[0]
        assert path.metrics.steps_to_tolerance < 200
    assert "maxout leads it into another minimum, with a loss of 0.01" in notes
    path = run_with("activations", surface={"activation": "maxout of z and −z/2"})[0]
    assert path.losses[-1] == pytest.approx(0.01, abs=0.001)
    assert np.hypot(*path.gradients[-1]) < 1e-3
    assert path.points[-1][0] < 0


def test_learning_curves_there_is_no_gap_without_noise():
    assert "Drag the noise of the targets to 0: the gap of the second is gone" in LESSONS["learning_curves"].notes
    run = run_with("learning_curves", surface={"noise": 0.0})
    held_out = QUANTITIES["held_out"].of(run[1], run)
    assert held_out[-1] < 1e-3
    assert np.diff(held_out[::10]).max() < 0


def test_recipe_a_handful_is_learned_by_heart():
    """Six flowers of those that are trained on, three of each kind: with a larger rate all are told right."""
    lesson = LESSONS["recipe"]
    assert "watch the accuracy on training examples come to 1" in lesson.notes
    data = lesson.scenario.surface.record.model.data[0]
    trained = [place for place in range(len(data.rows)) if place not in data.held_out]
    kept = [place for kind in (0, 1) for place in [p for p in trained if data.rows[p, -1] == kind][:3]]
    removed = [place for place in trained if place not in kept]
    rules = [{"key": "sgd", "learning_rate": 5.0}]
    run = run_with("recipe", surface={"data": {"removed": removed}}, optimizers=rules, num_steps=100)
    assert QUANTITIES["accuracy"].of(run[0], run)[-1] == 1


def test_recipe_flowers_are_as_many_as_it_says():
    assert "60 flowers to train on and 40 held out" in LESSONS["recipe"].ask
    data = LESSONS["recipe"].scenario.surface.record.model.data[0]
    assert (len(data.training), len(data.left)) == (60, 40)


def test_ensembles_the_mean_of_snapshots_is_better_than_they_are_on_average_whatever_the_seed():
    assert "always better than the four are on average" in LESSONS["ensembles"].notes
    assert "here and there only better than each of them" in LESSONS["ensembles"].notes
    below = []
    for seed in range(10):
        run = run_with("ensembles", seed=seed)
        own = QUANTITIES["held_out"].of(run[0], run)[[50, 100, 150, 200]]
        mean = QUANTITIES["held_out_snapshots"].of(run[0], run)[200]
        assert mean < own.mean()
        below.append(mean < own.min())
    assert 1 <= sum(below) <= 3


def test_more_data_the_fast_wave_is_three_times_as_narrow():
    assert "the fast wave is three times as narrow along the frequency" in LESSONS["more_data"].notes
    surface = LESSONS["more_data"].scenario.surface
    slow, fast, _ = (minimum.point for minimum in minima_of(surface))
    _, hessians = models_along(surface, np.array([slow, fast]))
    assert (hessians[1, 0, 0] / hessians[0, 0, 0]) ** 0.5 == pytest.approx(3, abs=0.3)
    assert "two to the power of 1.58" in LESSONS["more_data"].claims[1].say
    assert slow[0] == pytest.approx(1.58, abs=0.01)
    assert "the loss is 0.87 at the start" in LESSONS["more_data"].ask
    run = run_with("more_data")
    assert QUANTITIES["held_out"].of(run[0], run)[0] == pytest.approx(0.87, abs=0.005)


@pytest.mark.parametrize("examples", ["8", "16"])
def test_more_data_with_more_of_them_the_wide_minimum_is_found(examples):
    assert "Switch to 8 and 16 examples" in LESSONS["more_data"].notes
    run = run_with("more_data", surface={"examples": examples})
    assert QUANTITIES["held_out"].of(run[0], run)[-1] < 0.01
