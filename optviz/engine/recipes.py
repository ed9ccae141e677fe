"""`recipe`: the lecture's six steps towards good hyperparameters, with a rule on a surface that tells classes apart.

One: the loss at weights of zero is the logarithm of the number of classes. Two: a few examples are learned by heart.
Three: of four learning rates one makes the loss fall within a few steps. Four: a coarse grid over rate and decay, for a
few epochs. Five: a finer one around the best, for longer. Six: the curves of the best; and five and six again.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from optviz.engine.along import measured
from optviz.engine.simulate import Run, simulate
from optviz.engine.sweeping import sweep, unheard
from optviz.engine.tiles import NEVER
from optviz.scenario.numbers import parameters_of
from optviz.scenario.recipe import Recipe
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import Sweep
from optviz.surfaces.data.penalties import L1, L2
from optviz.surfaces.data_space import Data

NEAR = 0.01
"""So much of it the first loss may differ from the logarithm."""
FEW, LONG = 3, 200
"""So many examples of each class are learned by heart, within so many steps."""
RATES, QUICK = (1e-1, 1e-2, 1e-3, 1e-4), 20
"""The learning rates that are tried first, for so many steps."""
FALLEN = 0.75
"""To so much of what it was the loss has to fall within these steps."""
BATCH = 10
CELLS = 6
"""Of a grid, along each side."""
DECADES, DECAYS = 1.0, (1e-3, 1.0)
"""How far the coarse grid reaches to each side of a rate, in powers of ten, and over which decays."""
COARSE_EPOCHS, FINE_EPOCHS = 5, 20
"""How long the runs of the grids go; each time that the fine one is gone through, twice as long."""
NEARLY = 1.05
"""A loss that is at most so many times the lowest is as good."""
STEPS = range(1, 7)
RATE, DECAY = "optimizers.0.learning_rate", "optimizers.0.weight_decay"
SMALLEST = 1e-6
"""Of the numbers along an axis."""
PENALTIES = (L1.key, L2.key)
"""The surface's own: they are as small as they go, the rule's decay stands for them."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Grid:
    """Runs at some rates and decays.

    Args:
        sweep: which they are.
        epochs: how often each run goes through all examples.
        rates: (columns,); decays: (rows,).
        losses: (rows, columns) the loss in the end, on the examples that are trained on.
        held_out: (rows, columns) the loss on held-out examples in the end; infinite where a run diverged.
        accuracy: (rows, columns) the share of these that lie on their own side.
    """

    sweep: Sweep
    epochs: int
    rates: np.ndarray
    decays: np.ndarray
    losses: np.ndarray
    held_out: np.ndarray
    accuracy: np.ndarray

    @cached_property
    def best(self) -> tuple[int, int]:
        """The row and the column of the lowest loss."""
        row, column = np.unravel_index(self.held_out.argmin(), self.held_out.shape)
        return int(row), int(column)

    @property
    def lowest(self) -> float:
        return float(self.held_out[self.best])

    @property
    def rate(self) -> float:
        return short(self.rates[self.best[1]])

    @property
    def decay(self) -> float:
        return short(self.decays[self.best[0]])

    @property
    def is_inside(self) -> bool:
        """Whether the best rate has others to both sides."""
        return 0 < self.best[1] < len(self.rates) - 1


class Curves(NamedTuple):
    """What a run had after each epoch, (epochs + 1,) each: its loss, that on held-out examples, and the share of these
    that lie on their own side."""

    losses: np.ndarray
    held_out: np.ndarray
    accuracy: np.ndarray

    @property
    def ends_lowest(self) -> bool:
        """Whether stopping earlier would not have helped."""
        return bool(self.held_out[-1] <= NEARLY * np.nanmin(self.held_out))


class Walk:
    """The six steps for what a recipe asks for; each is gone when it is looked at.

    Args:
        recipe: what is asked for.
        progress: called with the share done of the runs of all grids, 0 to 1; what it raises ends the work.
    """

    def __init__(self, recipe: Recipe, progress: Callable[[float], None] = unheard) -> None:
        self.recipe, self.progress = recipe, progress
        given = recipe.scenario
        record = given.surface.record
        data = record.model.data_at(given.surface.numbers)
        self.data: Data = given.surface.data.applied(data) if given.surface.data else data
        self.surface = given.surface.flat() | {p.key: p.low for p in record.parameters if p.key in PENALTIES}
        self.rule = given.optimizers[0].flat() | {"weight_decay": 0, "decay_form": "l2", "start": None}
        self.rest = {"start": [0.0] * len(given.start), "seed": given.seed, "tolerance": given.tolerance}

    def experiment(self, num_steps: int, **changes: Any) -> Scenario:
        """One that begins at weights of zero; with its rule alone, unless told otherwise."""
        data = {"surface": self.surface, "optimizers": [self.rule], "num_steps": num_steps}
        return Scenario.from_dict(self.rest | data | changes)

    def __repr__(self) -> str:
        rule = self.best.optimizers[0]
        numbers = f"learning rate {rule.numbers['learning_rate']:g}, weight decay {rule.numbers['weight_decay']:g}"
        return f"<Walk to {numbers}: {sum(self.reached)} of {len(self.reached)} goals reached>"

    @property
    def reached(self) -> tuple[bool, ...]:
        """Of each step, whether its goal is reached."""
        return tuple(self.is_reached(step) for step in STEPS)

    def is_reached(self, step: int) -> bool:
        """Whether the goal of a step, 1 to 6, is reached."""
        if step == 1:
            return abs(self.first_loss - self.expected_loss) <= NEAR * self.expected_loss
        if step == 2:
            return bool(self.accuracy[-1] == 1)
        if step == 3:
            return min(self.left) < FALLEN
        if step == 4:
            return self.coarse.is_inside
        if step == 5:
            before, last = self.grids[-2:]
            return last.lowest < before.lowest
        return self.curves.ends_lowest

    # One

    @property
    def classes(self) -> int:
        return len(self.data.classes)

    @cached_property
    def first_loss(self) -> float:
        """The loss at weights of zero."""
        return float(self.falls[0].losses[0])

    @property
    def expected_loss(self) -> float:
        """That of somebody who takes each class for as likely."""
        return math.log(self.classes)

    # Two

    @cached_property
    def few(self) -> Scenario:
        """The experiment on the first examples of each class alone."""
        free = [i for i in self.data.places if i not in self.data.held_out]
        kept = [i for kind in range(self.classes) for i in [j for j in free if self.data.rows[j, -1] == kind][:FEW]]
        there = self.surface.get("data", {})
        own = len(self.data.rows) - len(there.get("added", []))
        removed = {*there.get("removed", []), *(i for i in free if i < own)} - set(kept)
        added = [row for i, row in enumerate(there.get("added", []), own) if i in kept]
        edits = there | {"removed": sorted(removed), "added": added}
        return self.experiment(LONG, surface=self.surface | {"data": edits})

    @cached_property
    def by_heart(self) -> Run:
        return simulate(self.few)

    @cached_property
    def accuracy(self) -> np.ndarray:
        """(steps + 1,) the share of the few examples that lie on their own side."""
        return measured(self.few.surface, self.by_heart[0].points)["accuracy"]

    # Three

    @cached_property
    def four(self) -> Scenario:
        """The four rates side by side, for a few steps."""
        rule = {name: value for name, value in self.rule.items() if name != "label"}
        return self.experiment(QUICK, optimizers=[rule | {"learning_rate": rate} for rate in RATES])

    @cached_property
    def falls(self) -> Run:
        return simulate(self.four)

    @cached_property
    def left(self) -> list[float]:
        """Of each rate, how much of the first loss is left in the end; infinite where it diverged."""
        return [float(path.losses[-1]) / self.first_loss if path.diverged_at is None else np.inf for path in self.falls]

    @property
    def fastest(self) -> float:
        """The rate at which least of it is left."""
        return RATES[int(np.argmin(self.left))]

    # Four and five

    @property
    def steps_an_epoch(self) -> int:
        return -(-len(self.data.training) // BATCH)

    @cached_property
    def coarse(self) -> Grid:
        low, high = DECAYS
        return self.grid(self.fastest, 10**DECADES, (low * high) ** 0.5, (high / low) ** 0.5, 0)

    @cached_property
    def fine(self) -> list[Grid]:
        """A grid for each round, with half the way between its neighbours, around the best of the one before."""
        grids = [self.coarse]
        for k in range(1, self.recipe.rounds + 1):
            rate_reach, decay_reach = 10**DECADES, (DECAYS[1] / DECAYS[0]) ** 0.5
            best, share = grids[-1], 0.5**k
            grids.append(self.grid(best.rate, rate_reach**share, best.decay, decay_reach**share, k))
        return grids[1:]

    @property
    def grids(self) -> list[Grid]:
        """The coarse one, then the finer ones."""
        return [self.coarse, *self.fine]

    def grid(self, rate: float, rate_reach: float, decay: float, decay_reach: float, place: int) -> Grid:
        """Runs at rates and decays by equal factors, up to so many times more and less than these."""
        lengths = [COARSE_EPOCHS, *(FINE_EPOCHS * 2**k for k in range(self.recipe.rounds))]
        before, epochs = sum(lengths[:place]), lengths[place]
        scenario = self.trained(epochs)
        x = self.axis(scenario, RATE, rate, rate_reach)
        asked = Sweep(scenario=scenario, x=x, y=self.axis(scenario, DECAY, decay, decay_reach))
        report = self.progress

        def progress(share: float) -> None:
            report((before + share * epochs) / sum(lengths))

        found = sweep(asked, precision=64, progress=progress)  # in 64 bits, as the curves of the best are run
        points = found.points.reshape(-1, found.points.shape[-1]).astype(float)
        own = measured(scenario.surface, points)
        is_good = (found.diverged_at == NEVER).ravel() & np.isfinite(own["held_out"])
        held_out = np.where(is_good, own["held_out"], np.inf).reshape(found.losses.shape)
        accuracy = own["held_out_accuracy"].reshape(found.losses.shape)
        return Grid(
            sweep=asked,
            epochs=epochs,
            rates=found.x,
            decays=found.y,
            losses=found.losses.astype(float),
            held_out=held_out,
            accuracy=accuracy,
        )

    def axis(self, scenario: Scenario, key: str, middle: float, reach: float) -> dict[str, Any]:
        parameter = parameters_of(scenario, 0)[key]
        least = max(parameter.low, SMALLEST)
        low, high = short(middle / reach), short(middle * reach)
        return {"key": key, "low": max(least, low), "high": min(parameter.high, high), "scale": "log", "cells": CELLS}

    def trained(self, epochs: int, **numbers: float) -> Scenario:
        """On mini-batches, for so many epochs."""
        noise = {"key": "mini_batch", "batch_size": BATCH}
        return self.experiment(epochs * self.steps_an_epoch, noise=noise, optimizers=[self.rule | numbers])

    # Six

    @property
    def best(self) -> Scenario:
        """The best rate and decay of the last grid, for as long as its runs."""
        grid = self.fine[-1]
        return self.trained(grid.epochs, learning_rate=grid.rate, weight_decay=grid.decay)

    @cached_property
    def curves(self) -> Curves:
        (path,) = simulate(self.best)
        own = measured(self.best.surface, path.points[:: self.steps_an_epoch])
        return Curves(path.losses[:: self.steps_an_epoch], own["held_out"], own["held_out_accuracy"])


def recipe(what: Recipe | Scenario, *, progress: Callable[[float], None] | None = None, **fields: Any) -> Walk:
    """Goes the six steps of the lecture's recipe towards a good learning rate and weight decay.

    Args:
        what: a `Recipe`; or a scenario, with the other fields of a recipe by name: `rounds=2`.
        progress: called with the share done of the runs of all grids, 0 to 1; what it raises ends the work.

    Returns:
        A `Walk`, all of whose steps are gone: its `reached`, `first_loss`, `accuracy`, `left`, `grids`, `curves`, and
        the scenario with the best numbers as `best`.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """
    walk = Walk(Recipe.of(what, fields), progress or unheard)
    for step in STEPS:
        walk.is_reached(step)
    return walk


def short(value: float) -> float:
    """A number in digits that one reads and sets by hand."""
    return float(f"{value:.3g}")
