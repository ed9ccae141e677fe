"""The compiled loop that a rule steps in: one for each (surface, rule, schedule, noise), numbers traced.

The loop runs as many steps as are asked for and writes its rows into buffers of one fixed length, so that neither a
slider nor the number of steps ever compiles anything. It is kept lean: what can be said of the rows afterwards is said
in NumPy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from optviz.engine.compiled_programs import CompiledProgram, made_once
from optviz.engine.given import given
from optviz.engine.history import Row, packed, row_of, width_of
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.optimizers.regularisation import decoupled_decay, regularised
from optviz.scenario.bounds import MAX_STEPS
from optviz.schedules import Schedule
from optviz.surfaces.base import Parameter, Surface

ESCAPE_REACH = 100.0
"""How many half-widths of the domain a point may lie from its centre before the run counts as diverged."""


def named(parameters: tuple[Parameter, ...], values: jax.Array) -> dict[str, jax.Array]:
    return {p.key: jax.lax.index_in_dim(values, i, keepdims=False) for i, p in enumerate(parameters)}


@dataclass(frozen=True, eq=False)
class TrueLoss:
    """The loss of a surface with its numbers and its data put in; where it is a mean over examples, also of each."""

    surface: Surface
    given: Mapping[str, Any]

    def __call__(self, theta: jax.Array) -> jax.Array:
        return self.surface.function(theta, **self.given)

    def on_examples(self, theta: jax.Array) -> jax.Array:
        assert self.surface.on_examples is not None
        return self.surface.on_examples(theta, **self.given)


@made_once
def loss_program(surface: Surface, noise: Noise, regularisation: tuple[Parameter, ...]) -> Callable:
    """The loss that a step meets, of `theta`, the step's draw, the surface's table, and the values of surface, noise
    and regularisation.

    Every rule shares it, so that JAX traces and differentiates it once, whatever rules run on a surface.
    """

    def loss(
        theta: jax.Array,
        draw: jax.Array,
        table: jax.Array,
        surface_values: jax.Array,
        noise_values: jax.Array,
        regularisation_values: jax.Array,
    ) -> jax.Array:
        true_loss = TrueLoss(surface, given(surface, surface_values, table))
        noisy = noise.noisy(true_loss, draw, **named(noise.parameters, noise_values))
        return (regularised(noisy, **named(regularisation, regularisation_values)) if regularisation else noisy)(theta)

    return jax.jit(loss)


@made_once
def drawing_program(noise: Noise, rows: int, width: int) -> CompiledProgram:
    """The compiled function from the seed to the noise's draws, in rows of so many weights or examples; of examples it
    is also given which of them count.
    """

    def draws(seed: jax.Array, *counts: jax.Array) -> jax.Array:
        return noise.draw(jax.random.key(seed), (rows, width), float, *counts)

    return CompiledProgram(draws, noise, rows, width)


def one_run(
    surface: Surface,
    optimizer: Optimizer,
    schedule: Schedule,
    noise: Noise,
    with_regularisation: bool,
    *,
    prepared: Callable[[Callable], Callable] = lambda loss: loss,
) -> Callable:
    """A run of one rule: a function of its numbers, the surface's table, the noise's draws and the number of steps, all
    traced. The loss that its steps meet can be prepared for how they are carried out.

    The numbers are one vector with the start and the values of surface, optimizer, schedule and noise, in the order of
    their records' parameters. It returns the start and the step, a function of the step's number, the point and the
    state, to the `Row` there, and the next point and state.
    """
    sizes = [len(surface.domain), *(len(record.parameters) for record in (surface, optimizer, schedule, noise))]
    split = len(optimizer.hyperparameters)
    regularisation = optimizer.parameters[split:] if with_regularisation else ()
    loss_of = prepared(loss_program(surface, noise, regularisation))

    def run(numbers: jax.Array, table: jax.Array, draws: jax.Array, num_steps: jax.Array) -> tuple[jax.Array, Callable]:
        dtype = numbers.dtype
        start, surface_values, optimizer_values, schedule_values, noise_values = jax.lax.split(numbers, sizes)
        hyperparameters = named(optimizer.hyperparameters, optimizer_values)
        base_rate = hyperparameters.pop("learning_rate")
        schedule_numbers = named(schedule.parameters, schedule_values)
        noise_numbers = named(noise.parameters, noise_values)
        regularisation_values = optimizer_values[split:]
        true_loss = TrueLoss(surface, given(surface, surface_values, table))

        def step(t: jax.Array, theta: jax.Array, state: Any) -> tuple[Row, jax.Array, Any]:
            factor = schedule.factor(t.astype(dtype), num_steps.astype(dtype), **schedule_numbers)
            rate = base_rate * factor
            draw = noise.of_step(draws, t, **noise_numbers) if draws.size else jnp.zeros((0,), dtype)

            def loss(theta: jax.Array) -> jax.Array:
                return loss_of(theta, draw, table, surface_values, noise_values, regularisation_values)

            value, gradient = jax.value_and_grad(loss)(theta)
            row = Row(theta, true_loss(theta) if regularisation else value, gradient, rate, state)
            moved, state = optimizer.step(loss, theta, state, learning_rate=rate, **hyperparameters)
            if regularisation:
                moved = moved - decoupled_decay(
                    theta, learning_rate=rate, **named(regularisation, regularisation_values)
                )
            return row, moved, state

        return start, step

    return run


@made_once
def stepping_program(
    surface: Surface, optimizer: Optimizer, schedule: Schedule, noise: Noise, with_regularisation: bool
) -> CompiledProgram:
    """The compiled loop of one rule.

    A function of what is traced: one vector with the start and the values of surface, optimizer, schedule and noise, in
    the order of their records' parameters; the surface's table; the noise's draws; and the number of steps. It returns
    `MAX_STEPS` + 1 rows as `packed` makes them, and how many of them are good; the rows after these mean nothing.
    """
    run_of = one_run(surface, optimizer, schedule, noise, with_regularisation)
    is_good = good_row(surface)
    width = width_of(row_of(optimizer, len(surface.domain)))

    def run(
        numbers: jax.Array, table: jax.Array, draws: jax.Array, num_steps: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        dtype = numbers.dtype
        rows = jnp.zeros((MAX_STEPS + 1, width), dtype)
        start, step_from = run_of(numbers, table, draws, num_steps)

        def step(carry: tuple) -> tuple:
            t, _, theta, state, rows = carry
            met, moved, state = step_from(t, theta, state)
            row = packed(met)
            rows = jax.lax.dynamic_update_slice(rows, row[None], (t, jnp.zeros_like(t)))
            return t + 1, is_good(theta, row), moved, state, rows

        def goes_on(carry: tuple) -> jax.Array:
            t, good, *_ = carry
            return good & (t <= num_steps)

        begin = (jnp.zeros((), jnp.int32), jnp.ones((), bool), start, optimizer.init(start), rows)
        taken, good, _, _, rows = jax.lax.while_loop(goes_on, step, begin)
        return rows, jnp.where(good, taken, taken - 1)

    return CompiledProgram(run, surface, optimizer, schedule, noise, with_regularisation, results=(0, 0), is_loop=True)


def good_row(surface: Surface) -> Callable:
    """A function that tells whether a packed row is finite and its point has not left the domain by far."""
    low, high = np.array(surface.domain).T
    centre, reach = (low + high) / 2, ESCAPE_REACH * (high - low) / 2

    def is_good(point: jax.Array, row: jax.Array) -> jax.Array:
        near = jnp.abs(point - centre.astype(point.dtype)) <= reach.astype(point.dtype)
        return near.all() & jnp.isfinite(row).all()

    return is_good
