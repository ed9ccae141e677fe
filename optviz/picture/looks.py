"""Colours, dashes and grounds: the one place where the look of a path, of the contours and of the page is chosen.

Page, figures and files all take them from here, so that a method looks the same wherever it is met. The path colours
were found by a search for the largest distance (in OKLab) between any two of them as seen by people with normal
sight, deuteranopia, protanopia and tritanopia; all keep a contrast of 3:1 to the paper. The ground is darker than that
where the loss is high, so that its form can be seen: there an opaque casing of paper carries the contrast.
"""

import math
from typing import NamedTuple

from optviz.picture.colours import mixed
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
        walked, casing: a path up to the playhead, and the paper on either side of it.
        crowded: the width of a path that would fill the ground otherwise.
        ahead: the rest of it.
        curve: a curve under the panels.
        thin, middle, index: the lines of levels.
        graph: the graph of a loss of one weight.
        minimum, minimum_casing, minimum_reach: the cross at a known minimum, and how far it reaches from there.
        start, start_radius, start_casing: the ring at the start, and the paper around it.
        mark, mark_casing: the outline of a hollow mark, and the paper around a mark.
        example, example_reach: the outline of an example, and how far it reaches to each side.
        example_least, example_most: how far those do whose size tells the target.
        example_many, example_small: of more examples than so many all of this is less, so that as much ink covers the
            picture, down to that share.
        example_lit: how far the ring of a mini-batch is from it.
        beside_reach: how far the squares on a line beside a curve do.
        best_reach: how far the square where a path is best on held-out examples reaches to each side.
    """

    walked: float = 2.25
    casing: float = 1.5
    crowded: float = 1.4
    ahead: float = 1.25
    curve: float = 1.6
    thin: float = 0.7
    middle: float = 0.9
    index: float = 1.15
    graph: float = 1.5
    minimum: float = 1.6
    minimum_casing: float = 1.2
    minimum_reach: float = 4.5
    start: float = 2.1
    start_radius: float = 5.4
    start_casing: float = 3.0
    mark: float = 2.0
    mark_casing: float = 1.8
    example: float = 1.4
    example_reach: float = 3.4
    example_least: float = 1.6
    example_most: float = 5.0
    example_many: int = 300
    example_small: float = 0.3
    example_lit: float = 3.0
    beside_reach: float = 2.6
    best_reach: float = 5.5


class Shares(NamedTuple):
    """What looks have besides lengths.

    Args:
        gap: of a path's colour, in the gaps of its dash: left empty they look like a road.
        ahead: the opacity of what a path has before it.
        head, under, on_curve: the size of a mark at the head of a path, there under another one, and on a curve.
        sample: the lengths of a dash in the sample of a path: short enough for one repeat of each.
        large: how much lines and marks grow with large type.
    """

    gap: float = 0.32
    ahead: float = 0.45
    head: float = 1.1
    under: float = 1.4
    on_curve: float = 0.75
    sample: float = 0.75
    large: float = 1.6


class Type(NamedTuple):
    """What is written with: one family everywhere; sizes in pixels of the page.

    Args:
        family: as style sheets name it; the first that is there.
        ticks, label, name: the numbers and titles of axes, those on levels, and names at the heads of paths.
        rise: how far the middle of a digit is above its foot, in sizes.
    """

    family: str = '"Source Sans", "Source Sans 3", "Source Sans Pro", system-ui, sans-serif'
    ticks: float = 12.0
    label: float = 11.4
    name: float = 13.0
    rise: float = 0.33


TYPE = 14.0
LETTERS = Type()
STROKES = Strokes()
SHARES = Shares()


class Theme(NamedTuple):
    """What a picture stands on.

    Args:
        paper: the ground; also of casings around paths.
        ink: text, and marks that belong to no path.
        muted: text of less weight: axes, units.
        grid: lines of axes and grids.
        gradient, velocity, step: the arrows of the inspector.
        ramp: the tints of the ground, lowest loss first: the valley is the paper itself.
        thin, middle, index: the colours of a level's line on each of these tints.
        label: the numbers on such lines.
        shadow, highlight: what a slope in space is mixed with that the light only grazes, and one that faces it.
    """

    paper: str
    ink: str
    muted: str
    grid: str
    gradient: str
    velocity: str
    step: str
    ramp: tuple[str, ...]
    thin: tuple[str, ...]
    middle: tuple[str, ...]
    index: tuple[str, ...]
    label: str
    shadow: str
    highlight: str


def lines_on(ramp: tuple[str, ...], ink: str, *, thin: float, middle: float, index: float) -> dict[str, tuple]:
    """The colours of lines on each tint, from the shares that their ink has there."""
    shares = {"thin": thin, "middle": middle, "index": index}
    return {kind: tuple(mixed(tint, ink, share) for tint in ramp) for kind, share in shares.items()}


LIGHT = ("#ffffff", "#f5fafc", "#eaf3f7", "#e0ecf2", "#d6e5ed", "#ccdde8", "#c2d7e3", "#b8cfde", "#aec7d9")
DARK = ("#0f1216", "#13191e", "#192027", "#1e2730", "#242f39", "#2a3742", "#303f4c", "#354755", "#3b4f5e")
PRINT = ("#ffffff", "#f8f8f8", "#f0f0f0", "#e9e9e9", "#e2e2e2", "#dbdbdb", "#d4d4d4", "#cdcdcd", "#c6c6c6")
THEMES = {
    "light": Theme(
        paper="#ffffff",
        ink="#1b2028",
        muted="#5c6672",
        grid="#d5dbe2",
        gradient="#d11f1f",
        velocity="#1a7f37",
        step="#1b2028",
        ramp=LIGHT,
        **lines_on(LIGHT, "#1c3a55", thin=0.22, middle=0.33, index=0.46),
        label="#33475b",
        shadow="#1c3a55",
        highlight="#ffffff",
    ),
    "dark": Theme(
        paper="#0f1216",
        ink="#e8ebef",
        muted="#98a2ae",
        grid="#2b323b",
        gradient="#ff6b6b",
        velocity="#56d364",
        step="#e8ebef",
        ramp=DARK,
        **lines_on(DARK, "#d6e6f5", thin=0.17, middle=0.29, index=0.44),
        label="#c3d2df",
        shadow="#000000",
        highlight="#b9cfe2",
    ),
    "print": Theme(
        paper="#ffffff",
        ink="#000000",
        muted="#4d4d4d",
        grid="#d0d0d0",
        gradient="#333333",
        velocity="#6b6b6b",
        step="#000000",
        ramp=PRINT,
        **lines_on(PRINT, "#2b2b2b", thin=0.22, middle=0.33, index=0.46),
        label="#333333",
        shadow="#2b2b2b",
        highlight="#ffffff",
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
