"""What the page shows of each of the six steps towards good hyperparameters: what is done, what comes of it, and its
goal."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optviz.engine import recipes
from optviz.engine.recipes import Grid, Walk
from optviz.picture.chart import Chart, Entry, Line, Scale, linear
from optviz.picture.looks import LOOKS
from optviz.scenario.recipe import Recipe
from optviz.texts.language import say
from optviz.texts.numbers import written

WHOLE = 1.0
CELLS = 64
"""A grid that is opened as a map has so many cells along each side."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A grid in words: the rates from left to right, the decays from above, the highest first.

    Args:
        rates, decays: what stands at its sides.
        texts: the loss of each cell.
        shades: how dark each is, from 0, the worst, to 1, the best.
        best: the row and the column of the lowest loss.
    """

    rates: list[str]
    decays: list[str]
    texts: list[list[str]]
    shades: list[list[float]]
    best: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Told:
    """One step.

    Args:
        done: what is done.
        found: what comes of it, in numbers.
        goal: what is to come of it.
        is_reached: whether it does.
        charts, table: how it looks.
        link: where the same is found elsewhere in the app, from its first page, and what to call that.
    """

    done: str
    found: str
    goal: str
    is_reached: bool
    charts: tuple[Chart, ...] = ()
    table: Table | None = None
    link: tuple[str, str] | None = None


def name_of(asked: Recipe) -> str:
    scenario = asked.scenario
    surface = say(scenario.surface.record.title)
    return say("Six steps with {name} on {surface}", name=scenario.labels[0], surface=surface)


def titles() -> list[str]:
    """Of the steps."""
    return [
        say("Look at the loss at the start"),
        say("Learn a few examples by heart"),
        say("Find a rate that makes the loss fall"),
        say("A coarse grid, for a few epochs"),
        say("A finer grid, for longer"),
        say("Look at the curves, and again"),
    ]


def told(walk: Walk, step: int, style: str) -> Told:
    """A step, 1 to 6, in a style."""
    return TELLING[step - 1](walk, style)


def said_of(walk: Walk, style: str) -> list[str]:
    """A line for each step: what it is called, what came of it, and whether that was its goal."""
    lines = []
    for step, title in enumerate(titles(), 1):
        one = told(walk, step, style)
        mark = say("Goal reached:") if one.is_reached else say("Goal not reached:")
        lines.append(f"{step}. {title}{say(': ')}{one.found} {mark} {one.goal}")
    return lines


def percent(share: float) -> str:
    return f"{written(100 * share)} %"


def at_start(walk: Walk, style: str) -> Told:
    return Told(
        done=say(
            "All weights are zero. Who knows nothing takes each of {count} classes for as likely.",
            count=walk.classes,
        ),
        found=say(
            "The loss is {loss}; the logarithm of {count} is {logarithm}.",
            loss=written(walk.first_loss, 4),
            count=walk.classes,
            logarithm=written(walk.expected_loss, 4),
        ),
        goal=say("The two are the same, up to {share}.", share=percent(recipes.NEAR)),
        is_reached=walk.is_reached(1),
    )


def by_heart(walk: Walk, style: str) -> Told:
    shares, (path,) = walk.accuracy, walk.by_heart
    missed = np.flatnonzero(shares < WHOLE)
    first = int(missed[-1]) + 1 if missed.size else 0
    is_reached = walk.is_reached(2)
    found = (
        say(
            "From step {step} on all of them lie on their own side; the loss ends at {loss}.",
            step=first,
            loss=written(path.losses[-1]),
        )
        if is_reached
        else say("In the end {share} of them lie on their own side.", share=percent(shares[-1]))
    )
    steps = np.arange(len(shares))
    return Told(
        done=say(
            "Only {few} examples of each class, {steps} steps at the learning rate {rate}, no weight decay.",
            few=recipes.FEW,
            steps=recipes.LONG,
            rate=written(walk.rule["learning_rate"]),
        ),
        found=found,
        goal=say("All of them are told right, 100 %."),
        is_reached=is_reached,
        charts=(
            lines_over(steps, say("step"), [path.losses], say("loss"), say("Loss on these few"), style),
            lines_over(
                steps,
                say("step"),
                [shares],
                say("share told right"),
                say("Share of them told right"),
                style,
                high=WHOLE,
            ),
        ),
    )


def falling(walk: Walk, style: str) -> Told:
    rates = [written(rate) for rate in recipes.RATES]
    left = [percent(share) if math.isfinite(share) else say("diverged") for share in walk.left]
    pairs = say("; ").join(f"{rate}{say(': ')}{share}" for rate, share in zip(rates, left, strict=True))
    steps = np.arange(recipes.QUICK + 1)
    losses = [path.losses for path in walk.falls]
    highest = 1.5 * walk.first_loss
    return Told(
        done=say(
            "All {count} examples, {steps} steps at each of four learning rates.",
            count=len(walk.data.training),
            steps=recipes.QUICK,
        ),
        found=say("What is left of the first loss: {pairs}.", pairs=pairs),
        goal=say("At one of them less than {share} is left.", share=percent(recipes.FALLEN)),
        is_reached=walk.is_reached(3),
        charts=(
            lines_over(
                steps,
                say("step"),
                losses,
                say("loss"),
                say("Loss at four learning rates"),
                style,
                names=rates,
                high=highest,
            ),
        ),
        link=(f"./?{walk.four.to_url()}&show.curve=loss&show.scale=linear", say("Open in the playground")),
    )


def coarse(walk: Walk, style: str) -> Told:
    grid = walk.coarse
    return Told(
        done=say(
            "{count} learning rates and {count} weight decays, by equal factors: {epochs} epochs each, on mini-batches "
            "of {batch}.",
            count=recipes.CELLS,
            epochs=grid.epochs,
            batch=recipes.BATCH,
        ),
        found=best_said(grid),
        goal=say("The best rate has others to both sides: at the edge, the range is wrong."),
        is_reached=walk.is_reached(4),
        table=table_of(grid),
        link=map_link(grid),
    )


def fine(walk: Walk, style: str) -> Told:
    before, grid = walk.grids[-2:]
    return Told(
        done=say(
            "Around the best so far, with half the way between neighbours: {epochs} epochs each.", epochs=grid.epochs
        ),
        found=best_said(grid),
        goal=say("It is lower than before, {before}.", before=written(before.lowest)),
        is_reached=walk.is_reached(5),
        table=table_of(grid),
        link=map_link(grid),
    )


def at_the_end(walk: Walk, style: str) -> Told:
    curves, grid = walk.curves, walk.fine[-1]
    epochs = np.arange(len(curves.losses))
    names = [say("examples"), say("held-out examples")]
    return Told(
        done=say(
            "The learning rate {rate} and the weight decay {decay}, for {epochs} epochs.",
            rate=written(grid.rate),
            decay=written(grid.decay),
            epochs=grid.epochs,
        ),
        found=say(
            "The loss ends at {loss}, on held-out examples at {held_out}, of which {share} are told right.",
            loss=written(curves.losses[-1]),
            held_out=written(curves.held_out[-1]),
            share=percent(curves.accuracy[-1]),
        ),
        goal=say(
            "The held-out loss ends less than {share} above its lowest: stopping earlier would not have helped.",
            share=percent(recipes.NEARLY - 1),
        ),
        is_reached=walk.is_reached(6),
        charts=(
            lines_over(
                epochs, say("epoch"), list(curves[:2]), say("loss"), say("Loss of the best"), style, names=names
            ),
        ),
        link=(f"./?{walk.best.to_url()}&show.curve=held_out&show.scale=linear", say("Open in the playground")),
    )


TELLING: tuple[Callable[[Walk, str], Told], ...] = (at_start, by_heart, falling, coarse, fine, at_the_end)


def best_said(grid: Grid) -> str:
    return say(
        "The lowest loss on held-out examples is {loss}, at the learning rate {rate} and the weight decay {decay}.",
        loss=written(grid.lowest),
        rate=written(grid.rate),
        decay=written(grid.decay),
    )


def map_link(grid: Grid) -> tuple[str, str]:
    """The same ranges as a map of the loss."""
    axes = {
        name: axis.model_copy(update={"cells": CELLS})
        for name, axis in (("x", grid.sweep.x), ("y", grid.sweep.y))
        if axis
    }
    return f"./maps?{grid.sweep.model_copy(update=axes).to_url()}", say("Open the same ranges as a map of the loss")


def grid_title(grid: Grid) -> str:
    return say("Held-out loss, {epochs} epochs", epochs=grid.epochs)


def table_of(grid: Grid) -> Table:
    ranks = np.searchsorted(np.unique(grid.held_out), grid.held_out)
    shades = 1 - ranks / max(int(ranks.max()), 1)
    row, column = grid.best
    rows = range(len(grid.decays) - 1, -1, -1)
    return Table(
        rates=[written(value) for value in grid.rates],
        decays=[written(grid.decays[i], 2) for i in rows],
        texts=[[written(loss) if math.isfinite(loss) else say("diverged") for loss in grid.held_out[i]] for i in rows],
        shades=[shades[i].tolist() for i in rows],
        best=(len(grid.decays) - 1 - row, column),
    )


def lines_over(
    across: np.ndarray,
    along: str,
    values: list[np.ndarray],
    upwards: str,
    title: str,
    style: str,
    *,
    names: list[str] | None = None,
    high: float = math.inf,
) -> Chart:
    """Curves over steps or epochs, from zero up to their highest, or to `high` where they go beyond."""
    x = linear(along, 0, across[-1], whole=True)
    top = min(high, max(float(np.max(one)) for one in values))
    y: Scale = linear(upwards, 0, top)
    used = LOOKS[: len(values)]
    inks = [(getattr(look, style), look.dash if style == "print" else ()) for look in used]
    drawn = list(zip(values, inks, range(len(values)), strict=True))
    return Chart(
        title=title,
        x=x,
        y=y,
        lines=tuple(
            Line(x.shares(across), y.shares(own), ink, f"line-{i}", dash=dash) for own, (ink, dash), i in drawn
        ),
        key=tuple(Entry(ink, name, dash) for (ink, dash), name in zip(inks, names or [], strict=bool(names))),
    )
