"""Primitives that make a number of numbers, element by element."""

from collections.abc import Callable
from typing import Any

import numpy as np

from optviz.browser.form import Form
from optviz.browser.nodes import Constant, Node

SAME = """
abs add atan atan2 cbrt ceil cos cosh eq erf_inv exp expm1 floor ge gt is_finite le log log1p logistic lt max min mul ne
neg pow rem rsqrt sign sin sinh sqrt sub tan tanh
"""
"""Primitives that the form calls as JAX does."""


def whole_power(form: Form, base: Node, *, y: int, **_: Any) -> Node:
    """By squaring, as XLA multiplies."""
    if y == 0:
        return Constant(1.0)
    found, square, left = None, base, abs(y)
    while left:
        if left & 1:
            found = square if found is None else form.operation("mul", found, square)
        left >>= 1
        if left:
            square = form.operation("mul", square, square)
    assert found is not None
    return form.operation("div", Constant(1.0), found) if y < 0 else found


def converted(form: Form, value: Node, *, new_dtype: Any, given: Any = None, **_: Any) -> Node:
    """Between truth values, whole numbers and numbers; all numbers are of 64 bits in the browser."""
    was, now = np.dtype(given).kind, np.dtype(new_dtype).kind
    if was == "b":
        return value if now == "b" else form.operation("number", value)
    if now == "b":
        return form.operation("ne", value, Constant(0.0))
    return form.operation("truncate", value) if was == "f" and now in "iu" else value


def selected(form: Form, which: Node, *cases: Node, given: Any = None, **_: Any) -> Node:
    if np.dtype(given).kind == "b":
        no, yes = cases
        return form.operation("select", which, yes, no)
    found = cases[-1]
    for i, case in reversed(list(enumerate(cases[:-1]))):
        found = form.operation("select", form.operation("eq", which, Constant(float(i))), case, found)
    return found


def clamped(form: Form, low: Node, value: Node, high: Node, **_: Any) -> Node:
    return form.operation("min", form.operation("max", value, low), high)


def divided(form: Form, a: Node, b: Node, *, given: Any = None, **_: Any) -> Node:
    return form.operation("quotient" if np.dtype(given).kind in "iu" else "div", a, b)


def squared(form: Form, a: Node, **_: Any) -> Node:
    return form.operation("mul", a, a)


def one_less_the_square(form: Form, a: Node, **_: Any) -> Node:
    """As a product, which is exact near one."""
    one = Constant(1.0)
    return form.operation("mul", form.operation("add", one, a), form.operation("sub", one, a))


def polynomial(form: Form, a: Node, *coefficients: Node, **_: Any) -> Node:
    """By Horner's rule; the constant term is the first coefficient."""
    found = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        found = form.operation("add", coefficient, form.operation("mul", a, found))
    return found


def to_nearest(form: Form, a: Node, *, rounding_method: Any, **_: Any) -> Node:
    """Halves to the even neighbour, or away from zero."""
    return form.operation("round_to_even" if int(rounding_method) == 1 else "round_away", a)


def logical(name: str) -> Callable[..., Node]:
    """Of truth values; the same on the bits of whole numbers has another name."""

    def of(form: Form, *arguments: Node, given: Any = None, **_: Any) -> Node:
        return form.operation(name if np.dtype(given).kind == "b" else f"bits_{name}", *arguments)

    return of


def unchanged(form: Form, a: Node, **_: Any) -> Node:
    return a


def called(name: str) -> Callable[..., Node]:
    return lambda form, *arguments, **_: form.operation(name, *arguments)


ELEMENTWISE: dict[str, Callable[..., Node]] = {name: called(name) for name in SAME.split()} | {
    "add_any": called("add"),
    "integer_pow": whole_power,
    "square": squared,
    "one_minus_square": one_less_the_square,
    "polynomial": polynomial,
    "div": divided,
    "convert_element_type": converted,
    "select_n": selected,
    "clamp": clamped,
    "round": to_nearest,
    "and": logical("and"),
    "or": logical("or"),
    "not": logical("not"),
    "copy": unchanged,
    "copy_p": unchanged,
    "stop_gradient": unchanged,
    "shift_right_logical": called("shifted"),
}
"""From a primitive's name to what writes its element: `(form, *elements, given=dtype of the first, **parameters)`."""
