"""The translator on small programs of JAX, each beside what XLA makes of it: control flow, loops over data, places."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from optviz.browser.arrays import Small, Stored, made, number, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.nodes import Buffer
from optviz.browser.tracing import traced
from optviz.browser.translation import Untranslated, translated
from tests.browser_programs.beside import answered, put

TABLE = np.random.default_rng(3).normal(size=40)
LONGER = np.random.default_rng(4).normal(size=55)
FEW = np.array([0.5, -1.25, 3.0])
SPECIAL = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -7.0, 7.0])


def fibonacci(x):
    """What goes around changes all at once."""
    return lax.fori_loop(0, 20, lambda _, pair: (pair[1], pair[0] + pair[1]), (x[0], x[1]))


def swapped(x):
    return lax.while_loop(lambda c: c[2] < 7, lambda c: (c[1], c[0], c[2] + 1), (x[0], x[1], 0.0))[:2]


def halved_until_small(x):
    return lax.while_loop(lambda c: jnp.abs(c).max() > 0.3, lambda c: c / 2, x)


def one_of_two(x):
    return lax.cond(x[0] > 0, lambda: x * 2, lambda: jnp.sin(x)), lax.cond(x[1] > 0, lambda: x * 2, lambda: jnp.sin(x))


def one_of_three(x):
    return [lax.switch(jnp.int32(i), [jnp.sin, jnp.cos, jnp.exp], x) for i in (-1, 0, 1, 2, 5)] + [
        lax.switch(jnp.floor(x[2]).astype(int), [jnp.sin, jnp.cos, jnp.exp], x)
    ]


def running(x):
    """A loop with a row for each step, there and back."""
    total, sums = lax.scan(lambda c, a: (c + a, c * a), x[0], TABLE)
    back, again = lax.scan(lambda c, a: (c * 0.5 + a, c), total, sums, reverse=True)
    return total, sums, back, again


def unequal_loops(x):
    """Sums over tables of unequal length, one of which needs the other."""
    mean = jnp.mean(jnp.asarray(TABLE) * x[0])
    return mean, jnp.sum(jnp.asarray(LONGER) * x[1]), jnp.mean((jnp.asarray(TABLE) * x[0] - mean) ** 2)


def waiting_loops(x):
    """Three sums over one table: the second needs the first, the third both."""
    table = jnp.asarray(TABLE)
    first = jnp.sum(jnp.exp(table * x[0]))
    second = jnp.sum(table / first)
    return first, second, jnp.sum(table * x[1] + second * first), jnp.max(table * x[2])


def softmax(x):
    return jax.nn.logsumexp(jnp.asarray(TABLE) * x[0]), jax.grad(lambda a: jax.nn.logsumexp(jnp.asarray(TABLE) * a))(
        x[1]
    )


def set_in_a_loop(x):
    """An array that is changed at one place each time around, and read at another."""

    def body(i, ring):
        return ring.at[(i * 7) % 20].set(x[0] * i + ring[3])

    return lax.fori_loop(0, 30, body, jnp.ones(20) * x[1])


def places(x):
    which = jnp.floor(jnp.abs(x[2])).astype(int)
    table = jnp.asarray(TABLE)
    return (
        table[which],
        table[which + 100],
        jnp.take(table, which - 3, mode="clip"),
        jnp.take(table, which + 100, mode="fill", fill_value=-9.0),
        lax.dynamic_slice(table, (which + 37,), (5,)),
        lax.dynamic_update_slice(jnp.asarray(LONGER), x, (which + 10,)),
        x[which - 2],
        jnp.asarray(TABLE).reshape(8, 5)[which],
    )


def shapes(x):
    matrix = jnp.outer(x, x + 1)
    return (
        matrix.T,
        matrix[::-1, 1:],
        jnp.concatenate([x, x[:1]]),
        jnp.stack([x, x * 2], axis=1),
        jnp.pad(x, (1, 2)),
        matrix @ x,
        jnp.linalg.norm(matrix),
        jnp.diag(matrix),
        jnp.asarray(TABLE) @ jnp.asarray(TABLE[::-1]) * x[0],
        jnp.broadcast_to(jnp.asarray(TABLE), (2, 40)) * x[0],
    )


def rounded(x):
    whole = x.astype(jnp.int32)
    return (
        jnp.round(x),
        jnp.floor(x),
        jnp.ceil(x),
        jnp.sign(x),
        x.astype(int),
        whole // 3,
        whole % 3,
        jnp.mod(x, 3.0),
        lax.rem(x, 3.0),
        lax.round(x, lax.RoundingMethod.AWAY_FROM_ZERO),
        jnp.clip(x, -1, 2),
        (x > 0) & ~(x > 2) | (x == -7),
        lax.integer_pow(x, 7),
        lax.integer_pow(x, -3),
        jnp.where(x > 0, 1.0, -0.5) * x,
    )


def functions(x):
    positive = jnp.abs(x) + 0.1
    return (
        jnp.exp(x),
        jnp.expm1(x / 1e9),
        jnp.log(positive),
        jnp.log1p(x / 1e9),
        jnp.sqrt(positive),
        lax.rsqrt(positive),
        jnp.tanh(x),
        jnp.arctan(x),
        jnp.arctan2(x, positive),
        jax.nn.sigmoid(x),
        jax.nn.softplus(x),
        jnp.hypot(x, 3.0),
        positive**x,
        jnp.cbrt(x),
        jnp.sinh(x),
        jnp.cosh(x),
        jnp.tan(x),
    )


def not_finite(x):
    nothing, without_end = jnp.log(-jnp.abs(x)), x / 0.0
    return (
        jnp.ones(3) ** nothing,
        without_end * 0.0,
        jnp.maximum(nothing, 1.0),
        jnp.minimum(without_end, 1.0),
        jnp.isfinite(without_end),
        jnp.where(nothing < 1, 1.0, 2.0),
        jnp.sign(nothing),
    )


LOOPS = (fibonacci, swapped, halved_until_small, running, unequal_loops, waiting_loops, softmax, set_in_a_loop)
OTHERS = (one_of_two, one_of_three, places, shapes, not_finite)
CASES = {function.__name__: (function, FEW) for function in (*LOOPS, *OTHERS)} | {
    function.__name__: (function, SPECIAL) for function in (rounded, functions)
}


def flat_of(function):
    """A function whose results are one vector of numbers."""
    return lambda x: jnp.concatenate([jnp.ravel(leaf).astype(float) for leaf in jax.tree.leaves(function(x))])


def text_of(function, argument):
    form = Form()
    given = Stored(form, argument.shape, Buffer("x"))
    program = traced(function, jax.ShapeDtypeStruct(argument.shape, float))
    place = 0
    for array in translated(form, program, [Small(form, argument.shape, given.elements())]):
        store_all(array, Stored(form, array.shape, Buffer("out"), None, place))
        place += array.size
    return module([Function("tested", ("out", "x"), form)], {}), place


@pytest.fixture(scope="module")
def found():
    calls, arrays = [], {}
    for i, (name, (function, argument)) in enumerate(CASES.items()):
        text, size = text_of(function, argument)
        put(f"tested/{name}", text)
        calls.append({"module": f"tested/{name}", "size": size, "count": 1})
        arrays[f"{i}.0"] = argument
    answers = answered("calls", [], arrays, calls=calls)
    return {name: answers[str(i)] for i, name in enumerate(CASES)}


@pytest.mark.parametrize("name", CASES)
def test_as_xla(found, name):
    function, argument = CASES[name]
    np.testing.assert_allclose(found[name], jax.jit(flat_of(function))(argument), rtol=1e-14, atol=1e-14)


def test_what_is_not_known_is_named():
    for function, name in ((jnp.sort, "sort"), (jnp.linalg.inv, "lu"), (lambda x: jnp.cumsum(x), "cumsum")):
        with pytest.raises(Untranslated, match=name):
            text_of(function, np.eye(3))


def test_a_table_is_read_once_for_all_sums_that_can_wait_for_each_other():
    def sums(x):
        table = jnp.asarray(TABLE)
        return jnp.sum(table * x[0]), jnp.sum(table * x[1]), jnp.sum(jnp.asarray(LONGER) * x[0])

    text, _ = text_of(sums, FEW)
    assert text.count("for(") == 2
    assert text_of(waiting_loops, FEW)[0].count("for(") == 3


def test_what_stays_the_same_is_computed_before_the_loop():
    def f(x):
        return lax.fori_loop(0, 100, lambda i, c: c + jnp.exp(x[0]) * i, x[1])

    before, loop, within = text_of(f, FEW)[0].partition("for(")
    assert loop
    assert "Math.exp" in before
    assert "Math.exp" not in within


def test_an_element_is_made_once_but_where_it_may_have_changed():
    form, asked = Form(), []
    kept, changing = (Stored(form, (20,), Buffer(size=20, changes=changes)) for changes in (False, True))

    def doubled(array):
        return made(form, (20,), lambda index: asked.append(array) or form.operation("add", *[array.of(index)] * 2))

    for array in map(doubled, (kept, changing)):
        before = array.at(3)
        changing.store((number(3),), number(1))
        assert (array.at(3) is before) == (asked[-1] is kept)
    assert asked == [kept, changing, changing]
