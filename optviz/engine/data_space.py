"""Where the data of a surface are, and what its model says there at given weights.

With one input the picture is that of the target over it, and the model a curve. With two it is their plane, and the
model the lines on which it crosses from one class to the other, or says the mean of the target.
"""

from collections.abc import Mapping
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

import jax
import numpy as np

from optviz.engine.given import given
from optviz.engine.tables import data_of, table_of
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.own_table import OwnTable
from optviz.surfaces.base import Surface
from optviz.surfaces.data_space import Data

NODES, GRID = 65, 17
"""How many inputs a curve is drawn through, and how many along each side of a plane."""
MARGIN = 0.07
"""The share of the columns' range that is shown beyond either end of it."""


class DataSpace(NamedTuple):
    """The picture of the data of a surface: for data that are made with its switches as they are, the same for all
    values of its other parameters.

    Args:
        titles: of the two axes: names and units.
        ranges: of the two axes.
        nodes: (nodes, inputs) the inputs at which the model is asked, those of a plane row by row.
        borders: the levels of the prediction whose lines are drawn on a plane, those of a margin last.
    """

    titles: tuple[str, str]
    ranges: tuple[tuple[float, float], tuple[float, float]]
    nodes: np.ndarray
    borders: tuple[float, ...]

    @property
    def is_plane(self) -> bool:
        return self.nodes.shape[1] == 2


def space_of(choice: SurfaceChoice) -> DataSpace:
    """The picture of a surface with its numbers, on the reader's own table where it has one."""
    if choice.table:
        return own_space(choice.record, choice.table)
    return data_space(choice.record, tuple(int(choice.numbers[key]) for key in switches_of(choice.record)))


def switches_of(surface: Surface) -> dict[str, int]:
    """Of those that have a say in data that are made, how many places they have, by key."""
    is_made = surface.model and surface.model.made
    return {p.key: len(p.choices) for p in surface.parameters if p.choices and is_made}


@lru_cache(maxsize=64)
def data_space(surface: Surface, places: tuple[int, ...] = ()) -> DataSpace:
    """The picture of a surface with data; with its switches in their first places unless others are given."""
    assert surface.model
    switches = dict.fromkeys(switches_of(surface), 0) | dict(zip(switches_of(surface), places, strict=False))
    rows = np.concatenate(tables_of(surface, switches))
    return space_around(surface.model.data[0], rows, surface.model.borders, is_made=surface.model.made is not None)


@lru_cache(maxsize=32)
def own_space(surface: Surface, table: OwnTable) -> DataSpace:
    assert surface.model
    return space_around(table.data, table.rows, surface.model.borders)


def space_around(first: Data, rows: np.ndarray, borders: tuple[float, ...], *, is_made: bool = False) -> DataSpace:
    """The picture of rows (rows, inputs + 1) with columns like those of some data."""
    ranges = [range_of(column) for column in rows.T]
    if len(first.inputs) == 1:
        upwards = f"probability of {first.classes[1]}" if first.classes else first.target.title
        titles = heading(first.inputs[0].title), heading(upwards)
        targets = rows[:, -1]
        if is_made:
            targets = np.append(targets, 0)  # models begin near it, and targets that are made may be all the same
        return DataSpace(titles, (ranges[0], range_of(targets)), np.linspace(*ranges[0], NODES)[:, None], ())
    across, upwards = (np.linspace(*ends, GRID) for ends in ranges[:2])
    nodes = np.stack([axis.ravel() for axis in np.meshgrid(across, upwards)], axis=1)
    borders = borders or (float(first.training[:, -1].mean()),)
    titles = heading(first.inputs[0].title), heading(first.inputs[1].title)
    return DataSpace(titles, (ranges[0], ranges[1]), nodes, borders)


def heading(title: str) -> str:
    """A title with a capital letter, unless it is the name of a variable."""
    return title if title.partition(" ")[0] in ("x", "y", "z") else title[:1].upper() + title[1:]


def tables_of(surface: Surface, switches: Mapping[str, int]) -> list[np.ndarray]:
    """All tables there are, or those that are made with these places of the switches, and every other parameter at
    either end of its range."""
    assert surface.model
    if not surface.model.made:
        return [data.rows for data in surface.model.data]
    ends = [(switches[p.key],) if p.choices else (p.low, p.high) for p in surface.parameters]
    return [
        surface.model.data_at({p.key: end for p, end in zip(surface.parameters, corner, strict=True)}).rows
        for corner in product(*ends)
    ]


def range_of(column: np.ndarray) -> tuple[float, float]:
    """The ends of a column with a margin; around one that is all the same there is room too."""
    low, high = float(column.min()), float(column.max())
    margin = MARGIN * (high - low) or abs(high) or 1.0
    return low - margin, high + margin


@partial(jax.jit, static_argnums=0)
def asked(surface: Surface, point: jax.Array, inputs: jax.Array, values: jax.Array, table: jax.Array) -> jax.Array:
    assert surface.model
    return surface.model.predict(point, inputs, **given(surface, values, table))


def predictions(choice: SurfaceChoice, point: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """What the model says of inputs (rows, inputs) at these weights, (rows,), both in the units of their columns."""
    data, numbers = data_of(choice), np.asarray(choice.values, float)
    with jax.enable_x64(True):
        said = asked(choice.record, np.asarray(point), data.scaled(inputs), numbers, table_of(choice))
    return data.unscaled(np.asarray(said))
