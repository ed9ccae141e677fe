"""What functions are given while they are traced: points, numbers and buffers, by the names that their programs use."""

from collections.abc import Callable
from typing import Any

import jax
from jax.extend.core import ClosedJaxpr

from optviz.browser.arrays import Array, Small
from optviz.browser.form import Form
from optviz.browser.nodes import Buffer
from optviz.surfaces.base import Parameter, Surface
from optviz.surfaces.examples import HEADER, Table

POINT = ("x", "y")
NAMES = ("rows", "out", "numbers", "table", "held", "draw", "draws", "counts")
ROWS, OUT, NUMBERS, TABLE, HELD, DRAW, DRAWS, COUNTS = map(Buffer, NAMES)
"""`rows` are those of a path, one after the other, each as `optviz.engine.history.packed` makes it."""
MANY, EPOCHS = 1_000_003, 1_000_033
"""Lengths that stand for others, which are known only when a program runs. No other number has these primes in it."""
SCALAR = jax.ShapeDtypeStruct((), float)


def traced(function: Callable, *examples: Any) -> ClosedJaxpr:
    """The jaxpr of a function of arrays with these shapes, in 64 bits."""
    with jax.enable_x64(True):
        return jax.make_jaxpr(function)(*examples)


def vector(count: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct((count,), float)


def examples_of(surface: Surface, rows: int = MANY) -> jax.ShapeDtypeStruct:
    """The table of a surface, with any number of rows; empty where it has no data."""
    return jax.ShapeDtypeStruct((HEADER + rows, columns_of(surface)) if surface.model else (0, 0), float)


def columns_of(surface: Surface) -> int:
    """How many numbers a row of its table has."""
    assert surface.model
    return len(surface.model.data[0].inputs) + 2


def rows_of_table(surface: Surface, name: str = "table", rows: int = MANY) -> dict[int, str]:
    """How many rows there are in a table of this name, as a program finds out."""
    return {rows: f"{name}.length/{columns_of(surface)}-{HEADER}"} if surface.model else {}


def given(surface: Surface, numbers: jax.Array, table: jax.Array) -> dict[str, Any]:
    """What the functions of a surface are given besides a point. Rows of data that are made are in the table."""
    own: dict[str, Any] = named(surface.parameters, numbers)
    return own | {"table": Table.of(table)} if surface.model else own


def named(parameters: tuple[Parameter, ...], values: jax.Array) -> dict[str, jax.Array]:
    return {parameter.key: values[i] for i, parameter in enumerate(parameters)}


def point_of(form: Form, weights: int) -> Array:
    return Small(form, (weights,), [form.variable(name) for name in POINT[:weights]])


def argument(form: Form, name: str) -> Array:
    return Small(form, (), [form.variable(name)])
