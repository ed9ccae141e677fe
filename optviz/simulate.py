"""`simulate`: a Scenario in, a Run out. One compiled loop for each (surface, rule, schedule, noise), numbers traced.

The loop runs as many steps as are asked for and writes its rows into buffers of one fixed length, so that neither a
slider nor the number of steps ever compiles anything. It is kept lean: what can be said of the points afterwards
(losses, gradients) is computed for all rows at once by a second program, which all rules share, and what a run amounts
to (divergence, metrics) in NumPy.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from importlib import import_module
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from optviz.backend import SMALL_LOOPS, compile_whole_loops
from optviz.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.metrics import Metrics, measure
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.options import decoupled_decay, regularised
from optviz.scenario import MAX_STEPS, Scenario
from optviz.schedules import Schedule
from surfaces.base import Minimum, Parameter, Surface

compile_whole_loops()

ESCAPE_REACH = 100.0
"""How many half-widths of the domain a point may lie from its centre before the run counts as diverged."""

PROGRAMS_KEPT = 512
RESULTS_KEPT = 36
"""Three times the optimizers that a scenario may have; the largest result is 2 MB."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Path:
    """What one optimizer did. Row 0 of every array is the start.

    Args:
        label: its name on the page.
        choice: the optimizer with its numbers.
        points: (num_steps + 1, weights) float64.
        losses: (num_steps + 1,) the true loss, without noise.
        gradients: (num_steps + 1, weights) at each point, as the optimizer met them: noise and options included.
        state: each field of the optimizer's state, (num_steps + 1, ...).
        learning_rates: (num_steps,) after the schedule.
        evaluations: (num_steps + 1, 3) losses, gradients and Hessians taken so far.
        diverged_at: the first step whose point, loss, gradient or state was not finite, or whose point had left the
            domain by far; from there on the rows repeat the last good one. None if there is none.
        metrics: the summary in numbers.
    """

    label: str
    choice: OptimizerChoice
    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    state: Mapping[str, np.ndarray]
    learning_rates: np.ndarray
    evaluations: np.ndarray
    diverged_at: int | None
    metrics: Metrics


@dataclass(frozen=True, eq=False)
class Run:
    """What came out of a scenario: one `Path` an optimizer, by position or by label (or key)."""

    scenario: Scenario
    paths: tuple[Path, ...]
    minima: tuple[Minimum, ...]

    def __getitem__(self, name: int | str) -> Path:
        if isinstance(name, int):
            return self.paths[name]
        for path in self.paths:
            if path.label == name:
                return path
        for path in self.paths:
            if path.choice.key == name:
                return path
        raise KeyError(f"no path is called {name!r}; there are {', '.join(path.label for path in self.paths)}")

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        """What a notebook shows of a run: the player."""
        notebook = import_module("optviz.exports.notebook")  # by name: the exports stand above the engine
        return notebook.mime_bundle(self, include, exclude)


def named(parameters: tuple[Parameter, ...], values) -> dict[str, jax.Array]:
    return {p.key: jax.lax.index_in_dim(values, i, keepdims=False) for i, p in enumerate(parameters)}


@dataclass(frozen=True, eq=False)
class TrueLoss:
    """The loss of a surface with its numbers put in; where it is a mean over examples, also the loss of each."""

    surface: Surface
    numbers: Mapping[str, jax.Array]

    def __call__(self, theta):
        return self.surface.function(theta, **self.numbers)

    @property
    def examples(self) -> int:
        return self.surface.examples

    def on_examples(self, theta, indices):
        return self.surface.on_examples(theta, indices, **self.numbers)


def step_losses(surface: Surface, noise: Noise, optimizer: Optimizer, with_options: bool) -> Callable:
    """`losses(surface_values, noise_values, optimizer_values, draws)`: the true loss, and `loss_of_step(t)`."""
    split = len(optimizer.hyperparameters)

    def losses(surface_values, noise_values, optimizer_values, draws):
        surface_numbers = named(surface.parameters, surface_values)
        noise_numbers = named(noise.parameters, noise_values)

        true_loss = TrueLoss(surface, surface_numbers)

        def loss_of_step(t):
            noisy = noise.noisy(true_loss, jax.lax.dynamic_index_in_dim(draws, t, keepdims=False), **noise_numbers)
            if not with_options:
                return noisy
            return regularised(noisy, **named(optimizer.parameters[split:], optimizer_values[split:]))

        return true_loss, loss_of_step

    return losses


@lru_cache(maxsize=PROGRAMS_KEPT)
def drawing_program(noise: Noise, weights: int):
    """The compiled function from the seed to the noise's draws, a row for each step."""
    return jax.jit(lambda seed: noise.draw(jax.random.key(seed), (MAX_STEPS + 1, weights), float))


class Row(NamedTuple):
    """What is kept of one step; in the program, the buffers for all of them."""

    point: jax.Array
    loss: jax.Array
    gradient: jax.Array
    learning_rate: jax.Array
    state: Any


@lru_cache(maxsize=PROGRAMS_KEPT)
def stepping_program(surface: Surface, optimizer: Optimizer, schedule: Schedule, noise: Noise, with_options: bool):
    """The compiled loop of one rule.

    A function of traced numbers: `start` (weights,), the values of surface, optimizer, schedule and noise as vectors
    in the order of their records' parameters, the noise's draws and the number of steps. It returns a `Row` of buffers
    with `MAX_STEPS` + 1 rows each, and how many of them are good; the rows after these mean nothing.
    """
    split = len(optimizer.hyperparameters)
    losses = step_losses(surface, noise, optimizer, with_options)
    is_good = good_row(surface)

    def run(rows, start, surface_values, optimizer_values, schedule_values, noise_values, draws, num_steps):
        dtype = start.dtype
        hyperparameters = named(optimizer.hyperparameters, optimizer_values)
        base_rate = hyperparameters.pop("learning_rate")
        schedule_numbers = named(schedule.parameters, schedule_values)
        true_loss, loss_of_step = losses(surface_values, noise_values, optimizer_values, draws)

        def step(carry):
            t, _, theta, state, rows = carry
            factor = schedule.factor(t.astype(dtype), num_steps.astype(dtype), **schedule_numbers)
            rate = base_rate * factor
            loss = jax.jit(loss_of_step(t))  # traced once, however often the rule asks for it
            value, gradient = jax.value_and_grad(loss)(theta)
            row = Row(theta, true_loss(theta) if with_options else value, gradient, rate, state)
            rows = jax.tree.map(lambda rows, leaf: jax.lax.dynamic_update_index_in_dim(rows, leaf, t, 0), rows, row)
            moved, state = optimizer.step(loss, theta, state, learning_rate=rate, **hyperparameters)
            if with_options:
                options = named(optimizer.parameters[split:], optimizer_values[split:])
                moved = moved - decoupled_decay(theta, learning_rate=rate, **options)
            return t + 1, is_good(row), moved, state, rows

        def goes_on(carry):
            t, good, *_ = carry
            return good & (t <= num_steps)

        begin = (jnp.zeros((), jnp.int32), jnp.ones((), bool), start, optimizer.init(start), rows)
        taken, good, _, _, rows = jax.lax.while_loop(goes_on, step, begin)
        return rows, jnp.where(good, taken, taken - 1)

    def whole(start, *numbers):
        scalar = jnp.zeros((), start.dtype)
        row = Row(start, scalar, start, scalar, jax.eval_shape(optimizer.init, start))
        rows = jax.tree.map(lambda leaf: jnp.zeros((MAX_STEPS + 1, *leaf.shape), leaf.dtype), row)
        return in_one_piece(run, (rows, jnp.zeros((), jnp.int32)), start, *numbers)

    return jax.jit(whole, compiler_options=SMALL_LOOPS)


def in_one_piece(run, results, *numbers):
    """`run(results[0], *numbers)`, inside a loop that turns once and of which XLA does not know that.

    XLA compiles a loop to one function (see `backend`), but makes a dozen of what a program does before its loop, and
    hands them to its threads: 0.1 ms a call, more than a thousand steps take.
    """

    def turn(i, results):
        (rows, here), _ = jax.lax.optimization_barrier(((results[0], numbers), i))
        return run(rows, *here)

    return jax.lax.fori_loop(0, jnp.minimum(numbers[-1], 1), turn, results)


def good_row(surface: Surface) -> Callable:
    """A function that tells whether a row is finite and its point has not left the domain by far."""
    low, high = np.array(surface.domain).T
    centre, reach = (low + high) / 2, ESCAPE_REACH * (high - low) / 2

    def is_good(row: Row):
        near = jnp.abs(row.point - centre.astype(row.point.dtype)) <= reach.astype(row.point.dtype)
        return reduce(operator.and_, (jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(row)), near.all())

    return is_good


def simulate(scenario: Scenario) -> Run:
    """Runs every optimizer of a scenario. The same scenario gives the same bytes.

    Returns:
        A `Run` with one `Path` an optimizer, in float64, in the scenario's order.
    """
    minima = minima_of(scenario.surface.record, scenario.surface.values)
    outcomes = [held_rows(rows, good, scenario.num_steps + 1) for rows, good in programs_of(scenario)]
    evaluations = [
        evaluations_of(choice.record, rows, good)
        for choice, (rows, good) in zip(scenario.optimizers, outcomes, strict=True)
    ]
    diverged_at = [None if good > scenario.num_steps else good for _, good in outcomes]
    metrics = measure(
        np.stack([rows.point for rows, _ in outcomes]),
        np.stack([rows.loss for rows, _ in outcomes]),
        evaluations,
        diverged_at,
        minima,
        scenario.tolerance,
    )
    paths = tuple(
        Path(
            label=label,
            choice=choice,
            points=rows.point,
            losses=rows.loss,
            gradients=rows.gradient,
            state={name: array for name, array in rows.state._asdict().items() if name != "evaluations"},
            learning_rates=rows.learning_rate[:-1],
            evaluations=taken,
            diverged_at=bad,
            metrics=measured,
        )
        for label, choice, (rows, _), taken, bad, measured in zip(
            scenario.labels, scenario.optimizers, outcomes, evaluations, diverged_at, metrics, strict=True
        )
    )
    return Run(scenario, paths, minima)


@lru_cache(maxsize=PROGRAMS_KEPT)
def minima_of(surface: Surface, values: tuple[float, ...]) -> tuple[Minimum, ...]:
    """The known minima of a surface with these numbers; some have to be searched for."""
    return tuple(surface.minima(**{p.key: value for p, value in zip(surface.parameters, values, strict=True)}))


def programs_of(scenario: Scenario) -> list[tuple[Row, jax.Array]]:
    """What the compiled programs of a scenario's optimizers return; they are all set going before any is waited for."""
    shared = scenario.surface, scenario.noise, scenario.start, scenario.seed, scenario.num_steps
    return [result_of(*shared, choice) for choice in scenario.optimizers]


@lru_cache(maxsize=RESULTS_KEPT)
def result_of(
    surface: SurfaceChoice,
    noise: NoiseChoice,
    start: tuple[float, ...],
    seed: int,
    num_steps: int,
    choice: OptimizerChoice,
) -> tuple[Row, jax.Array]:
    """What one optimizer's program returns; kept, so that a slider under one panel runs nothing for the others."""
    with jax.enable_x64(True):
        draws = drawing_program(noise.record, len(start))(np.uint32(seed))
        program = stepping_program(
            surface.record, choice.record, choice.schedule.record, noise.record, choice.has_options
        )
        return program(
            np.array(start),
            np.array(surface.values),
            np.array(choice.values),
            np.array(choice.schedule.values),
            np.array(noise.values),
            draws,
            np.int32(num_steps),
        )


def held_rows(buffers: Row, good: jax.Array, count: int) -> tuple[Row, int]:
    """The first `count` rows, read-only, and how many of them are good; the others repeat the last good one."""
    good = np.asarray(good).item()
    rows = jax.tree.map(lambda buffer: np.asarray(buffer)[:count], buffers)
    if good < count:
        held = np.minimum(np.arange(count), max(good - 1, 0))
        rows = jax.tree.map(lambda array: array[held], rows)
        if good == 0:
            rows = jax.tree.map(finite, rows)
        for array in jax.tree.leaves(rows):
            array.flags.writeable = False
    return rows, good


def finite(array: np.ndarray) -> np.ndarray:
    """For a start that is not even good itself: what is not finite becomes the largest number there is."""
    largest = np.finfo(array.dtype).max if array.dtype.kind == "f" else 0
    return np.nan_to_num(array, nan=largest)


def evaluations_of(optimizer: Optimizer, rows: Row, good: int) -> np.ndarray:
    """(rows, 3) losses, gradients and Hessians taken so far: counted by the rule, or so many a step."""
    counted = getattr(rows.state, "evaluations", None)
    count = len(rows.loss)
    return counted if counted is not None else so_many_a_step(optimizer.evaluations, count, min(good, count))


@lru_cache(maxsize=PROGRAMS_KEPT)
def so_many_a_step(evaluations: tuple[int, int, int], count: int, good: int) -> np.ndarray:
    taken = np.minimum(np.arange(count), max(good - 1, 0))[:, None] * np.array(evaluations)
    taken.flags.writeable = False
    return taken
