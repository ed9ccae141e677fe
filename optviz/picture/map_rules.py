"""The numbers of the rules by which maps look as they do: with them the page colours the cells that it has run."""

from typing import Any

import numpy as np

from optviz.picture.looks import LOOKS, THEMES
from optviz.picture.map_cells import (
    ALIKE,
    GROWN,
    HATCHED,
    LIGHTEST,
    OF_MINIMA,
    PATTERNS,
    RAMPS,
    REPEAT,
    SHADES,
    TINTS,
    special,
)

FINENESS = 4
"""In so many parts a pixel of the page is told whether a pattern inks it."""
STYLES = ("light", "dark", "print")


def inked(pattern: str) -> list[str]:
    """The smallest square that a pattern repeats, row by row from above: a 1 for what is inked."""
    along = np.arange(REPEAT * FINENESS) / FINENESS
    whole = PATTERNS[pattern](*np.meshgrid(along, along)).astype(int)
    sides = (side for side in range(FINENESS, len(whole) + 1, FINENESS) if not len(whole) % side)
    side = next(side for side in sides if (whole == np.tile(whole[:side, :side], [len(whole) // side] * 2)).all())
    return ["".join(map(str, row)) for row in whole[:side, :side].tolist()]


RULES: dict[str, Any] = {
    "tints": TINTS,
    "lightest": LIGHTEST,
    "alike": ALIKE,
    "ramps": {style: RAMPS[style] for style in STYLES},
    "grown": {style: GROWN[style] for style in STYLES},
    "special": {style: [list(look) for look in special(style)] for style in STYLES},
    "colours": {style: [getattr(look, style) for look in LOOKS] for style in STYLES},
    "paper": {style: THEMES[style].paper for style in STYLES},
    "ink": {style: THEMES[style].ink for style in STYLES},
    "muted": {style: THEMES[style].muted for style in STYLES},
    "shades": {"print": SHADES},
    "of_minima": {"print": OF_MINIMA},
    "hatched": {"print": HATCHED},
    "patterns": {pattern: inked(pattern) for pattern in PATTERNS},
}
