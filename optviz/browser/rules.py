"""Modules of rules and schedules.

A rule has `init(rows)`, which writes the state at the start into the first row, and `step(rows, at, rate, numbers,
loss)`: it writes loss and gradient, which are still lacking, into the row that begins at `at`, and point and state into
the next one. Of some rules it is known how they go on quadratics: `a(share, numbers)` and `b(share, numbers)`.
"""

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import jax
import jax.numpy as jnp

from optviz.browser.arrays import Array, Small, Stored, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.nodes import Node
from optviz.browser.opaque_loss import loss as opaque
from optviz.browser.tracing import NUMBERS, ROWS, SCALAR, argument, named, traced, vector
from optviz.browser.translation import translated
from optviz.engine.history import Row, row_of
from optviz.optimizers.base import Optimizer
from optviz.schedules import Schedule


def of_rule(optimizer: Optimizer, weights: int) -> str:
    row, begins, width = laid_out(optimizer, weights)
    state = row.state._asdict()
    facts = {
        "width": width,
        "fields": [[name, list(state[name].shape), begin] for name, begin in zip(state, begins, strict=True)],
        "evaluations": optimizer.evaluations,
        "hyperparameters": len(optimizer.hyperparameters),
    }
    own = [init_of(optimizer, row, begins), step_of(optimizer, row, begins, width)]
    return module([*own, *recursion_of(optimizer)], facts)


def laid_out(optimizer: Optimizer, weights: int) -> tuple[Row, list[int], int]:
    """A row of a rule, where each field of its state begins there, and how many numbers it has."""
    row = row_of(optimizer, weights)
    *begins, width = accumulate((field.size for field in row.state), initial=2 * weights + 2)
    return row, begins, width


def read(form: Form, like: Any, base: Node | None, begin: int) -> Array:
    """What lies in the rows at `base` + `begin`; a small array is read at once."""
    array = Stored(form, like.shape, ROWS, base, begin)
    return Small(form, like.shape, array.elements()) if array.is_small else array


def write(array: Array, base: Node | None, begin: int) -> None:
    store_all(array, Stored(array.form, array.shape, ROWS, base, begin))


def init_of(optimizer: Optimizer, row: Row, begins: list[int]) -> Function:
    form = Form()
    program = traced(lambda theta: tuple(optimizer.init(theta)), row.point)
    for begin, array in zip(begins, translated(form, program, [read(form, row.point, None, 0)]), strict=True):
        write(array, None, begin)
    return Function("init", ("rows",), form)


def step_of(optimizer: Optimizer, row: Row, begins: list[int], width: int) -> Function:
    """`numbers` are all those of the choice: the first is the rate that the schedule has multiplied already."""
    weights = row.point.size
    hyperparameters = optimizer.hyperparameters[1:]

    def step(theta: jax.Array, state: tuple, rate: jax.Array, numbers: jax.Array) -> Any:
        value, gradient = jax.value_and_grad(opaque)(theta)
        moved, state = optimizer.step(
            opaque, theta, type(row.state)(*state), learning_rate=rate, **named(hyperparameters, numbers)
        )
        return value, gradient, moved, *state

    form = Form()
    at = form.variable("at")
    given = [
        read(form, row.point, at, 0),
        *(read(form, field, at, begin) for field, begin in zip(row.state, begins, strict=True)),
        argument(form, "rate"),
        Stored(form, (len(hyperparameters),), NUMBERS, None, 1),
    ]
    program = traced(step, row.point, tuple(row.state), SCALAR, vector(len(hyperparameters)))
    places = [weights, weights + 1, width, *(width + begin for begin in begins)]
    for place, array in zip(places, translated(form, program, given), strict=True):
        write(array, at, place)
    return Function("step", ("rows", "at", "rate", "numbers", "loss"), form)


def recursion_of(optimizer: Optimizer) -> list[Function]:
    """What is known of a rule on quadratics, if anything is: `a(share, numbers)` and `b(share, numbers)`."""
    if optimizer.on_quadratics is None:
        return []
    recursion: Callable[..., Any] = optimizer.on_quadratics.recursion
    parameters, functions = optimizer.hyperparameters, []
    for i, name in enumerate("ab"):
        form = Form()

        def part(share: jax.Array, numbers: jax.Array, i: int = i) -> jax.Array:
            return jnp.asarray(recursion(share, named(parameters, numbers))[i])

        given = [argument(form, "share"), Stored(form, (len(parameters),), NUMBERS)]
        (found,) = translated(form, traced(part, SCALAR, vector(len(parameters))), given)
        functions.append(Function(name, ("share", "numbers"), form, found.at()))
    return functions


def of_schedule(schedule: Schedule) -> str:
    """`factor(step, steps, numbers)`."""
    form = Form()
    count = len(schedule.parameters)

    def factor(step: jax.Array, steps: jax.Array, numbers: jax.Array) -> jax.Array:
        return schedule.factor(step, steps, **named(schedule.parameters, numbers))

    numbers = Stored(form, (count,), NUMBERS)
    program = traced(factor, SCALAR, SCALAR, vector(count))
    (found,) = translated(form, program, [argument(form, "step"), argument(form, "steps"), numbers])
    return module([Function("factor", ("step", "steps", "numbers"), form, found.at())], {})
