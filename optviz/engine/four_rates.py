"""Four learning rates of a rule, as a lecture draws them side by side: too high, high, good and low. They are measured.

A run is judged by the logarithm of its loss above the lowest one, as a share of that at the start. *Good* is the rate
that suits, or the best one where that is clearly better. At one that is *too high* the loss stays up in the end, or it
is the worst of the higher ones. Between them is *high*: the loss falls sooner than at the *low* one and stays up the
higher. Where no rate does both, and for the low one, it is the rate whose mean is half way from good to too high.
"""

from typing import NamedTuple

import numpy as np

from optviz.engine.demonstrations import offered_rate
from optviz.engine.landscape import landscape
from optviz.engine.simulate import outcomes_of
from optviz.problems import ScenarioError
from optviz.scenario.asked import place_among
from optviz.scenario.choices import OptimizerChoice
from optviz.scenario.scenario import Scenario

PER_DECADE, DECADES = 4, 3
"""How many rates are tried first, on each side of the one that suits."""
HALVINGS = 8
"""How often the way between two rates is halved then."""
RUNS = 2 * PER_DECADE * DECADES + 1 + 2 * HALVINGS + 4
"""How many runs it takes."""
DEEPEST, HIGHEST = np.log(1e-4), np.log(1e3)
"""What is below or above counts no further; what has diverged is as high."""
AS_GOOD = 0.9
"""A mean that is so much of the best one is as good."""

ALIKE = 0.5
"""Means that differ by less are alike."""


class Trial(NamedTuple):
    """A rate, and the means of its run's logarithms: of the beginning, of the second half, and of all of it."""

    rate: float
    early: float
    late: float
    mean: float


def four_rates(scenario: Scenario, place: int) -> tuple[float, float, float, float]:
    """Rates that are too high, high, good and low for one of a scenario's optimizers, with all its other numbers."""
    trials = Trials(scenario, place)
    suited = offered_rate(scenario.optimizers[place].record, scenario.surface)
    tried = [
        trials.of(suited * 10 ** (step / PER_DECADE)) for step in range(-PER_DECADE * DECADES, PER_DECADE * DECADES + 1)
    ]
    best = min(tried, key=lambda trial: trial.mean)
    good = trials.of(suited) if trials.of(suited).mean <= AS_GOOD * best.mean else best
    over, under = [t for t in tried if t.rate > good.rate] or [good], [t for t in tried if t.rate < good.rate] or [good]
    too_high = next((trial for trial in over if trial.late >= 0), max(over, key=lambda trial: trial.mean))
    half_way = (good.mean + min(0.0, too_high.mean)) / 2
    low, between = trials.nearest(good, under[0], half_way), trials.nearest(good, too_high, half_way)

    def how_high(trial: Trial) -> float:
        return min(low.early - trial.early, trial.late - good.late)

    candidates = [trial for trial in trials.all if good.rate < trial.rate < too_high.rate and trial.late < 0]
    high = max(candidates, key=how_high, default=between)
    high = high if how_high(high) > 0 else between
    return too_high.rate, trials.short(high).rate, good.rate, trials.short(low).rate


def at_four_rates(scenario: Scenario, place: int = 0) -> Scenario:
    """The scenario with four copies of one of its optimizers in its place: at rates too high, high, good and low.

    Args:
        place: of the optimizer, from 0.

    Raises:
        ScenarioError: there is no such place, or so many optimizers are not allowed.
    """
    try:
        place = place_among(scenario, place)
    except ScenarioError as error:
        raise ScenarioError([one.below("place") for one in error.problems]) from None
    data = scenario.to_dict()
    before, written, behind = data["optimizers"][:place], data["optimizers"][place], data["optimizers"][place + 1 :]
    written.pop("label", None)
    copies = [written | {"learning_rate": rate} for rate in four_rates(scenario, place)]
    return Scenario.from_dict(data | {"optimizers": [*before, *copies, *behind]})


class Trials:
    """What becomes of one optimizer of a scenario at some rates."""

    def __init__(self, scenario: Scenario, place: int) -> None:
        self.scenario, self.choice = scenario, scenario.optimizers[place]
        self.lowest = landscape(scenario.surface).lowest
        self.known: dict[float, Trial] = {}

    @property
    def all(self) -> list[Trial]:
        return list(self.known.values())

    def of(self, rate: float, digits: int = 2) -> Trial:
        """The trial of a rate, to so many digits and within what the rule allows."""
        parameter = self.choice.record.hyperparameters[0]
        rate = float(np.clip(float(f"{rate:.{digits}g}"), parameter.low, parameter.high))
        if rate not in self.known:
            logs = self.logs(rate)
            half, begun, early = len(logs) // 2, len(logs) // 20, max(len(logs) // 6, 1)
            means = (logs[begun:early].mean(), logs[half:].mean(), logs.mean())
            self.known[rate] = Trial(rate, *map(float, means))
        return self.known[rate]

    def logs(self, rate: float) -> np.ndarray:
        """(steps + 1,) the logarithms of a run's losses."""
        choice = OptimizerChoice.model_validate(self.choice.flat() | {"learning_rate": rate})
        ((rows, good),) = outcomes_of(self.scenario.model_copy(update={"optimizers": (choice,)}))
        gaps = np.maximum(rows.loss - self.lowest, 0)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            logs = np.nan_to_num(np.log(gaps / gaps[0]), nan=0.0)  # not a number: it starts at the minimum
        logs[good:] = HIGHEST
        return np.clip(logs, DEEPEST, HIGHEST)

    def short(self, trial: Trial) -> Trial:
        """Of a rate with fewer digits, where that makes no difference that one sees."""
        shorter = (self.of(trial.rate, digits) for digits in (2, 3))
        return next((one for one in shorter if np.abs(np.subtract(one[1:], trial[1:])).max() < ALIKE), trial)

    def nearest(self, good: Trial, bad: Trial, mean: float) -> Trial:
        """Of rates between a good and a bad one, that with the mean nearest to this one."""
        tried = [good]
        for _ in range(HALVINGS):
            trial = self.of((good.rate * bad.rate) ** 0.5, digits=4)
            good, bad = (trial, bad) if trial.mean < mean else (good, trial)
            tried.append(trial)
        return min(tried[1:], key=lambda trial: abs(trial.mean - mean))
