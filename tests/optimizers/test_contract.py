"""What every update rule keeps, whoever added it: its record, its shapes and dtypes, its cost, its default run."""

import re
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from optviz.surfaces.ravines import ravine

from optviz import OPTIMIZERS, Scenario, simulate
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.scenario import DEFAULT_SURFACE

NUM_STEPS = 200
STEPS_BY_HAND = 3
MOST_CALLS = 200
"""Calls of the loss that a step may make, whatever the numbers are."""

every_rule = pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)


@cache
def default_paths():
    """The path of each rule as the page would first show it."""
    keys = list(OPTIMIZERS)
    paths = []
    for i in range(0, len(keys), MAX_OPTIMIZERS):
        scenario = Scenario(surface=DEFAULT_SURFACE, optimizers=keys[i : i + MAX_OPTIMIZERS], num_steps=NUM_STEPS)
        paths += simulate(scenario).paths
    return {path.choice.key: path for path in paths}


@every_rule
def test_record_says_what_there_is_to_say(rule):
    assert OPTIMIZERS[rule.key] is rule
    assert re.fullmatch(r"[a-z][a-z0-9_]*", rule.key)
    assert rule.title
    assert rule.family
    assert re.search(r"\b1[6-9]\d\d\b|\b20[0-2]\d\b", rule.source), "the source has no year"
    assert rule.colour in range(12)
    assert len(rule.evaluations) == 3


def test_titles_are_unique():
    titles = [rule.title for rule in OPTIMIZERS.values()]
    assert len(set(titles)) == len(titles)


@every_rule
def test_hyperparameters_have_sound_ranges(rule):
    assert rule.hyperparameters[0].key == "learning_rate"
    assert len({p.key for p in rule.parameters}) == len(rule.parameters)
    for parameter in rule.parameters:
        assert parameter.title
        assert parameter.low < parameter.high
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.scale != "log" or parameter.low > 0
        assert parameter.scale != "complement" or 0 <= parameter.low < parameter.high < 1
        if parameter.integer:
            assert all(float(x).is_integer() for x in (parameter.default, parameter.low, parameter.high))


@every_rule
def test_every_field_of_the_state_has_a_symbol(rule):
    fields = rule.init(jnp.zeros(2))._fields
    assert set(rule.symbols) == set(fields) - {"evaluations"}
    assert all(rule.symbols.values())


@pytest.mark.parametrize("dtype", [jnp.float32, jnp.float64])
@pytest.mark.parametrize("weights", [1, 2])
@every_rule
def test_shapes_and_dtypes_follow_the_weights(rule, weights, dtype):
    theta = jax.ShapeDtypeStruct((weights,), dtype)
    numbers = {p.key: jax.ShapeDtypeStruct((), dtype) for p in rule.hyperparameters}
    state = jax.eval_shape(rule.init, theta)
    step = jax.eval_shape(
        lambda *args, **numbers: rule.step(lambda x: jnp.sum(x**4), *args, **numbers), theta, state, **numbers
    )
    for before, after in zip(jax.tree.leaves((theta, state)), jax.tree.leaves(step), strict=True):
        assert (before.shape, before.dtype) == (after.shape, after.dtype)
        assert not jnp.issubdtype(after.dtype, jnp.inexact) or after.dtype == dtype
    assert jax.tree.structure(step) == jax.tree.structure((theta, state))


@cache
def curvature():
    """The default surface's Hessian: it is a quadratic with its minimum at 0."""
    return jax.hessian(lambda theta: ravine(theta, **Scenario.default().surface.numbers))(jnp.zeros(2))


class CountingLoss:
    """The default surface's loss, which counts how often it is asked for its value alone, and for its gradient."""

    def __init__(self):
        self.values = self.gradients = 0
        self.function = jax.custom_vjp(self.value)
        self.function.defvjp(self.forward, self.backward)

    def loss(self, theta):
        return theta @ (curvature() @ theta) / 2

    def value(self, theta):
        self.values += 1
        assert self.values + self.gradients < MOST_CALLS, "the step does not end"
        return self.loss(theta)

    def forward(self, theta):
        self.gradients += 1
        assert self.values + self.gradients < MOST_CALLS, "the step does not end"
        return self.loss(theta), theta

    def backward(self, theta, cotangent):
        return (cotangent * (curvature() @ theta),)


def steps_by_hand(rule, theta, num_steps):
    """`num_steps` steps without any compilation: the points, the last state, and the loss that counted."""
    counting = CountingLoss()
    numbers = {p.key: jnp.asarray(p.default, theta.dtype) for p in rule.hyperparameters}
    points, state = [theta], rule.init(theta)
    with jax.disable_jit():
        for _ in range(num_steps):
            theta, state = rule.step(counting.function, theta, state, **numbers)
            points.append(theta)
    return np.array(points), state, counting


@every_rule
def test_without_compilation_it_goes_the_same_way_at_the_stated_cost(rule):
    path = default_paths()[rule.key]
    points, _, counting = steps_by_hand(rule, jnp.array(path.points[0]), STEPS_BY_HAND)
    np.testing.assert_allclose(path.points[: STEPS_BY_HAND + 1], points, rtol=1e-9, atol=1e-12)
    losses, gradients, hessians = path.evaluations[STEPS_BY_HAND]
    assert counting.gradients == gradients + hessians  # a Hessian is one gradient, differentiated
    assert counting.values <= losses <= counting.values + counting.gradients


@every_rule
def test_a_step_ends_when_nothing_is_a_number(rule):
    points, _, _ = steps_by_hand(rule, jnp.full(2, jnp.nan), 1)
    assert np.isnan(points).all()


@every_rule
def test_first_sight_of_the_default_surface_shows_it_at_work(rule):
    path = default_paths()[rule.key]
    assert path.diverged_at is None
    assert path.losses[-1] * 3 < path.losses[0]
