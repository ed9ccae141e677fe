"""The numbers that the run of one optimizer depends on, each by its dotted path, in the order in which programs take
them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from optviz.scenario.bounds import START_REACH
from optviz.scenario.scenario import ANY_NUMBER, Scenario
from optviz.surfaces.base import Parameter


def parts_of(scenario: Scenario, place: int) -> list[tuple[str, Sequence[Parameter], tuple[float, ...]]]:
    """What these numbers belong to: its path, their records, and their values."""
    optimizer = scenario.optimizers[place]
    path = f"optimizers.{place}"
    chosen = (
        ("surface", scenario.surface),
        (path, optimizer),
        (f"{path}.schedule", optimizer.schedule),
        ("noise", scenario.noise),
    )
    return [
        ("start", coordinates(scenario), scenario.start),
        *((name, choice.record.parameters, choice.values) for name, choice in chosen),
    ]


def coordinates(scenario: Scenario) -> list[Parameter]:
    """The coordinates of the start, with the range that is allowed."""
    reaches = [((low + high) / 2, START_REACH * (high - low) / 2) for low, high in scenario.surface.record.domain]
    return [
        replace(ANY_NUMBER, key=str(i), title=f"start, weight {i + 1}", low=centre - reach, high=centre + reach)
        for i, (centre, reach) in enumerate(reaches)
    ]


def parameters_of(scenario: Scenario, place: int) -> dict[str, Parameter]:
    """The record of each of these numbers, by its dotted path in the scenario."""
    return {
        f"{path}.{parameter.key}": parameter
        for path, parameters, _ in parts_of(scenario, place)
        for parameter in parameters
    }


def values_of(scenario: Scenario, place: int) -> tuple[float, ...]:
    """Their values, in the same order."""
    return tuple(value for _, _, values in parts_of(scenario, place) for value in values)


def with_values(scenario: Scenario, place: int, values: Sequence[float]) -> Scenario:
    """The same scenario with these values, which are allowed."""
    ends = accumulate((len(own) for _, _, own in parts_of(scenario, place)), initial=0)
    start, surface, own, schedule, noise = (tuple(map(float, values[a:b])) for a, b in pairwise(ends))
    optimizer = scenario.optimizers[place]
    changed = optimizer.model_copy(
        update={"values": own, "schedule": optimizer.schedule.model_copy(update={"values": schedule})}
    )
    return scenario.model_copy(
        update={
            "start": start,
            "surface": scenario.surface.model_copy(update={"values": surface}),
            "noise": scenario.noise.model_copy(update={"values": noise}),
            "optimizers": (*scenario.optimizers[:place], changed, *scenario.optimizers[place + 1 :]),
        }
    )
