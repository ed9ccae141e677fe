"""Values, gradients and Hessians of a surface at many points: a program for so many of them at once, made once in a
run by whichever process needs it first."""

from functools import cache
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima

from optviz.catalogue import SURFACES
from optviz.engine.compiled_programs import CompiledProgram

VALUES, GRADIENTS, HESSIANS = range(3)


def at_once(surface):
    """How many points a program takes: of a network fewer, which it takes longer over than to call it again."""
    return 64 if surface.family == "networks" else 256


@cache
def together(surface):
    """The surfaces of one program: a family without data, as XLA takes hardly longer over ten than over one."""
    same = [one for one in SURFACES.values() if kind_of(one) == kind_of(surface)]
    return tuple(same) if surface in same and not surface.model else (surface,)


def kind_of(surface):
    return surface.family, len(surface.domain), surface.model


@cache
def program(surfaces, order):
    """The derivatives up to an order of one of the surfaces, and with Hessians the losses on all of its examples."""

    def of(surface):
        def describe(point, values, table):
            also = given(surface, values, table)

            def loss(theta):
                return surface.function(theta, **also)

            def along(direction):
                return jax.jvp(jax.value_and_grad(loss), (point,), (direction,))

            if order == HESSIANS:  # all three in one: half as much to trace as of each alone
                directions = jnp.eye(len(point), dtype=point.dtype)
                (value, gradient), (_, hessian) = jax.vmap(along, out_axes=((None, None), (0, -1)))(directions)
                return value, gradient, hessian, surface.on_examples(point, **also) if surface.examples else value
            return jax.value_and_grad(loss)(point) if order == GRADIENTS else (loss(point),)

        return jax.vmap(describe, in_axes=(0, None, None))

    def run(which, points, values, table):
        return jax.lax.switch(which, branches, points, values, table)

    branches = [of(surface) for surface in surfaces]
    return CompiledProgram(run, *surfaces, order, results=(0,) * (4 if order == HESSIANS else order + 1))


def given(surface, values, table):
    """What its functions are given besides a point, of what a program is handed."""
    return surface.given({parameter.key: values[i] for i, parameter in enumerate(surface.parameters)}, table)


def evaluate(surface, points, numbers, dtype=np.float64, order=HESSIANS):
    """(values, gradients, Hessians) at `points` (rows, weights); fewer of them up to another order."""
    return described(surface, points, numbers, dtype, order)[:3]


def described(surface, points, numbers, dtype=np.float64, order=HESSIANS):
    points, rows = np.asarray(points, dtype), at_once(surface)
    padded = np.pad(points, ((0, -len(points) % rows), (0, 0)), mode="edge").reshape(-1, rows, points.shape[1])
    run, which = program(together(surface), order), np.int32(together(surface).index(surface))
    values, table = handed(surface, numbers, dtype)
    values = np.pad(values, (0, max(len(one.parameters) for one in together(surface)) - len(values)))
    blocks = [run(which, block, values, table) for block in padded]
    return [np.concatenate(parts)[: len(points)] for parts in zip(*blocks, strict=True)]


def losses(surface, points, numbers):
    """By the program that gives the derivatives too, but for networks, whose Hessians take longer than a program."""
    return evaluate(surface, points, numbers, order=VALUES if surface.family == "networks" else HESSIANS)[0]


def handed(surface, numbers, dtype=np.float64):
    """A surface's values and its table, as programs are handed them."""
    return handed_once(surface, tuple(numbers[parameter.key] for parameter in surface.parameters), dtype)


@cache
def handed_once(surface, values, dtype):
    numbers = dict(zip((parameter.key for parameter in surface.parameters), values, strict=True))
    return np.array(values, dtype), table_of(surface, numbers).astype(dtype)


def losses_on_examples(surface, points, numbers):
    """(points, examples)"""
    return described(surface, points, numbers)[3]


@cache
def model_program(surface):
    def said(point, inputs, values, table):
        return surface.model.predict(point, inputs, **given(surface, values, table))

    return CompiledProgram(jax.vmap(said, in_axes=(0, None, None, None)), surface)


def predictions(surface, points, inputs, numbers):
    """(points, inputs), of at most 8 points."""
    padded = np.resize(np.asarray(points, float), (8, len(surface.domain)))
    return np.asarray(model_program(surface)(padded, inputs, *handed(surface, numbers)))[: len(points)]


def table_of(surface, numbers):
    """The examples as programs are handed them; nothing where there are no data."""
    return surface.model.data_at(numbers).matrix if surface.model else np.zeros((0, 0))


def defaults(surface):
    return {parameter.key: float(parameter.default) for parameter in surface.parameters}


def ends(surface):
    """Of each parameter either end of its range, or every choice of a switch."""
    for parameter in surface.parameters:
        places = range(len(parameter.choices)) if parameter.choices else (parameter.low, parameter.high)
        yield [(parameter.key, float(place)) for place in places]


def single_cases(surface):
    """The defaults, and each parameter alone at its ends."""
    return each_once([defaults(surface), *(defaults(surface) | dict([end]) for own in ends(surface) for end in own)])


def cases(surface):
    """The same, and all corners of the ranges."""
    corners = product(*ends(surface)) if len(surface.parameters) > 1 else ()
    return each_once([*single_cases(surface), *map(dict, corners)])


def each_once(numbers):
    return [*{tuple(one.items()): one for one in numbers}.values()]


def known_minima(surface, numbers):
    return known_once(surface, tuple(numbers.items()))


@cache
def known_once(surface, numbers):
    return tuple(surface.minima(**surface.given(dict(numbers))))


def minima_alone(surface, numbers):
    """The known minima that are no curves."""
    return [one for one in known_minima(surface, numbers) if isinstance(one, Minimum)]


def at_minima(surface, numbers):
    """(value, gradient, Hessian) at each of them."""
    return at_minima_once(surface, tuple(numbers.items()))


@cache
def at_minima_once(surface, numbers):
    points = [minimum.point for minimum in minima_alone(surface, dict(numbers))]
    return [*zip(*evaluate(surface, points, dict(numbers)), strict=True)] if points else []


def places_of_minima(surface, numbers):
    """Where the known minima are; of a curve of them every fourth corner inside the domain."""
    low, high = np.array(surface.domain).T
    curves = [one for one in known_minima(surface, numbers) if isinstance(one, CurveOfMinima)]
    corners = [line[::4] for one in curves for line in one.corners]
    on_curves = [line[((line >= low) & (line <= high)).all(axis=1)] for line in corners]
    alone = [one.point for one in minima_alone(surface, numbers)]
    return np.concatenate([np.array(alone).reshape(-1, len(low)), *on_curves])


def grid(surface, reach=1.0):
    """Some 2025 points spaced evenly over the domain, or over `reach` times its width."""
    low, high = np.array(surface.domain).T
    centre, half = (low + high) / 2, reach * (high - low) / 2
    count = 45 if len(low) == 2 else 2025
    axes = [np.linspace(c - h, c + h, count) for c, h in zip(centre, half, strict=True)]
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)


def known_on_grid(surface, reach, numbers):
    """On a grid whose numbers both precisions know: the values, and whether they and all derivatives are finite."""
    return known_on_grid_once(surface, reach, tuple(numbers.items()))


@cache
def known_on_grid_once(surface, reach, numbers):
    arrays = evaluate(surface, grid(surface, reach).astype(np.float32), dict(numbers))
    return arrays[0], all(np.isfinite(array).all() for array in arrays)


def scattered(surface, count, seed):
    low, high = np.array(surface.domain).T
    return np.random.default_rng(seed).uniform(low, high, (count, len(low)))


def widths(surface):
    low, high = np.array(surface.domain).T
    return high - low
