"""What a race's picture shows: how the outcome of each racer depends on its learning rate, and the race."""

import numpy as np

from optviz.engine.races import Standings
from optviz.picture.chart import Chart, Dot, Entry, Line, decades, linear, logarithmic
from optviz.picture.looks import looks
from optviz.scenario.race import Race
from optviz.texts.language import say
from optviz.texts.numbers import written

HEAD = ("place", "optimizer", "learning rate", "loss in the end", "within the tolerance from", "rates nearly as good")
"""The columns of the table."""


def name_of(asked: Race) -> str:
    surface, budget = say(asked.scenario.surface.record.title), asked.budget
    return say("Race on {surface}, budget {budget}", surface=surface, budget=budget)


def inks(found: Standings, style: str) -> list[tuple[str, tuple[float, ...]]]:
    """The colour of each racer, and its dash in print."""
    chosen = looks(found.race.scenario)
    return [(getattr(look, style), look.dash if style == "print" else ()) for look in chosen]


def first_gap(found: Standings) -> float:
    return float(max(racer.gaps[:, 0].max() for racer in found.racers))


def key_of(found: Standings, style: str) -> tuple[Entry, ...]:
    pairs = zip(found.racers, inks(found, style), strict=True)
    return tuple(Entry(colour, racer.label, dash) for racer, (colour, dash) in pairs)


def floor_of(found: Standings) -> float:
    """Below the tolerance nobody is told apart by what he has: a gap is drawn down to a tenth of it."""
    return found.race.scenario.tolerance / 10


def tuning_chart(found: Standings, style: str) -> Chart:
    """The outcome of each learning rate, and the one that each races with."""
    rates = np.concatenate([racer.rates for racer in found.racers])
    x = logarithmic(say("learning rate"), rates.min(), rates.max())
    floor = floor_of(found)
    shown = [np.maximum(racer.outcomes, floor) for racer in found.racers]
    y = decades(say("loss above the lowest one, in the end"), shown, first_gap(found))
    looked = list(zip(found.racers, shown, inks(found, style), range(len(shown)), strict=True))
    return Chart(
        title=say("Tuning: {count} learning rates each", count=found.race.rates),
        x=x,
        y=y,
        lines=tuple(
            Line(x.shares(racer.rates), y.shares(values), colour, f"racer-{i}", dash=dash)
            for racer, values, (colour, dash), i in looked
        ),
        dots=tuple(
            Dot(float(x.shares([racer.rate])[0]), float(y.shares([values[racer.best]])[0]), colour, f"best-{i}")
            for racer, values, (colour, _), i in looked
        ),
        key=key_of(found, style),
    )


def race_chart(found: Standings, style: str) -> Chart:
    """What each racer has with so much spent, in the middle of the seeds."""
    floor = floor_of(found)
    x = linear(say("spent"), 0, found.race.budget, whole=True)
    shown = [np.maximum(racer.middle, floor) for racer in found.racers]
    y = decades(say("loss above the lowest one"), shown, first_gap(found))
    looked = zip(found.racers, shown, inks(found, style), range(len(shown)), strict=True)
    return Chart(
        title=say("The race, each at its best rate"),
        x=x,
        y=y,
        lines=tuple(
            Line(x.shares(racer.spent), y.shares(values), colour, f"racer-{i}", dash=dash, is_stepped=True)
            for racer, values, (colour, dash), i in looked
        ),
        key=key_of(found, style),
    )


def row_of(found: Standings, i: int) -> list[str]:
    """A line of the table."""
    racer = found.racers[i]
    return [
        str(found.places.index(i) + 1),
        racer.label,
        written(racer.rate),
        written(racer.score),
        say("not reached") if racer.arrived is None else written(racer.arrived),
        f"{written(100 * racer.share)} %",
    ]


def table_of(found: Standings) -> list[list[str]]:
    """A line for each racer, the best first."""
    return [row_of(found, i) for i in found.places]
