"""What surfaces with data say of themselves, claim by claim, on their data."""

import jax
import numpy as np
import pytest
from evaluation import defaults
from said import derivatives, eigenvalues, minima, says

from optviz import SURFACES

RAW, SCALED = 0.0, 2.0


def condition(key, point, **numbers):
    lowest, highest = eigenvalues(key, point, **numbers)
    return highest / lowest


def accuracy(key, rows, **numbers):
    """The share of flowers that the line of the minimum has on their own side."""
    (best,) = minima(key, **numbers)
    surface = SURFACES[key]
    said = np.asarray(surface.model.predict(np.array(best.point), rows[:, :-1], **defaults(surface) | numbers))
    return np.mean((said > surface.model.borders[0]) == rows[:, -1])


@says("penalised_regression", "Two inputs that say nearly the same make a ravine")
def test_alike_inputs():
    (data,) = SURFACES["penalised_regression"].model.data
    assert np.corrcoef(data.training[:, :2].T)[0, 1] > 0.85
    assert condition("penalised_regression", (0.0, 0.5)) > 10


@says("penalised_regression", "L2 rounds it, and L1 puts the minimum onto an axis.")
def test_penalties():
    assert condition("penalised_regression", (0.5, 0.5), l2=1.0) < 3
    (free,), (bound,) = minima("penalised_regression"), minima("penalised_regression", l1=0.05)
    assert min(np.abs(free.point)) > 0.2
    assert bound.point[0] == 0
    assert abs(bound.point[1]) > 0.2


@says("logistic_irises", "A line through the mean of scaled petals tells most flowers apart")
def test_scaled_petals():
    surface = SURFACES["logistic_irises"]
    (data,) = surface.model.data
    middle = data.training[:, :-1].mean(axis=0)[None]
    assert surface.model.predict(np.array([3.0, 2.0]), middle, **defaults(surface)).item() == pytest.approx(
        0, abs=1e-12
    )
    assert min(accuracy("logistic_irises", rows) for rows in (data.training, data.left)) > 0.9


@says("logistic_irises", "one of raw petals, which goes through zero, fewer, and its loss is a ravine.")
def test_raw_petals():
    surface = SURFACES["logistic_irises"]
    (data,) = surface.model.data
    raw = defaults(surface) | {"normalisation": RAW}
    assert surface.model.predict(np.array([3.0, 2.0]), np.zeros((1, 2)), **raw).item() == 0
    fewer, most = (accuracy("logistic_irises", data.training, normalisation=kind) for kind in (RAW, SCALED))
    assert fewer < most - 0.2
    steep, round_ = (
        condition("logistic_irises", minima("logistic_irises", normalisation=kind)[0].point, normalisation=kind)
        for kind in (RAW, SCALED)
    )
    assert steep > 100
    assert round_ < 2


def each_slope(key, point):
    """The slope of each flower's loss, without the penalty, and its score with the sign of its kind."""
    surface = SURFACES[key]
    numbers, (data,) = defaults(surface), surface.model.data
    slopes = jax.jacobian(lambda theta: surface.on_examples(theta, np.arange(surface.examples), **numbers))(point)
    scores = np.asarray(surface.model.predict(point, data.training[:, :-1], **numbers))
    return np.asarray(slopes) - numbers["l2"] * point, scores * (2 * data.training[:, -1] - 1)


@says("svm_irises", "Only flowers within the margin, or on the wrong side of it, pull at the line")
def test_who_pulls():
    for point in np.array([[1.5, 2.1], [0.2, 0.4], [-2.0, 3.0]]):
        slopes, scores = each_slope("svm_irises", point)
        assert (np.abs(slopes).max(axis=1) > 1e-9).tolist() == (scores < 1).tolist()
    assert 0 < np.mean(scores < 1) < 1


@says("svm_irises", "the slope jumps where one comes in.")
def test_jumps():
    """Along a ray the flower with the largest score comes first to the margin, and leaves with its pull."""
    direction = np.array([0.6, 0.8])
    slopes, scores = each_slope("svm_irises", 1e-3 * direction)
    first = scores.argmax()
    edge = 1e-3 * direction / scores[first]
    before, after = (derivatives("svm_irises", edge * (1 + side * 1e-9))[1][0] for side in (-1, 1))
    jump = np.sum(np.isclose(scores, scores[first])) * -slopes[first] / len(slopes)
    np.testing.assert_allclose(after - before, jump, rtol=1e-6)
    assert np.abs(jump).max() > 0.01


def masked_losses(weights, keep, scale):
    """(shares, losses) of the four masks, by NumPy alone."""
    (data,) = SURFACES["dropout"].model.data
    inputs, targets = data.training[:, :-1], data.training[:, -1]
    scaled, wanted = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0), targets - targets.mean()
    masks = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    shares = np.prod(np.where(masks, keep, 1 - keep), axis=1)
    return shares, [np.mean((scale * scaled @ (mask * weights) - wanted) ** 2) / 2 for mask in masks]


@says("dropout", "The mean over all four masks is the loss without them and an L2 penalty of (1 − p)/p")
@pytest.mark.parametrize("keep", [0.25, 0.5, 0.8])
def test_masks(keep):
    weights = np.array([0.7, -1.2])
    for scaling, scale in ((0.0, 1 / keep), (1.0, 1.0)):
        (loss,) = derivatives("dropout", weights, keep=keep, scaling=scaling)[0]
        shares, losses = masked_losses(weights, keep, scale)
        assert loss == pytest.approx(shares @ losses, rel=1e-12)
        at_test = keep * scale * weights
        *_, whole = masked_losses(at_test, 1.0, 1.0)[1]
        assert loss == pytest.approx(whole + (1 - keep) / keep / 2 * at_test @ at_test, rel=1e-12)


@says("dropout", "the less is kept, the rounder the bowl.")
def test_keeping_less():
    ravine, rounder, round_ = (condition("dropout", (0.5, 0.5), keep=keep) for keep in (1.0, 0.5, 0.1))
    assert ravine > 10
    assert ravine > 3 * rounder
    assert round_ < 1.3


@says("collinear_columns", "The more two columns say the same, the narrower the ravine")
@says("collinear_columns", "its condition number is (1 + |r|)/(1 − |r|).")
@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.5, 0.99])
def test_correlation(correlation):
    rows = SURFACES["collinear_columns"].model.rows_at(correlation=correlation)
    assert np.corrcoef(rows[:, :2].T)[0, 1] == pytest.approx(correlation, abs=1e-12)
    expected = (1 + abs(correlation)) / (1 - abs(correlation))
    assert condition("collinear_columns", (0.5, -1.0), correlation=correlation) == pytest.approx(expected, rel=1e-9)
    (best,) = minima("collinear_columns", correlation=correlation)
    fitted, *_ = np.linalg.lstsq(rows[:, :2], rows[:, 2])
    assert best.point == pytest.approx(tuple(fitted), abs=1e-9)


@says(
    "line_with_outliers", "Three of twenty points turn the line by least squares over, if they are only far enough off."
)
def test_outliers():
    slopes = []
    for distance in (0.0, 1.0, 5.0):
        numbers = {"noise": 0.2, "distance": distance}
        rows = SURFACES["line_with_outliers"].model.rows_at(**numbers)
        (best,) = minima("line_with_outliers", **numbers)
        assert best.point == pytest.approx(tuple(np.polyfit(*rows.T, 1)), abs=1e-12)
        slopes.append(best.point[0])
    still = SURFACES["line_with_outliers"].model.rows_at(noise=0.2, distance=0.0)
    assert np.sum((rows != still).any(axis=1)) == 3
    assert len(rows) == 20
    assert slopes[0] > 0.9
    assert slopes[2] < -0.5
