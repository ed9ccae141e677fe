"""`search`: the best cell of a map looked for with few tries, on a grid, at random, and from coarse to fine.

A try looks at one cell of the map, so that thousands of searches cost no more than the map. Draws are numbered: each is
a hash of its number, the same here and in the page's scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from optviz.engine.maps import Map
from optviz.engine.sweeping import sweep
from optviz.scenario.scenario import Scenario
from optviz.scenario.search import Search
from optviz.scenario.sweep import Axis

WAYS = {"grid": "grid", "random": "random", "coarse_to_fine": "coarse to fine"}
"""The ways of searching, with their titles."""
ROUNDS = 3
"""From coarse to fine there are so many rounds of random tries; after each the box shrinks around the best one."""
SHRUNK = 0.5
"""To so much of its sides."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles over the repeats that are kept."""
CYCLE = 2.0**32


@dataclass(frozen=True, eq=False, kw_only=True)
class Tries:
    """What came of a search.

    Args:
        search: what was asked for.
        map: the true map, that all tries look at.
        values: (rows, columns) what is searched, the less the better; infinite where it never came about.
        cells: (ways, repeats, tries, 2) the row and the column of each try, in the order of the tries.
        best: (ways, repeats, tries) the least value up to each try.
        levels: (levels,) the shares of repeats that a quantile has below or at it.
        quantiles: (ways, levels, tries) of `best` over the repeats.
        medians: (tries,) the median of the best of so many random tries, by its closed form.
    """

    search: Search
    map: Map
    values: np.ndarray
    cells: np.ndarray
    best: np.ndarray
    levels: np.ndarray
    quantiles: np.ndarray
    medians: np.ndarray

    def __repr__(self) -> str:
        ends = zip(WAYS.values(), self.quantiles[:, LEVELS.index(0.5), -1], strict=True)
        found = ", ".join(f"{title} {value:.3g}" for title, value in ends)
        return f"<Tries: the best of {self.search.tries}, in the middle of {self.search.repeats} repeats: {found}>"


def search(
    what: Search | Scenario,
    *,
    precision: int = 32,
    progress: Callable[[float], None] | None = None,
    **fields: Any,
) -> Tries:
    """Looks for the best cell of a map with few tries, in three ways.

    Args:
        what: a `Search`; or a scenario, with the other fields of a search by name, such as
            `x="optimizers.0.learning_rate", y="optimizers.0.rho", tries=16`.
        precision: of the map, 32 bits or 64.
        progress: called with the share of the map done, 0 to 1; what it raises ends the work.

    Returns:
        `Tries`: arrays with axes.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """
    asked = Search.of(what, fields)
    return searched(asked, sweep(asked, precision=precision, progress=progress))


def searched(asked: Search, found: Map) -> Tries:
    """A search on the map of its sweep."""
    values = np.where(np.isnan(found.shown), np.inf, found.shown)
    rows, columns = values.shape
    sides = [Side(asked.y, rows, asked.spacing), Side(asked.x, columns, asked.spacing)]
    draws = uniforms(asked.seed, asked.repeats, asked.tries)
    cells = np.stack([way(asked, values, sides, draws) for way in (on_a_grid, at_random, from_coarse_to_fine)])
    best = np.minimum.accumulate(values[cells[..., 0], cells[..., 1]], axis=-1)
    ranks = np.ceil(np.array(LEVELS) * asked.repeats).astype(int) - 1
    return Tries(
        search=asked,
        map=found,
        values=values,
        cells=cells,
        best=best,
        levels=np.array(LEVELS),
        quantiles=np.sort(best, axis=1)[:, ranks],
        medians=median_of_best(values, np.outer(*(side.odds for side in sides)), asked.tries),
    )


class Side:
    """One side of the box that is searched: places on it, from 0 to 1, and the cells that lie there."""

    def __init__(self, axis: Axis | None, cells: int, spacing: str) -> None:
        assert axis is not None
        self.axis, self.cells = axis, cells
        self.is_stretched = spacing == "linear" and axis.scale != "linear"

    def cell(self, places: np.ndarray) -> np.ndarray:
        """Equal parts of the side are cells; where places are spread by equal sums, the nearest value's cell is."""
        if not self.is_stretched:
            return np.minimum((places * self.cells).astype(int), self.cells - 1)
        values = self.axis.low + places * (self.axis.high - self.axis.low)
        return np.floor(self.axis.shares(values) * (self.cells - 1) + 0.5).astype(int)

    @property
    def odds(self) -> np.ndarray:
        """(cells,) how likely a random place is to lie in each cell."""
        if not self.is_stretched:
            return np.full(self.cells, 1 / self.cells)
        middles = (np.arange(1, self.cells) - 0.5) / (self.cells - 1)
        low, high = self.axis.stretched(np.array([self.axis.low, self.axis.high]))
        stretched = low + middles * (high - low)
        borders = 10.0**stretched if self.axis.scale == "log" else 1 - 10.0**-stretched
        places = (borders - self.axis.low) / (self.axis.high - self.axis.low)
        return np.diff(places, prepend=0.0, append=1.0)


def mixed(numbers: np.ndarray) -> np.ndarray:
    """A hash of whole numbers of 32 bits, one to one. C. Wellons, Prospecting for Hash Functions, 2018."""
    found = numbers.astype(np.uint32)
    found ^= found >> 16
    found *= np.uint32(0x7FEB352D)
    found ^= found >> 15
    found *= np.uint32(0x846CA68B)
    found ^= found >> 16
    return found


def uniforms(seed: int, repeats: int, tries: int) -> np.ndarray:
    """(repeats, tries, 2) numbers from 0 to below 1, for the row and the column of each try."""
    numbers = np.arange(repeats * tries * 2, dtype=np.uint32)
    drawn = mixed(mixed(numbers) ^ mixed(np.array([seed], np.uint32) + np.uint32(1)))
    return (drawn / CYCLE).reshape(repeats, tries, 2)


def cells_at(sides: list[Side], places: np.ndarray) -> np.ndarray:
    """(..., 2) rows and columns at places of the box, from 0 to 1 along y and x."""
    return np.stack([side.cell(places[..., i]) for i, side in enumerate(sides)], axis=-1)


def on_a_grid(asked: Search, values: np.ndarray, sides: list[Side], draws: np.ndarray) -> np.ndarray:
    """The middles of equal parts of the box, in the order that the draws make."""
    along = (np.arange(asked.side) + 0.5) / asked.side
    grid = cells_at(sides, np.stack(np.meshgrid(along, along, indexing="ij"), axis=-1).reshape(-1, 2))
    return grid[draws[..., 0].argsort(axis=1, kind="stable")]


def at_random(asked: Search, values: np.ndarray, sides: list[Side], draws: np.ndarray) -> np.ndarray:
    return cells_at(sides, draws)


def from_coarse_to_fine(asked: Search, values: np.ndarray, sides: list[Side], draws: np.ndarray) -> np.ndarray:
    """Rounds of random tries, each in a smaller box around the best one so far."""
    places = draws.copy()
    ends = rounds(asked.tries)
    for i, (begin, end) in enumerate(pairwise(ends[1:]), start=1):
        seen = cells_at(sides, places[:, :begin])
        best = values[seen[..., 0], seen[..., 1]].argmin(axis=1)
        corner = corner_of(places[np.arange(len(places)), best], SHRUNK**i)
        places[:, begin:end] = corner[:, None] + SHRUNK**i * draws[:, begin:end]
    return cells_at(sides, places)


def rounds(tries: int) -> list[int]:
    """With which try each round begins; last, how many there are."""
    return [tries * i // ROUNDS for i in range(ROUNDS + 1)]


def corner_of(best: np.ndarray, size: float) -> np.ndarray:
    """The lower corner of a box around the best place, which stays within the whole one."""
    return np.clip(best - size / 2, 0, 1 - size)


def median_of_best(values: np.ndarray, odds: np.ndarray, tries: int) -> np.ndarray:
    """(tries,) the median of the least of 1, 2, … independent values that come with these odds.

    The least of n lies at or below v with the chance 1 - (1 - F(v))ⁿ, where F(v) is that of one.
    """
    order = values.ravel().argsort()
    below = np.cumsum(odds.ravel()[order])
    wanted = 1 - 0.5 ** (1 / np.arange(1, tries + 1))
    return values.ravel()[order][np.minimum(np.searchsorted(below, wanted), values.size - 1)]
