"""Modules of losses: surfaces, and what is around them, noise and regularisation.

Their functions are called alike whatever a loss is made of: `value(x, y, numbers, table, loss, draw)`, and `gradient`
and `hessian` likewise with `out` after the point, where they put their numbers. A gradient gives the value back. The
curve of one weight does not look at `y`. The `table` of a surface with data, as `optviz.surfaces.examples` has it, may
be of any length.
"""

from collections.abc import Callable, Iterator

import jax
import jax.numpy as jnp
from jax.extend.core import ClosedJaxpr, jaxpr_as_fun

from optviz.browser.arrays import Array, Stored, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.opaque_loss import loss as opaque
from optviz.browser.pairs import beside
from optviz.browser.tracing import (
    COUNTS,
    DRAW,
    DRAWS,
    EPOCHS,
    HELD,
    MANY,
    NUMBERS,
    OUT,
    POINT,
    SCALAR,
    TABLE,
    argument,
    columns_of,
    examples_of,
    given,
    named,
    point_of,
    rows_of_table,
    traced,
    vector,
)
from optviz.browser.translation import Untranslated, translated
from optviz.engine.stepping import TrueLoss
from optviz.noise import Noise
from optviz.optimizers.regularisation import REGULARISATION, decoupled_decay, regularised
from optviz.scenario.bounds import MAX_STEPS
from optviz.surfaces.base import Loss, Minimum, Surface
from optviz.surfaces.examples import Table


def of_surface(surface: Surface) -> str:
    functions = list(derivatives_of(surface))
    measures = surface.model.measures if surface.model else {}
    lines: list[str] = []
    if surface.model and surface.model.takes_tables:  # which may be long
        functions, lines = beside(functions, columns_of(surface))
    return module([*functions, *(measuring(surface, *one) for one in measures.items())], {}, lines)


def derivatives_of(surface: Surface) -> Iterator[Function]:
    """Value, gradient and Hessian of the loss of a surface."""

    def loss(theta: jax.Array, numbers: jax.Array, table: jax.Array, draw: jax.Array) -> jax.Array:
        return surface.function(theta, **given(surface, numbers, table))

    return derivatives(loss, len(surface.domain), len(surface.parameters), surface)


def measuring(surface: Surface, key: str, measure: Callable[..., jax.Array]) -> Function:
    """`KEY(x, y, numbers, table, held)`, what the model of a surface measures, there being a table of held-out examples
    too.
    """

    def found(theta: jax.Array, numbers: jax.Array, table: jax.Array, held: jax.Array) -> jax.Array:
        return measure(theta, held=Table.of(held), **given(surface, numbers, table))

    weights, count, table = len(surface.domain), len(surface.parameters), examples_of(surface)
    form = Form()
    table, held = examples_of(surface), examples_of(surface, EPOCHS)
    taken = [point_of(form, weights), Stored(form, (count,), NUMBERS)]
    taken += [Stored(form, one.shape, buffer) for one, buffer in ((table, TABLE), (held, HELD))]
    (value,) = translated(form, traced(found, vector(weights), vector(count), table, held), taken)
    lengths = rows_of_table(surface) | rows_of_table(surface, "held", EPOCHS)
    return Function(key, (*POINT, "numbers", "table", "held"), form, value.at(), lengths)


def of_minima(surface: Surface) -> str:
    """Where a surface is known to be lowest: `minima(out, numbers, table)`, a row with point and loss for each of the
    `count` minima that there can be; one that is not there has no loss.

    Raises:
        Untranslated: they can be told for numbers only.
    """
    if surface.minima_by_numpy:
        raise Untranslated("minima that NumPy finds")

    def known(numbers: jax.Array, table: jax.Array) -> jax.Array:
        minima = surface.minima(**given(surface, numbers, table))
        rows = [(*one.point, one.value) for one in minima if isinstance(one, Minimum)]
        assert len(rows) == len(minima), f"{surface.key} has a curve of minima"
        return jnp.array(rows, float).reshape(-1, len(surface.domain) + 1)

    form, table = Form(), examples_of(surface)
    program = traced(known, vector(len(surface.parameters)), table)
    taken = [Stored(form, (len(surface.parameters),), NUMBERS), Stored(form, table.shape, TABLE)]
    (found,) = translated(form, program, taken)
    store_all(found, Stored(form, found.shape, OUT))
    function = Function("minima", ("out", "numbers", "table"), form, lengths=rows_of_table(surface))
    return module([function], {"count": found.shape[0]})


def derivatives(
    loss: Callable[..., jax.Array], weights: int, numbers: int, surface: Surface | None = None, draw: int = 0
) -> Iterator[Function]:
    """Value, gradient and Hessian of `loss(theta, numbers, table, draw)`, with a surface's table, made one by one.

    Each is derived from the program of the one before, so that what the loss is written in is gone through once.
    """
    table = examples_of(surface) if surface else vector(0)
    lengths = rows_of_table(surface) if surface else {}
    examples, buffers = [vector(weights), vector(numbers), table, vector(draw)], (NUMBERS, TABLE, DRAW)
    others = ("numbers", "table", "loss", "draw")

    def found(program: ClosedJaxpr) -> tuple[Form, list[Array]]:
        form = Form()
        taken = [Stored(form, one.shape, buffer) for one, buffer in zip(examples[1:], buffers, strict=True)]
        return form, translated(form, program, [point_of(form, weights), *taken])

    of_value = traced(loss, *examples)
    form, (value,) = found(of_value)
    yield Function("value", (*POINT, *others), form, value.at(), lengths)

    def with_itself(*arguments: jax.Array) -> tuple[jax.Array, jax.Array]:
        (value,) = jaxpr_as_fun(of_value)(*arguments)
        return value, value

    of_gradient = traced(jax.jacrev(with_itself, has_aux=True), *examples)
    form, (gradient, value) = found(of_gradient)
    store_all(gradient, Stored(form, gradient.shape, OUT))
    yield Function("gradient", (*POINT, "out", *others), form, value.at(), lengths)
    of_hessian = traced(jax.jacfwd(lambda *arguments: jaxpr_as_fun(of_gradient)(*arguments)[0]), *examples)
    form, (hessian,) = found(of_hessian)
    store_all(hessian, Stored(form, hessian.shape, OUT))
    yield Function("hessian", (*POINT, "out", *others), form, lengths=lengths)


def of_regularisation(weights: int) -> str:
    """The loss that a regularised rule meets, and `decay(x, y, out, rate, numbers)`: what to take off after a step."""

    def loss(theta: jax.Array, numbers: jax.Array, *_: jax.Array) -> jax.Array:
        return regularised(opaque, **named(REGULARISATION, numbers))(theta)

    def taken_off(theta: jax.Array, rate: jax.Array, numbers: jax.Array) -> jax.Array:
        return decoupled_decay(theta, learning_rate=rate, **named(REGULARISATION, numbers))

    count = len(REGULARISATION)
    form = Form()
    program = traced(taken_off, vector(weights), SCALAR, vector(count))
    numbers = Stored(form, (count,), NUMBERS)
    (off,) = translated(form, program, [point_of(form, weights), argument(form, "rate"), numbers])
    store_all(off, Stored(form, off.shape, OUT))
    decay = Function("decay", (*POINT, "out", "rate", "numbers"), form)
    return module([*derivatives(loss, weights, count), decay], {})


def draws_shape(noise: Noise, width: int) -> tuple[int, ...]:
    """The shape of all draws of a noise, of so many weights or examples."""
    return jax.eval_shape(lambda: noise.draw(jax.random.key(0), (MAX_STEPS + 1, width), float)).shape


def of_noise(noise: Noise, weights: int) -> str:
    """The loss with noise, and the noise's draws; `width` is 0, and there is nothing else, if it draws nothing."""
    width = draws_shape(noise, weights)[1]
    if width == 0:
        return module([], {"width": 0})

    def loss(theta: jax.Array, numbers: jax.Array, table: jax.Array, draw: jax.Array) -> jax.Array:
        return noise.noisy(opaque, draw, **named(noise.parameters, numbers))(theta)

    wrapped = derivatives(loss, weights, len(noise.parameters), draw=width)
    drawn = drawing(noise, (MAX_STEPS + 1, weights))
    return module([*wrapped, *drawn], {"width": width, "steps": MAX_STEPS + 1})


def of_batches(noise: Noise, surface: Surface) -> str:
    """The loss of a surface with data under a noise that draws from its examples, and the noise's draws.

    Its numbers are those of the surface, then those of the noise. There are as many draws as rows, and as many epochs
    as there is room for.
    """
    split = len(surface.parameters)

    def loss(theta: jax.Array, numbers: jax.Array, table: jax.Array, draw: jax.Array) -> jax.Array:
        whole = TrueLoss(surface, given(surface, numbers[:split], table))
        noisy: Loss = noise.noisy(whole, draw, **named(noise.parameters, numbers[split:]))
        return noisy(theta)

    wrapped = derivatives(loss, len(surface.domain), split + len(noise.parameters), surface, MANY)
    return module([*wrapped, *drawing(noise, (EPOCHS, MANY))], {"examples": surface.examples})


def drawing(noise: Noise, shape: tuple[int, int]) -> list[Function]:
    """`all(out, seed, counts)`, the draws of all steps, and `one(out, draws, step, numbers)`, that of one step."""

    def every(seed: jax.Array, *counts: jax.Array) -> jax.Array:
        return noise.draw(jax.random.key(seed), shape, float, *counts)

    def one(draws: jax.Array, step: jax.Array, numbers: jax.Array) -> jax.Array:
        return noise.of_step(draws, step, **named(noise.parameters, numbers))

    form = Form()
    counts = [vector(shape[1])] if noise.needs_examples else []
    program = traced(every, jax.ShapeDtypeStruct((), jnp.uint32), *counts)
    (drawn,) = translated(form, program, [argument(form, "seed"), *(Stored(form, one.shape, COUNTS) for one in counts)])
    store_all(drawn, Stored(form, drawn.shape, OUT))
    lengths = {MANY: "counts.length", EPOCHS: "out.length/counts.length"} if counts else {}
    functions = [Function("all", ("out", "seed", "counts"), form, lengths=lengths)]
    form = Form()
    count = len(noise.parameters)
    program = traced(one, jax.ShapeDtypeStruct(drawn.shape, float), jax.ShapeDtypeStruct((), jnp.int32), vector(count))
    taken = [Stored(form, drawn.shape, DRAWS), argument(form, "step"), Stored(form, (count,), NUMBERS)]
    (draw,) = translated(form, program, taken)
    store_all(draw, Stored(form, draw.shape, OUT))
    lengths = {MANY: "out.length", EPOCHS: "draws.length/out.length"} if counts else {}
    return [*functions, Function("one", ("out", "draws", "step", "numbers"), form, lengths=lengths)]
