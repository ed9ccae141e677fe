"""A chart: what stands on its axes, in shares of its sides. Decided here once, painted by figures and by the page."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optviz.picture.ticks import Tick, logarithmic_ticks, ticks

BEYOND = 1.05
"""Where what is infinite lies: above the upper edge, so that a line to it leaves the picture."""
BENEATH = -0.05
LEAST = 1e-12
"""The share of the highest value below which a logarithmic axis does not go."""
HIGHEST = 10.0
"""How many times the first value a logarithmic axis holds."""
MOST = 6
"""Ticks of an axis."""


class Scale(NamedTuple):
    """An axis.

    Args:
        low, high: its ends, of a logarithmic one their decimal logarithms.
    """

    title: str
    low: float
    high: float
    is_log: bool
    is_whole: bool = False

    def shares(self, values: Iterable[float]) -> np.ndarray:
        """How far along the axis values are; not a number stays so."""
        given = np.asarray(values, float)
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = np.log10(given) if self.is_log else given
            return np.clip((scaled - self.low) / (self.high - self.low), BENEATH, BEYOND)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Each with its share of the axis."""
        if self.is_log:
            found = logarithmic_ticks(self.low, self.high, MOST)
        else:
            found = ticks(self.low, self.high, MOST, whole=self.is_whole)
        places = self.shares([tick.value for tick in found]).tolist()
        return tuple(Tick(place, tick.text) for place, tick in zip(places, found, strict=True))


class Band(NamedTuple):
    """What lies between two lines over the same places."""

    x: np.ndarray
    low: np.ndarray
    high: np.ndarray
    colour: str
    opacity: float
    name: str


class Line(NamedTuple):
    """A line; `is_stepped`: it keeps its height up to the next place."""

    x: np.ndarray
    y: np.ndarray
    colour: str
    name: str
    width: float = 1.6
    dash: tuple[float, ...] = ()
    is_stepped: bool = False


class Dot(NamedTuple):
    """A mark at a place."""

    x: float
    y: float
    colour: str
    name: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Chart:
    """A chart, its parts from the lowest to the uppermost.

    Args:
        key: for each line of the key its colour, its dash, how wide its sample is (a band's is high), and its words.
    """

    title: str
    x: Scale
    y: Scale
    bands: tuple[Band, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    key: tuple["Entry", ...] = ()


class Entry(NamedTuple):
    """A line of a key: what a look stands for."""

    colour: str
    text: str
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    is_band: bool = False


def linear(title: str, low: float, high: float, *, whole: bool = False) -> Scale:
    return Scale(title, float(low), float(high if high > low else low + 1), False, whole)


def logarithmic(title: str, low: float, high: float) -> Scale:
    """From one value to another."""
    return Scale(title, math.log10(low), math.log10(high), True)


def decades(title: str, values: Iterable[np.ndarray], first: float) -> Scale:
    """Whole powers of ten around values above zero, as far as these are not far above the first one."""
    found = np.concatenate([np.ravel(one) for one in values])
    top = HIGHEST * first if first > 0 else np.inf
    shown = found[np.isfinite(found) & (found > 0) & (found <= top)]
    if not shown.size:
        return Scale(title, -1.0, 0.0, True)
    highest = float(shown.max())
    high = math.ceil(math.log10(highest) + 1e-9)
    lowest = float(shown[shown >= LEAST * highest].min())
    return Scale(title, float(min(math.floor(math.log10(lowest)), high - 1)), float(high), True)
