"""The compiled loop of runs that differ in their noise alone: a block of steps at a time, for a tile of seeds."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from optviz.engine.compiled_programs import CompiledProgram, made_once
from optviz.engine.history import packed
from optviz.engine.stepping import good_row, one_run
from optviz.engine.tiles import NEVER
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.schedules import Schedule
from optviz.surfaces.base import Surface


@made_once
def seeds_drawing_program(noise: Noise, width: int, rows: int) -> CompiledProgram:
    """The compiled function from seeds to their draws, (seeds, rows, width): the first rows of those that a run has. Of
    examples it is also given which of them count.
    """

    def draws(seeds: jax.Array, *counts: jax.Array) -> jax.Array:
        return jax.vmap(lambda seed: noise.draw(jax.random.key(seed), (rows, width), float, *counts))(seeds)

    return CompiledProgram(draws, noise, width, rows)


@made_once
def seeds_program(
    surface: Surface, optimizer: Optimizer, schedule: Schedule, noise: Noise, with_regularisation: bool, block: int
) -> CompiledProgram:
    """The compiled loop.

    A function of what is traced: the numbers of one run, as `one_run` has them; the surface's table; the draws (seeds,
    rows, width); the number of steps; the step that it begins with; and what it left off with, as `begin` makes it and
    it returns it. It goes on by at most `block` steps. It returns the losses (block, seeds) and the points (block,
    seeds, weights), the last good ones where a run has diverged, and behind them what the next block takes.
    """
    run_of = one_run(surface, optimizer, schedule, noise, with_regularisation)
    is_good = good_row(surface)
    theta = jax.ShapeDtypeStruct((len(surface.domain),), float)
    tree = jax.tree.structure((theta, jax.eval_shape(optimizer.init, theta)))

    def run(
        numbers: jax.Array,
        table: jax.Array,
        draws: jax.Array,
        num_steps: jax.Array,
        first: jax.Array,
        *left: jax.Array,
    ) -> tuple:
        def stepped(t: jax.Array, draws: jax.Array, carry: tuple) -> tuple:
            *leaves, point, loss, diverged_at = carry
            theta, state = jax.tree.unflatten(tree, leaves)
            _, step_from = run_of(numbers, table, draws, num_steps)
            row, *after = step_from(t, theta, state)
            goes_on = (diverged_at == NEVER) & is_good(theta, packed(row))
            diverged_at = jnp.where((diverged_at == NEVER) & ~goes_on, t, diverged_at)
            moved = [jnp.where(goes_on, now, then) for now, then in zip(jax.tree.leaves(after), leaves, strict=True)]
            return *moved, jnp.where(goes_on, theta, point), jnp.where(goes_on, row.loss, loss), diverged_at

        def step(carry: tuple) -> tuple:
            t, losses, points, left = carry
            left = jax.vmap(stepped, in_axes=(None, 0, 0))(t, draws, left)
            *_, point, loss, _ = left
            losses = lax.dynamic_update_index_in_dim(losses, loss, t - first, 0)
            return t + 1, losses, lax.dynamic_update_index_in_dim(points, point, t - first, 0), left

        def goes_on(carry: tuple) -> jax.Array:
            return (carry[0] < first + block) & (carry[0] <= num_steps)

        *_, point, loss, _ = left
        kept = jnp.zeros((block, *loss.shape), loss.dtype), jnp.zeros((block, *point.shape), point.dtype)
        _, losses, points, left = lax.while_loop(goes_on, step, (first, *kept, left))
        return losses, points, *left

    results = (0,) * (2 + tree.num_leaves + 3)
    return CompiledProgram(run, surface, optimizer, schedule, noise, with_regularisation, block, results=results)


def begin(optimizer: Optimizer, start: np.ndarray, seeds: int) -> tuple[Any, ...]:
    """What the first block takes: points and states, the last good points and losses, and steps of divergence."""
    leaves = [np.asarray(leaf) for leaf in jax.tree.leaves((start, optimizer.init(jnp.asarray(start))))]
    point, loss = start, np.asarray(np.finfo(start.dtype).max, start.dtype)  # as of a start that itself is not good
    one = [*leaves, point, loss, np.asarray(NEVER, np.int32)]
    return tuple(np.broadcast_to(leaf, (seeds, *leaf.shape)).copy() for leaf in one)
