"""The levels at which the contours of a surface are drawn, flat and in space: at numbers that people say."""

import math
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from optviz.engine.held_out import held_out_landscape
from optviz.engine.landscape import Landscape, depth_of, in_domain, landscape, spaced
from optviz.scenario.choices import SurfaceChoice
from optviz.texts.numbers import written

Kind = Literal["thin", "middle", "index"]
RULES = {"small": 0.02, "dense_from": 460.0, "fade": (2.5, 5.5), "reach": 1.0, "covered": 0.16, "least": 0.5}
"""How lines are drawn. `small`: the least share of the area that a level encloses. `dense_from`: the shorter side of a
plot from which on it has the denser levels. `fade`: of thin lines, the distances between which they come in. Where
what is within `reach` of a line is more than a share `covered` of the plot, all are fainter, to the `least` share.
Lengths are in pixels at the type of `looks.TYPE`."""
COARSE, DENSE = 18, 30
"""How many steps a linear surface has at most."""
FIGURES = 9
"""Of a level's number at most: near a minimum that is no round number they need some."""
PARTS = {COARSE: 5, DENSE: 10}
"""Levels a power of ten."""
DEPTH = 1e-3
"""How far below what the logarithm of the shades can tell the levels go on, for those who look closer."""
ROUNDING = 1e-9
"""The share of the way upwards that a level lies above the lowest loss at least: below, it may be that loss itself."""
QUANTILE = 0.05
"""Below this share of the domain's area the area that a level encloses is taken to go with its height."""


class Level(NamedTuple):
    """A contour.

    Args:
        loss: where it is.
        shade: the same as a shade of the landscape; beyond 1 it is outside the domain.
        kind: how strong its line is.
        text: its number, on a strong line.
        area: the share of the domain that lies below it.
    """

    loss: float
    shade: float
    kind: Kind
    text: str
    area: float


class Grounds(NamedTuple):
    """The loss on training examples and that on held-out ones, whose shades are those of one `scale`: an equal loss has
    an equal tint on both, and lies on an equal level.

    Args:
        scale: both grids, one behind the other along the last weight: its levels and its tints are those of both.
    """

    training: Landscape
    held_out: Landscape
    scale: Landscape


@lru_cache(maxsize=64)
def grounds_of(choice: SurfaceChoice) -> Grounds:
    """Those of a surface of two weights with held-out examples."""
    both = landscape(choice), held_out_landscape(choice)
    scale = on_one_scale(*both)
    training, held_out = (
        spaced(replace(one, lowest=scale.lowest, highest=scale.highest), scale.detail) for one in both
    )
    return Grounds(training, held_out, scale)


def on_one_scale(first: Landscape, second: Landscape) -> Landscape:
    """Two landscapes over the same two weights as one, from the lowest loss of both to the highest."""
    losses = np.concatenate([first.losses, second.losses])
    axes = first.axes[0], np.tile(first.axes[1], 2)
    ends = min(first.lowest, second.lowest), max(first.highest, second.highest)
    both = Landscape(axes, losses, losses, *ends, None)
    return spaced(both, None if first.detail is None else depth_of(both))


@lru_cache(maxsize=64)
def levels_of(shown: Landscape, *, dense: bool = False) -> tuple[Level, ...]:
    """The contours of a landscape, lowest first; `dense` for large pictures. None on a flat one."""
    if not shown.highest > shown.lowest:
        return ()
    most, top = DENSE if dense else COARSE, float(np.max(shown.losses, where=np.isfinite(shown.losses), initial=0))
    found = by_steps(shown, most, top) if shown.detail is None else by_ratios(shown, PARTS[most], top)
    inside = np.sort(in_domain(shown)[in_domain(shown) < np.inf].ravel())
    low = float(np.quantile(inside, QUANTILE)) - shown.lowest
    areas = {loss: float(np.searchsorted(inside, loss) / len(inside)) for loss, _ in found}
    levels = []
    for loss, kind in found:
        area = max(areas[loss], QUANTILE * min((loss - shown.lowest) / low, 1.0)) if low > 0 else areas[loss]
        levels.append(
            Level(loss, float(shown.shade(loss)), kind, written(loss, FIGURES) if kind == "index" else "", area)
        )
    return tuple(levels)


def by_steps(shown: Landscape, most: int, top: float) -> list[tuple[float, Kind]]:
    """Multiples of a step of 1, 2 or 5 times a power of ten; every fifth is strong."""
    span = shown.highest - shown.lowest
    power = math.floor(math.log10(span / most))
    step, power = next(
        (one, power + more) for more in (0, 1) for one in (1, 2, 5) if span / most <= one * 10.0 ** (power + more)
    )
    size = float(f"{step}e{power}")
    first, last = math.floor(shown.lowest / size) + 1, math.floor(min(top, shown.lowest + 4 * span) / size)
    return [
        (float(f"{number * step}e{power}"), "thin" if number % 5 else "index")
        for number in range(first, last + 1)
        if number * size > shown.lowest + ROUNDING * span
    ]


def by_ratios(shown: Landscape, parts: int, top: float) -> list[tuple[float, Kind]]:
    """Equal ratios of the loss above the lowest, a strong one near each power of ten: a round number itself."""
    span = shown.highest - shown.lowest
    assert shown.detail is not None
    first, last = (
        math.floor(math.log10(DEPTH * span / shown.detail)),
        math.ceil(math.log10(max(top - shown.lowest, span))),
    )
    strong = [rounded(shown.lowest, power) for power in range(first, last + 1)]
    found: list[tuple[float, Kind]] = []
    for before, after in pairwise(strong):
        ratio = (after - shown.lowest) / (before - shown.lowest)
        found.append((before, "index"))
        for part in range(1, parts):
            loss = shown.lowest + (before - shown.lowest) * ratio ** (part / parts)
            found.append((loss, "middle" if parts == 10 and part in (3, 7) else "thin"))
    return [(loss, kind) for loss, kind in found if loss < top]


def rounded(lowest: float, power: int) -> float:
    """About ten to a power above the lowest loss, as a number with few digits."""
    unit = 5.0 * 10.0 ** (power - 1)
    number = round((lowest + 10.0**power) / unit)
    return float(f"{5 * number}e{power - 1}")


class Line(NamedTuple):
    """A level as it is drawn; `gap`: how far, in shades, the next line of its kind or a stronger one is."""

    level: Level
    gap: float


def lines_of(levels: tuple[Level, ...]) -> list[Line]:
    """The lines that a picture of the whole domain has."""
    drawn = [level for level in levels if level.area >= RULES["small"]]
    lines = []
    for level in drawn:
        others = [other for other in drawn if other is not level and (level.kind != "index" or other.kind == "index")]
        lines.append(Line(level, min((abs(other.shade - level.shade) for other in others), default=math.inf)))
    return lines


def strengths(line: Line, slopes: np.ndarray) -> np.ndarray:
    """How strong a line is, 0 to 1, where the shade goes so fast a pixel: weak where the next one is near."""
    low, high = (0.0, RULES["fade"][0]) if line.level.kind == "index" else RULES["fade"]
    return ((line.gap / np.maximum(slopes, 1e-12) - low) / (high - low)).clip(0, 1)


def calm(lines: list[Line], shades: np.ndarray, slopes: np.ndarray) -> float:
    """How strong all lines of a picture are, 0 to 1: fainter where they are many.

    Args:
        shades: all over the picture.
        slopes: how fast they go there, a pixel.
    """
    if not lines:
        return 1.0
    places = np.array([line.level.shade for line in lines])
    nearest = np.abs(shades[..., None] - places).argmin(axis=-1)
    near = 0.0
    for k, line in enumerate(lines):
        here = (nearest == k) & (np.abs(shades - line.level.shade) < RULES["reach"] * slopes)
        near += strengths(line, slopes[here]).sum()
    share = near / np.isfinite(shades).sum()
    return max(RULES["least"], RULES["covered"] / share) if share > RULES["covered"] else 1.0
