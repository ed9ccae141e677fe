"""How dark the ground is at each shade of a landscape."""

from functools import lru_cache

import numpy as np

from optviz.engine.landscape import Landscape, in_domain

PLACES = 65
"""Entries of the table."""
BY_AREA = 0.35
"""How much the area below a shade counts, against the shade itself: what is seldom needs little of the ramp."""
STEEPEST = 2.5
"""How many times as fast as the shade the tint goes at most: a plateau stays one."""


@lru_cache(maxsize=64)
def tint_table(shown: Landscape) -> tuple[float, ...]:
    """Places on the ramp, 0 to 1, of evenly spaced shades from 0 to 1."""
    shades = np.linspace(0, 1, PLACES)
    inside = np.sort(shown.shade(in_domain(shown)[np.isfinite(in_domain(shown))]))
    below = np.searchsorted(inside, shades) / max(len(inside), 1)
    steps = np.diff((1 - BY_AREA) * shades + BY_AREA * below)
    most = STEEPEST / (PLACES - 1)
    for _ in range(PLACES):  # what is cut off goes to the others
        is_full = steps >= most
        steps = np.where(is_full, most, steps)
        missing = 1 - steps.sum()
        if abs(missing) < 1e-12 or is_full.all():
            break
        steps = np.where(is_full, most, steps + missing / (~is_full).sum())
    return tuple(np.round(np.append(0.0, np.cumsum(steps)).clip(0, 1), 5).tolist())


def tints(shown: Landscape, shades: np.ndarray) -> np.ndarray:
    """The places on the ramp of shades, those beyond its ends at them."""
    table = tint_table(shown)
    return np.interp(shades, np.linspace(0, 1, PLACES), table)
