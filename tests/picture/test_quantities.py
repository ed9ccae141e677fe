"""Quantities against NumPy, and the ranges in which they are plotted."""

from functools import cache

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from optviz import Scenario, simulate
from optviz.engine.along import conditions
from optviz.engine.simulate import Run
from optviz.picture.curves import LEAST, across_of, curves_of, rows_of_squares
from optviz.picture.quantities import QUANTITIES, best_row, measured_along, norms, offered, quantity_of

MOMENTUM = {"key": "momentum", "learning_rate": 0.02}


@cache
def quiet_run() -> Run:
    return simulate(
        Scenario(surface="himmelblau", start=(-1.0, -1.0), optimizers=[MOMENTUM, "adam", "bfgs", "newton"], num_steps=9)
    )


def himmelblau_curvature(x, y):
    return [[12 * x**2 + 4 * y - 42, 4 * x + 4 * y], [4 * x + 4 * y, 4 * x + 12 * y**2 - 26]]


def expected(path, key):
    moved = np.diff(path.points, axis=0)
    moved = np.vstack([moved, moved[-1:]])
    gradients = np.vstack([path.gradients[:-1], path.gradients[-2:-1]])
    minima = np.array([minimum.point for minimum in quiet_run().minima])
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(gradients == 0, np.nan, np.abs(moved / gradients))
    return {
        "loss": path.losses,
        "gradient_norm": np.hypot(*path.gradients.T),
        "step_length": np.hypot(*moved.T),
        "rate_x": rates[:, 0],
        "rate_y": rates[:, 1],
        "distance": np.min([np.hypot(*(path.points - minimum).T) for minimum in minima], axis=0),
        "condition": [np.linalg.cond(himmelblau_curvature(*point)) for point in path.points],
        "learning_rate": np.append(path.learning_rates, path.learning_rates[-1]),
    }[key]


@pytest.mark.parametrize(
    "key", ["loss", "gradient_norm", "step_length", "rate_x", "rate_y", "distance", "condition", "learning_rate"]
)
def test_every_quantity_is_what_it_says(key):
    for path in quiet_run():
        np.testing.assert_allclose(quantity_of(key).of(path, quiet_run()), expected(path, key), rtol=1e-12)


def test_the_loss_on_what_is_held_out_and_where_it_is_lowest():
    """Against NumPy, with a penalty on what is trained on, which is none of it."""
    surface = {"key": "penalised_regression", "normalisation": "scaled", "l2": 0.1}
    run = simulate(Scenario(surface=surface, start=(0.0, -1.5), optimizers=[MOMENTUM | {"learning_rate": 0.2}, "adam"]))
    (data,) = run.scenario.surface.record.model.data
    inputs, targets = data.training[:, :-1], data.training[:, -1]
    left = (data.left[:, :-1] - inputs.mean(axis=0)) / inputs.std(axis=0)
    curves = curves_of(run, "held_out")
    for path, values, best in zip(run, curves.values, curves.best, strict=True):
        said = path.points @ left.T + targets.mean()
        expected = np.mean((said - data.left[:, -1]) ** 2, axis=1) / 2
        np.testing.assert_allclose(values, expected, rtol=1e-9)
        assert best == best_row(path, run) == expected.argmin()
        assert 0 < best < 50
        averaged = np.array([path.points[: row + 1].mean(axis=0) for row in range(len(path.points))])
        expected = np.mean((averaged @ left.T + targets.mean() - data.left[:, -1]) ** 2, axis=1) / 2
        np.testing.assert_allclose(quantity_of("held_out_average").of(path, run), expected, rtol=1e-9)
    assert curves_of(run, "loss").best == curves.best
    assert curves_of(quiet_run(), "held_out").values == (None,) * 4
    assert curves_of(quiet_run(), "loss").best == (None,) * 4


def test_two_losses_share_their_axis_and_are_counted_from_zero():
    run = simulate(Scenario(surface="overfitting", optimizers=["sgd", {"key": "adam", "learning_rate": 1.0}]))
    curves = curves_of(run, "losses")
    held = [quantity_of("held_out").of(path, run) for path in run]
    for i, path in enumerate(run):
        np.testing.assert_array_equal(curves.drawn(i, "linear"), path.losses)
        np.testing.assert_array_equal(curves.drawn_beside(i, "linear"), held[i])
        assert curves.best[i] == held[i].argmin()
    everything = np.concatenate([*(path.losses for path in run), *held])
    low, high, _, _ = curves.ranges["linear"]
    room = 0.06 * np.ptp(everything)
    assert (low, high) == pytest.approx((everything.min() - room, everything.max() + room))
    low, high, logarithmic, note = curves.ranges["log"]
    assert (low, high) == (np.floor(np.log10(everything.min())), np.ceil(np.log10(everything.max())))
    assert (logarithmic, note) == (True, "")
    assert curves_of(run, "loss").drawn_beside(0, "log") is None
    assert curves_of(quiet_run(), "losses").values == (None,) * 4


@pytest.mark.parametrize(("rows", "expected"), [(241, list(range(20, 221, 20))), (4, [1, 2, 3]), (2, [1]), (1, [])])
def test_squares_stand_evenly_on_a_line(rows, expected):
    assert rows_of_squares(rows) == expected


@pytest.mark.parametrize(
    ("surface", "keys"),
    [
        ("logistic_irises", ("held_out", "held_out_average", "accuracy", "held_out_accuracy", "condition")),
        ("logistic_regression", ("accuracy", "condition")),
        ("penalised_regression", ("held_out", "held_out_average", "condition")),
        ("ravine", ()),
    ],
)
def test_what_is_measured_on_data(surface, keys):
    run = simulate(Scenario(surface=surface, optimizers=["sgd"], num_steps=2))
    assert tuple(measured_along(run[0], run)) == keys


CYCLES = {"key": "cosine_restarts", "period": 15}
MEMBERS = [
    {"key": "sgd", "learning_rate": 0.3},
    {"key": "sgd", "learning_rate": 10.0},
    {"key": "sgd", "learning_rate": 0.2, "schedule": CYCLES},
    {"key": "adam", "learning_rate": 0.1, "schedule": {"key": "step", "every": 10}},
]


def said_of_held_out(points, run):
    """What weights (rows, 2) say of each of the men that are held out, by NumPy alone, and what is right."""
    (data,) = run.scenario.surface.record.model.data
    inputs, left = data.training[:, :-1], data.left
    scaled = (left[:, :-1] - inputs.mean(axis=0)) / inputs.std(axis=0)
    return points @ scaled.T + data.training[:, -1].mean(), left[:, -1]


def test_the_mean_of_what_paths_say_and_of_what_snapshots_say():
    noise = {"key": "mini_batch", "batch_size": 2}
    run = simulate(Scenario(surface="penalised_regression", optimizers=MEMBERS, noise=noise, num_steps=40))
    assert [path.diverged_at is None for path in run] == [True, False, True, True]
    said = [said_of_held_out(path.points, run) for path in run]
    for last, members in ((0, [0]), (2, [0, 2]), (3, [0, 2, 3])):
        mean = np.mean([said[i][0] for i in members], axis=0)
        expected = np.mean((mean - said[0][1]) ** 2, axis=1) / 2
        np.testing.assert_allclose(quantity_of("held_out_together").of(run[last], run), expected, rtol=1e-9)
    assert quantity_of("held_out_together").of(run[1], run) is None
    snapshots = quantity_of("held_out_snapshots").of(run[2], run)
    assert np.isnan(snapshots[:15]).all()
    for row, ends in ((15, [15]), (29, [15]), (30, [15, 30]), (39, [15, 30]), (40, [15, 30, 40])):
        mean = said[2][0][ends].mean(axis=0)
        assert snapshots[row] == pytest.approx(np.mean((mean - said[2][1]) ** 2) / 2, rel=1e-9)
    for i in (0, 1, 3):  # a rate that is constant, a path that diverges, a rate that never rises
        assert quantity_of("held_out_snapshots").of(run[i], run) is None
    assert quantity_of("held_out_together").of(quiet_run()[0], quiet_run()) is None


def test_accuracies_against_scikit_learn():
    run = simulate(Scenario(surface="logistic_irises", optimizers=["adam"], num_steps=30))
    (data,) = run.scenario.surface.record.model.data
    inputs = data.training[:, :-1]
    for key, rows in (("accuracy", data.training), ("held_out_accuracy", data.left)):
        scaled = (rows[:, :-1] - inputs.mean(axis=0)) / inputs.std(axis=0)
        assert not curves_of(run, key).ranges["log"].logarithmic
        expected = [accuracy_score(rows[:, -1], scaled @ point > 0) for point in run[0].points]
        np.testing.assert_allclose(QUANTITIES[key].of(run[0], run), expected, rtol=1e-12)
        assert expected[0] < 0.5 < 0.8 < expected[-1]


def test_a_surface_that_does_not_curve_in_some_direction_has_no_finite_condition_number():
    matrices = np.array([[[2, 1], [1, 2]], [[1, 0], [0, -4]], [[1, 1], [1, 1]], [[0, 0], [0, 0]]], float)
    assert conditions(matrices).tolist() == pytest.approx([3, 4, np.inf, np.inf])


def test_states_are_shown_by_their_norm():
    assert offered(quiet_run())[-1] == "state.velocity"
    values = curves_of(quiet_run(), "state.velocity").values
    np.testing.assert_allclose(values[0], np.hypot(*quiet_run()[0].state["velocity"].T))
    assert values[1] is None
    assert curves_of(quiet_run(), "state.nothing").ranges["log"].note == "there is nothing of this kind to show here"


def test_a_loss_is_differenced_in_double_precision():
    """The lowest known minimum of Styblinski and Tang is about −78, where single precision ends at 1e-5."""
    run = simulate(Scenario(surface="styblinski_tang", optimizers=["newton"], start=(-2.5, -2.5), num_steps=6))
    curves = curves_of(run, "loss")
    floor = min(minimum.value for minimum in run.minima)
    assert (curves.base, curves.ranges["log"].note) == (floor, "above the lowest known minimum")
    np.testing.assert_array_equal(curves.plotted(0, "log"), run[0].losses - floor)
    assert abs(curves.plotted(0, "log")[-1]) < 1e-10
    np.testing.assert_allclose(curves.plotted(0, "linear"), run[0].losses, rtol=1e-15)


def test_a_logarithmic_range_has_whole_decades_that_hold_all_that_counts():
    for key in ("loss", "gradient_norm", "step_length"):
        curves = curves_of(quiet_run(), key)
        low, high, logarithmic, _ = curves.ranges["log"]
        assert logarithmic
        assert float(low).is_integer()
        assert float(high).is_integer()
        values = np.concatenate(curves.values)
        counted = values[values > max(LEAST, LEAST * values.max())]
        assert 10.0**low <= counted.min() * (1 + 1e-6)
        assert counted.max() <= 10.0**high
        assert counted.min() < 10.0 ** (low + 1) * (1 + 1e-6)
        assert counted.max() > 10.0 ** (high - 1) * (1 - 1e-6)


def test_a_linear_range_leaves_room():
    low, high, logarithmic, note = curves_of(quiet_run(), "distance").ranges["linear"]
    values = np.concatenate(curves_of(quiet_run(), "distance").values)
    assert (logarithmic, note) == (False, "")
    np.testing.assert_allclose(
        [low, high], [values.min() - 0.06 * np.ptp(values), values.max() + 0.06 * np.ptp(values)]
    )


def test_where_no_minimum_is_known_a_loss_has_no_logarithm():
    falls_without_end = {"key": "plain_saddle", "floor": 0}
    run = simulate(Scenario(surface=falls_without_end, optimizers=["sgd"], num_steps=5))
    assert run.minima == ()
    curves = curves_of(run, "loss")
    assert curves.ranges["log"].note == "no minimum is known, so the scale is linear"
    assert not curves.ranges["log"].logarithmic
    np.testing.assert_array_equal(curves.plotted(0, "log"), run[0].losses)


def test_a_run_that_diverges_does_not_push_the_others_to_the_floor():
    optimizers = [{"key": "sgd", "learning_rate": 0.01}, {"key": "sgd", "learning_rate": 1.0}]
    run = simulate(Scenario(surface="ravine", optimizers=optimizers, num_steps=50))
    assert run[1].diverged_at is not None
    for scale in ("log", "linear"):
        found = curves_of(run, "loss").ranges[scale]
        top = 10.0**found.high if found.logarithmic else found.high
        assert run[0].losses[0] < top <= 1000 * run[0].losses[0] * 1.1


@cache
def explosion() -> Run:
    return simulate(
        Scenario(surface="mueller_brown", optimizers=[{"key": "sgd", "learning_rate": 0.79}, "adam"], num_steps=60)
    )


"""SGD meets a loss of 4.5e73 in its last good row."""


@pytest.mark.parametrize("key", ["loss", "gradient_norm", "step_length", "distance"])
def test_a_run_that_explodes_does_not_take_the_axis_with_it(key):
    curves = curves_of(explosion(), key)
    for scale in ("log", "linear"):
        found = curves.ranges[scale]
        top = 10.0**found.high if found.logarithmic else found.high
        others = curves.plotted(1, scale).max()
        assert others <= top <= 2000 * max(others, abs(curves.plotted(0, scale)[0]))


def test_what_has_no_logarithm_is_drawn_a_decade_under_the_axis_and_what_is_no_number_not_at_all():
    run = simulate(Scenario(surface="sphere", optimizers=["newton"], start=(3, 0), num_steps=4))
    losses, rates = curves_of(run, "loss"), curves_of(run, "rate_y")
    low = losses.ranges["log"].low
    np.testing.assert_allclose(losses.drawn(0, "log"), [losses.values[0][0], *[10.0 ** (low - 1)] * 4])
    assert np.isnan(rates.drawn(0, "log")).all()  # y has no slope from the start
    np.testing.assert_array_equal(losses.drawn(0, "linear"), run[0].losses)


def test_a_run_that_diverges_does_not_end_with_a_step_of_zero():
    """SGD's rate is its rate to the last good row, though nothing is known of the step that leaves it."""
    last = explosion()[0].diverged_at - 1
    for key in ("rate_x", "rate_y"):
        np.testing.assert_allclose(curves_of(explosion(), key).values[0][: last + 1], 0.79, rtol=1e-9)
    lengths = curves_of(explosion(), "step_length").values[0][: last + 1]
    np.testing.assert_allclose(lengths[:-1], 0.79 * np.hypot(*explosion()[0].gradients[:last].T), rtol=1e-9)
    assert lengths[-1] == lengths[-2]


def test_norms_neither_overflow_nor_vanish():
    rows = np.array([[3e200, 4e200], [3e-200, 4e-200], [0.0, 0.0], [-1.5, 0.0]])
    np.testing.assert_allclose(norms(rows), [5e200, 5e-200, 0.0, 1.5], rtol=1e-15)
    np.testing.assert_array_equal(norms(rows[:, :1]), np.abs(rows[:, 0]))


def test_gradients_taken_stand_across():
    for path, across in zip(quiet_run(), across_of(quiet_run(), "gradients"), strict=True):
        np.testing.assert_array_equal(across, path.evaluations[:, 1])
    np.testing.assert_array_equal(across_of(quiet_run(), "steps")[2], np.arange(10))
