"""Compiled programs of a surface alone: its loss on many points, its derivatives at one and at many."""

from typing import Any

import jax

from optviz.engine.compiled_programs import CompiledProgram, made_once
from optviz.surfaces.base import Surface


def named(surface: Surface, values: jax.Array) -> dict[str, jax.Array]:
    return {parameter.key: values[i] for i, parameter in enumerate(surface.parameters)}


@made_once
def grid_program(surface: Surface) -> CompiledProgram:
    """The compiled loss of many points: `points` (n, weights) and the values of the surface's parameters."""

    def losses(points: jax.Array, values: jax.Array) -> jax.Array:
        numbers = named(surface, values)
        return jax.vmap(lambda point: surface.function(point, **numbers))(points)

    return CompiledProgram(losses, surface)


@made_once
def held_out_program(surface: Surface) -> CompiledProgram:
    """The compiled loss of many points on the examples that are held out."""
    model = surface.model
    assert model

    def losses(points: jax.Array, values: jax.Array) -> jax.Array:
        numbers = named(surface, values)
        return jax.vmap(lambda point: model.held_out_loss(point, **numbers))(points)

    return CompiledProgram(losses, surface)


@made_once
def derivatives_program(surface: Surface) -> CompiledProgram:
    """The compiled function from a point and the surface's values to value, gradient and Hessian."""

    def derivatives(point: jax.Array, values: jax.Array) -> tuple[Any, Any, Any]:
        numbers = named(surface, values)

        def loss(theta: jax.Array) -> jax.Array:
            return surface.function(theta, **numbers)

        return *jax.value_and_grad(loss)(point), jax.hessian(loss)(point)

    return CompiledProgram(derivatives, surface, results=(0, 0, 0))


@made_once
def models_program(surface: Surface) -> CompiledProgram:
    """The compiled function from many points and the surface's values, in its parameters' order, to their models."""

    def models(points: jax.Array, values: jax.Array) -> tuple[Any, Any]:
        numbers = named(surface, values)

        def loss(theta: jax.Array) -> jax.Array:
            return surface.function(theta, **numbers)

        return jax.vmap(jax.grad(loss))(points), jax.vmap(jax.hessian(loss))(points)

    return CompiledProgram(models, surface, results=(0, 0))
