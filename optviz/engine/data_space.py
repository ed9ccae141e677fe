"""Where the data of a surface are, and what its model says there at given weights.

With one input the picture is that of the target over it, and the model a curve. With two it is their plane, and the
model the lines on which it crosses from one class to the other, or says the mean of the target.
"""

from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

import jax
import numpy as np

from optviz.scenario.choices import SurfaceChoice
from optviz.surfaces.base import Surface
from optviz.surfaces.data_space import Data

NODES, GRID = 65, 17
"""How many inputs a curve is drawn through, and how many along each side of a plane."""
MARGIN = 0.07
"""The share of the columns' range that is shown beyond either end of it."""


class DataSpace(NamedTuple):
    """The picture of the data of a surface, the same for all values of its parameters.

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


@lru_cache(maxsize=32)
def data_space(surface: Surface) -> DataSpace:
    """The picture of a surface with data."""
    assert surface.model
    first = surface.model.data[0]
    ranges = [range_of(column) for column in np.concatenate(tables_of(surface)).T]
    if len(first.inputs) == 1:
        upwards = f"probability of {first.classes[1]}" if first.classes else first.target.title
        titles = heading(first.inputs[0].title), heading(upwards)
        return DataSpace(titles, (ranges[0], ranges[1]), np.linspace(*ranges[0], NODES)[:, None], ())
    across, upwards = (np.linspace(*ends, GRID) for ends in ranges[:2])
    nodes = np.stack([axis.ravel() for axis in np.meshgrid(across, upwards)], axis=1)
    borders = surface.model.borders or (float(first.training[:, -1].mean()),)
    titles = heading(first.inputs[0].title), heading(first.inputs[1].title)
    return DataSpace(titles, (ranges[0], ranges[1]), nodes, borders)


def heading(title: str) -> str:
    """A title with a capital letter, unless it is the name of a variable."""
    return title if title.partition(" ")[0] in ("x", "y", "z") else title[:1].upper() + title[1:]


def tables_of(surface: Surface) -> list[np.ndarray]:
    """All tables there are, or those that are made with every parameter at either end of its range."""
    assert surface.model
    if not surface.model.table:
        return [data.rows for data in surface.model.data]
    ends = [(parameter.low, parameter.high) for parameter in surface.parameters]
    with jax.enable_x64(True):
        return [
            surface.model.rows_at(**{p.key: end for p, end in zip(surface.parameters, corner, strict=True)})
            for corner in product(*ends)
        ]


def range_of(column: np.ndarray) -> tuple[float, float]:
    low, high = float(column.min()), float(column.max())
    return low - MARGIN * (high - low), high + MARGIN * (high - low)


def data_of(choice: SurfaceChoice) -> Data:
    """The table that a surface's parameters choose."""
    assert choice.record.model
    return choice.record.model.data_at(choice.numbers)


def rows_of(choice: SurfaceChoice) -> np.ndarray:
    """All rows of the table that a surface's parameters choose or make."""
    assert choice.record.model
    with jax.enable_x64(True):
        return choice.record.model.rows_at(**choice.numbers)


@partial(jax.jit, static_argnums=0)
def asked(surface: Surface, point: jax.Array, inputs: jax.Array, values: jax.Array) -> jax.Array:
    assert surface.model
    numbers = {parameter.key: values[i] for i, parameter in enumerate(surface.parameters)}
    return surface.model.predict(point, inputs, **numbers)


def predictions(choice: SurfaceChoice, point: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """What the model says of inputs (rows, inputs) at these weights, (rows,)."""
    with jax.enable_x64(True):
        return np.asarray(asked(choice.record, np.asarray(point), inputs, np.asarray(choice.values, float)))
