"""Where the names of paths stand at their heads. The page has the same rule, with these numbers."""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

DIRECTIONS = ((1, 0), (-1, 0), (0.7, -0.7), (0.7, 0.7), (-0.7, -0.7), (-0.7, 0.7), (0, -1), (0, 1))
RULES = {
    "directions": DIRECTIONS,
    "distances": (10.0, 24.0, 40.0, 64.0),
    "head": 8.0,
    "between": 1.0,
    "height": 1.1,
    "cell": 4.0,
    "far": 0.1,
    "stay": 4.0,
}
"""A name stands at one of the `distances` from its head, in one of the `directions` (y downwards), where it touches no
head (each reaches as far as `head`), no other name (with as much `between` them) and not the edge. Of these places it
takes the one where it hides least: so many cells of paths, `cell` wide, and `far` as many for each pixel away from its
head. While the heads move it stays where it is until it could hide `stay` cells less. `height`: of a name, in sizes of
its type; lengths are in pixels of the page."""
NUMBERED = re.compile(r"(.+?) (\S+ = .+)")
"""A rule's name, and the numbers that tell its copies apart."""
LONGEST = 4
"""Pieces of a path longer than so many sides of the picture lie outside it."""

Box = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""


class Cover(NamedTuple):
    """Where paths run: how many cells of theirs lie above and to the left of each corner of the cells; their width."""

    sums: np.ndarray
    cell: float

    def under(self, box: Box) -> int:
        """How many cells of paths a box touches."""
        rows, columns = (count - 1 for count in self.sums.shape)
        left, top = (max(0, math.floor(edge / self.cell)) for edge in box[:2])
        right, bottom = (
            min(count, math.floor(edge / self.cell) + 1) for edge, count in zip(box[2:], (columns, rows), strict=True)
        )
        if left >= right or top >= bottom:
            return 0
        sums = self.sums
        return int(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])


def cover_of(paths: Sequence[np.ndarray], size: tuple[float, float], unit: float) -> Cover:
    """Where paths run on a picture of a size.

    Args:
        paths: places (rows, 2) in pixels from the upper left corner.
        unit: a pixel of the page.
    """
    cell = RULES["cell"] * unit
    columns, rows = (math.ceil(side / cell) for side in size)
    taken = np.zeros((rows, columns), int)
    for path in paths:
        steps = np.diff(path, axis=0)
        lengths = np.hypot(*steps.T)
        is_near = lengths <= LONGEST * sum(size)
        counts = np.where(is_near, np.maximum(1, np.ceil(2 * np.nan_to_num(lengths) / cell)) + 1, 0).astype(int)
        piece = np.repeat(np.arange(len(steps)), counts)
        number = np.arange(len(piece)) - (np.cumsum(counts) - counts)[piece]
        share = number / (counts[piece] - 1)
        cells = np.floor((path[piece] + share[:, None] * steps[piece]) / cell).astype(int)
        cells = cells[((cells >= 0) & (cells < [columns, rows])).all(axis=1)]
        taken[cells[:, 1], cells[:, 0]] = 1
    return Cover(np.pad(taken.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0))), cell)


def names_apart(labels: Sequence[str]) -> list[str]:
    """What paths are called at their heads: where all are of one rule, each by its numbers alone."""
    parts = [NUMBERED.fullmatch(label) for label in labels]
    rules = {part and part[1] for part in parts}
    return [part[2] for part in parts if part] if len(labels) > 1 == len(rules) and None not in rules else [*labels]


def place_names(
    heads: np.ndarray, widths: list[float], size: tuple[float, float], type_size: float, unit: float, cover: Cover
) -> list[tuple[float, float] | None]:
    """The left edge and the middle of each name, in pixels from the upper left corner; None where it has no room.

    Args:
        heads: (paths, 2) where they are drawn, from the upper left corner.
        widths: of the names.
        size: of the picture.
        type_size: of the names.
        unit: a pixel of the page.
        cover: where the paths run.
    """
    boxes: list[Box] = []
    places: list[tuple[float, float] | None] = []
    half = RULES["height"] * type_size / 2
    for (x, y), width in zip(heads, widths, strict=True):
        is_inside = 0 <= x <= size[0] and 0 <= y <= size[1]
        candidates = [
            (
                RULES["far"] * distance,
                box_at((x + unit * distance * right, y + unit * distance * below), (right, below), width, half),
            )
            for distance in RULES["distances"]
            for right, below in DIRECTIONS
            if is_inside
        ]
        candidates.sort(key=lambda one: one[0] + cover.under(one[1]))
        box = next((box for _, box in candidates if is_free(box, heads, boxes, size, unit)), None)
        places.append(None if box is None else (float(box[0]), float(box[1] + half)))
        if box is not None:
            boxes.append(box)
    return places


def box_at(end: tuple[float, float], direction: tuple[float, float], width: float, half: float) -> Box:
    """Left, upper, right and lower edge of a name whose nearest edge is at a place."""
    right, below = direction
    left = end[0] - (width / 2 if right == 0 else width if right < 0 else 0)
    middle = end[1] + (half * np.sign(below) if right == 0 else 0)
    return left, middle - half, left + width, middle + half


def is_free(
    box: Box,
    heads: np.ndarray,
    boxes: list[Box],
    size: tuple[float, float],
    unit: float,
) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > size[0] or bottom > size[1]:
        return False
    away = np.hypot(*(heads - np.clip(heads, [left, top], [right, bottom])).T)
    gap = RULES["between"] * unit
    return not (away < RULES["head"] * unit).any() and all(
        right + gap <= other[0] or other[2] + gap <= left or bottom + gap <= other[1] or other[3] + gap <= top
        for other in boxes
    )
