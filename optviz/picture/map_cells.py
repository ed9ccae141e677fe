"""What each cell of a map looks like: decided here once, painted by figures and the page alike.

Colours are equalised by rank: as many cells have the lighter half of them as the darker one, whatever the outcomes are.
Outcomes that differ by rounding alone look alike, as the runs that have all arrived in one minimum.
Between runs that end below their first loss and those that end above it, the border of stability, there is a gap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optviz.engine.maps import NO_MINIMUM, Map
from optviz.engine.tables import minima_of
from optviz.picture.colours import mixed, parts_of
from optviz.picture.looks import LOOKS, THEMES
from optviz.texts.language import say
from optviz.texts.numbers import written

RAMPS = {
    "light": ("#08306b", "#2171b5", "#6baed6", "#c6dbef", "#eef4fa"),
    "dark": ("#eaf3fb", "#9ecae1", "#4292c6", "#1f5a96", "#14304f"),
    "print": ("#1a1a1a", "#5a5a5a", "#949494", "#c6c6c6", "#efefef"),
}
"""From the best outcome to the worst."""
GROWN = {"light": ("#fdd49e", "#e8894a"), "dark": ("#6e4a1f", "#c9822f"), "print": ("#ffffff", "#ffffff")}
"""Of runs that have ended above their first loss."""
TINTS = 64
"""How many colours a ramp is painted in."""
DIVERGED = "diverged"
PENDING = 2
"""The place of the look of what is not yet computed; behind it come those of outcomes."""
FIRST = 3
ALIKE = 2.0**-18
"""Up to such a share of the lower one outcomes are alike: 32 units in the last place of single precision, in which maps
run, and are sent to the page."""
LIGHTEST = 0.72
"""How far the colour of a minimum goes towards the paper for the runs that took longest to it."""


class Entry(NamedTuple):
    """A line of a map's key: a look, and what it stands for."""

    look: int
    text: str


class Look(NamedTuple):
    """How a cell is filled: a colour, and a pattern in another one.

    Args:
        pattern: `""`, or a key of `PATTERNS`.
    """

    colour: str
    pattern: str = ""
    ink: str = ""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a map, each with the place of its look among `looks`.

    Args:
        places: (rows, columns) the first row at the bottom.
        bar: the looks of the colour bar, best first; empty where there is none.
        marks: what is written along the bar, as (share, text).
        key: what all the other looks stand for, as far as they occur.
    """

    places: np.ndarray
    looks: tuple[Look, ...]
    bar: tuple[int, ...]
    marks: tuple[tuple[float, str], ...]
    key: tuple[Entry, ...]


PATTERNS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "rising": lambda x, y: (x - y) % 8 < 1.6,
    "falling": lambda x, y: (x + y) % 8 < 1.6,
    "upright": lambda x, y: x % 8 < 1.6,
    "level": lambda x, y: y % 8 < 1.6,
    "dots": lambda x, y: ((x % 8) - 4) ** 2 + ((y % 8) - 4) ** 2 < 2.2,
    "crossed": lambda x, y: (x % 12 < 1.5) | (y % 12 < 1.5),
    "net": lambda x, y: ((x - y) % 12 < 1.5) | ((x + y) % 12 < 1.5),
    "dashes": lambda x, y: (y % 12 < 1.6) & ((x + 6 * (y // 12)) % 12 < 7),
    "stippled": lambda x, y: (y % 2 < 1) & ((x + y - y % 2) % 4 < 1),
}
REPEAT = 24
"""After so many pixels of the page each pattern begins again, across and upwards."""
"""Whether a place, in pixels of the page, is inked."""
HATCHED = "rising"
"""In print that of what has ended above its first loss."""
SHADES = ("#9a9a9a", "#f4f4f4")
"""Of minima in print, from the fewest steps to the most."""
OF_MINIMA = ("", "level", "upright", "dots", "rising", "crossed", "net", "dashes")
"""The patterns of minima in print; the next ones begin again."""


def cells_of(found: Map, style: str) -> Cells:
    """The looks of a map's cells in a style: `light`, `dark` or `print`."""
    return of_minima(found, style) if found.sweep.outcome == "minimum" else of_ranks(found, style)


def special(style: str) -> tuple[Look, Look, Look]:
    """Of runs that diverged, of those of which the outcome never came about, and of what is not yet computed."""
    theme = THEMES[style]
    return (
        Look(theme.paper, "falling", theme.muted),
        Look(mixed(theme.paper, theme.muted, 0.35), "dots", theme.paper),
        Look(theme.paper, "stippled", theme.muted),
    )


def specially(found: Map) -> np.ndarray:
    """(rows, columns) the place of the look that a cell has if it has no outcome."""
    return np.where(np.isnan(found.losses), PENDING, np.where(found.diverged_at >= 0, 0, 1))


def ramp(stops: Sequence[str], count: int) -> list[Look]:
    """So many colours from the first to the last."""
    places = np.linspace(0, len(stops) - 1, count)
    pairs = [(min(int(place), len(stops) - 2), place) for place in places.tolist()]
    return [Look(mixed(stops[i], stops[i + 1], place - i)) for i, place in pairs]


class Ranks(NamedTuple):
    """Values by their ranks among all of them; those that are alike have one rank, that in the middle.

    Args:
        ordered: the values, the lowest first.
        middles: of each value, its rank; from 0 on, as there are values.
    """

    ordered: np.ndarray
    middles: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, alike: float = 0.0, least: float = 0.0) -> "Ranks":
        """
        Args:
            values: finite.
            alike: up to which share of the lower one two values are.
            least: up to which difference they are in any case.
        """
        ordered = np.sort(values)
        ends = np.searchsorted(ordered, ordered + np.maximum(alike * np.abs(ordered), least), "right").tolist()
        borders = [0]
        while borders[-1] < len(ordered):
            borders.append(ends[borders[-1]])
        edges = np.array(borders)
        group = np.searchsorted(edges, np.searchsorted(ordered, values), "right")
        return cls(ordered, (edges[group - 1] + edges[group] - 1) / 2)

    @property
    def ends(self) -> tuple[float, float]:
        """The first rank and the last one."""
        return float(self.middles.min()), float(self.middles.max())

    def classes(self, count: int) -> np.ndarray:
        """Which of so many classes each value belongs to: the lowest values to the first, the highest to the last."""
        if not len(self.middles):
            return np.zeros(0, int)
        first, last = self.ends
        return np.round((self.middles - first) / ((last - first) or 1) * (count - 1)).astype(int)

    def at(self, share: float) -> float:
        """The value that has the class at a share of the way from the first to the last."""
        first, last = self.ends
        return float(self.ordered[round(first + share * (last - first))])


def of_ranks(found: Map, style: str) -> Cells:
    values = found.shown
    is_known = np.isfinite(values)
    has_grown = is_known & grown(found)
    looks = [*special(style), *ramp(RAMPS[style], TINTS), *ramp(GROWN[style], TINTS)]
    above = FIRST + TINTS
    if style == "print":
        looks[above:] = [look._replace(pattern=HATCHED, ink=THEMES[style].muted) for look in looks[above:]]
    places = specially(found)
    well = Ranks.of(values[is_known & ~has_grown], ALIKE, least_of(found))
    places[is_known & ~has_grown] = FIRST + well.classes(TINTS)
    places[has_grown] = above + Ranks.of(values[has_grown], ALIKE).classes(TINTS)
    middle = above + TINTS // 2
    said = {0: say(DIVERGED), 1: never_said(found), PENDING: pending_said(), middle: say("ended above the first loss")}
    shown = {0: 0 in places, 1: 1 in places, PENDING: PENDING in places, middle: has_grown.any()}
    shares = (0.0, 0.25, 0.5, 0.75, 1.0) if well.ordered.size else ()
    marks = tuple((share, written(well.at(share), 2)) for share in shares)
    key = tuple(Entry(look, text) for look, text in said.items() if shown[look])
    return Cells(places, tuple(looks), tuple(range(FIRST, above)) if marks else (), marks, key)


def least_of(found: Map) -> float:
    """The difference of outcomes that is nothing but rounding, however small they are: that of places, as a share of
    the largest distance. Losses near 0 have digits of their own."""
    known = found.shown[np.isfinite(found.shown)] if found.sweep.outcome == "distance" else np.zeros(0)
    return ALIKE * float(known.max(initial=0.0))


def grown(found: Map) -> np.ndarray:
    """Which runs have ended above the loss that they began with, as far as the map tells."""
    if found.sweep.outcome != "final_loss":
        return np.zeros(found.losses.shape, bool)
    return found.losses > found.first_losses


def never_said(found: Map) -> str:
    return say("did not diverge") if found.sweep.outcome == "divergence" else say("never")


def pending_said() -> str:
    return say("not yet computed")


def of_minima(found: Map, style: str) -> Cells:
    """A colour for each minimum, the paler the more steps it took; in print a grey and a pattern."""
    theme = THEMES[style]
    looks, places, key = [*special(style)], specially(found), []
    if (places == 0).any():
        key.append(Entry(0, say(DIVERGED)))
    if ((places == 1) & (found.minima == NO_MINIMUM)).any():
        key.append(Entry(1, say("none reached")))
    if (places == PENDING).any():
        key.append(Entry(PENDING, pending_said()))
    choice = found.sweep.scenario.surface
    minima = minima_of(choice)
    for i in np.unique(found.minima[found.minima != NO_MINIMUM]).tolist():
        here = found.minima == i
        strong = getattr(LOOKS[i % len(LOOKS)], style)
        pattern = OF_MINIMA[i % len(OF_MINIMA)] if style == "print" else ""
        first = len(looks)
        shades = [mixed(strong, theme.paper, LIGHTEST * share) for share in np.linspace(0, 1, TINTS)]
        if style == "print":
            shades = [mixed(*SHADES, share) for share in np.linspace(0, 1, TINTS)]
        looks += [Look(shade, pattern, theme.ink) for shade in shades]
        places[here] = first + Ranks.of(found.steps[here].astype(float)).classes(TINTS)
        key.append(Entry(first + TINTS // 4, name_of(minima[i])))
    return Cells(places, tuple(looks), (), (), tuple(key))


def name_of(minimum: object) -> str:
    point = getattr(minimum, "point", None)
    return say("a curve of minima") if point is None else f"({', '.join(written(x) for x in point)})"


def painted(cells: Cells, across: int, upwards: int, unit: float = 1.0) -> np.ndarray:
    """The map as pixels (upwards, across, 3), the first row at the top; each pixel belongs to one cell.

    Args:
        unit: a pixel of the page.
    """
    rows, columns = cells.places.shape
    row = (np.arange(upwards)[::-1] * rows) // upwards
    column = (np.arange(across) * columns) // across
    places = cells.places[np.ix_(row, column)]
    x, y = np.meshgrid(np.arange(across) / unit, np.arange(upwards) / unit)
    return filled(cells.looks, places, x, y)


def filled(looks: Sequence[Look], places: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Pixels with these looks, whose patterns lie where the pixels lie on the page."""
    found = as_bytes([parts_of(look.colour) for look in looks])[places]
    for pattern, inked in PATTERNS.items():
        having = np.array([look.pattern == pattern for look in looks])
        if having.any():
            here = having[places] & inked(x, y)
            found[here] = as_bytes([parts_of(look.ink or look.colour) for look in looks])[places[here]]
    return found


def as_bytes(colours: Sequence[np.ndarray]) -> np.ndarray:
    return np.round(255 * np.array(colours)).astype(np.uint8)
