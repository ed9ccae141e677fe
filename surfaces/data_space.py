"""Records of what a loss on data is a loss of: the data, and the model that is fitted to them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import jax
import numpy as np
from jax import Array
from jax import numpy as jnp

from .either import functions_for, is_traced
from .examples import Table, moments, packed

RAW, CENTRED = 0, 1


class Column(NamedTuple):
    """A column of a table: what it is, and what it is measured in, where that is something."""

    name: str
    unit: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


UNIT = re.compile(
    r"(?P<name>.*\S)(?:\s+\((?P<round>[^()]*[^()\s\d][^()]*)\)|\s*\[(?P<square>[^\[\]]*[^\[\]\s\d][^\[\]]*)\])"
)
"""A name and a unit in brackets, in which there is more than digits."""


def columns_named(headers: Sequence[str]) -> tuple[Column, ...]:
    """Columns by what stands over them, such as `mass (kg)` or `mass [kg]`; as it stands there, if names without units
    are not all different."""
    found = [UNIT.fullmatch(header) for header in headers]
    parts = [
        (one["name"], (one["round"] or one["square"]).strip()) if one else (header, "")
        for one, header in zip(found, headers, strict=True)
    ]
    are_different = len({name for name, _ in parts}) == len(parts)
    return tuple(Column(*part) for part in parts) if are_different else tuple(map(Column, headers))


@dataclass(frozen=True, eq=False, kw_only=True)
class Data:
    """A table of examples.

    Args:
        inputs: the columns that a model is given, one or two of them.
        target: the column that it is to tell.
        rows: (rows, inputs + 1) float64, in the units of the columns; the target comes last.
        classes: what the values 0 and 1 of the target are called; empty where it is a number.
        held_out: the places of the rows on which nothing is trained.
        removed: the places of rows that have been taken away.
        scale: of each column what is taken from its numbers, and what they are divided by then, before a model is given
            them; empty where they are given as they are.
        normalisation: with a scale, whether a model is given inputs on it (raw, 0), less the mean of those that it is
            trained on (centred, 1), or less their mean and over their deviation instead (scaled, 2).
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
    removed: tuple[int, ...] = ()
    scale: tuple[tuple[float, float], ...] = ()
    normalisation: int = 0

    def in_round_units(self) -> "Data":
        """The same, whose model is given each input in a power of ten as its unit, so that the largest lies between 1
        and 10, and a target that is a number with mean 0 and deviation 1."""
        *inputs, target = np.ascontiguousarray(self.training.T)
        mean, deviation = (0.0, 1.0) if self.classes else moments(target)
        scale = [(0.0, power_of_ten(float(np.abs(column).max()))) for column in inputs]
        return replace(self, scale=(*scale, (mean, deviation or 1.0)))

    @cached_property
    def scale_now(self) -> tuple[tuple[float, float], ...]:
        """The scale with the means and deviations of the inputs that its normalisation asks for."""
        if not self.scale or self.normalisation == RAW:
            return self.scale
        found = [moments(column) for column in np.ascontiguousarray(self.training.T[:-1])]
        if self.normalisation == CENTRED:
            found = [(mean, unit) for (mean, _), (_, unit) in zip(found, self.scale, strict=False)]
        return (*((mean, unit or 1.0) for mean, unit in found), self.scale[-1])

    def scaled(self, rows: np.ndarray) -> np.ndarray:
        """Rows (rows, columns), or only their inputs, as a model is given them."""
        if not self.scale:
            return rows
        shifts, units = np.array(self.scale_now[: rows.shape[1]]).T
        return (rows - shifts) / units

    def unscaled(self, targets: np.ndarray) -> np.ndarray:
        """What a model says (rows,), in the units of the target."""
        if not self.scale:
            return targets
        shift, unit = self.scale[-1]
        return targets * unit + shift

    @property
    def training(self) -> np.ndarray:
        """The rows on which a model is trained, in their order: the examples of mini-batches."""
        return np.delete(self.rows, [*self.held_out, *self.removed], axis=0)

    @property
    def left(self) -> np.ndarray:
        """The rows that are held out, in their order."""
        return self.rows[[i for i in self.held_out if i not in self.removed]]

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Those of the rows that have not been taken away."""
        return tuple(i for i in range(len(self.rows)) if i not in self.removed)

    @cached_property
    def trained_places(self) -> np.ndarray:
        """The places of the rows that are not held out, those that have been taken away included.

        In 32 bits, which programs of 32 and of 64 bits alike take as they are.
        """
        return np.delete(np.arange(len(self.rows), dtype=np.int32), self.held_out)

    @cached_property
    def matrix(self) -> np.ndarray:
        """These rows as `packed` has them: a row that has been taken away keeps its place, and does not count."""
        counts = 1.0 - np.isin(self.trained_places, self.removed)
        return packed(self.scaled(self.rows[self.trained_places]), counts)

    @cached_property
    def left_matrix(self) -> np.ndarray:
        """The rows that are held out, with the means and deviations of those on which a model is trained."""
        held = np.array(self.held_out, int)
        return packed(self.scaled(self.rows[held]), 1.0 - np.isin(held, self.removed), self.scaled(self.training))


def power_of_ten(number: float) -> float:
    """The largest that a number holds; 1 for zero."""
    _, _, exponent = f"{number:.16e}".partition("e")
    return float(f"1e{int(exponent)}") if number else 1.0


class Sharing(NamedTuple):
    """Which elements of a tensor share a mean and a deviation.

    Args:
        switch: the key of the surface's switch that says how it is normalised.
        masks: (choices, examples, channels, positions), 1 for those that share them with the first element of all.
    """

    switch: str
    masks: np.ndarray


@dataclass(frozen=True, eq=False, kw_only=True)
class Model:
    """What the weights of a surface mean where its data are.

    Args:
        data: what it is fitted to, or several tables of which the parameter `choice` of the surface names one.
        predict: `predict(point, inputs, table=, **parameters) -> Array`, in JAX: what it says of inputs (rows, inputs),
            one number each, in the units of the target; for classes the probability of the second one, or a score.
            Of the table it needs no more than how the columns lie.
        error: `error(predictions, targets) -> Array`, in JAX, of each example; the loss is the mean of it over those
            that the model is trained on, and penalties.
        choice: the key of a switch of the surface.
        scaling: the key of another one, which says how the inputs are normalised; see `Data`.
        made: for data that are made, `made(**parameters)`: the rows (rows, inputs + 1) with these numbers, by NumPy or,
            where one is traced, by JAX; the defaults give those of the data. None where the rows are what they are.
        sharing: where the inputs are normalised, over which of their elements.
        borders: where the predictions for two classes cross from one to the other; behind it those that mark a margin.
        takes_tables: whether a table of the reader's own can stand in for the data, if it has as many inputs, and two
            classes where these have them.
    """

    data: tuple[Data, ...]
    predict: Callable[..., Array]
    error: Callable[[Array, Array], Array]
    choice: str = ""
    scaling: str = ""
    made: Callable[..., Any] | None = None
    borders: tuple[float, ...] = ()
    sharing: Sharing | None = None
    takes_tables: bool = False

    @property
    def holds_out(self) -> bool:
        """Whether there are examples on which nothing is trained; then there is one table."""
        return bool(self.data[0].held_out)

    @property
    def may_hold_out(self) -> bool:
        """Whether there are such examples, or a table of the reader's own may have some."""
        return self.holds_out or self.takes_tables

    @property
    def measures(self) -> dict[str, Callable[..., Array]]:
        """What can be measured at weights besides the loss, by key, in JAX, on the examples that are trained on and
        those that are held out: `measure(point, table=, held=, **parameters) -> scalar`; not a number where it is
        about held-out examples and there are none.

        The mean error on held-out examples, without penalties; of classes the share of the examples, of those that a
        model is trained on and of the held-out ones, that lie on their own side of the border.
        """
        found = {"held_out": self.held_out_loss} if self.may_hold_out else {}
        if self.data[0].classes:
            found["accuracy"] = self.accuracy
            if self.may_hold_out:
                found["held_out_accuracy"] = self.held_out_accuracy
        return found

    def held_out_loss(self, point: Array, *, table: Table, held: Table, **parameters: Array) -> Array:
        return self.lost(self.predict(point, held.inputs, table=table, **parameters), held)

    def lost(self, said: Array, held: Table) -> Array:
        """The mean error on held-out examples of what is said of each (rows,), whoever says it."""
        return held.mean(self.error(said, held.targets))

    def accuracy(self, point: Array, *, table: Table, held: Table, **parameters: Array) -> Array:
        said = self.predict(point, table.inputs, table=table, **parameters) > self.borders[0]
        return table.mean(jnp.where(said == (table.targets > 0), 1.0, 0.0).astype(point.dtype))

    def held_out_accuracy(self, point: Array, *, table: Table, held: Table, **parameters: Array) -> Array:
        return self.accuracy(point, table=held, held=held, **parameters)

    def data_at(self, parameters: Mapping[str, float]) -> Data:
        """The table that these values of the surface's parameters choose or make."""
        data = self.on_scale(self.data[int(parameters[self.choice]) if self.choice else 0], parameters)
        if not self.made:
            return data
        with jax.enable_x64(True):
            return replace(data, rows=np.asarray(self.made(**parameters)))

    def on_scale(self, data: Data, parameters: Mapping[str, float]) -> Data:
        """A table whose inputs a model is given as these values of the surface's parameters ask for."""
        return replace(data, normalisation=int(parameters[self.scaling])) if self.scaling else data

    def table_of(self, matrix: Any, parameters: Mapping[str, Any]) -> Table:
        """The parts of a matrix of examples to train on; where they are not numbers, rows that are made are made."""
        table = Table.of(matrix)
        if not self.made or not (is_traced(matrix) or np.isnan(matrix).any()):
            return table
        made = self.made(**parameters)[self.data[0].trained_places]
        xp = functions_for(matrix, made)
        made = xp.asarray(made, matrix.dtype)[np.minimum(np.arange(len(table.targets)), len(made) - 1)]
        inputs = xp.where(xp.isnan(table.inputs), made[:, :-1], table.inputs)
        return table._replace(inputs=inputs, targets=xp.where(xp.isnan(table.targets), made[:, -1], table.targets))
