"""The rules beyond the lecture: along whole paths against optax, or against the paper where optax differs from it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import jax
import numpy as np
import optax
import pytest
from optax import contrib

from optviz import SURFACES, Scenario, simulate
from tests.optimizers import paper
from tests.optimizers.problems import PROBLEMS, Problem

NUM_STEPS = 200
RELATIVE = 1e-9


def jax_gradient(problem: Problem) -> Callable:
    numbers = {name: value for name, value in problem.surface.items() if name != "key"}
    function = SURFACES[problem.surface["key"]].function
    return lambda point: jax.grad(function)(point, **numbers)


@jax.jit
def gradient_at(point, place):
    """The gradient of the problem at `place`, traced once for all references."""
    return jax.lax.switch(place, [jax_gradient(problem) for problem in PROBLEMS], point)


def by_optax(transform: Callable, answer: Callable = lambda state, params: params) -> Callable:
    """A reference from `transform(**numbers)`: one compiled scan for all problems; `answer` is the point to compare."""

    @lru_cache(maxsize=1)
    def compiled(numbers):
        rule = optax.with_extra_args_support(transform(**dict(numbers)))

        def run(start, place):
            def gradient(point, _=None):
                return gradient_at(point, place)

            def step(carry, _):
                params, state = carry
                updates, state = rule.update(gradient(params), state, params, grad_fn=gradient)
                params = optax.apply_updates(params, updates)
                return (params, state), answer(state, params)

            return jax.lax.scan(step, (start, rule.init(start)), length=NUM_STEPS)[1]

        return jax.jit(run)

    def reference(problem, num_steps, **numbers):
        points = compiled(tuple(numbers.items()))(problem.start, PROBLEMS.index(problem))
        return np.vstack([problem.start, points])[: num_steps + 1]

    return reference


@dataclass(frozen=True, eq=False)
class Case:
    """A rule, its numbers, and who says where it goes with them."""

    key: str
    numbers: dict
    reference: Callable

    def __str__(self) -> str:
        return self.key


ADAM = {"learning_rate": 0.03, "beta_1": 0.85, "beta_2": 0.99, "epsilon": 1e-6}


def betas(beta_1, beta_2, epsilon):
    return {"b1": beta_1, "b2": beta_2, "eps": epsilon}


CASES = (
    Case(
        "adadelta",
        {"learning_rate": 0.7, "rho": 0.9, "epsilon": 1e-6},
        by_optax(lambda learning_rate, rho, epsilon: optax.adadelta(learning_rate, rho=rho, eps=epsilon)),
    ),
    Case(
        "adamax",
        {"learning_rate": 0.03, "beta_1": 0.85, "beta_2": 0.99},
        by_optax(lambda learning_rate, beta_1, beta_2: optax.adamax(learning_rate, **betas(beta_1, beta_2, 0.0))),
    ),
    Case(
        "nadam",
        ADAM | {"momentum_warm_up": 0.0},
        by_optax(lambda learning_rate, momentum_warm_up, **rest: optax.nadam(learning_rate, **betas(**rest))),
    ),
    Case("nadam", ADAM | {"momentum_warm_up": 0.5}, paper.nadam),
    Case(
        "amsgrad",
        ADAM,
        by_optax(
            lambda learning_rate, **rest: optax.amsgrad(
                learning_rate, **betas(**rest), bias_correction_mu=False, bias_correction_nu=False
            )
        ),
    ),
    Case(
        "adamw",
        ADAM | {"decoupled_decay": 0.3},
        by_optax(
            lambda learning_rate, decoupled_decay, **rest: optax.adamw(
                learning_rate, **betas(**rest), weight_decay=decoupled_decay
            )
        ),
    ),
    Case(
        "radam",
        ADAM | {"learning_rate": 1e-3},
        by_optax(lambda learning_rate, **rest: optax.radam(learning_rate, **betas(**rest), threshold=4.0)),
    ),
    Case(
        "adabelief",
        ADAM | {"epsilon": 1e-8},
        by_optax(lambda learning_rate, **rest: optax.adabelief(learning_rate, **betas(**rest), eps_root=1e-8)),
    ),
    Case("yogi", ADAM | {"epsilon": 1e-3}, paper.yogi),
    Case(
        "signum",
        {"learning_rate": 0.02, "beta": 0.9},
        by_optax(lambda learning_rate, beta: optax.signum(learning_rate, beta=beta)),
    ),
    Case(
        "signum",
        {"learning_rate": 0.02, "beta": 0.0},
        by_optax(lambda learning_rate, beta: optax.sign_sgd(learning_rate)),
    ),
    Case(
        "lion",
        {"learning_rate": 0.02, "beta_1": 0.9, "beta_2": 0.98},
        by_optax(
            lambda learning_rate, beta_1, beta_2: optax.lion(learning_rate, b1=beta_1, b2=beta_2, weight_decay=0.0)
        ),
    ),
    Case("adan", ADAM | {"beta_2": 0.92, "beta_3": 0.98}, paper.adan),
    Case(  # where 1 − β₂ and β₂ are the same, optax's slip in the look ahead does not show
        "adan",
        ADAM | {"beta_2": 0.5, "beta_3": 0.98},
        by_optax(
            lambda learning_rate, beta_3, **rest: optax.adan(learning_rate, **betas(**rest), b3=beta_3, eps_root=0.0)
        ),
    ),
    Case("sophia", ADAM | {"gamma": 0.05, "interval": 7, "decoupled_decay": 0.3}, paper.sophia),
    Case("shampoo", {"learning_rate": 0.2, "epsilon": 1e-2}, paper.shampoo),
    Case(
        "schedule_free_sgd",
        {"learning_rate": 1e-3, "beta": 0.8},
        by_optax(
            lambda learning_rate, beta: contrib.schedule_free_sgd(learning_rate, b1=beta),
            contrib.schedule_free_eval_params,
        ),
    ),
    Case(
        "schedule_free_adamw",
        {"learning_rate": 0.03, "beta": 0.8, "beta_2": 0.99, "epsilon": 1e-6, "decoupled_decay": 0.3},
        by_optax(
            lambda learning_rate, beta, beta_2, epsilon, decoupled_decay: contrib.schedule_free_adamw(
                learning_rate, **betas(beta, beta_2, epsilon), weight_decay=decoupled_decay
            ),
            contrib.schedule_free_eval_params,
        ),
    ),
    Case(
        "sam",
        {"learning_rate": 1e-3, "radius": 0.1},
        by_optax(
            lambda learning_rate, radius: contrib.sam(
                optax.sgd(learning_rate), optax.chain(contrib.normalize(), optax.sgd(radius)), opaque_mode=True
            )
        ),
    ),
    Case(
        "dog",
        {"learning_rate": 0.9, "first_distance": 1e-3, "epsilon": 1e-8},
        by_optax(
            lambda learning_rate, first_distance, epsilon: contrib.dog(
                learning_rate, init_step=("heuristic", first_distance), eps=epsilon
            )
        ),
    ),
    Case("prodigy", ADAM | {"learning_rate": 0.8, "first_estimate": 1e-3}, paper.prodigy),
    Case("cautious_adam", ADAM, paper.cautious_adam),
    Case("adopt", ADAM, by_optax(lambda learning_rate, **rest: contrib.adopt(learning_rate, **betas(**rest)))),
    Case(
        "ademamix",
        ADAM | {"beta_3": 0.99, "alpha": 2.0},
        by_optax(
            lambda learning_rate, beta_3, alpha, **rest: contrib.ademamix(
                learning_rate, **betas(**rest), b3=beta_3, alpha=alpha, weight_decay=0.0
            )
        ),
    ),
)
KEYS = tuple(dict.fromkeys(case.key for case in CASES))


def path(problem: Problem, key: str, **numbers):
    scenario = Scenario(
        surface=problem.surface,
        start=tuple(problem.start),
        optimizers=[{"key": key, **numbers}],
        num_steps=NUM_STEPS,
    )
    return simulate(scenario)[0]


def assert_same_points(points, expected):
    assert np.ptp(expected, axis=0).max() > 0.1, "the path has to go somewhere"
    np.testing.assert_allclose(points, expected, rtol=RELATIVE, atol=RELATIVE * np.abs(expected).max())


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_path_is_that_of_the_reference(case, problem):
    run = path(problem, case.key, **case.numbers)
    assert run.diverged_at is None
    assert_same_points(run.points, case.reference(problem, NUM_STEPS, **case.numbers))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])
def test_schedule_free_mean_weighs_by_the_squared_learning_rate(problem):
    numbers = {"learning_rate": 1e-3, "beta": 0.8}
    run = path(problem, "schedule_free_sgd", **numbers, schedule={"key": "constant", "warm_up": 60})
    assert_same_points(run.points, paper.schedule_free_sgd(problem, NUM_STEPS, **numbers, warm_up=60))


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.surface["key"])
def test_adamw_is_adam_with_the_decoupled_option(problem):
    own = path(problem, "adamw", **ADAM, decoupled_decay=0.3)
    option = path(problem, "adam", **ADAM, weight_decay=0.3)
    np.testing.assert_allclose(own.points, option.points, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("key", KEYS)
def test_a_weight_without_gradient_stays(key):
    """On the ridge of the saddle, and on the saddle itself, where every quotient of gradients is 0 / 0."""
    ridge = simulate(Scenario(surface="saddle", start=(0, 1.2), optimizers=[key], num_steps=NUM_STEPS))[0]
    assert ridge.diverged_at is None
    assert np.all(ridge.points[:, 0] == 0)
    assert abs(ridge.points[-1, 1]) < 0.6
    saddle = simulate(Scenario(surface="saddle", start=(0, 0), optimizers=[key], num_steps=NUM_STEPS))[0]
    assert saddle.diverged_at is None
    assert np.all(saddle.points == 0)


@pytest.mark.parametrize("interval", [1, 7, 100])
def test_sophia_counts_the_hessians_it_takes(interval):
    run = path(PROBLEMS[0], "sophia", interval=interval)
    steps = np.arange(NUM_STEPS + 1)
    expected = np.stack([0 * steps, steps, -(-steps // interval)], axis=1)
    np.testing.assert_array_equal(run.evaluations, expected)


def test_sam_takes_two_gradients_a_step():
    np.testing.assert_array_equal(path(PROBLEMS[0], "sam").evaluations[-1], [0, 2 * NUM_STEPS, 0])


def test_sam_looks_uphill_by_its_radius():
    run = path(PROBLEMS[0], "sam", radius=0.3)
    np.testing.assert_allclose(np.linalg.norm(run.state["ascent"][1:], axis=1), 0.3)


def test_schedule_free_gradient_point_lies_between_base_and_mean():
    run = path(PROBLEMS[0], "schedule_free_sgd", learning_rate=0.05, beta=0.7)
    between = 0.3 * run.state["base_point"][:-1] + 0.7 * run.points[:-1]
    np.testing.assert_allclose(run.state["gradient_point"][1:], between, rtol=1e-12)
