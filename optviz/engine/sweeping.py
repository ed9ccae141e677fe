"""`sweep` and `basins`: many runs of one rule, of each of which only the outcome is kept.

A coarse map comes first, of every sixteenth value or so along each axis; then the values between them, until all are
there. What runs at a time are a few tiles (`tiles`), as many as take a moment by what the last ones took: the share
done moves on, and whoever stops to ask ends the work.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from os import cpu_count
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

import jax
import numpy as np
from jax.experimental.multihost_utils import process_allgather

from optviz.engine.maps import NO_MINIMUM, Map, nearest_of
from optviz.engine.simulate import draws_of
from optviz.engine.tables import minima_of, table_of
from optviz.engine.tiles import NEVER, TILES, WIDTH, handed_out, tiles_program
from optviz.problems import ScenarioError
from optviz.registry import short
from optviz.scenario.choices import OptimizerChoice
from optviz.scenario.numbers import parameters_of, values_of
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import Sweep
from optviz.texts.words import words

GRAIN = 2.0**-17
"""Of the largest value along an axis: less between neighbours is a few dozen of the numbers that 32 bits have."""
COARSEST = 32
"""About how many cells a side the first map has."""
PROCESSORS = cpu_count() or 1
AHEAD = 4
"""How many programs a processor has waiting: enough to be busy, few enough to stop soon."""
SIDE_BY_SIDE = ThreadPoolExecutor(max_workers=PROCESSORS, thread_name_prefix="sweep")
"""JAX runs the programs of one thread one after the other, and lets go of Python's lock meanwhile."""
PART_SECONDS = 0.05
"""About how long a part takes: what is done beside its runs takes a ten-thousandth of a second."""
paces: WeakKeyDictionary[Any, dict[Any, float]] = WeakKeyDictionary()
"""Of each program, by the type of its numbers, how many seconds a step of a run has taken of late."""
PRECISIONS = {32: np.float32, 64: np.float64}


def sweep(
    what: Sweep | Scenario,
    *,
    precision: int = 32,
    progress: Callable[[float], None] | None = None,
    **fields: Any,
) -> Map:
    """Runs one optimizer of a scenario at each pair of values of two numbers.

    Args:
        what: a `Sweep`; or a scenario, with the other fields of a sweep by name, such as
            `x="optimizers.0.learning_rate", y={"key": "optimizers.0.rho", "low": 0, "high": 0.99, "cells": 128}`.
        precision: 32 bits, or 64 as in `simulate`, which take two to three times as long; the map says which it has.
            Where cells are so near each other that 32 bits hardly tell them apart, 64 are worth it.
        progress: called with the share done, 0 to 1; what it raises ends the work.

    Returns:
        A `Map`: arrays with axes.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """
    runner = runner_of(what, precision, fields)
    (found,) = stages(runner, [1], progress or unheard)
    return found


def basins(
    what: Scenario,
    *,
    cells: int = 256,
    precision: int = 32,
    progress: Callable[[float], None] | None = None,
) -> list[Map]:
    """For each optimizer of a scenario, where the starts all over the domain lead: a `Map` each, in their order.

    Args:
        cells: how many starts there are along each weight, 2 to 512.
    """
    return [
        sweep(Sweep.of_starts(what, place, cells), precision=precision, progress=progress)
        for place in range(len(what.optimizers))
    ]


def sweeping(
    what: Sweep | Scenario,
    *,
    precision: int = 32,
    progress: Callable[[float], None] | None = None,
    **fields: Any,
) -> Iterator[Map]:
    """The same, coarse maps first: each has twice as many cells a side as the one before, and these among them."""
    runner = runner_of(what, precision, fields)
    return stages(runner, strides(runner.asked.shape), progress or unheard)


def precision_for(asked: Sweep) -> int:
    """64 bits where the values of neighbouring cells are so near each other that 32 would show their grain."""
    steps = [(np.diff(along), along) for along in asked.columns()]
    finest = min(float(np.abs(step).min() / np.abs(along).max()) for step, along in steps if np.abs(along).max() > 0)
    return 64 if finest < GRAIN else 32


def unheard(share: float) -> None:
    """Nobody asks how far it is."""


def runner_of(what: Sweep | Scenario, precision: int, fields: dict[str, Any]) -> "Runner":
    asked = Sweep.of(what, fields)
    return Runner(asked, dtype_of(precision))


def dtype_of(precision: int) -> Any:
    """The type of numbers of so many bits.

    Raises:
        ScenarioError: there is none.
    """
    if precision not in PRECISIONS:
        choices = words("one_of", choices=list(PRECISIONS))
        raise ScenarioError.of("precision", "not_allowed", value=short(precision), allowed=choices)
    return PRECISIONS[precision]


def strides(shape: tuple[int, int]) -> list[int]:
    """How far apart along each axis the values are that come first, second, …; the last ones are neighbours."""
    coarsest = max(1, max(shape) // COARSEST)
    return [2**power for power in reversed(range(coarsest.bit_length()))]


def stages(runner: "Runner", strides: list[int], progress: Callable[[float], None]) -> Iterator[Map]:
    """A map for each of the strides, the last of which is 1."""
    shape = runner.asked.shape
    kept = Kept(shape, runner.weights, runner.dtype)
    is_known, done = np.zeros(shape, bool), 0
    progress(0.0)  # who waits sees that there is work, which may have to be compiled first
    for stride in strides:
        wanted = np.zeros(shape, bool)
        wanted[::stride, ::stride] = True
        cells = np.flatnonzero(wanted & ~is_known)
        for part, found in runner.outcomes(cells):
            kept.put(part, *found)
            done += len(part)
            progress(done / is_known.size)
        is_known |= wanted
        yield kept.map_of(runner, stride)


class Kept:
    """The outcomes of the cells that have been run; of the others, nothing."""

    def __init__(self, shape: tuple[int, int], weights: int, dtype: Any) -> None:
        self.points = np.empty((*shape, weights), dtype)
        self.losses, self.first_losses = (np.empty(shape, dtype) for _ in range(2))
        self.distances = np.empty(shape)
        self.steps, self.diverged_at, self.minima = (np.empty(shape, np.int32) for _ in range(3))

    def put(self, cells: np.ndarray, points: Any, *others: Any) -> None:
        first, last = cells[0], cells[-1]
        where = slice(first, last + 1) if last - first + 1 == len(cells) else cells  # neighbours are put at once
        self.points.reshape(-1, self.points.shape[-1])[where] = points
        *outcomes, near = others
        own = (self.losses, self.first_losses, self.steps, self.diverged_at, self.minima, self.distances)
        for array, values in zip(own, (*outcomes, *near), strict=True):
            array.reshape(-1)[where] = values

    def map_of(self, runner: "Runner", stride: int) -> Map:
        every = np.s_[::stride, ::stride]
        x, *y = runner.columns
        return Map(
            sweep=runner.asked,
            x=x[::stride],
            y=y[0][::stride] if y else np.array([np.nan]),
            points=self.points[every],
            losses=self.losses[every],
            first_losses=self.first_losses[every],
            steps=self.steps[every],
            diverged_at=self.diverged_at[every],
            distances=self.distances[every],
            minima=self.minima[every],
        )


class Runner:
    """The runs of a sweep, by the number of their cell."""

    def __init__(self, asked: Sweep, dtype: Any) -> None:
        scenario = asked.scenario
        self.asked, self.dtype, self.columns = asked, dtype, asked.columns()
        self.weights, self.places = len(scenario.start), asked.places
        self.numbers = np.array(values_of(scenario, asked.optimizer))
        self.tolerance, self.num_steps = scenario.tolerance, scenario.num_steps
        self.surface, choice = scenario.surface, scenario.optimizers[asked.optimizer]
        self.program = tiles_program(
            self.surface.record,
            choice.record,
            choice.schedule.record,
            scenario.noise.record,
            is_regularised(asked, choice),
            *self.places,
        )
        with jax.enable_x64(True):  # as `simulate` has them
            self.draws = np.asarray(draws_of(scenario.noise.record, self.surface, scenario.seed)).astype(dtype)

    def values(self, cells: np.ndarray) -> np.ndarray:
        """(axes, cells) the values of the axes in these cells."""
        rows, columns = np.divmod(cells, self.asked.shape[1])
        return np.stack([along[where] for along, where in zip(self.columns, (columns, rows), strict=False)])

    def outcomes(self, cells: np.ndarray) -> Iterator[tuple[np.ndarray, tuple]]:
        """Parts of the cells, each with what became of its runs: several at a time, in their order."""
        if is_shared():  # all processes do the same, one thing after the other
            yield from ((part, self.judged(part)) for part in self.parts(cells))
            return
        waiting: deque[tuple[np.ndarray, Future]] = deque()
        try:
            for part in self.parts(cells):
                waiting.append((part, SIDE_BY_SIDE.submit(copy_context().run, self.judged, part)))
                if len(waiting) >= AHEAD * PROCESSORS:
                    yield first_of(waiting)
            while waiting:
                yield first_of(waiting)
        finally:
            for _, future in waiting:
                future.cancel()

    def judged(self, cells: np.ndarray) -> tuple:
        """The points of these cells, their losses, steps, divergence, and what is known of their minima."""
        points, losses, first, steps, diverged_at = self.done(cells, self.lowest(cells))
        nearest, distances, levels = self.nearest(cells, points.astype(float))
        is_reached = (np.abs(losses - levels) <= self.tolerance) & (diverged_at == NEVER)
        if self.asked.is_of_starts:
            steps = self.steps_to(cells, steps, levels)
        return points, losses, first, steps, diverged_at, (np.where(is_reached, nearest, NO_MINIMUM), distances)

    def parts(self, cells: np.ndarray) -> Iterator[np.ndarray]:
        """As many parts as there are processors, if there are few cells; more, if these would take long."""
        share = -(-len(cells) // (WIDTH * PROCESSORS)) * WIDTH
        begin = 0
        while begin < len(cells):
            size = self.at_once if is_shared() else min(self.at_once, max(self.narrowest, min(share, self.moment)))
            yield cells[begin : begin + size]
            begin += size

    @property
    def moment(self) -> int:
        """How many runs take about `PART_SECONDS`; the fewest as long as nothing is known."""
        pace = paces.get(self.program, {}).get(self.dtype)
        if not pace:
            return self.narrowest
        return int(PART_SECONDS / (pace * self.num_steps)) // self.narrowest * self.narrowest

    def note(self, runs: int, seconds: float) -> None:
        """Keeps how long runs took; not all of it where the machine was busy with something else."""
        known = paces.setdefault(self.program, {})
        pace = seconds / (-(-runs // self.narrowest) * self.narrowest * self.num_steps)
        known[self.dtype] = min(pace, 2 * known.get(self.dtype, pace))

    def steps_to(self, cells: np.ndarray, steps: np.ndarray, levels: np.ndarray) -> np.ndarray:
        """The steps again, for levels that are not the lowest one."""
        others = np.flatnonzero(levels > self.lowest(cells))
        if not others.size:
            return steps
        found = self.done(cells[others], levels[others])
        steps = steps.copy()
        steps[others] = found[3]
        return steps

    @property
    def narrowest(self) -> int:
        return WIDTH * jax.device_count()

    @property
    def at_once(self) -> int:
        return TILES * self.narrowest

    def done(self, cells: np.ndarray, levels: np.ndarray) -> tuple:
        """The runs of these cells: points, losses, first losses, steps, divergence."""
        begun, ready = perf_counter(), len(self.program.ready)
        found = self.ended(len(cells), self.begun(cells, levels))
        if len(self.program.ready) == ready:  # it was not compiled meanwhile
            self.note(len(cells), perf_counter() - begun)
        return found

    def begun(self, cells: np.ndarray, levels: np.ndarray) -> tuple:
        devices, dtype = jax.device_count(), self.dtype
        tiles = -(-len(cells) // (WIDTH * devices))
        room, used = self.at_once, tiles * WIDTH * devices

        def laid_out(values: np.ndarray) -> np.ndarray:
            """Evenly over the devices, each with as many tiles; beyond the last run it is repeated."""
            filled = np.empty((len(values), used), dtype)
            filled[:, : len(cells)], filled[:, len(cells) :] = values, values[:, -1:]
            each = np.zeros((len(values), devices, room // devices), dtype)
            each[..., : tiles * WIDTH] = filled.reshape(len(values), devices, -1)
            return each.reshape(len(values), room)

        arguments: tuple[Any, ...] = (
            self.numbers.astype(dtype),
            laid_out(self.values(cells)),
            laid_out(levels[None])[0],
            np.asarray(self.tolerance, dtype),
            table_of(self.surface).astype(dtype),
            self.draws,
            np.int32(self.num_steps),
            np.full(devices, tiles, np.int32),
        )
        with jax.enable_x64(dtype == np.float64):
            if is_shared():
                return process_allgather(self.program(*handed_out(arguments)), tiled=True)
            return self.program(*arguments)

    def ended(self, count: int, results: tuple) -> tuple:
        devices, tiles = jax.device_count(), -(-count // (WIDTH * jax.device_count()))
        flat = [np.asarray(one).reshape(devices, -1)[:, : tiles * WIDTH].ravel()[:count] for one in results]
        *point, losses, first, steps, diverged_at = flat
        return np.stack(point, axis=-1), losses, first, steps, diverged_at

    def minima(self, cells: np.ndarray) -> Iterator[tuple[Any, tuple]]:
        """The known minima of these cells, with which of the cells have these."""
        begin, end = self.weights, self.weights + len(self.surface.values)
        varied = [(place - begin, k) for k, place in enumerate(self.places) if begin <= place < end]
        if not varied:
            yield slice(None), minima_of(self.surface)
            return
        own = np.broadcast_to(self.numbers[begin:end], (len(cells), end - begin)).copy()
        values = self.values(cells)
        for place, k in varied:
            own[:, place] = values[k]
        different, which = np.unique(own, axis=0, return_inverse=True)
        for i, values in enumerate(different):
            yield which == i, minima_of(self.surface.model_copy(update={"values": tuple(values.tolist())}))

    def lowest(self, cells: np.ndarray) -> np.ndarray:
        """(cells,) the loss of the lowest known minimum; not a number where none is known."""
        found = np.full(len(cells), np.nan)
        for where, minima in self.minima(cells):
            found[where] = min((one.value for one in minima), default=np.nan)
        return found

    def nearest(self, cells: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        groups = list(self.minima(cells))
        if len(groups) == 1:
            return nearest_of(groups[0][1], points)
        found = np.empty((3, len(cells)))
        for where, minima in groups:
            found[:, where] = nearest_of(minima, points[where])
        return found[0], found[1], found[2]


def first_of(waiting: deque[tuple[np.ndarray, Future]]) -> tuple[np.ndarray, tuple]:
    """A part and what was found, once it is."""
    part, future = waiting.popleft()
    return part, future.result()


def is_shared() -> bool:
    """Whether several processes do the work together, by `jax.distributed`."""
    return jax.process_count() > 1


def is_regularised(asked: Sweep, choice: OptimizerChoice) -> bool:
    """Whether weight decay or clipping is on, or one of the numbers that are varied."""
    parameters = parameters_of(asked.scenario, asked.optimizer)
    varied = [parameters[axis.key] for axis in asked.axes if axis.key.startswith("optimizers.")]
    regularisation = choice.record.parameters[len(choice.record.hyperparameters) :]
    return choice.has_regularisation or any(one in regularisation for one in varied)
