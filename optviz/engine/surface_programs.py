"""Compiled programs of a surface alone: its loss on many points, its derivatives at one and at many."""

from typing import Any

import jax
import jax.numpy as jnp

from optviz.engine.compiled_programs import CompiledProgram, made_once
from optviz.engine.given import given
from optviz.surfaces.base import Surface
from optviz.surfaces.examples import Table


@made_once
def grid_program(surface: Surface) -> CompiledProgram:
    """The compiled loss of many points: `points` (n, weights), the values of the surface, and its table."""

    def losses(points: jax.Array, values: jax.Array, table: jax.Array) -> jax.Array:
        numbers = given(surface, values, table)
        return jax.vmap(lambda point: surface.function(point, **numbers))(points)

    return CompiledProgram(losses, surface)


@made_once
def measures_program(surface: Surface) -> CompiledProgram:
    """The compiled measures of a surface's model at many points, in their order: (points, measures). It is given the
    table of the examples that a model is trained on, and that of those that are held out.
    """
    assert surface.model
    measures = surface.model.measures.values()

    def measured(points: jax.Array, values: jax.Array, table: jax.Array, held: jax.Array) -> jax.Array:
        numbers = {**given(surface, values, table), "held": Table.of(held)}
        return jax.vmap(lambda point: jnp.stack([measure(point, **numbers) for measure in measures]))(points)

    return CompiledProgram(measured, surface)


@made_once
def held_out_program(surface: Surface) -> CompiledProgram:
    """The compiled loss on held-out examples at many points: what `grid_program` is given, and the table of those that
    are held out.
    """
    model = surface.model
    assert model

    def losses(points: jax.Array, values: jax.Array, table: jax.Array, held: jax.Array) -> jax.Array:
        numbers = {**given(surface, values, table), "held": Table.of(held)}
        return jax.vmap(lambda point: model.held_out_loss(point, **numbers))(points)

    return CompiledProgram(losses, surface)


@made_once
def together_program(surface: Surface) -> CompiledProgram:
    """The compiled loss on held-out examples of the mean of several predictions: of points (rows, members, weights),
    those that count (rows, members), and what `measures_program` is given; (rows,).
    """
    model = surface.model
    assert model

    def lost(points: jax.Array, count: jax.Array, values: jax.Array, table: jax.Array, held: jax.Array) -> jax.Array:
        numbers, left = given(surface, values, table), Table.of(held)

        def of_row(row: tuple[jax.Array, jax.Array]) -> jax.Array:
            members, counted = row
            said = jax.vmap(lambda point: model.predict(point, left.inputs, **numbers))(members)
            return model.lost((counted[:, None] * said).sum(axis=0) / counted.sum(), left)

        return jax.lax.map(of_row, (points, count))

    return CompiledProgram(lost, surface)


@made_once
def derivatives_program(surface: Surface) -> CompiledProgram:
    """The compiled function from a point and the surface's values and table to value, gradient and Hessian."""

    def derivatives(point: jax.Array, values: jax.Array, table: jax.Array) -> tuple[Any, Any, Any]:
        numbers = given(surface, values, table)

        def loss(theta: jax.Array) -> jax.Array:
            return surface.function(theta, **numbers)

        return *jax.value_and_grad(loss)(point), jax.hessian(loss)(point)

    return CompiledProgram(derivatives, surface, results=(0, 0, 0))


@made_once
def models_program(surface: Surface) -> CompiledProgram:
    """The compiled function from many points and the surface's values and table to their models."""

    def models(points: jax.Array, values: jax.Array, table: jax.Array) -> tuple[Any, Any]:
        numbers = given(surface, values, table)

        def loss(theta: jax.Array) -> jax.Array:
            return surface.function(theta, **numbers)

        return jax.vmap(jax.grad(loss))(points), jax.vmap(jax.hessian(loss))(points)

    return CompiledProgram(models, surface, results=(0, 0))
