"""Where the numbers of levels stand on their lines. The page has the same rule, since it zooms, with these numbers."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from optviz.engine.landscape import Landscape
from optviz.picture.levels import Line

RULES = {
    "cell": 0.4,
    "away": 1.7,
    "again": 16.0,
    "apart": 1.5,
    "most": 3,
    "room": 1.2,
    "steepest": 58.0,
    "ends": 0.3,
    "samples": 4,
    "edge": 0.9,
    "straight": 0.3,
    "turned": 0.3,
    "aside": 0.15,
}
"""Lengths are in sizes of the labels' type. `cell`: how finely a place is sought. `away`: from paths and marks.
`again`: from a label with the same number, of which there are at most `most`; `apart`: from others. `room`: to the next
strong line. `steepest`: in degrees. `ends`: more of the line on both sides that has to be straight, to `straight`, as
seen at so many `samples` on each. `edge`: to that of the picture. `turned` and `aside`: how much a turn, and being far
from the upper right, count against a place."""
LONGEST = 4
"""Pieces of a path longer than so many sides of the picture lie outside it."""


class Label(NamedTuple):
    """A number: its middle in pixels from the upper left corner, and by how much it is turned, clockwise."""

    text: str
    shade: float
    x: float
    y: float
    angle: float


class Lattice(NamedTuple):
    """Shades in the middles of cells over a picture and one cell around it; the sides of a cell in pixels."""

    shades: np.ndarray
    across: float
    down: float
    size: tuple[float, float]

    def between(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The shades at pixels, between the middles of four cells; not a number outside."""
        column, row = x / self.across + 0.5, y / self.down + 0.5
        i, j = np.floor(column).astype(int), np.floor(row).astype(int)
        rows, columns = self.shades.shape
        inside = (i >= 0) & (j >= 0) & (i < columns - 1) & (j < rows - 1)
        i, j = np.where(inside, i, 0), np.where(inside, j, 0)
        s, t, shades = column - i, row - j, self.shades
        upper = shades[j, i] + s * (shades[j, i + 1] - shades[j, i])
        lower = shades[j + 1, i] + s * (shades[j + 1, i + 1] - shades[j + 1, i])
        return np.where(inside, upper + t * (lower - upper), np.nan)


def labels_of(
    shown: Landscape,
    lines: Sequence[Line],
    ends: Sequence[tuple[float, float]],
    size: tuple[float, float],
    paths: Sequence[np.ndarray],
    marks: np.ndarray,
    type_size: float,
    width_of: Callable[[str], float],
) -> list[Label]:
    """The labels of a picture, on the highest level first.

    Args:
        lines: the levels that are drawn.
        ends: the ranges of both weights.
        size: of the picture, in pixels.
        paths, marks: what they keep away from: places (rows, 2) in pixels from the upper left corner.
        type_size: of the labels, in pixels.
        width_of: the width of a text in pixels.
    """
    lattice = lattice_of(shown, ends, size, RULES["cell"] * type_size)
    near = near_to(lattice, [*paths, *(mark[None] for mark in marks)], RULES["away"] * type_size)
    labels: list[tuple[Label, float]] = []
    for level, gap in (line for line in reversed(lines) if line.level.text):
        half, count = width_of(level.text) / 2, 0
        for x, y, angle in rated(lattice, level.shade, gap, half, type_size, near):
            others = (
                (
                    other,
                    RULES["again"] * type_size
                    if other.text == level.text
                    else half + room + RULES["apart"] * type_size,
                )
                for other, room in labels
            )
            if any(math.hypot(x - other.x, y - other.y) < least for other, least in others):
                continue
            labels.append((Label(level.text, level.shade, x, y, angle), half))
            count += 1
            if count == RULES["most"]:
                break
    return [label for label, _ in labels]


def lattice_of(
    shown: Landscape, ends: Sequence[tuple[float, float]], size: tuple[float, float], cell: float
) -> Lattice:
    counts = [max(4, math.floor(side / cell)) for side in size]
    middles = [(np.arange(count + 2) - 0.5) / count for count in counts]
    (x0, x1), (y0, y1) = ends
    shades = shown.shades_on([x0 + middles[0] * (x1 - x0), y1 - middles[1] * (y1 - y0)])
    return Lattice(shades, size[0] / counts[0], size[1] / counts[1], size)


def near_to(lattice: Lattice, paths: Sequence[np.ndarray], reach: float) -> np.ndarray:
    """Which cells, (y, x), are nearer to paths than `reach`, to a cell."""
    rows, columns = (count - 2 for count in lattice.shades.shape)
    sides = np.array([lattice.across, lattice.down])
    taken = np.zeros((columns, rows), bool)
    for path in paths:
        steps = np.diff(path, axis=0)
        lengths = np.hypot(*steps.T)
        is_near = lengths <= LONGEST * sum(lattice.size)
        counts = np.where(is_near, np.maximum(1, np.ceil(2 * np.nan_to_num(lengths) / lattice.across)), 0).astype(int)
        piece = np.repeat(np.arange(len(steps)), np.where(is_near, counts + 1, 0))
        first = np.cumsum(np.where(is_near, counts + 1, 0)) - np.where(is_near, counts + 1, 0)
        share = (np.arange(len(piece)) - first[piece]) / np.maximum(counts[piece], 1)
        places = path if len(path) == 1 else path[piece] + share[:, None] * steps[piece]
        cells = np.floor(places / sides).astype(int)
        cells = cells[((cells >= 0) & (cells < [columns, rows])).all(axis=1)]
        taken[tuple(cells.T)] = True
    near = np.zeros_like(taken)
    right, below = np.ceil(reach / sides).astype(int)
    for i in range(-right, right + 1):
        for j in range(-below, below + 1):
            if math.hypot(i * sides[0], j * sides[1]) <= reach:
                to = slice(max(i, 0), columns + min(i, 0)), slice(max(j, 0), rows + min(j, 0))
                of = slice(max(-i, 0), columns + min(-i, 0)), slice(max(-j, 0), rows + min(-j, 0))
                near[to] |= taken[of]
    return near.T


def crossings(lattice: Lattice, shade: float) -> np.ndarray:
    """Where the line between two neighbouring cells' middles crosses a shade, (n, 2) in pixels."""
    heights = lattice.shades - shade
    here = heights[1:-1, 1:-1]
    found = []
    for k, there in enumerate((heights[1:-1, 2:], heights[2:, 1:-1])):
        with np.errstate(invalid="ignore"):
            rows, columns = np.nonzero((here * there <= 0) & (here != there))
        share = here[rows, columns] / (here[rows, columns] - there[rows, columns])
        places = np.column_stack([columns + 0.5, rows + 0.5]).astype(float)
        places[:, k] += share
        found.append(places * [lattice.across, lattice.down])
    return np.concatenate(found)


def rated(
    lattice: Lattice, shade: float, gap: float, half: float, type_size: float, near: np.ndarray
) -> list[tuple[float, float, float]]:
    """Places on a line where a label can stand with its angle, the best first."""
    x, y = crossings(lattice, shade).T
    step, (width, height) = lattice.across, lattice.size
    slopes = [
        (lattice.between(x + step, y) - lattice.between(x - step, y)) / (2 * step),
        (lattice.between(x, y + step) - lattice.between(x, y - step)) / (2 * step),
    ]
    slope = np.hypot(*slopes)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = np.arctan(-slopes[0] / slopes[1])
        is_good = (slope > 0) & (gap / slope >= RULES["room"] * type_size)
    is_good &= np.abs(angle) <= math.radians(RULES["steepest"])
    x, y, angle, slope = (part[is_good] for part in (x, y, angle, slope))
    samples = np.arange(-RULES["samples"], RULES["samples"] + 1) / RULES["samples"] * (half + RULES["ends"] * type_size)
    xs, ys = x[:, None] + samples * np.cos(angle)[:, None], y[:, None] + samples * np.sin(angle)[:, None]
    edge = RULES["edge"] * type_size
    inside = ((xs >= edge) & (ys >= edge) & (xs <= width - edge) & (ys <= height - edge)).all(axis=1)
    x, y, angle, slope, xs, ys = (part[inside] for part in (x, y, angle, slope, xs, ys))
    away = np.abs(lattice.between(xs, ys) - shade) / slope[:, None] / type_size
    is_near = near[np.floor(ys / lattice.down).astype(int), np.floor(xs / lattice.across).astype(int)]
    is_good = ((away <= RULES["straight"]) & ~is_near).all(axis=1)
    cost = away.max(axis=1, initial=0) + RULES["turned"] * np.abs(angle) + RULES["aside"] * (1 - x / width + y / height)
    order = [i for i in np.argsort(cost, kind="stable") if is_good[i]]
    return [(float(x[i]), float(y[i]), float(angle[i])) for i in order]
