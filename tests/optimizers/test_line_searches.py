"""Rules with a line search, from their points alone: direction, Wolfe conditions, cost; and against SciPy's."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize

from optviz import OPTIMIZERS, Scenario, simulate
from tests.optimizers.problems import PROBLEMS, RAVINE, Problem
from tests.optimizers.values import value_of

SUFFICIENT = 1e-4
CONVERGED = 1e-5
"""The largest component of the gradient at which SciPy stops, and below which rounding decides here."""


def bfgs_formula(inverse, s, y):
    """Nocedal and Wright (2006), equation 6.17."""
    project = np.eye(2) - np.outer(s, y) / (s @ y)
    return project @ inverse @ project.T + np.outer(s, s) / (s @ y)


def first_inverse(s, y):
    return (s @ y) / (y @ y) * np.eye(2)


def bfgs_direction(points, gradients):
    """-B g with B from all pairs, the first of which scales the identity (equation 6.20)."""
    steps, changes = np.diff(points, axis=0), np.diff(gradients, axis=0)
    inverse = first_inverse(steps[0], changes[0]) if len(steps) else np.eye(2)
    for s, y in zip(steps, changes, strict=True):
        inverse = bfgs_formula(inverse, s, y)
    return -inverse @ gradients[-1]


def lbfgs_direction(memory):
    """-B g with B from the last `memory` pairs, the newest of which scales the identity (equation 7.20)."""

    def direction(points, gradients):
        steps, changes = np.diff(points, axis=0)[-memory:], np.diff(gradients, axis=0)[-memory:]
        inverse = first_inverse(steps[-1], changes[-1]) if len(steps) else np.eye(2)
        for s, y in zip(steps, changes, strict=True):
            inverse = bfgs_formula(inverse, s, y)
        return -inverse @ gradients[-1]

    return direction


def polak_ribiere_direction(points, gradients):
    """Nocedal and Wright (2006), equations 5.44 and 5.45, afresh where it would lead uphill."""
    direction = -gradients[0]
    for before, now in pairwise(gradients):
        direction = max(0, now @ (now - before) / (before @ before)) * direction - now
        direction = direction if direction @ now < 0 else -now
    return direction


def downhill(points, gradients):
    return -gradients[-1]


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """A rule with its numbers, the direction that its paper says, and c₂ (None: it asks for no slope)."""

    label: str
    rule: dict
    direction: Callable
    curvature: float | None
    num_steps: int = 60


CASES = (
    Case(label="bfgs", rule={"key": "bfgs", "curvature": 0.9}, direction=bfgs_direction, curvature=0.9),
    Case(label="bfgs, tight", rule={"key": "bfgs", "curvature": 0.1}, direction=bfgs_direction, curvature=0.1),
    Case(
        label="lbfgs 1",
        rule={"key": "lbfgs", "curvature": 0.9, "memory": 1},
        direction=lbfgs_direction(1),
        curvature=0.9,
    ),
    Case(
        label="lbfgs 3",
        rule={"key": "lbfgs", "curvature": 0.9, "memory": 3},
        direction=lbfgs_direction(3),
        curvature=0.9,
    ),
    Case(
        label="lbfgs 20",
        rule={"key": "lbfgs", "curvature": 0.9, "memory": 20},
        direction=lbfgs_direction(20),
        curvature=0.9,
    ),
    Case(
        label="conjugate gradient",
        rule={"key": "conjugate_gradient", "curvature": 0.1},
        direction=polak_ribiere_direction,
        curvature=0.1,
    ),
    Case(
        label="steepest descent",
        rule={"key": "gradient_descent_line_search", "curvature": 0.1},
        direction=downhill,
        curvature=0.1,
    ),
    Case(
        label="backtracking",
        rule={"key": "gradient_descent_backtracking", "learning_rate": 0.7, "factor": 0.4},
        direction=downhill,
        curvature=None,
    ),
)


@cache
def path_of(case: Case, problem: Problem):
    scenario = Scenario(
        surface=problem.surface, start=problem.start.tolist(), optimizers=[case.rule], num_steps=case.num_steps
    )
    return simulate(scenario)[0]


def steps_to_convergence(path, problem) -> int:
    slopes = np.array([np.abs(problem.gradient(point)).max() for point in path.points])
    assert slopes.min() < CONVERGED, "it has not arrived"
    return int(np.flatnonzero(slopes < CONVERGED)[0])


on_problems = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])


@on_problems
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_each_step_goes_where_the_paper_says_and_meets_the_conditions(case, problem):
    path, value = path_of(case, problem), value_of(problem)
    gradients = np.array([problem.gradient(point) for point in path.points])
    checked = np.flatnonzero(np.abs(gradients[:-1]).max(axis=1) > CONVERGED)
    checked = checked[checked == np.arange(len(checked))]
    assert path.diverged_at is None
    assert len(checked) > 0
    for k in checked:
        taken = path.points[k + 1] - path.points[k]
        direction = case.direction(path.points[: k + 1], gradients[: k + 1])
        across = taken[0] * direction[1] - taken[1] * direction[0]
        assert abs(across) <= 1e-6 * np.linalg.norm(taken) * np.linalg.norm(direction), f"step {k}"
        assert taken @ direction > 0
        slope, slope_after = gradients[k] @ taken, gradients[k + 1] @ taken
        fall = value(path.points[k + 1]) - value(path.points[k])
        assert fall <= SUFFICIENT * slope + 1e-14 * abs(value(path.points[k]))
        if case.curvature is not None:
            assert abs(slope_after) <= case.curvature * abs(slope) * (1 + 1e-9)


@on_problems
def test_backtracking_takes_the_first_length_that_has_fallen_enough(problem):
    path, value = path_of(CASES[-1], problem), value_of(problem)
    for k in range(12):
        x, gradient = path.points[k], problem.gradient(path.points[k])
        length, trials = 0.7, 1
        while value(x - length * gradient) > value(x) - SUFFICIENT * length * gradient @ gradient:
            length, trials = length * 0.4, trials + 1
        np.testing.assert_allclose(path.points[k + 1], x - length * gradient, rtol=1e-9, atol=1e-12)
        assert tuple(path.evaluations[k + 1] - path.evaluations[k]) == (trials + 1, 1, 0)


@on_problems
@pytest.mark.parametrize(
    ("label", "method"), [("bfgs", "BFGS"), ("lbfgs 20", "L-BFGS-B"), ("conjugate gradient", "CG")]
)
def test_arrives_where_scipy_does_at_a_comparable_cost(label, method, problem):
    case = next(case for case in CASES if case.label == label)
    path = path_of(case, problem)
    arrived = steps_to_convergence(path, problem)
    options = {"gtol": CONVERGED} | ({"ftol": 0.0} if method == "L-BFGS-B" else {})
    theirs = minimize(value_of(problem), problem.start, jac=problem.gradient, method=method, options=options)
    np.testing.assert_allclose(value_of(problem)(path.points[arrived]), theirs.fun, atol=1e-8)
    # Each step takes the loss anew at its own point, whereas SciPy remembers it from the search before.
    trials = path.evaluations[arrived, 1] - arrived
    assert 0.5 * theirs.nfev <= trials + 1 <= 1.3 * theirs.nfev + 2
    assert arrived <= 1.3 * theirs.nit + 1


@on_problems
@pytest.mark.parametrize("case", CASES[:-1], ids=lambda case: case.label)
def test_a_search_takes_at_most_thirty_losses_and_gradients(case, problem):
    taken = np.diff(path_of(case, problem).evaluations, axis=0) - (1, 1, 0)
    assert taken.min() >= 0
    assert (taken[:, 0] == taken[:, 1]).all()
    assert 1 <= taken[:, 0].min() <= taken[:, 0].max() <= 30
    assert not taken[:, 2].any()


def test_a_search_gives_up_early_where_rounding_hides_the_fall():
    """At a minimum whose loss is not 0, no length falls; the search need not try them all."""
    rules = ["bfgs", "gradient_descent_backtracking"]
    for path in simulate(Scenario(surface="local_minimum", optimizers=rules, num_steps=200)):
        assert (path.evaluations[-1] - path.evaluations[100])[0] <= 100 * 5


def test_conjugate_gradient_ends_on_a_quadratic_after_as_many_steps_as_weights():
    rule = {"key": "conjugate_gradient", "curvature": 1e-3}
    for condition_number, tilt in ((3, 10), (30, 45), (1000, -70)):
        surface = {"key": "ravine", "condition_number": condition_number, "tilt": tilt}
        path = simulate(Scenario(surface=surface, optimizers=[rule], num_steps=2))[0]
        assert path.losses[1] > 1e-3
        assert path.losses[2] < 1e-16


def test_bfgs_knows_a_quadratic_after_a_few_steps():
    rule = {"key": "bfgs", "curvature": 1e-3}
    path = simulate(Scenario(surface=RAVINE, optimizers=[rule], num_steps=4))[0]
    assert path.losses[-1] < 1e-12
    np.testing.assert_allclose(
        path.state["inverse_hessian"][-1], np.linalg.inv(PROBLEMS[0].hessian(path.points[0])), rtol=1e-4
    )


def test_steepest_descent_with_a_tight_search_turns_at_right_angles():
    rule = {"key": "gradient_descent_line_search", "curvature": 1e-3}
    path = simulate(Scenario(surface={"key": "ravine", "tilt": 25}, optimizers=[rule], num_steps=8))[0]
    steps = np.diff(path.points, axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    assert np.abs(np.sum(steps[1:] * steps[:-1], axis=1)).max() < 1e-3


def test_noise_stops_the_search_for_digits_but_breaks_nothing():
    """The loss and its slope contradict one another under noise: the searches end, and no path leaves the valley."""
    run = simulate(
        Scenario(
            surface=PROBLEMS[0].surface,
            optimizers=[case.rule for case in CASES],
            noise={"key": "gaussian", "scale": 2.0},
        )
    )
    for path in run:
        assert path.diverged_at is None
        assert (np.diff(path.losses) <= 4 * np.spacing(path.losses[:-1])).all()  # no rise but by rounding the loss
        assert 1e-12 < path.losses[-1] < path.losses[0]


def test_conjugate_gradient_starts_afresh_where_its_direction_leads_uphill():
    """Without noise a tight search never lets it; so here is a step after another loss than this one."""
    rule = OPTIMIZERS["conjugate_gradient"]
    uphill = rule.init(jnp.zeros(2))._replace(direction=jnp.array([5.0, 0.0]), gradient=jnp.array([0.0, 0.1]))
    moved, state = rule.step(
        lambda x: jnp.dot(x, x) / 2, jnp.array([1.0, 0.0]), uphill, learning_rate=1.0, curvature=0.1
    )
    np.testing.assert_array_equal(state.direction, (-1.0, 0.0))
    np.testing.assert_array_equal(moved, (0.0, 0.0))
