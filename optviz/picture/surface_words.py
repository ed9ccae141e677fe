"""What is said of a surface in words and numbers, beside its title and its sentence."""

from collections.abc import Sequence

from optviz.picture.words import weight_names
from optviz.surfaces.base import Minimum, Parameter, Surface
from optviz.surfaces.curve_of_minima import CurveOfMinima
from optviz.texts.language import say
from optviz.texts.numbers import written

EQUALLY_DEEP = 1e-6
"""Losses that differ by less are said to be the same: published minima have so many digits."""
MOST_DIGITS = 6


def minima_in_short(minima: Sequence[Minimum | CurveOfMinima]) -> str:
    """The known minima in a few words, their numbers to three decimals."""
    if not minima:
        return say("no known minimum")
    lowest = min(minima, key=lambda minimum: minimum.value)
    value = written(round(lowest.value, 3))
    if isinstance(lowest, CurveOfMinima):
        return say("a curve of minima, of {value}", value=value)
    place = point_said([round(number, 3) for number in lowest.point])
    if len(minima) == 1:
        return say("minimum {value} at {place}", value=value, place=place)
    if max(minimum.value for minimum in minima) - lowest.value < EQUALLY_DEEP:
        return say("{count} minima of {value}", count=len(minima), value=value)
    return say("{count} minima, the lowest {value} at {place}", count=len(minima), value=value, place=place)


def minimum_said(minimum: Minimum | CurveOfMinima) -> str:
    value = written(minimum.value, MOST_DIGITS)
    if isinstance(minimum, CurveOfMinima):
        return say("a curve of minima: loss {value} on it", value=value)
    return say("loss {value} at {place}", value=value, place=point_said(minimum.point))


def point_said(point: Sequence[float]) -> str:
    """`(3, 0.5)`, or the number alone of one weight."""
    numbers = ", ".join(written(number, MOST_DIGITS) for number in point)
    return f"({numbers})" if len(point) > 1 else numbers


def weights_said(surface: Surface) -> list[str]:
    """The weights, and what of each is shown."""
    ends = [(written(low), written(high)) for low, high in surface.domain]
    return [
        say("{weight} from {low} to {high}", weight=name, low=low, high=high)
        for name, (low, high) in zip(weight_names(surface), ends, strict=True)
    ]


def range_said(parameter: Parameter) -> str:
    """The default of a parameter and its range, or the names that can be chosen."""
    if parameter.choices:
        *others, last = map(say, parameter.called)
        return say("{others} or {last}", others=say(", ").join(others), last=last)
    default, low, high = map(written, (parameter.default, parameter.low, parameter.high))
    return say("{default}{unit}, from {low} to {high}", default=default, unit=say(parameter.unit), low=low, high=high)
