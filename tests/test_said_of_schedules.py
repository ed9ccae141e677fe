"""What schedules and noises and their numbers are called is what they do."""

from collections import defaultdict
from functools import cache

import numpy as np
import pytest

from optviz import Scenario, simulate
from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES

CLAIMS = defaultdict(set)
STEPS = 120


def does(title, *keys):
    """Marks a test of what a number of this title does, in each of these schedules or noises."""

    def mark(test):
        for key in keys:
            CLAIMS[key].add(title)
        return pytest.mark.parametrize("key", keys)(test)

    return mark


def test_every_number_is_held_by_a_test():
    for record in [*SCHEDULES.values(), *NOISES.values()]:
        assert CLAIMS[record.key] == {parameter.title for parameter in record.parameters}, record.key


def factors(key, **numbers):
    """The learning rate along a run over the one that was given: of step 1, 2, …"""
    rule = {"key": "sgd", "learning_rate": 0.1, "schedule": {"key": key} | numbers}
    return simulate(Scenario(surface="sphere", optimizers=[rule], num_steps=STEPS))[0].learning_rates / 0.1


@does("warm-up", *SCHEDULES)
def test_warm_up(key):
    """Equal steps up to the whole rate, then the schedule from its beginning."""
    found = factors(key, warm_up=10)
    np.testing.assert_allclose(found[:10], np.arange(1, 11) / 10)
    assert found[10] == pytest.approx(factors(key)[0])


@does("factor", "step")
def test_factor(key):
    found = factors(key, factor=0.3, every=25)
    np.testing.assert_allclose(found[[0, 24, 25, 49, 50]], [1, 1, 0.3, 0.3, 0.09])


@does("every", "step")
def test_every(key):
    assert np.flatnonzero(np.diff(factors(key, factor=0.5, every=35))).tolist() == [34, 69, 104]


@does("decay rate", "exponential", "inverse_time")
def test_decay_rate(key):
    """What the first steps lose of the rate, each."""
    found = factors(key, rate=1e-3)
    np.testing.assert_allclose(1 - found[1:4], np.array([1, 2, 3]) * 1e-3, rtol=5e-3)


@does("shift", "inverse_square_root")
def test_shift(key):
    """After three times as many steps half of the rate is left."""
    assert factors(key, shift=30)[90] == pytest.approx(0.5)


@does("final fraction", "linear", "polynomial", "cosine", "one_cycle", "stable_decay", "cosine_restarts")
def test_final_fraction(key):
    """What is left at the end, of a cycle where there are several: the last step is one short of it."""
    numbers = {"period": STEPS} if key == "cosine_restarts" else {}
    last = factors(key, final=0.25, **numbers)[-1]
    assert 0.25 <= last < 0.25 + 0.08
    assert factors(key, final=1.0, **numbers)[-1] == pytest.approx(1)


@does("power", "polynomial")
def test_power(key):
    line = factors("linear")
    np.testing.assert_allclose(factors(key, power=3.0), line**3, rtol=1e-9, atol=1e-15)


@does("first period", "cosine_restarts")
def test_first_period(key):
    assert np.flatnonzero(np.diff(factors(key, period=30)) > 0).tolist() == [29, 59, 89]


@does("growth of the period", "cosine_restarts")
def test_growth_of_the_period(key):
    assert np.flatnonzero(np.diff(factors(key, period=10, growth=3)) > 0).tolist() == [9, 39]


@does("half period", "triangular")
def test_half_period(key):
    found = factors(key, half_period=20)
    assert found.argmax() == 20
    assert found[:41].argmin() == 0
    assert found[40] == pytest.approx(found[0])


@does("lowest fraction", "triangular")
def test_lowest_fraction(key):
    assert factors(key, half_period=20, lowest=0.3).min() == pytest.approx(0.3)


@does("rising part", "one_cycle")
def test_rising_part(key):
    assert factors(key, rise=0.4).argmax() == 0.4 * STEPS


@does("first fraction", "one_cycle")
def test_first_fraction(key):
    assert factors(key, first=0.2)[0] == pytest.approx(0.2)


@does("decaying part", "stable_decay")
def test_decaying_part(key):
    found = factors(key, decay=0.25)
    assert (found[:91] == 1).all()
    assert (np.diff(found[90:]) < 0).all()


def test_a_cosine_is_one_with_restarts_without_restarts():
    np.testing.assert_allclose(factors("cosine"), factors("cosine_restarts", period=STEPS), atol=1e-12)


def test_constant_is_constant():
    assert (factors("constant") == 1).all()


def draws(noise, num_steps=2000, surface="sphere"):
    """What noise adds to the gradient (steps, weights), for a rule that stays where it is."""
    rule = {"key": "newton", "learning_rate": 0.0}
    asked = Scenario(surface=surface, optimizers=[rule], num_steps=num_steps, noise=noise)
    path = simulate(asked)[0]
    assert (path.points == path.points[0]).all()
    return path.gradients[:num_steps] - slope(surface)


@cache
def slope(surface):
    """The gradient where a surface's paths begin."""
    return simulate(Scenario(surface=surface, optimizers=["sgd"], num_steps=1))[0].gradients[0]


@does("noise scale", "uniform", "gaussian")
def test_noise_scale(key):
    """Uniform: all of ±σ and no more; Gaussian: its standard deviation."""
    found = draws({"key": key, "scale": 0.7})
    assert abs(found.mean()) < 0.03
    if key == "uniform":
        assert 0.69 < np.abs(found).max() <= 0.7
    assert found.std() == pytest.approx(0.7 / (np.sqrt(3) if key == "uniform" else 1), rel=0.03)


@does("batch size", "mini_batch")
def test_batch_size(key):
    """The mean of many gradients spreads less, in an epoch of n draws without replacement by √((n − B) / B (n − 1))."""
    spreads = [draws({"key": key, "batch_size": size}, surface="linear_regression").std(axis=0) for size in (5, 10)]
    expected = np.sqrt((50 - 5) / 5) / np.sqrt((50 - 10) / 10)
    np.testing.assert_allclose(spreads[0] / spreads[1], expected, rtol=0.05)
    assert np.abs(draws({"key": key, "batch_size": 50}, num_steps=20, surface="linear_regression")).max() < 1e-9


@does("keep probability", "drop_connect", "dropout")
def test_keep(key):
    """On two columns of mean square 1: on average the gradient of L2 with (1 − p) / p, as in closed form; of masks that
    are the same for all examples one of four gradients, each as often as its mask.
    """
    weights, steps = np.array(SURFACES["collinear_columns"].start), 2000
    rows = SURFACES["collinear_columns"].model.data_at({"correlation": 0.9}).rows
    quiet = rows[:, :2].T @ (rows[:, :2] @ weights - rows[:, 2]) / len(rows)
    for keep in (0.25, 0.5, 0.8):
        found = draws({"key": key, "keep": keep}, steps, "collinear_columns")
        penalty, error = (1 - keep) / keep * weights, found.std(axis=0) / np.sqrt(steps)
        assert (np.abs(found.mean(axis=0) - penalty) < 4 * error).all()
        if key == "dropout":
            assert len(np.unique(found.round(9), axis=0)) > 500
            continue
        for mask in np.array([[0, 0], [0, 1], [1, 0], [1, 1]]):
            theirs = mask / keep * (rows[:, :2].T @ (rows[:, :2] @ (mask / keep * weights) - rows[:, 2]) / len(rows))
            share = np.mean(np.abs(found + quiet - theirs).max(axis=1) < 1e-9)
            assert share == pytest.approx(np.prod(np.where(mask, keep, 1 - keep)), abs=0.04)
    assert np.abs(draws({"key": key, "keep": 1.0}, 20, "collinear_columns")).max() < 1e-12


def test_masks_of_many_examples_are_less_noise_than_one_for_all():
    found = draws({"key": "dropout", "keep": 0.5}, 2000, "line_with_outliers")
    spread = draws({"key": "drop_connect", "keep": 0.5}, 2000, "line_with_outliers").std(axis=0)
    assert (found.std(axis=0) < spread / 2).all()


def test_none_is_none():
    assert (draws("none", num_steps=5) == 0).all()


def test_t_counts_from_zero_after_the_warm_up():
    """As the page of methods says: T is what is left after it."""
    warm = factors("linear", warm_up=20)
    np.testing.assert_allclose(warm[:20], np.arange(1, 21) / 20)
    np.testing.assert_allclose(warm[20:], 1 - np.arange(100) / 100)


def test_learning_rates_of_libraries_are_mostly_far_smaller():
    """PyTorch's defaults."""
    theirs = {"sgd": 1e-3, "adagrad": 1e-2, "rmsprop": 1e-2, "adam": 1e-3, "adamw": 1e-3, "adamax": 2e-3, "nadam": 2e-3}
    theirs |= {"radam": 1e-3, "rprop": 1e-2, "adadelta": 1.0, "lbfgs": 1.0}
    shares = [rate / OPTIMIZERS[key].hyperparameters[0].default for key, rate in theirs.items()]
    assert np.median(shares) < 0.1
    assert max(shares) <= 1
