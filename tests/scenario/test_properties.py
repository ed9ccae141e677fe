"""What must be so of any rule, whatever its numbers: shift, rotation, scale and batching."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optviz.surfaces.base import Parameter, Surface, no_minimum

from optviz import OPTIMIZERS, SCHEDULES, Scenario, simulate
from optviz.catalogue import NOISES
from optviz.engine.history import unpacked
from optviz.engine.stepping import stepping_program
from optviz.scenario.bounds import MAX_STEPS

NUM_STEPS = 20
"""Few enough that rounding does not grow: a rule that divides by the norm of the gradient is chaotic at the minimum."""
EXAMPLES = settings(max_examples=12)


def movable(point, *, angle, right, up, scale):
    """A bent bowl that can be turned, shifted and scaled; no coordinate of it is like the other."""
    x, y = point[0] - right, point[1] - up
    along, across = jnp.cos(angle) * x + jnp.sin(angle) * y, jnp.cos(angle) * y - jnp.sin(angle) * x
    bowl = along**2 / 2 + 2 * across**2 + along * across / 2 + jnp.sin(along + 2 * across) / 10
    return scale * bowl


MOVABLE = Surface(
    key="movable",
    title="A bowl that can be moved",
    family="test",
    function=movable,
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    start=(1.0, 1.0),
    minima=no_minimum,
    formula="",
    source="",
    summary="",
    parameters=tuple(
        Parameter(key=key, title=key, default=0, low=-1e3, high=1e3) for key in ("angle", "right", "up", "scale")
    ),
)


def path(key, start, *, angle=0.0, right=0.0, up=0.0, scale=1.0, num_steps=NUM_STEPS, **numbers):
    """The points of a run, by the program that `simulate` uses."""
    rule, schedule, noise = OPTIMIZERS[key], SCHEDULES["constant"], NOISES["none"]
    values = [numbers.get(parameter.key, parameter.default) for parameter in rule.parameters]
    rows, good = stepping_program(MOVABLE, rule, schedule, noise, False)(
        np.array([*start, angle, right, up, scale, *values, *(p.default for p in schedule.parameters)], float),
        np.empty((0, 0)),
        np.empty((MAX_STEPS + 1, 0)),
        np.int32(num_steps),
    )
    assert int(good) == num_steps + 1
    return unpacked(np.asarray(rows)[: num_steps + 1], rule, 2).point


COORDINATES = st.floats(-2, 2)
STARTS = st.tuples(COORDINATES, COORDINATES).filter(lambda start: np.hypot(*start) > 0.3)
ANGLES = st.floats(0.3, 1.2)


def turned(points, angle):
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.asarray(points) @ np.array([[cosine, sine], [-sine, cosine]])


def close(a, b):
    return np.allclose(a, b, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("key", [key for key, rule in OPTIMIZERS.items() if rule.shift_equivariant])
@EXAMPLES
@given(start=STARTS, shift=st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
def test_shifting_the_surface_shifts_the_path(key, start, shift):
    moved = path(key, np.add(start, shift), right=shift[0], up=shift[1])
    assert close(moved - shift, path(key, start))


@pytest.mark.parametrize("key", [key for key, rule in OPTIMIZERS.items() if not rule.shift_equivariant])
def test_rules_that_look_at_the_origin_notice_a_shift(key):
    assert not close(path(key, (6, 5), right=5, up=6) - (5, 6), path(key, (1, -1)))


@pytest.mark.parametrize("key", [key for key, rule in OPTIMIZERS.items() if rule.rotation_equivariant])
@EXAMPLES
@given(start=STARTS, angle=ANGLES)
def test_turning_the_surface_turns_the_path(key, start, angle):
    assert close(path(key, turned(start, angle), angle=angle), turned(path(key, start), angle))


@pytest.mark.parametrize("key", [key for key, rule in OPTIMIZERS.items() if not rule.rotation_equivariant])
@EXAMPLES
@given(start=STARTS, angle=ANGLES)
def test_rules_that_treat_each_coordinate_for_itself_notice_a_turn(key, start, angle):
    assert not close(path(key, turned(start, angle), angle=angle), turned(path(key, start), angle))


@EXAMPLES
@given(start=STARTS, scale=st.floats(0.1, 1000))
def test_scaling_the_loss_leaves_adam_unchanged(start, scale):
    assert close(path("adam", start, scale=scale, epsilon=1e-12), path("adam", start, epsilon=1e-12))


@EXAMPLES
@given(start=STARTS, scale=st.floats(0.1, 10), learning_rate=st.floats(0.001, 0.03))
def test_scaling_the_loss_of_gradient_descent_is_scaling_its_learning_rate(start, scale, learning_rate):
    scaled = path("sgd", start, scale=scale, learning_rate=learning_rate)
    assert close(scaled, path("sgd", start, learning_rate=learning_rate * scale))


@EXAMPLES
@given(start=STARTS, learning_rate=st.floats(0.001, 0.1))
def test_momentum_without_memory_is_gradient_descent(start, learning_rate):
    plain = path("sgd", start, learning_rate=learning_rate)
    for key in ("momentum", "nesterov"):
        assert close(path(key, start, learning_rate=learning_rate, rho=0), plain)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_longer_run_begins_like_a_shorter_one(key):
    np.testing.assert_array_equal(path(key, (1, 2), num_steps=50)[:21], path(key, (1, 2), num_steps=20))


def test_side_by_side_or_one_by_one_is_the_same():
    keys = ["sgd", "adam", "momentum", "adam"]
    together = simulate(Scenario(surface="ravine", optimizers=keys, noise="gaussian", seed=4))
    for key, in_company in zip(keys, together, strict=True):
        alone = simulate(Scenario(surface="ravine", optimizers=[key], noise="gaussian", seed=4))[0]
        np.testing.assert_array_equal(alone.points, in_company.points)
        assert alone.metrics == in_company.metrics
