"""Modules of losses: surfaces, and what is around them, noise and regularisation.

Their functions are called alike whatever a loss is made of: `value(x, y, numbers, loss, draw)`, and `gradient` and
`hessian` likewise with `out` after the point, where they put their numbers. A gradient gives the value back. A curve of
one weight does not look at `y`.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp

from optviz.browser.arrays import Array, Stored, store_all
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.opaque_loss import loss as opaque
from optviz.browser.tracing import DRAW, DRAWS, NUMBERS, OUT, POINT, SCALAR, argument, named, point_of, traced, vector
from optviz.browser.translation import Untranslated, translated
from optviz.engine.stepping import TrueLoss
from optviz.noise import Noise
from optviz.optimizers.regularisation import REGULARISATION, decoupled_decay, regularised
from optviz.scenario.bounds import MAX_STEPS
from optviz.surfaces.base import Loss, Minimum, Surface


def of_surface(surface: Surface) -> str:
    def loss(theta: jax.Array, numbers: jax.Array) -> jax.Array:
        return surface.function(theta, **named(surface.parameters, numbers))

    functions = derivatives(loss, len(surface.domain), len(surface.parameters))
    return module([*functions, *held_out(surface)], {})


def held_out(surface: Surface) -> list[Function]:
    """`heldOut(x, y, numbers)`, the loss on the examples that are held out, if there are any."""
    model = surface.model
    if not model or not model.holds_out:
        return []

    def loss(theta: jax.Array, numbers: jax.Array) -> jax.Array:
        return model.held_out_loss(theta, **named(surface.parameters, numbers))

    weights, count = len(surface.domain), len(surface.parameters)
    form = Form()
    given = [point_of(form, weights), Stored(form, (count,), NUMBERS)]
    (found,) = translated(form, traced(loss, vector(weights), vector(count)), given)
    return [Function("heldOut", (*POINT, "numbers"), form, found.at())]


def of_minima(surface: Surface) -> str:
    """Where a surface is known to be lowest: `minima(out, numbers)`, a row with point and loss for each of the `count`
    minima that there can be; one that is not there has no loss.

    Raises:
        Untranslated: they can be told for numbers only.
    """
    if surface.minima_by_numpy:
        raise Untranslated("minima that NumPy finds")

    def known(numbers: jax.Array) -> jax.Array:
        minima = surface.minima(**named(surface.parameters, numbers))
        rows = [(*one.point, one.value) for one in minima if isinstance(one, Minimum)]
        assert len(rows) == len(minima), f"{surface.key} has a curve of minima"
        return jnp.array(rows, float).reshape(-1, len(surface.domain) + 1)

    form = Form()
    program = traced(known, vector(len(surface.parameters)))
    (found,) = translated(form, program, [Stored(form, (len(surface.parameters),), NUMBERS)])
    store_all(found, Stored(form, found.shape, OUT))
    return module([Function("minima", ("out", "numbers"), form)], {"count": found.shape[0]})


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


def of_regularisation(weights: int) -> str:
    """The loss that a regularised rule meets, and `decay(x, y, out, rate, numbers)`: what to take off after a step."""

    def loss(theta: jax.Array, numbers: jax.Array) -> jax.Array:
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
