"""Where paths begin: the start of a scenario, and those that some of its optimizers have of their own."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, NamedTuple

from optviz.problems import ScenarioError
from optviz.registry import short
from optviz.scenario.bounds import START_REACH
from optviz.scenario.values import parse_number
from optviz.surfaces.base import Parameter, Surface

DIGITS = Context(prec=4, rounding=ROUND_HALF_UP)
"""Of starts that are worked out, as `toPrecision` has them on the page."""
ANY_NUMBER = Parameter(key="start", title="start", default=0.0, low=0.0, high=0.0)


class GivenStart(NamedTuple):
    """A start from outside, and the surface that it is for."""

    value: Any
    surface: Surface


def coordinates(surface: Surface) -> list[Parameter]:
    """The coordinates of a start, with the range that is allowed."""
    reaches = [((low + high) / 2, START_REACH * (high - low) / 2) for low, high in surface.domain]
    return [
        replace(ANY_NUMBER, key=str(i), title=f"start, weight {i + 1}", low=centre - reach, high=centre + reach)
        for i, (centre, reach) in enumerate(reaches)
    ]


def parse_start(surface: Surface, start: Any) -> tuple[float, ...]:
    """A start from outside: a number for each weight, not far from the domain.

    Raises:
        ScenarioError: with each number that is wrong, or with the whole of it.
    """
    start = start.tolist() if hasattr(start, "tolist") else start
    if not isinstance(start, list | tuple) or len(start) != len(surface.domain):
        raise ScenarioError.of("", "bad_start", value=short(start), count=len(surface.domain))
    values, problems = [], []
    for coordinate, value in zip(coordinates(surface), start, strict=True):
        try:
            values.append(parse_number(coordinate, value))
        except ScenarioError as error:
            problems += [one.below(coordinate.key) for one in error.problems]
    if problems:
        raise ScenarioError(problems)
    return tuple(values)


def bounded_start(surface: Surface, start: Sequence[float]) -> list[float]:
    """The nearest start that is allowed, in four digits."""
    return [
        min(one.high, max(one.low, float(DIGITS.create_decimal(Decimal(value)))))
        for one, value in zip(coordinates(surface), start, strict=True)
    ]


def moved_start(start: Sequence[float], before: Surface, after: Surface) -> list[float] | None:
    """A start on another surface: as far along the domain of each weight; None where their number is another."""
    if len(before.domain) != len(after.domain):
        return None
    if before.domain == after.domain:
        return list(start)
    ends = zip(start, before.domain, after.domain, strict=True)
    return bounded_start(after, [low + (x - a) / (b - a) * (high - low) for x, (a, b), (low, high) in ends])
