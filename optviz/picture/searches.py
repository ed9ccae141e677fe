"""What a search's picture shows: the tries of each way on the map, and the best so far over many repeats."""

import numpy as np

from optviz.engine.searches import WAYS, Tries
from optviz.picture.chart import Band, Chart, Entry, Line, decades, linear
from optviz.picture.looks import LOOKS, THEMES
from optviz.scenario.search import Search
from optviz.scenario.sweep import OUTCOMES
from optviz.texts.language import say
from optviz.texts.numbers import written

INNER = (1, 3)
"""The quantiles between which the band lies."""
MIDDLE = 2
OPACITY = 0.2
PLACES = (1, 0, 2)
"""The looks of the ways among those of paths."""


def name_of(asked: Search) -> str:
    name, surface = asked.scenario.labels[asked.optimizer], say(asked.scenario.surface.record.title)
    return say("Searches for the best {name} on {surface}", name=name, surface=surface)


def colours(style: str) -> list[str]:
    """Of the ways."""
    return [getattr(LOOKS[place], style) for place in PLACES]


def best_chart(found: Tries, style: str) -> Chart:
    """The best so far against the tries: the median over the repeats, and between which half of them lies."""
    tries = np.arange(1, found.search.tries + 1)
    x = linear(say("tries"), 1, tries[-1], whole=True)
    title = say("best {outcome} so far", outcome=say(OUTCOMES[found.search.outcome]))
    y = decades(title, [found.quantiles[:, INNER[0]], found.quantiles[:, INNER[1]]], np.inf)
    across, inks = x.shares(tries), colours(style)
    heights = y.shares(found.quantiles)
    dashes = [LOOKS[place].dash if style == "print" else () for place in PLACES]
    ways = list(zip(WAYS, WAYS.values(), inks, dashes, heights, strict=True))
    closed = Line(across, y.shares(found.medians), THEMES[style].ink, "closed-form", 1.2, (2.0, 3.0))
    return Chart(
        title=say("Best so far, {count} repeats", count=found.search.repeats),
        x=x,
        y=y,
        bands=tuple(Band(across, own[INNER[0]], own[INNER[1]], ink, OPACITY, way) for way, _, ink, _, own in ways),
        lines=(
            *(Line(across, own[MIDDLE], ink, way, 2.0, dash) for way, _, ink, dash, own in ways),
            closed,
        ),
        key=(
            *(Entry(ink, say(title), dash) for _, title, ink, dash, _ in ways),
            Entry(THEMES[style].muted, say("half of the repeats"), opacity=OPACITY, is_band=True),
            Entry(THEMES[style].ink, say("random, by its closed form"), (2.0, 3.0)),
        ),
    )


def said_of(found: Tries) -> list[str]:
    """What the picture shows, in words and numbers."""
    middles = [written(float(value)) for value in found.quantiles[:, MIDDLE, -1]]
    ends = found.best[:, :, -1]
    wins = f"{written(100 * float(np.mean(ends[1] < ends[0])))} %"
    said = dict(zip(WAYS, middles, strict=True))
    return [
        say(
            "The best of {tries} tries, in the middle of {repeats} repeats: {grid} on the grid, {random} at random, "
            "{coarse_to_fine} from coarse to fine; the best cell of the map has {least}.",
            tries=found.search.tries,
            repeats=found.search.repeats,
            least=written(float(found.values.min())),
            **said,
        ),
        say("In {share} of the repeats random tries found something better than the grid.", share=wins),
    ]
