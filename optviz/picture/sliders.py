"""What the slider of a learning rate shows: two decades around the rate that suits, where it diverges, what is best.

A mark is shown only where it is true of the run as it is set: the theory of quadratics holds for a constant rate
without noise or regularisation, the table of suited rates for what it was measured with, what was tried for that run.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from optviz.engine.demonstrations import offered_rate
from optviz.engine.divergence import curvatures_met, diverging_rates
from optviz.engine.simulate import Run
from optviz.engine.suited_rates import measured_rates
from optviz.engine.tables import table_of as examples_of
from optviz.optimizers.base import Optimizer
from optviz.optimizers.on_quadratics import OnQuadratics
from optviz.scenario.choices import CONSTANT_SCHEDULE, OptimizerChoice, SurfaceChoice
from optviz.scenario.scenario import NUM_STEPS, Scenario
from optviz.texts.language import say
from optviz.texts.numbers import written

DECADES = 2
"""How many of them a track begins with."""
ONE_PLACE = 1.02
"""Rates no farther apart than this are one place on a track."""
DIGITS = 3
ROUNDING = 1e-9
MOST_EXAMPLES = 2100
"""Rows of a table that is filled up; a hundred runs on more of them would take longer than one waits for a mark."""


class Mark(NamedTuple):
    """A stretch of a track, from a rate to another one; `high` is None where it goes on for ever.

    Args:
        kind: `diverges` or `best`.
        text: what is to be seen there, in words.
    """

    kind: str
    low: float
    high: float | None
    text: str


@lru_cache(maxsize=512)
def home_of(optimizer: Optimizer, choice: SurfaceChoice) -> tuple[float, float] | None:
    """The ends of the track of a rule's learning rate on a surface: two decades around the rate that suits, between
    numbers such as 0.1 and 0.3, more of them above it, where something happens. None where the slider shows its whole
    range."""
    rate = optimizer.hyperparameters[0]
    if rate.scale != "log" or rate.high / rate.low <= 10**DECADES:
        return None
    wished = math.log10(offered_rate(optimizer, choice)) - DECADES / 2
    halves = math.ceil(2 * min(max(wished, math.log10(rate.low)), math.log10(rate.high) - DECADES) - ROUNDING)
    low = float(f"{(1, 3)[halves % 2]}e{halves // 2}")
    return low, float(f"{low * 10**DECADES:.1g}")


def marks_of(run: Run, i: int, *, settled: bool) -> list[Mark]:
    """The marks on the track of the learning rate of path `i`, what is lowest first.

    Args:
        settled: whether no hand is on the run, so that there is time to try other rates.
    """
    scenario, choice = run.scenario, run.scenario.optimizers[i]
    home = home_of(choice.record, scenario.surface)
    if home is None:
        return []
    marks = theory_of(run, i)
    if not marks:
        marks = [*table_of(scenario, choice), *(tried_of(scenario, i, home[0]) if settled else ())]
    return marks


def theory_of(run: Run, i: int) -> list[Mark]:
    """What is known of a rule on a quadratic, along the directions in which this run moves."""
    scenario, choice = run.scenario, run.scenario.optimizers[i]
    known = choice.record.on_quadratics
    if known is None or not is_plain(scenario, choice):
        return []
    curvatures = curvatures_met(scenario.surface, run[i].gradients[0])
    if curvatures is None:
        return []
    numbers = numbers_but_rate(choice)
    first, last, factor, limit = books(known, curvatures, tuple(numbers.items()))
    share = say("a step leaves {factor} of the distance", factor=written(factor, DIGITS))
    best = say("best in the long run {extent} ({share})", extent=extent(first, last), share=share)
    worst = say("diverges beyond {rate} ({limit})", rate=written(limit, DIGITS), limit=known.why(numbers))
    return [Mark("best", first, last, best), Mark("diverges", limit, None, worst)]


@lru_cache(maxsize=256)
def books(
    known: OnQuadratics, curvatures: tuple[float, ...], others: tuple[tuple[str, float], ...]
) -> tuple[float, ...]:
    """What the books say of a rule with these numbers, besides its rate, on a quadratic of these curvatures: the rates
    from the lowest to the highest of those that are best, their factor, and the rate beyond which it diverges."""
    numbers = dict(others)
    return *known.best_rates(curvatures, numbers), known.highest_rate(curvatures, numbers)


def is_plain(scenario: Scenario, choice: OptimizerChoice) -> bool:
    """Whether a rule steps with a constant rate, without noise or regularisation."""
    return scenario.noise.key == "none" and choice.schedule == CONSTANT_SCHEDULE and not choice.has_regularisation


def table_of(scenario: Scenario, choice: OptimizerChoice) -> list[Mark]:
    """The rate that was measured to suit, where all is as it was measured."""
    record, surface = choice.record, scenario.surface.record
    rate = measured_rates().get((surface.key, record.key))
    num_steps = surface.demonstration.num_steps or NUM_STEPS.default
    as_measured = (
        is_plain(scenario, choice)
        and numbers_but_rate(choice) == {parameter.key: parameter.default for parameter in record.hyperparameters[1:]}
        and scenario.surface == as_it_comes(surface.key)
        and (choice.start or scenario.start) == surface.start
        and scenario.num_steps == num_steps
    )
    if rate is None or not as_measured:
        return []
    return [Mark("best", rate, rate, say("the loss falls soonest {extent} (measured)", extent=extent(rate, rate)))]


def numbers_but_rate(choice: OptimizerChoice) -> dict[str, float]:
    """The hyperparameters besides the learning rate, by key."""
    parameters = choice.record.hyperparameters
    return {parameter.key: value for parameter, value in zip(parameters[1:], choice.values[1:], strict=False)}


@lru_cache(maxsize=128)
def as_it_comes(surface: str) -> SurfaceChoice:
    return SurfaceChoice.model_validate(surface)


def tried_of(scenario: Scenario, i: int, low: float) -> list[Mark]:
    """Where the run diverges, from the lower end of its track on, as trying tells.

    A rule that finds the length of its steps itself has a rate that says little of it, and takes its time; so do runs
    on many examples.
    """
    record = scenario.optimizers[i].record
    if record.rate_unit == "none" or len(examples_of(scenario.surface)) > MOST_EXAMPLES:
        return []
    high = record.hyperparameters[0].high
    return [
        Mark("diverges", first, None, say("diverges from {rate} on (tried)", rate=written(first, DIGITS)))
        if last >= high / ONE_PLACE
        else Mark("diverges", first, last, say("diverges {extent} (tried)", extent=extent(first, last)))
        for first, last in diverging_rates(scenario, i, low, high)
    ]


def extent(first: float, last: float) -> str:
    """A stretch of rates in words."""
    if last <= first * ONE_PLACE:
        return say("at {rate}", rate=written(math.sqrt(first * last), DIGITS))
    return say("from {first} to {last}", first=written(first, DIGITS), last=written(last, DIGITS))
