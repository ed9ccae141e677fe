"""What the surfaces for a table of the reader's own say of themselves, on their tables and on others."""

import numpy as np
import pytest
from said import condition, derivatives, minima, says

from optviz import SURFACES
from optviz.engine.tables import minima_of
from optviz.engine.taylor import models_along
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.own_table import OwnTable

ROWS = np.random.default_rng(5).normal(size=(40, 3)) @ np.array([[3, 2, 1], [0, 1, 2], [0, 0, 0.5]]) + [50, -7, 1000]


def own(key, rows, classes=()):
    """A surface with a table."""
    table = OwnTable(name="", columns=("a", "b", "c")[: rows.shape[1]], rows=rows, classes=classes)
    return SurfaceChoice.model_validate({"key": key, "table": table})


@says("own_line", "Your own table and a line: with both columns scaled to mean 0 and deviation 1")
@says("own_line", "the slope of the best one is their correlation,")
@says("own_line", "and the bowl is round.")
def test_the_slope_is_the_correlation():
    (data,) = SURFACES["own_line"].model.data
    for choice, rows in (
        (SurfaceChoice.model_validate("own_line"), data.rows),
        (own("own_line", ROWS[:, 1:]), ROWS[:, 1:]),
    ):
        (best,) = minima_of(choice)
        assert best.point == pytest.approx((np.corrcoef(rows.T)[0, 1], 0), abs=1e-12)
        (hessian,) = models_along(choice, np.array([best.point]))[1]
        np.testing.assert_allclose(hessian, np.eye(2), atol=1e-12)


@says(
    "own_plane",
    "Your own table and a plane: with all three columns scaled the condition number is (1 + |r|)/(1 − |r|),",
)
@says("own_plane", "where r is the correlation of the two inputs.")
def test_the_condition_number_is_that_of_the_correlation():
    (data,) = SURFACES["own_plane"].model.data
    r = abs(np.corrcoef(data.rows[:, :2].T)[0, 1])
    assert condition("own_plane", (0.0, 0.0)) == pytest.approx((1 + r) / (1 - r))
    (hessian,) = models_along(own("own_plane", ROWS), np.zeros((1, 2)))[1]
    r = abs(np.corrcoef(ROWS[:, :2].T)[0, 1])
    assert np.linalg.cond(hessian) == pytest.approx((1 + r) / (1 - r))


@says("own_logistic", "Your own table and two classes: a line through the mean of the scaled inputs tells them apart,")
@says(
    "own_hinge",
    "Your own table and two classes: a line through the mean of the scaled inputs tells them apart with a margin,",
)
@pytest.mark.parametrize("key", ["own_logistic", "own_hinge"])
def test_a_line_through_the_mean_tells_classes_apart(key):
    (data,) = SURFACES[key].model.data
    (best,) = minima(key)
    inputs = data.rows[:, :-1]
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    scores = inputs @ np.array(best.point)
    assert scores.mean() == pytest.approx(0, abs=1e-12)
    assert np.mean((scores > 0) == data.rows[:, -1]) > 0.9


@says("own_logistic", "and where both weights are 0 the loss is ln 2.")
@says("own_hinge", "and where both weights are 0 the loss is 1.")
@pytest.mark.parametrize(("key", "loss"), [("own_logistic", np.log(2)), ("own_hinge", 1)])
def test_the_loss_of_no_weights(key, loss):
    assert derivatives(key, (0.0, 0.0))[0][0] == pytest.approx(loss)
