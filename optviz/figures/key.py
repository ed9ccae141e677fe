"""The lines under the panels that say what arrows, ellipses and models are."""

from typing import NamedTuple

from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, FancyArrowPatch

from optviz.engine.simulate import Path, Run
from optviz.figures.layout import BELOW_KEY, KEY_LINE, Box
from optviz.figures.models import DASH
from optviz.figures.setting import Sheet
from optviz.figures.text import SMALL, width_of, write_text
from optviz.picture.legend import DRAWN
from optviz.picture.words import symbol_said
from optviz.texts.language import say

SAMPLE, GAP = 2.3, 1.6
"""The width of a sample with the room behind it, and the room between two entries, in em."""


class Entry(NamedTuple):
    """One thing that is drawn: how, and what it is. `kind` is empty for words alone."""

    kind: str
    words: str


def entries_of(run: Run, *, arrows: float, taylor: bool) -> list[Entry]:
    """What the panels of a run show beside its paths."""
    entries = []
    if arrows and len(run.scenario.start) == 2:
        entries = [
            Entry("", when(run.scenario.num_steps, arrows)),
            Entry("gradient", say("$g$: gradient, as the step $-\\eta g$")),
        ]
        if words := directions_of(run):
            entries.append(Entry("velocity", words))
        entries.append(Entry("step", say("$\\Delta$: next step")))
        if any(has_rates(path) for path in run):
            entries.append(Entry("rates", str(DRAWN["rates"].word)))
        if any("inverse_hessian" in path.state for path in run):
            entries.append(Entry("belief", str(DRAWN["belief"].word)))
    if taylor:
        second = "bowl" if len(run.scenario.start) == 2 else "graph"
        entries += [Entry("plane", str(DRAWN["plane"].word)), Entry(second, say("of second order, × its minimum"))]
    return entries


def when(step: int, arrows: float) -> str:
    if arrows == 1:
        return say("at step {step}:", step=step)
    return say("at step {step}, {times} times enlarged:", step=step, times=f"{arrows:g}")


def directions_of(run: Run) -> str:
    """`v: velocity, m: first moment`: the states that are drawn as arrows."""
    records = [path.choice.record for path in run]
    named = {(field, record.symbols[field]) for record in records for field in record.arrows}
    return say(", ").join(
        f"{symbol_said(symbol)}{say(': ')}{say(field.replace('_', ' '))}"
        for field, symbol in sorted(named, reverse=True)
    )


def has_rates(path: Path) -> bool:
    squares = path.state.get(path.choice.record.accumulator)
    return squares is not None and squares.shape[1:] == (2,)


def lines_of(entries: list[Entry], width: float, em: float) -> list[list[tuple[Entry, float]]]:
    """The entries in as many lines as they need, each with its distance from the left edge."""
    lines: list[list[tuple[Entry, float]]] = []
    left = width
    for entry in entries:
        room = em * SAMPLE * bool(entry.kind) + width_of(entry.words, SMALL * em, math=True)
        if left + room > width:
            lines.append([])
            left = 0.0
        lines[-1].append((entry, left))
        left += room + em * GAP
    return lines


def draw_key(sheet: Sheet, box: Box, entries: list[Entry], arrows: float) -> None:
    """The entries from the panels' left edge on, where they have the room."""
    em = sheet.layout.em
    lines = lines_of(entries, box.width, em)
    aside = sheet.layout.panels[0].left - box.left
    shift = aside if len(lines_of(entries, box.width - aside, em)) == len(lines) else 0.0
    for i, line in enumerate(lines_of(entries, box.width - shift, em)):
        baseline = box.bottom + em * (BELOW_KEY + (len(lines) - 1 - i) * KEY_LINE)
        for entry, left in line:
            draw_entry(sheet, entry, box.left + shift + left, baseline, arrows)


def draw_entry(sheet: Sheet, entry: Entry, left: float, baseline: float, arrows: float) -> None:
    em = sheet.layout.em
    properties = {"size": SMALL * em, "colour": sheet.theme.muted, "math": True}
    if entry.kind:
        draw_sample(sheet, entry.kind, left, baseline + 0.32 * em)
        write_text(sheet, left + em * SAMPLE, baseline, entry.words, **properties)
    else:
        text = write_text(sheet, left, baseline, "", gid="key-step", **properties)
        sheet.move(text, lambda step: text.set_text(when(step, arrows)))


def draw_sample(sheet: Sheet, kind: str, left: float, level: float) -> None:
    """An arrow, an ellipse or a line, as the panels have it."""
    em, size, theme, layout = sheet.layout.em, sheet.em, sheet.theme, sheet.layout
    right = left + 1.7 * em
    if kind in ("rates", "belief", "bowl"):
        centre, sides = ((left + right) / 2, level), (1.5 * em, 0.75 * em)
        shape = Ellipse(
            (centre[0] / layout.width, centre[1] / layout.height),
            sides[0] / layout.width,
            sides[1] / layout.height,
            fill=False,
            edgecolor=theme.muted if kind == "belief" else theme.ink,
            linewidth=0.09 * size,
            alpha=0.6 if kind == "rates" else 1.0,
            transform=sheet.figure.transFigure,
        )
    elif kind in ("plane", "graph"):
        ends = [left / layout.width, right / layout.width], [level / layout.height] * 2
        shape = Line2D(*ends, color=theme.ink, lw=0.09 * size, linestyle=(0, DASH) if kind == "plane" else "solid")
    else:
        ends = [(x / layout.width, level / layout.height) for x in (left, right)]
        properties = {"color": getattr(theme, kind), "lw": 0.17 * size, "shrinkA": 0, "shrinkB": 0}
        style = f"-|>,head_length={0.3 * size},head_width={0.16 * size}"
        shape = FancyArrowPatch(
            *ends, arrowstyle=style, mutation_scale=1, transform=sheet.figure.transFigure, **properties
        )
    sheet.figure.add_artist(shape)
