"""A map as the page gets it: the look of each cell, its numbers for the hand, and what is drawn over it."""

from typing import Any

import numpy as np

from optviz.engine.map_theory import theory_of
from optviz.engine.maps import Map
from optviz.picture.looks import THEMES
from optviz.picture.map_axes import name_of, places_of, ticks_of, title_of
from optviz.picture.map_cells import PATTERNS, REPEAT, cells_of
from optviz.player.payload import encode
from optviz.scenario.sweep import Axis, Sweep
from optviz.texts.numbers import written

MOST_TICKS = 6
FINENESS = 4
"""In so many parts a pixel of the page is told whether a pattern inks it."""


def map_payload(found: Map, style: str) -> bytes:
    """The body of one map in a style, `light` or `dark`."""
    cells = cells_of(found, style)
    theory = theory_of(found.sweep)
    used = {look.pattern for look in cells.looks} - {""}
    header = {
        "title": name_of(found.sweep),
        "axes": [axis_data(found.sweep, axis) for axis in found.sweep.axes],
        "ink": THEMES[style].ink,
        "paper": THEMES[style].paper,
        "looks": [[look.colour, look.pattern, look.ink or look.colour] for look in cells.looks],
        "patterns": {name: inked(name) for name in sorted(used)},
        "bar": cells.bar,
        "marks": cells.marks,
        "key": cells.key,
        "border": over(found.sweep, theory.border) if theory else [],
        "optimum": over(found.sweep, np.array([theory.optimum])) if theory and theory.optimum else [],
        "minima": minima_said(found.sweep),
    }
    arrays = {
        "places": cells.places.astype(np.int32),
        "x": found.x.astype(float),
        "y": found.y.astype(float),
        "losses": found.losses.astype(np.float32),
        "distances": found.distances.astype(np.float32),
        "steps": found.steps,
        "diverged_at": found.diverged_at,
        "minima": found.minima,
    }
    return encode(header, arrays)


def axis_data(asked: Sweep, axis: Axis) -> dict[str, Any]:
    return {
        "key": axis.key,
        "title": title_of(asked, axis),
        "cells": axis.cells,
        "ticks": [[tick.value / axis.cells, tick.text] for tick in ticks_of(axis, MOST_TICKS)],
    }


def over(asked: Sweep, points: np.ndarray) -> list[list[float]]:
    """Points of two numbers as shares of the map's sides."""
    sides = [places_of(axis, points[:, i]) / axis.cells for i, axis in enumerate(asked.axes)]
    return np.stack(sides, axis=-1).tolist()


def inked(pattern: str) -> list[str]:
    """The square that a pattern repeats, row by row from above: a 1 for what is inked."""
    along = np.arange(REPEAT * FINENESS) / FINENESS
    return ["".join(map(str, row)) for row in PATTERNS[pattern](*np.meshgrid(along, along)).astype(int).tolist()]


def minima_said(asked: Sweep) -> list[str]:
    """Where the minima are; nothing where they are others from cell to cell."""
    if any(axis.key.startswith("surface.") for axis in asked.axes):
        return []
    choice = asked.scenario.surface
    minima = choice.record.minima(**choice.numbers)
    points = [getattr(minimum, "point", None) for minimum in minima]
    return ["the curve of minima" if point is None else f"({', '.join(map(written, point))})" for point in points]
