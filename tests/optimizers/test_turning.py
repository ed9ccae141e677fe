"""Who cares how the axes lie: a turned ravine, started from the turned point, gives the turned path, or does not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optviz import Scenario, simulate

NUM_STEPS = 30
TURN_WITH_IT = (
    "sgd",
    "momentum",
    "nesterov",
    "nesterov_shifted",
    "full_matrix_adagrad",
    "newton",
    "bfgs",
    "lbfgs",
    "conjugate_gradient",
    "gradient_descent_line_search",
    "gradient_descent_backtracking",
)
TIED_TO_AXES = ("adagrad", "rmsprop", "adam", "adam_uncorrected", "rprop")


def paths(rules, tilt, start):
    surface = {"key": "ravine", "condition_number": 10, "tilt": tilt}
    return [
        path
        for rule in rules
        for path in simulate(Scenario(surface=surface, start=start, optimizers=[rule], num_steps=NUM_STEPS))
    ]


def turned(points, degrees):
    angle = np.deg2rad(degrees)
    return points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


@settings(max_examples=15)
@given(tilt=st.floats(-80, 80), start=st.tuples(st.floats(0.5, 2), st.floats(0.5, 2)))
def test_rules_that_see_only_vectors_turn_with_the_surface(tilt, start):
    straight = paths(TURN_WITH_IT, 0, start)
    tilted = paths(TURN_WITH_IT, tilt, tuple(turned(np.array(start), tilt)))
    for before, after in zip(straight, tilted, strict=True):
        np.testing.assert_allclose(
            after.points, turned(before.points, tilt), rtol=0, atol=1e-7, err_msg=before.choice.key
        )


@pytest.mark.parametrize("rule", TIED_TO_AXES)
def test_rules_of_one_rate_a_coordinate_do_not(rule):
    (straight,) = paths([rule], 0, (2.0, 1.0))
    (tilted,) = paths([rule], 30, tuple(turned(np.array([2.0, 1.0]), 30)))
    assert np.abs(tilted.points - turned(straight.points, 30)).max() > 0.05
