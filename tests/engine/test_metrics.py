"""The metrics on arrays made by hand."""

import numpy as np
import pytest
from optviz.surfaces.base import Minimum

from optviz.engine.metrics import measure

BOWL = [Minimum((0.0, 0.0), 0.0)]


def measured(points, losses=None, minima=BOWL, tolerance=0.1, diverged_at=None, per_step=(0, 1, 0)):
    points = np.array(points, float)
    losses = np.sum(points**2, axis=1) if losses is None else np.array(losses, float)
    evaluations = np.arange(len(points))[:, None] * np.array(per_step)
    return measure(points[None], losses[None], evaluations[None], [diverged_at], minima, tolerance)[0]


def test_a_straight_path():
    metrics = measured([(3, 4), (1.5, 2), (0, 0), (0, 0)], per_step=(2, 1, 0))
    assert metrics.path_length == pytest.approx(5)
    assert metrics.final_loss == 0
    assert metrics.distance == 0
    assert metrics.steps_to_tolerance == 2
    assert metrics.evaluations_to_tolerance == (4, 2, 0)
    assert metrics.evaluations == (6, 3, 0)
    assert metrics.sign_changes == (0, 0)
    assert metrics.overshoot == (0, 0)
    assert metrics.diverged_at is None


def test_zigzag_is_counted_for_each_weight():
    assert measured([(5, 1), (4, -1), (3, 1), (2, -1), (1, 1)]).sign_changes == (0, 3)


@pytest.mark.parametrize(
    ("weight", "changes"),
    [([0, 1, 1, 2], 0), ([0, 1, 1, 0], 1), ([0, 1, 1, 0, 0, 1], 2), ([2, 2, 2], 0), ([0, 1, 0, 0, -1, 0], 2)],
)
def test_a_step_of_zero_has_no_direction(weight, changes):
    points = np.stack([weight, np.zeros(len(weight))], axis=1)
    assert measured(points).sign_changes == (changes, 0)


def test_rounding_does_not_turn():
    """Away from zero, a weight that has arrived trembles in its last bits; near zero it goes on for longer."""
    falling, trembling = [4.0, 2.0, 1.5], [1.0, 1 + 2**-52, 1.0, 1 - 2**-53] * 3
    weight = np.array(falling + trembling)
    assert measured(np.stack([weight, np.ones_like(weight)], axis=1)).sign_changes == (0, 0)
    towards_zero = 4 * (-0.5) ** np.arange(15)
    assert measured(np.stack([towards_zero, weight], axis=1)).sign_changes == (13, 0)
    far_below = np.where(np.arange(15) % 2, 1e-17, -1e-17)
    assert measured(np.stack([weight, far_below], axis=1)).sign_changes == (0, 0)
    deep = (-0.8) ** np.arange(200)  # 0 is approached for as long as there are numbers
    assert measured(np.stack([deep, 1e-9 * deep], axis=1)).sign_changes == (198, 198)


def test_overshoot_is_seen_from_the_start():
    assert measured([(-2, 3), (1, 1), (0.5, -0.25), (-0.1, 0.1)]).overshoot == (1, 0.25)
    assert measured([(2, -3), (-1, -1), (-0.5, 0.25), (0.1, -0.1)]).overshoot == (1, 0.25)


def test_a_weight_that_starts_at_the_minimum_overshoots_nothing():
    assert measured([(0, 1), (3, 0.5), (-3, 0.1)]).overshoot == (0, 0)


def test_overshoot_and_distance_are_of_the_minimum_nearest_to_the_end():
    minima = [Minimum((-4.0, 0.0), 0.0), Minimum((2.0, 0.0), -1.0)]
    metrics = measured([(-6, 0), (4, 0), (2.5, 0)], losses=[5, 3, 0], minima=minima)
    assert metrics.distance == pytest.approx(0.5)
    assert metrics.overshoot == (2, 0)


def test_tolerance_counts_from_the_lowest_minimum():
    minima = [Minimum((0.0, 0.0), 1.0), Minimum((9.0, 9.0), -1.0)]
    losses = [3, 1, -0.85, -0.95, -1]
    points = np.zeros((5, 2))
    assert measured(points, losses, minima, tolerance=0.1).steps_to_tolerance == 3
    assert measured(points, losses, minima, tolerance=0.2).steps_to_tolerance == 2
    assert measured(points, losses, minima, tolerance=9).steps_to_tolerance == 0
    assert measured(points[:4], losses[:4], minima, tolerance=0.01).steps_to_tolerance is None


@pytest.mark.parametrize(
    ("losses", "stays_from", "first"),
    [
        ([9, 0, 9, 0, 0], 3, 1),
        ([9, 0, 0, 0, 9], None, 1),
        ([0, 9, 9, 9, 0], 4, 0),
        ([0, 0, 0, 0, 0], 0, 0),
        ([9, 9, 9, 9, 9], None, None),
        ([9, 0.1, 0.11, 0.1, 0.1], 3, 1),
    ],
)
def test_to_have_arrived_is_to_stay(losses, stays_from, first):
    metrics = measured(np.zeros((5, 2)), losses, tolerance=0.1, per_step=(3, 1, 0))
    assert (metrics.steps_to_tolerance, metrics.first_within_tolerance) == (stays_from, first)
    assert metrics.evaluations_to_tolerance == (None if stays_from is None else (3 * stays_from, stays_from, 0))


def test_a_run_that_diverged_has_not_arrived():
    """Its last good row is repeated to the end, which is no staying."""
    metrics = measured(np.zeros((5, 2)), [9, 9, 0, 0, 0], diverged_at=3)
    assert (metrics.steps_to_tolerance, metrics.first_within_tolerance) == (None, 2)
    assert metrics.evaluations_to_tolerance is None


def test_where_no_minimum_is_known():
    metrics = measured([(1, 1), (0, 1)], minima=())
    assert (metrics.distance, metrics.overshoot, metrics.steps_to_tolerance) == (None, None, None)
    assert metrics.path_length == 1


def test_one_weight():
    metrics = measured([[3], [-1], [0.5]], minima=[Minimum((0.0,), 0.0)])
    assert metrics.sign_changes == (1,)
    assert metrics.overshoot == (1,)
    assert metrics.path_length == pytest.approx(5.5)


def test_several_paths_at_once_are_each_for_itself():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(5, 30, 2)).round(1)
    losses = (points**2).sum(axis=2)
    evaluations = rng.integers(0, 9, (5, 30, 3)).cumsum(axis=1)
    diverged_at = [None, 3, None, None, 7]
    together = measure(points, losses, evaluations, diverged_at, BOWL, 0.1)
    for i, metrics in enumerate(together):
        one = slice(i, i + 1)
        alone = measure(points[one], losses[one], evaluations[one], diverged_at[one], BOWL, 0.1)[0]
        assert alone == metrics
        assert metrics.path_length == pytest.approx(sum(np.hypot(*step) for step in np.diff(points[i], axis=0)))
        assert metrics.diverged_at == diverged_at[i]
