"""`fan`: one optimizer run with many seeds of its noise, and how its runs spread.

All runs go on by a block of steps, tile after tile; then what is kept of these steps is computed from all of them. So
the memory grows neither with the number of steps nor with that of seeds times steps.
"""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from optviz.engine.maps import NO_MINIMUM, nearest_of
from optviz.engine.seed_programs import begin, seeds_drawing_program, seeds_program
from optviz.engine.simulate import lots_of
from optviz.engine.sweeping import SIDE_BY_SIDE, dtype_of, unheard
from optviz.engine.tables import minima_of, table_of
from optviz.engine.tiles import NEVER
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.fan import Fan
from optviz.scenario.numbers import values_of
from optviz.scenario.scenario import Scenario
from optviz.surfaces.examples import HEADER

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of the losses that are kept."""
ROWS = (16, 32, 64, 128, 256, 512, 1024, MAX_STEPS + 1)
"""How many rows of draws there may be."""
MOST_NUMBERS = 2**23
"""How many numbers the losses and points of a block have at most; the draws of a tile, an eighth of it."""
WIDEST, LONGEST = 512, 256
"""How many seeds a tile has at most, and how many steps a block."""
PICTURES, DOTS = 101, 1000
"""At how many steps the cloud of points is kept, and of how many runs."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    """What came of a fan: arrays with a row for each step from 0 to the last, or a place for each seed.

    A run that has diverged counts as worse than all others: its loss as infinite. In means it does not count.

    Args:
        fan: what was asked for.
        seeds: (seeds,) of the runs.
        levels: (levels,) the shares of runs that a quantile has below or at it.
        losses: (levels, steps + 1) these quantiles of the losses at each step: each is the loss of some run.
        mean_losses: (steps + 1,) their mean.
        means: (steps + 1, weights) of the points.
        variances: (steps + 1, weights) of the points, over all runs: divided by their number.
        good: (steps + 1,) the share of runs that have not diverged by then.
        points: (seeds, weights) the last good point of each run.
        final_losses: (seeds,) the loss there.
        steps: (seeds,) the step from which on the loss stays within the tolerance of the lowest known minimum, or -1.
        diverged_at: (seeds,) the step at which the run diverged, or -1.
        nearest: (seeds,) the place of the minimum that is nearest to the last point, or -1: the run diverged, or no
            minimum is known.
        minima: (seeds,) the same, or -1 unless the run ended within the tolerance of its loss.
        cloud_steps: (pictures,) the steps at which the cloud is kept.
        cloud: (pictures, dots, weights) the points of the first runs at these steps.
    """

    fan: Fan
    seeds: np.ndarray
    levels: np.ndarray
    losses: np.ndarray
    mean_losses: np.ndarray
    means: np.ndarray
    variances: np.ndarray
    good: np.ndarray
    points: np.ndarray
    final_losses: np.ndarray
    steps: np.ndarray
    diverged_at: np.ndarray
    nearest: np.ndarray
    minima: np.ndarray
    cloud_steps: np.ndarray
    cloud: np.ndarray

    def __repr__(self) -> str:
        diverged = (self.diverged_at >= 0).sum()
        label = self.fan.scenario.labels[self.fan.optimizer]
        return f"<Spread of {len(self.seeds)} runs of {label}: {diverged} diverged>"

    @property
    def shares(self) -> np.ndarray:
        """(minima + 1,) the share of runs that ended nearest to each known minimum; last, of those that diverged."""
        surface = self.fan.scenario.surface
        count = len(minima_of(surface))
        ended = [np.mean((self.nearest == place) & (self.diverged_at == NEVER)) for place in range(count)]
        return np.array([*ended, np.mean(self.diverged_at != NEVER)])


def fan(
    what: Fan | Scenario,
    *,
    precision: int = 32,
    progress: Callable[[float], None] | None = None,
    **fields: Any,
) -> Spread:
    """Runs one optimizer of a scenario with many seeds of its noise.

    Args:
        what: a `Fan`; or a scenario, with the other fields of a fan by name: `seeds=1000, optimizer=0`.
        precision: 32 bits, or 64 as in `simulate`.
        progress: called with the share done, 0 to 1; what it raises ends the work.

    Returns:
        A `Spread`: arrays with axes. Run k is what `simulate` makes of the scenario with its seed raised by k.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """
    asked = Fan.of(what, fields)
    members = Members(asked, dtype_of(precision))
    kept = Kept(asked, members.level)
    for first, losses, points, diverged_at in members.blocks(progress or unheard):
        kept.take(first, losses, points, diverged_at)
    return kept.spread(members)


class Members:
    """The runs of a fan, tile by tile, as far as they have come."""

    def __init__(self, asked: Fan, dtype: Any) -> None:
        scenario, place = asked.scenario, asked.optimizer
        choice, surface, noise = scenario.optimizers[place], scenario.surface, scenario.noise.record
        self.asked, self.dtype, self.last = asked, dtype, scenario.num_steps
        self.weights = len(scenario.start)
        self.known = minima_of(surface)
        self.level = min((one.value for one in self.known), default=np.nan)
        self.numbers = np.array(values_of(scenario, place)).astype(dtype)
        self.table, self.counts, width, examples = table_of(surface), [], self.weights, self.weights
        if noise.needs_examples:
            _, width, _ = lots_of(surface)
            self.counts = [self.table[HEADER:, -1][:width]]
            examples = int(self.counts[0].sum())
        last_row = int(noise.row_of(self.last, examples, **scenario.noise.numbers))
        rows = next(rows for rows in ROWS if rows > last_row)
        beside = width if noise.needs_examples else 1  # an order comes of comparing each with each
        self.tile = largest_power(min(WIDEST, MOST_NUMBERS // (8 * rows * width * beside)))
        self.block = largest_power(min(LONGEST, MOST_NUMBERS // (asked.seeds * (self.weights + 1))))
        self.drawn = seeds_drawing_program(noise, width, rows)
        self.program = seeds_program(
            surface.record, choice.record, choice.schedule.record, noise, choice.has_regularisation, self.block
        )
        self.seeds = (scenario.seed + np.arange(asked.seeds)).astype(np.uint32)
        count = -(-asked.seeds // self.tile)
        filled = np.append(self.seeds, np.repeat(self.seeds[-1:], count * self.tile - asked.seeds))
        self.tiles = np.split(filled, count)
        with jax.enable_x64(dtype == np.float64):
            start = np.array(scenario.starts[place], dtype)
            self.left = [begin(choice.record, start, self.tile) for _ in self.tiles]

    def blocks(self, progress: Callable[[float], None]) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray]]:
        """For each block its first step, the losses (steps, seeds), points (steps, seeds, weights), and divergence."""
        firsts = range(0, self.last + 1, self.block)
        done, whole = 0, len(firsts) * len(self.tiles)
        for first in firsts:
            parts = []
            waiting = [SIDE_BY_SIDE.submit(copy_context().run, self.advance, i, first) for i in range(len(self.tiles))]
            try:
                for future in waiting:
                    parts.append(future.result())
                    done += 1
                    progress(done / whole)
            finally:
                for future in waiting:
                    future.cancel()
            count = min(self.block, self.last + 1 - first)
            losses, points = (
                np.concatenate(kind, axis=1)[:count, : self.asked.seeds] for kind in zip(*parts, strict=True)
            )
            yield first, losses, points, self.diverged_at

    def advance(self, i: int, first: int) -> tuple[np.ndarray, np.ndarray]:
        """A tile goes on by a block."""
        with jax.enable_x64(True):  # as `simulate` has them
            draws = np.asarray(self.drawn(self.tiles[i], *self.counts)).astype(self.dtype)
        if self.counts:
            missing = len(self.table) - HEADER - draws.shape[2]
            draws = np.pad(draws, ((0, 0), (0, 0), (0, missing)), constant_values=np.inf)
        with jax.enable_x64(self.dtype == np.float64):
            losses, points, *left = self.program(
                self.numbers, self.table.astype(self.dtype), draws, np.int32(self.last), np.int32(first), *self.left[i]
            )
        self.left[i] = tuple(left)
        return np.asarray(losses), np.asarray(points)

    @property
    def diverged_at(self) -> np.ndarray:
        return np.concatenate([np.asarray(left[-1]) for left in self.left])[: self.asked.seeds]


class Kept:
    """What is kept of each step."""

    def __init__(self, asked: Fan, level: float) -> None:
        scenario, weights = asked.scenario, len(asked.scenario.start)
        rows = scenario.num_steps + 1
        self.asked, self.level, self.tolerance = asked, level, scenario.tolerance
        self.ranks = np.ceil(np.array(LEVELS) * asked.seeds).astype(int) - 1
        self.losses = np.empty((len(LEVELS), rows))
        self.mean_losses, self.good = np.empty(rows), np.empty(rows)
        self.means, self.variances = (np.empty((rows, weights)) for _ in range(2))
        self.outside = np.full(asked.seeds, NEVER)
        self.cloud_steps = np.unique(np.linspace(0, rows - 1, min(rows, PICTURES)).round().astype(int))
        self.cloud = np.empty((len(self.cloud_steps), min(asked.seeds, DOTS), weights), np.float32)
        self.ends: tuple[np.ndarray, np.ndarray]

    def take(self, first: int, losses: np.ndarray, points: np.ndarray, diverged_at: np.ndarray) -> None:
        steps = first + np.arange(len(losses))
        is_good = (diverged_at == NEVER) | (steps[:, None] < diverged_at)
        self.losses[:, steps] = np.sort(np.where(is_good, losses, np.inf), axis=1)[:, self.ranks].T
        self.good[steps] = is_good.mean(axis=1)
        self.mean_losses[steps] = mean(losses, is_good)
        for i in range(points.shape[2]):
            own = points[..., i].astype(float)
            self.means[steps, i] = middle = mean(own, is_good)
            self.variances[steps, i] = mean((own - middle[:, None]) ** 2, is_good)
        is_outside = ~(is_good & (np.abs(losses - self.level) <= self.tolerance))
        latest = steps[-1] - is_outside[::-1].argmax(axis=0)
        self.outside = np.where(is_outside.any(axis=0), latest, self.outside)
        wanted = np.isin(self.cloud_steps, steps)
        self.cloud[wanted] = points[self.cloud_steps[wanted] - first, : self.cloud.shape[1]]
        self.ends = losses[-1], points[-1]

    def spread(self, members: Members) -> Spread:
        final_losses, points = self.ends
        diverged_at = members.diverged_at
        nearest, _, levels = nearest_of(members.known, points.astype(float))
        is_good = diverged_at == NEVER
        is_reached = is_good & (np.abs(final_losses - levels) <= self.tolerance)
        return Spread(
            fan=self.asked,
            seeds=members.seeds,
            levels=np.array(LEVELS),
            losses=self.losses,
            mean_losses=self.mean_losses,
            means=self.means,
            variances=self.variances,
            good=self.good,
            points=points.copy(),
            final_losses=final_losses.copy(),
            steps=np.where(self.outside < members.last, self.outside + 1, NEVER),
            diverged_at=diverged_at,
            nearest=np.where(is_good, nearest, NO_MINIMUM),
            minima=np.where(is_reached, nearest, NO_MINIMUM),
            cloud_steps=self.cloud_steps,
            cloud=self.cloud,
        )


def mean(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """(rows,) the mean of each row over those that count; not a number where none does."""
    number = counts.sum(axis=1)
    found = np.where(counts, values, 0).sum(axis=1, dtype=float)
    return np.divide(found, number, out=np.full(len(values), np.nan), where=number > 0)


def largest_power(most: int) -> int:
    """The largest power of two up to there."""
    return 1 << (max(most, 1).bit_length() - 1)
