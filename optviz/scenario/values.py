"""Numbers from outside, and as they are written."""

from numbers import Real
from typing import Any

from optviz.problems import ScenarioError
from optviz.registry import short
from optviz.surfaces.base import Parameter
from optviz.texts.words import Words, words


def plain(number: float) -> float | int:
    """A number without a needless `.0`, so that URLs and JSON are easy to read."""
    return int(number) if float(number).is_integer() and abs(number) < 1e15 else float(number)


def allowed(parameter: Parameter) -> Words:
    """The values of a parameter in words."""
    if parameter.choices:
        return words("one_of", choices=list(parameter.choices))
    code = "a_whole_number" if parameter.integer else "a_number"
    return words(code, low=plain(parameter.low), high=plain(parameter.high))


def parse_number(parameter: Parameter, value: Any) -> float:
    """The value of a parameter from outside: a number, its text, or the name of a choice.

    Raises:
        ScenarioError: it is none of these, or out of range.
    """
    if parameter.choices and value in parameter.choices:
        return float(parameter.choices.index(value))
    try:
        if isinstance(value, bool) or not isinstance(value, Real | str) or parameter.choices:
            raise ValueError
        number = float(value)
        if not parameter.low <= number <= parameter.high or (parameter.integer and not number.is_integer()):
            raise ValueError
    except (ValueError, OverflowError):
        raise ScenarioError.of("", "not_allowed", value=short(value), allowed=allowed(parameter)) from None
    return number + 0.0  # never -0.0: it equals 0 and would still give other bytes
