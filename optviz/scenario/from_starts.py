"""One rule from several starts: the members of an ensemble."""

from collections.abc import Callable

from optviz.problems import ScenarioError
from optviz.scenario.asked import place_among
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.scenario import Scenario
from optviz.scenario.starts import bounded_start
from optviz.scenario.values import parse_number
from optviz.surfaces.base import Parameter

COUNT = Parameter(key="count", title="starts", default=5, low=2, high=MAX_OPTIMIZERS, integer=True)
STEPS = (0.7548776662466927, 0.5698402909980532)
"""Powers of the root of x^3 = x + 1: multiples of these, less their whole parts, lie evenly in a square (Roberts 2018,
The unreasonable effectiveness of quasirandom sequences)."""
MARGIN = 0.1
"""The share of the domain that is left free on each side."""


def from_starts(scenario: Scenario, place: int = 0, count: int = int(COUNT.default)) -> Scenario:
    """One of a scenario's optimizers alone, as it is and in copies that begin elsewhere in the domain.

    The mean of what such models say is an ensemble, which `held_out_together` has of the last path. Where the starts
    are follows from the scenario's seed, and they lie evenly.

    Args:
        place: of the optimizer, from 0.
        count: of the paths, 2 to 12.

    Raises:
        ScenarioError: there is no such place, or so many optimizers are not allowed.
    """
    place = within("place", lambda: place_among(scenario, place))
    count = within("count", lambda: int(parse_number(COUNT, count)))
    data = scenario.to_dict()
    first = data["optimizers"][place]
    copy = {name: value for name, value in first.items() if name != "label"}
    copies = [copy | {"start": start_of(scenario, member)} for member in range(1, count)]
    return Scenario.from_dict(data | {"optimizers": [first, *copies]})


def within(field: str, parsed: Callable[[], int]) -> int:
    try:
        return parsed()
    except ScenarioError as error:
        raise ScenarioError([one.below(field) for one in error.problems]) from None


def start_of(scenario: Scenario, member: int) -> list[float]:
    """Where a member begins, in four digits. The page has the same (`core/from-starts.mjs`)."""
    turn = scenario.seed * MAX_OPTIMIZERS + member
    start = []
    for (low, high), step in zip(scenario.surface.record.domain, STEPS, strict=False):
        share = MARGIN + (1 - 2 * MARGIN) * ((turn * step) % 1)
        start.append(low + share * (high - low))
    return bounded_start(scenario.surface.record, start)
