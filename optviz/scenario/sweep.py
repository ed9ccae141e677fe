"""`Sweep`: a Scenario, and two of the numbers of one of its optimizers, each over a range; its JSON and its URL.

It is written like a scenario, with fields of its own that begin with `sweep.` in a URL:
`sweep.x=optimizers.0.learning_rate&sweep.x.low=0.001&sweep.x.high=1`.
"""

from collections.abc import Mapping
from typing import Any, Literal, Self

import numpy as np
from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from optviz.problems import ScenarioError, field_name
from optviz.registry import nearest, short
from optviz.scenario.asked import Asked, place_among
from optviz.scenario.bounds import MAX_CELLS
from optviz.scenario.numbers import parameters_of, values_of, with_values
from optviz.scenario.scenario import Scenario
from optviz.scenario.values import allowed, parse_number, plain
from optviz.surfaces.base import Parameter
from optviz.texts.words import words

CELLS = Parameter(key="cells", title="cells", default=64, low=2, high=MAX_CELLS, integer=True)
SCALES = ("linear", "log", "complement")
OUTCOMES = {
    "final_loss": "final loss",
    "steps": "steps to tolerance",
    "distance": "distance to a minimum",
    "divergence": "step of divergence",
    "minimum": "minimum reached",
}
"""What a map can show of each cell, with its title."""
AXIS_FIELDS = ("key", "low", "high", "cells", "scale")


class Axis(BaseModel, frozen=True, extra="forbid"):
    """One number of a scenario over a range, both ends included.

    Args:
        key: its dotted path, such as `optimizers.0.learning_rate`, `surface.tilt` or `start.0`.
        low, high: the range.
        scale: whether neighbours differ by a sum (`linear`), by a factor (`log`), or by a factor of what is left to 1.
        cells: how many values there are, 2 to 512.
    """

    key: str
    low: float
    high: float
    scale: Literal["linear", "log", "complement"]
    cells: int

    @property
    def values(self) -> np.ndarray:
        """(cells,) from the lowest on."""
        if self.scale == "log":
            return np.geomspace(self.low, self.high, self.cells)
        if self.scale == "complement":
            return 1 - np.geomspace(1 - self.low, 1 - self.high, self.cells)
        return np.linspace(self.low, self.high, self.cells)

    def shares(self, values: np.ndarray) -> np.ndarray:
        """How far values are from the lowest to the highest, as the axis is scaled."""
        low, high = self.stretched(np.array([self.low, self.high]))
        return (self.stretched(values) - low) / (high - low)

    def stretched(self, values: np.ndarray) -> np.ndarray:
        """Values such that neighbours along the axis differ by a sum."""
        if self.scale == "log":
            return np.log10(values)
        return -np.log10(1 - values) if self.scale == "complement" else values

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump() | {"low": plain(self.low), "high": plain(self.high)}


class Sweep(Asked, frozen=True, extra="forbid"):
    """A scenario, run once for each pair of values of two of its numbers.

    Args:
        scenario: what stays as it is.
        optimizer: the place of the optimizer that runs; that of the axes, or the first, unless given.
        x: an axis, or its dotted path alone, which then goes over all that is allowed (a start over the domain).
        y: another one; None for a strip of one row.
        outcome: one of `OUTCOMES`, which the map shows.

    Raises:
        ScenarioError: with every field that is wrong, and what is allowed there.
    """

    prefix = "sweep."
    needed = Asked.needed | {"x": words("an_axis")}
    none_such, no_such_field = "no_sweep", "no_such_field_of_a_sweep"

    optimizer: int = 0
    x: Axis
    y: Axis | None = None
    outcome: Literal["final_loss", "steps", "distance", "divergence", "minimum"] = Field(default="final_loss")

    def __init__(self, /, **data: Any) -> None:  # which takes whatever can be parsed, and so says its type
        super().__init__(**data)

    @model_validator(mode="before")
    @classmethod
    def parse(cls, data: Any) -> Any:
        """Without its place, the optimizer is that which the axes name."""
        paths = [path_of(data.get(name)).split(".") for name in ("x", "y")]
        named = [parts[1] for parts in paths if parts[0] == "optimizers" and len(parts) > 1]
        return data | {"optimizer": data.get("optimizer", named[0] if named and named[0].isdigit() else 0)}

    @field_validator("optimizer", mode="before")
    @classmethod
    def parse_optimizer(cls, place: Any, info: ValidationInfo) -> int:
        return place_among(info.data["scenario"], place) if "scenario" in info.data else 0

    @field_validator("x", "y", mode="before")
    @classmethod
    def parse_axis(cls, axis: Any, info: ValidationInfo) -> Any:
        if axis is None or not {"scenario", "optimizer"} <= info.data.keys():
            return None if axis is None else DUMMY
        axis = axis.to_dict() if isinstance(axis, Axis) else {"key": axis} if isinstance(axis, str) else axis
        if not isinstance(axis, Mapping):
            raise ScenarioError.of("", "no_axis", value=short(axis))
        return parse_axis(info.data["scenario"], info.data["optimizer"], axis)

    @field_validator("outcome", mode="before")
    @classmethod
    def parse_outcome(cls, outcome: Any) -> Any:
        if not isinstance(outcome, str) or outcome not in OUTCOMES:
            choices = words("one_of", choices=list(OUTCOMES))
            raise ScenarioError.of("", "not_allowed", value=short(outcome), allowed=choices)
        return outcome

    @model_validator(mode="after")
    def check_axes(self) -> Self:
        if self.y and self.x.key == self.y.key:
            raise ScenarioError.of("y", "same_axis_twice", key=repr(self.y.key))
        return self

    @property
    def axes(self) -> tuple[Axis, ...]:
        return (self.x, self.y) if self.y else (self.x,)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns): cells along y, and along x."""
        return (self.y.cells if self.y else 1, self.x.cells)

    @property
    def places(self) -> tuple[int, ...]:
        """Where the numbers of the axes stand among those of the run."""
        paths = list(parameters_of(self.scenario, self.optimizer))
        return tuple(paths.index(axis.key) for axis in self.axes)

    @property
    def is_of_starts(self) -> bool:
        """Whether it asks for each start where it leads: for basins of attraction."""
        return all(axis.key.startswith("start.") for axis in self.axes)

    def columns(self) -> list[np.ndarray]:
        """For each axis the values along it; whole numbers where only these are allowed."""
        parameters = parameters_of(self.scenario, self.optimizer)
        return [
            np.round(axis.values) if parameters[axis.key].integer else axis.values.clip(axis.low, axis.high)
            for axis in self.axes
        ]

    def at(self, row: int, column: int) -> Scenario:
        """The scenario of one cell."""
        values = list(values_of(self.scenario, self.optimizer))
        for place, along, cell in zip(self.places, self.columns(), (column, row), strict=False):
            values[place] = along[cell]
        return with_values(self.scenario, self.optimizer, values)

    def side_by_side(self) -> list[Self]:
        """What an address shows: of where starts lead one for each optimizer, else the sweep itself."""
        if not (self.is_of_starts and self.outcome == "minimum"):
            return [self]
        return [self.model_copy(update={"optimizer": place}) for place in range(len(self.scenario.optimizers))]

    def coarser(self, most: int) -> Self:
        """The same with at most so many cells along each side."""
        sides = {"x": self.x, "y": self.y}
        fewer = {name: axis.model_copy(update={"cells": min(axis.cells, most)}) for name, axis in sides.items() if axis}
        return self.model_copy(update=fewer)

    @classmethod
    def of_starts(cls, scenario: Scenario, optimizer: int = 0, cells: int = int(CELLS.default)) -> Self:
        """Starts all over the domain: where each of them leads."""
        x, *y = ({"key": f"start.{i}", "cells": cells} for i in range(len(scenario.start)))
        return cls(scenario=scenario, optimizer=optimizer, x=x, y=y[0] if y else None, outcome="minimum")

    def own_fields(self) -> dict[str, Any]:
        axes = {"x": self.x.to_dict()} | ({"y": self.y.to_dict()} if self.y else {})
        return {"optimizer": self.optimizer, **axes, "outcome": self.outcome}


DUMMY = Axis(key="", low=0, high=1, scale="linear", cells=2)
"""Stands for an axis of which nothing can be said, since what it belongs to is wrong."""


def axis_of_text(text: str) -> dict[str, str]:
    """An axis as it is written on a command line, `PATH:LOW:HIGH:CELLS:SCALE`; what is left out takes its default.

    Raises:
        ScenarioError: it has too many parts.
    """
    parts = text.split(":")
    if len(parts) > len(AXIS_FIELDS):
        raise ScenarioError.of("", "too_many_parts", value=short(text))
    return {name: part for name, part in zip(AXIS_FIELDS, parts, strict=False) if part}


def path_of(axis: Any) -> str:
    """The dotted path of what is to become an axis, if it has one."""
    key = axis.key if isinstance(axis, Axis) else axis.get("key", "") if isinstance(axis, Mapping) else axis
    return key if isinstance(key, str) else ""


def parse_axis(scenario: Scenario, place: int, given: Mapping[str, Any]) -> Axis:
    """An axis from outside, over numbers that are allowed.

    Raises:
        ScenarioError: with what is wrong.
    """
    parameters = {path: one for path, one in parameters_of(scenario, place).items() if not one.choices}
    for name in given:
        if name not in AXIS_FIELDS:
            others = {"hint": nearest(name, AXIS_FIELDS), "fields": list(AXIS_FIELDS)}
            raise ScenarioError.of(field_name(name), "no_such_field", owner="an axis", **others)
    key = given.get("key")
    if not isinstance(key, str) or key not in parameters:
        known = {"hint": nearest(key, parameters), "choices": list(parameters)}
        raise ScenarioError.of("", "no_such_number", value=short(key), optimizer=place, **known)
    parameter = parameters[key]
    low, high = usual_bounds(scenario, key, parameter)
    low = within("low", parameter, given.get("low", low))
    high = within("high", parameter, given.get("high", high))
    if not low < high:
        raise ScenarioError.of("high", "bounds_cross", low=plain(low), high=plain(high))
    scale = given.get("scale", parameter.scale)
    if scale not in SCALES:
        raise ScenarioError.of("scale", "not_allowed", value=short(scale), allowed=words("one_of", choices=SCALES))
    if scale == "log" and low <= 0:
        raise ScenarioError.of("low", "no_logarithm", low=plain(low))
    if scale == "complement" and high >= 1:
        raise ScenarioError.of("high", "no_complement", high=plain(high))
    cells = int(within("cells", CELLS, given.get("cells", CELLS.default)))
    return Axis(key=key, low=low, high=high, scale=scale, cells=cells)


def within(field: str, parameter: Parameter, value: Any) -> float:
    try:
        return parse_number(parameter, value)
    except ScenarioError:
        raise ScenarioError.of(field, "not_allowed", value=short(value), allowed=allowed(parameter)) from None


def usual_bounds(scenario: Scenario, key: str, parameter: Parameter) -> tuple[float, float]:
    """All that is allowed; of a start, the domain."""
    if key.startswith("start."):
        return scenario.surface.record.domain[int(parameter.key)]
    return parameter.low, parameter.high
