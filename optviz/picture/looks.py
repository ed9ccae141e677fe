"""Colours, dashes and grounds: the one place where the look of a path, of the contours and of the page is chosen.

Page, figures and files all take them from here, so that a method looks the same wherever it is met. The path colours
were found by a search for the largest distance (in OKLab) between any two of them as seen by people with normal
sight, deuteranopia, protanopia and tritanopia; all keep a contrast of 3:1 to their ground and to the contours on it.
"""

import math
from typing import NamedTuple

from optviz.scenario.scenario import Scenario


class Look(NamedTuple):
    """How a path is drawn, in each theme.

    Args:
        light, dark: its colour on white and on the dark ground.
        print: its grey where there is no colour; the dash tells the paths apart.
        dash: lengths of strokes and gaps in widths of the line, as SVG, canvas and matplotlib take them; empty: solid.
        mark: the shape of its head, a key of `MARKS`.
    """

    light: str
    dark: str
    print: str
    dash: tuple[float, ...]
    mark: str


class Mark(NamedTuple):
    """A shape around the origin.

    Args:
        outline: its corners in pixels of the page, y downwards as on a screen; strokes of two ends for an open one.
        kind: `full`, `hollow` (an outline on paper), or `open` (strokes).
    """

    outline: tuple[tuple[tuple[float, float], ...], ...]
    kind: str


class Strokes(NamedTuple):
    """How wide lines are, in pixels of the page, whose type is `TYPE` pixels high; a file scales them with its type.

    Args:
        walked, halo: a path up to the playhead, and what of the paper is under it.
        ahead, ahead_opacity: the rest of it.
        curve: a curve under the panels.
        contour: a contour's line.
        graph: the graph of a loss of one weight.
        minimum, minimum_opacity, minimum_reach: the cross at a known minimum, and how far it reaches from there.
        mark, mark_halo: the outline of a hollow mark, and the paper around a mark.
        mark_on_curve: the size of a mark there, as a share.
        sample_dash: the lengths of a dash in the sample of a path, as a share: short enough for one repeat of each.
    """

    walked: float = 2.0
    halo: float = 4.0
    ahead: float = 1.25
    ahead_opacity: float = 0.38
    curve: float = 1.6
    contour: float = 0.6
    graph: float = 1.5
    minimum: float = 1.5
    minimum_opacity: float = 0.8
    minimum_reach: float = 4.0
    mark: float = 2.0
    mark_halo: float = 1.5
    mark_on_curve: float = 0.75
    sample_dash: float = 0.75


TYPE = 14.0
STROKES = Strokes()


class Theme(NamedTuple):
    """What a picture stands on.

    Args:
        paper: the ground; also of halos around paths.
        ink: text, and marks that belong to no path.
        muted: text of less weight: axes, units.
        grid: lines of axes and grids.
        gradient, velocity, step: the arrows of the inspector.
        contour: the lines between the levels of a loss.
        ramp: colours of the levels, lowest loss first: the valley is the paper itself.
    """

    paper: str
    ink: str
    muted: str
    grid: str
    gradient: str
    velocity: str
    step: str
    contour: str
    ramp: tuple[str, ...]


THEMES = {
    "light": Theme(
        paper="#ffffff",
        ink="#1b2028",
        muted="#5c6672",
        grid="#d5dbe2",
        gradient="#d11f1f",
        velocity="#1a7f37",
        step="#1b2028",
        contour="#c2cad4",
        ramp=("#ffffff", "#f6f8fa", "#eef1f5", "#e6ebf0", "#dfe5ec"),
    ),
    "dark": Theme(
        paper="#0f1216",
        ink="#e8ebef",
        muted="#98a2ae",
        grid="#2b323b",
        gradient="#ff6b6b",
        velocity="#56d364",
        step="#e8ebef",
        contour="#3b4653",
        ramp=("#0f1216", "#151a20", "#1b222a", "#222a34", "#29323e"),
    ),
    "print": Theme(
        paper="#ffffff",
        ink="#000000",
        muted="#4d4d4d",
        grid="#d0d0d0",
        gradient="#333333",
        velocity="#6b6b6b",
        step="#000000",
        contour="#cccccc",
        ramp=("#ffffff", "#f8f8f8", "#f1f1f1", "#eaeaea", "#e4e4e4"),
    ),
}


def ring(radius: float, corners: int = 32) -> tuple[tuple[float, float], ...]:
    angles = (2 * math.pi * k / corners for k in range(corners))
    return tuple((round(radius * math.sin(angle), 3), round(-radius * math.cos(angle), 3)) for angle in angles)


SHAPES = {
    "circle": ring(5.0),
    "square": ((-4.6, -4.6), (4.6, -4.6), (4.6, 4.6), (-4.6, 4.6)),
    "triangle": ((0.0, -5.8), (5.6, 4.2), (-5.6, 4.2)),
    "inverted triangle": ((0.0, 5.8), (5.6, -4.2), (-5.6, -4.2)),
    "diamond": ((0.0, -6.3), (6.3, 0.0), (0.0, 6.3), (-6.3, 0.0)),
    "pentagon": ((0.0, -5.7), (5.6, -1.6), (3.5, 5.0), (-3.5, 5.0), (-5.6, -1.6)),
}
DIVERGED = "cross"
"""The mark of a path that has diverged, whatever its own is."""
MARKS = (
    {name: Mark((outline,), "full") for name, outline in SHAPES.items()}
    | {f"hollow {name}": Mark((outline,), "hollow") for name, outline in SHAPES.items()}
    | {DIVERGED: Mark((((-5.0, -5.0), (5.0, 5.0)), ((5.0, -5.0), (-5.0, 5.0))), "open")}
)

LOOKS = (
    Look("#0d1dff", "#5899ff", "#000000", (), "circle"),
    Look("#db5903", "#fe901c", "#808080", (6, 2), "square"),
    Look("#039555", "#a9eda1", "#4a4a4a", (1.5, 1.5), "triangle"),
    Look("#b464af", "#c26cce", "#808080", (6, 1.5, 1.5, 1.5), "diamond"),
    Look("#00566a", "#13cadc", "#000000", (3, 1.5), "inverted triangle"),
    Look("#87232f", "#fe4268", "#4a4a4a", (1.5, 1.5, 6, 1.5, 6, 1.5), "pentagon"),
    Look("#3f2b04", "#b66d01", "#000000", (10, 2.5), "hollow square"),
    Look("#490c9e", "#7e65ff", "#808080", (1.5, 3), "hollow triangle"),
    Look("#935100", "#d8ae96", "#4a4a4a", (8, 1.5, 1.5, 1.5, 1.5, 1.5), "hollow diamond"),
    Look("#5e004a", "#fecdff", "#808080", (3, 3), "hollow inverted triangle"),
    Look("#9958fe", "#8b779d", "#000000", (10, 1.5, 3, 1.5), "hollow pentagon"),
    Look("#4e7156", "#01945f", "#4a4a4a", (4, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5), "hollow circle"),
)


def looks(scenario: Scenario) -> tuple[Look, ...]:
    """A look for each optimizer of a scenario, all different.

    An optimizer takes the place its record prefers; where that is taken by one before it, the next place, counted in
    a circle, that nobody prefers or has. So a second SGD does not take another method's colour.
    """
    preferred = [choice.record.colour for choice in scenario.optimizers]
    free = [place for place in range(len(LOOKS)) if place not in preferred]
    places: list[int] = []
    for place in preferred:
        if place in places:
            place = min(free, key=lambda other, wanted=place: (other - wanted) % len(LOOKS))
            free.remove(place)
        places.append(place)
    return tuple(LOOKS[place] for place in places)
