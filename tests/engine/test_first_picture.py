"""What the page opens with tells the lecture's story: a ravine of condition number 100, rates tuned for each rule."""

import numpy as np
import pytest

from optviz import Scenario, simulate

FIRST = Scenario.default()
TUNED = 1.1
"""How many times the steps of the best rate a well tuned one may take."""
SWEEP = np.geomspace(1e-3, 2, 120)


def steps_to_stay(losses, tolerance=FIRST.tolerance):
    """The step from which on all losses are within the tolerance of the minimum, 0; infinite if the last is not."""
    outside = np.flatnonzero(~(losses <= tolerance))
    return 0 if not outside.size else np.inf if outside[-1] == len(losses) - 1 else outside[-1] + 1


def turns(points):
    """How often each weight's step changes direction."""
    return [int((column[1:] * column[:-1] < 0).sum()) for column in np.diff(points, axis=0).T]


def steps_at(rate, key):
    scenario = Scenario(surface="ravine", optimizers=[{"key": key, "learning_rate": rate}], num_steps=FIRST.num_steps)
    (path,) = simulate(scenario)
    return np.inf if path.diverged_at is not None else steps_to_stay(path.losses)


def test_the_ravine_is_steep():
    assert FIRST.surface.numbers == {"condition_number": 100, "tilt": 0}


def test_each_remedy_is_faster_than_what_it_mends():
    steps = {path.choice.key: steps_to_stay(path.losses) for path in simulate(FIRST)}
    assert steps == {"sgd": 139, "momentum": 82, "rmsprop": 180, "adam": 69}


def test_descent_zigzags_at_every_step_and_momentum_does_not():
    across = {path.choice.key: turns(path.points)[1] for path in simulate(FIRST)}
    assert across["sgd"] == FIRST.num_steps - 1
    assert (across["momentum"], across["adam"]) == (41, 9)


def test_descent_does_no_better_at_any_rate():
    """Its best rate is 2 / (L + μ); at it each step leaves (κ - 1) / (κ + 1) of the distance."""
    smallest, largest = 0.1, 10
    left = 1 - FIRST.optimizers[0].numbers["learning_rate"] * smallest
    best = (largest - smallest) / (largest + smallest)
    assert best < left < best**0.9


@pytest.mark.parametrize("choice", FIRST.optimizers, ids=lambda choice: choice.key)
def test_each_is_well_tuned(choice):
    best = min(steps_at(float(f"{rate:.3g}"), choice.key) for rate in SWEEP)
    assert steps_at(choice.numbers["learning_rate"], choice.key) <= TUNED * best
