"""Which modules the browser can run, by name, and what is in each.

A module is made of one record, and of no more than it needs of another: a rule knows the number of weights, and a noise
that draws from the examples knows the surface that has them. Functions of a loss are called alike whatever it is made
of: `value(x, y, numbers, loss, draw)`, and `gradient` and `hessian` likewise with `out` after the point, where they put
their numbers. A gradient gives the value back. A curve of one weight does not look at `y`.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp

from optviz.browser.arrays import Array, Small, Stored, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.nodes import Buffer
from optviz.browser.opaque_loss import loss as opaque
from optviz.browser.translation import Untranslated, scalar, traced, translated
from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.history import row_of
from optviz.engine.stepping import TrueLoss
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.optimizers.regularisation import REGULARISATION, decoupled_decay, regularised
from optviz.scenario.bounds import MAX_STEPS
from optviz.schedules import Schedule
from optviz.surfaces.base import Loss, Parameter, Surface

POINT = ("x", "y")
ROWS = Buffer("rows")
"""The rows of a path, in the order of `optviz.engine.history.packed`, one after the other."""
OUT, NUMBERS, DRAW, DRAWS = map(Buffer, ("out", "numbers", "draw", "draws"))


@cache
def makers() -> dict[str, Callable[[], str]]:
    """How each module is made, by its name."""
    weights = sorted({len(surface.domain) for surface in SURFACES.values()})
    found: dict[str, Callable[[], str]] = {f"surfaces/{s.key}": partial(of_surface, s) for s in SURFACES.values()}
    found |= {f"schedules/{s.key}": partial(of_schedule, s) for s in SCHEDULES.values()}
    for count in weights:
        found |= {f"optimizers/{o.key}-{count}": partial(of_rule, o, count) for o in OPTIMIZERS.values()}
        found[f"regularisation/{count}"] = partial(of_regularisation, count)
    for noise in NOISES.values():
        if noise.needs_examples:
            with_examples = [surface for surface in SURFACES.values() if surface.examples]
            found |= {f"noises/{noise.key}-{s.key}": partial(of_batches, noise, s) for s in with_examples}
        else:
            found |= {f"noises/{noise.key}-{count}": partial(of_noise, noise, count) for count in weights}
    return found


@cache
def text_of(name: str) -> str:
    """The text of a module.

    Raises:
        KeyError: there is no such module.
        Untranslated: it is about something that only JAX can do, and stays on the server.
    """
    return makers()[name]()


def untranslated() -> dict[str, str]:
    """The modules that stay on the server, with what in each of them does not translate."""
    found = {}
    for name in makers():
        try:
            text_of(name)
        except Untranslated as error:
            found[name] = str(error)
    return found


def vector(count: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct((count,), float)


def named(parameters: tuple[Parameter, ...], values: jax.Array) -> dict[str, jax.Array]:
    return {parameter.key: values[i] for i, parameter in enumerate(parameters)}


def point_of(form: Form, weights: int) -> Array:
    return Small(form, (weights,), [form.variable(name) for name in POINT[:weights]])


def argument(form: Form, name: str) -> Array:
    return scalar(form, form.variable(name))


def of_surface(surface: Surface) -> str:
    def loss(theta: jax.Array, numbers: jax.Array) -> jax.Array:
        return surface.function(theta, **named(surface.parameters, numbers))

    return module(derivatives(loss, len(surface.domain), len(surface.parameters)), {})


def derivatives(
    loss: Callable[..., jax.Array], weights: int, numbers: int, draw: int = 0, others: tuple[str, ...] = ("numbers",)
) -> list[Function]:
    """Value, gradient and Hessian of `loss(theta, numbers, draw)`; without a draw of `loss(theta, numbers)`."""
    examples = [vector(weights), vector(numbers), *([vector(draw)] if draw else [])]

    def found(derived: Callable) -> tuple[Form, list[Array]]:
        form = Form()
        buffers = [Stored(form, one.shape, buffer) for one, buffer in zip(examples[1:], (NUMBERS, DRAW), strict=False)]
        return form, translated(form, traced(derived, *examples), [point_of(form, weights), *buffers])

    form, (value,) = found(loss)
    functions = [Function("value", (*POINT, *others), form, value.at())]
    form, (value, gradient) = found(jax.value_and_grad(loss))
    store_all(gradient, Stored(form, gradient.shape, OUT))
    functions.append(Function("gradient", (*POINT, "out", *others), form, value.at()))
    form, (hessian,) = found(jax.hessian(loss))
    store_all(hessian, Stored(form, hessian.shape, OUT))
    return [*functions, Function("hessian", (*POINT, "out", *others), form)]


def of_rule(optimizer: Optimizer, weights: int) -> str:
    """`init(rows)` writes the state at the start into the first row, and `step(rows, at, rate, numbers, loss)` what is
    still lacking in the row that begins at `at` (loss and gradient), and point and state of the next one."""
    row = row_of(optimizer, weights)
    state = row.state._asdict()
    begins, width = {}, 2 * weights + 2
    for name, field in state.items():
        begins[name] = width
        width += field.size
    facts = {
        "width": width,
        "fields": [[name, list(field.shape), begins[name]] for name, field in state.items()],
        "evaluations": optimizer.evaluations,
        "hyperparameters": len(optimizer.hyperparameters),
    }
    hyperparameters = optimizer.hyperparameters[1:]

    def init(theta: jax.Array) -> Any:
        return tuple(optimizer.init(theta))

    def step(theta: jax.Array, state: tuple, rate: jax.Array, numbers: jax.Array) -> Any:
        value, gradient = jax.value_and_grad(opaque)(theta)
        moved, state = optimizer.step(
            opaque, theta, type(row.state)(*state), learning_rate=rate, **named(hyperparameters, numbers)
        )
        return value, gradient, moved, *state

    def stored(form: Form, of: Any, base: Any, begin: int) -> Array:
        array = Stored(form, of.shape, ROWS, base, begin)
        return Small(form, of.shape, array.elements()) if array.is_small else array

    def store(array: Array, base: Any, begin: int) -> None:
        store_all(array, Stored(array.form, array.shape, ROWS, base, begin))

    form = Form()
    for begin, array in zip(
        begins.values(), translated(form, traced(init, row.point), [stored(form, row.point, None, 0)]), strict=True
    ):
        store(array, None, begin)
    functions = [Function("init", ("rows",), form)]
    form = Form()
    at = form.variable("at")
    numbers = Stored(form, (len(hyperparameters),), NUMBERS, None, 1)
    given = [
        stored(form, row.point, at, 0),
        *(stored(form, state[name], at, begin) for name, begin in begins.items()),
        argument(form, "rate"),
        numbers,
    ]
    program = traced(step, row.point, tuple(state.values()), row.loss, vector(len(hyperparameters)))
    places = [weights, weights + 1, width, *(width + begin for begin in begins.values())]
    for place, array in zip(places, translated(form, program, given), strict=True):
        store(array, at, place)
    functions.append(Function("step", ("rows", "at", "rate", "numbers", "loss"), form))
    return module(functions, facts)


def of_schedule(schedule: Schedule) -> str:
    """`factor(step, steps, numbers)`."""
    form = Form()
    count = len(schedule.parameters)

    def factor(step: jax.Array, steps: jax.Array, numbers: jax.Array) -> jax.Array:
        return schedule.factor(step, steps, **named(schedule.parameters, numbers))

    numbers = Stored(form, (count,), NUMBERS)
    scalar_shape = jax.ShapeDtypeStruct((), float)
    program = traced(factor, scalar_shape, scalar_shape, vector(count))
    (found,) = translated(form, program, [argument(form, "step"), argument(form, "steps"), numbers])
    return module([Function("factor", ("step", "steps", "numbers"), form, found.at())], {})


def of_regularisation(weights: int) -> str:
    """The loss that a regularised rule meets, and `decay(x, y, out, rate, numbers)`: what to take off after a step."""

    def loss(theta: jax.Array, numbers: jax.Array) -> jax.Array:
        return regularised(opaque, **named(REGULARISATION, numbers))(theta)

    def taken_off(theta: jax.Array, rate: jax.Array, numbers: jax.Array) -> jax.Array:
        return decoupled_decay(theta, learning_rate=rate, **named(REGULARISATION, numbers))

    count = len(REGULARISATION)
    form = Form()
    program = traced(taken_off, vector(weights), jax.ShapeDtypeStruct((), float), vector(count))
    numbers = Stored(form, (count,), NUMBERS)
    (off,) = translated(form, program, [point_of(form, weights), argument(form, "rate"), numbers])
    store_all(off, Stored(form, off.shape, OUT))
    decay = Function("decay", (*POINT, "out", "rate", "numbers"), form)
    return module([*derivatives(loss, weights, count, others=("numbers", "loss")), decay], {})


def draws_shape(noise: Noise, width: int) -> tuple[int, ...]:
    """The shape of all draws of a noise, of so many weights or examples."""
    return jax.eval_shape(lambda: noise.draw(jax.random.key(0), (MAX_STEPS + 1, width), float)).shape


def of_noise(noise: Noise, weights: int) -> str:
    """The loss with noise, and the noise's draws; `width` is 0, and there is nothing else, if it draws nothing."""
    width = draws_shape(noise, weights)[1]
    if width == 0:
        return module([], {"width": 0})

    def loss(theta: jax.Array, numbers: jax.Array, draw: jax.Array) -> jax.Array:
        return noise.noisy(opaque, draw, **named(noise.parameters, numbers))(theta)

    others = ("numbers", "loss", "draw")
    wrapped = derivatives(loss, weights, len(noise.parameters), width, others)
    return module([*wrapped, *drawing(noise, weights)], {"width": width, "steps": MAX_STEPS + 1})


def of_batches(noise: Noise, surface: Surface) -> str:
    """The loss of a surface with data under a noise that draws from its examples, and the noise's draws.

    Its numbers are those of the surface, then those of the noise.
    """
    split = len(surface.parameters)

    def loss(theta: jax.Array, numbers: jax.Array, draw: jax.Array) -> jax.Array:
        whole = TrueLoss(surface, named(surface.parameters, numbers[:split]))
        noisy: Loss = noise.noisy(whole, draw, **named(noise.parameters, numbers[split:]))
        return noisy(theta)

    others = ("numbers", "loss", "draw")
    wrapped = derivatives(loss, len(surface.domain), split + len(noise.parameters), surface.examples, others)
    facts = {"width": surface.examples, "steps": MAX_STEPS + 1}
    return module([*wrapped, *drawing(noise, surface.examples)], facts)


def drawing(noise: Noise, width: int) -> list[Function]:
    """`all(out, seed)`, the draws of all steps, and `one(out, draws, step, numbers)`, that of one step."""
    shape = draws_shape(noise, width)

    def every(seed: jax.Array) -> jax.Array:
        return noise.draw(jax.random.key(seed), (MAX_STEPS + 1, width), float)

    def one(draws: jax.Array, step: jax.Array, numbers: jax.Array) -> jax.Array:
        return noise.of_step(draws, step, **named(noise.parameters, numbers))

    form = Form()
    (drawn,) = translated(form, traced(every, jax.ShapeDtypeStruct((), jnp.uint32)), [argument(form, "seed")])
    store_all(drawn, Stored(form, drawn.shape, OUT))
    functions = [Function("all", ("out", "seed"), form)]
    form = Form()
    count = len(noise.parameters)
    program = traced(one, jax.ShapeDtypeStruct(shape, float), jax.ShapeDtypeStruct((), jnp.int32), vector(count))
    given = [Stored(form, shape, DRAWS), argument(form, "step"), Stored(form, (count,), NUMBERS)]
    (draw,) = translated(form, program, given)
    store_all(draw, Stored(form, draw.shape, OUT))
    return [*functions, Function("one", ("out", "draws", "step", "numbers"), form)]
