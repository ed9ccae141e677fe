"""Taylor models against closed forms."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from optviz import SURFACES
from optviz.engine.taylor import derivatives_program, evaluate, models_along, taylor
from optviz.scenario.choices import SurfaceChoice

ROSENBROCK, SADDLE, RAVINE, HIMMELBLAU = (SURFACES[key] for key in ("rosenbrock", "saddle", "ravine", "himmelblau"))


@pytest.mark.parametrize("point", [(-1.2, 1.0), (0.5, 0.1), (1.0, 1.0)])
@pytest.mark.parametrize("b", [1.0, 100.0])
def test_derivatives_of_rosenbrock(point, b):
    x, y = point
    model = taylor(ROSENBROCK, {"b": b}, point)
    hessian = np.array([[2 - 4 * b * (y - 3 * x**2), -4 * b * x], [-4 * b * x, 2 * b]])
    gradient = np.array([-2 * (1 - x) - 4 * b * x * (y - x**2), 2 * b * (y - x**2)])
    assert model.value == pytest.approx((1 - x) ** 2 + b * (y - x**2) ** 2, rel=1e-12)
    np.testing.assert_allclose(model.gradient, gradient, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(model.hessian, hessian, rtol=1e-12)
    np.testing.assert_allclose(model.minimiser, np.array(point) - np.linalg.inv(hessian) @ gradient, rtol=1e-9)


@pytest.mark.parametrize("tilt", [0, 30, -75])
def test_a_quadratic_is_its_own_model_of_second_order(tilt):
    numbers = {"condition_number": 100.0, "tilt": tilt}
    model = taylor(RAVINE, numbers, (-2, 1))
    np.testing.assert_allclose(model.minimiser, 0, atol=1e-12)
    angle = np.deg2rad(tilt)
    points = np.random.default_rng(0).normal(size=(5, 6, 2))
    x, y = points[..., 0], points[..., 1]
    along, across = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    np.testing.assert_allclose(evaluate(model, points, 2), 5 * (along**2 / 100 + across**2), rtol=1e-9)


def test_no_minimum_where_the_hessian_is_not_positive_definite():
    """(x² − 1)² / 4 + y² / 2 curves down along x between −1/√3 and 1/√3."""
    edge = 1 / np.sqrt(3)
    assert taylor(SADDLE, {}, (0, 0)).minimiser is None
    assert taylor(SADDLE, {}, (edge - 1e-6, 1)).minimiser is None
    assert taylor(SADDLE, {}, (edge + 1e-6, 1)).minimiser is not None
    np.testing.assert_allclose(taylor(SADDLE, {}, (2, 0.5)).minimiser, [2 - 6 / 11, 0], atol=1e-12)


@pytest.mark.parametrize("order", [1, 2])
def test_the_error_falls_with_the_next_power_of_the_distance(order):
    model = taylor(HIMMELBLAU, {}, (1.0, -0.5))
    directions = np.random.default_rng(1).normal(size=(50, 2))
    errors = []
    for distance in (1e-2, 1e-3):
        points = model.point + distance * directions
        x, y = points.T
        errors.append(np.abs(evaluate(model, points, order) - (x**2 + y - 11) ** 2 - (x + y**2 - 7) ** 2).max())
    assert errors[0] / errors[1] == pytest.approx(10 ** (order + 1), rel=0.1)


def test_one_weight():
    """A curve is a surface of one weight: here the cosine, whose model at 0.5 is known."""
    curve = replace(SADDLE, function=lambda point: -jnp.cos(point[0]), domain=((-3.0, 3.0),), start=(1.0,))
    model = taylor(curve, {}, [0.5])
    assert model.value == pytest.approx(-np.cos(0.5))
    np.testing.assert_allclose(model.minimiser, [0.5 - np.tan(0.5)], rtol=1e-12)
    np.testing.assert_allclose(
        evaluate(model, np.array([[0.5], [0.6]]), 1), -np.cos(0.5) + np.array([0, 0.1]) * np.sin(0.5)
    )
    assert taylor(curve, {}, [2.0]).minimiser is None


def test_moving_the_point_or_a_number_compiles_nothing():
    program = derivatives_program(RAVINE)
    for tilt in (0, 10.5):
        taylor(RAVINE, {"condition_number": 3 + tilt, "tilt": tilt}, (tilt, 1))
    assert derivatives_program(RAVINE) is program
    assert len(program.ready) == 1


def test_models_along_a_path_are_those_of_its_points():
    surface = SURFACES["rosenbrock"]
    points = np.random.default_rng(3).uniform(-1, 1, (5, 2))
    gradients, hessians = models_along(SurfaceChoice.model_validate("rosenbrock"), points)
    assert gradients.shape == (5, 2)
    for point, gradient, hessian in zip(points, gradients, hessians, strict=True):
        model = taylor(surface, {"b": 100.0}, point)
        np.testing.assert_allclose(gradient, model.gradient, rtol=1e-12)
        np.testing.assert_allclose(hessian, model.hessian, rtol=1e-12)
