"""Where everything stands in a figure: pure arithmetic in inches, from the number of panels and their shape.

The unit of all distances is the em of the text, so that a figure of 80 mm and one of 1,920 px are equally well set.
"""

import math
from typing import NamedTuple, Protocol

from optviz.picture.view import NotDrawable, Place

TITLE, HEAD, TICKS = 2.6, 3.1, 1.7
"""Heights of the title, of the two lines over a panel, and of the numbers under one, in em."""
MARGIN, LEFT, BETWEEN, LEGEND = 1.1, 3.4, 2.0, 17.0
CURVES, ABOVE_CURVES, BELOW_CURVES = 9.0, 2.4, 2.2
KEY_LINE, BELOW_KEY = 1.5, 0.7
"""The height of a line that says what arrows mean, and of the room under them all."""
SMALLEST = 2.0
"""The least width and height of a panel, in em."""
SHAPE, TALLEST = 9 / 16, 0.8
"""The height that is aimed at, and the largest one, as shares of the width."""
NARROW, TALLEST_IF_NARROW, ANOTHER = 36.0, 1.6, 0.8
"""A figure of less width, in em, is one for a column of a page: it may be taller, by so much more where another plot
stands below the first one, and has its legend above."""
OVER = 1.7
"""The height of the title of each of several plots beside one legend, in em."""
NARROWEST, COMFORTABLE, UNDER_LEGEND = 10.0, 15.0, 0.8
"""The widths that the lines over a panel need and that they get where there is room, and the room under a legend."""


class Length(Protocol):
    """A length on paper or on a screen."""

    @property
    def inches(self) -> float: ...


class Box(NamedTuple):
    """A rectangle: left and bottom edge, width and height, in inches from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.bottom + self.height

    @property
    def right(self) -> float:
        return self.left + self.width


class Layout(NamedTuple):
    """A set figure.

    Args:
        width, height: in inches.
        em: the size of the text, in inches.
        columns: of the grid of panels.
        title: None where there is none.
        heads: one an optimizer: over its panel, or in the legend.
        panels: one an optimizer, or those that all of them share, or none.
        curves: None where there are none.
        key: the lines that say what arrows mean; None where there are none.
    """

    width: float
    height: float
    em: float
    columns: int
    title: Box | None
    heads: tuple[Box, ...]
    panels: tuple[Box, ...]
    curves: Box | None
    key: Box | None = None


def em_of(width: float) -> float:
    """The size of the text that suits a figure: 8 points on a column (6.4 for the numbers of axes), 12 on a slide."""
    return min(max(4.3 + 0.58 * width, 8.0), 16.0) / 72


def lay_out(
    count: int,
    shape: float,
    width: float,
    height: float | None,
    *,
    em: float,
    place: Place,
    title: bool,
    curves: bool,
    key: int = 0,
    plots: int = 1,
) -> Layout:
    """The layout of `count` optimizers on panels of `shape` (width over height), with `key` lines under them.

    Where they share their panels, there are so many `plots`.

    Without a `height` the figure takes the one that its panels need, near that of a slide.

    Raises:
        NotDrawable: there is no room for the panels.
    """
    is_narrow = width < NARROW * em
    tallest = width * (TALLEST_IF_NARROW + ANOTHER * (plots - 1) if is_narrow else TALLEST)
    if place == "below":
        return lay_out_curves(count, width, height, em, title)
    fixed = em * (2 * MARGIN + title * TITLE + TICKS + height_of(key) + curves * (CURVES + ABOVE_CURVES + BELOW_CURVES))
    if place == "shared" and is_narrow:
        return lay_out_below_legend(count, shape, width, fixed, height, tallest, em, title, curves, key, plots)
    if place == "shared":
        beside = em * (LEFT + LEGEND + 2 * MARGIN)
        legend, over = fixed + em * count * (HEAD + 0.4), em * OVER * (plots > 1)
        free = (height or min(max(width * SHAPE * 1.1, legend), tallest)) - fixed - over
        size = fit((width - beside - em * BETWEEN * (plots - 1)) / plots, free, shape)
        return placed(count, (plots, 1), size, shape, width, fixed, height, em, title, curves, key, legend=True)
    across = width - em * (LEFT + MARGIN)

    def size_in(columns: int, height: float | None) -> float:
        rows = math.ceil(count / columns)
        free = None if height is None else (height - fixed - em * rows * HEAD - em * (rows - 1) * BETWEEN) / rows
        return fit((across - em * BETWEEN * (columns - 1)) / columns, free, shape)

    def need(columns: int) -> float:
        rows = math.ceil(count / columns)
        return fixed + rows * (size_in(columns, None) / shape + em * HEAD) + em * (rows - 1) * BETWEEN

    def penalty(columns: int) -> float:
        empty = columns * math.ceil(count / columns) - count
        return abs(math.log(need(columns) / (width * SHAPE))) + 0.8 * empty / count

    if height is None:
        columns = min(range(1, min(count, columns_in(across, em)) + 1), key=penalty)
        height = tallest if need(columns) > tallest else None
    else:
        columns = max(range(1, count + 1), key=lambda columns: (size_in(columns, height), -columns))
    size = size_in(columns, height)
    grid = (columns, math.ceil(count / columns))
    return placed(count, grid, size, shape, width, fixed, height, em, title, curves, key, legend=False)


def columns_in(across: float, em: float) -> int:
    """How many panels, or entries of a legend, can stand side by side."""
    return max(int((across / em + BETWEEN) / (NARROWEST + BETWEEN)), 1)


def fit(width: float, height: float | None, shape: float) -> float:
    """The width of the largest panel of `shape` that fits."""
    return min(width, width if height is None else height * shape)


def height_of(key: int) -> float:
    """The height of so many lines of the key, in em."""
    return key * KEY_LINE + (BELOW_KEY if key else 0)


def placed(
    count: int,
    grid: tuple[int, int],
    size: float,
    shape: float,
    width: float,
    fixed: float,
    height: float | None,
    em: float,
    title: bool,
    curves: bool,
    key: int,
    *,
    legend: bool,
) -> Layout:
    """The boxes of a grid of (columns, rows) panels, `size` wide."""
    columns, rows = grid
    if min(size, size / shape) < em * SMALLEST:
        raise NotDrawable.of("width, height", "no_room", count=count)
    head = em * OVER * (columns > 1) if legend else em * HEAD
    beside = em * (LEGEND + MARGIN) if legend else 0
    across = width - em * (LEFT + MARGIN) - beside
    free = max(across - columns * size - em * BETWEEN * (columns - 1), 0)
    pitch = size if legend else size + min(free / columns, max(em * COMFORTABLE - size, 0))
    block = columns * pitch + em * BETWEEN * (columns - 1)
    height = height or fixed + rows * (size / shape + head) + em * BETWEEN * (rows - 1)
    left = em * LEFT + max(across - block, 0) / 2
    top = height - em * (MARGIN + title * TITLE)
    used = rows * (size / shape + head) + em * BETWEEN * (rows - 1)
    below = em * (MARGIN + TICKS + height_of(key) + curves * (CURVES + ABOVE_CURVES + BELOW_CURVES))
    curves_height = em * CURVES + max(top - used - below, 0) if curves else 0
    panels = []
    for i in range(columns if legend else count):
        row, column = divmod(i, columns)
        bottom = top - (row + 1) * (head + size / shape) - row * em * BETWEEN
        panels.append(Box(left + column * (pitch + em * BETWEEN), bottom, size, size / shape))
    heads = tuple(Box(panel.left, panel.top, pitch, em * HEAD) for panel in panels)
    if legend:
        heads = legend_heads(count, left + block + em * MARGIN, panels[0].top, panels[0].height, em)
    right = heads[0].right if legend else left + block
    foot = min(panel.bottom for panel in panels) - em * (TICKS + height_of(key))
    return Layout(
        width=width,
        height=height,
        em=em,
        columns=columns,
        title=Box(left, top, max(right - left, width - left - em * MARGIN), em * TITLE) if title else None,
        heads=heads,
        panels=tuple(panels),
        curves=Box(left, em * (MARGIN + BELOW_CURVES), right - left, curves_height) if curves else None,
        key=Box(em * LEFT, foot, width - em * (LEFT + MARGIN), em * height_of(key)) if key else None,
    )


def lay_out_below_legend(
    count: int,
    shape: float,
    width: float,
    fixed: float,
    height: float | None,
    tallest: float,
    em: float,
    title: bool,
    curves: bool,
    key: int,
    plots: int,
) -> Layout:
    """One panel as wide as the figure, or several one below the other, with their legend above."""
    across = width - em * (LEFT + MARGIN)
    legend = em * (HEAD * math.ceil(count / columns_in(across, em)) + UNDER_LEGEND)
    over = em * OVER * (plots > 1)
    used = fixed + legend + plots * over + em * BETWEEN * (plots - 1)
    size = fit(across, ((height or tallest) - used) / plots, shape)
    if min(size, size / shape) < em * SMALLEST:
        raise NotDrawable.of("width, height", "no_room", count=count)
    height = height or used + plots * size / shape
    left, top = em * LEFT, height - em * (MARGIN + title * TITLE)
    pitch = over + size / shape
    panels = [Box(left, top - legend - (i + 1) * pitch - i * em * BETWEEN, size, size / shape) for i in range(plots)]
    foot = panels[-1].bottom - em * (TICKS + height_of(key))
    bottom = em * (MARGIN + BELOW_CURVES)
    return Layout(
        width=width,
        height=height,
        em=em,
        columns=1,
        title=Box(left, top, across, em * TITLE) if title else None,
        heads=heads_above(count, left, top, across, em),
        panels=tuple(panels),
        curves=Box(left, bottom, across, foot - em * ABOVE_CURVES - bottom) if curves else None,
        key=Box(left, foot, across, em * height_of(key)) if key else None,
    )


def lay_out_curves(count: int, width: float, height: float | None, em: float, title: bool) -> Layout:
    """Nothing but the curves, with a legend beside them, or above where the figure is narrow."""
    is_narrow, left = width < NARROW * em, em * LEFT * 1.4
    across = width - left - em * MARGIN
    above = em * (HEAD * math.ceil(count / columns_in(across, em)) + UNDER_LEGEND) if is_narrow else 0.0
    height = height or width * SHAPE * (1.2 if is_narrow else 0.8) + above
    head = height - em * (MARGIN + title * TITLE)
    right = width - em * (MARGIN if is_narrow else LEGEND + 2 * MARGIN)
    bottom, top = em * (MARGIN + BELOW_CURVES), head - above - em * ABOVE_CURVES / 2
    box = Box(left, bottom, max(right - left, 0.1), max(top - bottom, 0.1))
    heads = (
        heads_above(count, left, head, across, em)
        if is_narrow
        else legend_heads(count, right + em * MARGIN, top, box.height, em)
    )
    title_box = Box(left, height - em * (MARGIN + TITLE), width - left, em * TITLE) if title else None
    return Layout(width, height, em, 1, title_box, heads, (), box)


def heads_above(count: int, left: float, top: float, across: float, em: float) -> tuple[Box, ...]:
    """The entries of a legend in as many columns as there is room for, from the top down."""
    columns = min(columns_in(across, em), count)
    width = (across - em * BETWEEN * (columns - 1)) / columns
    return tuple(
        Box(left + (i % columns) * (width + em * BETWEEN), top - em * HEAD * (i // columns + 1), width, em * HEAD)
        for i in range(count)
    )


def legend_heads(count: int, left: float, top: float, height: float, em: float) -> tuple[Box, ...]:
    step = min(em * (HEAD + 0.4), height / count)
    return tuple(Box(left, top - (i + 1) * step, em * LEGEND, step) for i in range(count))
