"""Schedules against optax, and against closed forms where optax has none."""

import math
from functools import lru_cache, partial

import jax
import numpy as np
import optax
import pytest

from optviz.catalogue import SCHEDULES
from optviz.schedules import WARM_UP

NUM_STEPS = 240


LONGEST = 2000


@lru_cache
def compiled(schedule):
    return jax.jit(jax.vmap(lambda t, num_steps, values: schedule.factor(t, num_steps, **values), (0, None, None)))


def factors(key, warm_up=0, num_steps=NUM_STEPS, **numbers):
    """The factor at steps 0 to `num_steps`."""
    schedule = SCHEDULES[key]
    defaults = {p.key: p.default for p in schedule.own_parameters}
    assert set(numbers) <= set(defaults)
    values = {name: np.float64(value) for name, value in (defaults | numbers | {"warm_up": warm_up}).items()}
    steps = np.arange(LONGEST + 1.0)
    return np.asarray(compiled(schedule)(steps, np.float64(num_steps), values))[: num_steps + 1]


def along(schedule, num_steps=NUM_STEPS):
    return np.asarray(jax.jit(jax.vmap(schedule))(np.arange(num_steps + 1)))


OPTAX = {
    "constant": (("constant", {}), optax.constant_schedule(1.0)),
    "step": (
        ("step", {"factor": 0.3, "every": 40}),
        optax.piecewise_constant_schedule(1.0, dict.fromkeys(range(40, NUM_STEPS + 1, 40), 0.3)),
    ),
    "step as a staircase": (
        ("step", {"factor": 0.7, "every": 33}),
        optax.exponential_decay(1.0, transition_steps=33, decay_rate=0.7, staircase=True),
    ),
    "exponential": (
        ("exponential", {"rate": 0.02}),
        optax.exponential_decay(1.0, transition_steps=1, decay_rate=math.exp(-0.02)),
    ),
    "linear": (("linear", {}), optax.linear_schedule(1.0, 0.0, NUM_STEPS)),
    "linear to a fraction": (("linear", {"final": 0.2}), optax.linear_schedule(1.0, 0.2, NUM_STEPS)),
    "polynomial": (
        ("polynomial", {"power": 0.9, "final": 0.1}),
        optax.polynomial_schedule(1.0, 0.1, power=0.9, transition_steps=NUM_STEPS),
    ),
    "cosine": (("cosine", {}), optax.cosine_decay_schedule(1.0, NUM_STEPS)),
    "cosine to a fraction": (("cosine", {"final": 0.05}), optax.cosine_decay_schedule(1.0, NUM_STEPS, alpha=0.05)),
    "one cycle": (
        ("one_cycle", {"rise": 0.3, "first": 1 / 25, "final": 1 / 25 / 100}),
        optax.cosine_onecycle_schedule(NUM_STEPS, 1.0, pct_start=0.3, div_factor=25, final_div_factor=100),
    ),
    "stable, then decay": (
        ("stable_decay", {"decay": 0.25, "final": 0.1}),
        optax.join_schedules(
            [optax.constant_schedule(1.0), optax.linear_schedule(1.0, 0.1, NUM_STEPS // 4)], [NUM_STEPS * 3 // 4]
        ),
    ),
}


def sgdr(period, growth, final):
    """Warm restarts as optax has them: a list of cycles, each of a given length."""
    cycles, begin = [], 0
    while begin <= NUM_STEPS:
        cycles.append(
            {"init_value": 1.0, "peak_value": 1.0, "warmup_steps": 0, "decay_steps": period, "end_value": final}
        )
        begin, period = begin + period, period * growth
    return optax.sgdr_schedule(cycles)


@pytest.mark.parametrize(("ours", "theirs"), OPTAX.values(), ids=OPTAX)
def test_equals_optax(ours, theirs):
    key, numbers = ours
    np.testing.assert_allclose(factors(key, **numbers), along(theirs), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("period", "growth", "final"), [(30, 1, 0.0), (10, 2, 0.1), (1, 2, 0.0), (7, 3, 0.0), (3, 4, 0.2), (240, 1, 0.0)]
)
def test_warm_restarts_equal_optax(period, growth, final):
    ours = factors("cosine_restarts", period=period, growth=growth, final=final)
    np.testing.assert_allclose(ours, along(sgdr(period, growth, final)), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("growth", [1, 2, 3, 4])
def test_every_cycle_begins_at_one(growth, dtype):
    """Rounding never puts the first step of a cycle at the end of the cycle before, up to the longest run."""
    function = jax.jit(jax.vmap(partial(SCHEDULES["cosine_restarts"].function, growth=dtype(growth), final=dtype(0))))
    periods = [1, 2, 3, 7, 10, 49, 333, 1000]
    begins = [(t, p) for p in periods for t in np.cumsum([0] + [p * growth**i for i in range(12)]) if t < LONGEST]
    steps, periods = np.array(begins, dtype).T
    np.testing.assert_array_equal(function(steps, np.full_like(steps, LONGEST), period=periods), 1)


CLOSED_FORMS = {
    "exponential": ({"rate": 0.01}, lambda t: math.exp(-0.01 * t)),
    "inverse_time": ({"rate": 0.1}, lambda t: 1 / (1 + 0.1 * t)),
    "inverse_square_root": ({"shift": 16}, lambda t: 4 / math.sqrt(16 + t)),
    "triangular": (
        {"half_period": 20, "lowest": 0.2},
        # Smith's own code, with base_lr 0.2 and max_lr 1
        lambda t: 0.2 + 0.8 * max(0, 1 - abs(t / 20 - 2 * math.floor(1 + t / 40) + 1)),
    ),
}


@pytest.mark.parametrize("key", CLOSED_FORMS)
def test_closed_form(key):
    numbers, formula = CLOSED_FORMS[key]
    expected = [formula(t) for t in range(NUM_STEPS + 1)]
    np.testing.assert_allclose(factors(key, **numbers), expected, rtol=1e-12, atol=1e-15)


def test_inverse_square_root_after_its_warm_up_is_the_transformer_s():
    t = np.arange(NUM_STEPS + 1)
    transformer = np.sqrt(40) / np.sqrt(np.maximum(t, 40))
    np.testing.assert_allclose(factors("inverse_square_root", 40, shift=40)[40:], transformer[40:], rtol=1e-12)


@pytest.mark.parametrize("key", SCHEDULES)
@pytest.mark.parametrize("warm_up", [1, 20])
def test_warm_up_rises_linearly_and_delays_the_schedule(key, warm_up):
    warm = factors(key, warm_up)
    np.testing.assert_allclose(warm[:warm_up], np.arange(1, warm_up + 1) / warm_up, rtol=1e-12)
    np.testing.assert_allclose(warm[warm_up:], factors(key, num_steps=NUM_STEPS - warm_up), rtol=1e-12)


def test_warm_up_then_cosine_equals_optax():
    """optax counts its warm-up from 0, ours from the first step that moves."""
    theirs = optax.warmup_cosine_decay_schedule(0.0, 1.0, warmup_steps=30, decay_steps=NUM_STEPS)
    ours = factors("cosine", 30)
    np.testing.assert_allclose(ours[:30], along(theirs)[1:31], rtol=1e-9)
    np.testing.assert_allclose(ours[30:], along(theirs)[30:], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", SCHEDULES)
@pytest.mark.parametrize("num_steps", [1, 2, 2000])
def test_stays_between_zero_and_one_over_the_whole_range_of_its_numbers(key, num_steps):
    schedule = SCHEDULES[key]
    for end in ("low", "default", "high"):
        for warm_up in (WARM_UP.low, WARM_UP.high):
            numbers = {p.key: getattr(p, end) for p in schedule.own_parameters}
            found = factors(key, warm_up, num_steps, **numbers)
            assert ((found >= 0) & (found <= 1 + 1e-12)).all(), (end, warm_up)


@pytest.mark.parametrize("key", SCHEDULES)
def test_record_is_complete(key):
    schedule = SCHEDULES[key]
    assert schedule.title
    assert schedule.formula
    assert any(word.strip("()").isdigit() for word in schedule.source.replace(",", " ").replace(":", " ").split())
    assert schedule.parameters[-1] is WARM_UP
    for parameter in schedule.own_parameters:
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.symbol in schedule.formula or parameter.symbol == "T_0"
