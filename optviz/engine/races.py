"""`race`: each optimizer of a scenario tuned with equal means, then raced; and how much it depends on its tuning.

Every run may spend the same: it ends with the last step that the budget pays for in full. All optimizers are tried at
equally many learning rates, over as many powers of ten around the one that suits them, with the same seeds; the best
one of each races with other seeds, again the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optviz.engine.demonstrations import offered_rate
from optviz.engine.landscape import landscape
from optviz.engine.simulate import evaluations_of, outcomes_of
from optviz.engine.sweeping import unheard
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.choices import OptimizerChoice
from optviz.scenario.race import Race
from optviz.scenario.scenario import Scenario

AS_GOOD = 10.0
"""An outcome that is at most so many times the best one is nearly as good."""
DIGITS = 3
"""Of the learning rates that are tried, so that they can be read and set by hand."""


class Lap(NamedTuple):
    """What a run had at each step that its budget paid for.

    Args:
        spent: (steps + 1,) what it has spent.
        gaps: (steps + 1,) its loss above the lowest one.
        has_diverged: whether it has diverged within the budget.
    """

    spent: np.ndarray
    gaps: np.ndarray
    has_diverged: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Racer:
    """One optimizer, its tuning and its race.

    Args:
        label: its name.
        rates: (rates,) the learning rates that it was tried at.
        tried: (rates, seeds) with how much of a loss above the lowest one it ended there; infinite if it diverged.
        outcomes: (rates,) the middle one of the seeds.
        best: the place of its best rate.
        share: of all rates tried, that of those whose outcome is at most ten times the best one, or within the
            scenario's tolerance.
        spent: (budget + 1,) the budget from 0 on.
        gaps: (seeds, budget + 1) in the race, what it had reached with so much spent; infinite from where it diverged.
        score: the middle one of what it had in the end.
        arrived: with how much spent the middle one came within the tolerance for good; None if it did not.
    """

    label: str
    rates: np.ndarray
    tried: np.ndarray
    outcomes: np.ndarray
    best: int
    share: float
    spent: np.ndarray
    gaps: np.ndarray
    score: float
    arrived: int | None

    @property
    def rate(self) -> float:
        """The learning rate that it races with."""
        return float(self.rates[self.best])

    @property
    def middle(self) -> np.ndarray:
        """(budget + 1,) the middle one of the seeds, with so much spent."""
        return middle_of(self.gaps)


@dataclass(frozen=True, eq=False, kw_only=True)
class Standings:
    """What came of a race.

    Args:
        race: what was asked for.
        racers: in the scenario's order.
        places: the places of the racers, the best one first: by who arrived first, then by what they had in the end.
        scenario: with the tuned learning rates, to be looked at step by step.
    """

    race: Race
    racers: tuple[Racer, ...]
    places: tuple[int, ...]
    scenario: Scenario

    def __repr__(self) -> str:
        order = ", ".join(f"{self.racers[i].label} {self.racers[i].score:.3g}" for i in self.places)
        return f"<Standings after a budget of {self.race.budget}: {order}>"


def race(what: Race | Scenario, *, progress: Callable[[float], None] | None = None, **fields: Any) -> Standings:
    """Tunes each optimizer of a scenario by its learning rate, then races them.

    Args:
        what: a `Race`; or a scenario, with the other fields of a race by name: `budget=100, rates=33, seeds=5`.
        progress: called with the share done, 0 to 1; what it raises ends the work.

    Returns:
        `Standings`, in the scenario's order, in float64 as `simulate` has it.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """
    asked = Race.of(what, fields)
    report, count = progress or unheard, len(asked.scenario.optimizers)
    racers = []
    for place in range(count):
        racers.append(raced(asked, place, lambda share, done=place: report((done + share) / count)))
    return Standings(
        race=asked,
        racers=tuple(racers),
        places=tuple(sorted(range(count), key=lambda i: rank_of(racers[i]))),
        scenario=tuned(asked, [racer.rate for racer in racers]),
    )


def rank_of(racer: Racer) -> tuple[float, float]:
    return (np.inf if racer.arrived is None else racer.arrived, racer.score)


def raced(asked: Race, place: int, progress: Callable[[float], None]) -> Racer:
    scenario, choice = asked.scenario, asked.scenario.optimizers[place]
    rates = rates_of(asked, choice)
    tried = np.empty((len(rates), asked.seeds_met))
    costs = np.empty_like(tried)
    for k in range(asked.seeds_met):  # the draws of a seed are made once
        for i, rate in enumerate(rates):
            lap = lap_of(asked, choice, rate, scenario.seed + k)
            tried[i, k] = np.inf if lap.has_diverged else lap.gaps[-1]
            costs[i, k] = arrival(lap.gaps, scenario.tolerance, lap.spent)
            progress((k * len(rates) + i + 1) / tried.size)
    outcomes = middle_of(tried.T)
    counted = np.maximum(outcomes, scenario.tolerance)
    best = int(np.lexsort((outcomes, middle_of(costs.T), counted))[0])
    others = [
        scenario.seed + asked.seeds_met + k if asked.seeds_met > 1 else scenario.seed for k in range(asked.seeds_met)
    ]
    spent = np.arange(asked.budget + 1)
    gaps = np.stack([with_spent(lap_of(asked, choice, rates[best], seed), spent) for seed in others])
    arrived = arrival(middle_of(gaps), scenario.tolerance, spent)
    return Racer(
        label=scenario.labels[place],
        rates=rates,
        tried=tried,
        outcomes=outcomes,
        best=best,
        share=float(np.mean(np.isfinite(counted) & (counted <= AS_GOOD * counted[best]))),
        spent=spent,
        gaps=gaps,
        score=float(middle_of(gaps)[-1]),
        arrived=int(arrived) if np.isfinite(arrived) else None,
    )


def rates_of(asked: Race, choice: OptimizerChoice) -> np.ndarray:
    """The learning rates that an optimizer is tried at: around the one that suits it here, as far as it allows them."""
    parameter, suited = choice.record.hyperparameters[0], offered_rate(choice.record, asked.scenario.surface)
    low = max(parameter.low, suited * 10**-asked.decades, np.finfo(float).tiny)
    high = min(parameter.high, suited * 10**asked.decades)
    return np.array([float(f"{rate:.{DIGITS}g}") for rate in np.geomspace(low, high, asked.rates)]).clip(
        parameter.low, parameter.high
    )


def at_rate(choice: OptimizerChoice, rate: float) -> OptimizerChoice:
    return OptimizerChoice.model_validate(choice.flat() | {"learning_rate": rate})


def lap_of(asked: Race, choice: OptimizerChoice, rate: float, seed: int) -> Lap:
    """A run, up to the last step that the budget pays for."""
    cheapest = sum(cost * count for cost, count in zip(asked.costs, choice.record.evaluations, strict=True))
    num_steps = int(np.clip(asked.budget / cheapest, 1, MAX_STEPS))
    changes = {"optimizers": (at_rate(choice, rate),), "num_steps": num_steps, "seed": seed}
    scenario = asked.scenario.model_copy(update=changes)
    ((rows, good),) = outcomes_of(scenario)
    spent = evaluations_of(choice.record, rows, good) @ np.array(asked.costs)
    paid = int(np.count_nonzero(spent <= asked.budget))
    lowest = landscape(scenario.surface).lowest
    return Lap(spent[:paid], np.maximum(rows.loss[:paid] - lowest, 0), good < paid)


def with_spent(lap: Lap, spent: np.ndarray) -> np.ndarray:
    """What a run has reached with so much spent; infinite from where it diverged."""
    steps = np.searchsorted(lap.spent, spent, side="right") - 1
    found = lap.gaps[steps]
    return np.where(lap.has_diverged & (spent >= lap.spent[-1]), np.inf, found) if lap.has_diverged else found


def arrival(gaps: np.ndarray, tolerance: float, spent: np.ndarray) -> float:
    """With how much spent a run is within the tolerance for good; infinite if it is not."""
    outside = np.flatnonzero(~(gaps <= tolerance))
    first = outside[-1] + 1 if outside.size else 0
    return float(spent[first]) if first < len(gaps) else np.inf


def middle_of(values: np.ndarray) -> np.ndarray:
    """The lower of the two middle ones of each column, (rows, columns) to (columns,)."""
    return np.sort(values, axis=0)[(len(values) - 1) // 2]


def tuned(asked: Race, rates: list[float]) -> Scenario:
    """The scenario with these rates, and as many steps as the one that takes most of them was paid for."""
    scenario = asked.scenario
    choices = tuple(at_rate(choice, rate) for choice, rate in zip(scenario.optimizers, rates, strict=True))
    costs = [
        sum(cost * count for cost, count in zip(asked.costs, choice.record.evaluations, strict=True))
        for choice in choices
    ]
    num_steps = int(np.clip(asked.budget / min(costs), 1, MAX_STEPS))
    return scenario.model_copy(update={"optimizers": choices, "num_steps": num_steps})
