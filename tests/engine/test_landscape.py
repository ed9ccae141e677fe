"""What lies between the nodes of a landscape, by functions that are known there."""

import numpy as np
import pytest

from optviz import Scenario
from optviz.engine.landscape import interpolated, landscape, losses_on

AXIS = np.linspace(-2.0, 2.0, 33)
PLACES = np.linspace(-1.99, 1.99, 400)


def between(function):
    return interpolated(function(AXIS)[:, None], AXIS, PLACES)[:, 0]


@pytest.mark.parametrize(
    "function", [lambda x: 3 - x, lambda x: x**2 - 0.3 * x, lambda x: (x - 0.0625) ** 2, lambda x: x**3 + 9 * x**2]
)
def test_a_bowl_is_met_exactly(function):
    np.testing.assert_allclose(between(function), function(PLACES), atol=1e-12)


@pytest.mark.parametrize("function", [np.sin, np.exp, lambda x: np.cos(3 * x), lambda x: (x**2 - 1) ** 2])
def test_what_is_smooth_is_met_well(function):
    """Four times as many nodes: the error of a straight line falls by 16, that of a cubic by 256."""
    fine = np.linspace(-2.0, 2.0, 4 * 32 + 1)
    errors = [
        np.abs(interpolated(function(axis)[:, None], axis, PLACES)[:, 0] - function(PLACES)).max()
        for axis in (AXIS, fine)
    ]
    assert errors[0] < 3e-3
    assert errors[1] < errors[0] / 40


@pytest.mark.parametrize("cliff", [0.0, 0.03, -1.2])
def test_nothing_swings_beside_a_cliff(cliff):
    for slope in (0.0, 0.1):
        found = between(lambda x, slope=slope: np.where(x > cliff, 1.0, 0.0) + slope * x)
        assert (np.diff(found) >= -1e-12).all()


def test_no_level_runs_twice_along_the_cliff():
    """Along a line across it the loss falls once and rises once, there as on the surface itself."""
    choice = Scenario(surface="cliff", optimizers=["sgd"]).surface
    shown, xs, ys = landscape(choice), np.linspace(-2.9, 2.9, 700), np.array([-1.53, 0.0, 0.71, 1.98])

    def turns(losses):
        signs = np.sign(np.diff(losses))
        return [int((row[1:] * row[:-1] < 0).sum()) for row in signs]

    assert turns(shown.shades_on([xs, ys])) == turns(losses_on(choice, (xs, ys))) == [1] * 4
