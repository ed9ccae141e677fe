"""Losses on data: the tables and their fits as they are published, and mini-batches."""

import math
from functools import cache

import jax
import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from evaluation import defaults, evaluate, losses
from optviz.surfaces.data.linear_regression import DISTANCES, QUARTET_INPUTS, QUARTET_TARGETS, SPEEDS
from optviz.surfaces.data.logistic_regression import DAMAGE, FAHRENHEIT
from said import minima

from optviz import Scenario, simulate
from optviz.catalogue import SURFACES
from optviz.engine.stepping import TrueLoss
from optviz.noise import batch_of_step, mini_batch, order_draw
from optviz.problems import ScenarioError
from tests.samples import sample

WITH_TABLE = {key: surface for key, surface in SURFACES.items() if surface.examples}
RAN = sample({one.key: one for one in {one.family: one for one in WITH_TABLE.values()}.values()}, WITH_TABLE)
"""One of each family."""
RAW, CENTRED, SCALED = 0.0, 1.0, 2.0
every_data_surface = pytest.mark.parametrize("surface", WITH_TABLE.values(), ids=WITH_TABLE)


def test_stopping_distances_are_the_published_ones():
    """The least-squares line of these 50 cars, and the spread round it, as in R's documentation of `cars`."""
    fit = scipy.stats.linregress(SPEEDS * 10, DISTANCES * 10)
    assert len(SPEEDS) == 50
    assert (fit.slope, fit.intercept) == pytest.approx((3.9324, -17.5791), abs=5e-5)
    (minimum,) = minima("linear_regression", normalisation=RAW)
    assert minimum.point == pytest.approx((fit.slope, fit.intercept / 10), rel=1e-12)
    residual_error = np.sqrt(2 * minimum.value * 50 / 48) * 10
    assert residual_error == pytest.approx(15.38, abs=5e-3)


def test_quartet_has_its_published_line_in_all_four_sets():
    for data_set in range(4):
        (minimum,) = minima("anscombe", data_set=float(data_set))
        fit = scipy.stats.linregress(QUARTET_INPUTS[data_set], QUARTET_TARGETS[data_set])
        assert minimum.point == pytest.approx((fit.slope, fit.intercept), rel=1e-12)
        assert minimum.point == pytest.approx((5.0, 3.0), abs=5e-3)
        assert fit.rvalue == pytest.approx(0.816, abs=1e-3)


def test_o_rings_have_their_published_fit():
    """Intercept, slope a degree Fahrenheit and deviance of the logistic fit, as in Dalal et al. (1989)."""

    def deviance(weights):
        score = weights[0] * FAHRENHEIT + weights[1]
        return 2 * np.sum(np.logaddexp(0, score) - DAMAGE * score)

    (minimum,) = minima("logistic_regression", normalisation=RAW)
    slope = minimum.point[0] / 18
    intercept = minimum.point[1] - 32 * slope
    assert (intercept, slope) == pytest.approx((15.0429, -0.2322), abs=5e-5)
    assert minimum.value * 2 * len(DAMAGE) == pytest.approx(20.315, abs=5e-4)
    found = scipy.optimize.minimize(deviance, (0.0, 0.0), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    assert (slope, intercept) == pytest.approx(tuple(found.x), rel=1e-5)
    assert deviance((slope, intercept)) == pytest.approx(minimum.value * 2 * len(DAMAGE), rel=1e-12)


@pytest.mark.parametrize("key", ["linear_regression", "logistic_regression"])
def test_normalisation_turns_the_ravine_into_a_bowl(key):
    surface = SURFACES[key]
    numbers = []
    for normalisation in (RAW, CENTRED, SCALED):
        (minimum,) = minima(key, normalisation=normalisation)
        hessian = evaluate(surface, [minimum.point], {"normalisation": normalisation})[2][0]
        numbers.append(np.linalg.cond(hessian))
    raw, centred, scaled = numbers
    assert raw > 40
    assert raw > 10 * centred
    assert centred > scaled
    assert scaled < 2.5


def test_condition_number_of_raw_speeds_is_that_of_their_design():
    design = np.stack([SPEEDS, np.ones_like(SPEEDS)], axis=1)
    hessian = evaluate(SURFACES["linear_regression"], [(0.0, 0.0)], {"normalisation": RAW})[2][0]
    np.testing.assert_allclose(hessian, design.T @ design / len(design), rtol=1e-12)


def test_scaled_speeds_make_a_round_bowl():
    hessian = evaluate(SURFACES["linear_regression"], [(0.0, 0.0)], {"normalisation": SCALED})[2][0]
    np.testing.assert_allclose(hessian, np.eye(2), atol=1e-12)


EPOCHS = 3000
MOST_EXAMPLES = max(surface.examples for surface in WITH_TABLE.values())


@jax.jit
def draw_orders(counts):
    return order_draw(jax.random.key(0), (EPOCHS, MOST_EXAMPLES), float, counts)


@cache
def lots_of(count):
    """By one program, of the longest table; rows that do not count have infinite lots."""
    lots = np.asarray(draw_orders((np.arange(MOST_EXAMPLES) < count).astype(float)))
    assert (lots[:, count:] == np.inf).all()
    return lots


def orders(surface):
    return lots_of(surface.examples)[:, : surface.examples]


@jax.jit
def batches(orders, steps, batch_size):
    return jax.vmap(lambda step: batch_of_step(orders, step, batch_size=batch_size))(steps)


def batches_of(surface, batch_size, steps):
    """Which examples the batches of these steps have, (steps, examples)."""
    lots = lots_of(surface.examples)
    found = np.asarray(batches(lots, np.resize(np.asarray(steps, np.int32), EPOCHS), np.float64(batch_size)))
    assert not found[:, surface.examples :].any()
    return found[: len(steps), : surface.examples]


@cache
def program(surface):
    """At the start: the loss and each example's gradient, and both of as many batches as there are epochs."""
    loss = TrueLoss(surface, surface.given(defaults(surface)))
    start = np.array(surface.start)

    def of_batch(draw):
        return jax.value_and_grad(mini_batch(loss, draw, batch_size=1.0))(start)

    return jax.jit(lambda draws: (loss(start), jax.jacfwd(loss.on_examples)(start), *jax.vmap(of_batch)(draws)))


def of_batches(surface, draws):
    """(gradients of the batches, those of each example); the value is the whole loss, whatever is in a batch."""
    whole, singles, values, gradients = map(np.asarray, program(surface)(draws))
    np.testing.assert_allclose(values, np.full(EPOCHS, whole), rtol=1e-12)  # compiled, it is rounded once more
    return gradients, singles


@every_data_surface
@pytest.mark.parametrize("batch_size", [1, 4, 10, 64])
def test_an_epoch_goes_through_all_examples_once(surface, batch_size):
    """As PyTorch's loader does, whose last batch has what is left (`drop_last=False`)."""
    size = min(batch_size, surface.examples)
    a_epoch = -(-surface.examples // size)
    left = surface.examples - (a_epoch - 1) * size
    epochs = np.array([0, 1, 17])
    steps = (epochs[:, None] * a_epoch + np.arange(a_epoch)).ravel()
    for batches in np.split(batches_of(surface, batch_size, steps), len(epochs)):
        np.testing.assert_array_equal(batches.sum(axis=0), 1)
        np.testing.assert_array_equal(batches.sum(axis=1), [size] * (a_epoch - 1) + [left])


@every_data_surface
def test_every_epoch_has_an_order_of_its_own_and_all_orders_are_as_likely(surface):
    places = np.asarray(orders(surface))
    possible = math.factorial(min(surface.examples, 20))  # of few examples there are few orders: some come again
    different = possible * -np.expm1(EPOCHS * np.log1p(-1 / possible))
    spread = np.sqrt(min(EPOCHS, possible) - different)
    assert abs(len(np.unique(places, axis=0)) - different) < 4 * spread + 0.5
    np.testing.assert_array_equal(np.sort(places, axis=1), np.tile(np.arange(surface.examples), (EPOCHS, 1)))
    expected = EPOCHS / surface.examples
    for example in range(surface.examples):
        counts = np.bincount(places[:, example].astype(int), minlength=surface.examples)
        assert scipy.stats.chisquare(counts, expected).pvalue > 1e-5
    assert abs(np.corrcoef(places[1:, 0], places[:-1, 0])[0, 1]) < 4 / np.sqrt(EPOCHS)


@every_data_surface
@pytest.mark.parametrize("batch_size", [1, 5])
def test_batches_have_the_mean_of_all_examples_and_the_spread_of_their_size(surface, batch_size):
    """Of samples without replacement: by (n − B) / (n − 1) narrower in the square than with it."""
    a_epoch = -(-surface.examples // batch_size)
    batches = batches_of(surface, batch_size, np.arange(EPOCHS) * a_epoch)
    drawn, singles = of_batches(surface, batches)
    count = len(singles)
    spread = singles.std(axis=0) * np.sqrt((count - batch_size) / (count - 1) / batch_size)
    assert (np.abs(drawn.mean(axis=0) - singles.mean(axis=0)) < 4 * spread / np.sqrt(EPOCHS)).all()
    np.testing.assert_allclose(drawn.std(axis=0), spread, rtol=0.1)


@every_data_surface
def test_a_batch_of_everything_is_the_full_gradient(surface):
    batches = batches_of(surface, 64, np.arange(EPOCHS))
    gradients, singles = of_batches(surface, batches)
    np.testing.assert_allclose(gradients, np.tile(singles.mean(axis=0), (EPOCHS, 1)), rtol=1e-13)


@pytest.mark.parametrize("surface", RAN.values(), ids=RAN)
def test_a_run_on_batches_of_everything_is_one_without_noise(surface):
    in_batches, quiet = (
        simulate(Scenario(surface=surface.key, optimizers=["sgd"], noise=noise, num_steps=30))[0]
        for noise in ({"key": "mini_batch", "batch_size": 64}, "none")
    )
    np.testing.assert_allclose(in_batches.points, quiet.points, rtol=1e-9)


@pytest.mark.parametrize("surface", RAN.values(), ids=RAN)
def test_value_under_mini_batches_is_the_whole_loss(surface):
    """To the last bit, operation by operation."""
    loss = TrueLoss(surface, surface.given(defaults(surface)))
    point = np.array(surface.start)
    draw = batches_of(surface, 2, [3])[0]
    assert float(mini_batch(loss, draw, batch_size=2)(point)) == float(loss(point))


def test_runs_with_mini_batches():
    def run(seed):
        noise = {"key": "mini_batch", "batch_size": 2}
        optimizers = [{"key": "sgd", "learning_rate": 0.1}, "adam"]
        return simulate(
            Scenario(surface="linear_regression", optimizers=optimizers, noise=noise, num_steps=100, seed=seed)
        )

    first, again, other = run(0), run(0), run(1)
    assert first["sgd"].points.tobytes() == again["sgd"].points.tobytes()
    assert first["sgd"].points.tobytes() != other["sgd"].points.tobytes()
    np.testing.assert_array_equal(first["sgd"].gradients[0], first["adam"].gradients[0])
    values = losses(SURFACES["linear_regression"], first["sgd"].points, {"normalisation": RAW})
    np.testing.assert_allclose(first["sgd"].losses, values, rtol=1e-12)
    assert first["sgd"].losses[-1] < first["sgd"].losses[0] / 2


def test_mini_batches_are_refused_where_there_are_no_data():
    with pytest.raises(
        ScenarioError,
        match=r"noise: 'mini_batch' is not allowed on 'ravine'; a surface with data is: .*linear_regression",
    ) as error:
        Scenario(surface="ravine", optimizers=["sgd"], noise="mini_batch")
    assert [problem.field for problem in error.value.problems] == ["noise"]
