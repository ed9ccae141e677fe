"""The ground of the held-out loss beside the models in NumPy, and its minima beside those of scikit-learn and SciPy."""

from functools import cache

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.linear_model import LinearRegression, LogisticRegression

from optviz import SURFACES
from optviz.engine.held_out import held_out_landscape, held_out_minima, held_out_on
from optviz.engine.landscape import landscape, landscape_of
from optviz.engine.tables import holds_out
from optviz.picture.levels import grounds_of, levels_of
from optviz.picture.tint import tints
from optviz.scenario.choices import SurfaceChoice

HELD = [key for key, one in SURFACES.items() if one.model and one.model.holds_out]
MOVED = {
    "surface.noise": {"key": "overfitting", "noise": 0.4, "l2": 0.7},
    "penalties": {"key": "penalised_regression", "l2": 0.5, "l1": 0.3},
    "other rows": {"key": "moons_and_blobs", "data": {"removed": [4, 10, 16], "moved": [[5, 2.0, -1.0, 0.0]]}},
    "raw petals": {"key": "svm_irises", "normalisation": "raw"},
}


@cache
def choice_of(key):
    return SurfaceChoice.model_validate(MOVED.get(key, key))


def rows_of(choice):
    """The rows on which nothing is trained, and those that are trained on, as the tables have them."""
    model, edits = choice.record.model, choice.data
    data = model.data_at(choice.numbers)
    rows = data.rows.copy()
    for place, *numbers in edits.moved if edits else ():
        rows[int(place)] = numbers
    gone = set(edits.removed) if edits else set()
    held = [i for i in data.held_out if i not in gone]
    trained = [i for i in range(len(rows)) if i not in gone and i not in data.held_out]
    return rows[held], rows[trained]


def inputs_of(choice):
    """What a linear model of two inputs is given of the held-out rows, and their targets."""
    held, trained = rows_of(choice)
    scale = choice.numbers.get("normalisation")
    if choice.record.key == "moons_and_blobs" or choice.record.key == "overfitting" or scale == 0:
        return held[:, :-1], held[:, -1]
    mean, deviation = trained.mean(axis=0), trained.std(axis=0)
    level = mean[-1] if choice.record.key == "penalised_regression" else 0.0
    return ((held - mean) / deviation)[:, :-1], held[:, -1] - level


LOSSES = {
    "overfitting": lambda said, targets: np.mean((said - targets) ** 2, axis=-1) / 2,
    "penalised_regression": lambda said, targets: np.mean((said - targets) ** 2, axis=-1) / 2,
    "moons_and_blobs": lambda said, targets: np.mean(np.logaddexp(0, said) - targets * said, axis=-1),
    "logistic_irises": lambda said, targets: np.mean(np.logaddexp(0, said) - targets * said, axis=-1),
    "svm_irises": lambda said, targets: np.mean(np.maximum(1 - (2 * targets - 1) * said, 0), axis=-1),
}


@pytest.mark.parametrize("key", [*LOSSES, *MOVED])
def test_the_ground_is_the_mean_error_on_held_out_rows_without_penalties(key):
    choice = choice_of(key)
    inputs, targets = inputs_of(choice)
    axes = tuple(np.linspace(low, high, 7) for low, high in choice.record.domain)
    x, y = np.meshgrid(*axes)
    expected = LOSSES[choice.record.key](x[..., None] * inputs[:, 0] + y[..., None] * inputs[:, 1], targets)
    np.testing.assert_allclose(held_out_on(choice, axes), expected, rtol=1e-12)
    shown = held_out_landscape(choice)
    near = shown.shades_on(axes)
    assert np.abs(near - shown.shade(expected)).max() < 0.01


@pytest.mark.parametrize("key", ["overfitting", "surface.noise", "penalised_regression", "penalties"])
def test_the_minimum_is_that_of_least_squares(key):
    inputs, targets = inputs_of(choice_of(key))
    fitted = LinearRegression(fit_intercept=False).fit(inputs, targets)
    (minimum,) = held_out_minima(choice_of(key))
    np.testing.assert_allclose(minimum.point, fitted.coef_, atol=1e-6)
    assert minimum.value == pytest.approx(np.mean((fitted.predict(inputs) - targets) ** 2) / 2, rel=1e-12)


@pytest.mark.parametrize("key", ["moons_and_blobs", "other rows", "logistic_irises"])
def test_the_minimum_is_that_of_logistic_regression(key):
    inputs, targets = inputs_of(choice_of(key))
    fitted = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12, max_iter=1000).fit(inputs, targets)
    (minimum,) = held_out_minima(choice_of(key))
    np.testing.assert_allclose(minimum.point, fitted.coef_[0], atol=1e-5)


@pytest.mark.parametrize("key", ["svm_irises", "raw petals"])
def test_the_minimum_of_a_loss_with_creases_is_that_of_a_linear_program(key):
    """The least sum of slacks s, where each row is at least 1 - s on its own side."""
    inputs, targets = inputs_of(choice_of(key))
    signed, count = (2 * targets - 1)[:, None] * inputs, len(targets)
    slacks = np.hstack([-signed, -np.eye(count)])
    bounds = [(None, None)] * 2 + [(0, None)] * count
    found = linprog([0, 0] + [1 / count] * count, A_ub=slacks, b_ub=-np.ones(count), bounds=bounds)
    (minimum,) = held_out_minima(choice_of(key))
    assert minimum.value == pytest.approx(found.fun, abs=1e-6)
    np.testing.assert_allclose(minimum.point, found.x[:2], atol=1e-4)


@pytest.mark.parametrize(
    "choice",
    [
        {"key": "moons_and_blobs", "shape": "blobs", "spread": 0.0},  # they lie apart: the loss falls without end
        {"key": "overfitting", "data": {"removed": list(range(9, 40))}},  # one row: as low all along a line
    ],
)
def test_what_has_no_minimum_of_its_own_has_none(choice):
    assert held_out_minima(SurfaceChoice.model_validate(choice)) == ()


@pytest.mark.parametrize("key", HELD)
def test_nothing_nearby_is_lower(key):
    choice = choice_of(key)
    around = np.linspace(-0.02, 0.02, 9)
    for minimum in held_out_minima(choice):
        losses = held_out_on(choice, tuple(x + around for x in minimum.point))
        assert losses.min() == pytest.approx(minimum.value, abs=1e-9)
    assert len(held_out_minima(choice)) == 1


@pytest.mark.parametrize("key", HELD)
def test_both_grounds_have_one_scale(key):
    """An equal loss has an equal shade on both, and lies on a level of both."""
    choice = choice_of(key)
    training, held_out, scale = grounds_of(choice)
    np.testing.assert_array_equal(training.losses, landscape(choice).losses)
    np.testing.assert_array_equal(held_out.losses, landscape_of(choice, held_out_on).losses)
    losses = np.linspace(scale.lowest, scale.highest, 9)
    for one in (training, held_out):
        np.testing.assert_array_equal(one.shade(losses), scale.shade(losses))
        np.testing.assert_array_equal(one.shades, scale.shade(one.losses))
    own = landscape(choice), held_out_landscape(choice)
    assert scale.lowest == min(one.lowest for one in own)
    assert scale.highest == max(one.highest for one in own)
    found = levels_of(scale)
    assert {level.shade for level in found} == {float(scale.shade(level.loss)) for level in found}
    at = tints(scale, np.array([0.0, 1.0]))
    assert at.tolist() == [0.0, 1.0]


def test_the_levels_hold_the_lowest_and_the_highest_of_both():
    """Of the training loss those that the held-out loss does not reach, and the other way round."""
    scale, own = grounds_of(choice_of("overfitting")).scale, landscape(choice_of("overfitting"))
    losses = [level.loss for level in levels_of(scale)]
    assert min(losses) < 0.3 < 0.4486 < max(losses)
    assert max(losses) > own.highest
    assert holds_out(choice_of("overfitting"))
