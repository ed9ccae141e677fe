"""Ticks: round, inside, as many as asked for, named exactly; and the same on the page."""

import math
import random
from decimal import Decimal
from itertools import pairwise

import pytest

from optviz.picture.ticks import logarithmic_ticks, ticks
from tests.picture.on_the_page import on_the_page

LINEAR = [
    ((-5.0, 5.0, 6), "−4 −2 0 2 4"),
    ((-5.0, 5.0, 5), "−4 −2 0 2 4"),
    ((-5.0, 5.0, 4), "−5 0 5"),
    ((-1.0, 1.0, 6), "−1.0 −0.5 0.0 0.5 1.0"),
    ((0.0, 0.3, 4), "0.0 0.1 0.2 0.3"),
    ((0.0, 60.0, 12), "0 10 20 30 40 50 60"),
    ((1.0000001, 1.0000002, 3), "1.00000010 1.00000015 1.00000020"),
    ((-2e5, 4e5, 4), "−2e5 0 2e5 4e5"),
    ((90000.0, 110000.0, 5), "9e4 9.5e4 1e5 1.05e5 1.1e5"),
    ((0.0, 3e-5, 4), "0 1e−5 2e−5 3e−5"),
    ((3.2, 3.4, 1), ""),
    ((1.0, 1.0, 5), ""),
    ((0.0, math.inf, 5), ""),
]
LOGARITHMIC = [
    ((-3, 2, 6), "10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10²"),
    ((-12, 3, 6), "10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰ 10³"),
    ((-0.3, 0.8, 6), "1 2 5"),
    ((-6.9, -5.9, 6), "2e−7 5e−7 1e−6"),
]


@pytest.mark.parametrize(("asked", "texts"), LINEAR)
def test_linear_axes(asked, texts):
    assert " ".join(tick.text for tick in ticks(*asked)) == texts


@pytest.mark.parametrize(("asked", "texts"), LOGARITHMIC)
def test_logarithmic_axes(asked, texts):
    assert " ".join(tick.text for tick in logarithmic_ticks(*asked)) == texts


def test_whole_numbers_only():
    assert [tick.text for tick in ticks(0, 3, 12, whole=True)] == ["0", "1", "2", "3"]
    assert [tick.text for tick in ticks(0, 1, 12, whole=True)] == ["0", "1"]


def some_ranges():
    draw = random.Random(2)
    for _ in range(5000):
        centre = draw.choice((0.0, draw.uniform(-1, 1) * 10 ** draw.uniform(-7, 7)))
        span = 10 ** draw.uniform(-9, 9)
        yield centre - draw.random() * span, centre + span, draw.randint(1, 14), draw.random() < 0.2
    for _ in range(500):  # ends that are ticks themselves
        unit = float(f"{draw.choice((1, 2, 5))}e{draw.randint(-8, 8)}")
        first = draw.randint(-9, 9)
        yield first * unit, (first + draw.randint(1, 9)) * unit, draw.randint(1, 14), False
    yield from ((*asked, False) for asked, _ in LINEAR if math.isfinite(asked[1]))


def test_linear_ticks_are_round_inside_and_no_finer_step_would_do():
    for low, high, most, whole in some_ranges():
        found = ticks(low, high, most, whole=whole)
        assert len(found) <= most
        values = [Decimal(tick.text.replace("−", "-")) for tick in found]
        assert [float(value) for value in values] == [tick.value for tick in found]  # the label says exactly where
        assert not any(tick.text.startswith("−") and tick.value == 0 for tick in found)
        slack = 1e-5 * max(high - low, float(whole)) + 1e-15 * max(abs(low), abs(high))
        assert all(low - slack <= tick.value <= high + slack for tick in found)
        if len(found) > 1:
            apart = {after - before for before, after in pairwise(values)}
            assert len(apart) == 1
            step = apart.pop()
            sign, (digit, *zeros), _ = step.normalize().as_tuple()
            assert (sign, digit in (1, 2, 5), zeros) == (0, True, [])
            if not (whole and step == 1):
                finer = step / (Decimal(2) if digit in (1, 2) else Decimal("2.5"))
                assert (high - low) / float(finer) >= most - 1  # else it would have been taken


def some_decades():
    draw = random.Random(3)
    for _ in range(3000):
        low = draw.uniform(-20, 10)
        yield low, low + draw.uniform(0, 25) ** draw.choice((0.5, 1)), draw.randint(1, 12)
    for _ in range(500):
        low = draw.randint(-20, 10)
        yield low, low + draw.randint(0, 25), draw.randint(1, 12)


def test_logarithmic_ticks_are_inside_and_evenly_apart():
    for low, high, most in some_decades():
        found = logarithmic_ticks(low, high, most)
        assert len(found) <= most
        places = [math.log10(tick.value) for tick in found]
        assert all(low - 1e-5 <= place <= high + 1e-5 for place in places)
        if len(found) > 1 and found[0].text.startswith("10") and len(found[0].text) > 2:
            assert len({round(after - before, 6) for before, after in pairwise(places)}) == 1


def test_they_are_the_page_s():
    linear, decades = list(some_ranges()), list(some_decades())
    there = on_the_page(linear=linear, logarithmic=decades)
    for (low, high, most, whole), page in zip(linear, there["linear"], strict=True):
        assert [list(tick) for tick in ticks(low, high, most, whole=whole)] == page, (low, high, most, whole)
    for asked, page in zip(decades, there["logarithmic"], strict=True):
        assert [list(tick) for tick in logarithmic_ticks(*asked)] == page, asked
