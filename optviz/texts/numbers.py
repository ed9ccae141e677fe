"""How a number is written, wherever one is shown: on the page, in figures, in tables. The page has the same rule."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from optviz.texts.language import say

LOWEST_POWER, HIGHEST_POWER = -4, 4
"""The powers of ten of the first digit for which a number is written out; beyond them with an exponent."""
NOTHING = "–"


def written(value: float | None, digits: int = 3) -> str:
    """A number in at most so many significant digits: `0.5`, `−12.3`, `4.65e−7`.

    Args:
        value: the number. None is written as a dash, what is not finite in words.
        digits: how many digits tell it from its neighbours, 1 to 17. Halves are rounded away from zero.
    """
    return spelled(value, digits, is_steady=False)


def steady(value: float | None, digits: int = 4) -> str:
    """The same for a number that runs while one looks: with all of its digits at every moment, `0.5000` for `0.5`."""
    return spelled(value, digits, is_steady=True)


def spelled(value: float | None, digits: int, *, is_steady: bool) -> str:
    if value is None:
        return NOTHING
    if not math.isfinite(value):
        return say("not a number") if math.isnan(value) else say("infinity") if value > 0 else say("−infinity")
    return in_figures(value, digits, is_steady)


@lru_cache(maxsize=4096)
def in_figures(value: float, digits: int, is_steady: bool) -> str:
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    sign, found, _ = rounded.as_tuple()
    power = rounded.adjusted() if rounded else 0
    figures = "".join(map(str, found)).rstrip("0") or "0"
    return "−" * (sign and rounded != 0) + placed(figures.ljust(digits, "0") if is_steady else figures, power)


def placed(figures: str, power: int) -> str:
    """Digits, the first of which counts the ten to this power: written out, or with an exponent."""
    if LOWEST_POWER <= power <= HIGHEST_POWER:
        return pointed(figures, power)
    return f"{pointed(figures, 0)}e{str(power).replace('-', '−')}"


def pointed(figures: str, power: int) -> str:
    """The same, written out."""
    if power < 0:
        return f"0.{'0' * (-power - 1)}{figures}"
    whole, rest = figures[: power + 1].ljust(power + 1, "0"), figures[power + 1 :]
    return f"{whole}.{rest}" if rest else whole
