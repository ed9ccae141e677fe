"""`simulate`: a Scenario in, a Run out. One compiled loop for each (surface, rule, schedule, noise), numbers traced.

The loop runs as many steps as are asked for and writes its rows into buffers of one fixed length, so that neither a
slider nor the number of steps ever compiles anything. It is kept lean: what can be said of the points afterwards
(losses, gradients) is computed for all rows at once by a second program, which all rules share, and what a run amounts
to (divergence, metrics) in NumPy.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from threading import Lock
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from optviz.backend import SMALL_LOOPS, set_up_compiler
from optviz.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.metrics import Metrics, measure
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.options import decoupled_decay, regularised
from optviz.scenario import MAX_STEPS, Scenario
from optviz.schedules import Schedule
from surfaces.base import Minimum, Parameter, Surface

set_up_compiler()

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


@lru_cache(maxsize=PROGRAMS_KEPT)
def loss_program(surface: Surface, noise: Noise, options: tuple[Parameter, ...]):
    """The loss that a step meets, of `theta`, the step's draw, and the values of surface, noise and options.

    Every rule shares it, so that JAX traces and differentiates it once, whatever rules run on a surface.
    """

    def loss(theta, draw, surface_values, noise_values, option_values):
        true_loss = TrueLoss(surface, named(surface.parameters, surface_values))
        noisy = noise.noisy(true_loss, draw, **named(noise.parameters, noise_values))
        return (regularised(noisy, **named(options, option_values)) if options else noisy)(theta)

    return jax.jit(loss)


@lru_cache(maxsize=PROGRAMS_KEPT)
def drawing_program(noise: Noise, weights: int):
    """The compiled function from the seed to the noise's draws, a row for each step."""
    return jax.jit(lambda seed: noise.draw(jax.random.key(seed), (MAX_STEPS + 1, weights), float))


@lru_cache(maxsize=4)
def draws_of(noise: Noise, weights: int, seed: int) -> jax.Array:
    """The noise's draws, which all rules of a scenario meet."""
    return drawing_program(noise, weights)(np.uint32(seed))


class Row(NamedTuple):
    """What is kept of one step; of a whole run, arrays with a row for each step."""

    point: Any
    loss: Any
    gradient: Any
    learning_rate: Any
    state: Any


@lru_cache(maxsize=PROGRAMS_KEPT)
def row_of(optimizer: Optimizer, weights: int) -> Row:
    """The shapes and types of a rule's row."""
    with jax.enable_x64(True):
        theta, scalar = jax.ShapeDtypeStruct((weights,), float), jax.ShapeDtypeStruct((), float)
        return Row(theta, scalar, theta, scalar, jax.eval_shape(optimizer.init, theta))


def width_of(row: Row) -> int:
    return sum(leaf.size for leaf in jax.tree.leaves(row))


def packed(row: Row) -> jax.Array:
    """A row as one vector. The loop writes one buffer, which compiles and runs faster than one for each field."""
    leaves = jax.tree.leaves(row)
    return jax.lax.concatenate([jax.lax.reshape(leaf, (leaf.size,)).astype(row.point.dtype) for leaf in leaves], 0)


@lru_cache(maxsize=PROGRAMS_KEPT)
def places_of(optimizer: Optimizer, weights: int):
    """Where each field lies in a packed row, with its shape and type; and how the fields make a `Row`."""
    leaves, tree = jax.tree.flatten(row_of(optimizer, weights))
    ends = [int(end) for end in np.cumsum([leaf.size for leaf in leaves])]
    return [(slice(end - leaf.size, end), leaf.shape, leaf.dtype) for leaf, end in zip(leaves, ends, strict=True)], tree


def unpacked(rows: np.ndarray, optimizer: Optimizer, weights: int) -> Row:
    """Vectors, one a step, as the fields that they hold."""
    places, tree = places_of(optimizer, weights)
    fields = [rows[:, place].reshape(len(rows), *shape).astype(dtype, copy=False) for place, shape, dtype in places]
    return jax.tree.unflatten(tree, fields)


@lru_cache(maxsize=PROGRAMS_KEPT)
def stepping_program(surface: Surface, optimizer: Optimizer, schedule: Schedule, noise: Noise, with_options: bool):
    """The compiled loop of one rule.

    A function of traced numbers: `start` (weights,), the values of surface, optimizer, schedule and noise as vectors
    in the order of their records' parameters, the noise's draws and the number of steps. It returns `MAX_STEPS` + 1
    rows as `packed` makes them, and how many of them are good; the rows after these mean nothing.
    """
    split = len(optimizer.hyperparameters)
    options = optimizer.parameters[split:] if with_options else ()
    loss_of = loss_program(surface, noise, options)
    is_good = good_row(surface)

    def run(rows, start, surface_values, optimizer_values, schedule_values, noise_values, draws, num_steps):
        dtype = start.dtype
        hyperparameters = named(optimizer.hyperparameters, optimizer_values)
        base_rate = hyperparameters.pop("learning_rate")
        schedule_numbers = named(schedule.parameters, schedule_values)
        option_values = optimizer_values[split:]
        true_loss = TrueLoss(surface, named(surface.parameters, surface_values))

        def step(carry):
            t, _, theta, state, rows = carry
            factor = schedule.factor(t.astype(dtype), num_steps.astype(dtype), **schedule_numbers)
            rate = base_rate * factor
            draw = jax.lax.dynamic_index_in_dim(draws, t, keepdims=False) if draws.size else jnp.zeros((0,), dtype)

            def loss(theta):
                return loss_of(theta, draw, surface_values, noise_values, option_values)

            value, gradient = jax.value_and_grad(loss)(theta)
            row = packed(Row(theta, true_loss(theta) if options else value, gradient, rate, state))
            rows = jax.lax.dynamic_update_slice(rows, row[None], (t, jnp.zeros_like(t)))
            moved, state = optimizer.step(loss, theta, state, learning_rate=rate, **hyperparameters)
            if options:
                moved = moved - decoupled_decay(theta, learning_rate=rate, **named(options, option_values))
            return t + 1, is_good(theta, row), moved, state, rows

        def goes_on(carry):
            t, good, *_ = carry
            return good & (t <= num_steps)

        begin = (jnp.zeros((), jnp.int32), jnp.ones((), bool), start, optimizer.init(start), rows)
        taken, good, _, _, rows = jax.lax.while_loop(goes_on, step, begin)
        return rows, jnp.where(good, taken, taken - 1)

    def whole(start, *numbers):
        rows = jnp.zeros((MAX_STEPS + 1, width_of(row_of(optimizer, start.size))), start.dtype)
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
    """A function that tells whether a packed row is finite and its point has not left the domain by far."""
    low, high = np.array(surface.domain).T
    centre, reach = (low + high) / 2, ESCAPE_REACH * (high - low) / 2

    def is_good(point, row):
        near = jnp.abs(point - centre.astype(point.dtype)) <= reach.astype(point.dtype)
        return near.all() & jnp.isfinite(row).all()

    return is_good


def simulate(scenario: Scenario) -> Run:
    """Runs every optimizer of a scenario. The same scenario gives the same bytes.

    Returns:
        A `Run` with one `Path` an optimizer, in float64, in the scenario's order.
    """
    minima = minima_of(scenario.surface.record, scenario.surface.values)
    outcomes = outcomes_of(scenario)
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


def outcomes_of(scenario: Scenario) -> list[tuple[Row, int]]:
    """The rows of each optimizer, and how many are good. All are set going before any is waited for."""
    shared = scenario.surface, scenario.noise, scenario.start, scenario.seed, scenario.num_steps
    run = partial(result_of, *shared)
    compile_new(scenario, run)
    under_way = [(choice, *run(choice)) for choice in scenario.optimizers]
    outcomes = []
    for choice, buffer, good in under_way:
        rows, good = held_rows(buffer, good, scenario.num_steps + 1)
        outcomes.append((unpacked(rows, choice.record, len(scenario.start)), good))
    return outcomes


COMPILING = Lock()
HAVE_RUN = set()
SIDE_BY_SIDE = ThreadPoolExecutor(max_workers=2, thread_name_prefix="compile")
"""XLA compiles without Python's lock, so that two programs are made in little more than the time of one."""


def compile_new(scenario: Scenario, run: Callable[[OptimizerChoice], Any]) -> None:
    """Runs what has to be compiled yet, side by side, and for one scenario at a time: nothing is compiled twice."""
    shared = scenario.surface.key, scenario.noise.key
    programs = {
        (*shared, choice.key, choice.schedule.key, choice.has_options): choice for choice in scenario.optimizers
    }
    if programs.keys() <= HAVE_RUN:
        return
    with COMPILING:
        list(SIDE_BY_SIDE.map(run, [choice for key, choice in programs.items() if key not in HAVE_RUN]))
        HAVE_RUN.update(programs)


@lru_cache(maxsize=RESULTS_KEPT)
def result_of(
    surface: SurfaceChoice,
    noise: NoiseChoice,
    start: tuple[float, ...],
    seed: int,
    num_steps: int,
    choice: OptimizerChoice,
) -> tuple[jax.Array, jax.Array]:
    """What one optimizer's program returns; kept, so that a slider under one panel runs nothing for the others."""
    with jax.enable_x64(True):
        program = stepping_program(
            surface.record, choice.record, choice.schedule.record, noise.record, choice.has_options
        )
        return program(
            np.array(start),
            np.array(surface.values),
            np.array(choice.values),
            np.array(choice.schedule.values),
            np.array(noise.values),
            draws_of(noise.record, len(start), seed),
            np.int32(num_steps),
        )


def held_rows(buffer: jax.Array, good: jax.Array, count: int) -> tuple[np.ndarray, int]:
    """The first `count` rows, read-only, and how many of them are good; the others repeat the last good one."""
    good = np.asarray(good).item()
    rows = np.asarray(buffer)[:count]
    if good < count:
        rows = rows[np.minimum(np.arange(count), max(good - 1, 0))]
        if good == 0:  # the start itself is not good: what is not finite becomes the largest number there is
            rows = np.nan_to_num(rows, nan=np.finfo(rows.dtype).max)
        rows.flags.writeable = False
    return rows, good


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
