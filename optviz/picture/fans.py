"""What a fan's picture shows: bands of its losses, the cloud of its points on the ground, where its runs ended."""

from typing import NamedTuple

import numpy as np

from optviz.engine.fans import Spread
from optviz.engine.tables import minima_of
from optviz.picture.chart import Band, Chart, Entry, Line, decades, linear
from optviz.picture.looks import looks
from optviz.scenario.fan import Fan
from optviz.texts.language import say
from optviz.texts.numbers import written

OPACITIES = (0.2, 0.32)
"""Of the outer band and of the inner one."""
PERCENT = 100


class Share(NamedTuple):
    """How many of the runs ended somewhere, in words."""

    share: float
    text: str


def name_of(asked: Fan) -> str:
    name, surface = asked.scenario.labels[asked.optimizer], say(asked.scenario.surface.record.title)
    return say("{name} on {surface}, {count} seeds", name=name, surface=surface, count=asked.seeds)


def colour_of(asked: Fan, style: str) -> str:
    return getattr(looks(asked.scenario)[asked.optimizer], style)


def losses_chart(found: Spread, style: str) -> Chart:
    """The quantiles of the losses against the steps, above the lowest known minimum where one is known."""
    surface = found.fan.scenario.surface
    minima = minima_of(surface)
    base = min((one.value for one in minima), default=0.0)
    gaps = found.losses - base
    steps = np.arange(gaps.shape[1])
    title = say("loss above the lowest known minimum") if base else say("loss")
    x = linear(say("step"), 0, steps[-1], whole=True)
    if minima:
        y = decades(title, gaps, gaps[2, 0])
    else:
        known = gaps[np.isfinite(gaps)]
        y = linear(title, known.min(initial=0), known.max(initial=1))
    colour, across, heights = colour_of(found.fan, style), x.shares(steps), [y.shares(one) for one in gaps]
    percent = [f"{level * PERCENT:g} %" for level in found.levels]
    said = [say("{low} to {high} of the runs", low=percent[i], high=percent[-1 - i]) for i in range(len(OPACITIES))]
    return Chart(
        title=say("Loss of all runs"),
        x=x,
        y=y,
        bands=tuple(
            Band(across, heights[i], heights[-1 - i], colour, opacity, f"band-{i}")
            for i, opacity in enumerate(OPACITIES)
        ),
        lines=(Line(across, heights[2], colour, "median"),),
        key=(
            Entry(colour, say("median")),
            *(
                Entry(colour, text, opacity=opacity, is_band=True)
                for text, opacity in zip(reversed(said), reversed(OPACITIES), strict=True)
            ),
        ),
    )


def ends_of(found: Spread) -> list[Share]:
    """The share of runs that ended nearest to each minimum, the largest first; then of those that diverged, if any."""
    surface = found.fan.scenario.surface
    minima = minima_of(surface)
    points = [getattr(minimum, "point", None) for minimum in minima]
    names = [say("a curve of minima") if p is None else f"({', '.join(map(written, p))})" for p in points]
    *shares, diverged = found.shares.tolist()
    order = sorted(range(len(shares)), key=lambda i: -shares[i])
    ended = [Share(shares[i], say("nearest to {minimum}", minimum=names[i])) for i in order]
    return ended + ([Share(diverged, say("diverged"))] if diverged else [])


def said_of(found: Spread) -> list[str]:
    """What the picture shows, in words and numbers."""
    ended = ", ".join(f"{written(PERCENT * one.share)} % {one.text}" for one in ends_of(found))
    finite = found.losses[:, -1]
    losses = [written(float(value)) for value in (finite[0], finite[2], finite[-1])]
    told = say(
        "In the end the losses are {low} (5 %), {middle} (median) and {high} (95 %).",
        **dict(zip(("low", "middle", "high"), losses, strict=True)),
    )
    return [told, *([say("Of the runs ended {shares}.", shares=ended)] if ended else [])]
