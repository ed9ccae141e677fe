"""Functions carried out for many runs side by side, beside `jax.vmap`, which does the same in another way."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from optviz.engine.found_once import with_its_gradient
from optviz.engine.lanes import SMALL, apart, in_lanes, in_one_loop, is_arithmetic, together

WIDTH = 7
LARGE = np.arange(3.0 * SMALL).reshape(SMALL, 3) / 50


def moved_about(a, b, n):
    """What moves elements, sums them and multiplies arrays, with a negative pad and an axis that is spread."""
    pairs = jnp.concatenate([a, b, a[::-1]]).reshape(3, 3).T
    padded = lax.pad(a, jnp.zeros(()), [(1, -1, 1)])
    parts = jnp.split(jnp.stack([a, b], axis=-1), 3)
    spread = pairs * pairs[:, :1] + jnp.expand_dims(b, 0)
    return pairs @ b, padded, parts[1] / n, spread.sum(0), jnp.prod(pairs, axis=1), jnp.outer(a, b).max(), pairs[1, 2]


def with_choices(a, b, n):
    """Conditions, a loop whose length differs from run to run, places that are found as it runs."""
    chosen = lax.cond(a[0] > b[0], lambda: a * 2, lambda: b - 1)
    counted = lax.while_loop(lambda c: c[0] < jnp.abs(a[1]), lambda c: (c[0] + 0.3, c[1] * 1.1), (0.0, b[0]))
    place = jnp.argmax(a)
    updated = a.at[place].set(n)
    return chosen, counted[1], b[place], updated, jnp.where(a > b, a**3, jnp.tanh(b)), jnp.sort(a)


def with_a_table(a, b, n):
    """An array that is too large to be taken apart, its sums and its derivative."""

    def loss(theta):
        return jnp.mean((jnp.asarray(LARGE) @ theta - n) ** 2)

    return loss(a), jax.grad(loss)(a), jax.hessian(loss)(b), jnp.cumsum(jnp.asarray(LARGE) @ a)


@pytest.mark.parametrize("function", [moved_about, with_choices, with_a_table])
@pytest.mark.parametrize("alike", [(), (1,), (0, 2), (0, 1, 2)])
def test_it_is_what_vmap_gives(function, alike):
    random = np.random.default_rng(3)
    shapes = [(3,), (3,), ()]
    sizes = [shape if i in alike else (*shape, WIDTH) for i, shape in enumerate(shapes)]
    given = [jnp.asarray(random.normal(size=size)) for size in sizes]
    axes = [None if i in alike else -1 for i in range(3)]
    jaxpr = jax.make_jaxpr(function)(*(jnp.zeros(shape) for shape in shapes))
    lie_apart = []

    @jax.jit
    def in_lanes_and_expected(*given):
        lanes = [apart(one, has_lanes=axis is not None) for one, axis in zip(given, axes, strict=True)]
        arrays, lie = zip(*[together(one, WIDTH) for one in in_lanes(jaxpr, lanes, WIDTH)], strict=True)
        lie_apart[:] = lie
        return arrays, function(*given) if len(alike) == 3 else jax.vmap(function, axes, -1)(*given)

    found, expected = in_lanes_and_expected(*given)
    assert len(alike) < 3 or not any(lie_apart)
    for array, has_lanes, other in zip(found, lie_apart, expected, strict=True):
        spread = array if has_lanes or len(alike) == 3 else jnp.broadcast_to(array[..., None], other.shape)
        assert np.asarray(spread) == pytest.approx(np.asarray(other), rel=1e-12, abs=1e-12)


def test_what_is_the_same_for_all_is_computed_once():
    jaxpr = jax.make_jaxpr(lambda theta, rate: theta / (1 - rate**3))(jnp.zeros(2), 0.5)
    lanes = [apart(jnp.zeros((2, WIDTH)), has_lanes=True), apart(jnp.asarray(0.5), has_lanes=False)]
    whole = jax.make_jaxpr(lambda: in_lanes(jaxpr, lanes, WIDTH)[0].tolist())()
    powers = [equation for equation in whole.jaxpr.eqns if equation.primitive.name == "integer_pow"]
    assert powers
    assert all(equation.outvars[0].aval.shape == () for equation in powers)


def test_in_32_bits_one_division_serves_all():
    with jax.enable_x64(False):
        jaxpr = jax.make_jaxpr(lambda theta, n: theta / n)(jnp.zeros(2), 3.0)
        theta = np.random.default_rng(0).normal(size=(2, WIDTH)).astype(np.float32)
        lanes = [apart(jnp.asarray(theta), has_lanes=True), apart(jnp.asarray(3.0), has_lanes=False)]
        (found,) = in_lanes(jaxpr, lanes, WIDTH)
        assert np.asarray(together(found, WIDTH)[0]) == pytest.approx(theta / 3, rel=3e-7)


def test_a_loss_and_its_gradient_are_found_once_behind_a_condition():
    loss = with_its_gradient(lambda theta, n: jnp.sum(jnp.sin(theta) ** 4) * n)

    def step(theta, n):
        value, gradient = jax.value_and_grad(loss)(theta, n)
        elsewhere = jax.grad(loss)(theta + 1, n)
        return value, jax.grad(loss)(theta, n) * 2, gradient**2, elsewhere, jax.hessian(loss)(theta, n)

    theta = jnp.asarray(np.random.default_rng(0).normal(size=(2, WIDTH)))
    jaxpr = jax.make_jaxpr(step)(jnp.zeros(2), 0.5)

    def found(theta, n, always):
        lanes = [apart(theta, has_lanes=True), apart(n, has_lanes=False)]
        return [together(one, WIDTH)[0] for one in in_lanes(jaxpr, lanes, WIDTH, always)]

    whole = jax.make_jaxpr(found)(theta, jnp.asarray(0.5), jnp.asarray(True))
    names = [equation.primitive.name for equation in whole.jaxpr.eqns]
    assert names.count("cond") == 3  # here, elsewhere, and for the Hessian
    expected = jax.vmap(step, (-1, None), -1)(theta, 0.5)
    for one, other in zip(found(theta, jnp.asarray(0.5), jnp.asarray(True)), expected, strict=True):
        assert np.asarray(one) == pytest.approx(np.asarray(other), rel=1e-12, abs=1e-12)


def test_one_loop_changes_no_bit():
    values = np.array([-0.0, np.nan, np.inf, -np.inf, 5e-324, 1.5, -2.0])
    arrays = [jnp.asarray(values), jnp.arange(WIDTH), jnp.float64(3.0), jnp.ones((2, WIDTH))]
    found = jax.jit(lambda arrays: in_one_loop(arrays, WIDTH))(arrays)
    for before, after in zip(arrays, found, strict=True):
        assert before.dtype == after.dtype
        assert np.asarray(before).tobytes() == np.asarray(after).tobytes()


def test_all_that_has_lanes_is_found_in_one_loop():
    def two(x, y):
        product = x * y + 1
        return in_one_loop([product - x, product * y], WIDTH)

    program = jax.jit(two).lower(jnp.ones(WIDTH), jnp.ones(WIDTH)).compile().as_text()
    assert program.count("kind=kLoop") == 1  # two without it


@pytest.mark.parametrize(
    ("function", "holds"),
    [
        (lambda x: jnp.where(x > 1, x**3 / 2, -x), True),
        (lambda x: jnp.stack([x, x])[::-1].sum(), True),
        (jnp.sin, False),
        (jax.jit(lambda x: x + jnp.exp(x)), False),
        (lambda x: lax.while_loop(lambda y: y < 3, lambda y: y + 1, x), False),
    ],
    ids=["arithmetic", "moved", "sine", "called", "loop"],
)
def test_what_is_only_arithmetic(function, holds):
    assert is_arithmetic(jax.make_jaxpr(function)(1.0).jaxpr) == holds
