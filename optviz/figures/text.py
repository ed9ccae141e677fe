"""The words of a figure: its title, and over each panel the label, the loss and the numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import font_manager
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from optviz.engine.simulate import Path
from optviz.figures.layout import Box
from optviz.figures.marks import dress, mark_lines
from optviz.figures.setting import Sheet, points
from optviz.picture.looks import SHARES, STROKES, THEMES
from optviz.picture.words import numbers_of, outcome_of, title_of
from optviz.texts.language import say

UPPER, LOWER, SMALL = 1.75, 0.5, 0.85
"""The baselines of the two lines over a panel, and the size of what is less important, in em."""
LINE, SHORT_LINE, BEHIND_LINE = 2.9, 1.7, 0.9
"""The length of a path's sample, which shows every dash whole, that where labels would be cut off, and the room for its
mark, in em."""
TWO_LINES = 2.5
"""The least height, in em, that has room for both lines."""


def write_text(
    sheet: Sheet, left: float, bottom: float, text: str, *, size: float, colour: str, math: bool = False, **more: Any
) -> Text:
    """A text at a place in inches, `size` inches high."""
    place = left / sheet.layout.width, bottom / sheet.layout.height
    properties = {"fontsize": points(size), "color": colour, "va": "baseline", "parse_math": math}
    return sheet.figure.text(*place, text, **(properties | more))


def width_of(text: str, size: float, *, bold: bool = False, math: bool = False) -> float:
    """The width of a text in inches."""
    font = font_manager.FontProperties(size=points(size), weight="bold" if bold else "normal")
    return text_to_path.get_text_width_height_descent(text, font, math and "$" in text)[0] / 72


def fitting(parts: Sequence[str], width: float, size: float, between: str = "   ") -> str:
    """As many of the parts, from the first one, as fit into a width."""
    fitted = list(parts)
    while fitted and width_of(between.join(fitted), size, math=True) > width:
        fitted.pop()
    return between.join(fitted)


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    if width_of(text, size, bold=bold) <= width:
        return text
    while text and width_of(text + "…", size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def draw_title(sheet: Sheet, box: Box) -> None:
    """The surface in bold, then what the whole picture shares."""
    em, scenario = sheet.layout.em, sheet.run.scenario
    name = say(scenario.surface.record.title)
    baseline = box.top - 1.3 * em
    write_text(sheet, box.left, baseline, name, size=1.25 * em, colour=sheet.theme.ink, weight="bold")
    used = width_of(name, 1.25 * em, bold=True) + 1.2 * em
    rest = fitting(title_of(scenario), box.width - used, em)
    write_text(sheet, box.left + used, baseline, rest, size=em, colour=sheet.theme.muted, math=True)


def draw_heads(sheet: Sheet, step: int, *, letters: bool) -> None:
    """Over each panel a sample of the line, the label and the loss; under them the numbers.

    Where some label leaves no room beside it, all losses go down to the line of the numbers. A crowded legend has no
    such lines.
    """
    em, heads = sheet.layout.em, sheet.layout.heads
    is_crowded = heads[0].height < TWO_LINES * em
    labels = [width_of(path.label, em, bold=True) + 1.7 * em * letters for path in sheet.run]
    outcomes = [width_of(outcome_of(path, step), SMALL * em) + 0.8 * em for path in sheet.run]
    lines = [line for line in (LINE, SHORT_LINE) if fits(labels, heads, em * (line + BEHIND_LINE))]
    with_outcomes = [line for line in lines if fits(np.add(labels, outcomes), heads, em * (line + BEHIND_LINE))]
    if sheet.theme is THEMES["print"]:  # where there is no colour, the dash tells the paths apart
        with_outcomes = [line for line in with_outcomes if line == LINE]
    line, beside = (*with_outcomes, *lines, SHORT_LINE)[0], bool(with_outcomes)
    if is_crowded:
        upper = UPPER * em
        heads = tuple(Box(box.left, box.bottom + box.height / 2 - upper, box.width, upper) for box in heads)
    for i, (path, box) in enumerate(zip(sheet.run, heads, strict=True)):
        draw_label(sheet, box, path.label, i, letters, line)
        draw_outcome(sheet, box, path, i, beside or is_crowded)
        if not is_crowded:
            draw_numbers(sheet, box, path, step, beside)


def fits(widths: Sequence[float] | np.ndarray, boxes: Sequence[Box], indent: float) -> bool:
    return all(indent + width <= box.width for width, box in zip(widths, boxes, strict=True))


def draw_label(sheet: Sheet, box: Box, label: str, place: int, letters: bool, line: float) -> None:
    em, left, baseline = sheet.layout.em, box.left, box.bottom + UPPER * sheet.layout.em
    if letters:
        write_text(sheet, left, baseline, f"({chr(ord('a') + place)})", size=em, colour=sheet.theme.ink)
        left += 1.7 * em
    draw_sample(sheet, place, left, baseline + 0.36 * em, line)
    left += (line + BEHIND_LINE) * em
    text = shortened(label, box.right - left, em, bold=True)
    write_text(sheet, left, baseline, text, size=em, colour=sheet.theme.ink, weight="bold")


def draw_sample(sheet: Sheet, place: int, left: float, level: float, length: float) -> None:
    """A piece of a path, so many em long, with its dash, and its mark at the end."""
    em, width, height = sheet.layout.em, sheet.layout.width, sheet.layout.height
    colour, dash = sheet.style.colours[place], [SHARES.sample * part for part in sheet.style.dashes[place]]
    ends = np.array([left, left + length * em]) / width
    line = Line2D(ends, [level / height] * 2, color=colour, lw=STROKES.walked * sheet.pixel, solid_capstyle="butt")
    line.set(linestyle=(0, dash) if dash else "solid", dash_capstyle="butt", gid=f"sample-{place}")
    head = mark_lines(f"sample-mark-{place}")
    dress(*head, sheet.style.marks[place], colour, sheet)
    for part in (line, *head):
        sheet.figure.add_artist(part)
    for part in head:
        part.set_data([ends[1]], [level / height])


def shown_outcome(path: Path, step: int, beside: bool) -> str:
    return outcome_of(path, step) if beside else outcome_of(path, step).removeprefix("loss ")


def draw_outcome(sheet: Sheet, box: Box, path: Path, place: int, beside: bool) -> None:
    """The outcome at the right end, on the line of the label or on that of the numbers."""
    level = box.bottom + (UPPER if beside else LOWER) * sheet.layout.em
    properties = {"size": SMALL * sheet.layout.em, "colour": sheet.theme.muted, "ha": "right"}
    shown = write_text(sheet, box.right, level, "", gid=f"outcome-{place}", **properties)
    sheet.move(shown, lambda step: shown.set_text(shown_outcome(path, step, beside)))


def draw_numbers(sheet: Sheet, box: Box, path: Path, step: int, beside: bool) -> None:
    """The numbers in what room is left beside the outcome."""
    em, room, size = sheet.layout.em, box.width, SMALL * sheet.layout.em
    if not beside:
        room -= width_of(shown_outcome(path, step, beside), size) + 0.8 * em
    numbers = fitting(numbers_of(path.choice), room, size)
    write_text(sheet, box.left, box.bottom + LOWER * em, numbers, size=size, colour=sheet.theme.muted, math=True)
