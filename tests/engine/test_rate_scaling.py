"""Learning rates scaled from a record's default: for rules and surfaces that nobody has measured."""

import numpy as np
import pytest

from optviz import OPTIMIZERS, Scenario
from optviz.engine.rate_scaling import HOME_CURVATURE, HOME_LENGTH, scaled_rate, typical_curvature
from optviz.scenario.choices import SurfaceChoice

HOME = Scenario.default().surface


def test_the_curvature_of_a_quadratic_is_its_largest_eigenvalue():
    assert typical_curvature(HOME) == pytest.approx(10, rel=1e-9)
    tilted = SurfaceChoice.model_validate({"key": "ravine", "tilt": 37, "condition_number": 200})
    assert typical_curvature(tilted) == pytest.approx(10, rel=1e-9)


def test_the_curvature_of_rosenbrock_is_near_that_of_its_hessian():
    x, y = np.meshgrid(np.linspace(-2, 2, 101), np.linspace(-1, 3, 101))
    a, b, d = 2 - 400 * (y - 3 * x**2), -400 * x, np.full_like(x, 200.0)
    largest = np.abs(np.linalg.eigvalsh(np.moveaxis(np.array([[a, b], [b, d]]), (0, 1), (-2, -1)))).max(axis=-1)
    measured = typical_curvature(SurfaceChoice.model_validate("rosenbrock"))
    assert measured == pytest.approx(np.quantile(largest, 0.9), rel=0.03)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_at_home_the_scaled_rate_is_the_default(key):
    assert scaled_rate(OPTIMIZERS[key], HOME) == OPTIMIZERS[key].hyperparameters[0].default


def test_rates_scale_with_their_unit():
    himmelblau = SurfaceChoice.model_validate("himmelblau")
    steep = typical_curvature(himmelblau)
    assert scaled_rate(OPTIMIZERS["sgd"], himmelblau) == pytest.approx(0.19 * HOME_CURVATURE / steep, rel=0.06)
    assert scaled_rate(OPTIMIZERS["adam"], himmelblau) == pytest.approx(0.06 * 5 / HOME_LENGTH)
    assert scaled_rate(OPTIMIZERS["newton"], himmelblau) == 1
