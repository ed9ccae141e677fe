"""What functions are given while they are traced: points, numbers and buffers, by the names that their programs use."""

from collections.abc import Callable
from typing import Any

import jax
from jax.extend.core import ClosedJaxpr

from optviz.browser.arrays import Array, Small
from optviz.browser.form import Form
from optviz.browser.nodes import Buffer
from optviz.surfaces.base import Parameter

POINT = ("x", "y")
ROWS, OUT, NUMBERS, DRAW, DRAWS = map(Buffer, ("rows", "out", "numbers", "draw", "draws"))
"""`rows` are those of a path, one after the other, each as `optviz.engine.history.packed` makes it."""
SCALAR = jax.ShapeDtypeStruct((), float)


def traced(function: Callable, *examples: Any) -> ClosedJaxpr:
    """The jaxpr of a function of arrays with these shapes, in 64 bits."""
    with jax.enable_x64(True):
        return jax.make_jaxpr(function)(*examples)


def vector(count: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct((count,), float)


def named(parameters: tuple[Parameter, ...], values: jax.Array) -> dict[str, jax.Array]:
    return {parameter.key: values[i] for i, parameter in enumerate(parameters)}


def point_of(form: Form, weights: int) -> Array:
    return Small(form, (weights,), [form.variable(name) for name in POINT[:weights]])


def argument(form: Form, name: str) -> Array:
    return Small(form, (), [form.variable(name)])
