"""Newton's method: against closed forms, NumPy's linear algebra, and SciPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize

from optviz import OPTIMIZERS, Scenario, simulate
from optviz.engine.line_by_line import program_of
from optviz.optimizers.newton import FORM
from optviz.optimizers.symmetric import eigen
from optviz.pseudocode.interpreter import step
from tests.optimizers.problems import PROBLEMS
from tests.optimizers.values import value_of

on_problems = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])


def run(problem, start=None, num_steps=30, **numbers):
    start = problem.start.tolist() if start is None else start
    rule = {"key": "newton"} | numbers
    return simulate(Scenario(surface=problem.surface, start=start, optimizers=[rule], num_steps=num_steps))[0]


def newton_step(hessian, gradient):
    return np.linalg.solve(hessian, gradient)


def saddle_free_step(hessian, gradient):
    values, vectors = np.linalg.eigh(hessian)
    return vectors @ ((vectors.T @ gradient) / np.abs(values))


@on_problems
@pytest.mark.parametrize(("form", "solve"), [("plain", newton_step), ("saddle-free", saddle_free_step)])
def test_steps_are_those_of_linear_algebra(problem, form, solve):
    path = run(problem, form=form, learning_rate=0.7, num_steps=15)
    for before, after in zip(path.points[:-1], path.points[1:], strict=True):
        expected = before - 0.7 * solve(problem.hessian(before), problem.gradient(before))
        np.testing.assert_allclose(after, expected, rtol=1e-9, atol=1e-12)


@on_problems
def test_damping_is_levenbergs(problem):
    path = run(problem, damping=5.0, num_steps=15)
    for before, after in zip(path.points[:-1], path.points[1:], strict=True):
        expected = before - newton_step(problem.hessian(before) + 5 * np.eye(2), problem.gradient(before))
        np.testing.assert_allclose(after, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("condition_number", [1, 30, 1000])
@pytest.mark.parametrize("tilt", [-90, 0, 37])
def test_one_step_solves_a_quadratic(condition_number, tilt):
    surface = {"key": "ravine", "condition_number": condition_number, "tilt": tilt}
    path = simulate(Scenario(surface=surface, start=(-2, 1.5), optimizers=["newton"], num_steps=1))[0]
    assert np.abs(path.points[1]).max() < 1e-12


def test_plain_newton_runs_into_a_saddle_that_saddle_free_newton_leaves():
    saddle = PROBLEMS[1]
    assert np.abs(run(saddle, start=(0.1, 1.2)).points[-1]).max() < 1e-12
    np.testing.assert_allclose(run(saddle, start=(0.1, 1.2), form="saddle-free").points[-1], (1.0, 0.0), atol=1e-12)


@pytest.mark.parametrize(("place", "start"), [(0, (-2.0, 1.0)), (2, (-1.2, 1.0)), (3, (3.5, 2.5))])
def test_arrives_where_scipys_newton_cg_does_with_no_more_hessians(place, start):
    problem = PROBLEMS[place]
    path = run(problem, start=start)
    theirs = minimize(
        value_of(problem), start, jac=problem.gradient, hess=problem.hessian, method="Newton-CG", tol=1e-10
    )
    np.testing.assert_allclose(path.points[-1], theirs.x, atol=1e-6)
    arrived = next(k for k, point in enumerate(path.points) if np.abs(problem.gradient(point)).max() < 1e-8)
    assert tuple(path.evaluations[arrived]) == (0, arrived, arrived)
    assert arrived <= theirs.nhev


@pytest.mark.parametrize("slope_along_flat", [0.0, 2.0])
def test_flat_direction_is_left_alone_if_level_and_has_no_step_otherwise(slope_along_flat):
    def loss(point):
        return point[0] ** 2 + slope_along_flat * point[1]

    numbers = {"learning_rate": 1.0, "damping": 0.0, "form": jnp.array(0.0)}
    moved, _ = OPTIMIZERS["newton"].step(loss, jnp.array([1.5, 3.0]), (), **numbers)
    if slope_along_flat:
        assert not np.isfinite(moved).all()
    else:
        np.testing.assert_array_equal(moved, (0.0, 3.0))


@pytest.mark.parametrize("form", FORM.choices)
@pytest.mark.parametrize("slope_along_flat", [0.0, 2.0])
@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_the_text_does_the_same_along_a_flat_direction(form, slope_along_flat, rate):
    """On −x² + 2y: with a step length of 0 nothing moves, whatever the model says; else the text diverges as well."""
    place = np.array([1.5, 3.0])
    curvatures = np.array([-2.0, 0.0])
    known = {"grad": curvatures * place + [0, slope_along_flat], "hessian": np.diag(curvatures)}
    program = program_of(OPTIMIZERS["newton"], OPTIMIZERS["newton"].pseudocode_of(form))
    numbers = {"η": np.array([rate]), "λ": np.array([0.0])}
    with np.errstate(divide="ignore", invalid="ignore"):
        found = step(program, lambda what, *_: known[what][None], numbers, np.ones(1), place[None], {}).weights[0]
    if rate and slope_along_flat:
        assert not np.isfinite(found).all()
    else:
        uphill = 1 + rate if form == "saddle-free" else 1 - rate
        np.testing.assert_array_equal(found, [1.5 * uphill, 3.0])
    engine = {"learning_rate": rate, "damping": 0.0, "form": jnp.array(float(FORM.choices.index(form)))}
    moved, _ = OPTIMIZERS["newton"].step(
        lambda point: -(point[0] ** 2) + slope_along_flat * point[1], jnp.array(place), (), **engine
    )
    np.testing.assert_array_equal(np.isfinite(moved), np.isfinite(found))
    np.testing.assert_array_equal(np.asarray(moved)[np.isfinite(moved)], found[np.isfinite(found)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_eigenvalues_are_lapacks(dtype):
    random = np.random.default_rng(3)
    matrices = [
        matrix + matrix.T for matrix in random.normal(size=(40, 2, 2)) * 10.0 ** random.uniform(-6, 6, (40, 1, 1))
    ]
    matrices += [np.zeros((2, 2)), np.eye(2), np.diag([3.0, -2.0]), np.diag([-2.0, 3.0]), np.ones((2, 2))]
    matrices += [np.array([[1.0, 1e-9], [1e-9, 1.0]]), np.array([[0.0, -4.0], [-4.0, 0.0]])]
    for matrix in np.array(matrices, dtype):
        values, vectors = map(np.asarray, jax.jit(eigen)(matrix))
        size = max(np.abs(matrix).max(), 1e-30)
        tolerance = 20 * np.finfo(dtype).eps
        assert values.dtype == vectors.dtype == dtype
        np.testing.assert_allclose(np.sort(values), np.linalg.eigvalsh(matrix), rtol=0, atol=tolerance * size)
        np.testing.assert_allclose(vectors.T @ vectors, np.eye(2), rtol=0, atol=tolerance)
        np.testing.assert_allclose(vectors @ np.diag(values) @ vectors.T, matrix, rtol=0, atol=tolerance * size)
