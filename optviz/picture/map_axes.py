"""The axes of a map: cells of one size whatever the scale is, and round numbers where they stand among these."""

import math
from collections.abc import Sequence

import numpy as np

from optviz.picture.ticks import TOUCH, Tick, logarithmic_ticks, ticks
from optviz.picture.words import weight_names
from optviz.scenario.numbers import parameters_of
from optviz.scenario.sweep import OUTCOMES, Axis, Sweep
from optviz.texts.language import say
from optviz.texts.numbers import written


def places_of(axis: Axis, values: np.ndarray | Sequence[float]) -> np.ndarray:
    """Where values stand along an axis, in cells from its beginning: the first cell's middle is at a half."""
    return axis.shares(np.asarray(values, float)) * (axis.cells - 1) + 0.5


def ticks_of(axis: Axis, most: int) -> tuple[Tick, ...]:
    """At most so many ticks, each with its place in cells."""
    if axis.scale == "linear":
        found = ticks(axis.low, axis.high, most)
    elif axis.scale == "log":
        found = logarithmic_ticks(math.log10(axis.low), math.log10(axis.high), most)
    else:
        found = complement_ticks(axis.low, axis.high, most)
    places = places_of(axis, [tick.value for tick in found]).tolist()
    return tuple(Tick(place, tick.text) for place, tick in zip(places, found, strict=True))


def complement_ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """Values of which round numbers are left to 1: 0.5, 0.8, 0.9, 0.95 …, or fewer where these are too many."""
    powers = range(math.floor(math.log10(1 - high)) - 1, math.ceil(math.log10(1 - low)) + 1)
    found: list[float] = []
    for steps in ((1, 2, 5), (1, 5), (1,)):
        left = [float(f"{step}e{power}") for power in reversed(powers) for step in reversed(steps)]
        found = [1 - share for share in left if low - TOUCH <= 1 - share <= high + TOUCH * (1 - high)]
        if len(found) <= most:
            break
    return tuple(Tick(value, written(value, 12)) for value in found[:most])


def title_of(asked: Sweep, axis: Axis) -> str:
    """What an axis shows; of a start, the weight."""
    parameter = parameters_of(asked.scenario, asked.optimizer)[axis.key]
    if axis.key.startswith("start."):
        name = weight_names(asked.scenario.surface.record)[int(parameter.key)]
        return say("start, {weight}", weight=name)
    owner = f"{say(asked.scenario.surface.record.title)}{say(': ')}" if axis.key.startswith("surface.") else ""
    return f"{owner}{say(parameter.title)}"


def name_of(asked: Sweep) -> str:
    """What a map shows, for its title."""
    scenario = asked.scenario
    name, surface = scenario.labels[asked.optimizer], say(scenario.surface.record.title)
    return say("{name} on {surface}: {outcome}", name=name, surface=surface, outcome=say(OUTCOMES[asked.outcome]))
