"""Each sentence of the legend is quoted here and holds on a run; what only the page draws is held by node."""

import math
from pathlib import Path

import numpy as np
import pytest
from matplotlib.lines import Line2D

from optviz import Scenario, simulate
from optviz.engine.batches import batch_of
from optviz.engine.data_space import data_space, predictions
from optviz.engine.landscape import landscape
from optviz.engine.surface_programs import grid_program
from optviz.engine.tables import data_of, minima_of, table_of
from optviz.engine.taylor import taylor
from optviz.exports.figure import figure
from optviz.picture.curves import curves_of
from optviz.picture.epochs import DASH, epochs_of
from optviz.picture.examples import examples_of
from optviz.picture.inspector import inspect, quadratic
from optviz.picture.legend import DRAWN, QUANTITIES_SAID, STATE_SAID
from optviz.picture.levels import levels_of
from optviz.picture.patch import patch_of
from optviz.picture.quantities import QUANTITIES, quantity_of
from optviz.picture.scene import raised

NODE = [Path(__file__).parents[1] / "player" / "node" / f"{name}.test.mjs" for name in ("legend", "arrows", "space")]
"""Where the page's own are held."""
OPTIMIZERS = [{"key": "sgd", "learning_rate": 0.004}, {"key": "momentum", "learning_rate": 0.002}, "rmsprop", "adam"]
RUN = simulate(Scenario(surface="himmelblau", start=(-1.0, -3.0), optimizers=[*OPTIMIZERS, "bfgs"], num_steps=30))
SGD, MOMENTUM, RMSPROP, ADAM, BFGS = RUN
ROW = 7


def loss(point):
    """Himmelblau's, once more."""
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def slope(point, h=1e-5):
    steps = h * np.eye(2)
    return np.array([(loss(point + one) - loss(point - one)) / (2 * h) for one in steps])


def arrow(path, kind, row=ROW):
    (found,) = (one.of for one in inspect(path, row).arrows if one.kind == kind)
    return found


def start():
    for path in RUN:
        assert path.points[0].tolist() == [-1, -3]


def minimum():
    assert len(RUN.minima) == 4
    for found in RUN.minima:
        around = [loss(np.array(found.point) + 0.01 * np.array([math.cos(a), math.sin(a)])) for a in range(6)]
        assert min(around) > found.value - 1e-12


def held_out_minimum():
    """As they are drawn: the losses of a plane on rows, by NumPy, a little to all sides."""
    run = simulate(Scenario(surface={"key": "overfitting", "l2": 0}, optimizers=["sgd"], num_steps=2))
    data = run.scenario.surface.record.model.data[0]
    made = figure(run, view="held_out")
    found = {one.get_gid(): np.ravel(one.get_data()) for one in made.findobj(Line2D) if one.get_gid()}
    angles = np.linspace(0, 2 * np.pi, 24)
    for name, rows in (("panel-1-minimum-0", data.left), ("panel-1-other-minimum-0", data.training)):
        around = found[name] + 0.01 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        here, *beside = (np.mean((rows[:, :2] @ point - rows[:, 2]) ** 2) for point in (found[name], *around))
        assert min(beside) > here


def minima_curve():
    """From ends of its strokes, a little to all sides: nowhere lower, and somewhere higher."""
    surface = Scenario(surface="recurrent_unit", optimizers=["sgd"]).surface
    (curve,) = minima_of(surface)
    (low, high), around = np.array(surface.record.domain).T, 0.03 * np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])
    places = np.concatenate(curve.corners_in(*surface.record.domain))[::40]
    places = places[((places > low) & (places < high)).all(axis=1)]
    assert len(places) > 3
    asked = np.concatenate([places[:, None], places[:, None] + around], axis=1)
    losses = grid_program(surface.record)(asked.reshape(-1, 2), np.array(surface.values), table_of(surface))
    for here, *beside in np.asarray(losses).reshape(-1, 5):
        assert here == pytest.approx(curve.value, abs=1e-5)
        assert min(beside) > here - 1e-6
        assert max(beside) > here + 1e-4


def contour():
    shown = landscape(RUN.scenario.surface)
    numbered = [level for level in levels_of(shown) if level.text]
    assert len(numbered) >= 3
    for level in numbered:
        assert float(level.text) == pytest.approx(shown.loss(level.shade), rel=1e-6)


def diverged():
    (path,) = simulate(Scenario(surface="himmelblau", optimizers=[{"key": "sgd", "learning_rate": 0.2}], num_steps=30))
    last = path.points[path.diverged_at - 1]
    assert np.isfinite(last).all()
    assert (path.points[path.diverged_at :] == last).all()
    gone = last - 0.2 * slope(last, 1e-3)
    assert not np.isfinite(gone).all() or np.abs(gone).max() > 10 * 5


def gradient():
    np.testing.assert_allclose(arrow(ADAM, "gradient"), -ADAM.learning_rates[ROW] * slope(ADAM.points[ROW]), rtol=1e-6)
    np.testing.assert_allclose(arrow(SGD, "gradient"), arrow(SGD, "step"), rtol=1e-9)


def velocity():
    v, m = np.zeros(2), np.zeros(2)
    rho, beta = MOMENTUM.choice.numbers["rho"], ADAM.choice.numbers["beta_1"]
    for row in range(ROW):
        v = rho * v + slope(MOMENTUM.points[row])
        m = beta * m + (1 - beta) * slope(ADAM.points[row])
    np.testing.assert_allclose(arrow(MOMENTUM, "velocity"), -0.002 * v, rtol=1e-5)
    np.testing.assert_allclose(arrow(ADAM, "velocity"), -ADAM.learning_rates[ROW] * m, rtol=1e-5)


def step():
    np.testing.assert_array_equal(arrow(ADAM, "step"), ADAM.points[ROW + 1] - ADAM.points[ROW])


def rates():
    moved = np.abs((RMSPROP.points[ROW] - RMSPROP.points[ROW - 1]) / slope(RMSPROP.points[ROW - 1]))
    axes = inspect(RMSPROP, ROW).rates
    assert axes[0] / axes[1] == pytest.approx(moved[0] / moved[1], rel=1e-4)


def on_contour(model, gradient, hessian):
    """The change of a quadratic all round the ellipse that it is drawn as."""
    turn = np.array([[math.cos(model.angle), -math.sin(model.angle)], [math.sin(model.angle), math.cos(model.angle)]])
    places = [model.centre + turn @ (model.axes * [math.cos(a), math.sin(a)]) for a in np.linspace(0, 6, 20)]
    return np.array([gradient @ place + place @ hessian @ place / 2 for place in places])


def belief():
    model, hessian = inspect(BFGS, ROW).belief, np.linalg.inv(BFGS.state["inverse_hessian"][ROW])
    np.testing.assert_allclose(on_contour(model, BFGS.gradients[ROW], hessian), 0, atol=1e-9)
    np.testing.assert_allclose(BFGS.gradients[ROW] + hessian @ model.centre, 0, atol=1e-9)


def model_at(point):
    return taylor(RUN.scenario.surface.record, {}, point)


def curve_at(point):
    scenario = Scenario(surface="double_well_curve", optimizers=["sgd"])
    return taylor(scenario.surface.record, scenario.surface.numbers, (point,))


def well(w):
    scenario = Scenario(surface="double_well_curve", optimizers=["sgd"])
    return scenario.surface.record.function(np.array([w]), **scenario.surface.numbers).item()


def tangent():
    model = curve_at(1.5)
    assert model.value == pytest.approx(well(1.5))
    assert model.gradient[0] == pytest.approx((well(1.5 + 1e-3) - well(1.5 - 1e-3)) / 2e-3, rel=1e-3)


def parabola():
    tangent()
    model = curve_at(1.5)
    curvature = (well(1.5 + 1e-2) - 2 * well(1.5) + well(1.5 - 1e-2)) / 1e-4
    assert model.hessian[0, 0] == pytest.approx(curvature, rel=1e-2)
    assert model.gradient[0] + curvature * (model.minimiser[0] - 1.5) == pytest.approx(0, abs=0.02)


def plane():
    point = np.array([2.0, 1.0])
    gradient = model_at(point).gradient
    assert slope(point) @ np.array([-gradient[1], gradient[0]]) == pytest.approx(0, abs=1e-5)


def bowl():
    model = model_at((2.8, 2.2))
    drawn = quadratic(model.gradient, np.linalg.inv(model.hessian))
    np.testing.assert_allclose(on_contour(drawn, model.gradient, model.hessian), 0, atol=1e-9)
    np.testing.assert_allclose(model.point + drawn.centre, model.minimiser)


def net(point, gradient, hessian):
    """The places of a net, as offsets from its point, with the losses that their heights stand for."""
    even, domain = raised(landscape(RUN.scenario.surface), "linear"), np.array(RUN.scenario.surface.record.domain)
    lines = patch_of(np.array(point), loss(point), gradient, hessian, even, domain, np.full(2, 0.1))
    places = np.concatenate(lines)
    places = places[np.isfinite(places).all(axis=1)]
    assert len(places) > 50
    return places[:, :2] - point, np.array([even.loss(height) for height in places[:, 2]])


def plane_in_space():
    model = model_at((2.0, 1.0))
    offsets, losses = net((2.0, 1.0), model.gradient, None)
    np.testing.assert_allclose(losses, loss((2.0, 1.0)) + offsets @ slope(np.array([2.0, 1.0])), atol=1e-3)


def bowl_in_space():
    model = model_at((2.0, 1.0))
    offsets, losses = net((2.0, 1.0), model.gradient, model.hessian)
    near = np.hypot(*offsets.T) < 0.4
    expected = [loss(np.array([2.0, 1.0]) + offset) for offset in offsets[near]]
    assert near.sum() >= 4
    np.testing.assert_allclose(losses[near], expected, atol=3)  # but for what is of third order
    np.testing.assert_allclose(slope(model.point), model.gradient, atol=1e-3)


def belief_in_space():
    inverse, gradient = BFGS.state["inverse_hessian"][ROW], BFGS.gradients[ROW]
    offsets, losses = net(BFGS.points[ROW], gradient, np.linalg.inv(inverse))
    curved = 0.5 * np.sum(offsets * np.linalg.solve(inverse, offsets.T).T, axis=1)
    np.testing.assert_allclose(losses, loss(BFGS.points[ROW]) + offsets @ gradient + curved, atol=1e-6)


BATCHES = {"key": "mini_batch", "batch_size": 5}
IRISES = simulate(Scenario(surface="logistic_irises", optimizers=["sgd"], noise=BATCHES, num_steps=3)).scenario


def example():
    """The loss at a place, as the mean over the round marks, of what NumPy says of each."""
    marks = [mark for mark in examples_of(IRISES.surface) if mark.number is not None]
    assert [mark.number for mark in marks] == list(range(IRISES.surface.record.examples))
    places, kinds = np.array([mark.place for mark in marks]), np.array([mark.is_full for mark in marks])
    scores = (places - places.mean(axis=0)) / places.std(axis=0) @ [0.5, 1.5]
    expected = np.mean(np.logaddexp(0, np.where(kinds, -scores, scores))) + 0.01 / 2 * 2.5
    found = IRISES.surface.record.function(np.array([0.5, 1.5]), **IRISES.surface.record.given(IRISES.surface.numbers))
    assert found.item() == pytest.approx(expected)


def held_out():
    """Whatever batch is taken, the loss of a step is one over the other examples."""
    squares = [mark for mark in examples_of(IRISES.surface) if mark.number is None]
    assert len(squares) == 40
    assert len(batch_of(IRISES, 0)) + len(squares) == 100


def batch():
    ringed = np.flatnonzero(batch_of(IRISES, 2))
    assert len(ringed) == 5
    run = simulate(IRISES)
    point, numbers = run[0].points[2], IRISES.surface.numbers
    rows = IRISES.surface.record.model.data[0].training
    inputs = ((rows[:, :-1] - rows[:, :-1].mean(axis=0)) / rows[:, :-1].std(axis=0))[ringed]
    chances = 1 / (1 + np.exp(-inputs @ point))
    expected = inputs.T @ (chances - rows[ringed, -1]) / 5 + numbers["l2"] * point
    np.testing.assert_allclose(run[0].gradients[2], expected, rtol=1e-9)


def epoch():
    """By counting in which steps each example is: after the steps at which lines stand, all as often."""
    scenario = Scenario(surface="logistic_irises", optimizers=["sgd"], noise=BATCHES, num_steps=30)
    marks = epochs_of(simulate(scenario), "steps").marks(scenario.num_steps, 100)
    batches = np.array([batch_of(scenario, step) for step in range(scenario.num_steps)], int)
    uses = [set(batches[: int(mark.across)].sum(axis=0)) for mark in marks]
    assert uses == [{1}, {2}]
    assert DASH[0] < DASH[1]


def fit():
    """Dalal et al. (1989), the published fit, at 31 °F: where the shuttle was launched."""
    surface = Scenario(surface="logistic_regression", optimizers=["sgd"]).surface
    (best,) = minima_of(surface)
    (chance,) = predictions(surface, np.array(best.point), np.array([[(31 - 32) / 18]]))
    assert chance == pytest.approx(1 / (1 + np.exp(-15.0429 + 0.2322 * 31)), abs=1e-5)


def border():
    space, weights = data_space(IRISES.surface.record), np.array([0.5, 1.5])
    beside = np.array([[5.5, 1.3], [5.5, 2.3]])
    first, second = predictions(IRISES.surface, weights, beside) > space.borders[0]
    assert (first, second) == (False, True)
    assert [data_of(IRISES.surface).classes[int(side)] for side in (first, second)] == ["versicolor", "virginica"]


def mean_of_targets():
    surface = Scenario(surface="penalised_regression", optimizers=["sgd"]).surface
    (level,) = data_space(surface.record).borders
    assert level == pytest.approx(data_of(surface).training[:, -1].mean())


def residual():
    run = simulate(Scenario(surface="linear_regression", optimizers=["sgd"], num_steps=2))
    rows = data_of(run.scenario.surface).rows
    gap = predictions(run.scenario.surface, run[0].points[1], rows[:, :-1]) - rows[:, -1]
    assert np.mean(gap**2) / 2 == pytest.approx(run[0].losses[1])


def of(key, path=ADAM):
    return quantity_of(key).of(path, RUN)


def true_loss():
    noisy = simulate(Scenario(surface="himmelblau", optimizers=["adam"], noise="gaussian", num_steps=9))
    np.testing.assert_allclose(QUANTITIES["loss"].of(noisy[0], noisy), [loss(point) for point in noisy[0].points])


def gradient_norm():
    noisy = simulate(Scenario(surface="himmelblau", optimizers=OPTIMIZERS[:1], noise="gaussian", num_steps=9))
    met = (noisy[0].points[:-1] - noisy[0].points[1:]) / noisy[0].learning_rates[:, None]
    np.testing.assert_allclose(QUANTITIES["gradient_norm"].of(noisy[0], noisy)[:-1], np.hypot(*met.T), rtol=1e-6)


def step_length():
    np.testing.assert_allclose(of("step_length")[ROW], math.dist(ADAM.points[ROW], ADAM.points[ROW + 1]))


def effective_rate():
    moved = (ADAM.points[ROW + 1] - ADAM.points[ROW]) / slope(ADAM.points[ROW])
    np.testing.assert_allclose([of("rate_x")[ROW], of("rate_y")[ROW]], np.abs(moved), rtol=1e-5)


def distance():
    assert of("distance")[ROW] == pytest.approx(min(math.dist(ADAM.points[ROW], m.point) for m in RUN.minima))


def held_out_loss():
    run = simulate(Scenario(surface="penalised_regression", start=(0.0, -1.5), optimizers=["sgd"], num_steps=60))
    curves = curves_of(run, "held_out")
    (values,), (lowest,) = curves.values, curves.best
    rows = run.scenario.surface.record.model.data[0]
    sizes, left = rows.training[:, :-1], rows.left
    said = (left[:, :-1] - sizes.mean(axis=0)) / sizes.std(axis=0) @ run[0].points[lowest] + rows.training[:, -1].mean()
    assert values[lowest] == pytest.approx(np.mean((said - left[:, -1]) ** 2) / 2)


def losses():
    """The penalty is in the one, and not in the other."""
    surface = {"key": "penalised_regression", "l2": 0.3}
    run = simulate(Scenario(surface=surface, start=(0.0, -1.5), optimizers=["sgd"], num_steps=60))
    curves = curves_of(run, "losses")
    np.testing.assert_array_equal(curves.values[0], run[0].losses)
    ((found,), row) = curves_of(run, "held_out").values, 30
    np.testing.assert_array_equal(curves.beside[0], found)
    data, point = run.scenario.surface.record.model.data[0], run[0].points[row]
    sizes, level = data.training[:, :-1], data.training[:, -1].mean()
    trained, left = (
        np.mean(((rows[:, :-1] - sizes.mean(axis=0)) / sizes.std(axis=0) @ point + level - rows[:, -1]) ** 2) / 2
        for rows in (data.training, data.left)
    )
    assert curves.values[0][row] == pytest.approx(trained + 0.15 * point @ point)
    assert curves.beside[0][row] == pytest.approx(left)


def best():
    surface = {"key": "penalised_regression", "l2": 0.1}
    fast = {"key": "momentum", "learning_rate": 0.2}
    run = simulate(Scenario(surface=surface, start=(0.0, -1.5), optimizers=[fast], num_steps=60))
    (values,) = curves_of(run, "held_out").values
    for key in ("held_out", "loss"):
        assert values[curves_of(run, key).best[0]] == values.min() < 0.99 * values[-1]


def right_share(rows):
    """Beside what examples are called: on which side of the line through the origin of scaled petals each lies."""
    trained = rows_of_irises().training[:, :-1]
    scaled = (rows[:, :-1] - trained.mean(axis=0)) / trained.std(axis=0)
    return np.mean((scaled @ [0.5, 1.5] > 0) == rows[:, -1])


def rows_of_irises():
    return IRISES.surface.record.model.data[0]


def accuracy_at(key):
    (path,) = run = simulate(Scenario(surface="logistic_irises", start=(0.5, 1.5), optimizers=["sgd"], num_steps=1))
    return QUANTITIES[key].of(path, run)[0]


def accuracy():
    assert accuracy_at("accuracy") == pytest.approx(right_share(rows_of_irises().training))


def held_out_accuracy():
    assert accuracy_at("held_out_accuracy") == pytest.approx(right_share(rows_of_irises().left))


def held_out_average():
    """With noise in its steps the averaged weights say more than the last ones."""
    noise = {"key": "mini_batch", "batch_size": 1}
    sgd = {"key": "sgd", "learning_rate": 0.3}
    run = simulate(Scenario(surface="penalised_regression", optimizers=[sgd], noise=noise, num_steps=200))
    averaged, own = (curves_of(run, key).values[0] for key in ("held_out_average", "held_out"))
    data, point = run.scenario.surface.record.model.data[0], run[0].points.mean(axis=0)
    sizes, left = data.training[:, :-1], data.left
    said = (left[:, :-1] - sizes.mean(axis=0)) / sizes.std(axis=0) @ point + data.training[:, -1].mean()
    assert averaged[-1] == pytest.approx(np.mean((said - left[:, -1]) ** 2) / 2)
    assert averaged[-1] < own[50:].mean()


def members(schedule):
    rules = [{"key": key, "learning_rate": 0.3, "schedule": schedule} for key in ("sgd", "adam")]
    run = simulate(Scenario(surface="penalised_regression", optimizers=rules, num_steps=20))
    data = run.scenario.surface.record.model.data[0]
    sizes, left = data.training[:, :-1], data.left
    scaled = (left[:, :-1] - sizes.mean(axis=0)) / sizes.std(axis=0)

    def lost(*points):
        return np.mean((scaled @ np.mean(points, axis=0) + data.training[:, -1].mean() - left[:, -1]) ** 2) / 2

    return run, lost


def held_out_together():
    run, lost = members("constant")
    values = curves_of(run, "held_out_together").values
    assert values[0][7] == pytest.approx(lost(run[0].points[7]))
    assert values[1][7] == pytest.approx(lost(run[0].points[7], run[1].points[7]))


def held_out_snapshots():
    run, lost = members({"key": "cosine_restarts", "period": 8})
    values = curves_of(run, "held_out_snapshots").values[1]
    assert np.isnan(values[:8]).all()
    assert values[8] == values[15] == pytest.approx(lost(run[1].points[8]))
    assert values[20] == pytest.approx(lost(*run[1].points[[8, 16, 20]]))


def condition():
    point = ADAM.points[ROW]
    curvature = np.array([(slope(point + one) - slope(point - one)) / 2e-3 for one in 1e-3 * np.eye(2)])
    small, large = sorted(np.abs(np.linalg.eigvalsh(curvature)))
    assert of("condition")[ROW] == pytest.approx(large / small, rel=1e-3)


def learning_rate():
    halved = {"key": "sgd", "learning_rate": 0.004, "schedule": {"key": "step", "every": 4, "factor": 0.5}}
    run = simulate(Scenario(surface="himmelblau", optimizers=[halved], num_steps=9))
    expected = [0.004 * 0.5 ** (k // 4) for k in range(9)]
    np.testing.assert_allclose(QUANTITIES["learning_rate"].of(run[0], run)[:-1], expected)


def state():
    np.testing.assert_allclose(of("state.second_moment")[ROW], math.hypot(*ADAM.state["second_moment"][ROW]))


CLAIMS = {
    "The ring where runs begin.": start,
    "A cross on each known minimum of the loss.": minimum,
    "A cross where the loss on held-out examples is lowest; a faint one where that on training examples "
    "is.": held_out_minimum,
    "Every point of this line is a minimum, and all are equally low.": minima_curve,
    "A line of equal loss; where it has a number, that is the loss.": contour,
    "The last point before a step that left the picture by far, or that is no number.": diverged,
    "The step −η g that plain gradient descent would take from here with this learning rate.": gradient,
    "What the method keeps of the gradients so far, its velocity or first moment, drawn as a step.": velocity,
    "The step that the method takes from here.": step,
    "The half-axes of the grey ellipse have the ratio of the rates that the method gives both weights.": rates,
    "Contours, through this point and within, of the quadratic that the method takes the loss for.": belief,
    "The dashed line is the tangent: same loss and slope as here.": tangent,
    "The solid curve is the parabola with the loss, slope and curvature from here; × is its minimum.": parabola,
    "Along the dashed line the tangent plane has the same loss as here.": plane,
    "The solid ellipses are contours of the quadratic with the loss, gradient and Hessian from here; × is its "
    "minimum.": bowl,
    "The dashed net is the tangent plane: same loss and slope as here.": plane_in_space,
    "The solid net has the loss, gradient and Hessian from here; × is its minimum.": bowl_in_space,
    "The net in the path's colour is the quadratic that the method takes the loss for.": belief_in_space,
    "A round mark for each example; the loss is a mean over them.": example,
    "A square is an example that no method meets.": held_out,
    "A ring around each example that the step is taken on.": batch,
    "A dotted line on the curves where each example has been in a mini-batch once more.": epoch,
    "What the model says with the weights at the playhead.": fit,
    "Where the model says one class on one side and the other class on the other.": border,
    "Where the model says the mean of the target.": mean_of_targets,
    "From each example to what the model says of it.": residual,
    "The true loss at each point, without noise.": true_loss,
    "A square where the loss on held-out examples is lowest, on the path and on its curve.": best,
    "The mean error on the examples that no method meets, without penalties.": held_out_loss,
    "The true loss at each point, and beside it, with squares, the mean error on the examples that no method meets, "
    "without penalties.": losses,
    "The mean error on the examples that no method meets, with the mean of all weights so far (Polyak's "
    "average).": held_out_average,
    "The mean error on the examples that no method meets, of the mean of what this path and all before it say; those "
    "that diverge do not count.": held_out_together,
    "The mean error on the examples that no method meets, of the mean of what a path's snapshots so far say: one "
    "wherever its learning rate has fallen and rises again, and one at the end of a fall.": held_out_snapshots,
    "The share of the examples that the model is trained on that lie on their own side of the border.": accuracy,
    "The share of the held-out examples that lie on their own side of the border.": held_out_accuracy,
    "How many times the larger of the two curvatures at each point is the smaller one, by size.": condition,
    "The length of the gradient as the method met it, noise included.": gradient_norm,
    "The length of the step that leaves each point.": step_length,
    "How far the weight moves for each unit of its gradient.": effective_rate,
    "The distance from each point to the nearest known minimum.": distance,
    "The learning rate of each step, after its schedule.": learning_rate,
    "The length of what the method keeps, taken as one vector.": state,
}
SAID = {str(one) for one in [*(named.said for named in DRAWN.values()), *QUANTITIES_SAID.values(), STATE_SAID]}


def test_every_sentence_is_held():
    held_by_node = "".join(file.read_text(encoding="utf-8") for file in NODE)
    assert {said for said in SAID if f'"{said}"' not in held_by_node} == CLAIMS.keys()
    assert QUANTITIES_SAID.keys() == QUANTITIES.keys()


@pytest.mark.parametrize("said", CLAIMS)
def test_it_is_so(said):
    CLAIMS[said]()
