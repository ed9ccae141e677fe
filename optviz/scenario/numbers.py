"""The numbers that the run of one optimizer depends on, each by its dotted path, in the order in which programs take
them."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from optviz.scenario.scenario import Scenario
from optviz.scenario.starts import coordinates
from optviz.surfaces.base import Parameter


def parts_of(scenario: Scenario, place: int) -> list[tuple[str, Sequence[Parameter], tuple[float, ...]]]:
    """What these numbers belong to: its path, their records, and their values.

    The start is the one that the optimizer has, be it its own.
    """
    optimizer = scenario.optimizers[place]
    path = f"optimizers.{place}"
    chosen = (
        ("surface", scenario.surface),
        (path, optimizer),
        (f"{path}.schedule", optimizer.schedule),
        ("noise", scenario.noise),
    )
    return [
        ("start", coordinates(scenario.surface.record), scenario.starts[place]),
        *((name, choice.record.parameters, choice.values) for name, choice in chosen),
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
    has_own_start = optimizer.start is not None
    changed = optimizer.model_copy(
        update={
            "values": own,
            "schedule": optimizer.schedule.model_copy(update={"values": schedule}),
            "start": start if has_own_start else None,
        }
    )
    return scenario.model_copy(
        update={
            "start": scenario.start if has_own_start else start,
            "surface": scenario.surface.model_copy(update={"values": surface}),
            "noise": scenario.noise.model_copy(update={"values": noise}),
            "optimizers": (*scenario.optimizers[:place], changed, *scenario.optimizers[place + 1 :]),
        }
    )
