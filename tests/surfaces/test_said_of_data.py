"""What surfaces with data say of themselves, claim by claim, on their data."""

from functools import cache

import jax
import numpy as np
import pytest
from evaluation import defaults, predictions
from optviz.surfaces.examples import Table
from said import condition, derivatives, minima, says

from optviz import SURFACES

RAW, SCALED = 0.0, 2.0


def accuracy(key, rows, **numbers):
    """The share of flowers that the line of the minimum has on their own side."""
    (best,) = minima(key, **numbers)
    surface = SURFACES[key]
    (said,) = predictions(surface, [best.point], rows[:, :-1], defaults(surface) | numbers)
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
    assert surface.model.predict(
        np.array([3.0, 2.0]), middle, **surface.given(defaults(surface))
    ).item() == pytest.approx(0, abs=1e-12)
    assert min(accuracy("logistic_irises", rows) for rows in (data.training, data.left)) > 0.9


@says("logistic_irises", "one of raw petals, which goes through zero, fewer, and its loss is a ravine.")
def test_raw_petals():
    surface = SURFACES["logistic_irises"]
    (data,) = surface.model.data
    raw = defaults(surface) | {"normalisation": RAW}
    assert surface.model.predict(np.array([3.0, 2.0]), np.zeros((1, 2)), **surface.given(raw)).item() == 0
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
    (scores,) = predictions(surface, [point], data.training[:, :-1], numbers)
    slopes = np.asarray(slopes_program(surface)(point))
    return slopes - numbers["l2"] * point, scores * (2 * data.training[:, -1] - 1)


@cache
def slopes_program(surface):
    return jax.jit(jax.jacfwd(lambda theta: surface.on_examples(theta, **surface.given(defaults(surface)))))


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
    rows = SURFACES["collinear_columns"].model.made(correlation=correlation)
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
        rows = SURFACES["line_with_outliers"].model.made(**numbers)
        (best,) = minima("line_with_outliers", **numbers)
        assert best.point == pytest.approx(tuple(np.polyfit(*rows.T, 1)), abs=1e-12)
        slopes.append(best.point[0])
    still = SURFACES["line_with_outliers"].model.made(noise=0.2, distance=0.0)
    assert np.sum((rows != still).any(axis=1)) == 3
    assert len(rows) == 20
    assert slopes[0] > 0.9
    assert slopes[2] < -0.5


def straight_way_down(inputs, targets, start, rate, steps):
    """The points of gradient descent on half the mean squared error, by NumPy alone."""
    points = [np.array(start)]
    for _ in range(steps):
        points.append(points[-1] - rate * inputs.T @ (inputs @ points[-1] - targets) / len(targets))
    return np.array(points)


@says("overfitting", "The targets are (x + z)/2 and noise")
def test_targets():
    (data,) = SURFACES["overfitting"].model.data
    clean = SURFACES["overfitting"].model.made(noise=0.0, l2=0.0)
    np.testing.assert_allclose(clean[:, 2], clean[:, :2].mean(axis=1), rtol=1e-12)
    assert 0.7 < np.std(data.rows[:, 2] - clean[:, 2]) < 1.3


@says(
    "overfitting",
    "on its way into the minimum of eight of them a path passes where the 32 that are held out are told best.",
)
def test_passing_the_best_place():
    surface = SURFACES["overfitting"]
    (data,) = surface.model.data
    assert (len(data.training), len(data.left)) == (8, 32)
    points = straight_way_down(data.training[:, :2], data.training[:, 2], surface.start, 0.2, 300)
    losses = np.mean((points @ data.left[:, :2].T - data.left[:, 2]) ** 2, axis=1) / 2
    given = surface.given(defaults(surface)) | {"held": Table.of(data.left_matrix)}
    assert float(surface.model.held_out_loss(points[40], **given)) == pytest.approx(losses[40], rel=1e-5)
    assert 5 < losses.argmin() < 30
    assert losses[-1] > 2 * losses.min()
    (best,) = minima("overfitting")
    assert np.linalg.norm(points[-1] - best.point) < 1e-2


@pytest.mark.parametrize(("noise", "l2"), [(0.0, 0.0), (1.0, 0.0), (1.5, 0.0), (1.0, 0.3), (0.5, 1.0)])
def test_the_minimum_of_eight_examples(noise, l2):
    """By NumPy's least squares, to which a penalty is two rows more."""
    rows = SURFACES["overfitting"].model.made(noise=noise, l2=l2)[:8]
    inputs = np.concatenate([rows[:, :2], np.sqrt(8 * l2) * np.eye(2)])
    fitted, *_ = np.linalg.lstsq(inputs, np.concatenate([rows[:, 2], [0, 0]]))
    (best,) = minima("overfitting", noise=noise, l2=l2)
    assert best.point == pytest.approx(tuple(fitted), abs=1e-12)


def right(key, rows, point, **numbers):
    """The share of points that weights have on their own side."""
    given = SURFACES[key].given(defaults(SURFACES[key]) | numbers)
    return np.mean((np.asarray(SURFACES[key].model.predict(point, rows[:, :-1], **given)) > 0) == rows[:, -1])


@says("moons_and_blobs", "Two blobs that lie apart can be told apart by a line")
def test_blobs():
    numbers = {"shape": 1.0, "spread": 0.2}
    (best,) = minima("moons_and_blobs", **numbers)
    rows = SURFACES["moons_and_blobs"].model.made(**numbers)
    assert right("moons_and_blobs", rows, np.array(best.point), **numbers) == 1


@says("moons_and_blobs", "of two moons it leaves one point in eight on the wrong side, even where they have no spread.")
def test_moons():
    numbers = {"shape": 0.0, "spread": 0.0}
    (best,) = minima("moons_and_blobs", **numbers)
    data = SURFACES["moons_and_blobs"].model.data_at(defaults(SURFACES["moons_and_blobs"]) | numbers)
    assert right("moons_and_blobs", data.training, np.array(best.point), **numbers) == pytest.approx(7 / 8)


def faster(points, places):
    """Half the mean squared error of waves (rows, 2) against sin(3x + 0.8), by NumPy alone."""
    said = np.sin(2 ** points[:, :1] * places + points[:, 1:])
    return np.mean((said - np.sin(3 * places + 0.8)) ** 2, axis=1) / 2


FASTER = np.array([[np.log2(4 * np.pi - 3), np.pi - 0.8], [np.log2(4 * np.pi + 3), 0.8]])


@says("sampled_wave", "Through four examples go faster waves too: narrow minima, useless on what is held out.")
def test_faster_waves():
    wide, *narrow = minima("sampled_wave")
    assert wide.point == pytest.approx((np.log2(3), 0.8))
    np.testing.assert_allclose([one.point for one in narrow], FASTER)
    np.testing.assert_allclose(faster(FASTER, np.arange(4) / 2 - 1), 0, atol=1e-29)
    across = [np.linalg.eigvalsh(derivatives("sampled_wave", one.point)[2][0])[1] for one in (wide, *narrow)]
    assert min(across[1:]) > 6 * across[0]
    surface = SURFACES["sampled_wave"]
    unseen = surface.model.data[0].left[:, 0]
    given = surface.given(defaults(surface)) | {"held": Table.of(surface.model.data[0].left_matrix)}
    lost = [float(surface.model.held_out_loss(point, **given)) for point in FASTER]
    np.testing.assert_allclose(lost, faster(FASTER, unseen), rtol=1e-9)
    assert min(lost) > 1.5 * np.var(np.sin(3 * unseen + 0.8)) / 2, "a flat line is better"


@says("sampled_wave", "With eight examples they are gone, and the wide one stays where it is.")
def test_with_eight():
    for examples in (1.0, 2.0):
        (left,) = minima("sampled_wave", examples=examples)
        assert left.point == pytest.approx((np.log2(3), 0.8))
        losses, gradients, _ = derivatives("sampled_wave", *FASTER, examples=examples)
        assert losses.min() > 0.4
        assert np.hypot(*gradients.T).min() > 0.02


def held_out_along(start, rate, steps):
    surface = SURFACES["transfer"]
    data = surface.model.data[0]
    points = straight_way_down(data.training[:, :2], data.training[:, 2], start, rate, steps)
    return np.mean((points @ data.left[:, :2].T - data.left[:, 2]) ** 2, axis=1) / 2


@says("transfer", "Runs start in the minimum of another task.")
def test_where_transfer_starts():
    (best,) = minima("transfer", task=1.0)
    assert best.point == pytest.approx(SURFACES["transfer"].start, abs=1e-9)


@says(
    "transfer",
    "From there a few small steps come lower on held-out examples than training from scratch ever does",
)
@says("transfer", "large ones soon forget what was known.")
def test_transfer():
    start = SURFACES["transfer"].start
    small, large = held_out_along(start, 0.03, 20), held_out_along(start, 0.3, 20)
    scratch = min(held_out_along((0.0, 0.0), rate, 300).min() for rate in (0.01, 0.03, 0.1, 0.3, 1.0))
    assert small[20] < 0.9 * scratch
    assert (np.diff(small) < 0).all()
    assert large[20] > 1.2 * large[0]


@says("moons_network", "Three neurons tell two moons apart.")
def test_a_network_on_moons():
    (best,) = minima("moons_network")
    (data,) = SURFACES["moons_network"].model.data
    for rows in (data.training, data.left):
        assert right("moons_network", rows, np.array(best.point)) > 0.95


def slopes_on_grid(**numbers):
    points = np.stack(np.meshgrid(*[np.linspace(*ends, 29) for ends in SURFACES["moons_network"].domain]), -1)
    losses, gradients, hessians = derivatives("moons_network", *points.reshape(-1, 2), **numbers)
    return losses, np.hypot(*gradients.T), np.linalg.eigvalsh(hessians)[:, 0]


@says("moons_network", "Along two weights of the output the loss is a bowl")
def test_a_bowl_along_the_output():
    *_, lowest = slopes_on_grid(pair=1.0)
    assert lowest.min() > 0


@says(
    "moons_network",
    "along weights of a neuron it has plateaus, where that is saturated and says nothing.",
)
def test_plateaus_along_a_neuron():
    """In a corner it is within a thousandth of ±1 for most points; there are places with hardly any slope far up."""
    losses, slopes, lowest = slopes_on_grid(pair=0.0)
    assert lowest.min() < -0.01
    corner = np.array([-6.0, -6.0])
    inputs = SURFACES["moons_network"].model.data[0].training[:, :-1]
    assert np.median(np.abs(np.tanh(inputs @ corner + 3.495))) > 0.999
    flat = (slopes < 0.05 * slopes.max()) & (losses > 5 * losses.min())
    assert flat.mean() > 0.05
    losses, slopes, _ = slopes_on_grid(pair=1.0)
    assert not ((slopes < 0.05 * slopes.max()) & (losses > 5 * losses.min())).any()
