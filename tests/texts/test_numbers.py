"""One way to write a number, here and on the page."""

import math
import random
from decimal import Decimal

import pytest

from optviz.texts.numbers import steady, written
from tests.picture.on_the_page import on_the_page

WRITTEN = [
    (0.0, 3, "0", "0.00"),
    (-0.0, 3, "0", "0.00"),
    (0.5, 4, "0.5", "0.5000"),
    (123.456, 4, "123.5", "123.5"),
    (-2.0, 3, "−2", "−2.00"),
    (0.000465, 3, "0.000465", "0.000465"),
    (4.65e-7, 3, "4.65e−7", "4.65e−7"),
    (8e-10, 3, "8e−10", "8.00e−10"),
    (-1e-5, 3, "−1e−5", "−1.00e−5"),
    (0.0001, 3, "0.0001", "0.000100"),
    (0.00009999, 3, "0.0001", "0.000100"),
    (0.00009994, 3, "9.99e−5", "9.99e−5"),
    (12345.0, 3, "12300", "12300"),
    (99949.0, 3, "99900", "99900"),
    (99950.0, 3, "1e5", "1.00e5"),
    (1e5, 3, "1e5", "1.00e5"),
    (1.5, 1, "2", "2"),
    (2.5, 1, "3", "3"),
    (-0.125, 2, "−0.13", "−0.13"),
    (1.7976931348623157e308, 3, "1.8e308", "1.80e308"),
    (5e-324, 3, "4.94e−324", "4.94e−324"),
    (math.inf, 3, "infinity", "infinity"),
    (-math.inf, 3, "−infinity", "−infinity"),
    (math.nan, 3, "not a number", "not a number"),
    (None, 3, "–", "–"),
]


@pytest.mark.parametrize(("value", "digits", "short", "running"), WRITTEN)
def test_numbers_are_written(value, digits, short, running):
    assert (written(value, digits), steady(value, digits)) == (short, running)


def some_numbers():
    draw = random.Random(1)
    for _ in range(4000):
        yield draw.choice((-1, 1)) * draw.uniform(1, 10) * 10 ** draw.uniform(-9, 9), draw.randint(1, 6)
    for _ in range(1000):  # halves, which must be rounded to the same side
        yield draw.choice((-1, 1)) * (2 * draw.randrange(2000) + 1) / 2 ** draw.randint(1, 6), draw.randint(1, 4)
    for power in range(-12, 13):
        for step in (-1, 0, 1):
            yield float(f"1e{power}") * (1 + step * 2**-52), 3
    yield from ((value, digits) for value, digits, *_ in WRITTEN)


def test_they_are_written_alike_on_the_page():
    numbers = list(some_numbers())
    there = on_the_page(numbers=numbers)["numbers"]
    for (value, digits), texts in zip(numbers, there, strict=True):
        assert [written(value, digits), steady(value, digits)] == texts, (value, digits)


def test_what_is_written_is_the_number_to_half_of_its_last_digit():
    for value, digits in some_numbers():
        if value and math.isfinite(value):
            exact = Decimal(value)
            unit = Decimal(10) ** (exact.adjusted() - digits + 1)
            for text in (written(value, digits), steady(value, digits)):
                assert abs(Decimal(text.replace("−", "-")) - exact) <= unit / 2, text
