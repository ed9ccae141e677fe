"""The scene in three dimensions: its sides, how heights go with losses, its axes, its light, its camera."""

import math
from functools import lru_cache

from optviz.engine.landscape import Landscape, depth_of, spaced
from optviz.picture.display import HEIGHTS
from optviz.picture.levels import rounded
from optviz.picture.patch import RULES as PATCH
from optviz.picture.ticks import Tick, ticks
from optviz.texts.language import say
from optviz.texts.numbers import written

WIDTH, HEIGHT = 1.25, 0.7
"""Of the scene: its longer side, and the height of the shade 1."""
SLIVER = 0.5
"""The least share that the shorter side has of the longer one."""
MOST = 6
"""Ticks of an axis."""
DECADES = 12
"""How many powers of ten below the highest loss are looked at."""
APART = 0.1
"""How far numbers stand from each other on the axis of the loss, in heights."""
FLOOR = -0.02
"""Where the floor is, in heights: a hair below the lowest loss."""
ELEVATION = 42.0
"""From how far above the scene is seen unless it is turned, in degrees."""
LOWEST, HIGHEST = 5.0, 90.0
"""The elevations from which it can be seen: never from below the floor."""
AZIMUTHS = (-137.5, -42.5, 137.5, 42.5, -162.5, -112.5, -67.5, -17.5)
"""From where around it, unless it is turned: from where most of the paths can be seen; the first are preferred."""
NEARLY = 0.1
"""The share of the paths that may be hidden for the sake of one that is preferred."""
LIGHT = {"left": 60.0, "above": 45.0, "shadow": 0.3, "highlight": 0.3}
"""Where the light comes from, in degrees to the left of who looks and above the floor; and how much of the theme's
shadow a slope has that the light only grazes, and of its highlight one that faces it. What is flat has its tint."""
SCENE = {
    "width": WIDTH,
    "height": HEIGHT,
    "sliver": SLIVER,
    "floor": FLOOR,
    "elevation": ELEVATION,
    "elevations": (LOWEST, HIGHEST),
    "azimuths": AZIMUTHS,
    "nearly": NEARLY,
    "light": LIGHT,
    "patch": PATCH,
}


@lru_cache(maxsize=64)
def raised(shown: Landscape, heights: str) -> Landscape:
    """The landscape whose shades are the heights of the scene, by a value of `HEIGHTS`."""
    assert heights in HEIGHTS.choices
    if heights == "auto" or (heights == "log") == (shown.detail is not None):
        return shown
    return spaced(shown, depth_of(shown) if heights == "log" else None)


def weight_ticks(domain: tuple[tuple[float, float], ...]) -> list[tuple[Tick, ...]]:
    """The ticks of each weight, over its domain."""
    return [ticks(low, high, MOST) for low, high in domain]


def loss_ticks(shown: Landscape) -> list[Tick]:
    """Losses worth a number, lowest first, far enough from each other and from the floor's corner."""
    span = shown.highest - shown.lowest
    if not span > 0:
        return [Tick(shown.lowest, written(shown.lowest))]
    if shown.detail is None:
        candidates = list(ticks(shown.lowest, shown.highest, MOST))
    else:
        top = math.floor(math.log10(span))
        losses = [rounded(shown.lowest, power) for power in range(top - DECADES + 1, top + 1)]
        candidates = [Tick(loss, written(loss)) for loss in losses]
    chosen, below = [], 0.0
    for tick in candidates:
        height = float(shown.shade(tick.value))
        if height - below >= APART:
            chosen.append(tick)
            below = height
    return chosen


def loss_title(shown: Landscape) -> str:
    return say("loss") if shown.detail is None else say("loss, log")
