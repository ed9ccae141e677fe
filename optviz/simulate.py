"""`simulate`: a Scenario in, a Run out. One compiled loop for each (surface, rule, schedule, noise); all numbers traced.

The loop runs as many steps as are asked for and writes its rows into buffers of one fixed length, so that neither a
slider nor the number of steps ever compiles anything. It is kept lean: what can be said of the points afterwards
(losses, gradients) is computed for all rows at once by a second program, which all rules share, and what a run amounts
to (divergence, metrics) in NumPy.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np

from optviz.backend import compile_whole_loops
from optviz.catalogue import OPTIMIZERS
from optviz.metrics import Metrics, measure
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.options import decoupled_decay, regularised
from optviz.scenario import MAX_STEPS, OptimizerChoice, Scenario
from optviz.schedules import Schedule
from surfaces.base import Minimum, Parameter, Surface

compile_whole_loops()

ESCAPE_REACH = 100.0
"""How many half-widths of the domain a point may lie from its centre before the run counts as diverged."""

PROGRAMS_KEPT = 512


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


def named(parameters: tuple[Parameter, ...], values) -> dict[str, jax.Array]:
    return {parameter.key: values[i] for i, parameter in enumerate(parameters)}


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
    """`losses(surface_values, noise_values, optimizer_values, seed)`: the true loss, and `loss_of_step(t)`."""
    split = len(optimizer.hyperparameters)

    def losses(surface_values, noise_values, optimizer_values, seed):
        surface_numbers = named(surface.parameters, surface_values)
        noise_numbers = named(noise.parameters, noise_values)
        key = jax.random.key(seed)

        true_loss = TrueLoss(surface, surface_numbers)

        def loss_of_step(t):
            noisy = noise.noisy(true_loss, jax.random.fold_in(key, t), **noise_numbers)
            options = named(optimizer.parameters[split:], optimizer_values[split:])
            return regularised(noisy, **options) if with_options else noisy

        return true_loss, loss_of_step

    return losses


@lru_cache(maxsize=PROGRAMS_KEPT)
def stepping_program(surface: Surface, optimizer: Optimizer, schedule: Schedule, noise: Noise, with_options: bool):
    """The compiled loop of one rule.

    A function of traced numbers: `start` (weights,), the values of surface, optimizer, schedule and noise as vectors
    in the order of their records' parameters, the seed and the number of steps. It returns points, states and
    learning rates, `MAX_STEPS` + 1 rows of each; those after the last step are zero.
    """
    split = len(optimizer.hyperparameters)
    losses = step_losses(surface, noise, optimizer, with_options)

    def run(start, surface_values, optimizer_values, schedule_values, noise_values, seed, num_steps):
        dtype = start.dtype
        hyperparameters = named(optimizer.hyperparameters, optimizer_values)
        options = named(optimizer.parameters[split:], optimizer_values[split:])
        base_rate = hyperparameters.pop("learning_rate")
        schedule_numbers = named(schedule.parameters, schedule_values)
        _, loss_of_step = losses(surface_values, noise_values, optimizer_values, seed)

        def body(t, carry):
            theta, state, rows = carry
            factor = schedule.factor(t.astype(dtype), num_steps.astype(dtype), **schedule_numbers)
            rate = base_rate * factor
            rows = jax.tree.map(
                lambda rows, leaf: jax.lax.dynamic_update_index_in_dim(rows, leaf, t, 0), rows, (theta, state, rate)
            )
            moved, state = optimizer.step(loss_of_step(t), theta, state, learning_rate=rate, **hyperparameters)
            if with_options:
                moved = moved - decoupled_decay(theta, learning_rate=rate, **options)
            return moved, state, rows

        state = optimizer.init(start)
        rows = jax.tree.map(lambda leaf: jnp.zeros((MAX_STEPS + 1, *leaf.shape), leaf.dtype), (start, state, base_rate))
        return jax.lax.fori_loop(0, num_steps + 1, body, (start, state, rows))[2]

    return jax.jit(run)


@lru_cache(maxsize=PROGRAMS_KEPT)
def describing_program(surface: Surface, noise: Noise, optimizer: Optimizer, with_options: bool):
    """The compiled functions (losses, gradients) of `points` (rows, weights), row t as step t met it."""
    losses = step_losses(surface, noise, optimizer, with_options)

    def describe(points, surface_values, optimizer_values, noise_values, seed):
        true_loss, loss_of_step = losses(surface_values, noise_values, optimizer_values, seed)
        steps = jnp.arange(len(points), dtype=jnp.int32)
        gradients = jax.vmap(lambda t, theta: jax.grad(loss_of_step(t))(theta))(steps, points)
        return jax.vmap(true_loss)(points), gradients

    return jax.jit(describe)


def simulate(scenario: Scenario) -> Run:
    """Runs every optimizer of a scenario. The same scenario gives the same bytes.

    Returns:
        A `Run` with one `Path` an optimizer, in float64, in the scenario's order.
    """
    surface = scenario.surface.record
    minima = tuple(surface.minima(**scenario.surface.numbers))
    with jax.enable_x64(True):
        rows = [rows_of(scenario, choice) for choice in scenario.optimizers]
    paths = tuple(
        make_path(scenario, minima, label, choice, *row)
        for label, choice, row in zip(scenario.labels, scenario.optimizers, rows, strict=True)
    )
    return Run(scenario, paths, minima)


def rows_of(scenario: Scenario, choice: OptimizerChoice):
    surface, noise, options = scenario.surface.record, scenario.noise.record, choice.has_options
    surface_values, noise_values = np.array(scenario.surface.values), np.array(scenario.noise.values)
    values, seed = np.array(choice.values), np.uint32(scenario.seed)
    points, state, rates = stepping_program(surface, choice.record, choice.schedule.record, noise, options)(
        np.array(scenario.start),
        surface_values,
        values,
        np.array(choice.schedule.values),
        noise_values,
        seed,
        np.int32(scenario.num_steps),
    )
    described_as = choice.record if options else next(iter(OPTIMIZERS.values()))
    describe = describing_program(surface, noise, described_as, options)
    return points, state, rates, *describe(points, surface_values, values, noise_values, seed)


def make_path(scenario, minima, label, choice, points, state, rates, losses, gradients) -> Path:
    count = scenario.num_steps + 1
    state = state._asdict()
    rows = {"points": points, "losses": losses, "gradients": gradients, "rates": rates} | state
    rows = {name: np.asarray(leaf)[:count] for name, leaf in rows.items()}
    diverged_at = first_bad_row(scenario.surface.record, rows)
    if diverged_at is not None:
        held = np.minimum(np.arange(count), max(diverged_at - 1, 0))
        rows = {name: array[held] for name, array in rows.items()}
    for array in rows.values():
        array.flags.writeable = False
    evaluations = rows.get("evaluations")
    if evaluations is None:
        steps = np.arange(count) if diverged_at is None else held
        evaluations = steps[:, None] * np.array(choice.record.evaluations)
    return Path(
        label=label,
        choice=choice,
        points=rows["points"],
        losses=rows["losses"],
        gradients=rows["gradients"],
        state={name: rows[name] for name in state if name != "evaluations"},
        learning_rates=rows["rates"][:-1],
        evaluations=evaluations,
        diverged_at=diverged_at,
        metrics=measure(rows["points"], rows["losses"], evaluations, diverged_at, minima, scenario.tolerance),
    )


def first_bad_row(surface: Surface, rows: Mapping[str, np.ndarray]) -> int | None:
    """The first row that has something not finite in it, or whose point has left the domain by far."""
    low, high = np.array(surface.domain).T
    good = (np.abs(rows["points"] - (low + high) / 2) <= ESCAPE_REACH * (high - low) / 2).all(axis=1)
    for array in rows.values():
        good &= np.isfinite(array).reshape(len(good), -1).all(axis=1)
    return None if good.all() else int(good.argmin())
