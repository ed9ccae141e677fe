"""The scene in three dimensions: how long its sides are, and the ticks of its axes."""

import math

from optviz.engine.landscape import Landscape
from optviz.picture.levels import rounded
from optviz.picture.ticks import Tick, ticks
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
SCENE = {"width": WIDTH, "height": HEIGHT, "sliver": SLIVER}


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
    return "loss" if shown.detail is None else "loss, log"
