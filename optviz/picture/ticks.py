"""Where the ticks of an axis stand and how they are labelled: round numbers, as many as there is room for.

The page has the same rules, since it zooms, and the numbers in them from `RULES`.
"""

import math
from typing import NamedTuple

from optviz.texts.numbers import HIGHEST_POWER, LOWEST_POWER, placed, pointed

STEPS = (1, 2, 5)
"""Two ticks are one of these, times a power of ten, apart."""
TOUCH = 1e-6
"""What share of a step beyond its end still belongs to a range: ends are rounded."""
COUNTABLE = 1e15
"""Steps from zero that a number can count; beyond, it no longer tells two of them apart."""
RULES = {
    "steps": STEPS,
    "touch": TOUCH,
    "countable": COUNTABLE,
    "powers": (LOWEST_POWER, HIGHEST_POWER),
    "most": {"panel": 6, "across": 12, "upwards": 6},
    "gap": 0.8,
    "length": 0.3,
    "pad": 0.3,
}
"""`most`: ticks of an axis of a panel, and of the curves' two. The rest is in sizes of the labels' type: `gap` is the
least distance between two labels; `length` and `pad` of a tick keep them off the axis, and off its corner."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Tick(NamedTuple):
    """A place on an axis, and its label."""

    value: float
    text: str


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> tuple[Tick, ...]:
    """The ticks of a linear axis: all multiples in it of the finest step that leaves at most so many.

    Args:
        low, high: the ends of the axis.
        most: how many ticks it has at most, 1 to 50.
        whole: whether only whole numbers mean something.
    """
    span = high - low
    if not 0 < span < math.inf:
        return ()
    power = math.floor(math.log10(span)) - 3
    while True:
        for step in STEPS:
            size = float(f"{step}e{power}")
            if size == 0 or (whole and power < 0):
                continue
            first, last = math.ceil(low / size - TOUCH), math.floor(high / size + TOUCH)
            if last - first < most:
                is_countable = max(abs(first), abs(last)) < COUNTABLE
                return labelled([number * step for number in range(first, last + 1)], power) if is_countable else ()
        power += 1


def logarithmic_ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """The ticks of a logarithmic axis: powers of ten, every second, third … where they are too many.

    Where fewer than two are in the range, their multiples by the steps of linear axes join them.

    Args:
        low, high: the decimal logarithms of the axis's ends.
        most: how many ticks it has at most, 1 to 50.
    """
    if not 0 <= high - low < math.inf:
        return ()
    first, last = math.ceil(low - TOUCH), math.floor(high + TOUCH)
    if last <= first:
        return between_powers(low, high, most)
    apart = 1
    while math.floor(last / apart) - math.ceil(first / apart) >= most:
        apart += 1
    powers = (number * apart for number in range(math.ceil(first / apart), math.floor(last / apart) + 1))
    return tuple(Tick(float(f"1e{power}"), f"10{str(power).translate(RAISED)}") for power in powers)


def between_powers(low: float, high: float, most: int) -> tuple[Tick, ...]:
    places = [(step, power) for power in range(math.floor(low), math.floor(high) + 2) for step in STEPS]
    inside = [(step, power) for step, power in places if low - TOUCH <= math.log10(step) + power <= high + TOUCH]
    return tuple(Tick(float(f"{step}e{power}"), placed(str(step), power)) for step, power in inside[:most])


def labelled(numbers: list[int], power: int) -> tuple[Tick, ...]:
    """Ticks at whole multiples of a power of ten, all written in the same way, with as many decimals."""
    largest = max(map(abs, numbers), default=0)
    highest = len(str(largest)) - 1 + power
    is_plain = largest == 0 or LOWEST_POWER <= highest <= HIGHEST_POWER
    write = decimals if is_plain else scientific
    return tuple(
        Tick(float(f"{number}e{power}"), "−" * (number < 0) + write(str(abs(number)), power)) for number in numbers
    )


def decimals(figures: str, power: int) -> str:
    """A whole number of a power of ten, written out down to that power."""
    if power >= 0:
        return figures + "0" * (power if figures != "0" else 0)
    figures = figures.rjust(1 - power, "0")
    return f"{figures[:power]}.{figures[power:]}"


def scientific(figures: str, power: int) -> str:
    """The same with an exponent; zero is zero."""
    if figures == "0":
        return "0"
    return f"{pointed(figures.rstrip('0'), 0)}e{str(len(figures) - 1 + power).replace('-', '−')}"
