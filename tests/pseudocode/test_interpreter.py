"""What texts give, by hand."""

import numpy as np
import pytest

from optviz.pseudocode import interpreter
from optviz.pseudocode.bounds import MAX_TURNS
from optviz.pseudocode.checker import check
from optviz.pseudocode.lists import List
from optviz.pseudocode.problems import TextError
from optviz.pseudocode.symbols import name_of

WEIGHTS = np.array([[3.0, -4.0], [0.5, 2.0]])
HESSIAN = np.array([[2.0, 1.0], [1.0, 2.0]])


def loss(what, points, lanes):
    """x² + xy + y², in every lane the same."""
    gradients = points @ HESSIAN
    return {
        "f": np.sum(points * gradients, axis=1) / 2,
        "grad": gradients,
        "hessian": np.broadcast_to(HESSIAN, (len(points), 2, 2)),
    }[what]


def run(text, weights=WEIGHTS, steps=1, **numbers):
    lanes = len(weights)
    arrays = {name: np.full(lanes, value) for name, value in numbers.items()}
    program = check(text, numbers)
    state = interpreter.start(program, arrays, weights)
    for t in range(1, steps + 1):
        done = interpreter.step(program, loss, arrays, np.full(lanes, float(t)), weights, state)
        weights, state = done.weights, done.state
    return done


def value_of(expression, helpers="", **numbers):
    """What an expression gives for both points."""
    done = run(f"{helpers}\nfor t in 1, 2, ...:\n    value = {expression}\n    x = x\n".lstrip(), **numbers)
    return done.lines[0][0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2 + 3 * 4", 14),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2**3**2", 512),
        ("7 % 3 + 10 / 4 - 1", 2.5),
        ("8 - 4 - 2", 2),
        ("8 / 4 / 2", 1),
        ("1 if 2 < 1 else 3 if 2 > 1 else 4", 3),
        ("2 * (1 if true and not false else 0)", 2),
        ("max(1, 5, 2) - min(4, 3)", 2),
        ("clip(7, -1, 1)", 1),
        ("count([1, 2] + [3])", 3),
        ("last([1, 2, 3], 2)[1]", 2),
        ("f(x)", [13, 5.25]),
        ("x @ x", [25, 4.25]),
        ("norm(x)", [5, np.sqrt(4.25)]),
        ("sum(x) + mean(x)", [-1.5, 3.75]),
        ("x @ hessian(f, x) @ x / 2", [13, 5.25]),
    ],
)
def test_numbers(expression, expected):
    np.testing.assert_allclose(value_of(expression), np.broadcast_to(expected, 2), rtol=1e-15)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("grad(f, x)", WEIGHTS @ HESSIAN),
        ("hessian(f, x) @ x", WEIGHTS @ HESSIAN),
        ("x @ hessian(f, x)", WEIGHTS @ HESSIAN),
        ("2 * x - x / 2 + 1", 1.5 * WEIGHTS + 1),
        ("abs(x) * sign(x)", WEIGHTS),
        ("sqrt(x**2)", np.abs(WEIGHTS)),
        ("log(exp(x))", WEIGHTS),
        ("1 if x > 1 else 0", [[1, 0], [0, 1]]),
        ("x if x > 1 and x < 2.5 or x < 0 else norm(x)", [[5, -4], [np.sqrt(4.25), 2]]),
        ("diag(outer(x, x))", WEIGHTS**2),
        ("solve(hessian(f, x), grad(f, x))", WEIGHTS),
        ("matrix_power(hessian(f, x), -1) @ grad(f, x)", WEIGHTS),
        ("matrix_abs(-hessian(f, x)) @ x", WEIGHTS @ HESSIAN),
        ("(I * 3 - 2 * I) @ x", WEIGHTS),
        ("[x, 2 * x][2]", 2 * WEIGHTS),
        ("[x][2]", np.full((2, 2), np.nan)),
    ],
)
def test_vectors(expression, expected):
    np.testing.assert_allclose(value_of(expression), expected, rtol=1e-14)


def test_a_singular_matrix_is_solved_where_there_is_something_to_solve():
    np.testing.assert_allclose(value_of("solve(outer(x, x), x)"), WEIGHTS / np.sum(WEIGHTS**2, 1, keepdims=True), 1e-9)
    assert not np.isfinite(value_of("solve(0 * I, x)")).any()
    assert (value_of("solve(0 * I, 0 * x)") == 0).all()


def test_a_matrix_that_is_not_finite_gives_no_numbers():
    assert np.isnan(value_of("matrix_power(I / 0, 2) @ x")).all()


def test_a_loop_ends_in_each_lane_for_itself():
    """Halves until less than 1: 5 in three turns, √4.25 in two."""
    helpers = """\
def halved(a):
    turns = 0
    for i in 1, ..., 10:
        if a < 1: break
        a = a / 2
        turns = i
    return [a, turns]"""
    np.testing.assert_allclose(value_of("halved(norm(x))[1]", helpers), [5 / 8, np.sqrt(4.25) / 4])
    np.testing.assert_array_equal(value_of("halved(norm(x))[2]", helpers), [3, 2])


def test_loops_go_up_and_down_as_often_as_there_is_something():
    helpers = """\
def up(n):
    seen = 0
    for i in 1, ..., n:
        seen = 10 * seen + i
    return seen
def down(n):
    seen = 0
    for i in n, ..., 1:
        seen = 10 * seen + i
    return seen"""
    np.testing.assert_array_equal(value_of("up(3)", helpers), [123, 123])
    np.testing.assert_array_equal(value_of("down(count([x, x]))", helpers), [21, 21])
    np.testing.assert_array_equal(value_of("up(4 if norm(x) > 3 else 0)", helpers), [1234, 0])
    np.testing.assert_array_equal(value_of("down(4 if norm(x) > 3 else 0)", helpers), [4321, 0])


def test_lists_have_as_many_items_as_each_lane_has_put_in():
    text = """\
S = []
for t in 1, 2, ...:
    S = S + [x] if norm(x) > 3 or t > 2 else S
    S = last(S, 3)
    x = x + 1"""
    done = run(text, steps=4)
    found = done.state["S"]
    assert isinstance(found, List)
    assert found.counts.tolist() == [3, 3]  # norm(x) is 2.06, 3.35 … in the second lane: it begins in step 2
    np.testing.assert_allclose(found.items[0], WEIGHTS[0] + np.array([[1], [2], [3]]))
    np.testing.assert_allclose(found.items[1], WEIGHTS[1] + np.array([[1], [2], [3]]))


def test_a_list_that_grows_for_ever_is_refused():
    text = "S = []\nfor t in 1, 2, ...:\n    S = S + [x]\n    x = x"
    assert run(text, steps=MAX_TURNS).state["S"].counts.tolist() == [MAX_TURNS] * 2
    with pytest.raises(TextError, match=f"line 3, column 11: a list has at most {MAX_TURNS} items"):
        run(text, steps=MAX_TURNS + 1)


def test_all_values_of_a_line_are_taken_before_any_is_given():
    text = "a, b = 1, 2\nfor t in 1, 2, ...:\n    a, b = b, a\n    x = a * x"
    np.testing.assert_array_equal(run(text, steps=3).weights, 4 * WEIGHTS)  # 2 · 1 · 2
    np.testing.assert_array_equal(run(text, steps=1).lines[0], [[2, 2], [1, 1]])


def test_starts_may_use_the_weights_and_the_numbers():
    text = "x₀, r = x, ρ * norm(x)\nfor t in 1, 2, ...:\n    x = x₀ + r * t"
    np.testing.assert_allclose(run(text, steps=2, ρ=0.5).weights, WEIGHTS + np.array([[5.0], [np.sqrt(4.25)]]))


@pytest.mark.parametrize(
    ("symbol", "name"),
    {
        r"\eta": "η",
        r"\beta_1": "β₁",
        r"\eta^+": "η⁺",
        "c_2": "c₂",
        r"\varepsilon": "ε",
        r"\hat{s}": "s_hat",
        r"g_\mathrm{old}": "g_old",
        r"\rho_\infty": "ρ∞",
        "m": "m",
    }.items(),
)
def test_symbols_are_names(symbol, name):
    assert name_of(symbol) == name
    check(f"{name} = 1\nfor t in 1, 2, ...:\n    x = {name} * x", ())
