"""`simulate`: a Scenario in, a Run out.

Each optimizer's loop is a compiled program (`stepping`), and all of them run at once; what a run amounts to
(divergence, metrics) is said in NumPy.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, ClassVar

import jax
import numpy as np

from optviz.engine.compiled_programs import PROGRAMS_HELD, CompiledProgram
from optviz.engine.history import Row, held_rows, unpacked
from optviz.engine.metrics import Metrics, measure
from optviz.engine.stepping import drawing_program, stepping_program
from optviz.engine.tables import minima_of, table_of
from optviz.noise import LARGEST_BATCH, Noise
from optviz.optimizers.base import Optimizer
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.scenario.labels import labels_of
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima
from optviz.surfaces.examples import HEADER, length_for

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
        gradients: (num_steps + 1, weights) at each point, as the optimizer met them: noise and regularisation included.
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

    def __repr__(self) -> str:
        return f"<Path of {self.outcome}>"

    @property
    def outcome(self) -> str:
        """What came of it, in a few words."""
        diverged = f"diverged at step {self.diverged_at}"
        return f"{self.label} {f'loss {self.losses[-1]:.3g}' if self.diverged_at is None else diverged}"


@dataclass(frozen=True, eq=False)
class Run:
    """What came out of a scenario: one `Path` an optimizer, by position or by label (or key)."""

    scenario: Scenario
    paths: tuple[Path, ...]
    minima: tuple[Minimum | CurveOfMinima, ...]
    _repr_mimebundle_: ClassVar[Callable[..., dict[str, str]]]

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

    def named_anew(self) -> "Run":
        """The same with its paths named in the language that is spoken."""
        labels = labels_of([path.choice for path in self.paths])
        if labels == tuple(path.label for path in self.paths):
            return self
        paths = tuple(replace(path, label=label) for path, label in zip(self.paths, labels, strict=True))
        return replace(self, paths=paths)

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)

    def __repr__(self) -> str:
        outcomes = "; ".join(path.outcome for path in self)
        return f"<Run on {self.scenario.surface.record.title}, {self.scenario.num_steps} steps: {outcomes}>"


def show_runs_as(mime_bundle: Callable[..., dict[str, str]]) -> None:
    """Has notebooks show a run as `mime_bundle(run, include, exclude)`: what shows runs stands above the engine."""
    Run._repr_mimebundle_ = mime_bundle


def draws_of(noise: Noise, choice: SurfaceChoice, seed: int) -> Any:
    """The noise's draws, which all rules of a scenario meet; the same ones wherever its examples are."""
    if not noise.needs_examples:
        return draws_for_weights(noise, len(choice.record.domain), seed)
    return draws_for_examples(noise, table_of(choice)[HEADER:, -1].tobytes(), lots_of(choice), seed)


@lru_cache(maxsize=4)
def draws_for_weights(noise: Noise, weights: int, seed: int) -> jax.Array:
    return drawing_program(noise, MAX_STEPS + 1, weights)(np.uint32(seed))


@lru_cache(maxsize=4)
def draws_for_examples(noise: Noise, counting: bytes, lots: tuple[int, int, int], seed: int) -> np.ndarray:
    """(epochs, rows of a table), infinite for rows that do not count."""
    counts, (epochs, width, _) = np.frombuffer(counting), lots
    drawn = drawing_program(noise, epochs, width)(np.uint32(seed), counts[:width])
    return np.pad(drawn, ((0, 0), (0, len(counts) - width)), constant_values=np.inf)


def lots_of(choice: SurfaceChoice) -> tuple[int, int, int]:
    """For how many epochs and how many rows lots are drawn, and how many rows the table has.

    There are as many epochs as any batch size needs. As long as there are no more rows than the data come with, those
    that have not been taken away meet the same lots.
    """
    counts = table_of(choice)[HEADER:, -1]
    usual, least = choice.record.examples, length_for(int(counts.sum())) // 2
    width = len(counts) if counts[usual:].any() else usual
    return min(MAX_STEPS + 1, (MAX_STEPS + 1) * LARGEST_BATCH // least + 1), width, len(counts)


def simulate(scenario: Scenario) -> Run:
    """Runs every optimizer of a scenario. The same scenario gives the same bytes.

    Returns:
        A `Run` with one `Path` an optimizer, in float64, in the scenario's order.
    """
    minima = minima_of(scenario.surface)
    outcomes = outcomes_of(scenario)
    evaluations = [
        evaluations_of(choice.record, rows, good)
        for choice, (rows, good) in zip(scenario.optimizers, outcomes, strict=True)
    ]
    diverged_at = [None if good > scenario.num_steps else good for _, good in outcomes]
    metrics = measure(
        *points_and_losses([rows for rows, _ in outcomes]),
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


def points_and_losses(paths: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
    """The points (paths, rows, weights) of several paths, the rows of each weight side by side, and the losses (paths,
    rows)."""
    columns = np.empty((len(paths), *paths[0].point.T.shape))
    losses = np.empty((len(paths), len(paths[0].loss)))
    for i, rows in enumerate(paths):  # numpy.stack takes three times as long for what does not lie side by side
        columns[i], losses[i] = rows.point.T, rows.loss
    return columns.swapaxes(1, 2), losses


def outcomes_of(scenario: Scenario) -> list[tuple[Row, int]]:
    """The rows of each optimizer, and how many are good. All are set going before any is waited for."""
    run = partial(result_of, scenario.surface, scenario.noise, scenario.seed, scenario.num_steps)
    each = list(zip(scenario.starts, scenario.optimizers, strict=True))
    new = {
        program: (start, choice)
        for start, choice in each
        if not (program := program_of(scenario.surface, scenario.noise, choice)).ready
    }
    making = [SIDE_BY_SIDE.submit(copy_context().run, run, *one) for one in new.values()]
    for one in making:
        one.result()
    under_way = [(choice, *run(start, choice)) for start, choice in each]
    outcomes = []
    for choice, buffer, good in under_way:
        rows, good = held_rows(buffer, good, scenario.num_steps + 1)
        outcomes.append((unpacked(rows, choice.record, len(scenario.start)), good))
    return outcomes


SIDE_BY_SIDE = ThreadPoolExecutor(max_workers=2, thread_name_prefix="compile")
"""XLA compiles without Python's lock, so that two programs are made in little more than the time of one."""


def expected_seconds(scenario: Scenario) -> float:
    """How long a scenario's programs will run, by how long they did when they were loaded; 0 for what was not."""
    programs = [program_of(scenario.surface, scenario.noise, choice) for choice in scenario.optimizers]
    trials = [program.trial for program in programs if program.trial]
    return sum(seconds * scenario.num_steps / max(int(num_steps), 1) for seconds, (*_, num_steps) in trials)


def program_of(surface: SurfaceChoice, noise: NoiseChoice, choice: OptimizerChoice) -> CompiledProgram:
    return stepping_program(
        surface.record, choice.record, choice.schedule.record, noise.record, choice.has_regularisation
    )


@lru_cache(maxsize=RESULTS_KEPT)
def result_of(
    surface: SurfaceChoice,
    noise: NoiseChoice,
    seed: int,
    num_steps: int,
    start: tuple[float, ...],
    choice: OptimizerChoice,
) -> tuple[jax.Array, jax.Array]:
    """What one optimizer's program returns; kept, so that a slider under one panel runs nothing for the others."""
    with jax.enable_x64(True):
        return program_of(surface, noise, choice)(
            np.array((*start, *surface.values, *choice.values, *choice.schedule.values, *noise.values)),
            table_of(surface),
            draws_of(noise.record, surface, seed),
            np.int32(num_steps),
        )


def evaluations_of(optimizer: Optimizer, rows: Row, good: int) -> np.ndarray:
    """(rows, 3) losses, gradients and Hessians taken so far: counted by the rule, or so many a step."""
    counted = getattr(rows.state, "evaluations", None)
    count = len(rows.loss)
    return counted if counted is not None else so_many_a_step(optimizer.evaluations, count, min(good, count))


@lru_cache(maxsize=PROGRAMS_HELD)
def so_many_a_step(evaluations: tuple[int, int, int], count: int, good: int) -> np.ndarray:
    taken = np.minimum(np.arange(count), max(good - 1, 0))[:, None] * np.array(evaluations)
    taken.flags.writeable = False
    return taken
