"""The lecture's first-order rules, along whole paths: against optax, or against the paper transcribed in NumPy."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import jax
import numpy as np
import optax
import pytest

from optviz import Scenario, simulate
from tests.optimizers.problems import PROBLEMS, Problem

NUM_STEPS = 200
RELATIVE = 1e-9
EPSILON = 1e-7
RHO = 0.9
GROWTH, SHRINKAGE, SMALLEST, LARGEST = 1.2, 0.5, 1e-6, 50.0

LIKE_SLOPES = (0.02, 0.05, 3e-4, 2e-3)
"""Learning rates, a problem each, for rules whose steps are as long as the gradient."""
LIKE_UNITS = (0.1, 0.1, 0.02, 0.1)
"""Learning rates for rules whose steps are as long as the learning rate."""

SMALL = (0.01, 0.01, 0.002, 0.02)
"""Learning rates for RMSProp, which around a minimum never settles, and there doubles any difference in each step."""


def by_optax(transform: Callable) -> Callable:
    """A reference from `transform(learning_rate)`, fed with the gradient in NumPy."""

    def reference(problem, learning_rate):
        rule = transform(learning_rate)
        update = jax.jit(rule.update)
        points = [problem.start]
        state = rule.init(problem.start)
        for _ in range(NUM_STEPS):
            updates, state = update(problem.gradient(points[-1]), state, points[-1])
            points.append(points[-1] + np.asarray(updates))
        return np.array(points)

    return reference


def by_numpy(move: Callable) -> Callable:
    """A reference from `move(x, memory, gradient, learning_rate) -> (x, memory)`, with the memory None at first."""

    def reference(problem, learning_rate):
        points, memory = [problem.start], None
        for _ in range(NUM_STEPS):
            x, memory = move(points[-1], memory, problem.gradient, learning_rate)
            points.append(x)
        return np.array(points)

    return reference


def nesterov(x, memory, gradient, learning_rate):
    """Sutskever et al. (2013), equations 3 and 4."""
    v = np.zeros(2) if memory is None else memory
    v = RHO * v - learning_rate * gradient(x + RHO * v)
    return x + v, v


def nesterov_shifted(x, memory, gradient, learning_rate):
    """Bengio et al. (2013), equation 7."""
    v = np.zeros(2) if memory is None else memory
    v_new = RHO * v - learning_rate * gradient(x)
    return x - RHO * v + (1 + RHO) * v_new, v_new


def adagrad(x, memory, gradient, learning_rate):
    """Duchi et al. (2011), the diagonal form, with an epsilon that matters."""
    g = gradient(x)
    s = g**2 + (0 if memory is None else memory)
    return x - learning_rate * g / (np.sqrt(s) + 0.5), s


def adam_uncorrected(x, memory, gradient, learning_rate):
    """Kingma and Ba (2015), algorithm 1 without its two lines of correction."""
    m, s = memory or (np.zeros(2), np.zeros(2))
    g = gradient(x)
    m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
    return x - learning_rate * m / (np.sqrt(s) + EPSILON), (m, s)


def full_matrix_adagrad(x, memory, gradient, learning_rate):
    """Duchi et al. (2011), the full-matrix form, with epsilon inside the root."""
    g = gradient(x)
    products = np.outer(g, g) + (0 if memory is None else memory)
    values, vectors = np.linalg.eigh(products + EPSILON * np.eye(2))
    return x - learning_rate * vectors @ np.diag(values**-0.5) @ vectors.T @ g, products


def rprop(x, memory, gradient, learning_rate):
    """Igel and Huesken (2000), iRprop-, coordinate by coordinate."""
    deltas, before = memory or (np.full(2, learning_rate), np.zeros(2))
    deltas, before, x, g = deltas.copy(), before.copy(), x.copy(), gradient(x)
    for i in range(2):
        if before[i] * g[i] > 0:
            deltas[i] = min(deltas[i] * GROWTH, LARGEST * learning_rate)
        elif before[i] * g[i] < 0:
            deltas[i] = max(deltas[i] * SHRINKAGE, SMALLEST * learning_rate)
            g[i] = 0
        x[i] -= np.sign(g[i]) * deltas[i]
        before[i] = g[i]
    return x, (deltas, before)


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """A rule with its numbers, and who says where it goes with them."""

    label: str
    rule: dict
    rates: tuple[float, ...]
    reference: Callable


CASES = (
    Case(label="sgd", rule={"key": "sgd"}, rates=LIKE_SLOPES, reference=by_optax(optax.sgd)),
    Case(
        label="momentum",
        rule={"key": "momentum", "rho": RHO},
        rates=LIKE_SLOPES,
        reference=by_optax(lambda rate: optax.sgd(rate, momentum=RHO)),
    ),
    Case(
        label="momentum as an average",
        rule={"key": "momentum", "rho": RHO, "convention": "average"},
        rates=LIKE_SLOPES,
        reference=by_optax(lambda rate: optax.chain(optax.ema(RHO, debias=False), optax.scale(-rate))),
    ),
    Case(label="nesterov", rule={"key": "nesterov", "rho": RHO}, rates=LIKE_SLOPES, reference=by_numpy(nesterov)),
    Case(  # optax's form is the shifted one
        label="nesterov_shifted by optax",
        rule={"key": "nesterov_shifted", "rho": RHO},
        rates=LIKE_SLOPES,
        reference=by_optax(lambda rate: optax.sgd(rate, momentum=RHO, nesterov=True)),
    ),
    Case(
        label="nesterov_shifted",
        rule={"key": "nesterov_shifted", "rho": RHO},
        rates=LIKE_SLOPES,
        reference=by_numpy(nesterov_shifted),
    ),
    Case(  # optax has epsilon inside the root and the lecture outside; where it is negligible they are one rule
        label="adagrad by optax",
        rule={"key": "adagrad", "epsilon": 1e-12},
        rates=LIKE_UNITS,
        reference=by_optax(lambda rate: optax.adagrad(rate, initial_accumulator_value=0.0, eps=0.0)),
    ),
    Case(label="adagrad", rule={"key": "adagrad", "epsilon": 0.5}, rates=LIKE_UNITS, reference=by_numpy(adagrad)),
    Case(
        label="rmsprop",
        rule={"key": "rmsprop", "beta": 0.95, "epsilon": EPSILON},
        rates=SMALL,
        reference=by_optax(
            lambda rate: optax.rmsprop(rate, decay=0.95, eps=EPSILON, eps_in_sqrt=False, initial_scale=0.0)
        ),
    ),
    Case(
        label="adam",
        rule={"key": "adam", "beta_1": 0.9, "beta_2": 0.999, "epsilon": EPSILON},
        rates=LIKE_UNITS,
        reference=by_optax(lambda rate: optax.adam(rate, b1=0.9, b2=0.999, eps=EPSILON)),
    ),
    Case(
        label="adam_uncorrected",
        rule={"key": "adam_uncorrected", "beta_1": 0.9, "beta_2": 0.999, "epsilon": EPSILON},
        rates=LIKE_UNITS,
        reference=by_numpy(adam_uncorrected),
    ),
    Case(
        label="full_matrix_adagrad",
        rule={"key": "full_matrix_adagrad", "epsilon": EPSILON},
        rates=LIKE_UNITS,
        reference=by_numpy(full_matrix_adagrad),
    ),
    Case(
        label="rprop",
        rule={"key": "rprop", "growth": GROWTH, "shrinkage": SHRINKAGE},
        rates=LIKE_UNITS,
        reference=by_numpy(rprop),
    ),
)


@cache
def path_of(case: Case, problem: Problem):
    rule = case.rule | {"learning_rate": case.rates[PROBLEMS.index(problem)]}
    scenario = Scenario(surface=problem.surface, start=problem.start.tolist(), optimizers=[rule], num_steps=NUM_STEPS)
    return simulate(scenario)[0]


def distance(points, expected) -> float:
    """The largest difference, relative to the extent of the path."""
    return np.abs(points - expected).max() / np.abs(expected).max()


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_path_is_that_of_the_reference(case, problem):
    path = path_of(case, problem)
    expected = case.reference(problem, case.rates[PROBLEMS.index(problem)])
    assert path.diverged_at is None
    assert np.abs(expected[-1] - expected[0]).max() > 0.1, "the path goes nowhere, so it proves nothing"
    assert distance(path.points, expected) < RELATIVE


CASE = {case.label: case for case in CASES}


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])
def test_shifted_nesterov_is_nesterov_seen_from_further_on(problem):
    plain, shifted = path_of(CASE["nesterov"], problem), path_of(CASE["nesterov_shifted"], problem)
    assert distance(shifted.points, plain.points + RHO * plain.state["velocity"]) < RELATIVE
    assert distance(shifted.state["velocity"], plain.state["velocity"]) < RELATIVE
    assert distance(shifted.points, plain.points) > 1e-3


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])
def test_momentum_as_an_average_takes_the_same_path_with_a_larger_rate(problem):
    rate = LIKE_SLOPES[PROBLEMS.index(problem)]
    momentum = {"key": "momentum", "rho": RHO}
    run = simulate(
        Scenario(
            surface=problem.surface,
            start=problem.start.tolist(),
            optimizers=[
                momentum | {"convention": "sum", "learning_rate": rate},
                momentum | {"convention": "average", "learning_rate": rate / (1 - RHO)},
            ],
        )
    )
    assert run[0].diverged_at is None
    assert distance(run[1].points, run[0].points) < RELATIVE
    assert distance(run[1].state["velocity"], (1 - RHO) * run[0].state["velocity"]) < RELATIVE
