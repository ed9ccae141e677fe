"""Records of what a loss on data is a loss of: the data, and the model that is fitted to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array


class Column(NamedTuple):
    """A column of a table: what it is, and what it is measured in, where that is something."""

    name: str
    unit: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True, eq=False, kw_only=True)
class Data:
    """A table of examples.

    Args:
        inputs: the columns that a model is given, one or two of them.
        target: the column that it is to tell.
        rows: (rows, inputs + 1) float64, in the units of the columns; the target comes last.
        classes: what the values 0 and 1 of the target are called; empty where it is a number.
        held_out: the places of the rows on which nothing is trained.
        source: where they were published, with the year.
        licence: what may be done with them, and where else they are found.
    """

    inputs: tuple[Column, ...]
    target: Column
    rows: np.ndarray
    source: str
    licence: str
    classes: tuple[str, ...] = ()
    held_out: tuple[int, ...] = ()

    @property
    def training(self) -> np.ndarray:
        """The rows on which a model is trained, in their order: the examples of mini-batches."""
        return np.delete(self.rows, self.held_out, axis=0)

    @property
    def left(self) -> np.ndarray:
        """The rows that are held out, in their order."""
        return self.rows[list(self.held_out)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Model:
    """What the weights of a surface mean where its data are.

    Args:
        data: what it is fitted to, or several tables of which the parameter `choice` of the surface names one.
        predict: `predict(point, inputs, **parameters) -> Array`, in JAX: what it says of inputs (rows, inputs), one
            number each, in the units of the target; for classes the probability of the second one, or a score.
        error: `error(predictions, targets) -> Array`, in JAX, of each example; the loss is the mean of it over those
            that the model is trained on, and penalties.
        choice: the key of a switch of the surface.
        table: for data that are made, `table(**parameters) -> Array`, in JAX: the rows (rows, inputs + 1) with these
            numbers, whose defaults give those of the data. None where the rows are what they are.
        borders: where the predictions for two classes cross from one to the other; behind it those that mark a margin.
    """

    data: tuple[Data, ...]
    predict: Callable[..., Array]
    error: Callable[[Array, Array], Array]
    choice: str = ""
    table: Callable[..., Array] | None = None
    borders: tuple[float, ...] = ()

    @property
    def holds_out(self) -> bool:
        """Whether there are examples on which nothing is trained; then there is one table."""
        return bool(self.data[0].held_out)

    def held_out_loss(self, point: Array, **parameters: Array) -> Array:
        """The mean error on these, in JAX, without penalties."""
        left = jnp.asarray(self.data[0].left, point.dtype)
        return jnp.mean(self.error(self.predict(point, left[:, :-1], **parameters), left[:, -1]))

    def rows_at(self, **parameters: float) -> np.ndarray:
        """All rows of the table that these values of the surface's parameters choose or make."""
        return np.asarray(self.table(**parameters)) if self.table else self.data_at(parameters).rows

    def data_at(self, parameters: dict[str, float]) -> Data:
        """The table that these values of the surface's parameters choose."""
        return self.data[int(parameters[self.choice]) if self.choice else 0]
