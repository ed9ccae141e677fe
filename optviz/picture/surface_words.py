"""What is said of a surface in words and numbers, beside its title and its sentence."""

from collections.abc import Sequence

from optviz.picture.minima import CURVE
from optviz.picture.words import weight_names
from optviz.surfaces.base import Minimum, Parameter, Surface
from optviz.surfaces.curve_of_minima import CurveOfMinima
from optviz.texts.numbers import written

EQUALLY_DEEP = 1e-6
"""Losses that differ by less are said to be the same: published minima have so many digits."""
MOST_DIGITS = 6


def minima_in_short(minima: Sequence[Minimum | CurveOfMinima]) -> str:
    """The known minima in a few words, their numbers to three decimals."""
    if not minima:
        return "no known minimum"
    lowest = min(minima, key=lambda minimum: minimum.value)
    value = written(round(lowest.value, 3))
    if isinstance(lowest, CurveOfMinima):
        return f"{CURVE}, of {value}"
    place = point_said([round(number, 3) for number in lowest.point])
    if len(minima) == 1:
        return f"minimum {value} at {place}"
    if max(minimum.value for minimum in minima) - lowest.value < EQUALLY_DEEP:
        return f"{len(minima)} minima of {value}"
    return f"{len(minima)} minima, the lowest {value} at {place}"


def minimum_said(minimum: Minimum | CurveOfMinima) -> str:
    value = written(minimum.value, MOST_DIGITS)
    if isinstance(minimum, CurveOfMinima):
        return f"{CURVE}: loss {value} on it"
    return f"loss {value} at {point_said(minimum.point)}"


def point_said(point: Sequence[float]) -> str:
    """`(3, 0.5)`, or the number alone of one weight."""
    numbers = ", ".join(written(number, MOST_DIGITS) for number in point)
    return f"({numbers})" if len(point) > 1 else numbers


def weights_said(surface: Surface) -> list[str]:
    """The weights, and what of each is shown."""
    ends = [(written(low), written(high)) for low, high in surface.domain]
    return [f"{name} from {low} to {high}" for name, (low, high) in zip(weight_names(surface), ends, strict=True)]


def range_said(parameter: Parameter) -> str:
    """The default of a parameter and its range, or the names that can be chosen."""
    if parameter.choices:
        return f"{', '.join(parameter.choices[:-1])} or {parameter.choices[-1]}"
    default, low, high = map(written, (parameter.default, parameter.low, parameter.high))
    return f"{default}{parameter.unit}, from {low} to {high}"
